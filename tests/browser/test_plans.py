"""An officer draws a layout plan from a sheet, the commission sends it back: with the keyboard, and seen by axe."""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.communities.planning.ground import AREAS, BORDERS, people_the_street, workbook
from tests.people import City, duty, person
from zhoushan_community.base import jobs

from .conftest import SignIn, aside
from .desk import said
from .test_keyboard import walk

pytestmark = pytest.mark.browser

FILE = said("The sheet filled in (.xlsx, or both .csv at once), or a map (.geojson)")


def commission(city: City) -> None:
    """Whoever reviews for 定海."""
    user = person("qian2", "钱审查", city.administrator)
    duty(user, "reviews", "district", city.dinghai, city.administrator)


def test_a_plan_is_drawn_worked_out_and_reviewed(
    city: City, desk: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(jobs.run_job, "delay", sent.append)
    aside(people_the_street, city)
    aside(commission, city)
    officer = desk("zhou")
    page = officer.page
    officer.open("/plans/")
    officer.look("no plan")
    officer.link(said("New plan")).click()
    officer.heading(said("New layout plan"))
    officer.look("new plan")
    officer.field("街道").press_sequentially("环南")
    page.get_by_role("option").filter(has_text="环南街道").click()
    officer.field("片区").select_option("communities")
    officer.button(said("Propose the areas")).click()
    expect(page.get_by_role("main")).to_contain_text("9,200")
    officer.look("areas without neighbours")

    # A sheet with a fault is shown with its cell, and nothing of it is taken.
    officer.expects(400)
    wrong = workbook(tmp_path / "错.xlsx", AREAS, [*BORDERS, ["西山", "东山", 390, ""]])
    officer.field(FILE).set_input_files(wrong)
    officer.button(said("Take the areas and neighbours over")).click()
    faults: Any = officer.table(said("The file was not taken: nothing was saved"))
    assert [(row[said("Sheet")], row[said("Cell")]) for row in faults] == [("相邻", "C7")]
    officer.look("a sheet with a fault")
    officer.field(FILE).set_input_files(workbook(tmp_path / "片区.xlsx"))
    officer.button(said("Take the areas and neighbours over")).click()
    officer.notice(said("%(areas)s areas and %(borders)s borders were taken over.", areas=5, borders=5))

    officer.button(said("Work it out")).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    (key,) = sent
    aside(jobs.run, uuid.UUID(key))
    expect(page.get_by_role("heading", name=said("What is proposed"))).to_be_visible()
    alternatives: Any = officer.table(said("Alternatives side by side"))
    assert len(alternatives) == 3
    drawn = page.get_by_role("img", name=said("Graph of the areas and their borders; the table says the same"))
    expect(drawn).to_be_visible()
    numbers = {row[said("No.")]: row[said("Which areas")] for row in officer.table(said("Communities of the plan"))}
    assert "东山、西山" in numbers.values()
    officer.look("worked out")
    walk(officer)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == page.viewport_size["width"]
    # What is printed is the plan without what only a screen needs.
    page.emulate_media(media="print")
    expect(drawn).to_be_visible()
    expect(officer.button(said("Work it out anew"))).to_be_hidden()
    assert re.findall(rb"/MediaBox", page.pdf(prefer_css_page_size=True))
    page.emulate_media(media="screen")
    merged = next(number for number, areas in numbers.items() if areas == "东山、西山")
    name = page.get_by_role("textbox", name=said("Name of community %(number)s", number=merged))
    officer.expects(400)
    name.fill("北山社区")
    officer.button(said("Keep the names")).click()
    expect(page.get_by_role("alert").or_(page.get_by_role("status")).first).to_contain_text("名称均未保存")
    officer.look("a name that is taken")
    name.fill("双山社区")
    officer.button(said("Keep the names")).click()
    officer.notice(said("The names were kept; the draft adjustments will bear them."))
    expect(name).to_have_value("双山社区")
    officer.button(said("Submit to the construction commission")).click()
    officer.notice(said("The plan is with the construction commission now."))

    reviewer = desk("qian2")
    reviewer.open(page.url.removeprefix(reviewer.address))
    reviewer.look("to be reviewed")
    reviewer.page.get_by_role("textbox", name=said("Review by the construction commission")).fill("中山社区不足2500户")
    reviewer.button(said("Send back")).click()
    expect(reviewer.page.get_by_role("main")).to_contain_text("中山社区不足2500户")
    page.reload()
    officer.button(said("Draw the next version")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(said("version %(number)s", number=2))
    officer.button(said("Compare")).click()
    officer.look("nothing to compare yet")
