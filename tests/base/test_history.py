"""The log as a person reads it: sentences, the row as it was known, the change log and whole changes."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities.models import Community, CommunityFigures, Estate
from tests.people import City, duty, person
from zhoushan_community.base import changes, history
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import Change

COUNTED = datetime.date(2002, 6, 30)


def write(row: Any, actor: Any, source: str = Source.PAGE, reason: str = "", place: str = "") -> Origin:
    origin = Origin(actor, source, reason, place=place)
    changes.begin(row, origin)
    row.save()
    return origin


def told(client: Any, address: str, **query: Any) -> str:
    """The text of a page, with its white space made one."""
    answer = client.get(address, query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def figures(city: City) -> CommunityFigures:
    row = CommunityFigures(community=city.dongshan, counted_on=COUNTED, households=2309)
    write(row, city.clerk)
    return row


def test_a_change_reads_as_a_sentence(city: City, figures: CommunityFigures) -> None:
    figures.households, figures.population = 2512, 7310
    origin = write(figures, city.clerk, Source.SHEET, "漏报一幢楼", "环南6月.xlsx")
    line = Change.objects.get(batch=origin.batch)
    when = f"{timezone.localtime(line.at):%Y-%m-%d %H:%M}"
    assert str(history.sentences([line])[0]) == (
        f"{when} 林填报员 在表格导入（环南6月.xlsx）中把 户数 由 2,309 改为 2,512，"
        "把 常住人口 填为 7,310；理由：漏报一幢楼"
    )


def test_adding_and_clearing_read_as_sentences(city: City, figures: CommunityFigures) -> None:
    added = Change.objects.get(model="communities.communityfigures")
    assert "新增社区统计数据“东山社区 2002-06-30”（社区 东山社区，统计日期 2002-06-30，户数 2,309" in str(
        history.sentences([added])[0]
    )
    figures.households = None
    write(figures, city.clerk)
    assert history.sentences([Change.objects.first()])[0].what == "清空 户数（原为 2,309）"


def test_the_history_names_sheet_batch_and_own_job_only(city: City, signed_in: Any, figures: CommunityFigures) -> None:
    page = f"/r/communities/communityfigures/{figures.pk}/history/"
    batch = Change.objects.get(model="communities.communityfigures").batch
    text = told(signed_in(city.clerk), page)
    assert f"/changes/{batch}/" in text
    assert f"/jobs/{batch}/" not in text


def test_what_was_taken_back_says_so_and_offers_its_return(
    city: City, signed_in: Any, figures: CommunityFigures
) -> None:
    figures.households = 9999
    origin = write(figures, city.clerk)
    changes.undo(origin.batch, Origin(city.clerk, Source.UNDO, "多写一位"))
    line, back = Change.objects.get(batch=origin.batch), Change.objects.first()
    text = told(signed_in(city.clerk), f"/r/communities/communityfigures/{figures.pk}/history/")
    assert text.count("已撤回") == 1
    assert f"/history/{line.pk}/undo/" not in text
    assert f"/history/{back.pk}/undo/" in text
    assert "在撤回中把 户数 由 9,999 改为 2,309；理由：多写一位" in text


# As it was known


def test_a_row_as_it_was_known_on_a_day(city: City, signed_in: Any, figures: CommunityFigures) -> None:
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    # Only a test moves a line in time; verify() would say so.
    Change.objects.filter(model="communities.communityfigures").update(at=timezone.now() - datetime.timedelta(days=1))
    figures.households = 2512
    write(figures, city.clerk)
    client, page = signed_in(city.reader), f"/r/communities/communityfigures/{figures.pk}/"
    then = told(client, page, known=yesterday.isoformat())
    assert f"按 {yesterday} 的登记内容显示" in then
    assert "此后改过的 1 项已标出" in then
    assert '2,309 <span class="cell-note">现为: 2,512</span>' in then.replace("：", ": ")
    assert "此后未作更改" in told(client, page, known=today.isoformat())
    before = told(client, page, known="2002-06-30")
    assert "台账中尚无此记录" in before
    assert "<dt>" not in before


def test_a_line_of_the_history_shows_the_row_after_it(city: City, signed_in: Any, figures: CommunityFigures) -> None:
    for count in (2400, 2500, 2600):
        figures.households = count
        write(figures, city.clerk)
    lines = Change.objects.filter(model="communities.communityfigures").order_by("pk")
    client, page = signed_in(city.reader), f"/r/communities/communityfigures/{figures.pk}/"
    for line, count in zip(lines, ("2,309", "2,400", "2,500", "2,600"), strict=True):
        facts = {fact.head: fact for fact in client.get(page, {"line": line.pk}).context["facts"]}
        assert facts["户数"].shown == count
        assert facts["户数"].differs == (count != "2,600")


def test_a_removed_row_was_not_known_between(city: City, signed_in: Any) -> None:
    estate = Estate(community=city.dongshan, name="东山新村")
    origin = write(estate, city.clerk)
    back = Origin(city.clerk, Source.UNDO, "试")
    changes.undo(origin.batch, back)
    changes.undo(back.batch, Origin(city.clerk, Source.UNDO, "又要"))
    lines = [line.pk for line in Change.objects.filter(model="communities.estate").order_by("pk")]
    client, page = signed_in(city.clerk), f"/r/communities/estate/{estate.pk}/"
    known = [bool(client.get(page, {"line": line}).context["facts"]) for line in lines]
    assert known == [True, False, True]


def test_a_day_in_the_world_is_another_thing(city: City, signed_in: Any) -> None:
    text = told(signed_in(city.reader), f"/r/communities/community/{city.dongshan.pk}/", on="2001-01-01")
    assert "按现有资料显示 2001-01-01 当日的情况" in text
    assert "当日此记录不在有效期内" in text
    later = told(signed_in(city.reader), f"/r/communities/community/{city.dongshan.pk}/", on="2003-01-01")
    assert "不在有效期内" not in later


@pytest.mark.parametrize("query", [{"known": "32"}, {"known": "9999-12-31"}, {"line": "9"}, {"line": "x"}, {"on": "0"}])
def test_odd_days_are_no_fault(city: City, signed_in: Any, query: dict[str, str]) -> None:
    told(signed_in(city.reader), f"/r/communities/community/{city.dongshan.pk}/", **query)


def test_another_rows_line_shows_nothing_of_it(city: City, signed_in: Any) -> None:
    foreign = Change.objects.get(model="communities.community", row_id=city.liufang.pk)
    page = signed_in(city.reader).get(f"/r/communities/community/{city.dongshan.pk}/", {"line": foreign.pk})
    assert page.context["moment"] is None
    assert "留方社区" not in page.content.decode()


# The change log


def listed(client: Any, **query: Any) -> list[Change]:
    answer = client.get("/changes/", query)
    assert answer.status_code == 200
    return answer.context["page"].lines


def test_everybody_sees_the_lines_of_rows_in_sight_and_the_auditor_all(city: City, signed_in: Any) -> None:
    own, foreign = (Estate(community=home, name="新村") for home in (city.dongshan, city.liufang))
    write(own, city.clerk)
    write(foreign, city.next_clerk)
    assert {line.row_id for line in listed(signed_in(city.reader), register="communities.estate")} == {own.pk}
    assert listed(signed_in(city.nobody)) == []
    seen = listed(signed_in(city.clerk))
    assert {line.model.split(".")[0] for line in seen} == {"communities"}
    assert {line.model for line in listed(signed_in(city.auditor))} >= {"base.user", "base.duty", "communities.estate"}


def test_an_auditor_of_a_district_sees_that_districts_rows(city: City, signed_in: Any) -> None:
    checker = person("he", "何审计", city.administrator)
    duty(checker, "audits", "district", city.putuo, city.administrator)
    seen = listed(signed_in(checker))
    assert {line.row_name for line in seen if line.model == "communities.community"} == {"中洲社区"}
    assert not [line for line in seen if line.model.startswith("base.")]


def test_the_log_is_asked_by_person_register_day_source_and_change(city: City, signed_in: Any) -> None:
    estate = Estate(community=city.dongshan, name="新村")
    origin = write(estate, city.clerk, Source.SHEET, place="六月.xlsx")
    client, today = signed_in(city.auditor), timezone.localdate()
    for query in (
        {"person": "林填报"},
        {"person": "lin"},
        {"register": "communities.estate"},
        {"source": "sheet"},
        {"batch": str(origin.batch)},
        {"batch": str(origin.batch)[:8]},
    ):
        assert [line.row_name for line in listed(client, **query)] == ["新村"], query
    assert listed(client, since=today.isoformat(), until=today.isoformat(), source="sheet")
    for query in ({"until": "2002-06-30"}, {"person": "无此人"}, {"since": "9999-12-31"}, {"source": "grid"}):
        assert listed(client, **query) == [], query


@pytest.mark.parametrize(
    "query",
    [{"batch": "zz"}, {"since": "2002-13-01"}, {"until": "9999-12-31"}, {"source": "x"}, {"register": "base.user"},
     {"before": "x"}, {"after": "9" * 30}, {"person": "\x00"}, {"since": "0001-01-01"}],
)  # fmt: skip
def test_an_odd_question_is_no_fault(city: City, signed_in: Any, query: dict[str, str]) -> None:
    assert not [line for line in listed(signed_in(city.clerk), **query) if line.model == "base.user"]


def test_pages_go_on_from_a_line(city: City, signed_in: Any) -> None:
    estate = Estate(community=city.dongshan, name="新村")
    for count in range(120):
        estate.households = count
        write(estate, city.clerk)
    for user in (city.auditor, city.clerk):
        client, seen, query = signed_in(user), [], {"register": "communities.estate"}
        while True:
            page = client.get("/changes/", query).context["page"]
            seen.append([line.pk for line in page.lines])
            if page.older is None:
                break
            query = {"register": "communities.estate", "before": page.older}
        assert [len(part) for part in seen] == [50, 50, 20]
        assert sum(seen, []) == sorted(sum(seen, []), reverse=True)
        newer = client.get("/changes/", {"register": "communities.estate", "after": seen[2][0]}).context["page"]
        assert [line.pk for line in newer.lines] == seen[1]
        assert newer.newer == seen[1][0]


def test_the_log_costs_the_same_for_many_lines(city: City, signed_in: Any) -> None:
    def cost(user: Any) -> int:
        client = signed_in(user)
        with CaptureQueriesContext(connection) as queries:
            client.get("/changes/", {"source": "bulk"})
        return len(queries)

    estates = [Estate(community=city.dongshan, name=f"{n}号小区") for n in range(40)]
    changes.create_all(estates[:2], Origin(city.clerk, Source.BULK))
    few = [cost(user) for user in (city.auditor, city.clerk)]
    changes.create_all(estates[2:], Origin(city.clerk, Source.BULK))
    assert [cost(user) for user in (city.auditor, city.clerk)] == few


def test_a_change_is_opened_whole_as_far_as_it_is_in_sight(city: City, signed_in: Any) -> None:
    origin = Origin(city.officer, Source.BULK, "统一更名")
    changes.create_all([Estate(community=home, name="新村") for home in (city.dongshan, city.liufang)], origin)
    page = signed_in(city.officer).get(f"/changes/{origin.batch}/")
    assert page.context["counts"] == [("住宅小区", "新增", 2)]
    assert page.context["may_take_back"]
    page = signed_in(city.clerk).get(f"/changes/{origin.batch}/")
    assert page.context["counts"] == [("住宅小区", "新增", 1)]
    assert not page.context["may_take_back"]
    stranger = person("he", "何填报员", city.administrator)
    duty(stranger, "enters", "street", city.shenjiamen, city.administrator)
    assert signed_in(stranger).get(f"/changes/{origin.batch}/").status_code == 404
    assert signed_in(city.clerk).post(f"/changes/{origin.batch}/undo/", {"reason": "试"}).status_code == 403
    assert signed_in(stranger).post(f"/changes/{origin.batch}/undo/", {"reason": "试"}).status_code == 404


def test_an_export_is_in_the_log_and_is_nothing_to_take_back(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    answer = client.get("/r/communities/community/export/", {"format": "csv", "q": "东山", "on": "2003-01-01"})
    assert b"".join(answer.streaming_content)
    line = Change.objects.first()
    assert (line.action, line.model, line.row_id, line.actor) == ("export", "communities.community", 0, city.clerk)
    assert "在页面中导出社区 1 条（2003-01-01，东山）" in told(client, "/changes/")
    assert "导出社区" not in told(signed_in(city.reader), "/changes/")
    assert "导出社区" in told(signed_in(city.auditor), "/changes/")
    assert not client.get(f"/changes/{line.batch}/").context["may_take_back"]
    assert client.get(f"/changes/{line.batch}/undo/").status_code == 404
    assert changes.verify() == []


def test_no_row_of_the_past_is_lost_to_a_renamed_unit(city: City) -> None:
    """The name in a line stays; the row's present name is another thing."""
    city.dongshan.name = "新东山社区"
    write(city.dongshan, city.clerk)
    first = Change.objects.filter(model="communities.community", row_id=city.dongshan.pk).last()
    assert "东山社区" in str(history.sentences([first])[0])
    assert Community.unscoped.get(pk=city.dongshan.pk).name == "新东山社区"
