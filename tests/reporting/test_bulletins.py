"""Bulletins: words made from results, looked over, issued once; what was issued does not move and is confirmed."""

import datetime
import io
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from communities.models import Community, Honour
from reporting.bulletins.models import code_of, code_typed
from reporting.models import Bulletin
from tests.people import City, officer_of_putuo

LIST = "/bulletins/?on=2002-06-30"


def begun(city: City, client: Any, territory: str = "330900") -> Bulletin:
    answer = client.post(f"{LIST}&territory={territory}")
    assert answer.status_code == 302, answer.content.decode()
    return Bulletin.objects.latest("pk")


def read(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.fixture
def draft(city: City, signed_in: Any) -> Bulletin:
    city.keep(Honour(community=city.dongshan, kind="civilized", awarded_on="2002-06-20"))
    return begun(city, signed_in(city.administrator))


def sent(bulletin: Bulletin, **changed: Any) -> dict[str, Any]:
    names = ("number", "title", "addressees", "body", "issuer", "version")
    return {name: getattr(bulletin, name) for name in names} | changed


def issue(client: Any, bulletin: Bulletin) -> Bulletin:
    """The bulletin, numbered and issued."""
    client.post(reverse("bulletin", args=[bulletin.pk]), sent(bulletin, number="舟社〔2002〕1号"))
    client.post(reverse("bulletin-issue", args=[bulletin.pk]))
    return Bulletin.objects.get(pk=bulletin.pk)


def test_its_words_are_made_from_the_results(draft: Bulletin) -> None:
    assert draft.title == "关于舟山市社区建设目标完成情况的通报（截至2002年6月30日）"
    paper = "中共舟山市委办公室、舟山市人民政府办公室2002年6月24日关于城市社区建设的意见"
    assert draft.lines[0].startswith(f"根据{paper}，")
    assert (
        "45%的社区成为市级文明社区(T4)。应达标3个，已达标1个，达标率33.3%。目标为45%，还差1个。"
        "各地情况：定海区2个中1个，占50.0%；普陀区1个中0个，占0.0%。"
    ) in draft.body
    assert "社区要设立统一规范的社区警务室”（N24）" not in draft.body, "what nobody knows is not short"


def test_it_is_looked_over_then_issued_and_not_changed_any_more(city: City, draft: Bulletin, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    page = reverse("bulletin", args=[draft.pk])
    labels = [str(field.label) for field in client.get(page).context["form"].visible_fields()]
    assert labels == ["文号", "标题", "主送", "正文", "印发机关"]
    client.post(page, sent(draft, number="舟社〔2002〕1号", body="看过的文字。"))
    client.post(reverse("bulletin-issue", args=[draft.pk]))
    issued = Bulletin.objects.get(pk=draft.pk)
    assert (issued.number, issued.body, issued.issued_on) == ("舟社〔2002〕1号", "看过的文字。", datetime.date.today())
    assert client.post(page, sent(issued, body="改了。")).status_code == 403
    assert client.post(reverse("bulletin-refresh", args=[draft.pk])).status_code == 404
    assert Bulletin.objects.get(pk=draft.pk).body == "看过的文字。"


def test_without_a_number_it_is_not_issued(city: City, draft: Bulletin, signed_in: Any) -> None:
    client, page = signed_in(city.administrator), reverse("bulletin", args=[draft.pk])
    assert "请先填写文号并保存，再印发" in client.get(page).content.decode()
    answer = client.post(reverse("bulletin-issue", args=[draft.pk]), follow=True)
    assert "请先填写文号并保存；尚未印发。" in answer.content.decode()
    assert Bulletin.objects.get(pk=draft.pk).issued_on is None
    client.post(page, sent(draft, number="舟社〔2002〕1号"))
    assert "印发后，舟社〔2002〕1号 的文字和数字均不能改动" in client.get(page).content.decode()


def test_its_figures_stay_when_the_registers_move_on(city: City, draft: Bulletin, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    assert issue(client, draft).issued_on
    city.keep(Honour(community=city.liufang, kind="civilized", awarded_on="2002-06-20"))
    assert "1 / 3\n33.3%" in client.get(reverse("bulletin", args=[draft.pk])).content.decode()


def test_the_figures_of_a_draft_are_taken_anew_on_demand(city: City, draft: Bulletin, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    city.keep(Honour(community=city.liufang, kind="civilized", awarded_on="2002-06-20"))
    client.post(reverse("bulletin-refresh", args=[draft.pk]))
    assert "2 / 3\n66.7%" in client.get(reverse("bulletin", args=[draft.pk])).content.decode()


def test_whoever_holds_the_paper_has_it_confirmed(city: City, draft: Bulletin, signed_in: Any, client: Any) -> None:
    issued = issue(signed_in(city.administrator), draft)
    check = reverse("bulletin-check")
    told = client.get(check, {"code": f" {issued.code_shown.lower()} "}).content.decode()
    assert "确由本系统印发" in told and issued.title in told
    assert "没有此校验码" in client.get(check, {"code": "AAAA-BBBB-CCCC-DDDD"}).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reporting_bulletin SET body = '别的话。' WHERE id = %s", [issued.pk])
    told = client.get(check, {"code": issued.check_code}).content.decode()
    assert "印发后被改动过" in told and "别的话" not in told


def test_a_draft_has_no_code_and_is_not_confirmed(draft: Bulletin, client: Any) -> None:
    assert draft.check_code == ""
    assert draft.title not in client.get(reverse("bulletin-check"), {"code": ""}).content.decode()


def test_a_code_is_read_as_it_is_copied_from_paper() -> None:
    code = code_of("ff" * 32)
    assert len(code) == 16
    assert code_typed("abcd-ef01 ijkl") == "ABCDEFOIIJKL"


def test_the_word_document_and_the_pdf_say_what_the_screen_says(city: City, draft: Bulletin, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    page = reverse("bulletin", args=[draft.pk])
    document = Document(io.BytesIO(read(client.get(page, {"format": "docx"}))))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert paragraphs[0] == draft.title
    assert draft.lines == paragraphs[1 : 1 + len(draft.lines)]
    # The attachments come behind the issuer and the day.
    told = [text for text in paragraphs[1 + len(draft.lines) :] if text.strip()]
    table, chart = "2002年6月30日各项目标完成情况表", "各项目标达标率图（竖线为目标值）"
    foot = [f"附件：1．{table}", f"\u3000\u3000\u30002．{chart}", draft.issuer, "草稿"]
    assert told == [*foot, "附件1", table, "附件2", chart]
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells[0][2:4] == ["舟山市", "定海区"]
    assert ["T4 45%的社区成为市级文明社区", "45%", "1 / 3\n33.3%\n未达标"] in [row[:3] for row in cells]
    assert len(document.inline_shapes) == 1
    paper = PdfReader(io.BytesIO(read(client.get(page, {"format": "pdf"}))))
    text = "".join(page.extract_text() for page in paper.pages).replace("\n", "")
    assert draft.title in text and "还差1个" in text
    assert text.index(draft.issuer) < text.index("附件2") < text.rindex(chart)


def test_a_district_writes_its_own_and_reads_what_was_issued(city: City, draft: Bulletin, signed_in: Any) -> None:
    officer = signed_in(city.officer)
    own = begun(city, officer, "330902")
    assert own.district == city.dinghai and "沈家门" not in own.body
    assert officer.post(f"{LIST}&territory=330903").status_code == 404
    assert officer.get(reverse("bulletin", args=[draft.pk])).status_code == 404
    neighbour = signed_in(officer_of_putuo(city))
    assert own.title not in neighbour.get(LIST).content.decode()
    assert neighbour.post(reverse("bulletin-issue", args=[own.pk])).status_code == 404
    issue(officer, own)
    assert own.title in neighbour.get(LIST).content.decode()
    assert signed_in(city.clerk).post(f"{LIST}&territory=330902").status_code == 404
    assert signed_in(city.clerk).post(LIST).status_code == 403


def test_of_two_who_change_a_draft_the_later_one_is_told(city: City, draft: Bulletin, signed_in: Any) -> None:
    client, page = signed_in(city.administrator), reverse("bulletin", args=[draft.pk])
    before = sent(draft)
    client.post(page, before | {"title": "先改"})
    answer = client.post(page, before | {"title": "后改"})
    assert answer.status_code == 409
    assert Bulletin.objects.get(pk=draft.pk).title == "先改"


def test_what_rests_on_demonstration_data_says_so(city: City, signed_in: Any) -> None:
    community = Community(street=city.huannan, name="演示社区", founded_on="2002-06-01", generated=["founded_on"])
    city.keep(community)
    draft = begun(city, signed_in(city.administrator))
    page = signed_in(city.administrator).get(reverse("bulletin", args=[draft.pk])).content.decode()
    assert "不得作为正式通报使用" in page
