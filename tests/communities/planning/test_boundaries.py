"""Areas and neighbours from a map: who borders on whom and how far, what separates, and every fault by its feature."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import City

from .ground import begin, bring, faults, feature, people_the_street, work_out

#: A corner of 定海; a degree here is 111,320 m to the north and 96,380 m to the east.
EAST, NORTH = 122.1, 30.02
METRE_EAST, METRE_NORTH = 1 / 96_374, 1 / 111_320


@pytest.fixture
def officer(city: City, signed_in: Any) -> Client:
    people_the_street(city)
    return signed_in(city.officer)


def square(east: float, north: float, wide: float = 300, high: float = 400) -> list[list[float]]:
    """A rectangle, all in metres from the corner."""
    corners = ((east, north), (east + wide, north), (east + wide, north + high), (east, north + high))
    return [[EAST + x * METRE_EAST, NORTH + y * METRE_NORTH] for x, y in corners]


def river(*points: Sequence[float]) -> Mapping[str, Any]:
    """A line that separates."""
    line = [[EAST + x * METRE_EAST, NORTH + y * METRE_NORTH] for x, y in points]
    return {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": line}}


def of_map(*features: Mapping[str, Any]) -> tuple[str, bytes]:
    return "片区.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_neighbours_come_from_common_borders(city: City, officer: Client) -> None:
    """甲 and 乙 share 400 m, 乙 and 丙 200 m, 甲 and 丁 meet in a corner alone; 乙 and 戊 miss each other by 5 m."""
    plan = begin(officer, city, source="none")
    answer = bring(
        officer,
        plan,
        of_map(
            feature("甲", square(0, 0)),
            feature("乙", square(300, 0)),
            feature("丙", square(600, 200)),
            feature("丁", square(-300, 400)),
            feature("戊", square(300, -405)),
            feature("己", square(0, 400)),
        ),
    )
    assert answer.status_code == 302, [each.words for each in answer.context["faults"]]
    plan.refresh_from_db()
    found = {(each["a"], each["b"]): each["length_m"] for each in plan.instance["adjacency"]}
    wanted = {("丁", "己"): 400, ("丙", "乙"): 200, ("乙", "戊"): 300, ("乙", "甲"): 400, ("己", "甲"): 300}
    assert found.keys() == wanted.keys()
    assert all(abs(found[pair] - metres) <= 20 for pair, metres in wanted.items()), found
    work_out(officer, plan)
    page = officer.get(reverse("plan", args=[plan.pk]))
    assert page.context["drawing"].is_map
    text = page.content.decode()
    assert text.count("<path d=") == 6
    assert "丁：2600户" in text


def test_what_lies_around_another_bears_its_name_beside_it(city: City, officer: Client) -> None:
    """甲 lies around 乙: their names do not stand on each other, though both have one centre."""
    plan = begin(officer, city, source="none")
    around = feature("甲", square(0, 0, 900, 900), 现社区="东山社区")
    around["geometry"]["coordinates"].append([*square(300, 300, 300, 300), square(300, 300)[0]])
    inside = feature("乙", square(300, 300, 300, 300), 现社区="西山社区")
    assert bring(officer, plan, of_map(around, inside)).status_code == 302
    page = officer.get(reverse("plan", args=[plan.pk]))
    one, other = page.context["drawing"].shapes
    assert abs(one.x - other.x) + abs(one.y - other.y) > 50
    # Who has no area, and whose households are others than in the register, is told to whoever draws.
    left_out, differing = page.context["doubts"]
    assert all(name in left_out for name in ("南山社区", "北山社区", "中山社区"))
    assert "东山社区" not in left_out
    assert "东山社区 2,600 ≠ 1,300" in differing


def test_whole_numbers_may_have_a_point(city: City, officer: Client) -> None:
    """As programs for maps write all numbers."""
    plan = begin(officer, city, source="none")
    drawn = [feature("甲", square(0, 0), 户数=2600.0), feature("乙", square(300, 0))]
    assert bring(officer, plan, of_map(*drawn)).status_code == 302
    plan.refresh_from_db()
    assert [area["households"] for area in plan.instance["areas"]][:1] == [2600]


def test_a_line_between_separates(city: City, officer: Client) -> None:
    plan = begin(officer, city, source="none")
    drawn = [feature("甲", square(0, 0)), feature("乙", square(300, 0)), feature("丙", square(600, 0))]
    assert bring(officer, plan, of_map(*drawn, river((302, -50), (299, 450)))).status_code == 302
    plan.refresh_from_db()
    assert {(each["a"], each["b"]): each["barrier"] for each in plan.instance["adjacency"]} == {
        ("乙", "甲"): True,
        ("丙", "乙"): False,
    }
    page = officer.get(reverse("plan", args=[plan.pk]))
    assert len(page.context["drawing"].barriers) == 1
    assert 'class="edge barrier"' in page.content.decode()


@pytest.mark.parametrize(
    ("features", "cell", "words"),
    [
        ([feature("甲", square(0, 0)), feature("乙", square(200, 0))], "features[1]", "重叠"),
        ([feature("甲", square(0, 0)), feature("", square(300, 0))], "features[2]", "片区"),
        ([feature("甲", square(0, 0)), feature("乙", square(300, 0), 户数="不详")], "features[2]", "不详"),
        ([feature("甲", square(0, 0)), feature("乙", square(300, 0), 户数=-1)], "features[2]", "-1"),
        ([feature("甲", square(0, 0)), feature("乙", square(300, 0), 街道="环北街道")], "features[2]", "环南街道"),
        ([feature("甲", square(0, 0)), feature("甲", square(300, 0))], "features[2]", "features[1]"),
        ([feature("甲", square(0, 0)), feature("乙", square(900, 0))], "features[1]", "岛"),
        ([feature("甲", square(0, 0)), feature("乙", [p[::-1] for p in square(300, 0)])], "features[2]", "经度"),
        ([feature("甲", square(0, 0)), feature("乙", [[10**400, 0], *square(300, 0)])], "features[2]", "重画"),
        ([feature("甲", square(0, 0)), feature("乙", square(300, 0), 户数="9" * 5000)], "features[2]", "整数"),
        ([feature("甲", square(0, 0)), {**feature("乙", square(300, 0)), "properties": ["乙"]}], "features[2]", "片区"),
        ([feature("甲", square(0, 0)), {"type": "Feature", "properties": {"片区": "乙"}}], "features[2]", "重画"),
        (
            [feature("甲", square(0, 0)), feature("乙", [*square(300, 0)[:2], *reversed(square(300, 0)[2:])])],
            "features[2]",
            "交叉",
        ),
    ],
)
def test_every_fault_is_named_by_its_feature(city: City, officer: Client, features: Any, cell: str, words: str) -> None:
    plan = begin(officer, city, source="none")
    found = faults(bring(officer, plan, of_map(*features)))
    assert words in found["GeoJSON", cell]
    plan.refresh_from_db()
    assert plan.instance["areas"] == []
