"""Two communities become one: proposed in the street, approved by the district, in effect, and taken back."""

from playwright.sync_api import expect

from tests.communities.adjusting.ground import DAY, counted, furnish, west
from tests.communities.test_cases import administrator
from tests.people import City

from .conftest import SignIn, aside
from .desk import Desk, said
from .test_keyboard import walk


def prepared(city: City) -> None:
    """Two communities of 环南 with a row of every kind, and one who approves for 定海."""
    other = west(city)
    for number, (community, size) in enumerate(((city.dongshan, 1200), (other, 1500))):
        furnish(city, community, number)
        counted(city, community, size, 3 * size)
    administrator(city)


def record(desk: Desk, step: str, day: str, paper: str = "") -> None:
    """Record the next step on the page of the case."""
    desk.page.reload()
    desk.field(said("done on").capitalize()).fill(day)
    if paper:
        desk.field(said("document number").capitalize()).fill(paper)
    desk.button(said("Record this step")).click()
    desk.notice(said("“%(step)s” was recorded.", step=step))


def choose(desk: Desk, field: str, text: str) -> None:
    """Type a name into a look-up, and take what is offered first."""
    desk.page.locator(f"[name={field}_text]").fill(text)
    desk.page.locator(f"#id_{field}-list [role=option]").first.click()


def test_a_merger_from_the_proposal_to_the_day_and_back(city: City, desk: SignIn) -> None:
    aside(prepared, city)
    clerk = desk("lin")
    clerk.expects(400)
    clerk.open("/adjustments/")
    clerk.look("adjustments")
    clerk.link(said("Draft an adjustment")).click()
    clerk.field(said("Title")).fill("东山西安合并")
    clerk.field(said("In effect from")).fill(DAY.isoformat())
    choose(clerk, "community_0", "东山社区")
    choose(clerk, "community_1", "西安社区")
    clerk.page.locator("[name=new_0_name]").fill("海景社区")
    choose(clerk, "new_0_street", "环南街道")
    clerk.button(said("Show the table")).click()
    # What is left over is told while one types, and refused when it is sent.
    first = clerk.page.locator("[data-figure=households]").first
    expect(first).to_have_value("1200")
    walk(clerk)
    first.fill("1000")
    expect(clerk.page.locator("[data-left=households]").first).to_have_text("200")
    clerk.look("draft of an adjustment")
    clerk.button(said("Save the draft")).click()
    expect(clerk.page.locator("#problems")).to_be_focused()
    expect(clerk.page.locator("#problems")).to_contain_text("200")
    clerk.look("faulty draft of an adjustment")
    clerk.page.locator("[data-figure=households]").first.fill("1200")
    clerk.button(said("Save the draft")).click()
    clerk.heading("东山西安合并")
    case = clerk.page.url.removeprefix(clerk.address)
    record(clerk, "街道提出", "2003-04-01")
    record(clerk, "居民会议同意", "2003-04-20")
    clerk.look("case in the street")

    officer, mayor = desk("zhou"), desk("feng")
    officer.open("/")
    officer.page.get_by_role("main").get_by_role("link", name="东山西安合并").click()
    record(officer, "民政审核", "2003-05-01")
    mayor.open(case)
    record(mayor, "政府批准", "2003-05-20", "定政发〔2003〕1号")
    record(officer, "已公告", "2003-06-01")
    officer.link(said("Try it, and compare the standards")).click()
    expect(officer.page.get_by_role("region", name=said("Standards before and after"))).to_contain_text("N01")
    officer.look("case before its day")
    officer.open(f"{case}?look=1")
    walk(officer)
    officer.button(said("Let it take effect")).click()
    officer.notice(said("“%(case)s” is in effect.", case="东山西安合并"))
    officer.look("case in effect")
    officer.open("/r/communities/community/?all=1")
    assert "海景社区" in officer.page.inner_text("main")
    officer.open(case)
    officer.page.locator("form[action$='/undo/'] [name=reason]").fill("文件有误")
    officer.button(said("Take back that it is in effect")).click()
    officer.notice(said("“%(case)s” is no longer in effect.", case="东山西安合并"))
    officer.open("/r/communities/community/?all=1")
    assert "海景社区" not in officer.page.inner_text("main")
