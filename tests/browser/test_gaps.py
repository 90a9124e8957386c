"""A clerk works off the list of gaps by keyboard; an officer reads what a target still takes."""

import re

import pytest
from playwright.sync_api import expect

from services.models import Facility
from tests.people import City

from .conftest import SignIn, aside
from .desk import said

pytestmark = pytest.mark.browser

NAME = re.compile("文体活动室 42 m², 还差 8 m²")


def _room(city: City) -> Facility:
    return city.keep(Facility(community=city.dongshan, kind="activity_room", opened_on="2002-06-01", floor_area_m2=42))


def test_a_clerk_mends_a_gap_from_the_first_page(city: City, desk: SignIn) -> None:
    aside(_room, city)
    clerk = desk("lin")
    page = clerk.page
    clerk.look("first page with gaps")
    clerk.link(said("Gaps"), page.get_by_role("banner")).press("Enter")
    clerk.heading("环南街道")
    clerk.look("gaps")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == page.viewport_size["width"]
    first = clerk.table(said("Gaps"))[0]
    assert first[said("Unit")] == "环南街道 东山社区"
    assert NAME.search(first[said("What is short")])
    change = page.get_by_role("link", name=said("Change %(words)s", words=said("activity room"))).first
    change.focus()
    page.keyboard.press("Enter")
    clerk.field(said("floor area (m²)").capitalize()).fill("60")
    clerk.button(said("Save")).click()
    page.get_by_role("link", name=said("Back to where you came from")).click()
    clerk.heading("环南街道")
    assert not NAME.search(page.get_by_role("main").inner_text())


@pytest.mark.usefixtures("demonstration")
def test_an_officer_reads_what_a_target_still_takes(desk: SignIn) -> None:
    officer = desk("officer-putuo")
    page = officer.page
    officer.open("/gaps/?on=2002-06-30")
    target = page.locator(".heads summary").filter(has_text="T6")
    expect(target).to_contain_text("普陀区")
    target.focus()
    page.keyboard.press("Enter")
    opened = page.locator(".heads details[open]")
    expect(opened.get_by_role("listitem")).to_have_count(6)
    officer.look("gaps with a target opened")
    opened.get_by_role("link").last.click()
    expect(page.get_by_label(said("Standard"))).to_have_value("T6")
    officer.look("gaps of a target")
    units = officer.table(said("Gaps"))
    assert units
    assert all("T6" in row[said("For the targets")] for row in units)
    page.get_by_label(said("Order")).select_option("target")
    page.get_by_role("form", name=said("Which gaps")).get_by_role("button").click()
    expect(page).to_have_url(re.compile("sort=target"))
    officer.heading("2002-06-30")
    opened = page.locator(".heads details[open]").get_by_role("link").first
    name = opened.inner_text()
    opened.click()
    officer.heading(name)
