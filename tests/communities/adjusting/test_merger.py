"""Two communities become one: where people, money and goods are afterwards, and that the past is as it was."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from communities.adjusting.destinations import propose, sums, undecided
from communities.adjusting.effect import carry_out, take_effect
from communities.adjusting.undoing import undo
from communities.curves import civilized_curve, safe_curve
from communities.models import (
    AdjustmentShare,
    AdjustmentStep,
    Community,
    CommunityFigures,
    CommunityPlacement,
    Estate,
    Honour,
    Premises,
    Step,
)
from organizations.models import Body, Fund, MassOrganization, Member, PartyOrganization, StaffMember
from reporting.judging import Judging
from reporting.official.figures import in_year
from security.models import Case, PoliceRoom, SecurityOrganization
from services.models import Facility, SharedFacility, VolunteerTeam
from tests.communities.adjusting.ground import (
    DAY,
    EVE,
    D,
    adjustment,
    counted,
    found,
    founding,
    furnish,
    merger,
    origin,
    share,
    through,
    west,
)
from tests.people import City
from tests.reporting.oracle.comparing import Compared, compare
from tests.reporting.oracle.registers import of_database
from zhoushan_community.base import retention
from zhoushan_community.base.standards import Asked

pytestmark = pytest.mark.django_db

PAST = (D(2002, 6, 30), D(2002, 12, 31), EVE)


def on(model: Any, day: Any, community: Community, way: str = "community") -> list[Any]:
    """What the register says of the community on the day."""
    return list(model.unscoped.filter(model.holding(day), **{way: community}).order_by("pk"))


def judged(days: Any = PAST, *, without: frozenset[int] = frozenset()) -> dict[Any, Any]:
    """Every result of the days: state, number and bounds."""
    found_results = {}
    for day in days:
        for result in Judging(day).results(parts=True):
            if result.community not in without:
                said = (result.state, result.measured, result.low, result.high, result.name, result.street)
                found_results[day, result.standard, result.unit] = said
    return found_results


def test_everything_is_with_the_new_community_from_the_day_on(city: City) -> None:
    case, other, _new = merger(city)
    take_effect(case, city.administrator)
    new = found(case, "东西社区")
    assert {row.address for row in on(Premises, DAY, new)} == {"解放路1号", "解放路2号"}
    assert sorted(row.name for row in on(StaffMember, DAY, new)) == ["张0", "张1"]
    assert sorted(row.person_name for row in on(Member, DAY, new, "term__body__community")) == [
        "李委员0", "李委员1", "王主任0", "王主任1",
    ]  # fmt: skip
    assert {(row.fiscal_year, row.kind): row.budgeted for row in on(Fund, DAY, new)} == {
        (2003, "work"): Decimal("60001.02"),
        (2003, "allowance"): Decimal("60001.02"),
    }
    assert {row.name for row in on(Estate, DAY, new)} == {"0新村", "1新村"}
    assert len(on(PoliceRoom, DAY, new)) == 2
    assert [row.case_no for row in on(Case, DAY, new)][0] == "2003-1"
    assert len(on(Case, DAY, new)) == 2
    assert len(on(Honour, DAY, new)) == 2
    for model in (Premises, StaffMember, Estate, PoliceRoom, Honour, VolunteerTeam, Facility, PartyOrganization):
        for source in (city.dongshan, other):
            assert not on(model, DAY, source), model
            assert on(model, EVE, source), model
        assert not on(model, EVE, new), model


def test_a_thing_keeps_its_own_days(city: City) -> None:
    case, _other, _new = merger(city)
    take_effect(case, city.administrator)
    new = found(case, "东西社区")
    estate = on(Estate, DAY, new)[0]
    assert (estate.approved_on, estate.completed_on) == (D(1999, 5, 1), D(2001, 5, 1))
    assert on(Honour, DAY, new)[0].awarded_on == D(2002, 8, 1)
    assert on(StaffMember, DAY, new)[0].started_on == D(2002, 7, 1)
    assert on(Premises, DAY, new)[0].transferred_on == D(2001, 3, 1)
    assert on(PartyOrganization, DAY, new)[0].established_on == D(2002, 5, 20)
    safe = Honour.unscoped.get(Honour.holding(DAY), estate=estate)
    assert safe.awarded_on == D(2002, 9, 1)
    shared = SharedFacility.unscoped.get(resident_unit__community=new, resident_unit__name="实验小学")
    assert shared.opened == D(2002, 9, 1)


def test_the_past_is_judged_as_it_was(city: City) -> None:
    case, _other, _new = merger(city)
    before = judged()
    uninvolved = judged((DAY,), without=frozenset())
    take_effect(case, city.administrator)
    assert judged() == before
    after = judged((DAY,))
    stand_aside = {key for key in uninvolved if key[1][0] in "NA" and uninvolved[key][4] in ("留方社区", "中洲社区")}
    assert stand_aside
    assert {key: after[key] for key in stand_aside} == {key: uninvolved[key] for key in stand_aside}


def test_what_counts_of_the_sources_counts_of_the_new_one(city: City) -> None:
    case, _other, _new = merger(city)
    take_effect(case, city.administrator)
    new = found(case, "东西社区")
    results = {result.standard: result for result in Judging(DAY).results(parts=True) if result.unit == new.pk}
    assert results["N01"].measured == 3200
    assert results["N19"].state == "met"
    assert results["N08"].state == "met"
    assert results["T4"].state == "met"
    assert results["N14"].measured == 4
    assert results["N24"].state == "met"
    assert {result.unit for result in Judging(DAY).results() if result.community == city.dongshan.pk} == set()


def test_units_close_are_founded_and_counted_by_the_shares(city: City) -> None:
    case, other, _new = merger(city)
    take_effect(case, city.administrator)
    new = found(case, "东西社区")
    city.dongshan.refresh_from_db()
    other.refresh_from_db()
    assert city.dongshan.closed_on == other.closed_on == DAY
    assert CommunityPlacement.unscoped.get(community=new).valid_from == DAY
    figures = CommunityFigures.unscoped.get(community=new)
    assert (figures.households, figures.population, figures.volunteers) == (3200, 9000, 60)
    assert "合并东山、西安" in figures.note
    assert {share.to_community for share in AdjustmentShare.unscoped.filter(adjustment=case)} == {new}
    assert AdjustmentStep.unscoped.get(adjustment=case, step=Step.EFFECTIVE).done_on == DAY


def test_two_of_which_there_can_be_one_are_joined(city: City) -> None:
    case, _other, _new = merger(city)
    take_effect(case, city.administrator)
    new = found(case, "东西社区")
    assert [row.members_count for row in on(MassOrganization, DAY, new)] == [81]
    assert [row.members_count for row in on(SecurityOrganization, DAY, new)] == [10]
    assert len(on(Body, DAY, new)) == 1
    posts = {row.person_name: row.post for row in on(Member, DAY, new, "term__body__community")}
    assert posts == {"王主任0": "chair", "李委员0": "member", "王主任1": "deputy", "李委员1": "member"}
    assert {row.name for row in on(VolunteerTeam, DAY, new)} == {"党员志愿队", "西安社区党员志愿队"}
    room = on(PoliceRoom, DAY, new)[0]
    assert room.head.person_name == "王主任0"
    assert room.facility.community == new


def test_one_goes_into_another_that_stands(city: City) -> None:
    case, other, _none = merger(city, into=None)
    before = judged()
    take_effect(case, city.administrator)
    assert judged() == before
    city.dongshan.refresh_from_db()
    assert city.dongshan.closed_on is None
    own = on(Fund, DAY, city.dongshan)
    assert {(row.fiscal_year, row.kind): row.budgeted for row in own} == {
        (2002, "work"): Decimal(9000),
        (2003, "work"): Decimal("60001.02"),
        (2003, "allowance"): Decimal("60001.02"),
    }
    assert [row.budgeted for row in on(Fund, EVE, city.dongshan) if row.kind == "allowance"] == [Decimal("30000.01")]
    assert [row.members_count for row in on(MassOrganization, EVE, city.dongshan)] == [40]
    assert [row.members_count for row in on(MassOrganization, DAY, city.dongshan)] == [81]
    assert CommunityFigures.unscoped.get(community=city.dongshan, counted_on=DAY).households == 3200
    assert len(on(StaffMember, DAY, city.dongshan)) == 2
    assert len(on(StaffMember, EVE, city.dongshan)) == 1


def test_every_row_has_a_destination_by_the_rule(city: City) -> None:
    case, _other, new = merger(city)
    rows = propose(case, city.administrator)
    assert {row.target for row in rows} == {new}
    assert not undecided(case)
    told = {total.move.label: total for total in sums(case)}
    assert all(total.even for total in told.values())
    assert told["organizations.fund"].amounts["yuan"] == (Decimal("120002.04"), Decimal("120002.04"))
    assert told["communities.premises"].amounts["m2"] == (Decimal("242"), Decimal("242"))
    assert told["organizations.staffmember"].rows == 2
    assert not any("张" in row.description for row in rows), "a person's name outlives its time in the destinations"


def test_the_past_of_one_that_kept_nothing_is_judged_as_it_was(city: City) -> None:
    """What comes tells nothing of the days before it came: what was missing then stays missing."""
    other = west(city)
    furnish(city, other)
    counted(city, other, 1200, 3400)
    counted(city, city.dongshan, 2000, 5600)
    case = adjustment(city)
    share(city, case, other, city.dongshan, 1200, 3400)
    through(city, case)
    before = judged()
    take_effect(case, city.administrator)
    assert judged() == before
    results = {
        result.standard: result for result in Judging(DAY).results(parts=True) if result.unit == city.dongshan.pk
    }
    assert results["N19"].measured == 35


def test_who_went_over_is_forgotten_in_time_where_that_person_was(city: City) -> None:
    case, other, _new = merger(city)
    take_effect(case, city.administrator)
    left = StaffMember.unscoped.get(community=other)
    assert left.pk in retention.due(StaffMember, D(2099, 1, 1))
    there = StaffMember.unscoped.get(community=found(case, "东西社区"), name=left.name)
    assert there.pk not in retention.due(StaffMember, D(2099, 1, 1)), "there the person still serves"


@pytest.mark.parametrize("into", ["东西社区", None])
def test_the_course_of_honours_is_that_of_the_results(city: City, into: str | None) -> None:
    case, _other, _new = merger(city, into=into)
    take_effect(case, city.administrator)
    for code, curve in (("T4", civilized_curve()), ("T7", safe_curve())):
        for day in (*PAST, DAY):
            results = [each for each in Judging(day).results() if each.standard == code]
            for district in {each.district for each in results}:
                own = [each for each in results if each.district == district]
                point = [point for point in curve[district] if point.day <= day][-1]
                met = sum(each.state == "met" for each in own)
                assert (point.numerator, point.denominator) == (met, len(own)), (code, day)


def test_a_case_is_counted_once_in_its_year(city: City) -> None:
    case, other, _new = merger(city)
    take_effect(case, city.administrator)
    new = found(case, "东西社区")
    measure = in_year(Case, "opened_on")(Asked(DAY, "directive-2002"))
    counts = dict(measure.rows.values("community").annotate(number=measure.number).values_list("community", "number"))
    assert sum(counts.values()) == 2, "each in its source's year, not in both"
    assert not counts.get(new.pk) and counts[other.pk] == 1


def test_it_is_looked_at_before_any_step_is_taken(city: City) -> None:
    """In a transaction that is rolled back, as the page of the case does."""
    other = west(city)
    furnish(city, other)
    case = adjustment(city, day=D(2199, 1, 1))
    share(city, case, other, founding(city, case, "将来社区"), 10, 30)
    with transaction.atomic():
        carry_out(case, origin(city), strict=False)
        assert len(on(StaffMember, D(2199, 1, 1), found(case, "将来社区"))) == 1
        transaction.set_rollback(True)
    assert not Community.unscoped.filter(name="将来社区").exists()


def test_boards_that_were_kept_follow(city: City) -> None:
    """A board counts anew what taking effect and taking back wrote; the second reading of the clauses says the same."""
    case, _other, _new = merger(city)
    compared = Compared()
    for deed in (None, lambda: take_effect(case, city.administrator), lambda: undo(case, city.administrator, "有误")):
        if deed:
            deed()
        registers = of_database()
        for day in (EVE, DAY):
            compare(registers, day, "directive-2002", compared)
    assert compared.answers > 300


def test_what_began_after_the_day_goes_to_the_new_community(city: City) -> None:
    """A case is often let take effect long after its day; disputes that came up meanwhile are the new community's."""
    case, other, _new = merger(city)
    dispute = Case(community=other, case_no="2003-7", kind="neighbours", parties_count=2, opened_on=D(2003, 8, 1))
    city.keep(dispute)
    take_effect(case, city.administrator)
    dispute.refresh_from_db()
    assert dispute.community == found(case, "东西社区")
    assert (dispute.came_on, dispute.went_on) == (None, None)
