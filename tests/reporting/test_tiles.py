"""The tile plan of a board, and the standards on the page of a unit."""

from typing import Any

import pytest

from communities.models import Community, CommunityFigures, Estate, Honour
from organizations.models import Body
from services.models import Facility
from tests.base.test_growth import assert_same, statements
from tests.people import City, duty, person
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source

DAY = "2003-12-31"


def plan(client: Any, **query: Any) -> dict[str, dict[str, tuple[str, int, int]]]:
    """By group, the tiles with their marks and n of N."""
    groups = client.get("/board/", {"on": DAY, **query}).context["groups"]
    return {
        group.name: {tile.name: (tile.mark, tile.rate.numerator, tile.rate.denominator) for tile in group.tiles}
        for group in groups
    }


def test_a_tile_for_each_street_by_district(city: City, signed_in: Any) -> None:
    city.keep(Honour(community=city.dongshan, kind="civilized", awarded_on="2002-06-20"))
    city.keep(CommunityFigures(community=city.liufang, counted_on="2002-06-30", households=900))
    client = signed_in(city.auditor)
    assert plan(client, show="T4") == {
        "定海区": {"昌国街道": ("unmet", 0, 1), "环南街道": ("met", 1, 1)},
        "普陀区": {"沈家门街道": ("unmet", 0, 1)},
    }
    assert plan(client, show="N01")["定海区"] == {"昌国街道": ("unmet", 0, 1), "环南街道": ("missing", 0, 1)}
    answer = client.get("/board/", {"on": DAY, "show": "N01"}).content.decode()
    assert f"/board/N01/?territory=330902003&amp;on={DAY}&amp;basis=directive-2002" in answer


def test_a_norm_that_some_meet_is_met_in_part(city: City, signed_in: Any) -> None:
    made = Community(street=city.huannan, name="新园社区", founded_on="2002-06-01")
    city.keep(made)
    for community, households in ((city.dongshan, 2600), (made, 900)):
        city.keep(CommunityFigures(community=community, counted_on="2002-06-30", households=households))
    client = signed_in(city.auditor)
    assert plan(client, show="N01")["定海区"]["环南街道"] == ("part", 1, 2)
    assert plan(client, show="N01", territory="330902003") == {
        "": {"东山社区": ("met", 1, 1), "新园社区": ("unmet", 0, 1)}
    }


def test_each_person_sees_tiles_of_own_ground_only(city: City, signed_in: Any) -> None:
    assert plan(signed_in(city.clerk)) == {"": {"东山社区": ("unmet", 0, 1)}}
    assert set(plan(signed_in(city.officer))[""]) == {"环南街道", "昌国街道"}
    worker = person("he", "何专职", city.administrator)
    duty(worker, "reads", "community", city.dongshan, city.administrator)
    assert plan(signed_in(worker)) == {}


def standing(client: Any, unit: Any, day: str = DAY) -> dict[str, Any]:
    """The lines of the unit's panel by code."""
    page = client.get(unit.get_absolute_url(), {"on": day}).context["page"]
    [found] = [each for section in page.sections for each in section.panels if each.key == "reporting-standing"]
    return {line.judged.standard.code: line for line in found.context["lines"]}


def test_a_communitys_page_tells_how_it_stands(city: City, signed_in: Any) -> None:
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=2309))
    for kind in ("office", "police_room", "health_room"):
        city.keep(Facility(community=city.dongshan, kind=kind, opened_on="2002-06-01"))
    estates = [city.keep(Estate(community=city.dongshan, name=f"{n}小区", completed_on="2001-01-01")) for n in range(2)]
    city.keep(Honour(estate=estates[0], kind="safe", awarded_on="2002-07-01"))
    client = signed_in(city.clerk)
    found = standing(client, city.dongshan)
    assert (found["N01"].result.state, found["N01"].result.distance) == ("unmet", -191)
    assert found["N02"].lacking == ("文体活动室",)
    assert (found["T7"].rate.numerator, found["T7"].rate.denominator) == (1, 2)
    assert "N18" not in found
    assert client.get(found["N01"].address).status_code == 200
    text = client.get(city.dongshan.get_absolute_url(), {"on": DAY}).content.decode()
    assert "−191 户" in text
    assert f"#unit-{city.dongshan.pk}" in text
    assert standing(client, city.dongshan, "2001-01-01") == {}


def test_a_streets_page_tells_its_own_and_those_of_its_communities(city: City, signed_in: Any) -> None:
    found = standing(signed_in(city.officer), city.huannan)
    assert found["N18"].result.state == "missing"
    assert (found["N01"].rate.denominator, found["N01"].rate.missing) == (1, 1)


@pytest.mark.parametrize("level", ["community", "street"])
def test_the_panel_costs_the_same_for_many(city: City, signed_in: Any, level: str) -> None:
    unit = city.dongshan if level == "community" else city.huannan
    client = signed_in(city.officer)
    city.keep(Estate(community=city.dongshan, name="甲小区"))
    city.keep(Body(community=city.dongshan, kind="congress", valid_from="2002-06-01"))
    few = statements(lambda: standing(client, unit))
    origin = Origin(city.administrator, Source.COMMAND)
    made = [Community(street=city.huannan, name=f"第{n}社区", founded_on="2002-06-01") for n in range(15)]
    changes.create_all(made, origin)
    changes.create_all([Estate(community=city.dongshan, name=f"{n}小区") for n in range(15)], origin)
    changes.create_all([Body(community=each, kind="congress", valid_from="2002-06-01") for each in made], origin)
    assert_same(few, statements(lambda: standing(client, unit)))
