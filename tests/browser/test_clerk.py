"""A street clerk's day: a row by hand, a sheet with two slips, and a change of mind."""

import uuid
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from playwright.sync_api import Dialog, expect

from tests.people import City
from zhoushan_community.base import jobs
from zhoushan_community.base.models import Job

from .conftest import SignIn, aside
from .desk import Desk, said

pytestmark = pytest.mark.browser

COMMUNITIES = "/r/communities/community/"
NEW, OTHER_NEW, KNOWN = "文昌阁社区", "港务社区", "千岛社区"
#: What the button of a preview says.
WRITE = "Write: new %(create)s · changed %(update)s · unchanged %(unchanged)s"


def fill_template(path: Path, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Write rows under the heads of a downloaded template; returns the column's letter for each head."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    assert set(rows[0]) <= set(heads)
    for row in rows:
        sheet.append([row.get(head) for head in heads])
    book.save(path)
    return {head: get_column_letter(number) for number, head in enumerate(heads, start=1)}


def upload(desk: Desk, path: Path) -> None:
    desk.open(COMMUNITIES)
    desk.link(said("Import")).click()
    desk.field(said("Sheet (.xlsx, .xls, .ods or .csv)")).set_input_files(path)
    desk.button(said("Read and preview")).click()


def counts(**numbers: int) -> str:
    """The preview's sentence about what a sheet would do."""
    text = "New %(create)s · changed %(update)s · unchanged %(unchanged)s · wrong %(error)s"
    return said(text, **{"create": 0, "update": 0, "unchanged": 0, "error": 0, **numbers})


def names(desk: Desk) -> list[str]:
    """The communities of the list, in an order that no database decides."""
    desk.open(COMMUNITIES)
    return sorted(row[said("community name")] for row in desk.table(said("communities")))


@pytest.mark.usefixtures("demonstration")
def test_a_clerk_enters_a_community_by_hand(desk: SignIn) -> None:
    clerk = desk("clerk-huannan")
    clerk.look("home")
    clerk.link(said("Communities")).click()
    clerk.heading(said("communities"))
    clerk.look("list")
    rows = clerk.table(said("communities"))
    assert len(rows) > 3
    assert {row[said("street")] for row in rows} == {"环南街道"}
    total = said("%(count)s rows in all", count=len(rows))
    expect(clerk.page.get_by_text(total)).to_be_visible()

    clerk.link(said("Add")).click()
    clerk.look("form")
    expect(clerk.field(said("street")).locator("option:checked")).to_contain_text("环南街道")
    clerk.field(said("community name")).fill(NEW)
    clerk.field(said("statistical code")).fill("3309020")
    clerk.field(said("founded on")).fill("2003-05-20")
    clerk.field(said("bounds")).fill("东至解放东路")
    clerk.button(said("Save")).click()

    expect(clerk.page.locator("#div_id_code").get_by_text(said("The code has 12 digits."))).to_be_visible()
    clerk.look("form with a mistake")
    expect(clerk.field(said("community name"))).to_have_value(NEW)
    expect(clerk.field(said("statistical code"))).to_have_value("3309020")
    expect(clerk.field(said("founded on"))).to_have_value("2003-05-20")
    expect(clerk.field(said("bounds"))).to_have_value("东至解放东路")
    clerk.field(said("statistical code")).fill("330902003099")
    clerk.button(said("Save")).click()

    clerk.notice(said("“%(row)s” was saved.", row=NEW))
    clerk.heading(NEW)
    clerk.look("detail")
    assert names(clerk) == sorted([*(row[said("community name")] for row in rows), NEW])
    clerk.link(said("View %(name)s", name=NEW)).click()
    clerk.link(said("Own page")).click()
    clerk.heading(NEW)
    expect(clerk.page).to_have_url(f"{clerk.address}/community/{clerk.page.url.split('/')[-2]}/")
    expect(clerk.page.get_by_text("2003-05-20").first).to_be_visible()
    expect(clerk.page.get_by_text("东至解放东路")).to_be_visible()
    clerk.look("the community's page")

    clerk.link(said("History")).click()
    clerk.heading(NEW)
    expect(clerk.page.get_by_text(f"{said('statistical code')} 330902003099")).to_be_visible()
    clerk.look("history")


def test_what_was_typed_on_a_preview_is_not_left_by_accident(desk: SignIn, city: City, tmp_path: Path) -> None:
    """Reading the sheet with other heads takes no corrections along; whoever has typed some is asked first."""
    path = tmp_path / "表.csv"
    path.write_text("街道,社区名称,户数,居民数\n环南街道,甲社区,不详,7000\n", encoding="utf-8")
    clerk = desk("lin")
    page = clerk.page
    asked: list[str] = []
    upload(clerk, path)
    clerk.notice(counts(error=1))
    heads = page.locator("[name=head-0]")
    count = page.get_by_role("textbox", name=f"C2 {said('households')}", exact=True)

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    heads.select_option("population")
    count.fill("2310")
    preview = page.url
    clerk.button(said("Read the sheet with these")).click()
    expect(page).to_have_url(preview)
    expect(count).to_have_value("2310")
    assert asked == ["beforeunload"]
    # Checking takes all of it along and asks nothing.
    clerk.button(said("Check the corrections")).click()
    clerk.notice(counts(create=1))
    # Nor is anybody asked who has typed nothing.
    heads.select_option("population")
    clerk.button(said("Read the sheet with these")).click()
    expect(page.get_by_role("cell", name="7,000")).to_be_visible()
    assert asked == ["beforeunload"]


@pytest.mark.usefixtures("demonstration")
def test_a_clerk_corrects_a_sheet_and_takes_it_back(desk: SignIn, tmp_path: Path) -> None:
    clerk = desk("clerk-huannan")
    before = names(clerk)
    clerk.link(said("Import")).click()
    clerk.look("import")
    with clerk.page.expect_download() as download:
        clerk.link(said("Template")).click()
    path = tmp_path / "社区.xlsx"
    download.value.save_as(path)

    district, street, name = said("district"), said("street"), said("community name")
    founded, households, people = said("founded on"), said("households"), said("population")
    place = {district: "定海区", street: "环南街道"}
    rows = [
        {**place, name: NEW, founded: "2003-05-20", households: "不详", people: 6100},
        {**place, name: OTHER_NEW, founded: "2002-02-30", households: 2600, people: 7020},
        {**place, name: KNOWN, households: 2480, people: 6590},
    ]
    column = fill_template(path, rows)
    wrong_count, wrong_day = f"{column[households]}2", f"{column[founded]}3"

    upload(clerk, path)
    clerk.notice(counts(update=1, error=2))
    for cell, text in ((wrong_count, "“不详”"), (wrong_day, "“2002-02-30”")):
        expect(clerk.page.get_by_text(f"{cell}: {text}")).to_be_visible()
    expect(clerk.button(said(WRITE, create=0, update=1, unchanged=0))).to_have_count(0)
    clerk.look("preview with errors")
    inputs = {
        cell: clerk.page.get_by_role("textbox", name=f"{cell} {head}", exact=True)
        for cell, head in ((wrong_count, households), (wrong_day, founded))
    }
    expect(inputs[wrong_count]).to_have_value("不详")
    expect(inputs[wrong_day]).to_have_value("2002-02-30")
    inputs[wrong_count].fill("2310")
    inputs[wrong_day].fill("2002-02-28")
    clerk.button(said("Check the corrections")).click()

    clerk.notice(counts(create=2, update=1))
    clerk.look("preview")
    clerk.button(said(WRITE, create=2, update=1, unchanged=0)).click()
    written = "Written: new %(create)s · changed %(update)s · unchanged %(unchanged)s"
    expect(clerk.page.get_by_text(said(written, create=2, update=1, unchanged=0))).to_be_visible()
    clerk.look("the import's job")
    job = clerk.page.url

    assert names(clerk) == sorted([*before, NEW, OTHER_NEW])
    found = {row[name]: row for row in clerk.table(said("communities"))}
    assert (found[NEW][households], found[NEW][founded]) == ("2,310", "2003-05-20")
    assert (found[OTHER_NEW][households], found[OTHER_NEW][founded]) == ("2,600", "2002-02-28")
    assert (found[KNOWN][households], found[KNOWN][people]) == ("2,480", "6,590")

    # The sheet as it should have been, once more: nothing is left to write.
    book = openpyxl.load_workbook(path)
    book.active[wrong_count], book.active[wrong_day] = 2310, "2002-02-28"
    book.save(path)
    upload(clerk, path)
    clerk.notice(counts(unchanged=3))
    clerk.button(said(WRITE, create=0, update=0, unchanged=3)).click()
    expect(clerk.page.get_by_text(said(written, create=0, update=0, unchanged=3))).to_be_visible()

    clerk.link(said("Jobs"), clerk.page.get_by_role("banner")).click()
    clerk.look("jobs")
    clerk.link(said("Import of %(file)s", file=path.name)).last.click()
    expect(clerk.page).to_have_url(job)
    clerk.link(said("Take the whole import back …")).click()
    clerk.look("what taking the import back would restore")
    clerk.field(said("reason")).fill("传错了表")
    clerk.page.get_by_role("main").get_by_role("button").click()
    taken_back = said("The change was taken back; rows: %(count)s.", count="#").partition("#")[0]
    clerk.notice(taken_back)
    assert names(clerk) == before
    assert {row[households] for row in clerk.table(said("communities")) if row[name] == KNOWN} == {"–"}


def test_a_large_sheet_is_read_by_the_worker(
    desk: SignIn, city: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SHEET_INLINE_BYTES = 0
    sent: list[str] = []
    monkeypatch.setattr(jobs.run_job, "delay", sent.append)
    path = tmp_path / "sheet.csv"
    path.write_text("街道,社区名称,户数\n环南街道,文昌阁社区,2310\n", encoding="utf-8")
    clerk = desk("lin")
    upload(clerk, path)
    expect(clerk.page.get_by_role("progressbar")).to_be_visible()
    clerk.notice(str(Job.State.WAITING.label))
    clerk.look("a job that waits")

    aside(jobs.run, uuid.UUID(sent[0]))
    clerk.notice(counts(create=1))
    expect(clerk.page.get_by_role("cell", name="文昌阁社区", exact=True)).to_be_visible()


def test_a_sheet_with_unknown_heads_and_faults_is_taken_in_step_by_step(
    desk: SignIn, city: Any, tmp_path: Path
) -> None:
    path = tmp_path / "sheet.csv"
    lines = ("街道,社区名称,住户总量", "环南街道,文昌阁社区,2310", "环南街道,港务社区,不详")
    path.write_text("\n".join(lines), encoding="utf-8")
    clerk = desk("lin")
    upload(clerk, path)
    expect(clerk.page.get_by_role("heading", name=said("Heads that this register does not know"))).to_be_visible()
    clerk.look("a table whose head is not known")
    clerk.page.get_by_label("住户总量").select_option(label=said("households"))
    clerk.button(said("Read the sheet with these")).click()
    clerk.notice(counts(create=1, error=1))
    clerk.look("a preview that knows the head")

    with clerk.page.expect_download() as download:
        clerk.button(said("Download the sheet with its faults marked")).click()
    download.value.save_as(tmp_path / "marked.xlsx")
    assert "不详" in openpyxl.load_workbook(tmp_path / "marked.xlsx").active["C3"].comment.text

    only = "Write the right ones only: new %(create)s · changed %(update)s; keep the %(error)s wrong rows for later"
    clerk.button(said(only, create=1, update=0, error=1)).click()
    clerk.look("an import that keeps the wrong rows")
    clerk.link(said("Mend the rows that were kept")).click()
    clerk.notice(counts(error=1))
    clerk.page.get_by_role("textbox", name=f"C3 {said('households')}", exact=True).fill("2600")
    clerk.button(said("Check the corrections")).click()
    clerk.button(said(WRITE, create=1, update=0, unchanged=0)).click()
    written = "Written: new %(create)s · changed %(update)s · unchanged %(unchanged)s"
    expect(clerk.page.get_by_text(said(written, create=1, update=0, unchanged=0))).to_be_visible()
