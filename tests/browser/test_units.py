"""A clerk reads the page of a community, adds what is missing there and prints it."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.communities.unit_rows import DAY, fill
from tests.people import City

from .conftest import SignIn, aside
from .desk import said


def test_the_page_of_a_community(city: City, desk: SignIn) -> None:
    aside(fill, city, 0, 12)
    clerk = desk("lin")
    clerk.open(f"{city.dongshan.get_absolute_url()}?on={DAY}")
    clerk.heading("东山社区")
    expect(clerk.page.locator("[data-chart] svg")).to_be_visible()
    clerk.look("community")
    width = clerk.page.evaluate("document.documentElement.scrollWidth")
    assert width == clerk.page.viewport_size["width"]
    anchor = clerk.page.get_by_role("navigation", name=said("On this page")).get_by_role("link").last
    anchor.click()
    expect(clerk.page.locator(anchor.get_attribute("href") or "")).to_be_in_viewport()
    # What is printed lies upright, within the page, and without what only a screen needs.
    clerk.page.emulate_media(media="print")
    for gone in (".masthead", ".side", ".anchors", ".query"):
        expect(clerk.page.locator(gone).first).to_be_hidden()
    sheets = re.findall(rb"/MediaBox \[0 0 (\d+)\.?\d* (\d+)", clerk.page.pdf(prefer_css_page_size=True))
    assert set(sheets) == {(b"594", b"841")}


def test_what_is_missing_is_added_from_the_page(city: City, desk: SignIn) -> None:
    clerk = desk("lin")
    clerk.open(city.dongshan.get_absolute_url())
    room = said("health room")
    missing = clerk.page.get_by_role("region", name=said("What is missing"))
    expect(missing).to_contain_text(room)
    clerk.look("community without rows")
    missing.get_by_role("link", name=said("Enter %(words)s", words=room)).click()
    clerk.field(said("floor area (m²)").capitalize()).fill("36")
    clerk.button(said("Save")).click()
    clerk.page.get_by_role("link", name=said("Back to where you came from")).click()
    clerk.heading("东山社区")
    expect(missing).not_to_contain_text(room)
    rooms: Any = clerk.table(said("facilities"))
    assert [row[said("kind")] for row in rooms] == [room]


def test_the_pages_of_a_street_and_a_district(city: City, desk: SignIn) -> None:
    aside(fill, city, 0, 2)
    officer = desk("zhou")
    officer.open(f"{city.dinghai.get_absolute_url()}?on={DAY}")
    officer.heading("定海区")
    officer.look("district")
    officer.link("环南街道").click()
    officer.heading("环南街道")
    officer.look("street")
    officer.link("东山社区").click()
    officer.heading("东山社区")
    assert officer.page.url.endswith(f"?on={DAY}")
