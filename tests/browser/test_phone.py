"""On a telephone held upright: nothing reaches beyond the screen, and the page itself comes before the registers."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.people import PASSWORD, City

from .desk import Desk

PHONE = {"width": 390, "height": 844}
PAGES = (
    "/",
    "/board/",
    "/board/N01/?since=2002-06-30",
    "/gaps/",
    "/records/",
    "/records/R09/",
    "/changes/",
    "/search/?q=hn",
    "/r/communities/communityfigures/",
    "/r/communities/communityfigures/add/",
    "/r/communities/communityfigures/grid/",
    "/r/communities/community/import/",
    "/r/communities/community/{community}/",
    "/r/communities/community/{community}/history/",
    "/community/{community}/",
    "/street/{street}/",
)

pytestmark = pytest.mark.browser


def width(page: Page) -> int:
    """How wide the page is, what one would have to push sideways included."""
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.fixture
def phone(browser: Browser, live_server: Any, city: City) -> Any:
    """phone(username) gives that person's signed-in page on a telephone."""

    def take(username: str) -> Page:
        context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, locale="zh-CN")
        desk = Desk(context.new_page(), live_server.url)
        desk.page.goto(f"{live_server.url}/login/")
        assert width(desk.page) == PHONE["width"]
        desk.sign_in(username, PASSWORD)
        return desk.page

    return take


def test_every_page_fits_and_begins_on_the_first_screen(phone: Any, live_server: Any, city: City) -> None:
    page = phone("lin")
    for path in PAGES:
        page.goto(live_server.url + path.format(community=city.dongshan.pk, street=city.huannan.pk))
        assert width(page) == PHONE["width"], path
        place = page.locator("main h1").bounding_box()
        assert place and place["y"] < PHONE["height"] / 2, path


def test_registers_unfold_and_menus_open_within_the_screen(phone: Any, live_server: Any, city: City) -> None:
    page = phone("lin")
    page.goto(f"{live_server.url}/r/communities/communityfigures/")
    page.locator(".side summary").nth(1).tap()
    expect(page.get_by_role("link", name="社区工作人员")).to_be_visible()
    for menu in page.locator(".menu").all():
        menu.locator("summary").tap()
        place = menu.locator(".panel").bounding_box()
        assert place and place["x"] >= 0 and place["width"] > PHONE["width"] / 2
        assert place["x"] + place["width"] <= PHONE["width"]
        menu.locator("summary").tap()
