"""Lineage, figures over time, titles and the check before approval: seen, read out and used without a mouse."""

from playwright.sync_api import expect

from communities.models import CommunityFigures, Premises
from tests.communities.test_lineage import committee, community, paper
from tests.people import City

from .conftest import SignIn, aside
from .desk import said


def _past(city: City) -> None:
    """东山 was made of two committees and gave a part away."""
    olds = [committee(city, f"{name}居委会") for name in ("东风", "东海")]
    paper(city, "2002-06-01", *((old, city.dongshan) for old in olds))
    paper(city, "2005-01-01", (city.dongshan, community(city, "承继社区", founded="2005-01-01"), "路南"))
    for day, households in (("2002-07-01", 2600), ("2004-07-01", 2700)):
        city.keep(CommunityFigures(community=city.dongshan, counted_on=day, households=households))
    city.keep(Premises(community=city.dongshan, address="环城南路1号", use="office", origin="public", floor_area_m2=80))


def test_the_past_of_a_community_is_read_as_graph_and_as_text(city: City, desk: SignIn) -> None:
    aside(_past, city)
    clerk = desk("lin")
    clerk.open(city.dongshan.get_absolute_url())
    clerk.link(said("Lineage")).click()
    clerk.heading("东山社区")
    expect(clerk.page.locator("[data-chart] svg")).to_be_visible()
    clerk.look("lineage")
    # The text tree is walked with the keyboard.
    clerk.link("东风居委会").focus()
    clerk.page.keyboard.press("Enter")
    clerk.heading("东风居委会")
    expect(clerk.page.get_by_role("main").get_by_text("承继社区").first).to_be_visible()
    clerk.look("lineage of a committee")
    width = clerk.page.evaluate("document.documentElement.scrollWidth")
    assert width == clerk.page.viewport_size["width"]


def test_figures_titles_and_the_reform(city: City, desk: SignIn) -> None:
    aside(_past, city)
    clerk = desk("lin")
    clerk.open("/series/")
    expect(clerk.page.locator("[data-chart] svg")).to_be_visible()
    clerk.look("series")
    assert "2,700" in {row[said("As then")] for row in clerk.table(said("Series"))}
    clerk.open("/premises/transfers/")
    clerk.look("transfers")
    (row,) = clerk.table(said("Transfer of titles"))
    assert row[said("Address")] == "环城南路1号"
    clerk.open("/reform/")
    clerk.look("reform")


def test_a_plan_is_refused_in_time(city: City, desk: SignIn) -> None:
    officer = desk("zhou")
    officer.open("/estates/check/")
    officer.look("check")
    officer.field(said("households")).fill("1600")
    officer.field(said("office (m²)")).fill("80")
    officer.field(said("activity space (m²)")).fill("120")
    officer.page.keyboard.press("Enter")
    officer.notice("20")
    officer.look("verdict")
    officer.field(said("households")).fill("-1")
    officer.page.keyboard.press("Enter")
    expect(officer.page.locator(".is-invalid").first).to_be_visible()
    officer.look("refused")
