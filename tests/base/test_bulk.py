"""One change to many rows: looked at first, written whole, taken back whole."""

import datetime
from typing import Any

import pytest

from communities.models import CommunityFigures, Estate
from tests.people import City, duty, person
from zhoushan_community.base import bulk, changes, jobs
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import Change, Job
from zhoushan_community.base.registers import all_registers, find

ESTATES = "/r/communities/estate/"
DAY = datetime.date(2002, 6, 1)


@pytest.fixture
def estates(city: City) -> list[Estate]:
    """Three estates of 东山, of which the last is closed, and one of 留方."""
    rows = [
        Estate(community=city.dongshan, name="甲苑", completed_on=DAY),
        Estate(community=city.dongshan, name="乙苑", completed_on=DAY, contiguous_development=True),
        Estate(community=city.dongshan, name="丙苑", completed_on=DAY, closed_on=DAY.replace(year=2005)),
        Estate(community=city.liufang, name="丁苑", completed_on=DAY.replace(year=2010)),
    ]
    changes.create_all(rows, Origin(city.administrator, Source.COMMAND))
    return rows


def look(client: Any, rows: list[Any], address: str = ESTATES, **posted: Any) -> Any:
    """The preview page of a deed."""
    data = {"row": [row.pk for row in rows], "query": "", "reason": "普查更正", **posted}
    answer = client.post(f"{address}bulk/", data, follow=True)
    assert answer.status_code == 200, answer.context["form"].errors
    return answer


def became(page: Any) -> dict[str, tuple[str, str, str]]:
    """For each row of a preview: before, after, and what would become of it."""
    return {row["name"].split()[-1]: (row["before"], row["after"], row["action"]) for row in page.context["page"]}


def commit(client: Any, page: Any) -> Job:
    client.post(page.request["PATH_INFO"], {"commit": "1"})
    return Job.objects.filter(kind="bulk-commit").latest("pk")


def test_a_field_is_set_in_many_rows_as_one_change(city: City, signed_in: Any, estates: list[Estate]) -> None:
    client = signed_in(city.clerk)
    page = look(client, estates[:2], field="contiguous_development", value="true")
    assert became(page) == {"甲苑": ("–", "是", "update"), "乙苑": ("是", "是", "unchanged")}
    assert not Change.objects.filter(source="bulk").exists()
    job = commit(client, page)
    assert job.state == Job.State.DONE, job.error
    estates[0].refresh_from_db()
    assert estates[0].contiguous_development is True
    # Asked for twice, as by a double click, it is the same change.
    assert commit(client, page) == job
    (line,) = Change.objects.filter(source="bulk")
    assert (line.actor, line.reason, line.batch) == (city.clerk, "普查更正", job.key)
    # Taken back as one.
    assert client.post(f"/changes/{job.key}/undo/", {"reason": "弄错了"}).status_code == 302
    estates[0].refresh_from_db()
    assert estates[0].contiguous_development is None
    assert changes.verify() == []


def test_rows_are_closed_on_a_day(city: City, signed_in: Any, estates: list[Estate]) -> None:
    client = signed_in(city.officer)
    page = look(client, estates, closing="1", value="2008-01-01")
    assert became(page) == {
        "甲苑": ("–", "2008-01-01", "update"),
        "乙苑": ("–", "2008-01-01", "update"),
        "丙苑": ("2005-06-01", "2008-01-01", "error"),
        "丁苑": ("–", "2008-01-01", "error"),
    }
    reasons = [row["reasons"] for row in page.context["page"]]
    assert reasons[:2] == [[], []]
    assert all(words in page.content.decode() for (words,) in reasons[2:])
    job = commit(client, page)
    assert job.outcome["changed"] == 2
    assert [row.closed_on and row.closed_on.year for row in Estate.unscoped.order_by("pk")] == [2008, 2008, 2005, None]


def test_all_rows_of_the_query_are_taken(city: City, signed_in: Any, estates: list[Estate]) -> None:
    client = signed_in(city.administrator)
    page = look(client, [], whole="1", query="q=东山&sort=name", field="source_note", value="档案")
    assert set(became(page)) == {"甲苑", "乙苑"}
    page = look(client, [], whole="1", query="", field="source_note", value="档案")
    assert set(became(page)) == {"甲苑", "乙苑", "丁苑"}
    answer = client.post(f"{ESTATES}bulk/", {"whole": "1", "query": "unit=street-0"}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_only_own_rows_are_changed(city: City, signed_in: Any, estates: list[Estate]) -> None:
    duty(city.clerk, "reads", "street", city.changguo, city.administrator)
    client = signed_in(city.clerk)
    page = look(client, [estates[0], estates[3]], field="source_note", value="档案")
    assert became(page)["丁苑"][2] == "error"
    # What is not even seen is not there.
    page = look(signed_in(city.next_clerk), [estates[0], estates[3]], field="source_note", value="档案")
    assert set(became(page)) == {"丁苑"}
    commit(client, look(client, [estates[0], estates[3]], field="source_note", value="档案"))
    assert [row.source_note for row in Estate.unscoped.order_by("pk")] == ["档案", "", "", ""]


def test_readers_and_strangers_are_kept_out(city: City, signed_in: Any, estates: list[Estate]) -> None:
    assert signed_in(city.reader).post(f"{ESTATES}bulk/", {"row": estates[0].pk}).status_code == 403
    assert "data-bulk" not in signed_in(city.reader).get(ESTATES).content.decode()
    page = look(signed_in(city.clerk), estates[:1], field="source_note", value="档案")
    path = page.request["PATH_INFO"]
    assert signed_in(city.officer).get(path).status_code == 404
    assert signed_in(city.officer).post(path, {"commit": "1"}).status_code == 404
    assert signed_in(city.reader).get(path).status_code == 403
    assert signed_in(city.clerk).get(path.replace("estate", "honour")).status_code == 404


def test_a_row_that_was_saved_meanwhile_stops_all(city: City, signed_in: Any, estates: list[Estate]) -> None:
    client = signed_in(city.clerk)
    page = look(client, estates[:2], field="source_note", value="档案")
    path = page.request["PATH_INFO"]
    estates[1].households = 7
    city.keep(estates[1])
    again = client.get(path)
    assert again.context["stale"] == 1
    assert [row["name"].split()[-1] for row in client.get(path, {"only": "stale"}).context["page"]] == ["乙苑"]
    job = commit(client, page)
    assert job.state == Job.State.FAILED
    assert "乙苑" in job.error
    assert f'href="{path}"' in client.get(f"/jobs/{job.key}/").content.decode()
    assert not Change.objects.filter(source="bulk").exists()
    # Looked at again, it goes.
    page = client.post(path, {"again": "1"}, follow=True)
    assert page.context["stale"] == 0
    assert commit(client, page).state == Job.State.DONE
    assert Change.objects.filter(source="bulk").count() == 2


def test_a_duty_that_ended_meanwhile_stops_all(city: City, signed_in: Any, estates: list[Estate]) -> None:
    client = signed_in(city.clerk)
    page = look(client, estates[:2], field="source_note", value="档案")
    ended = city.clerk.duties.get()
    ended.valid_to = datetime.date(2020, 1, 1)
    city.keep(ended)
    assert client.post(page.request["PATH_INFO"], {"commit": "1"}).status_code == 403
    moved = person("gao", "高填报员", city.administrator)
    duty(moved, "enters", "street", city.huannan, city.administrator)
    client = signed_in(moved)
    page = look(client, estates[:2], field="source_note", value="档案")
    own = moved.duties.get()
    own.street = city.changguo
    city.keep(own)
    job = commit(client, page)
    assert job.state == Job.State.FAILED
    assert not Change.objects.filter(source="bulk").exists()


def test_a_rule_of_the_model_is_told_before(city: City, signed_in: Any) -> None:
    rows = [
        CommunityFigures(community=city.dongshan, counted_on=DAY, households=300, population=n) for n in (None, 2, 900)
    ]
    for number, row in enumerate(rows):
        row.counted_on = DAY.replace(day=number + 1)
        city.keep(row)
    page = look(signed_in(city.clerk), rows, "/r/communities/communityfigures/", field="households", value="700")
    assert [row["action"] for row in page.context["page"]] == ["update", "error", "update"]


def test_many_rows_become_a_job_with_progress(city: City, signed_in: Any) -> None:
    origin = Origin(city.administrator, Source.COMMAND)
    rows = [Estate(community=city.dongshan, name=f"{n}号小区") for n in range(changes.CHUNK + 1)]
    changes.create_all(rows, origin)
    client = signed_in(city.clerk)
    answer = client.post(
        f"{ESTATES}bulk/", {"whole": "1", "query": "", "field": "source_note", "value": "档案", "reason": "普查"}
    )
    assert answer["Location"].startswith("/jobs/")
    work = Job.objects.get(kind="bulk-preview")
    assert work.state == Job.State.WAITING
    jobs.run(work.key)
    page = client.get(answer["Location"], follow=True)
    assert page.context["counts"]["update"] == len(rows)
    job = commit(client, page)
    assert job.state == Job.State.WAITING
    jobs.run(job.key)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, len(rows), len(rows))
    assert Change.objects.filter(source="bulk", batch=job.key).count() == len(rows)


def test_too_many_rows_are_refused_in_words(city: City, signed_in: Any, estates: Any, settings: Any) -> None:
    settings.BULK_MAX_ROWS = 2
    answer = signed_in(city.administrator).post(f"{ESTATES}bulk/", {"whole": "1"}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"row": ["abc", "-1", "99999999999999999999"]},
        {"row": "1", "query": "q=%00&unit=x"},
        {"row": "1", "field": "name", "value": "改名", "reason": "试"},
        {"row": "1", "field": "community", "value": "1", "reason": "试"},
        {"row": "1", "field": "version", "value": "1", "reason": "试"},
        {"row": "1", "field": "households", "value": "many", "reason": "试"},
        {"row": "1", "field": "households", "value": "3", "reason": ""},
        {"row": "1", "closing": "1", "value": "2002-02-31", "reason": "试"},
        {"row": "1", "closing": "1", "reason": "试"},
        {"row": "1", "field": "source_note", "value": "\x00", "reason": "\x00"},
    ],
)
def test_odd_input_changes_nothing(city: City, signed_in: Any, estates: Any, posted: dict[str, Any]) -> None:
    client = signed_in(city.clerk)
    if posted.get("row") == "1":
        posted = {**posted, "row": estates[0].pk}
    answer = client.post(f"{ESTATES}bulk/", posted)
    assert answer.status_code in (200, 302, 400)
    assert not Job.objects.exists()
    assert client.get(f"{ESTATES}bulk/").status_code in (200, 302)


def test_neither_key_nor_parent_can_be_changed_in_bulk(city: City) -> None:
    for register in all_registers():
        names = set(bulk.changeable(register, city.administrator))
        assert not names & {*register.sheet_key, "community", "street", "district", "code", "phone"}, register.label
        assert register.closes_on not in names
    assert {"households", "contiguous_development", "source_note"} <= set(
        bulk.changeable(find("communities.estate"), city.administrator)
    )


def test_a_look_that_is_gone_does_nothing(city: City, signed_in: Any, estates: list[Estate]) -> None:
    client = signed_in(city.clerk)
    page = look(client, estates[:1], field="source_note", value="档案")
    path = page.request["PATH_INFO"]
    (jobs.folder(Job.objects.get(kind="bulk-preview")) / bulk.PREVIEW).unlink()
    assert client.get(path).status_code == 200
    assert client.post(path, {"commit": "1"}).status_code == 200
    assert not Change.objects.filter(source="bulk").exists()
