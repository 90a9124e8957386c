"""The coordination committee's day: a figure of the board, down to the row that it rests on."""

import re

import pytest
from playwright.sync_api import Locator, expect

from .conftest import SignIn
from .desk import Desk, said

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("demonstration")]

# n / N (missing m), as every rate is written.
RATE = re.compile(
    r"([\d,]+) / ([\d,]+)\s*" + re.escape(said("(missing %(m)s)", m="#")).replace(r"\#", "#").replace("#", r"([\d,]+)")
)


def rate(text: str) -> tuple[int, ...]:
    """(n, N, m) of a cell; one unit's own state counts as one of one."""
    if found := RATE.search(text):
        return tuple(int(number.replace(",", "")) for number in found.groups())
    if text == said("none"):
        return (0, 0, 0)
    return (int(f" {said('met')} " in f"{text} "), 1, int(said("data missing") in text))


def board(desk: Desk) -> dict[str, dict[str, str]]:
    """For each territory its cells by the standard's code."""
    first, *territories = (rows := desk.table(said("Target board")))[0]
    return {name: {row[first].split()[0]: row[name] for row in rows} for name in territories}


def added_up(rows: list[dict[str, str]], code: str) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(rate(row[code]) for row in rows), strict=True)))


def evidence(desk: Desk) -> Locator:
    """The links to the rows that the first results rest on."""
    return desk.page.get_by_role("region", name=said("Units"), exact=True).locator("td:last-child a")


def fact(desk: Desk, head: str) -> str:
    """A value of a row's own page by its head, without the mark of demonstration data."""
    term = desk.page.get_by_role("term").filter(has_text=re.compile(rf"^{re.escape(head)}$"))
    return term.locator("xpath=following-sibling::dd[1]").inner_text().removesuffix(said("demo")).strip()


def test_the_committee_reads_a_target_down_to_its_rows(desk: SignIn) -> None:
    committee = desk("committee")
    page = committee.page
    committee.link(said("Target board as of 2002-06-30")).click()
    committee.heading("2002-06-30")
    committee.look("board")

    city = board(committee)
    reference = said("by reference")
    assert [name for name in city if reference in name] == [f"岱山县 {reference}", f"嵊泗县 {reference}"]
    met, of, missing = rate(city["定海区"]["T4"])
    assert 0 < met < of
    assert missing > 0
    assert f"{100 * met / of:.1f} %" in city["定海区"]["T4"]
    # Those that follow by reference stand beside the city's rate, not in it.
    assert rate(city["舟山市"]["T4"]) == added_up([city["定海区"], city["普陀区"]], "T4")
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    expect(page.locator("[data-chart] svg path").first).to_be_attached()

    committee.link("定海区").click()
    committee.heading("定海区")
    district = board(committee)
    assert rate(district.pop("定海区")["T4"]) == (met, of, missing)
    assert added_up(list(district.values()), "T4") == (met, of, missing)

    committee.link("环南街道").click()
    committee.heading("环南街道")
    street = board(committee)
    whole = rate(street.pop("环南街道")["T4"])
    assert whole == rate(district["环南街道"]["T4"]) == added_up(list(street.values()), "T4")
    committee.look("board of a street")
    community = next(iter(street))
    committee.link(community).click()
    committee.heading(community)
    expect(page.get_by_label(said("As of"))).to_have_value("2002-06-30")
    page.go_back()
    committee.link("舟山市").click()
    committee.link("定海区").click()

    # The rows behind the target, and the one behind a result.
    committee.link("T4").click()
    committee.heading("T4")
    committee.look("standard")
    units = committee.table(said("Units"))
    assert len(units) == of
    page.get_by_role("link", name=re.compile(f"^{said('numerator')}")).click()
    expect(page.get_by_text(said("%(count)s rows in all", count=met))).to_be_visible()
    holders = committee.table(said("Units"))
    assert {row[said("State")].split()[-1] for row in holders} == {said("met")}
    evidence(committee).first.click()
    committee.heading(holders[0][said("Unit")])
    assert fact(committee, said("awarded on")) <= "2002-06-30"
    committee.look("the row behind a result")


def test_the_committee_follows_a_count_and_changes_nothing(desk: SignIn) -> None:
    committee = desk("committee")
    page = committee.page
    committee.link(said("Target board"), page.get_by_role("banner")).click()
    page.get_by_label(said("As of")).fill("2002-06-30")
    committee.button(said("Query")).click()
    committee.heading("2002-06-30")
    committee.link("N01").click()
    committee.heading("N01")
    committee.link("定海区").click()
    units = committee.table(said("Units"))
    measured = next(head for head in units[0] if head.startswith(said("Measured")))
    number = next(number for number, row in enumerate(units) if row[said("Rows read")] != said("none"))
    row = units[number]
    evidence(committee).first.click()
    assert fact(committee, said("households")) == row[measured].split()[0]
    assert fact(committee, said("community")) == row[said("Unit")]

    # Nothing on the pages offers a change, and an address typed by hand is refused.
    figures = page.url
    for address in (figures, f"{committee.address}/r/communities/communityfigures/"):
        page.goto(address)
        expect(committee.link(said("Export .xlsx")).or_(committee.link(said("History")))).to_be_visible()
        for name in ("Add", "Import", "Template", "Edit"):
            expect(committee.link(said(name))).to_have_count(0)
    for address in (f"{figures}edit/", f"{figures}../add/", f"{figures}../import/"):
        assert page.request.get(address).status == 403
