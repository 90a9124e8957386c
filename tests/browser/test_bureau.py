"""The bureau's day: sheets for the file, and a threshold that changes."""

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import expect

from .conftest import SignIn
from .desk import Desk, said

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("demonstration")]


def export(desk: Desk, path: Path) -> Any:
    """The sheet that the page's export button gives."""
    with desk.page.expect_download() as download:
        desk.link(said("Export .xlsx")).click()
    download.value.save_as(path)
    assert download.value.suggested_filename.endswith(".xlsx")
    return openpyxl.load_workbook(path).active


def test_the_bureau_exports_what_it_sees(desk: SignIn, tmp_path: Path) -> None:
    bureau = desk("bureau")
    page = bureau.page
    bureau.link(said("Communities")).click()
    tree = page.get_by_role("navigation", name=said("Territory"))
    bureau.link("昌国街道", tree).click()
    expect(bureau.link("昌国街道", tree)).to_have_attribute("aria-current", "true")
    page.get_by_label(f"{said('founded on')} {said('not before')}").fill("2002-01-01")
    page.get_by_label(f"{said('founded on')} {said('not after')}").fill("2002-12-31")
    bureau.button(said("Query")).click()
    expect(page.get_by_label(f"{said('founded on')} {said('not after')}")).to_have_value("2002-12-31")
    rows = bureau.table(said("communities"))
    count = said("%(count)s rows in all", count=len(rows))
    expect(page.get_by_text(count)).to_be_visible()
    assert len(rows) > 2
    assert {row[said("street")] for row in rows} == {"昌国街道"}
    assert all(row[said("founded on")].startswith("2002") for row in rows)
    bureau.look("filtered list")

    sheet = export(bureau, tmp_path / "communities.xlsx")
    heads = {cell.value: number for number, cell in enumerate(sheet[1])}
    assert list(heads)[:3] == [said("district"), said("street"), said("community name")]
    assert all(not head.isascii() for head in heads)
    assert sheet.freeze_panes == "A2"
    lines = list(sheet.iter_rows(min_row=2, max_row=1 + len(rows)))
    seen = [row[said("community name")] for row in rows]
    assert [line[heads[said("community name")]].value for line in lines] == seen
    founded = [line[heads[said("founded on")]] for line in lines]
    assert all(isinstance(cell.value, datetime.datetime) and cell.number_format == "yyyy-mm-dd" for cell in founded)
    households = [line[heads[said("households")]].value for line in lines]
    known = [value for value in households if value is not None]
    assert known
    assert all(isinstance(value, int) for value in known)
    total, *foot = list(sheet.iter_rows(min_row=2 + len(rows)))
    assert total[0].value == said("Total")
    assert total[heads[said("households")]].value == sum(known)
    assert foot[0][0].value == said("Note: %(count)s rows in all", count=len(rows))
    assert "市民政局管理员" in foot[1][0].value


def test_the_board_follows_a_new_threshold(desk: SignIn, tmp_path: Path) -> None:
    bureau = desk("bureau")
    page = bureau.page
    bureau.open("/board/?on=2002-06-30")
    expect(page.get_by_role("rowheader", name="T7")).to_contain_text("60 %")
    before = state(bureau, "定海区", "T7")
    sheet = export(bureau, tmp_path / "board.xlsx")
    heads = [cell.value for cell in sheet[1]]
    lines = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    (line,) = [each for each in lines if (each[said("Territory")], each[said("Standard")]) == ("定海区", "T7")]
    assert f"{line[said('Meeting')]} / {line[said('Of')]}" in before
    assert line[said("Threshold")] == "60 %"
    assert line[said("State")] == said("met")
    assert said("met") in before

    bureau.link(said("Back office"), page.get_by_role("banner")).click()
    content = page.locator("#content")
    bureau.link(said("thresholds").capitalize(), content).click()
    content.get_by_role("rowheader").get_by_role("link", name="T7").click()
    page.get_by_label(said("at least")).fill("0.95")
    page.get_by_role("button", name=said("Save"), exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    bureau.open("/board/?on=2002-06-30")
    expect(page.get_by_role("rowheader", name="T7")).to_contain_text("95 %")
    after = state(bureau, "定海区", "T7")
    assert said("unmet") in after
    assert after.split("%")[0] == before.split("%")[0]


def state(desk: Desk, territory: str, code: str) -> str:
    """What the board says of a territory under a standard."""
    rows = desk.table(said("Target board"))
    (row,) = [row for row in rows if next(iter(row.values())).startswith(f"{code} ")]
    return row[territory]
