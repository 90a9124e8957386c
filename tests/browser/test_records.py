"""Records: the committee asks who keeps them, and a clerk enters what has been left out."""

import pytest
from playwright.sync_api import expect

from communities.models import Community
from tests.people import City

from .conftest import SignIn, aside
from .desk import said

pytestmark = pytest.mark.browser


def test_from_the_board_to_the_units_that_keep_nothing(city: City, desk: SignIn) -> None:
    auditor = desk("sun")
    auditor.open("/board/?on=2003-12-31")
    auditor.link(said("Records: who keeps them, since when no more, how completely")).click()
    auditor.heading("2003-12-31")
    auditor.look("records")
    table = auditor.table(said("Records"))
    assert len(table) == 13
    assert "0 / 3" in next(row for row in table if next(iter(row.values())).startswith("R09"))["舟山市"]
    auditor.link("定海区").click()
    auditor.heading("定海区")
    auditor.link("R09").click()
    auditor.heading("R09")
    auditor.look("record")
    units = auditor.table(said("Units"))
    assert [said("never an entry") in row[said("State")] for row in units] == [True, True]


def test_a_clerk_enters_what_was_left_out(city: City, desk: SignIn) -> None:
    clerk = desk("lin")
    clerk.open("/records/R09/")
    clerk.look("record of a clerk")
    name = aside(Community.unscoped.get, pk=city.dongshan.pk).name
    title = said("rounds of checks")
    clerk.page.get_by_role("link", name=said("Add to %(title)s: %(unit)s", title=title, unit=name)).click()
    clerk.field(said("held on").capitalize()).fill("2026-06-30")
    clerk.field(said("disputes found").capitalize()).fill("0")
    clerk.button(said("Save")).click()
    clerk.page.get_by_role("link", name=said("Back to where you came from")).click()
    clerk.heading("R09")
    expect(clerk.page.get_by_role("region", name=said("Units"), exact=True)).to_contain_text("2026-06-30")
