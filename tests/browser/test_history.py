"""What was done is read, looked at as it stood, proved with files, and taken back after a look at the effect."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ..base.evidence_files import GOOD, PDF
from ..people import City
from .conftest import SignIn
from .desk import said

pytestmark = pytest.mark.browser


def test_a_change_is_read_and_taken_back(desk: SignIn, city: City) -> None:
    clerk = desk("lin")
    main = clerk.page.get_by_role("main")
    for area in ("900000", "910000"):
        clerk.open(f"/r/communities/community/{city.dongshan.pk}/edit/")
        clerk.field(said("area (m²)")).fill(area)
        clerk.field(said("reason of the change")).fill("按测绘成果")
        clerk.button(said("Save")).click()
        clerk.notice(said("“%(row)s” was saved.", row="东山社区"))
    clerk.link(said("History")).click()
    expect(main).to_contain_text("在页面中把 面积（平方米） 由 900,000 改为 910,000；理由：按测绘成果")
    clerk.look("history")

    # As it stood after the change before the last.
    clerk.link(said("As it stood then")).nth(1).click()
    clerk.notice(re.sub(r"%\(moment\)s.*", "", said("Shown as the register had it on %(moment)s.")))
    expect(clerk.page.get_by_role("definition").filter(has_text="900,000")).to_contain_text("910,000")
    clerk.look("as it stood")

    # What others stand on is not offered for taking back, and says who stands there.
    clerk.link(said("History")).click()
    clerk.link(said("Take back …")).nth(1).click()
    expect(clerk.page.get_by_role("alert")).to_contain_text("由 900,000 改为 910,000")
    expect(clerk.page.get_by_role("main").get_by_role("button")).to_have_count(0)
    clerk.look("what stands in the way")

    clerk.link(said("Back")).click()
    clerk.link(said("Take back …")).first.click()
    expect(main).to_contain_text("由 910,000 改为 900,000")
    clerk.look("what would be restored")
    clerk.field(said("reason")).fill("测绘成果作废")
    clerk.button(said("Take back; rows: %(count)s", count=1)).click()
    clerk.notice(said("The change was taken back; rows: %(count)s.", count=1))
    expect(main).to_contain_text("在撤回中把 面积（平方米） 由 910,000 改为 900,000；理由：测绘成果作废")

    clerk.link(said("Change log"), clerk.page.get_by_role("banner")).click()
    clerk.look("the change log")
    clerk.page.get_by_label(said("from"), exact=True).select_option("undo")
    clerk.button(said("Query")).click()
    assert [row[said("Person")] for row in clerk.table(said("Change log"))] == ["林填报员"]
    main.get_by_role("link", name=re.compile(said("The whole change"))).click()
    clerk.heading(said("One change"))
    clerk.look("one change")


def test_evidence_is_added_and_withdrawn(desk: SignIn, city: City, tmp_path: Path) -> None:
    clerk, reader = desk("lin"), desk("zhao")
    page = f"/r/communities/community/{city.dongshan.pk}/"
    deed, false, picture = tmp_path / "划转协议.pdf", tmp_path / "照片.pdf", tmp_path / "现场.png"
    deed.write_bytes(PDF)
    false.write_bytes(GOOD["截图.png"])
    picture.write_bytes(GOOD["截图.png"])

    def add(path: Path, kind: str) -> None:
        clerk.page.get_by_label(said("kind"), exact=True).select_option(kind)
        clerk.page.get_by_label(said("file"), exact=True).set_input_files(path)
        clerk.button(said("Add the file")).click()

    clerk.open(page)
    clerk.look("no evidence yet")
    clerk.expects(400)
    add(false, "photograph")
    expect(clerk.page.get_by_role("alert")).to_contain_text("“照片.pdf”不是 PDF，而是 PNG 图片")
    clerk.look("a file refused")
    add(picture, "photograph")
    clerk.notice(said("“%(file)s” was added.", file=picture.name))
    add(deed, "deed")
    clerk.notice(said("“%(file)s” was added.", file=deed.name))
    clerk.look("evidence")

    reader.open(page)
    with reader.page.expect_download() as download:
        reader.link(said("Download %(name)s", name=deed.name)).click()
    assert download.value.suggested_filename == deed.name
    assert Path(download.value.path()).read_bytes() == PDF
    expect(reader.button(said("Add the file"))).to_have_count(0)
    reader.link(said("Look at %(name)s", name=picture.name)).click()
    expect(reader.page.locator("img")).to_be_visible()

    clerk.page.get_by_text(said("Withdraw …")).first.click()
    clerk.field(said("Why %(name)s is withdrawn", name=deed.name)).fill("不是最后一稿")
    clerk.look("a file to withdraw")
    clerk.page.keyboard.press("Enter")
    clerk.notice(said("“%(file)s” was withdrawn; the history can bring it back.", file=deed.name))
    reader.open(page)
    expect(reader.link(said("Download %(name)s", name=deed.name))).to_have_count(0)
