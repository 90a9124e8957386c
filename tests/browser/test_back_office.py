"""The back office: the administrator of a district makes a clerk; every kind of page there is clean."""

import pytest
from playwright.sync_api import expect

from .conftest import SignIn
from .desk import said

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("demonstration")]


def test_the_administrator_of_a_district_makes_a_clerk(desk: SignIn) -> None:
    chief = desk("admin-dinghai")
    page = chief.page
    chief.link(said("Back office"), page.get_by_role("banner")).click()
    chief.look("back office")
    chief.link(said("users").capitalize()).click()
    chief.look("people")
    expect(page.get_by_role("main")).to_contain_text("clerk-huannan")
    expect(page.get_by_role("main")).not_to_contain_text("officer-putuo")
    page.locator(".object-tools .addlink").click()
    page.locator("#id_username").fill("feng")
    page.locator("#id_name").fill("冯填报员")
    page.locator("#id_new_password").fill("huan-nan-2026")
    page.locator(".add-row a").click()
    page.locator("#id_duties-0-role").select_option("enters")
    levels = page.locator("#id_duties-0-level")
    assert "city" not in levels.locator("option").evaluate_all("options => options.map(option => option.value)")
    levels.select_option("street")
    page.get_by_role("combobox", name=said("street")).click()
    page.get_by_role("searchbox").fill("hn")
    choice = page.get_by_role("option", name="定海区 环南街道")
    expect(choice).to_be_visible()
    chief.look("a unit is chosen")
    choice.click()
    page.get_by_role("button", name=said("Save"), exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    clerk = desk()
    clerk.sign_in("feng", "huan-nan-2026")
    clerk.heading(said("Change the password"))


def test_pages_of_the_bureau_are_clean(desk: SignIn) -> None:
    bureau = desk("bureau")
    for path in (
        "/sessions/",
        "/admin/base/user/1/history/",
        "/admin/base/user/2/change/",
        "/admin/reporting/threshold/",
        "/admin/reporting/threshold/add/",
        "/admin/communities/estate/",
        "/admin/communities/estate/1/change/",
    ):
        bureau.open(path)
        bureau.look(path)
