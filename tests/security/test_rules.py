"""What the registers of public security refuse, on the page and in the database."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from communities.models import Community, Estate
from organizations.models import Body, Member, Term
from security.models import (
    CampaignStep,
    Case,
    CheckRound,
    LegalEvent,
    Measure,
    PeriodCount,
    PoliceOfficer,
    PoliceRoom,
    SecurityOrganization,
)
from services.models import Facility
from tests.battery import posted, refusal
from tests.people import City
from zhoushan_community.base.registers import find

DAY = datetime.date(2002, 7, 1)
EVE = DAY - datetime.timedelta(days=1)


def case(city: City, **values: Any) -> Case:
    return Case(**{"community": city.dongshan, "case_no": "1", "kind": "family", "opened_on": DAY, **values})


def counts(city: City, **values: Any) -> PeriodCount:
    return PeriodCount(**{"community": city.dongshan, "period": "quarter", "starts_on": DAY, **values})


def step(city: City, **values: Any) -> CampaignStep:
    return CampaignStep(**{"community": city.dongshan, "step": "plan", **values})


IMPOSSIBLE = {
    "closed before it is opened": lambda city: case(city, closed_on=EVE),
    "solved and still open": lambda city: case(city, level="community", outcome="agreed"),
    "a dispute of nobody": lambda city: case(city, parties_count=0),
    "more settled than found": lambda city: CheckRound(community=city.dongshan, held_on=DAY, found=1, settled=2),
    "more juveniles helped than there are": lambda city: counts(city, juveniles=0, juveniles_helped=1),
    "more helped than released": lambda city: counts(city, resettled=4, resettled_helped=5),
    "done before it is started": lambda city: step(city, started_on=DAY, done_on=EVE),
    "nobody's step": lambda city: step(city, community=None),
    "ended before it began": lambda city: Measure(
        community=city.dongshan, kind="people", name="巡逻", valid_from=DAY, valid_to=EVE
    ),
}


@pytest.mark.parametrize("make", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_the_impossible_is_refused_in_words_and_by_the_database(city: City, signed_in: Any, make: Any) -> None:
    assert refusal(signed_in(city.clerk), make(city))
    with pytest.raises(IntegrityError), transaction.atomic():
        city.keep(make(city))


POSSIBLE = {
    "closed on the day it was opened": lambda city: case(city, closed_on=DAY, level="community", outcome="agreed"),
    "closed, nobody knows how": lambda city: case(city, closed_on=DAY),
    "all that was found is settled": lambda city: CheckRound(community=city.dongshan, held_on=DAY, found=2, settled=2),
    "nothing was found": lambda city: CheckRound(community=city.dongshan, held_on=DAY, found=0, settled=0),
    "how many were found is unknown": lambda city: CheckRound(community=city.dongshan, held_on=DAY, settled=2),
    "how many there are is unknown": lambda city: counts(city, juveniles_helped=3, resettled_helped=2),
    "nobody is to be helped": lambda city: counts(city, juveniles=0, juveniles_helped=0, resettled=0),
    "a step without days": lambda city: step(city),
}


@pytest.mark.parametrize("make", POSSIBLE.values(), ids=POSSIBLE)
def test_the_unknown_and_the_nil_are_taken(city: City, signed_in: Any, make: Any) -> None:
    assert refusal(signed_in(city.clerk), make(city)) == ""


TWICE = {
    "a case of one number": (case, {}),
    "counts of one period": (counts, {}),
    "a step of one day": (step, {"started_on": DAY}),
}


@pytest.mark.parametrize(("make", "values"), TWICE.values(), ids=TWICE)
def test_nothing_is_entered_twice(city: City, signed_in: Any, make: Any, values: dict[str, Any]) -> None:
    city.keep(make(city, **values))
    assert refusal(signed_in(city.clerk), make(city, **values))
    with pytest.raises(IntegrityError), transaction.atomic():
        city.keep(make(city, **values))


def test_a_community_has_one_committee_of_a_kind_at_a_time(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    first = SecurityOrganization(community=city.dongshan, kind="security", members_count=5, valid_from=DAY)
    city.keep(first)
    second = {"community": city.dongshan, "members_count": 7}
    assert refusal(client, SecurityOrganization(kind="security", name="第二治保会", **second))
    assert refusal(client, SecurityOrganization(kind="security", valid_to=DAY, **second)) == ""
    assert refusal(client, SecurityOrganization(kind="mediation", **second)) == ""
    assert refusal(client, SecurityOrganization(kind="patrol", name="一队", **second)) == ""
    assert refusal(client, SecurityOrganization(kind="patrol", name="二队", **second)) == ""
    assert refusal(client, SecurityOrganization(kind="patrol", name="一队", **second))


def test_a_measure_is_in_force_once_at_a_time(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    gates = {"community": city.dongshan, "kind": "physical", "name": "防盗门"}
    assert refusal(client, Measure(valid_to=DAY, **gates)) == ""
    assert refusal(client, Measure(valid_from=DAY, quantity=120, **gates)) == ""
    assert refusal(client, Measure(valid_from=EVE, **gates))


@pytest.mark.postgres
def test_the_database_knows_no_second_committee_either(city: City) -> None:
    for community in (city.dongshan, city.liufang):
        city.keep(SecurityOrganization(community=community, kind="mediation", valid_from=DAY))
    with pytest.raises(IntegrityError), transaction.atomic():
        city.keep(SecurityOrganization(community=city.dongshan, kind="mediation", name="另一个"))


@pytest.mark.parametrize(
    ("period", "start", "taken"),
    [
        ("month", datetime.date(2002, 6, 1), True),
        ("month", datetime.date(2002, 6, 2), False),
        ("quarter", datetime.date(2002, 4, 1), True),
        ("quarter", datetime.date(2002, 5, 1), False),
        ("half_year", datetime.date(2002, 7, 1), True),
        ("half_year", datetime.date(2002, 4, 1), False),
        ("year", datetime.date(2002, 1, 1), True),
        ("year", datetime.date(2002, 7, 1), False),
        ("year", datetime.date(2999, 1, 1), False),
    ],
)
def test_a_period_begins_where_the_calendar_lets_it(
    city: City, signed_in: Any, period: str, start: datetime.date, taken: bool
) -> None:
    told = refusal(signed_in(city.clerk), counts(city, period=period, starts_on=start))
    assert (told == "") == taken


def test_a_step_belongs_to_an_estate_or_to_a_community(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    estate = city.keep(Estate(community=city.dongshan, name="海山小区"))
    assert refusal(client, step(city, community=None, estate=estate)) == ""
    assert refusal(client, step(city, estate=estate))
    shown = client.get(find("security.campaignstep").url()).content.decode()
    assert "海山小区" in shown
    assert "东山社区" in shown


STAY = {"valid_from": DAY, "valid_to": DAY + datetime.timedelta(days=1)}
CLOSED = {
    "case": lambda community: Case(community=community, case_no="1", kind="other", opened_on=DAY),
    "round": lambda community: CheckRound(community=community, held_on=DAY),
    "event": lambda community: LegalEvent(community=community, kind="education", held_on=DAY),
    "counts": lambda community: PeriodCount(community=community, period="month", starts_on=DAY),
    "committee": lambda community: SecurityOrganization(community=community, kind="mediation", **STAY),
    "measure": lambda community: Measure(community=community, kind="people", name="巡逻", **STAY),
}


@pytest.mark.parametrize("make", CLOSED.values(), ids=CLOSED)
def test_nothing_happens_in_a_closed_community(city: City, signed_in: Any, make: Any) -> None:
    client = signed_in(city.clerk)
    city.dongshan.closed_on = DAY + datetime.timedelta(days=1)
    city.keep(city.dongshan)
    assert refusal(client, make(city.dongshan)) == ""
    row = type(make(city.dongshan)).unscoped.get()
    city.dongshan.closed_on = DAY
    city.keep(city.dongshan)
    assert (
        "community"
        in signed_in(city.clerk)
        .post(find(row._meta.label).url("add"), posted(make(city.dongshan)))
        .context["form"]
        .errors
    )


def test_open_cases_stand_first(city: City, signed_in: Any) -> None:
    city.keep(case(city, case_no="老案", opened_on=EVE))
    city.keep(case(city, case_no="结案", closed_on=DAY))
    page = signed_in(city.clerk).get(find("security.case").url()).context["page"]
    assert [row.case_no for row in page] == ["老案", "结案"]


# Police rooms


def seat(city: City, community: Community, name: str, *, number: int = 1, kind: str = "committee") -> Member:
    """A seat in the term of that number, each three years after the one before."""
    body = Body.unscoped.filter(community=community, kind=kind).first() or city.keep(
        Body(community=community, kind=kind)
    )
    start = DAY.replace(year=2002 + 3 * (number - 1))
    term = Term.unscoped.filter(body=body, number=number).first() or city.keep(
        Term(body=body, number=number, started_on=start, ends_on=start.replace(year=start.year + 3))
    )
    return city.keep(Member(term=term, person_name=name))


def facility(city: City, community: Community, kind: str = "police_room") -> Facility:
    return city.keep(Facility(community=community, kind=kind))


def test_a_room_stands_in_a_police_room_of_its_own_community(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    own, next_door = facility(city, city.dongshan), facility(city, city.liufang)
    assert refusal(client, PoliceRoom(community=city.dongshan, facility=next_door))
    assert refusal(client, PoliceRoom(community=city.dongshan, facility=facility(city, city.dongshan, "office")))
    assert refusal(client, PoliceRoom(community=city.dongshan, facility=own)) == ""
    offered = client.get(find("security.policeroom").url("add")).context["form"].fields["facility"].queryset
    assert set(offered) == {own, next_door}


def test_a_facility_holds_one_room_at_a_time(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    place = facility(city, city.dongshan)
    city.keep(PoliceRoom(community=city.dongshan, facility=place, valid_from=DAY))
    assert refusal(client, PoliceRoom(community=city.dongshan, facility=place))
    assert refusal(client, PoliceRoom(community=city.dongshan, facility=place, valid_to=DAY)) == ""
    assert refusal(client, PoliceRoom(community=city.dongshan)) == ""


def test_the_seat_of_a_head_is_in_the_own_residents_committee(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    assert refusal(client, PoliceRoom(community=city.dongshan, head=seat(city, city.liufang, "邻居")))
    assert refusal(client, PoliceRoom(community=city.dongshan, head=seat(city, city.dongshan, "代表", kind="congress")))
    assert refusal(client, PoliceRoom(community=city.dongshan, head=seat(city, city.dongshan, "所长"))) == ""


def test_a_room_has_one_head_at_a_time_and_any_number_of_officers(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    room = city.keep(PoliceRoom(community=city.dongshan))
    assert refusal(client, PoliceOfficer(room=room, name="甲", is_head=True, valid_from=DAY)) == ""
    assert refusal(client, PoliceOfficer(room=room, name="乙", is_head=True, valid_from=EVE))
    assert refusal(client, PoliceOfficer(room=room, name="乙", is_head=True, valid_to=DAY)) == ""
    for name in ("丙", "丁", "戊"):
        assert refusal(client, PoliceOfficer(room=room, name=name)) == ""
    assert refusal(client, PoliceOfficer(room=room, name="丙"))


@pytest.mark.postgres
def test_the_database_knows_no_second_head_either(city: City) -> None:
    room = city.keep(PoliceRoom(community=city.dongshan))
    city.keep(PoliceOfficer(room=room, name="甲", is_head=True))
    city.keep(PoliceOfficer(room=room, name="乙"))
    with pytest.raises(IntegrityError), transaction.atomic():
        city.keep(PoliceOfficer(room=room, name="丙", is_head=True, valid_from=DAY))


def test_who_headed_a_room_and_sat_in_the_committee_is_known_for_every_day(city: City) -> None:
    """甲 heads it in the first term, 乙 after him; 丙 comes from outside the committee."""
    room = city.keep(PoliceRoom(community=city.dongshan))
    first, second = seat(city, city.dongshan, "甲"), seat(city, city.dongshan, "乙", number=2)
    seat(city, city.liufang, "丙", number=2)
    change, later = datetime.date(2005, 7, 1), datetime.date(2006, 1, 1)
    city.keep(PoliceOfficer(room=room, name="甲", is_head=True, valid_to=change))
    city.keep(PoliceOfficer(room=room, name="乙", is_head=True, valid_from=change, valid_to=later))
    city.keep(PoliceOfficer(room=room, name="丙", is_head=True, valid_from=later))
    city.keep(PoliceOfficer(room=room, name="丁", valid_from=later))

    def on(day: datetime.date) -> tuple[Any, ...]:
        found = PoliceRoom.objects.visible_to(city.clerk).as_of(day).get()
        return found.serving, found.head_name, found.seat, found.seated

    assert on(EVE) == (1, "甲", None, False)
    assert on(DAY) == (1, "甲", first.pk, True)
    assert on(change) == (1, "乙", second.pk, True)
    assert on(later) == (2, "丙", None, False)
    # A seat that was left standing in the room does not make the next head a member.
    room.head = second
    city.keep(room)
    assert on(later) == (2, "丙", None, False)
    assert on(DAY) == (1, "甲", first.pk, True)


def test_the_seat_alone_tells_the_head_where_no_officer_is_recorded(city: City) -> None:
    held = seat(city, city.dongshan, "甲")
    city.keep(PoliceRoom(community=city.dongshan, head=held))
    found = PoliceRoom.objects.visible_to(city.clerk)
    assert [(row.head_name, row.seat, row.seated) for row in found.as_of(DAY)] == [("甲", held.pk, True)]
    assert [(row.head_name, row.seat, row.seated) for row in found.as_of(EVE)] == [(None, None, None)]
