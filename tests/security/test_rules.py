"""What the registers of public security refuse, on the page and in the database."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from communities.models import Estate
from security.models import CampaignStep, Case, CheckRound, LegalEvent, Measure, PeriodCount, SecurityOrganization
from tests.battery import posted
from tests.people import City
from zhoushan_community.base.registers import find

DAY = datetime.date(2002, 7, 1)
EVE = DAY - datetime.timedelta(days=1)


def refusal(client: Any, row: Any) -> str:
    """What the page for adding says about the row; empty when it took it."""
    answer = client.post(find(row._meta.label).url("add"), posted(row))
    return "" if answer.status_code == 302 else str(answer.context["form"].errors)


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
