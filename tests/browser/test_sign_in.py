"""Coming in: the lock after five failures, and a password that somebody else has set."""

import pytest
from playwright.sync_api import expect

from ..people import PASSWORD, City
from .conftest import SignIn
from .desk import said

pytestmark = pytest.mark.browser

CHOSEN_FOR, OWN = "lin-shi-mi-ma-2002", "hai-dao-she-qu-0624"


def test_five_wrong_passwords_lock_the_name(desk: SignIn, city: City) -> None:
    guest = desk()
    guest.expects(429)
    guest.open("/r/communities/community/?q=东山")
    guest.heading(said("Sign in"))
    guest.look("sign-in")
    for _attempt in range(4):
        guest.sign_in("lin", "wrong-password")
        expect(guest.page.get_by_role("alert")).to_be_visible()
        guest.heading(said("Sign in"))
    guest.look("sign-in, refused")
    guest.sign_in("lin", "wrong-password")
    guest.heading(said("Locked for now"))
    guest.look("locked")
    # The right one comes too late, and another name is not locked.
    guest.sign_in("lin", PASSWORD)
    guest.heading(said("Locked for now"))
    guest.sign_in("chen", PASSWORD)
    guest.heading("陈填报员")
    guest.page.get_by_role("button", name=said("Sign out")).click()
    guest.heading(said("Sign in"))


def test_signing_in_leads_to_the_page_that_was_asked_for(desk: SignIn, city: City) -> None:
    clerk = desk()
    clerk.open("/r/communities/community/?q=东山")
    clerk.page.locator("#id_username").fill("lin")
    clerk.page.locator("#id_password").fill(PASSWORD)
    clerk.button(said("Sign in")).click()
    clerk.heading(said("communities"))
    expect(clerk.page.get_by_role("cell", name="东山社区", exact=True)).to_be_visible()


def test_a_password_set_by_another_is_changed_first(desk: SignIn, city: City) -> None:
    administrator = desk("wang")
    administrator.open("/admin/base/user/")
    administrator.page.locator("#content").get_by_role("link", name="lin", exact=True).click()
    administrator.page.get_by_label(said("new password")).fill(CHOSEN_FOR)
    administrator.page.get_by_role("button", name=said("Save"), exact=True).click()
    expect(administrator.page.locator(".messagelist .success")).to_be_visible()

    clerk = desk()
    clerk.sign_in("lin", CHOSEN_FOR)
    for path in ("/", "/r/communities/community/", "/board/"):
        clerk.open(path)
        clerk.heading(said("Change the password"))
    told = said("Somebody else has set your password. Choose your own before you go on.")
    expect(clerk.page.get_by_text(told)).to_be_visible()
    clerk.look("change of the password")
    old, new, again = (clerk.page.locator(f"#id_{name}") for name in ("old_password", "new_password1", "new_password2"))
    old.fill(CHOSEN_FOR)
    new.fill(OWN)
    again.fill(f"{OWN}?")
    clerk.button(said("Save")).click()
    expect(again).to_have_attribute("aria-invalid", "true")
    clerk.look("change of the password with a mistake")
    old.fill(CHOSEN_FOR)
    new.fill(OWN)
    again.fill(OWN)
    clerk.button(said("Save")).click()
    clerk.heading("林填报员")
    clerk.page.get_by_role("button", name=said("Sign out")).click()
    clerk.sign_in("lin", OWN)
    clerk.heading("林填报员")
