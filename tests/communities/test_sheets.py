"""Sheets of communities: the way from an office's file to the register, and back."""

import datetime
import io
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from communities.models import Community, CommunityFigures, CommunityPlacement, Estate, Street
from tests.people import City
from zhoushan_community.base import dated, jobs
from zhoushan_community.base.models import Change, Job

SHARED = Path(__file__).resolve().parents[3] / "shared"
HEADS = ["区县", "街道", "社区名称", "代码", "成立时间", "总面积（平方米）", "户数", "人口", "幢数", "备注"]
ROWS = [
    ["定海区", "环南街道", "东山社区", "330902003005", "2002-06-01", 900000, 2309, 6364, 138, None],
    ["定海区", "环南街道", "西园社区", None, "2002-06", "26万", "3321户", 10627, 126, "合计过"],
    ["定海区", "环南街道", "测试一社区", None, None, None, 2500, 7000, None, None],
]
URL = "/r/communities/community/import/"


def book(*rows: list, heads: list[str] = HEADS) -> bytes:
    """A workbook as an office keeps it: title, unit line, heads, rows, total."""
    sheet = openpyxl.Workbook()
    page = sheet.active
    page.title = "环南"
    page.append(["社区基本情况统计表"])
    page.append(["填报单位：环南街道"])
    page.append(heads)
    for row in rows:
        page.append(row)
    page.append(["合计", None, None, None, None, None, 99999])
    file = io.BytesIO()
    sheet.save(file)
    return file.getvalue()


def upload(client: Client, content: bytes, name: str = "环南街道社区表.xlsx", day: str = "2002-06-30") -> Any:
    return client.post(URL, {"sheet": SimpleUploadedFile(name, content), "day": day})


def previewed(client: Client, content: bytes, **kwargs: Any) -> Job:
    assert upload(client, content, **kwargs).status_code == 302
    job = Job.objects.latest("pk")
    assert job.state == "done", job.error
    return job


def committed(client: Client, content: bytes, **kwargs: Any) -> Job:
    job = previewed(client, content, **kwargs)
    assert client.post(job.outcome["next"], {"commit": 1}).status_code == 302
    job = Job.objects.latest("pk")
    assert job.state == "done", job.error
    return job


def test_a_sheet_goes_in_whole_and_changes_nothing_the_second_time(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    job = committed(client, book(*ROWS))
    assert job.outcome["counts"] == {"create": 2, "update": 1, "unchanged": 0, "error": 0}
    xiyuan = Community.unscoped.get(name="西园社区")
    assert (xiyuan.street, xiyuan.area_m2, xiyuan.founded_on) == (city.huannan, 260000, datetime.date(2002, 6, 1))
    figures = xiyuan.figures.get()
    assert (figures.counted_on, figures.households, figures.population, figures.buildings, figures.source) == (
        datetime.date(2002, 6, 30), 3321, 10627, 126, "sheet",
    )  # fmt: skip
    assert xiyuan.placements.get().street == city.huannan
    lines = Change.objects.count()
    for day in ("2002-06-30", "2003-06-30"):
        assert committed(client, book(*ROWS), day=day).outcome["counts"]["unchanged"] == 3
    assert Change.objects.count() == lines
    assert CommunityFigures.unscoped.count() == 3


def test_the_preview_shows_each_cells_reading_and_writes_nothing(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    lines = Change.objects.count()
    job = previewed(client, book(*ROWS))
    page = client.get(job.outcome["next"])
    text = page.content.decode()
    assert page.context["found"]["counts"] == {"create": 2, "update": 1, "unchanged": 0, "error": 0}
    assert "E5" in text  # 2002-06 was read as the first of the month
    assert "2002-06-01" in text
    assert "备注" in text  # named as a column that no field takes
    assert Change.objects.count() == lines
    assert not Community.unscoped.filter(name="西园社区").exists()


def test_every_fault_is_named_at_once_and_corrected_in_place(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    faulty = [
        ["定海区", "环南街道", "甲社区", None, "2002-02-30", None, 2500, 7000, None, None],
        ["定海区", "环南街道", "乙社区", None, "2002-06-30", None, "不详", 7000, None, None],
        ["定海区", "环南街道", "丙社区", None, "2002-06-30", None, 2600, 7100, None, None],
    ]
    job = previewed(client, book(*faulty))
    rows = client.get(job.outcome["next"]).context["found"]["rows"]
    named = [(row["sheet"], message["cell"], message["code"]) for row in rows for message in row["messages"]]
    assert named == [("环南", "E4", "impossible_date"), ("环南", "G5", "not_a_number")]
    client.post(job.outcome["next"], {"commit": 1})
    assert not Community.unscoped.filter(name="丙社区").exists()
    client.post(
        job.outcome["next"], {"check": 1, 'fix|"环南"|E4': "2002-06-30", 'fix|"环南"|G5': "2515", "fix|x|A1": "y"}
    )
    again = Job.objects.latest("pk")
    assert again.outcome["counts"] == {"create": 3, "update": 0, "unchanged": 0, "error": 0}
    client.post(again.outcome["next"], {"commit": 1})
    assert Job.objects.latest("pk").state == "done"
    assert Community.unscoped.get(name="乙社区").figures.get().households == 2515
    assert Community.unscoped.get(name="甲社区").founded_on == datetime.date(2002, 6, 30)


def test_a_row_can_be_left_out(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    job = previewed(client, book(ROWS[0], ["定海区", "昌国街道", "别处社区", None, None, None, 2500, 7000, None, None]))
    assert job.outcome["counts"]["error"] == 1
    client.post(job.outcome["next"], {"check": 1, 'leave|"环南"|5': "on"})
    again = Job.objects.latest("pk")
    assert again.outcome["counts"] == {"create": 0, "update": 1, "unchanged": 0, "error": 0}


def test_a_whole_import_is_taken_back(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    job = committed(client, book(*ROWS))
    assert client.post(f"/changes/{job.key}/undo/", {"reason": "传错了表"}).status_code == 302
    assert not Community.unscoped.filter(name__in=["西园社区", "测试一社区"]).exists()
    assert not CommunityFigures.unscoped.exists()
    city.dongshan.refresh_from_db()
    assert city.dongshan.area_m2 is None
    assert committed(client, book(*ROWS)).outcome["counts"] == {"create": 2, "update": 1, "unchanged": 0, "error": 0}


def test_an_import_that_others_built_on_is_not_taken_back(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    job = committed(client, book(*ROWS))
    xiyuan = Community.unscoped.get(name="西园社区")
    xiyuan.bounds_text = "东至环城路"
    city.keep(xiyuan, city.officer)
    answer = client.post(f"/changes/{job.key}/undo/", {"reason": "传错了表"})
    assert "周科员" in answer.content.decode()
    assert Community.unscoped.filter(name="测试一社区").exists()


def test_foreign_ground_unknown_streets_and_taken_codes_are_named(city: City, signed_in: Any) -> None:
    city.keep(Street(district=city.dinghai, name="解放街道", valid_to="2013-08-29"))
    rows = [
        ["定海区", "昌国街道", "别处社区", None, None, None, 2500, 7000, None, None],
        ["定海区", "无名街道", "别处社区", None, None, None, 2500, 7000, None, None],
        ["定海区", "环南街道", "夺码社区", "330902003005", None, None, 2500, 7000, None, None],
        ["定海区", "解放街道", "旧街社区", None, None, None, 2500, 7000, None, None],
    ]
    client = signed_in(city.clerk)
    job = previewed(client, book(*rows))
    found = client.get(job.outcome["next"]).context["found"]["rows"]
    named = [(m["cell"], m["code"]) for row in found for m in row["messages"]]
    assert named == [
        ("B4", "foreign_territory"),
        ("B5", "unknown_street"),
        ("D6", "duplicate_code"),
        ("B7", "foreign_territory"),
    ]
    client = signed_in(city.administrator)
    job = previewed(client, book(rows[3]))
    [row] = client.get(job.outcome["next"]).context["found"]["rows"]
    assert [(m["cell"], m["code"]) for m in row["messages"]] == [("B4", "invalid")]
    assert "2013-08-29" in row["messages"][0]["text"]


def test_a_row_of_a_strangers_community_is_refused_at_its_cell(city: City, enter: Any) -> None:
    heads = "区县,街道,社区,小区"
    plan = enter(
        "communities.estate", city.clerk, heads, "定海区,环南街道,东山社区,新苑", "定海区,昌国街道,留方社区,别苑"
    )
    assert [(m["cell"], m["code"]) for row in plan.rows for m in row.messages] == [("C3", "unknown_community")]
    assert not Estate.unscoped.exists()


def test_a_community_is_found_by_the_street_it_stood_in(city: City, signed_in: Any) -> None:
    closed = city.keep(Street(district=city.dinghai, name="解放街道", valid_to="2013-08-29"))
    placement = city.dongshan.placements.get()
    placement.street, placement.valid_to = closed, datetime.date(2013, 8, 29)
    city.keep(placement)
    city.keep(CommunityPlacement(community=city.dongshan, street=city.huannan, valid_from="2013-08-29"))
    client = signed_in(city.clerk)
    job = previewed(client, book(["定海区", "解放街道", "东山社区", None, None, None, 2309, 6364, None, None]))
    [row] = client.get(job.outcome["next"]).context["found"]["rows"]
    assert (row["action"], row["level"]) == ("update", "warning")
    assert [m["code"] for m in row["messages"]] == ["former_street"]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"%PDF-1.4 not a sheet at all", "社区表.xls", "not_a_spreadsheet"),
        (b"PK\x03\x04 damaged", "社区表.xlsx", "not_a_spreadsheet"),
        (b"", "空.csv", "no_header"),
        ("值班,周一,周二\n张三,早,晚\n".encode(), "值班表.csv", "no_header"),
    ],
)
def test_a_wrong_file_is_refused_whole(city: City, signed_in: Any, content: bytes, name: str, code: str) -> None:
    client = signed_in(city.clerk)
    if not content:
        assert upload(client, content, name).status_code in (302, 400)
        return
    job = previewed(client, content, name=name)
    assert job.outcome["refused"]["code"] == code
    page = client.get(job.outcome["next"]).content.decode()
    assert job.outcome["refused"]["text"] in page
    client.post(job.outcome["next"], {"commit": 1})
    assert Job.objects.filter(kind="sheet-commit").count() == 0


def test_a_wrong_day_or_no_file_is_said(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    assert client.post(URL, {"day": "2002-06-30"}).status_code == 400
    for day in ("2002-02-30", "2999-01-01", "x"):
        answer = upload(client, book(*ROWS), day=day)
        assert answer.status_code == 400
        assert day in answer.content.decode()
    assert not Job.objects.exists()


def test_a_right_lost_between_preview_and_commit_stops_it(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    job = previewed(client, book(*ROWS))
    row = city.clerk.duties.get()
    row.role = "reads"
    city.keep(row)
    assert client.post(job.outcome["next"], {"commit": 1}).status_code == 403
    assert not Community.unscoped.filter(name="西园社区").exists()


def test_a_register_that_changed_since_the_preview_stops_it(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    job = previewed(client, book(*ROWS))
    city.keep(Community(street=city.huannan, name="西园社区"))
    client.post(job.outcome["next"], {"commit": 1})
    last = Job.objects.latest("pk")
    assert last.state == "failed"
    assert not Community.unscoped.filter(name="测试一社区").exists()


def test_another_persons_preview_is_not_there(city: City, signed_in: Any) -> None:
    job = previewed(signed_in(city.clerk), book(*ROWS))
    for user in (city.officer, city.administrator):
        assert signed_in(user).get(job.outcome["next"]).status_code == 404
        assert signed_in(user).get(f"/jobs/{job.key}/").status_code == 404
        assert signed_in(user).post(f"/jobs/{job.key}/cancel/").status_code == 404


def test_text_that_looks_like_a_formula_stays_text(city: City, signed_in: Any) -> None:
    for name in ("=1+1", "+1", "-1", "@x"):
        city.keep(Community(street=city.huannan, name=name))
    client = signed_in(city.clerk)
    content = b"".join(client.get("/r/communities/community/export/?format=xlsx").streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = {cell.value: cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row}
    assert [cells[name] for name in ("=1+1", "+1", "-1", "@x")] == ["s", "s", "s", "s"]
    text = b"".join(client.get("/r/communities/community/export/?format=csv").streaming_content).decode("utf-8-sig")
    assert ",'=1+1," in text


def test_an_export_types_its_cells_and_keeps_codes_as_text(city: City, signed_in: Any) -> None:
    city.keep(
        CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=2309, generated=["households"])
    )
    content = b"".join(signed_in(city.clerk).get("/r/communities/community/export/?format=xlsx").streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    row = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True))
    assert row["统计代码"] == "330902003005"
    assert row["户数"] == 2309
    assert row["成立日期"] == datetime.datetime(2002, 6, 1)
    assert row["演示数据"] == "户数"
    assert sheet.cell(3, 1).value == "合计"
    assert "林填报员" in " ".join(str(cell.value) for cell in sheet["A"])


# The commands


def test_import_sheet_previews_then_commits(city: City, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(book(*ROWS))
    call_command("import_sheet", "communities.community", str(path), "--as", "lin", "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["counts"] == {"create": 2, "update": 1, "unchanged": 0, "error": 0}
    assert (found["committed"], found["refused"], found["ignored_columns"]) == (False, None, ["备注"])
    assert found["rows"][1] == {
        "sheet": "环南",
        "row": 5,
        "action": "create",
        "level": "warning",
        "values": {
            "district": "定海区", "street": "环南街道", "name": "西园社区", "founded_on": "2002-06-01",
            "area_m2": 260000, "households": 3321, "population": 10627, "buildings": 126,
        },
        "messages": found["rows"][1]["messages"],
    }  # fmt: skip
    assert [(m["cell"], m["code"]) for m in found["rows"][1]["messages"]] == [("E5", "partial_date")]
    assert {"sheet": "环南", "row": 1, "reason": "title"} in found["skipped_rows"]
    assert not Community.unscoped.filter(name="西园社区").exists()
    call_command("import_sheet", "communities.community", str(path), "--as", "lin", "--commit", "--json")
    assert json.loads(capsys.readouterr().out)["committed"] is True
    assert Community.unscoped.get(name="西园社区").figures.get().counted_on == dated.today()


def test_import_sheet_ends_with_one_on_bad_input(city: City, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "区县,街道,社区名称,户数\n定海区,环南街道,甲社区,不详\n定海区,环南街道,乙社区,2500\n", encoding="utf-8"
    )
    for arguments in (
        ["communities.community", str(path), "--commit"],
        ["communities.nosuch", str(path)],
        ["communities.community", str(tmp_path / "none.csv")],
        ["communities.community", str(path), "--as", "nosuch"],
        ["communities.community", str(path), "--as", "zhao"],
        ["communities.adjustmentshare", str(path)],
    ):
        with pytest.raises(CommandError) as caught:
            call_command("import_sheet", *arguments)
        assert caught.value.returncode == 1, arguments
    assert not Community.unscoped.filter(name="乙社区").exists()


def test_export_sheet_follows_scope_day_and_filter(city: City, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    call_command("export_sheet", "communities.community", str(path), "--as", "lin")
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 2
    call_command("export_sheet", "communities.community", str(path), "--on", "2001-01-01")
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 1
    call_command("export_sheet", "communities.community", str(path), "--filter", "q=中洲")
    assert "中洲社区" in path.read_text(encoding="utf-8-sig")
    for arguments in (["--on", "x"], ["--filter", "q"], ["--as", "nosuch"]):
        with pytest.raises(CommandError):
            call_command("export_sheet", "communities.community", str(path), *arguments)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the offices' sheets lie beside the project only where it is developed")
@pytest.mark.django_db
def test_the_real_list_of_communities_goes_through(signed_in: Any, tmp_path: Path) -> None:
    call_command("load_demo")
    user = Job._meta.get_field("actor").related_model.objects.get(username="bureau")
    client = signed_in(user)
    job = previewed(
        client, (SHARED / "data" / "communities.csv").read_bytes(), name="communities.csv", day="2023-12-31"
    )
    rows = client.get(job.outcome["next"]).context["found"]["rows"]
    wrong = {
        row["row"]: sorted({m["code"] for m in row["messages"] if m["level"] == "error"})
        for row in rows
        if row["action"] == "error"
    }
    # Two pages tell of 东园, two of 西园 with another area; three foundings carry a remark. All else goes in.
    client.post(job.outcome["next"], {"check": 1, **{f"leave|null|{row}": "on" for row in wrong}})
    again = Job.objects.latest("pk")
    assert again.outcome["counts"]["error"] == 0
    assert len(wrong) < 12, wrong
    client.post(again.outcome["next"], {"commit": 1})
    assert Job.objects.latest("pk").state == "done"
    client.post(again.outcome["next"], {"commit": 1})


def test_a_preview_whose_files_are_gone_says_so(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    job = previewed(client, book(*ROWS))
    shutil.rmtree(jobs.folder(job))
    page = client.get(job.outcome["next"])
    assert page.status_code == 200
    assert page.templates[0].name == "base/job.html"
    assert client.get(f"/jobs/{job.key}/", follow=True).status_code == 200
