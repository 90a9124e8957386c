"""What a person chooses on a preview: the right rows now and the others later; what holds where a sheet is older."""

import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from communities.models import Community, Estate, Premises
from tests.people import City
from zhoushan_community.base import changes, imports
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import Change, Job

COMMUNITIES = "/r/communities/community/"
ESTATES = "/r/communities/estate/"
MIXED = (
    "街道,社区名称,户数,人口",
    "环南街道,东山社区,2309,6364",
    "环南街道,甲社区,不详,7000",
    "环南街道,乙社区,2500,7000",
)


def previewed(client: Client, content: bytes, name: str = "表.csv", register: str = COMMUNITIES) -> Any:
    client.post(f"{register}import/", {"sheet": SimpleUploadedFile(name, content), "day": "2002-06-30"})
    return shown(client)


def shown(client: Client) -> Any:
    """The preview that the latest job made."""
    job = Job.objects.latest("pk")
    assert job.kind == "sheet-preview" and job.state == "done", (job.kind, job.error)
    return client.get(job.outcome["next"])


def sent(client: Client, **told: str) -> Any:
    return client.post(Job.objects.latest("pk").outcome["next"], told)


def test_the_right_rows_are_written_and_the_others_wait(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    page = previewed(client, "\n".join(MIXED).encode())
    assert page.context["found"]["counts"] == {"create": 1, "update": 1, "unchanged": 0, "error": 1}
    sent(client, good="1")
    commit = Job.objects.get(kind="sheet-commit")
    assert commit.state == "done", commit.error
    assert commit.outcome["counts"] == {"create": 1, "update": 1, "unchanged": 0, "error": 0}
    assert Community.unscoped.filter(name="乙社区").exists() and not Community.unscoped.filter(name="甲社区").exists()
    assert (
        Change.objects.filter(batch=commit.key).count()
        == Change.objects.filter(batch=commit.key, place="表.csv").count()
    )
    rest = Job.objects.get(key=commit.outcome["rest"])
    assert str(rest.key) in client.get(f"/jobs/{commit.key}/").content.decode()
    page = shown(client)
    assert [row["row"] for row in page.context["found"]["rows"]] == [3]
    client.post(rest.outcome["next"], {"check": 1, "fix|null|C3": "2600"})
    assert shown(client).context["found"]["counts"]["create"] == 1
    sent(client, commit="1")
    assert Community.unscoped.get(name="甲社区").figures.get().households == 2600


def test_rows_of_one_kind_are_one_press_away(city: City, signed_in: Any) -> None:
    """Of hundreds of rows that stay as they are, a clerk looks at those that the sheet changes."""
    client = signed_in(city.clerk)
    page = previewed(client, "\n".join(MIXED).encode()).content.decode()
    for words, kind, row in (("有误的行", "error", 3), ("新增的行", "create", 4), ("修改的行", "update", 2)):
        assert re.search(rf'href="\?only={kind}"[^>]*>{words}</a>', page), words
        found = client.get(f"{Job.objects.latest('pk').outcome['next']}?only={kind}").context["page"]
        assert [shown["row"] for shown in found] == [row]


def test_a_correction_that_was_not_checked_is_not_lost_when_the_right_rows_are_written(
    city: City, signed_in: Any
) -> None:
    client = signed_in(city.clerk)
    page = previewed(client, "\n".join(MIXED).encode())
    wrong = next(row for row in page.context["found"]["rows"] if row["action"] == "error")
    sent(client, good="1", **{"fix|null|C3": "2600"})
    assert not Job.objects.filter(kind="sheet-commit").exists()
    page = shown(client)
    assert page.context["found"]["counts"]["error"] == 0 and "先作了核对" in page.content.decode()
    # What stands in the cells as it was read is no correction.
    previewed(client, "\n".join(MIXED).encode())
    sent(client, good="1", **{"fix|null|C3": wrong["raw"]["households"]})
    assert Job.objects.filter(kind="sheet-commit", state="done").exists()


def test_nothing_is_written_when_no_row_is_right(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    page = previewed(client, "\n".join([MIXED[0], MIXED[2]]).encode())
    assert not page.context["good"]
    sent(client, good="1")
    assert not Job.objects.filter(kind="sheet-commit").exists()


def test_the_right_rows_are_not_written_over_what_changed_since_the_preview(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    previewed(client, "\n".join(MIXED).encode())
    city.keep(Community(name="乙社区", street=city.huannan))
    sent(client, good="1")
    commit = Job.objects.get(kind="sheet-commit")
    assert commit.state == "failed" and "rest" not in commit.outcome
    assert not Job.objects.filter(title__contains="rest").exists()


def exported(client: Client, register: str = COMMUNITIES) -> openpyxl.Workbook:
    content = b"".join(client.get(f"{register}export/").streaming_content)
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_sheet_older_than_a_change_asks_cell_by_cell(city: City, signed_in: Any) -> None:
    estate = city.keep(Estate(name="竹山小区", community=city.dongshan, households=900))
    client = signed_in(city.clerk)
    book = exported(client, ESTATES)
    sheet = book.active
    column = {cell.value: cell.column for cell in sheet[1]}
    estate.refresh_from_db()
    estate.households = 1000
    changes.update_all([estate], Origin(city.clerk, Source.PAGE))
    page = previewed(client, saved(book), "小区.xlsx", ESTATES)
    (row,) = page.context["found"]["rows"]
    (message,) = row["messages"]
    assert (row["action"], message["code"]) == ("error", "changed_since")
    assert message["cell"] == sheet.cell(2, column["户数"]).coordinate
    assert str(city.clerk) in message["text"] and "900" in message["text"] and "1,000" in message["text"]
    name = f'choose|"{sheet.title}"|2:households'
    sent(client, check="1", **{name: "stored"})
    assert shown(client).context["found"]["counts"]["unchanged"] == 1
    client.post(Job.objects.filter(kind="sheet-preview").earliest("pk").outcome["next"], {"check": 1, name: "sheet"})
    assert shown(client).context["found"]["counts"]["update"] == 1
    sent(client, commit="1")
    estate.refresh_from_db()
    assert estate.households == 900


def test_a_cell_that_only_the_clerk_changed_is_asked_nothing(city: City, signed_in: Any) -> None:
    estate = city.keep(Estate(name="竹山小区", community=city.dongshan, households=900))
    client = signed_in(city.clerk)
    book = exported(client, ESTATES)
    column = {cell.value: cell.column for cell in book.active[1]}
    book.active.cell(2, column["户数"], 950)
    estate.refresh_from_db()
    estate.name = "竹山新村"
    changes.update_all([estate], Origin(city.clerk, Source.PAGE))
    estate.name = "竹山小区"
    changes.update_all([estate], Origin(city.clerk, Source.PAGE))
    page = previewed(client, saved(book), "小区.xlsx", ESTATES)
    assert page.context["found"]["counts"]["update"] == 1


def test_figures_that_somebody_counted_since_are_asked_for_too(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    previewed(client, "街道,社区名称,户数\n环南街道,东山社区,2000".encode())
    sent(client, commit="1")
    book = exported(client)
    previewed(client, "街道,社区名称,户数\n环南街道,东山社区,2309".encode())
    sent(client, commit="1")
    page = previewed(client, saved(book), "社区.xlsx")
    found = [m["code"] for row in page.context["found"]["rows"] for m in row["messages"] if m["level"] == "error"]
    assert found == ["changed_since"]


def test_what_a_file_says_of_itself_is_believed_only_as_a_number(city: City, signed_in: Any) -> None:
    city.keep(Estate(name="竹山小区", community=city.dongshan, households=900))
    client = signed_in(city.clerk)
    book = exported(client, ESTATES)
    for told in ("-1", "²", "x", "9" * 30, ""):
        book.custom_doc_props["zhoushan-line"].value = told
        assert previewed(client, saved(book), "小区.xlsx", ESTATES).context["found"]["counts"]["unchanged"] == 1


def marked(client: Client) -> Any:
    """The workbook of the latest preview with its marks, as it is downloaded, and what it is called."""
    answer = client.post(
        Job.objects.filter(kind="sheet-preview").latest("pk").outcome["next"], {"marked": 1}, follow=True
    )
    assert answer.status_code == 200, answer
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))), answer.headers["Content-Disposition"]


def test_the_same_workbook_comes_back_marked_and_goes_in_once_it_is_corrected(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "环南"
    for row in (
        ["社区基本情况统计表"],
        ["区县", "街道", "社区名称", "成立时间", "户数"],
        ["定海区", "环南街道", "甲社区", "2002-02-30", 2500],
        ["定海区", "昌国街道", "乙社区", "2002-06", "不详"],
        ["合计", None, None, None, "=SUM(E3:E4)"],
    ):
        sheet.append(row)
    previewed(client, saved(book), "表.xlsx")
    sent(client, check="1", **{'fix|"环南"|E4': "2515"})
    workbook, name = marked(client)
    sheet = workbook["环南"]
    assert sheet["D3"].comment.text.startswith("“2002-02-30”") and sheet["D3"].fill.fgColor.rgb == "FFFF7B7B"
    assert "昌国街道" in sheet["B4"].comment.text
    assert "2515" in sheet["E4"].comment.text and sheet["E4"].value == "不详"
    assert sheet["E4"].fill.fgColor.rgb == sheet["D4"].fill.fgColor.rgb == "FFFFEB7B"
    assert sheet["E5"].value == "=SUM(E3:E4)" and name.endswith(".xlsx")
    sheet["D3"], sheet["B4"], sheet["E4"] = "2002-02-28", "环南街道", 2515
    previewed(client, saved(workbook), "表.xlsx")
    sent(client, commit="1")
    assert Job.objects.get(kind="sheet-commit").outcome["counts"]["create"] == 2


def test_a_sheet_of_another_format_comes_back_as_a_marked_copy(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    previewed(client, "区,街道,社区名称,户数\n定海区,环南街道,甲社区,不详\n".encode("gb18030"), name="../表.csv")
    workbook, name = marked(client)
    assert workbook.active["D2"].comment.text.startswith("“不详”") and workbook.active["C2"].value == "甲社区"
    assert "/" not in name.split("filename")[1].replace("UTF-8''", "")


def test_a_file_beyond_the_limit_is_refused_before_it_is_kept(city: City, signed_in: Any, settings: Any) -> None:
    settings.SHEET_MAX_BYTES = 10
    file = SimpleUploadedFile("表.csv", b"x" * 11)
    answer = signed_in(city.clerk).post(f"{COMMUNITIES}import/", {"sheet": file, "day": "2002-06-30"})
    assert answer.status_code == 400 and not Job.objects.exists()


def test_of_two_people_with_the_same_file_one_writes_it(city: City, signed_in: Any) -> None:
    content = "街道,社区名称,户数\n环南街道,甲社区,2500".encode()
    first, second = signed_in(city.clerk), signed_in(city.administrator)
    pages = []
    for client in (first, second):
        previewed(client, content)
        pages.append(Job.objects.latest("pk").outcome["next"])
    first.post(pages[0], {"commit": 1})
    second.post(pages[1], {"commit": 1})
    won, lost = Job.objects.filter(kind="sheet-commit").order_by("pk")
    assert [won.state, lost.state] == ["done", "failed"]
    assert Community.unscoped.filter(name="甲社区").count() == 1
    # From there the file is read anew: what the other one wrote is now there.
    assert pages[0] not in first.get(f"/jobs/{won.key}/").content.decode()
    page = second.get(f"/jobs/{lost.key}/").content.decode()
    (address,) = re.findall(r'<form method="post" action="([^"]+/import/[^"]+)"', page)
    second.post(address, {"check": "1"})
    assert shown(second).context["found"]["counts"] == {"create": 0, "update": 0, "unchanged": 1, "error": 0}


@pytest.mark.parametrize("same", [True, False])
def test_of_two_people_who_write_at_one_moment_neither_doubles_the_other(
    city: City, signed_in: Any, monkeypatch: pytest.MonkeyPatch, same: bool
) -> None:
    """Nothing in the database keeps two premises of one address apart."""
    first, second, register = signed_in(city.clerk), signed_in(city.administrator), "/r/communities/premises/"
    pages = []
    for client, address in ((first, "东山路1号"), (second, "东山路1号" if same else "东山路2号")):
        content = f"街道,社区,房屋坐落,房屋用途,建筑面积,房屋来源\n环南街道,东山社区,{address},办公用房,50,租用"
        previewed(client, content.encode(), register=register)
        pages.append(Job.objects.latest("pk").outcome["next"])
    refuse_changed = imports._refuse_changed

    def after_the_other(*told: Any) -> None:
        # The first has read what is stored, and has written nothing yet.
        if pages[1:]:
            second.post(pages.pop(), {"commit": 1})
        refuse_changed(*told)

    monkeypatch.setattr(imports, "_refuse_changed", after_the_other)
    first.post(pages[0], {"commit": 1})
    states = {job.actor: job.state for job in Job.objects.filter(kind="sheet-commit")}
    assert states == {city.administrator: "done", city.clerk: "failed" if same else "done"}
    assert Premises.unscoped.count() == (1 if same else 2)


def test_a_sheet_that_is_to_be_written_twice_is_written_once(city: City, signed_in: Any) -> None:
    """As by a double click: the second answer is the one that is seen. What was taken back is written again."""
    client = signed_in(city.clerk)
    previewed(client, "街道,社区名称,户数\n环南街道,乙社区,2500".encode())
    page = Job.objects.latest("pk").outcome["next"]
    first, second = (client.post(page, {"commit": 1}) for _time in range(2))
    assert first["Location"] == second["Location"]
    job = Job.objects.get(kind="sheet-commit")
    assert job.state == "done", job.error
    changes.undo(job.key, Origin(city.clerk, Source.UNDO))
    client.post(page, {"commit": 1})
    assert [job.state for job in Job.objects.filter(kind="sheet-commit")] == ["done", "done"]
    assert Community.unscoped.filter(name="乙社区").count() == 1


def test_a_full_disk_leaves_no_job_without_its_file(
    city: City, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker would take such a job up, and fail on what is not there."""

    def full(path: Any) -> str:
        raise OSError("No space left on device")

    monkeypatch.setattr(imports, "digest_of", full)
    sheet = SimpleUploadedFile("表.csv", "区县,街道,社区名称\n定海区,环南街道,新社区".encode())
    with pytest.raises(OSError):
        signed_in(city.clerk).post("/r/communities/community/import/", {"sheet": sheet, "day": "2002-06-30"})
    assert not Job.objects.exists()
