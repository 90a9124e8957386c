"""Areas and neighbours as a sheet: what is read, and every fault by its cell, with nothing saved."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from communities.models import LayoutPlan
from tests.people import City

from .ground import AREAS, BORDERS, SIZES, begin, bring, faults, people_the_street, workbook


@pytest.fixture
def officer(city: City, signed_in: Any) -> Any:
    people_the_street(city)
    return signed_in(city.officer)


def test_the_registers_propose_the_areas(city: City, officer: Any) -> None:
    plan = begin(officer, city)
    assert {area["id"]: area["households"] for area in plan.instance["areas"]} == SIZES
    assert plan.instance["limits"] == {"min": 2500, "max": 5000, "target": 3750, "hard_max": 7500}
    page = officer.get(reverse("plan", args=[plan.pk]))
    assert "9,200" in page.content.decode()


def test_a_sheet_comes_back_as_it_was_given(city: City, officer: Any, tmp_path: Path) -> None:
    """The template holds what is known, and is taken again as it is."""
    plan = begin(officer, city)
    assert bring(officer, plan, workbook(tmp_path / "片区.xlsx")).status_code == 302
    address = reverse("plan-sheet", args=[plan.pk])
    first = b"".join(officer.get(address, {"format": "xlsx"}).streaming_content)
    book = load_workbook(io.BytesIO(first))
    assert [[cell.value for cell in row] for row in book["片区"].iter_rows()] == AREAS
    pairs = [{row[0].value, row[1].value} for row in book["相邻"].iter_rows(min_row=2)]
    assert all(set(row[:2]) in pairs for row in BORDERS[1:])
    assert len(pairs) == len(BORDERS) - 1
    plan.refresh_from_db()
    before = plan.instance
    assert bring(officer, plan, ("模板.xlsx", first)).status_code == 302
    texts = [
        (f"{part}.csv", b"".join(officer.get(address, {"format": "csv", "part": part}).streaming_content))
        for part in ("片区", "相邻")
    ]
    plan.refresh_from_db()
    assert plan.instance == before
    assert bring(officer, plan, *texts).status_code == 302
    plan.refresh_from_db()
    assert plan.instance == before


def changed(rows: list[list[Any]], row: int, column: int, value: Any) -> list[list[Any]]:
    """The table with another value in a cell, counted from 1 as on the sheet."""
    copy = [list(each) for each in rows]
    copy[row - 1][column - 1] = value
    return copy


@pytest.mark.parametrize(
    ("areas", "borders", "place", "remedy"),
    [
        (changed(AREAS, 3, 3, "环北街道"), BORDERS, ("片区", "C3"), "环南街道"),
        (changed(AREAS, 3, 4, "无此社区"), BORDERS, ("片区", "D3"), "登记册"),
        ([*AREAS, ["东山", 90, "环南街道", "", "", ""]], BORDERS, ("片区", "A7"), "A2"),
        (changed(AREAS, 2, 2, "很多"), BORDERS, ("片区", "B2"), "数字"),
        (changed(AREAS, 2, 2, -5), BORDERS, ("片区", "B2"), "负"),
        (changed(AREAS, 2, 2, ""), BORDERS, ("片区", "B2"), "户数"),
        (changed(AREAS, 2, 2, 1000001), BORDERS, ("片区", "B2"), "1000000"),
        (changed(AREAS, 2, 5, "nan"), BORDERS, ("片区", "E2"), "数字"),
        (AREAS, changed(BORDERS, 3, 3, 1000001), ("相邻", "C3"), "1000000"),
        (changed(AREAS, 2, 2, 5200), BORDERS, ("片区", "B2"), "5000"),
        (AREAS, BORDERS[:5], None, ""),
        (AREAS, BORDERS[:4], ("片区", "A6"), "岛"),
        (AREAS, changed(BORDERS, 3, 3, -300), ("相邻", "C3"), "负"),
        (AREAS, changed(BORDERS, 3, 3, ""), ("相邻", "C3"), "米"),
        (AREAS, changed(BORDERS, 3, 2, "西山"), ("相邻", "B3"), "西山"),
        (AREAS, changed(BORDERS, 3, 2, "天山"), ("相邻", "B3"), "天山"),
        (AREAS, [*BORDERS, ["西山", "东山", 390, ""]], ("相邻", "C7"), "A2"),
        (AREAS, [*BORDERS, ["西山", "东山", 400, "河"]], ("相邻", "C7"), "A2"),
        (AREAS, [*BORDERS, ["东山", "西山", 400, ""]], ("相邻", "A7"), "A2"),
        (AREAS, [*BORDERS, ["西山", "东山", 400, ""]], None, ""),
    ],
)
def test_every_fault_is_named_by_its_cell(
    city: City, officer: Any, tmp_path: Path, areas: Any, borders: Any, place: tuple[str, str] | None, remedy: str
) -> None:
    plan = begin(officer, city, source="none")
    answer = bring(officer, plan, workbook(tmp_path / "片区.xlsx", areas, borders))
    plan.refresh_from_db()
    if place is None:
        assert answer.status_code == 302
        assert len(plan.instance["areas"]) == 5
        return
    found = faults(answer)
    assert list(found) == [place]
    assert remedy in found[place]
    assert plan.instance["areas"] == []
    assert place[1] in answer.content.decode()


def test_what_is_meant_is_let_in(city: City, officer: Any, tmp_path: Path) -> None:
    """An island and an area above the maximum are facts once somebody says so; other faults stay."""
    plan = begin(officer, city, source="none")
    big = changed(AREAS, 2, 2, 5200)
    assert len(faults(bring(officer, plan, workbook(tmp_path / "a.xlsx", big, BORDERS[:4])))) == 2
    wrong = workbook(tmp_path / "b.xlsx", changed(big, 3, 3, "环北街道"), BORDERS[:4])
    assert list(faults(bring(officer, plan, wrong, meant="1"))) == [("片区", "C3")]
    assert bring(officer, plan, tmp_path / "a.xlsx", meant="1").status_code == 302
    plan.refresh_from_db()
    assert [area["households"] for area in plan.instance["areas"]][0] == 5200


def test_files_that_hold_nothing_of_it(city: City, officer: Any, tmp_path: Path) -> None:
    plan = begin(officer, city)
    before = plan.instance
    for name, content in (
        ("空.csv", b"a,b\n1,2\n"),
        ("图.png", b"\x89PNG\r\n\x1a\n0000"),
        ("图.geojson", b'{"type": "Point"}'),
        ("零.geojson", b'{"type": "FeatureCollection", "features": [{"properties": {"name": "\\u0000"}}]}'),
        ("半.geojson", b'{"type": "FeatureCollection", "features": [{"properties": {"name": "\\ud800"}}]}'),
        ("零.csv", "片区,户数,街道\n东\x00山,1300,环南街道\n".encode()),
    ):
        found = faults(bring(officer, plan, (name, content)))
        assert found
        assert all(found.values())
    assert officer.post(reverse("plan-sheet", args=[plan.pk])).status_code == 400
    plan.refresh_from_db()
    assert plan.instance == before


def test_another_street_cannot_be_planned(city: City, officer: Any, signed_in: Any) -> None:
    """An officer plans the own district alone; a clerk of a street plans nothing."""
    said = {"district": city.putuo.pk, "street": city.shenjiamen.pk, "source": "none", "day": "2003-06-30"}
    assert officer.post(reverse("plan-new"), said).status_code == 400
    crossed = {**said, "district": city.dinghai.pk}
    assert officer.post(reverse("plan-new"), crossed).status_code == 400
    assert signed_in(city.clerk).get(reverse("plan-new")).status_code == 403
    assert not LayoutPlan.unscoped.exists()
