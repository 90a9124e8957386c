"""A day without a mouse: every control is reached, seen and left again."""

import pytest
from playwright.sync_api import expect

from ..people import City
from .conftest import SignIn
from .desk import Desk, said

pytestmark = pytest.mark.browser

# Controls that a mouse could use now, in the order of the page; each gets a number to be recognised by.
CONTROLS = """() => [...document.querySelectorAll("a[href], summary, button, input, select, textarea, [tabindex='0']")]
    .filter((one) => one.type !== "hidden" && !one.disabled && one.checkVisibility() && one.tabIndex >= 0)
    .map((one, number) => (one.dataset.stop = number))"""
# Where the focus is, and whether it can be seen: drawn around the control, which lies in the window.
FOCUS = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none";
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return {stop: one.dataset.stop, seen: drawn && inside, what: one.outerHTML.slice(0, 120)};
}"""


def walk(desk: Desk) -> None:
    """Press Tab through the whole page: every control is reached in its order, seen, and left again."""
    numbers = desk.page.evaluate(CONTROLS)
    assert numbers
    reached: list[int] = []
    hidden: list[str] = []
    # A date has several stops within one control.
    for _press in range(5 * len(numbers)):
        desk.page.keyboard.press("Tab")
        focus = desk.page.evaluate(FOCUS)
        if focus["stop"] is None:
            break
        if not focus["seen"]:
            hidden.append(focus["what"])
        if not reached or reached[-1] != int(focus["stop"]):
            reached.append(int(focus["stop"]))
    assert reached == numbers
    assert hidden == []


def tab_to(desk: Desk, text: str) -> None:
    """Press Tab until the focus is on the control that is called so."""
    wanted = desk.page.get_by_role("main").locator(":focus")
    for _press in range(150):
        desk.page.keyboard.press("Tab")
        if wanted.count() and text in (
            wanted.inner_text().strip(),
            wanted.evaluate("one => one.labels?.[0]?.innerText.replace('*', '').trim()"),
            wanted.get_attribute("aria-label"),
        ):
            return
    raise AssertionError(f"Tab never came to {text}")


def test_a_row_is_found_added_and_corrected_by_keyboard(desk: SignIn, city: City) -> None:
    clerk = desk("lin")
    keys = clerk.page.keyboard
    clerk.open("/r/communities/community/")
    walk(clerk)

    clerk.open("/r/communities/community/")
    keys.press("Tab")
    skip = clerk.page.get_by_role("link", name=said("Skip to the content"))
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    keys.press("Enter")
    keys.press("Tab")
    expect(clerk.page.get_by_role("main").locator(":focus")).to_have_count(1)

    tab_to(clerk, said("Search"))
    keys.type("东山")
    keys.press("Enter")
    expect(clerk.page.get_by_text(said("%(count)s rows in all", count=1))).to_be_visible()
    tab_to(clerk, said("Add"))
    keys.press("Enter")
    clerk.heading(said("Add to %(title)s", title=said("communities")))
    walk(clerk)

    clerk.page.reload()
    tab_to(clerk, said("community name"))
    keys.type("东山社区")
    tab_to(clerk, said("Save"))
    keys.press("Enter")
    mistake = clerk.page.get_by_text(said("The street already has a community of this name."))
    expect(mistake).to_be_visible()
    expect(clerk.field(said("community name"))).to_have_value("东山社区")
    # What is wrong has the focus, so that it is read out; the walk begins at the top all the same.
    expect(clerk.page.locator("#problems")).to_be_focused()
    clerk.page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    walk(clerk)
    clerk.field(said("street")).focus()
    tab_to(clerk, said("community name"))
    keys.press("Control+A")
    keys.type("文昌阁社区")
    keys.press("Enter")
    clerk.notice(said("“%(row)s” was saved.", row="文昌阁社区"))
    tab_to(clerk, said("Back to the list"))
    keys.press("Enter")
    tab_to(clerk, said("View %(name)s", name="文昌阁社区"))
    keys.press("Enter")
    clerk.heading("文昌阁社区")
