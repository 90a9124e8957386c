"""Records: who keeps them, since when no more, how completely; every one is told of, and nobody who keeps nothing is
left out."""

import csv
import datetime
import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from communities.models import Community, Estate, Honour, LayoutPlan
from organizations.models import (
    CoordinationBody,
    CoordinationMeeting,
    CoordinationSeat,
    Department,
    PartyMemberCount,
    Responsibility,
    Task,
    TaskFollowUp,
)
from reporting.coverage import Records
from security.models import CampaignStep, Case, CheckRound, LegalEvent, PeriodCount
from services.models import Activity, Facility, PreferentialPolicy, ServiceItem
from tests.base.test_growth import assert_same, grow, statements
from tests.people import City
from zhoushan_community.base import registers, standards
from zhoushan_community.base.standards import Coverage, Keeping

DAY = datetime.date(2003, 12, 31)
DAYS = datetime.timedelta


def keeping(city: City, code: str, name: str = "东山社区", day: datetime.date = DAY) -> Keeping:
    """How the unit of the name keeps the record."""
    records = Records(day)
    [found] = [each for each in records.keepings(standards.record_of(code), records.board.city) if each.name == name]
    return found


def told(city: City, code: str, name: str = "东山社区", day: datetime.date = DAY) -> tuple[str, bool]:
    found = keeping(city, code, name, day)
    return found.state, found.complete


def coverage(code: str, user: Any = None, territory: str = "", day: datetime.date = DAY) -> dict[str, Coverage]:
    """By the name of the territory."""
    records = Records(day, user=user)
    of = records.board.territory(territory) if territory else records.board.start() if user else records.board.city
    return {row.name: found.get(code, Coverage()) for row, found in records.table(of)}


def test_every_record_points_at_registers() -> None:
    for record in standards.all_records():
        assert record.how
        assert record.ledgers
        for ledger in record.ledgers:
            assert record.code in registers.find(ledger.model._meta.label_lower).clauses, (record.code, ledger.model)


def test_who_keeps_nothing_is_told_of(city: City) -> None:
    for record in standards.all_records():
        found = coverage(record.code)["舟山市"]
        # Communities of two districts; the districts, the city's own body and its fourteen departments; the county.
        units = {"community": 3, "district": 2, "department": 0, "county": 1}[record.level] + len(record.own)
        kept = 1 if record.code == "R13" else 0
        assert (found.units, found.kept, found.complete, found.silent) == (units, kept, kept, units - kept), record.code
    assert told(city, "R02") == ("never", False)
    assert keeping(city, "R12", "民政").unit < 0


@pytest.mark.parametrize(
    ("days", "state"), [(0, "current"), (364, "current"), (365, "silent"), (366, "silent"), (-1, "never")]
)
def test_a_year_without_an_entry_is_silent(city: City, days: int, state: str) -> None:
    city.keep(CheckRound(community=city.dongshan, held_on=DAY - DAYS(days), found=0))
    found = keeping(city, "R09")
    assert (found.state, found.complete) == (state, state == "current")
    assert found.last == (DAY - DAYS(days) if days >= 0 else None)
    there = coverage("R09")["定海区"]
    assert (there.kept, there.silent, there.units) == (int(days >= 0), 2 - (state == "current"), 2)


def test_a_count_is_complete_with_a_number_for_each_category(city: City) -> None:
    names = ("retired", "unemployed", "floating", "unassigned_graduates", "demobilized_soldiers",
             "unorganized_enterprises", "social_organizations")  # fmt: skip
    first = PartyMemberCount(community=city.dongshan, counted_on="2003-06-30", **dict.fromkeys(names, 0))
    city.keep(first)
    assert told(city, "R02") == ("current", True)
    # What the last count leaves open is not made good by an earlier one.
    city.keep(PartyMemberCount(community=city.dongshan, counted_on="2003-12-30", **dict.fromkeys(names[1:], 3)))
    found = keeping(city, "R02")
    assert (found.state, found.complete, found.last) == ("current", False, datetime.date(2003, 12, 30))
    assert list(map(str, found.lacking)) == [str(PartyMemberCount._meta.get_field("retired").verbose_name)]
    assert told(city, "R02", day=datetime.date(2003, 12, 29)) == ("current", True)


def test_services_of_communities(city: City) -> None:
    def room(kind: str, **more: Any) -> Facility:
        return city.keep(Facility(community=city.dongshan, kind=kind, opened_on="2003-01-15", **more))

    station = room("service_station")
    for group in ("vulnerable", "residents", "units"):
        assert not told(city, "R03")[1], group
        city.keep(
            ServiceItem(
                provider=station, name=group, group=group, mode="free", organised_by="volunteers",
                valid_from="2003-02-01",
            )
        )  # fmt: skip
    assert told(city, "R03") == ("current", True)
    assert told(city, "R03", day=datetime.date(2003, 1, 31)) == ("never", False)
    room("nursery")
    assert told(city, "R06") == ("current", False)
    for kind in ("kindergarten", "education_centre"):
        room(kind)
    assert told(city, "R06") == ("current", True)
    room("cultural_centre")
    activity = Activity(community=city.dongshan, held_on="2003-10-01", kind="other", name="纳凉晚会")
    city.keep(activity)
    found = keeping(city, "R05")
    assert (found.state, found.complete, found.unclear, found.entries) == ("current", False, 1, 2)
    activity.participants = 40
    city.keep(activity)
    assert told(city, "R05") == ("current", True)


def test_security_of_communities(city: City) -> None:
    estate = city.keep(Estate(community=city.dongshan, name="西园新村"))
    city.keep(Honour(estate=estate, kind="safe", awarded_on="2003-05-01"))
    assert told(city, "R07") == ("current", False)
    city.keep(CampaignStep(estate=estate, step="plan", started_on="2003-01-02"))
    assert told(city, "R07") == ("current", True)
    city.keep(Honour(estate=estate, kind="civilized"))
    assert keeping(city, "R07").unclear == 1
    city.keep(LegalEvent(community=city.dongshan, kind="education", held_on="2003-03-01", participants=30))
    assert told(city, "R08") == ("current", False)
    city.keep(LegalEvent(community=city.dongshan, kind="consultation", held_on="2003-03-02", participants=3))
    assert told(city, "R08") == ("current", True)
    city.keep(CheckRound(community=city.dongshan, held_on="2003-03-01", found=2))
    case = city.keep(Case(community=city.dongshan, case_no="1", kind="neighbours", opened_on="2003-03-02"))
    assert told(city, "R09") == ("current", True), "a case that is open has no outcome yet"
    case.closed_on = datetime.date(2003, 4, 1)
    city.keep(case)
    assert told(city, "R09") == ("current", False)
    assert told(city, "R10") == ("never", False)
    counts = PeriodCount(community=city.dongshan, period="quarter", starts_on="2003-10-01", floating=9, juveniles=2)
    counts.juveniles_helped = counts.resettled = 1
    city.keep(counts)
    assert len(keeping(city, "R10").lacking) == 1
    counts.resettled_helped = 0
    city.keep(counts)
    assert told(city, "R10") == ("current", True)


def test_the_city_and_its_districts(city: City) -> None:
    for body_of, name in ((None, "市社区建设工作协调委员会"), (city.dinghai, "定海区")):
        assert told(city, "R11", name) == ("never", False)
        body = city.keep(
            CoordinationBody(
                level="district" if body_of else "city", district=body_of, name="领导小组", valid_from="2002-06-24"
            )
        )
        assert told(city, "R11", name) == ("silent", False)
        city.keep(CoordinationSeat(body=body, office="分管领导", valid_from="2002-06-24"))
        city.keep(CoordinationMeeting(body=body, held_on="2003-06-30", subject="通报", decisions="转入考核"))
        assert told(city, "R11", name) == ("current", True), name
    assert coverage("R11")["舟山市"].complete == 2
    assert told(city, "R01", "定海区") == ("never", False)
    plan = city.keep(LayoutPlan(street=city.huannan, number=1, drawn_on="2003-02-01"))
    assert told(city, "R01", "定海区") == ("current", False)
    plan.reviewed_on, plan.review = datetime.date(2003, 3, 1), "同意"
    city.keep(plan)
    found = keeping(city, "R01", "定海区")
    assert (found.complete, found.last) == (True, datetime.date(2003, 3, 1))


def test_departments_that_the_paper_names(city: City) -> None:
    department = city.keep(Department(name="市民政局", kind="government", valid_from="2002-06-24"))
    assert coverage("R12")["舟山市"].units == 14, "the register has taken the place of the name"
    duty = city.keep(Responsibility(department=department, clause="N01", role="lead", valid_from="2003-06-24"))
    assert told(city, "R12", "市民政局") == ("current", False)
    task = city.keep(Task(responsibility=duty, title="验收", due_on="2004-06-30"))
    city.keep(TaskFollowUp(task=task, held_on="2003-07-01", way="visit", finding="正常"))
    assert told(city, "R12", "市民政局") == ("current", True)
    policy = PreferentialPolicy(department=department, title="扶持办法", number="1号", beneficiaries="社区服务企业")
    policy.valid_from = datetime.date(2003, 1, 1)
    city.keep(policy)
    assert told(city, "R04", "市民政局") == ("current", False)
    policy.text = "免征三年。"
    city.keep(policy)
    assert told(city, "R04", "市民政局") == ("current", True)
    own = city.keep(Department(district=city.dinghai, name="区民政局", kind="government"))
    assert coverage("R12")["定海区"].units == 1
    assert own.name in {
        each.name for each in Records(DAY).keepings(standards.record_of("R12"), Records(DAY).board.city)
    }


def test_counties_are_shown_and_left_out_of_the_citys_sums(city: City) -> None:
    gaoting = city.keep(Community(street=city.gaoting, name="高亭社区", founded_on="2002-06-01"))
    city.keep(CheckRound(community=gaoting, held_on=DAY, found=0))
    found = coverage("R09")
    assert (found["舟山市"].kept, found["舟山市"].units, found["岱山县"].kept) == (0, 3, 1)
    assert told(city, "R13", "岱山县") == ("current", True)
    city.daishan.bound = True
    city.keep(city.daishan)
    assert told(city, "R13", "岱山县") == ("never", False)
    assert coverage("R13")["舟山市"].units == 1


def test_each_person_is_told_of_own_ground_only(city: City, signed_in: Any) -> None:
    city.keep(CheckRound(community=city.liufang, held_on=DAY, found=0))
    assert {name: found.units for name, found in coverage("R09", city.officer).items()} == {
        "定海区": 2, "环南街道": 1, "昌国街道": 1
    }  # fmt: skip
    assert {name: found.units for name, found in coverage("R09", city.clerk).items()} == {"环南街道": 1, "东山社区": 1}
    assert [found.units for found in coverage("R11", city.officer).values()] == [1, 0, 0]
    assert [found.units for found in coverage("R11", city.clerk).values()] == [0, 0]
    # Whatever the territory, nothing is told of units on another's ground.
    records = Records(DAY, user=city.officer)
    for code, names in (("R09", {"东山社区", "留方社区"}), ("R11", {"定海区"}), ("R12", set())):
        found = records.keepings(standards.record_of(code), records.board.city)
        assert {each.name for each in found} == names, code
    client = signed_in(city.clerk)
    for address in (reverse("records"), reverse("record", args=["R09"])):
        page = client.get(address, {"on": DAY}).content.decode()
        assert "东山社区" in page
        assert "留方社区" not in page
        assert client.get(address, {"territory": "330902002"}).status_code == 404
        assert client.get(address, {"territory": "330900"}).status_code == 404
        assert signed_in(city.nobody).get(address).status_code == 403
    assert signed_in(city.auditor).get(reverse("record", args=["R99"])).status_code == 404


def test_a_record_leads_to_its_registers(city: City, signed_in: Any) -> None:
    address = reverse("record", args=["R09"])
    page = signed_in(city.clerk).get(address, {"on": DAY}).content.decode()
    assert f"/r/security/checkround/?unit=community-{city.dongshan.pk}&amp;on=2003-12-31&amp;all=1" in page
    assert f"/r/security/checkround/add/?unit=community-{city.dongshan.pk}" in page
    assert "/add/" not in signed_in(city.reader).get(address, {"on": DAY}).content.decode()


def test_silent_units_come_first_and_can_be_asked_for(city: City, signed_in: Any) -> None:
    city.keep(CheckRound(community=city.dongshan, held_on=DAY, found=0))
    city.keep(CheckRound(community=city.liufang, held_on="2002-07-01", found=0))
    records = Records(DAY)
    rows = records.keepings(standards.record_of("R09"), records.board.city)
    assert [(row.name, row.state) for row in rows] == [
        ("中洲社区", "never"), ("留方社区", "silent"), ("东山社区", "current")
    ]  # fmt: skip
    client = signed_in(city.auditor)
    for row in rows:
        asked = {"on": DAY, "state": row.state}
        page = client.get(reverse("record", args=["R09"]), asked)
        assert [each.name for each, _ways in page.context["rows"]] == [row.name]
        assert page.context["page"].paginator.count == 1
        sheet = client.get(reverse("record", args=["R09"]), {**asked, "format": "csv"})
        lines = list(csv.reader(io.StringIO(b"".join(sheet.streaming_content).decode("utf-8-sig"))))
        assert [line[2] for line in lines[1:]] == [row.name]


def test_sheets_and_evaluate_say_what_the_page_says(city: City, signed_in: Any, capsys: Any) -> None:
    city.keep(CheckRound(community=city.dongshan, held_on="2003-10-01", found=0))
    client = signed_in(city.auditor)
    lines = {
        record.code: [found for _row, found in cells]
        for record, cells in client.get(reverse("records"), {"on": DAY}).context["lines"]
    }
    sheet = client.get(reverse("records"), {"on": DAY, "format": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(sheet.streaming_content).decode("utf-8-sig"))))[1:]
    assert [row[6:10] for row in rows if row[0] == "舟山市"] == [
        list(map(str, (found.kept, found.units, found.complete, found.silent))) for found, *_rest in lines.values()
    ]
    assert b"PK" in b"".join(client.get(reverse("records"), {"on": DAY, "format": "xlsx"}).streaming_content)[:2]
    call_command("evaluate", "--on", "2003-12-31", "--json")
    records = json.loads(capsys.readouterr().out)["records"]
    assert [each["code"] for each in records] == list(lines)
    [r09] = [each for each in records if each["code"] == "R09"]
    assert r09 == {
        "code": "R09", "clause": "民事调解;矛盾纠纷排查调处", "level": "community", "kept": 1, "units": 3,
        "complete": 1, "silent": 2, "last": "2003-10-01",
    }  # fmt: skip


@pytest.mark.parametrize("who", ["auditor", "officer", "clerk"])
def test_statements_do_not_grow(city: City, signed_in: Any, who: str) -> None:
    client = signed_in(getattr(city, who))

    def look() -> None:
        for address in (reverse("records"), reverse("record", args=["R09"]), reverse("record", args=["R07"])):
            assert client.get(address, {"on": DAY}).status_code == 200

    grow(city, 4)
    few = statements(look)
    grow(city, 40)
    for community in Community.unscoped.filter(name__startswith="第"):
        city.keep(CheckRound(community=community, held_on="2003-05-01", found=1))
    assert_same(few, statements(look))


def test_a_community_shows_how_it_keeps_its_records(city: City, signed_in: Any) -> None:
    city.keep(PartyMemberCount(community=city.dongshan, counted_on="2002-06-30"))
    answer = signed_in(city.clerk).get(reverse("community", args=[city.dongshan.pk]), {"on": DAY})
    panels = [panel for section in answer.context["page"].sections for panel in section.panels]
    [panel] = [each for each in panels if each.key == "reporting-records-kept"]
    found = {record.code: (address, each) for record, address, each in panel.context["lines"]}
    assert set(found) == {each.code for each in standards.all_records() if each.level == "community"}
    address, each = found["R02"]
    assert (each.state, each.entries, each.last) == (standards.SILENT, 1, datetime.date(2002, 6, 30))
    assert signed_in(city.clerk).get(address).status_code == 200
    before = signed_in(city.clerk).get(reverse("community", args=[city.dongshan.pk]), {"on": "2002-01-31"})
    assert "当日该社区不存在" in before.content.decode()
