"""A district officer tries changes on the board, and passes the link on."""

import pytest
from playwright.sync_api import expect

from .conftest import SignIn
from .desk import said

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("demonstration")]


def test_an_officer_tries_what_nobody_has_decided(desk: SignIn) -> None:
    officer = desk("officer-dinghai")
    page = officer.page
    officer.open("/board/N20/?on=2003-12-31&state=unmet")
    short = officer.table(said("Units"))[0][said("Unit")]
    officer.open("/board/?on=2003-12-31")
    officer.link(said("What if: try changes on this board without saving")).click()
    officer.heading(said("What if"))
    officer.look("no scenario yet")
    page.get_by_label(said("name"), exact=False).first.fill("明年的打算")
    officer.button(said("Begin")).click()
    officer.heading("明年的打算")
    expect(page.get_by_role("note")).to_contain_text(said("What if"))
    officer.look("an empty scenario")
    address = page.url

    # A refused form says what to do, and keeps what was typed.
    officer.link(said("Change a threshold")).click()
    officer.field(said("standard")).select_option("T4")
    officer.field(said("at least")).fill("150")
    officer.button(said("Add to the scenario")).click()
    expect(page.get_by_text(said("A share is at most 100 %; write 50 for 50 %."), exact=True)).to_be_visible()
    expect(officer.field(said("at least"))).to_have_value("150")
    officer.look("a refused edit")
    officer.field(said("at least")).fill("90")
    officer.button(said("Add to the scenario")).click()
    officer.notice(said("Added to the scenario; nothing was saved in the registers."))

    # Of hundreds of rooms one is looked up.
    officer.link(said("Enlarge a room or facility, or make it smaller")).click()
    officer.field(said("room or facility")).press_sequentially(short)
    page.get_by_role("option").filter(has_text=said("activity room")).click()
    officer.field(said("floor area (m²)")).fill("120")
    officer.look("the form of an edit")
    officer.button(said("Add to the scenario")).click()
    expect(page.get_by_text("→ 120 m²")).to_be_visible()
    table = {row[said("Standard")].split()[0]: row for row in officer.table(said("The board before and after"))}
    assert said("worse") in table["T4"]["定海区"]
    assert said("better") in table["N20"]["定海区"]
    assert said("would meet it") in table["N20"][said("Units")]
    officer.look("before and after")
    officer.link(said("All standards")).click()
    assert len(officer.table(said("The board before and after"))) > len(table)
    officer.look("all standards before and after")

    # The board itself knows nothing of it; whoever has the link and sees the district does.
    officer.open("/board/N20/?on=2003-12-31&state=unmet")
    assert officer.table(said("Units"))[0][said("Unit")] == short
    committee = desk("committee")
    committee.page.goto(address)
    committee.heading("明年的打算")
    expect(committee.button(said("Take out"))).to_have_count(0)
    committee.button(said("Copy the scenario")).click()
    committee.heading(said("copy of %(name)s", name="明年的打算"))
    clerk = desk("clerk-huannan")
    clerk.expects(404)
    assert clerk.page.goto(address).status == 404

    officer.page.goto(address)
    officer.page.get_by_role("button", name=said("Take out: %(what)s", what="")).first.click()
    officer.notice(said("The edit was taken out of the scenario."))
