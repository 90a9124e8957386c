"""The board and the page of a standard before a person: explained, compared, by keyboard, in print."""

import re

import pytest
from playwright.sync_api import expect

from ..people import City
from .conftest import SignIn
from .desk import said
from .test_keyboard import walk

pytestmark = pytest.mark.browser


@pytest.mark.usefixtures("demonstration")
def test_the_committee_asks_a_figure_how_it_comes_about(desk: SignIn) -> None:
    committee = desk("committee")
    page = committee.page
    committee.open("/board/?on=2003-12-31")
    page.get_by_label(said("Compared with")).fill("2002-06-30")
    committee.button(said("Query")).click()
    cell = committee.table(said("Target board"))[17]["定海区"]
    assert "2002-06-30: " in cell
    committee.look("board compared")

    # The tile plan of another standard, and from a tile to how its number comes about.
    page.get_by_label(said("Standard"), exact=True).select_option("T6")
    committee.button(said("Show")).click()
    tile = page.get_by_role("link", name=re.compile("^昌国街道"))
    n, of = re.search(r"(\d+) / (\d+)", tile.inner_text()).groups()
    tile.click()
    committee.heading("T6")
    committee.heading("昌国街道")
    expect(page.get_by_text(f"{n} / {of} =")).to_be_visible()
    expect(page.locator("[data-chart] svg")).to_have_count(2)
    committee.look("a target that is put together")
    page.get_by_role("navigation", name=said("Units by state")).get_by_role(
        "link", name=re.compile(re.escape(said("unmet")))
    ).click()
    assert len(committee.table(said("Units"))) == int(of) - int(n)

    # What changed for one norm, and its numbers as a table.
    committee.open("/board/N20/?on=2003-12-31&since=2002-12-31&territory=330902")
    committee.look("a norm compared")
    page.get_by_text(said("As a table")).first.click()
    classes = committee.table(said("Where the units stand"))
    assert sum(int(row[said("units")]) for row in classes) > 0

    # On paper there is neither navigation nor form; the day and the basis stand at the foot.
    page.emulate_media(media="print")
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.get_by_label(said("Compared with"))).to_be_hidden()
    expect(page.locator(".source")).to_contain_text("2003-12-31")
    expect(page.locator(".source")).to_be_visible()


def test_everything_on_the_boards_is_reached_by_keyboard(desk: SignIn, city: City) -> None:
    officer = desk("zhou")
    for address in ("/board/?on=2003-12-31&since=2002-12-31", "/board/N01/?on=2003-12-31&since=2002-12-31"):
        officer.open(address)
        officer.page.wait_for_load_state("networkidle")
        walk(officer)
