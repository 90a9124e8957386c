"""A clerk types: into forms and into the grid, without a mouse, without a connection, and beside a colleague."""

import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from communities.models import Community, CommunityFigures
from zhoushan_community.base.models import Draft

from ..people import City
from .conftest import SignIn, aside
from .desk import Desk, said

pytestmark = pytest.mark.browser

FIGURES = "/r/communities/communityfigures/"
GRID = f"{FIGURES}grid/"


def figures(**wanted: Any) -> list[CommunityFigures]:
    return aside(lambda: list(CommunityFigures.unscoped.filter(**wanted).order_by("counted_on")))


def keep(city: City, row: Any) -> Any:
    return aside(city.keep, row)


def open_grid(desk: Desk, path: str = GRID) -> Page:
    """The grid, drawn; the focus is in its first cell."""
    desk.open(path)
    expect(desk.page.get_by_role("gridcell").first).to_be_visible()
    desk.page.locator("#grid-cell").focus()
    return desk.page


def paste(page: Page, text: str) -> None:
    """Put a block on the clipboard, as WPS does, and paste it where the focus is."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def is_kept(page: Page, text: str) -> None:
    """Wait until the browser has kept what was typed; it does so in the first pause of typing."""
    for _turn in range(100):
        if text in page.evaluate("Object.values(localStorage).join()"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{text} was never kept")


def marked(page: Page, state: str) -> Any:
    return page.locator(f".tabulator-cell.cell-{state}")


def summary(page: Page) -> Any:
    return page.locator("#grid-summary")


def to_correct(page: Page) -> Any:
    return page.get_by_role("region", name=said("To be corrected or looked at")).get_by_role("listitem")


def rows_written(count: int) -> str:
    return said("Rows written: {count}.").replace("{count}", str(count))


def test_rows_are_typed_by_keyboard_alone(desk: SignIn, city: City) -> None:
    clerk = desk("lin")
    page, keys = open_grid(clerk), clerk.page.keyboard
    clerk.look("empty grid")
    # District, street and the only community are there already; typing begins at the day.
    for text in ("2002年6月30日", "约1200户", "３３２１"):
        keys.type(text)
        keys.press("Tab")
    keys.press("ArrowDown")
    keys.press("Home")
    for _step in range(3):
        keys.press("ArrowRight")
    keys.type("2003.6.30")
    keys.press("ArrowRight")
    keys.type("x")
    keys.press("Escape")
    keys.press("Enter")
    keys.type("很多")
    keys.press("Enter")
    expect(marked(page, "refused")).to_have_count(1)
    expect(marked(page, "refused")).to_have_attribute("aria-invalid", "true")
    clerk.look("grid with a refusal")
    assert figures() == []

    # The line in the list leads to the cell; the right figure replaces the wrong one.
    to_correct(page).filter(has_text="很多").get_by_role("button").focus()
    keys.press("Enter")
    expect(page.locator("#grid-cell")).to_be_focused()
    keys.type("2300")
    keys.press("Enter")
    expect(marked(page, "refused")).to_have_count(0)
    keys.press("Control+s")
    expect(summary(page)).to_contain_text(rows_written(2))
    expect(marked(page, "waiting")).to_have_count(0)
    clerk.look("grid after saving")
    found = figures()
    assert [(row.counted_on, row.households, row.population) for row in found] == [
        (datetime.date(2002, 6, 30), 1200, 3321),
        (datetime.date(2003, 6, 30), 2300, None),
    ]
    # The approximate figure was taken, and is still pointed out.
    expect(to_correct(page).filter(has_text="约1200户")).to_be_visible()

    # Esc and Tab lead out of the grid again.
    page.locator("#grid-cell").focus()
    keys.press("Escape")
    keys.press("Tab")
    expect(page.locator("#grid-cell")).not_to_be_focused()


def block(wrong: int, count: int) -> tuple[str, list[int]]:
    """Lines as a spreadsheet copies them, head included; every 17th names a day that does not exist."""
    lines, bad = [f"{said('community')}\t{said('counted on')}\t{said('households')}（户）\t{said('note')}"], []
    for number in range(count):
        day = f"{1960 + number // 12}-{number % 12 + 1:02d}-01"
        if number % 16 == 3 and len(bad) < wrong:
            day = f"{1960 + number // 12}-02-30"
            bad.append(number)
        lines.append(f'东山社区\t{day}\t"2,{number:03d}"\t"抄自""台账""\n第{number}页"')
    return "\r\n".join(lines), bad


def test_of_500_pasted_rows_the_right_are_written_and_the_30_wrong_are_a_draft(desk: SignIn, city: City) -> None:
    clerk = desk("lin")
    page = open_grid(clerk)
    text, bad = block(30, 500)
    assert len(bad) == 30
    paste(page, text)
    expect(to_correct(page)).to_have_count(30)
    for line, number in zip(to_correct(page).all_inner_texts(), bad, strict=True):
        assert line.startswith(said("row {row}").replace("{row}", str(number + 1)))
        assert said("counted on") in line
        assert "2002-06-30" in line  # the remedy
    clerk.look("grid with a pasted block")
    assert figures() == []
    choice = said("Write the right {right} rows and keep the other {wrong} as a draft")
    clerk.button(choice.replace("{right}", "470").replace("{wrong}", "30")).click()

    clerk.heading(said("Draft for %(title)s", title=said("figures of communities")))
    clerk.notice(said("Rows written: %(count)s. The others are kept as a draft and stand here.", count=470))
    clerk.look("the draft")
    found = figures()
    assert len(found) == 470
    assert found[0].note == '抄自"台账"\n第0页'
    assert found[0].households == 2000

    # Found again on the first page and above the grid; corrected, it is gone.
    clerk.open("/")
    clerk.look("home with a draft")
    clerk.link(said("figures of communities")).click()
    page.locator("#grid-cell").focus()
    expect(to_correct(page)).to_have_count(30)
    page.keyboard.press("Control+Home")
    for _step in range(3):
        page.keyboard.press("ArrowRight")
    paste(page, "\r\n".join(f"{2010 + number // 12}-{number % 12 + 1:02d}-01" for number in range(30)))
    expect(to_correct(page)).to_have_count(0)
    clerk.button(said("Save")).click()
    expect(summary(page)).to_contain_text(rows_written(30))
    assert len(figures()) == 500
    assert aside(Draft.objects.count) == 0
    clerk.open(GRID)
    expect(clerk.page.get_by_role("region", name=said("Drafts"))).to_have_count(0)


def test_without_a_connection_rows_wait_and_go_when_it_returns(desk: SignIn, city: City) -> None:
    clerk = desk("lin")
    page = open_grid(clerk)
    page.context.set_offline(True)
    notice = page.locator("#grid-notice")
    expect(notice).to_contain_text(
        said("No connection. What you type waits here and is sent when the connection returns.")
    )
    page.keyboard.type("2002-06-30")
    page.keyboard.press("Tab")
    page.keyboard.type("2400")
    page.keyboard.press("Enter")
    expect(marked(page, "waiting")).to_have_count(2)
    clerk.look("grid without a connection")
    page.keyboard.press("Control+s")
    expect(notice).to_contain_text(said("No connection. The rows are sent as soon as it returns."))
    assert figures() == []
    page.context.set_offline(False)
    expect(summary(page)).to_contain_text(rows_written(1))
    expect(marked(page, "saved")).to_have_count(2)
    expect(notice).to_be_hidden()
    assert [row.households for row in figures()] == [2400]
    clerk.faults = [fault for fault in clerk.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_an_answer_that_is_lost_does_not_write_twice(desk: SignIn, city: City) -> None:
    clerk = desk("lin")
    page = open_grid(clerk, "/r/communities/estate/grid/")
    lost: list[int] = []

    def lose(route: Any) -> None:
        if '"write":true' in (route.request.post_data or "") and not lost:
            route.fetch()
            lost.append(1)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/grid/", lose)
    page.keyboard.type("东山小区")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    expect(summary(page)).to_contain_text(rows_written(1))
    assert lost
    assert aside(city.dongshan.estates.count) == 1
    clerk.faults = [fault for fault in clerk.faults if "ERR_CONNECTION_RESET" not in fault]


def test_a_closed_tab_loses_nothing(desk: SignIn, city: City) -> None:
    clerk = desk("lin")
    row = keep(city, CommunityFigures(community=city.dongshan, counted_on=datetime.date(2002, 6, 30), households=2100))
    page = open_grid(clerk)
    page.keyboard.press("ArrowRight")
    page.keyboard.type("2200")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("2003-06-30")
    page.keyboard.press("Enter")
    expect(marked(page, "waiting")).to_have_count(2)
    is_kept(page, "2003-06-30")
    context = page.context
    page.close()

    clerk.page = context.new_page()
    page = open_grid(clerk)
    expect(marked(page, "waiting")).to_have_count(0)
    clerk.look("grid with something kept")
    clerk.button(said("Bring it back")).click()
    expect(marked(page, "waiting")).to_have_count(2)
    clerk.button(said("Save")).click()
    expect(summary(page)).to_contain_text(rows_written(2))
    assert [found.households for found in figures()] == [2200, None]
    assert figures()[0].pk == row.pk
    open_grid(clerk)
    expect(clerk.button(said("Bring it back"))).to_be_hidden()


def test_signing_in_again_loses_nothing_and_signing_out_leaves_nothing(desk: SignIn, city: City) -> None:
    clerk = desk("lin")
    page = open_grid(clerk)
    page.keyboard.type("2002-06-30")
    page.keyboard.press("Enter")
    expect(marked(page, "waiting")).to_have_count(1)
    page.context.clear_cookies()
    clerk.expects(403)
    page.keyboard.press("Control+s")
    expect(page.locator("#grid-notice")).to_contain_text(
        said("Your session has ended. Sign in again: what you typed is kept here.")
    )
    page.locator("#grid-notice").get_by_role("link", name=said("Sign in")).click()
    page.locator("#id_username").fill("lin")
    page.locator("#id_password").fill("xin-jian-she-qu-2002")
    page.keyboard.press("Enter")
    clerk.button(said("Bring it back")).click()
    # It was to be saved, and now it is.
    expect(summary(page)).to_contain_text(rows_written(1))
    assert len(figures()) == 1

    page.locator("#grid-cell").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    clerk.open(f"{FIGURES}add/")
    clerk.field(said("note")).fill("未完")
    is_kept(page, "未完")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=said("Sign out")).click()
    expect(page.locator("#id_username")).to_be_visible()
    assert "kept:" not in page.evaluate("JSON.stringify(localStorage)")


def test_two_clerks_at_one_row_choose_between_both_values(desk: SignIn, city: City) -> None:
    keep(city, CommunityFigures(community=city.dongshan, counted_on=datetime.date(2002, 6, 30), households=2100))
    clerk, officer = desk("lin"), desk("zhou")
    pages = open_grid(clerk), open_grid(officer)
    for page, value, population in zip(pages, ("2200", "2300"), ("6100", "6200"), strict=True):
        page.keyboard.press("ArrowRight")
        page.keyboard.type(value)
        page.keyboard.press("ArrowRight")
        page.keyboard.type(population)
        page.keyboard.press("Enter")
    clerk.button(said("Save")).click()
    expect(summary(pages[0])).to_contain_text(rows_written(1))
    officer.button(said("Save")).click()
    page = pages[1]
    expect(marked(page, "conflict")).to_have_count(2)
    officer.look("grid with a conflict")
    line = to_correct(page).filter(has_text="2300")
    expect(line).to_contain_text("2200")
    expect(line).to_contain_text("林填报员")
    # Until the officer has chosen, saving again overwrites nothing.
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        officer.button(said("Save")).click()
    expect(line).to_contain_text("2200")
    assert [row.households for row in figures()] == [2200]
    line.get_by_role("button", name=said("Keep yours")).click()
    to_correct(page).filter(has_text="6200").get_by_role("button", name=said("Take what is there now")).click()
    expect(marked(page, "conflict")).to_have_count(0)
    officer.button(said("Save")).click()
    expect(summary(page)).to_contain_text(rows_written(1))
    assert [(row.households, row.population) for row in figures()] == [(2300, 6100)]


def test_a_form_keeps_what_was_typed_and_offers_the_last_figures(desk: SignIn, city: City) -> None:
    other = keep(city, Community(street=city.huannan, name="利民社区"))
    for community, households in ((city.dongshan, 2100), (other, 1900)):
        keep(city, CommunityFigures(community=community, counted_on=datetime.date(2002, 6, 30), households=households))
    clerk = desk("lin")
    page, keys = clerk.page, clerk.page.keyboard
    clerk.open(f"{FIGURES}add/?next={FIGURES}")
    clerk.field(said("community")).select_option(label="环南街道 利民社区")
    clerk.field(said("counted on")).fill("2003-06-30")
    clerk.look("form with last figures")
    households = households_of(clerk)
    expect(
        page.get_by_role("button", name=said("last %(value)s (%(when)s)", value="1,900", when="2002-06-30"))
    ).to_be_visible()
    expect(households).to_have_value("")
    households.focus()
    keys.press("ArrowDown")
    expect(households).to_have_value("1900")
    doubt = page.get_by_text(said("▲ far from the last one; is that right?"))
    households.fill("190")
    expect(doubt).to_be_visible()
    is_kept(page, '"190"')
    context = page.context
    page.close()

    clerk.page = page = context.new_page()
    clerk.open(f"{FIGURES}add/?next={FIGURES}")
    expect(households_of(clerk)).to_have_value("")
    clerk.look("form with something kept")
    clerk.button(said("Bring it back")).click()
    expect(households_of(clerk)).to_have_value("190")
    expect(clerk.field(said("community")).locator("option:checked")).to_have_text("环南街道 利民社区")
    page.get_by_role("button", name=said("last %(value)s (%(when)s)", value="1,900", when="2002-06-30")).click()
    expect(households_of(clerk)).to_have_value("1900")
    clerk.button(said("Save and add next")).click()
    clerk.notice("利民社区")
    # The next community of the street stands ready, and nothing that was saved is offered again.
    expect(clerk.field(said("community")).locator("option:checked")).to_have_text("环南街道 东山社区")
    expect(clerk.button(said("Bring it back"))).to_be_hidden()
    clerk.link(said("Back to where you came from")).click()
    expect(page).to_have_url(f"{clerk.address}{FIGURES}")


def households_of(desk: Desk) -> Any:
    return desk.field(f"{said('households')}（户）")
