"""The back office: the administrator of a district makes a clerk; every kind of page there is clean."""

import re

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
    page = bureau.page
    for register in ("base/user", "reporting/threshold", "communities/estate", "organizations/staffmember"):
        bureau.open(f"/admin/{register}/")
        bureau.look(register)
        page.locator("#result_list tbody th a").last.click()
        expect(page.locator(".submit-row")).to_be_visible()
        bureau.look(f"a row of {register}")
        page.locator(".historylink").click()
        expect(page.locator(".history")).to_be_visible()
        bureau.look(f"the history of a row of {register}")
        bureau.open(f"/admin/{register}/add/")
        bureau.look(f"a new row of {register}")
    bureau.open("/sessions/")
    bureau.look("sessions")


def test_a_number_is_told_for_a_reason(desk: SignIn) -> None:
    bureau = desk("bureau")
    page = bureau.page
    bureau.open("/r/organizations/staffmember/")
    page.get_by_role("main").get_by_role("link", name=said("View")).first.click()
    masked = page.get_by_text(re.compile(r"^058\*-\*{3}\d{4}"))
    expect(masked).to_be_visible()
    bureau.link(said("%(head)s in full", head=said("telephone"))).click()
    expect(bureau.button(said("Show the whole number"))).to_be_visible()
    bureau.look("the reason is asked for")
    bureau.field(said("What the number is needed for")).fill("联系值班")
    bureau.button(said("Show the whole number")).click()
    expect(page.get_by_text(re.compile(r"^0580-\d{7}$"))).to_be_visible()
    bureau.look("the number is told")
