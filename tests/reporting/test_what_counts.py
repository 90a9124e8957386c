"""What is kept, what is known and what is in doubt: each case where a state hangs on it."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from communities.models import Adjustment, AdjustmentShare, CommunityFigures, Estate, Handover, ResidentsCommittee
from organizations.models import Body, Election, Fund, Member, StaffMember, Term
from reporting.models import Threshold
from security.models import PoliceRoom, SecurityOrganization
from services.models import Facility, ServiceItem
from tests.people import City

from .test_standards import DAY, result, state

D = datetime.date


def closed_committee(city: City, **more: Any) -> tuple[ResidentsCommittee, Adjustment]:
    committee = ResidentsCommittee(
        street=city.huannan, name="老居委会", valid_from=D(1990, 1, 1), valid_to=D(2002, 6, 1), households=500, **more
    )
    adjustment = Adjustment(district=city.dinghai, kind="merge", title="合并", effective_on=D(2002, 6, 1))
    return city.keep(committee), city.keep(adjustment)


def test_a_committee_that_went_to_a_street_alone_is_not_absorbed(city: City) -> None:
    committee, adjustment = closed_committee(city)
    assert state("T1", "老居委会") == "missing"
    city.keep(AdjustmentShare(adjustment=adjustment, from_committee=committee, to_street=city.huannan))
    assert state("T1", "老居委会") == "unmet"
    city.keep(
        AdjustmentShare(adjustment=adjustment, from_committee=committee, to_community=city.dongshan, extent="part")
    )
    assert state("T1", "老居委会") == "met"


def test_a_committee_that_gave_a_part_and_still_stands_is_not_absorbed(city: City) -> None:
    committee, adjustment = closed_committee(city)
    committee.valid_to = None
    city.keep(committee)
    share = AdjustmentShare(
        adjustment=adjustment, from_committee=committee, to_community=city.dongshan, extent="part"
    )  # fmt: skip
    city.keep(share)
    assert state("T1", "老居委会") == "unmet"
    share.extent = "whole"
    city.keep(share)
    assert state("T1", "老居委会") == "met"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [(200, 300, "met"), (200, 299, "unmet"), (200, None, "missing"), (501, None, "unmet"), (None, None, "missing")],
)
def test_a_part_of_unknown_size_leaves_open_whether_something_got_lost(
    city: City, first: Any, second: Any, expected: str
) -> None:
    committee, adjustment = closed_committee(city)
    for community, households in ((city.dongshan, first), (city.liufang, second)):
        share = AdjustmentShare(adjustment=adjustment, from_committee=committee, to_community=community, extent="part")
        share.households = households
        city.keep(share)
        city.keep(
            Handover(
                share=share, kind="staff", subject="主任", unit="persons", amount=1, destination="社区", settled_on=DAY
            )
        )
    assert state("N03", "老居委会") == expected


def test_a_changed_threshold_takes_no_older_estate_out_of_the_rule(city: City) -> None:
    city.keep(
        Estate(
            community=city.dongshan, name="新村", households=1600, approved_on=D(2002, 7, 1),
            completed_on=D(2002, 9, 1), contiguous_development=True, office_m2=90, activity_m2=200,
        )
    )  # fmt: skip
    assert state("N05", "新村") == "unmet"
    first = Threshold.objects.get(standard="N05", basis="directive-2002")
    first.valid_to = D(2003, 1, 1)
    city.keep(first)
    city.keep(Threshold(standard="N05", low=80, valid_from=D(2003, 1, 1), source_document="新标准"))
    assert (state("N05", "新村", D(2002, 12, 31)), state("N05", "新村")) == ("unmet", "met")
    # After a time without the rule it is a new one.
    first.valid_to = D(2002, 12, 31)
    city.keep(first)
    assert state("N05", "新村") == "not_applicable"


def seat(city: City, kind: str, **member: Any) -> tuple[Body, Member]:
    body = city.keep(Body(community=city.dongshan, kind=kind, valid_from=D(2002, 6, 1)))
    term = city.keep(Term(body=body, number=1, started_on=D(2002, 6, 1)))
    return body, city.keep(Member(term=term, person_name="丁一", party_post="secretary", **member))


def test_nobody_sits_in_a_body_that_was_dissolved(city: City) -> None:
    body, member = seat(city, "committee")
    room = city.keep(PoliceRoom(community=city.dongshan, head=member, valid_from=D(2002, 6, 1)))
    [seen] = PoliceRoom.objects.whole_city(because="test").as_of(DAY)
    assert (seen.head_name, seen.seated) == ("丁一", True)
    assert (state("A01"), state("N26"), result("N14").measured) == ("met", "met", 1)
    body.valid_to = D(2003, 1, 1)
    city.keep(body)
    assert (state("A01"), state("N26"), result("N14").measured) == ("unmet", "missing", 0)
    [seen] = PoliceRoom.objects.whole_city(because="test").as_of(DAY)
    assert (seen.pk, seen.head_name, seen.seated) == (room.pk, None, None)
    assert not member.holds_on(DAY)


@pytest.mark.parametrize(("kind", "codes"), [("committee", ("A01", "N14")), ("congress", ("N12",))])
def test_a_member_whose_first_day_lies_ahead_is_not_kept_yet(city: City, kind: str, codes: tuple[str, ...]) -> None:
    seat(city, kind, valid_from=D(2003, 3, 1))
    for code in codes:
        assert state(code, day=D(2003, 2, 28)) == "missing"
        assert state(code, day=D(2003, 3, 1)) in ("met", "unmet")


def test_budgets_are_compared_to_the_cent(city: City) -> None:
    """0.1 + 0.2 is more than 0.3 where a database reckons in floats."""
    for year, kind, level, amount in (
        (2003, "work", "city", "0.1"),
        (2003, "work", "district", "0.2"),
        (2002, "work", "city", "0.3"),
    ):
        city.keep(Fund(community=city.dongshan, fiscal_year=year, kind=kind, level=level, budgeted=Decimal(amount)))
    assert (state("N17"), result("N17").measured) == ("unmet", Decimal("0.3"))


def test_a_centre_is_silent_until_its_first_service(city: City) -> None:
    centre = Facility(street=city.huannan, kind="service_centre", opened_on="2002-06-01", floor_area_m2=300)
    city.keep(centre)
    city.keep(ServiceItem(provider=centre, name="助老", group="elderly", mode="free", organised_by="organisation",
                          valid_from=D(2003, 3, 1)))  # fmt: skip
    assert state("N18", "环南街道", D(2003, 2, 28)) == "missing"
    assert state("N18", "环南街道", D(2003, 3, 1)) == "unmet"
    centre.floor_area_m2 = Decimal("299.99")
    city.keep(centre)
    assert state("N18", "环南街道", D(2003, 2, 28)) == "unmet", "too small, whatever it offers"


# What is short with all that is in doubt is short


def test_who_was_elected_from_where_is_in_doubt_only_where_it_decides(city: City) -> None:
    _body, member = seat(city, "congress")
    assert state("N12") == "unmet", "no election is recorded"
    city.keep(Election(term=member.term, held_on=D(2002, 6, 1), method="residents"))
    assert state("N12") == "unmet", "one person is of one origin"
    second = city.keep(Member(term=member.term, person_name="丁二"))
    assert state("N12") == "missing"
    second.elected_from = member.elected_from = "residents"
    city.keep(second)
    city.keep(member)
    assert state("N12") == "unmet"


def test_a_committee_without_a_count_is_in_doubt_only_where_it_decides(city: City) -> None:
    mediation = city.keep(SecurityOrganization(community=city.dongshan, kind="mediation", valid_from=D(2002, 6, 1)))
    assert state("N27") == "unmet", "there is no security committee"
    city.keep(SecurityOrganization(community=city.dongshan, kind="security", valid_from=D(2002, 6, 1), members_count=5))
    assert state("N27") == "missing"
    mediation.members_count = 3
    city.keep(mediation)
    assert state("N27") == "met"


def test_a_share_of_staff(city: City) -> None:
    assert state("A02") == "missing"
    first = city.keep(StaffMember(community=city.dongshan, name="甲", started_on=D(2002, 7, 1), birth_year=1940))
    second = city.keep(StaffMember(community=city.dongshan, name="乙", started_on=D(2002, 7, 1)))
    assert state("A02") == "missing"
    third = city.keep(StaffMember(community=city.dongshan, name="丙", started_on=D(2002, 7, 1), birth_year=1940))
    assert state("A02") == "unmet", "one of three is less than half"
    for person in (first, second, third):
        person.left_on = D(2003, 6, 1)
        city.keep(person)
    assert state("A02") == "not_applicable", "of nobody there is no share"


def test_funds_are_in_doubt_only_where_it_decides(city: City) -> None:
    work = city.keep(Fund(community=city.dongshan, fiscal_year=2003, kind="work", level="city", budgeted=10))
    assert state("N16") == "unmet", "no allowances are budgeted"
    city.keep(
        Fund(community=city.dongshan, fiscal_year=2003, kind="allowance", level="city", budgeted=10, allocated=10)
    )
    assert state("N16") == "missing"
    # Where nothing is budgeted, nothing is owed; but then there are no work funds.
    work.budgeted = 0
    city.keep(work)
    assert state("N16") == "unmet"


def test_a_large_figure_breaks_no_board(city: City) -> None:
    figures = CommunityFigures(community=city.dongshan, counted_on="2002-06-30", population=2_000_000_000, volunteers=1)
    city.keep(figures)
    assert (result("N21").state, result("N21").low) == ("unmet", 20_000_000)
