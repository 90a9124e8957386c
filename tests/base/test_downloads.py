"""Files of the download centre: whole, told in the log, had by their owner alone and only for a time."""

import datetime
import io
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from communities.models import Estate
from tests.people import City
from zhoushan_community.base import changes, dated, downloads, jobs
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.imports import sheet_for
from zhoushan_community.base.models import Change, Duty, Job, SavedQuery, User
from zhoushan_community.base.registers import find
from zhoushan_community.base.sheets.exports import download
from zhoushan_community.base.sheets.register import RegisterSheet
from zhoushan_community.base.sheets.since import exported_at, sheets_of_others

COMMUNITIES, STREETS, ESTATES = "communities.community", "communities.street", "communities.estate"


def done(job: Job) -> Job:
    """The job after a worker has had it."""
    jobs.run(job.key)
    job.refresh_from_db()
    return job


def made(client: Any, *parts: str, **more: Any) -> Job:
    """The job of a file that a person asked for on the page."""
    answer = client.post("/downloads/", {"part": parts, "on": "", "format": "xlsx", **more})
    assert answer.status_code == 302, answer.content.decode()
    job = done(Job.objects.latest("pk"))
    assert job.state == "done", job.error
    return job


def content(client: Any, job: Job) -> bytes:
    answer = client.get(downloads.link(job))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_several_registers_become_one_workbook_and_each_is_told_in_the_log(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    job = made(client, COMMUNITIES, STREETS)
    book = openpyxl.load_workbook(io.BytesIO(content(client, job)))
    assert book.sheetnames == [str(find(label).title) for label in (COMMUNITIES, STREETS)]
    lines = {line.model: line for line in Change.objects.filter(action="export")}
    for label, sheet in zip((COMMUNITIES, STREETS), book.worksheets, strict=True):
        rows = lines[label].after["rows"]
        assert lines[label].actor == city.clerk and rows >= 1
        foot = [row[0].value for row in sheet.iter_rows(min_row=rows + 2) if row[0].value]
        assert any(f"共 {rows} " in text or f"{rows}" in text for text in foot)
    assert job.outcome["rows"] == sum(line.after["rows"] for line in lines.values())


def test_a_workbook_of_several_registers_is_known_as_old_for_each(city: City, signed_in: Any, tmp_path: Path) -> None:
    estate = city.keep(Estate(name="竹山小区", community=city.dongshan, households=900))
    job = made(signed_in(city.clerk), STREETS, ESTATES)
    path = tmp_path / "several.xlsx"
    path.write_bytes(content(signed_in(city.clerk), job))
    estate.refresh_from_db()
    estate.households = 1000
    changes.update_all([estate], Origin(city.clerk, Source.PAGE))
    plan = RegisterSheet(find(ESTATES), city.clerk).plan(path)
    of_estates = [row for row in plan.rows if row.sheet == str(find(ESTATES).title)]
    assert [message["code"] for row in of_estates for message in row.messages] == ["changed_since"]
    assert exported_at(path, find(STREETS)) == exported_at(path, find(ESTATES)) is not None
    assert exported_at(path, find(COMMUNITIES)) is None


def test_only_its_own_sheets_of_a_workbook_are_read_for_a_register(city: City, signed_in: Any, tmp_path: Path) -> None:
    """Placements stand under heads that the register of communities would take for its own, too."""
    client = signed_in(city.clerk)
    path = tmp_path / "several.xlsx"
    path.write_bytes(content(client, made(client, COMMUNITIES, STREETS, ESTATES)))
    own, *others = (str(find(label).title) for label in (COMMUNITIES, STREETS, ESTATES))
    reading = sheet_for(find(COMMUNITIES), city.clerk).plan(path).reading
    assert {row.sheet for row in reading.rows} == {own}
    assert reading.skipped_sheets == [(name, "other_register") for name in others]
    # A workbook without a sheet of the register is read as any office's.
    assert sheets_of_others(path, find("communities.premises")) == set()
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    client.post("/r/communities/community/import/", {"sheet": upload, "day": "2002-06-30"})
    page = client.get(Job.objects.latest("pk").outcome["next"]).content.decode()
    assert all(f"{name}（属于其他台账）" in page for name in others)


def test_a_saved_query_keeps_its_columns_in_their_order(city: City, signed_in: Any) -> None:
    saved = SavedQuery.objects.create(
        owner=city.clerk, register=COMMUNITIES, name="名册", query="cols=name&cols=code&sort=-name"
    )
    client = signed_in(city.clerk)
    job = made(client, f"{COMMUNITIES}|{saved.pk}", COMMUNITIES)
    book = openpyxl.load_workbook(io.BytesIO(content(client, job)))
    assert book.sheetnames == ["名册", str(find(COMMUNITIES).title)]
    sheet = book["名册"]
    heads = [column for column in find(COMMUNITIES).table if column.name in ("name", "code")]
    assert [cell.value for cell in sheet[1]][:2] == [str(column.head) for column in heads]
    page = signed_in(city.clerk).get("/downloads/").content.decode()
    assert "名册" in page and job.result_file in page


def test_the_day_is_the_forms(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    job = made(client, COMMUNITIES, on="1990-01-01")
    assert QueryDict(job.arguments["parts"][0]["query"])["on"] == "1990-01-01"
    assert client.post("/downloads/", {"part": COMMUNITIES, "on": "1990-02-31"}).status_code == 400
    assert client.post("/downloads/", {"on": ""}).status_code == 400
    assert f"_1990-01-01.{job.arguments['ending']}" in job.result_file
    alone = made(client, COMMUNITIES)
    assert str(dated.today()) in alone.result_file


def test_what_was_chosen_stands_there_after_a_refusal(city: City, signed_in: Any) -> None:
    saved = SavedQuery.objects.create(owner=city.clerk, register=COMMUNITIES, name="名册", query="cols=name")
    parts = [f"{COMMUNITIES}|{saved.pk}", STREETS]
    answer = signed_in(city.clerk).post("/downloads/", {"part": parts, "format": "csv", "on": "2002-06-30"})
    assert answer.status_code == 400
    page = answer.content.decode()
    for value in (*parts, "csv"):
        assert f'value="{value}" checked' in page
    assert 'value="xlsx" checked' not in page and f'value="{COMMUNITIES}" checked' not in page


def test_a_file_that_is_not_there_has_no_size(city: City, signed_in: Any) -> None:
    done(downloads.start(city.clerk, [(find(COMMUNITIES), "founded=when", "")], "xlsx"))
    page = signed_in(city.clerk).get("/downloads/").content.decode()
    assert "失败" in page and "字节" not in page


def test_a_strangers_saved_query_is_not_there(city: City, signed_in: Any) -> None:
    saved = SavedQuery.objects.create(owner=city.next_clerk, register=COMMUNITIES, name="他人", query="")
    client = signed_in(city.clerk)
    assert client.post("/downloads/", {"part": f"{COMMUNITIES}|{saved.pk}"}).status_code == 404
    assert "他人" not in client.get("/downloads/").content.decode()


def test_the_link_works_for_its_owner_alone(city: City, signed_in: Any, client: Any) -> None:
    job = made(signed_in(city.clerk), COMMUNITIES)
    address = downloads.link(job)
    assert signed_in(city.next_clerk).get(address).status_code == 404
    assert signed_in(city.administrator).get(address).status_code == 404
    assert signed_in(city.administrator).get(f"/jobs/{job.key}/result/").status_code == 404
    client.logout()
    assert client.get(address).status_code == 302
    bent = address[:-3] + ("a" if address[-3] != "a" else "b") + address[-2:]
    assert signed_in(city.clerk).get(bent).status_code == 404
    assert signed_in(city.clerk).get(f"/jobs/{job.key}/result/").url == address
    assert content(signed_in(city.clerk), job)


def test_a_file_is_had_only_until_its_day(city: City, signed_in: Any) -> None:
    job = made(signed_in(city.clerk), COMMUNITIES)
    Job.objects.filter(pk=job.pk).update(expires_on=datetime.date(2020, 1, 1))
    assert signed_in(city.clerk).get(downloads.link(job)).status_code == 404
    jobs.sweep()
    page = signed_in(city.clerk).get("/downloads/").content.decode()
    assert "已过期" in page and downloads.link(job) not in page


def test_who_lost_the_duty_has_the_file_no_longer(city: City, signed_in: Any) -> None:
    job = made(signed_in(city.clerk), COMMUNITIES)
    duty = Duty.objects.get(user=city.clerk)
    duty.valid_to = datetime.date(2020, 1, 1)
    duty.valid_from = None
    changes.begin(duty, Origin(city.administrator, Source.COMMAND))
    duty.save()
    assert signed_in(User.objects.get(pk=city.clerk.pk)).get(downloads.link(job)).status_code == 403


def test_the_worker_looks_under_the_duties_of_its_own_moment(city: City) -> None:
    query = "on=2002-06-30"
    job = jobs.create(
        "download", "表", city.nobody, {"parts": [{"register": COMMUNITIES, "query": query}], "ending": "csv"}
    )
    jobs.run(job.key)
    job.refresh_from_db()
    assert (job.state, job.outcome["rows"]) == ("done", 0)


def test_a_query_that_no_longer_fits_is_told_not_cut(city: City) -> None:
    job = done(downloads.start(city.clerk, [(find(COMMUNITIES), "founded=when", "")], "xlsx"))
    assert job.state == "failed" and "founded" in job.error and not job.result_file


def test_a_file_that_could_not_be_made_leads_back_to_where_it_was_asked_for(
    city: City, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(city.clerk)
    saved = SavedQuery.objects.create(owner=city.clerk, register=COMMUNITIES, name="名册", query="founded=when")
    client.post("/downloads/", {"part": f"{COMMUNITIES}|{saved.pk}", "on": ""})
    job = done(Job.objects.latest("pk"))
    assert job.state == "failed"
    page = client.get(f"/jobs/{job.key}/").content.decode()
    assert '<a class="btn btn-primary btn-sm" href="/downloads/">' in page
    monkeypatch.setattr(downloads, "MOST_AT_ONCE", 0)
    client.get("/r/communities/community/export/", {"format": "csv", "cols": "name"})
    job = Job.objects.latest("pk")
    jobs.cancel(job)
    assert 'href="/r/communities/community/?cols=name"' in client.get(f"/jobs/{job.key}/").content.decode()


def test_a_long_list_is_written_by_a_worker(city: City, signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "MOST_AT_ONCE", 0)
    client = signed_in(city.clerk)
    answer = client.get("/r/communities/community/export/", {"format": "csv", "cols": "name"})
    job = done(Job.objects.latest("pk"))
    assert answer.url == f"/jobs/{job.key}/"
    assert content(client, job).decode("utf-8-sig").splitlines()[0].startswith("社区名称")
    assert Change.objects.filter(action="export", batch=job.key).count() == 1


def test_nothing_of_a_download_stays_on_the_disk(
    city: City, signed_in: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def fails(path: Path) -> None:
        path.write_text("half of it")
        raise RuntimeError("no more paper")

    with pytest.raises(RuntimeError, match="no more paper"):
        download("list.csv", fails)
    answer = signed_in(city.clerk).get("/r/communities/street/export/?format=csv")
    assert "街道" in b"".join(answer.streaming_content).decode("utf-8-sig")
    assert not list(tmp_path.iterdir())
