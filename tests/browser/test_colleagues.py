"""Two people, one row: whoever saves second is shown both versions."""

import pytest
from playwright.sync_api import expect

from ..people import City
from .conftest import SignIn
from .desk import said

pytestmark = pytest.mark.browser


def test_the_second_to_save_sees_both_versions(desk: SignIn, city: City) -> None:
    page = f"/r/communities/community/{city.dongshan.pk}/"
    clerk, officer = desk("lin"), desk("zhou")
    for colleague in (clerk, officer):
        colleague.open(page)
        colleague.link(said("Edit")).click()
        expect(colleague.field(said("community name"))).to_have_value("东山社区")
    clerk.field(said("bounds")).fill("东至东山路")
    clerk.field(said("area (m²)")).fill("900000")
    clerk.button(said("Save")).click()
    clerk.notice(said("“%(row)s” was saved.", row="东山社区"))

    officer.expects(409)
    officer.field(said("bounds")).fill("东至环城东路")
    officer.field(said("reason of the change")).fill("按勘界文件更正")
    officer.button(said("Save")).click()
    officer.look("both versions")
    compared = officer.page.get_by_role("alert").get_by_role("row")
    expect(compared).to_have_count(3)
    bounds = compared.filter(has_text=said("bounds")).get_by_role("cell")
    expect(bounds).to_contain_text(["东至东山路", "东至环城东路"])
    expect(compared.filter(has_text=said("area (m²)")).get_by_role("cell")).to_contain_text(["900,000", "–"])
    # What was typed is still there; nothing of the colleague's was lost so far.
    expect(officer.field(said("bounds"))).to_have_value("东至环城东路")
    expect(officer.field(said("reason of the change"))).to_have_value("按勘界文件更正")
    clerk.page.reload()
    expect(clerk.page.get_by_role("definition").filter(has_text="东至东山路")).to_be_visible()

    # Saving again is knowing: the officer keeps both the other's area and the own bounds.
    officer.field(said("area (m²)")).fill("900000")
    officer.button(said("Save")).click()
    officer.notice(said("“%(row)s” was saved.", row="东山社区"))
    officer.link(said("History")).click()
    main = officer.page.get_by_role("main")
    expect(main).to_contain_text("由 东至东山路 改为 东至环城东路")
    expect(main).to_contain_text("按勘界文件更正")
    expect(main).to_contain_text("林填报员")
