"""What changed since a chosen day: rates side by side, and which units gained or lost a standard, and why."""

import datetime
import io
from typing import Any

import openpyxl
import pytest

from communities.models import Adjustment, AdjustmentShare, Community, CommunityPlacement
from reporting.models import Threshold
from services.models import Facility
from tests.base.test_growth import assert_same, statements
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source

THEN, NOW = "2002-12-31", "2003-12-31"


def room(city: City, community: Community, area: Any, opened: str, closed: str | None = None) -> None:
    city.keep(
        Facility(
            community=community, kind="activity_room", floor_area_m2=area, opened_on=opened, closed_on=closed,
        )
    )  # fmt: skip


def page(client: Any, code: str = "N20", **query: Any) -> Any:
    answer = client.get(f"/board/{code}/", {"on": NOW, "since": THEN, **query})
    assert answer.status_code == 200
    return answer


def turned(answer: Any) -> dict[str, dict[str, str]]:
    """Reasons by unit, of the gained and of the lost."""
    return {kind: {each.unit.name: each.reason for each in units} for kind, units in answer.context["turned"]}


def test_who_gained_and_who_lost_and_what_was_measured(city: City, signed_in: Any) -> None:
    room(city, city.dongshan, 42, "2002-06-01", "2003-05-01")
    room(city, city.dongshan, 55, "2003-05-01")
    room(city, city.liufang, 60, "2002-06-01", "2003-08-01")
    room(city, city.zhongzhou, 70, "2002-06-01")
    answer = page(signed_in(city.auditor))
    assert turned(answer) == {"gained": {"东山社区": "42 m² → 55 m²"}, "lost": {"留方社区": "60 m² → 0 m²"}}
    found = answer.context["comparison"]
    assert (found.then.numerator, found.now.numerator, found.then.denominator) == (2, 2, 3)
    text = answer.content.decode()
    assert f"/community/{city.dongshan.pk}/?on={NOW}" in text


def test_units_that_came_or_went_say_so(city: City, signed_in: Any) -> None:
    room(city, city.dongshan, 60, "2002-06-01")
    room(city, city.liufang, 60, "2002-06-01")
    made = Community(street=city.huannan, name="新园社区", founded_on="2003-03-01")
    city.keep(made)
    room(city, made, 80, "2003-03-01")
    city.liufang.closed_on = datetime.date(2003, 4, 1)
    paper = Adjustment(
        district=city.dinghai, kind="merge", title="合并", document_no="定政〔2003〕5号", effective_on="2003-04-01"
    )
    city.keep(paper)
    city.keep(AdjustmentShare(adjustment=paper, from_community=city.liufang, to_community=city.dongshan))
    for facility in Facility.unscoped.filter(community=city.liufang):
        facility.closed_on = datetime.date(2003, 4, 1)
        city.keep(facility)
    city.keep(city.liufang)
    first = city.dongshan.placements.get()
    first.valid_to = datetime.date(2003, 6, 1)
    city.keep(first)
    city.keep(CommunityPlacement(community=city.dongshan, street=city.shenjiamen, valid_from="2003-06-01"))
    client = signed_in(city.auditor)
    district = turned(page(client, territory="330902"))
    assert district["gained"] == {"新园社区": "2003-03-01 设立"}
    assert set(district["lost"]) == {"东山社区", "留方社区"}
    assert district["lost"]["东山社区"] == "划归沈家门街道"
    assert district["lost"]["留方社区"].startswith("2003-04-01 撤销")
    assert "定政〔2003〕5号" in district["lost"]["留方社区"]
    # For the other district it came; for the city it only moved.
    assert turned(page(client, territory="330903"))["gained"] == {"东山社区": "由环南街道划入"}
    assert "东山社区" not in turned(page(client))["lost"]


def test_a_threshold_that_rose_is_told_with_the_loss(city: City, signed_in: Any) -> None:
    room(city, city.dongshan, 55, "2002-06-01")
    row = Threshold.objects.get(standard="N20", basis="directive-2002")
    row.valid_to = datetime.date(2003, 7, 1)
    city.keep(row)
    city.keep(Threshold(standard="N20", low=60, source_document="测试", valid_from=datetime.date(2003, 7, 1)))
    assert turned(page(signed_in(city.auditor)))["lost"] == {"东山社区": "55 m² → 55 m²; 要求:≥ 50 → ≥ 60"}


def test_before_there_was_a_threshold_both_days_are_judged_by_the_later_one(city: City, signed_in: Any) -> None:
    room(city, city.dongshan, 60, "2002-06-01")
    room(city, city.liufang, 60, "2002-07-01")
    answer = page(signed_in(city.auditor), since="2002-06-10")
    assert answer.context["comparison"].borrowed
    assert list(turned(answer)["gained"]) == ["留方社区"]
    assert "2002-06-10 尚无生效的标准值" in answer.content.decode()


def test_each_person_sees_who_gained_and_lost_on_own_ground_only(city: City, signed_in: Any) -> None:
    for community in (city.dongshan, city.liufang, city.zhongzhou):
        room(city, community, 60, "2003-02-01")
    for user, names in (
        (city.clerk, {"东山社区"}),
        (city.officer, {"东山社区", "留方社区"}),
        (city.auditor, {"东山社区", "留方社区", "中洲社区"}),
    ):
        answer = page(signed_in(user))
        assert set(turned(answer)["gained"]) == names
        sheet = signed_in(user).get("/board/N20/", {"on": NOW, "since": THEN, "format": "xlsx"})
        book = openpyxl.load_workbook(io.BytesIO(b"".join(sheet.streaming_content)))
        listed = {row[1].value for row in book[f"{THEN} 至 {NOW}"].iter_rows(min_row=2)}
        assert listed == names
    assert signed_in(city.clerk).get("/board/N20/", {"since": THEN, "territory": "330902002"}).status_code == 404


def test_the_board_shows_both_rates_and_the_difference(city: City, signed_in: Any) -> None:
    room(city, city.dongshan, 60, "2003-02-01")
    client = signed_in(city.auditor)
    answer = client.get("/board/", {"on": NOW, "since": THEN})
    [line] = [cells for judged, cells in answer.context["lines"] if judged.standard.code == "N20"]
    rates = {row.name: (then.numerator, now.numerator, now.denominator) for row, _query, _own, now, then in line}
    assert rates["定海区"] == (0, 1, 2)
    text = answer.content.decode()
    assert "+50.0 个百分点" in text
    assert f"since={THEN}&amp;territory=330902&amp;on={NOW}#what-changed" in text
    sheet = client.get("/board/", {"on": NOW, "since": THEN, "format": "xlsx"})
    rows = openpyxl.load_workbook(io.BytesIO(b"".join(sheet.streaming_content))).active.iter_rows(values_only=True)
    [told] = [row for row in rows if row[0] == "定海区" and row[3] == "N20"]
    assert told[15:19] == (0, 2, 0, 50)


@pytest.mark.parametrize("wrong", ["2004-01-01", NOW, "2003-02-30", "gestern"])
def test_a_day_that_is_not_earlier_is_refused_in_words(city: City, signed_in: Any, wrong: str) -> None:
    answer = signed_in(city.auditor).get("/board/", {"on": NOW, "since": wrong})
    assert answer.context["earlier"] is None
    assert wrong in answer.context["problems"][-1]


def test_it_costs_the_same_for_many_units(city: City, signed_in: Any) -> None:
    client = signed_in(city.officer)
    room(city, city.dongshan, 60, "2003-02-01")
    room(city, city.liufang, 60, "2002-07-01", "2003-02-01")
    came = city.keep(Community(street=city.huannan, name="新园社区", founded_on="2003-03-01"))
    room(city, came, 80, "2003-03-01")

    def asked() -> None:
        page(client)
        assert client.get("/board/", {"on": NOW, "since": THEN}).status_code == 200

    few = statements(asked)
    origin = Origin(city.administrator, Source.COMMAND)
    made = [Community(street=city.huannan, name=f"第{n}社区", founded_on="2003-06-01") for n in range(20)]
    changes.create_all(made, origin)
    rooms = [Facility(community=unit, kind="activity_room", floor_area_m2=60, opened_on="2003-06-01") for unit in made]
    changes.create_all(rooms, origin)
    assert_same(few, statements(asked))


def test_columns_come_in_pages_and_the_total_stays(city: City, signed_in: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("reporting.asked.COLUMNS", 2)
    client = signed_in(city.auditor)
    totals = {}
    for number, names in (
        ("1", ["舟山市", "定海区", "普陀区"]),
        ("2", ["舟山市", "岱山县"]),
        ("99", ["舟山市", "定海区", "普陀区"]),
    ):
        answer = client.get("/board/", {"on": NOW, "columns": number})
        assert [row.name for row, _cells in answer.context["table"]] == names
        totals[number] = answer.context["table"][0][1]
    assert totals["1"] == totals["2"]
    whole = client.get("/board/", {"on": NOW, "format": "csv"})
    assert "岱山县" in b"".join(whole.streaming_content).decode("utf-8-sig")
    officer = signed_in(city.officer).get("/board/", {"on": NOW, "columns": "1"})
    assert len(officer.context["table"]) == 3
