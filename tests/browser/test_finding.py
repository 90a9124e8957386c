"""A clerk finds rows: the box above, the tree, look-ups, columns, a kept query; and closes several rows at once."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from communities.models import Estate
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source

from ..people import City
from .conftest import SignIn, aside
from .desk import said

pytestmark = pytest.mark.browser

BUILT = datetime.date(1998, 6, 1)
ESTATES = said("residential estates")


@pytest.fixture
def estates(city: City) -> list[str]:
    """Three estates of 东山 and two of 留方."""

    def fill() -> None:
        rows = [Estate(community=city.dongshan, name=name, completed_on=BUILT) for name in ("甲苑", "乙苑", "丙苑")]
        rows += [Estate(community=city.liufang, name=name, completed_on=BUILT) for name in ("丁苑", "戊苑")]
        changes.create_all(rows, Origin(city.administrator, Source.COMMAND))

    aside(fill)
    return ["甲苑", "乙苑", "丙苑", "丁苑", "戊苑"]


def test_rows_are_found_from_anywhere(desk: SignIn, estates: list[str]) -> None:
    officer = desk("zhou")
    page = officer.page
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name=said("Search everything"))).to_be_focused()
    page.keyboard.type("dssq")
    page.keyboard.press("Enter")
    officer.heading(said("Search for “%(searched)s”", searched="dssq"))
    region = page.get_by_role("region", name=re.compile(ESTATES))
    expect(region.get_by_role("listitem")).to_have_count(3)
    expect(region).to_contain_text("定海区 环南街道 东山社区")
    officer.look("search")
    region.get_by_role("link", name=ESTATES).click()
    assert {row[said("name")] for row in officer.table(ESTATES)} == {"甲苑", "乙苑", "丙苑"}


def test_the_tree_and_a_look_up_narrow_a_list(desk: SignIn, estates: list[str]) -> None:
    officer = desk("zhou")
    page = officer.page
    officer.open("/r/communities/estate/")
    tree = page.get_by_role("navigation", name=said("Territory"))
    twist = tree.get_by_role("button", name=re.compile("^环南街道"))
    expect(officer.link("东山社区", tree)).to_have_count(0)
    twist.focus()
    page.keyboard.press("ArrowRight")
    expect(officer.link("东山社区", tree)).to_be_visible()
    expect(twist).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowLeft")
    expect(officer.link("东山社区", tree)).to_be_hidden()
    twist.click()
    officer.look("tree")
    officer.link("东山社区", tree).click()
    expect(officer.link("东山社区", tree)).to_have_attribute("aria-current", "true")
    assert len(officer.table(ESTATES)) == 3
    # The next register shows the same territory.
    side = page.get_by_role("navigation", name=said("Registers"))
    officer.link(said("honours"), side).click()
    expect(officer.link("东山社区", tree)).to_have_attribute("aria-current", "true")
    officer.link(ESTATES, side).click()
    officer.link(said("All of mine"), tree).click()
    assert len(officer.table(ESTATES)) == 5

    box = page.get_by_role("combobox", name=said("community"))
    box.fill("lf")
    choice = page.get_by_role("option", name="昌国街道 留方社区")
    expect(choice).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(choice).to_have_attribute("aria-selected", "true")
    officer.look("look-up")
    page.keyboard.press("Enter")
    expect(box).to_have_value("昌国街道 留方社区")
    expect(choice).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?community=\d+$"))
    assert {row[said("name")] for row in officer.table(ESTATES)} == {"丁苑", "戊苑"}
    expect(box).to_have_value("昌国街道 留方社区")


def test_columns_and_a_kept_query(desk: SignIn, estates: list[str]) -> None:
    officer = desk("zhou")
    page = officer.page
    officer.open("/r/communities/estate/?q=东山")
    page.get_by_text(said("Columns"), exact=True).click()
    for head in ("district", "street", "households", "approved on", "closed on", "contiguous development"):
        page.get_by_role("checkbox", name=said(head), exact=True).uncheck()
    page.get_by_role("button", name=f"{said('name')}: {said('further left')}").click()
    officer.look("columns")
    officer.button(said("Show these")).click()
    expect(page).to_have_url(re.compile("cols="))
    heads = [head for head in officer.table(ESTATES)[0] if head not in (said("Tick"), said("Operation"))]
    assert heads[:3] == [said("name"), said("community"), said("completed on")]
    assert said("households") not in heads

    page.get_by_text(said("Save this query"), exact=True).click()
    page.get_by_role("textbox", name=said("name"), exact=True).fill("东山的小区")
    page.get_by_role("checkbox", name=said("show first")).check()
    officer.look("saving a query")
    officer.button(said("Save")).click()
    officer.notice("东山的小区")
    queries = page.get_by_role("navigation", name=said("Saved queries"))
    expect(queries.get_by_role("link", name="东山的小区")).to_have_attribute("aria-current", "true")
    officer.look("kept query")
    # Opened from the side, the list begins with it; everything stays one click away.
    officer.link(ESTATES, page.get_by_role("navigation", name=said("Registers"))).click()
    assert [row[said("name")] for row in officer.table(ESTATES)] == sorted(estates[:3])
    officer.link(said("Everything"), queries).click()
    assert len(officer.table(ESTATES)) == 5


def test_several_rows_are_closed_at_once(desk: SignIn, estates: list[str]) -> None:
    clerk = desk("lin")
    page = clerk.page
    clerk.open("/r/communities/estate/")
    close = clerk.button(said("Close ticked …"))
    expect(close).to_be_disabled()
    page.get_by_role("checkbox", name=said("Tick all rows of this page")).check()
    page.get_by_role("checkbox", name=f"{said('Tick')} 丙苑").uncheck()
    clerk.look("ticked rows")
    close.click()
    clerk.heading(said("close many rows"))
    clerk.field(said("closed on")).fill("2008-01-01")
    clerk.field(said("reason")).fill("拆迁")
    clerk.look("closing")
    clerk.button(said("Look at it first")).click()
    rows = clerk.table(said("Preview"))
    assert [(row[said("before")], row[said("after")]) for row in rows] == [("–", "2008-01-01")] * 2
    clerk.look("preview of closing")
    clerk.button(said("Change %(update)s", update=2)).click()
    expect(page.get_by_text(said("Rows changed: %(count)s", count=2))).to_be_visible()
    clerk.link(said("To the list")).click()
    assert [row[said("name")] for row in clerk.table(ESTATES)] == ["丙苑"]
    page.go_back()
    clerk.link(said("Take the whole change back …")).click()
    clerk.field(said("reason")).fill("弄错了")
    clerk.button(said("Take back; rows: %(count)s", count=2)).click()
    clerk.open("/r/communities/estate/")
    assert len(clerk.table(ESTATES)) == 3
