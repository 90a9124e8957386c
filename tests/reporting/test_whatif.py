"""Scenarios: what would come of edits that nobody makes."""

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.models import Community, Estate
from organizations.models import Body, Fund, Member, StaffMember, Term
from reporting.models import ScenarioEdit
from reporting.whatif import outcome as outcomes
from reporting.whatif.pages import OFFERED
from services.models import Facility
from tests.people import City, duty, officer_of_putuo, person
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source

from .scenarios import Desk, counted, honoured, rates, room


@pytest.fixture
def officer(city: City, signed_in: Any) -> Desk:
    """The officer of 定海 with a scenario of the district."""
    return Desk(signed_in(city.officer))


def test_a_larger_room_meets_what_the_smaller_one_did_not(city: City, officer: Desk) -> None:
    small = room(city, city.dongshan, "activity_room", 42)
    officer.add("size", facility=small, floor_area_m2="50")
    assert officer.rates("N20", "环南街道") == ((0, 1, 0), (1, 1, 0))
    assert officer.rates("N20", "定海区") == ((0, 2, 1), (1, 2, 1))
    line = officer.line("N20")
    assert line.counts == {"gained": 1}
    [moved] = line.moved
    assert (moved.unit.name, moved.before.measured, moved.after.measured) == ("东山社区", 42, 50)
    page = officer.page().content.decode()
    assert "东山社区 文体活动室 面积：42 m² → 50 m²" in page
    assert "↑</span> 好转" in page
    assert "留方社区" not in page
    # Of T6 the room is one thing of the comfortable side.
    [target] = officer.line("T6").moved
    [side] = target.sides
    assert side.name == "舒适"
    assert "N20" in side.before
    assert "N20" not in side.after
    assert Facility.objects.whole_city(because="test").get().floor_area_m2 == 42


def test_two_small_communities_become_one_of_the_right_size(city: City, officer: Desk) -> None:
    for community in (city.dongshan, city.liufang):
        counted(city, community, 1400, population=4000)
        city.keep(StaffMember(community=community, name="张三", started_on="2002-06-10"))
        room(city, community, "activity_room", 30 if community == city.dongshan else 60)
        room(city, community, "office", 20)
        body = city.keep(Body(community=community, kind="committee", valid_from="2002-06-10"))
        term = city.keep(Term(body=body, number=1, started_on=datetime.date(2002, 6, 10)))
        changes.create_all(
            [Member(term=term, person_name=f"委员{n}") for n in range(5)], Origin(city.administrator, Source.COMMAND)
        )
        for kind in ("work", "allowance"):
            city.keep(Fund(community=community, fiscal_year=2003, kind=kind, level="district", budgeted=5, allocated=5))
    honoured(city, city.liufang)
    estate = city.keep(Estate(community=city.liufang, name="甲小区", completed_on="2001-01-01"))
    honoured(city, estate, "safe")
    officer.add("merge", community=city.dongshan, other=city.liufang)
    assert officer.rates("N01", "定海区") == ((0, 2, 0), (1, 1, 0))
    assert officer.rates("N01", "环南街道") == ((0, 1, 0), (1, 1, 0))
    assert officer.rates("N01", "昌国街道") == ((0, 1, 0), (0, 0, 0))
    [first, second] = sorted(officer.line("N01").moved, key=lambda moved: moved.after is None)
    assert (first.after.measured, second.after, second.mark) == (2800, None, "gone")
    measured = {
        code: next(each.after.measured for each in officer.line(code).moved if each.unit.unit == city.dongshan.pk)
        for code in ("N13", "N20", "T4")
    }
    # Both of one name stay two persons; the larger room counts, and the honour comes along.
    assert measured == {"N13": 2, "N20": 60, "T4": 1}
    assert officer.rates("T7", "环南街道") == ((0, 0, 0), (1, 1, 0))
    assert officer.rates("N16", "定海区") == ((2, 2, 0), (1, 1, 0))
    # One committee of five stays, not one of ten.
    assert officer.rates("N14", "定海区") == ((2, 2, 0), (1, 1, 0))


def test_what_is_known_of_one_alone_is_unknown_of_both_together(city: City, officer: Desk) -> None:
    counted(city, city.dongshan, 2600)
    officer.add("merge", community=city.dongshan, other=city.liufang)
    assert officer.rates("N01", "定海区") == ((1, 2, 1), (0, 1, 1))


def test_every_kind_of_edit(city: City, officer: Desk) -> None:
    """Rooms opened and shut, staff, members, honours, money, figures, thresholds: each changes what it is about."""
    shut = room(city, city.liufang, "service_station", 35)
    counted(city, city.dongshan, 3000)
    held = honoured(city, city.liufang)
    estate = city.keep(Estate(community=city.dongshan, name="甲小区", completed_on="2001-01-01"))
    body = city.keep(Body(community=city.dongshan, kind="committee", valid_from="2002-06-10"))
    city.keep(Term(body=body, number=1, started_on=datetime.date(2002, 6, 10)))
    changes.create_all(
        [StaffMember(community=city.dongshan, name=f"专职{n}", started_on="2003-06-30") for n in range(8)],
        Origin(city.administrator, Source.COMMAND),
    )
    assert officer.rates("N13", "环南街道")[0] == (1, 1, 0)
    officer.add("room", community=city.dongshan, room="police_room", floor_area_m2="20", standard_room="on")
    officer.add("shut", facility=shut)
    officer.add("centre", street=city.huannan, room="service_centre", floor_area_m2="300", services="on")
    officer.add("staff", community=city.dongshan, number_after="4", recruited_by="election")
    officer.add("members", community=city.dongshan, number_after="7")
    officer.add("award", community=city.dongshan, honour="civilized", level="municipal")
    officer.add("award", estate=estate, honour="safe", level="municipal")
    officer.add("withdraw", honour=held)
    for kind in ("work", "allowance"):
        officer.add(
            "funds", community=city.dongshan, fiscal_year="2003", funds=kind, level="city", budgeted="9", allocated="9"
        )
    officer.add("figures", community=city.liufang, households="2500", population="7000", volunteers="70")
    outcome = officer.page().context["outcome"]
    assert [told.problems for told in outcome.edits] == [[]] * 11
    assert (
        {*OFFERED} == {*outcomes.KINDS} == {told.edit.kind for told in outcome.edits} | {"size", "merge", "threshold"}
    )
    lines = {line.judged.standard.code: line for line in outcome.lines}
    expected = {
        "N24": ("环南街道", (0, 1, 1), (1, 1, 0)),
        "N19": ("昌国街道", (1, 1, 0), (0, 1, 0)),
        "N18": ("环南街道", (0, 1, 1), (1, 1, 0)),
        "N13": ("环南街道", (1, 1, 0), (0, 1, 0)),
        "N14": ("环南街道", (0, 1, 1), (1, 1, 0)),
        "T4": ("定海区", (1, 2, 0), (1, 2, 0)),
        "T7": ("定海区", (0, 1, 0), (1, 1, 0)),
        "N16": ("环南街道", (0, 1, 1), (1, 1, 0)),
        "N01": ("昌国街道", (0, 1, 1), (1, 1, 0)),
        "N21": ("昌国街道", (0, 1, 1), (1, 1, 0)),
    }
    for code, (name, before, after) in expected.items():
        assert rates(lines[code], name) == (before, after), code
    # 东山 would gain what 留方 would lose: the same share of others.
    assert lines["T4"].counts == {"gained": 1, "lost": 1}


def test_another_threshold(city: City, officer: Desk, signed_in: Any) -> None:
    honoured(city, city.dongshan)
    room(city, city.dongshan, "activity_room", 42)
    officer.add("threshold", standard="T4", low="60")
    line = officer.line("T4")
    assert (line.supposed.threshold.words, line.moved) == ("60 %", [])
    district = line.cells[0]
    assert (district.before.state, district.after.state, district.mark) == ("met", "unmet", "worse")
    officer.add("threshold", standard="N20", low="40")
    assert officer.rates("N20", "定海区") == ((0, 2, 1), (1, 2, 1))
    assert "N20" in officer.line("T6").moved[0].sides[0].before
    committee = Desk(signed_in(city.auditor))
    committee.add("threshold", standard="N20", low="40")
    assert committee.rates("N20", "舟山市") == ((0, 3, 2), (1, 3, 2))
    assert signed_in(city.officer).get("/board/?on=2003-06-30").context["board"].judged["N20"].threshold.low == 50


def test_input_that_cannot_be_is_refused_at_its_field(city: City, officer: Desk, signed_in: Any) -> None:
    counted(city, city.dongshan, 3000)
    refusals = {
        ("room", "floor_area_m2"): {"community": city.dongshan, "room": "office", "floor_area_m2": "-3"},
        ("room", "room"): {"community": city.dongshan, "room": "service_centre", "floor_area_m2": "30"},
        ("room", "standard_room"): {
            "community": city.dongshan, "room": "office", "floor_area_m2": "30", "standard_room": "on"
        },
        ("merge", "other"): {"community": city.dongshan, "other": city.dongshan},
        ("members", "community"): {"community": city.dongshan, "number_after": "5"},
        ("award", "community"): {"honour": "civilized", "level": "municipal"},
        ("funds", "budgeted"): {"community": city.dongshan, "fiscal_year": "2003", "funds": "work", "level": "city"},
        ("figures", "households"): {"community": city.dongshan},
        ("threshold", "low"): {"standard": "T4", "low": "130"},
        ("threshold", "high"): {"standard": "N01", "low": "2500"},
        # Of 普陀, which the officer does not see.
        ("staff", "community"): {"community": city.zhongzhou, "number_after": "5", "recruited_by": "election"},
        ("centre", "street"): {"street": city.shenjiamen, "room": "service_centre", "floor_area_m2": "300"},
    }  # fmt: skip
    for (kind, field), values in refusals.items():
        assert field in officer.refused(kind, **values), (kind, field)
    assert ScenarioEdit.objects.count() == 0
    assert officer.client.get(f"{officer.address}add/nosuch/").status_code == 404
    bad = officer.client.post("/whatif/", {"name": "", "territory": "330903", "day": "2003-02-30"})
    assert set(bad.context["form"].errors) == {"name", "territory", "day"}


def test_who_sees_a_scenario(city: City, officer: Desk, signed_in: Any) -> None:
    small = room(city, city.dongshan, "activity_room", 42)
    officer.add("size", facility=small, floor_area_m2="50")
    for stranger in (city.clerk, city.next_clerk, city.nobody, officer_of_putuo(city)):
        for answer in (
            signed_in(stranger).get(officer.address),
            signed_in(stranger).get(f"{officer.address}?format=xlsx"),
            signed_in(stranger).get(f"{officer.address}add/room/"),
            signed_in(stranger).post(f"{officer.address}change/", {"action": "copy"}),
        ):
            assert answer.status_code == 404, stranger
    colleague = person("he", "何科员", city.administrator)
    duty(colleague, "reads", "district", city.dinghai, city.administrator)
    client = signed_in(colleague)
    page = client.get(officer.address)
    assert page.status_code == 200
    assert page.context["outcome"].changed
    assert client.get(f"{officer.address}add/room/").status_code == 403
    edit = ScenarioEdit.objects.get()
    for posted in ({"action": "remove", "edit": edit.pk}, {"action": "delete"}):
        assert client.post(f"{officer.address}change/", posted).status_code == 403
    copied = client.post(f"{officer.address}change/", {"action": "copy"})
    assert client.get(copied["Location"]).context["own"]
    assert [each.name for each, _place in client.get("/whatif/").context["rows"]] == ["扩建 的副本"]
    assert officer.client.get("/whatif/").context["rows"][0][0] == officer.scenario
    assert signed_in(city.nobody).get("/whatif/").status_code == 403
    assert signed_in(city.clerk).get("/whatif/?territory=330902").status_code == 404
    # Who no longer sees the ground no longer sees the own scenario of it.
    held = city.officer.duties.get()
    held.valid_to = datetime.date.today()
    city.keep(held)
    assert signed_in(type(city.officer).objects.get(pk=city.officer.pk)).get(officer.address).status_code == 404
    assert client.get(officer.address).status_code == 200


def test_nobody_is_shown_another_territory(city: City, signed_in: Any) -> None:
    room(city, city.dongshan, "activity_room", 42)
    room(city, city.liufang, "activity_room", 41)
    counted(city, city.liufang, 2222)
    clerk = Desk(signed_in(city.clerk))
    for kind in outcomes.KINDS:
        page = clerk.client.get(f"{clerk.address}add/{kind}/").content.decode()
        assert "留方" not in page, kind
        assert "昌国" not in page, kind
    clerk.add("threshold", standard="N20", low="40")
    page = clerk.page(show="all")
    assert [row.name for row in page.context["columns"]] == ["环南街道", "东山社区"]
    assert "留方" not in page.content.decode()
    foreign = Facility.objects.whole_city(because="test").get(community=city.liufang)
    assert "facility" in clerk.refused("size", facility=foreign, floor_area_m2="60")
    # An edit that names a foreign row, however it came there, has no effect and tells nothing of the row.
    ScenarioEdit.objects.create(
        scenario=clerk.scenario, kind="size", values={"facility": foreign.pk, "floor_area_m2": "60"}
    )
    page = clerk.page()
    assert page.context["outcome"].edits[1].problems
    assert "留方" not in page.content.decode()


def test_edits_whose_rows_were_changed_or_went_are_told(city: City, officer: Desk) -> None:
    small = room(city, city.dongshan, "activity_room", 42)
    shut = room(city, city.liufang, "activity_room", 42)
    officer.add("size", facility=small, floor_area_m2="50")
    officer.add("size", facility=shut, floor_area_m2="50")
    assert [told.note for told in officer.page().context["outcome"].edits] == ["", ""]
    small.floor_area_m2 = 45
    city.keep(small)
    shut.closed_on = datetime.date(2003, 1, 1)
    city.keep(shut)
    first, second = officer.page().context["outcome"].edits
    assert "45 m² → 50 m²" in first.sentence
    assert "已" in first.note
    assert not first.problems
    assert second.problems
    assert officer.rates("N20", "昌国街道") == ((0, 1, 0), (0, 1, 0))
    assert officer.rates("N20", "环南街道") == ((0, 1, 0), (1, 1, 0))
    officer.client.post(f"{officer.address}change/", {"action": "remove", "edit": second.edit.pk})
    again = officer.client.post(f"{officer.address}change/", {"action": "remove", "edit": second.edit.pk})
    assert again.status_code == 302
    assert ScenarioEdit.objects.get().pk == first.edit.pk


def test_an_edit_meets_what_those_before_it_left(city: City, officer: Desk) -> None:
    counted(city, city.liufang, 1000)
    officer.add("merge", community=city.dongshan, other=city.liufang)
    officer.add("figures", community=city.liufang, households="3000")
    merged, late = officer.page().context["outcome"].edits
    assert not merged.problems
    assert "社区" in late.problems[0]
    officer.add("figures", community=city.dongshan, households="2500")
    assert officer.rates("N01", "定海区") == ((0, 2, 1), (1, 1, 0))


def test_the_sheet_says_on_every_line_that_it_is_no_fact(city: City, officer: Desk) -> None:
    small = room(city, city.dongshan, "activity_room", 42)
    officer.add("size", facility=small, floor_area_m2="50")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(officer.page(format="xlsx").streaming_content))).active
    rows = [[cell.value for cell in row] for row in book.iter_rows()]
    assert rows[0][0].startswith("假设推演")
    assert any("假设推演" in str(row[0]) and "扩建" in str(row[0]) for row in rows[1:])
    [line] = [row for row in rows if row[1:3] == ["环南街道", "N20"]]
    assert (line[0], line[4:7], line[8:11], line[16]) == ("扩建", [0, 1, 0], [1, 1, 0], "好转")
    assert any("42 m² → 50 m²" in str(row[0]) for row in rows)
    text = b"".join(officer.page(format="csv", standard="N20").streaming_content).decode("utf-8-sig")
    assert "假设推演" in text
    assert "东山社区" in text


def test_the_statements_do_not_grow_with_units(city: City, officer: Desk, signed_in: Any) -> None:
    def cost(desk: Desk) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.page(show="all").status_code == 200
        return len(queries)

    small = room(city, city.dongshan, "activity_room", 42)
    officer.add("size", facility=small, floor_area_m2="50")
    officer.add("merge", community=city.dongshan, other=city.liufang)
    officer.add("threshold", standard="N20", low="40")
    officer.page()
    few = cost(officer)
    made = [Community(street=city.huannan, name=f"新{n}社区", founded_on="2002-06-01") for n in range(20)]
    changes.create_all(made, Origin(city.administrator, Source.COMMAND))
    changes.create_all(
        [Facility(community=each, kind="activity_room", floor_area_m2=42, opened_on="2002-06-10")
         for each in made],
        Origin(city.administrator, Source.COMMAND),
    )  # fmt: skip
    assert cost(officer) == few
    # Each further edit of a kind costs the same few.
    costs = [few]
    for community in made[:2]:
        officer.add("room", community=community, room="office", floor_area_m2="30")
        costs.append(cost(officer))
    assert costs[2] - costs[1] <= costs[1] - costs[0] <= 12
