"""Every clause has its standard, the five states are exact, and what a board keeps is what judging anew would say."""

import datetime
import re
from pathlib import Path
from typing import Any

import pytest

from communities.models import CommunityFigures, CommunityPlacement, Honour, Street
from organizations.models import Body, Fund, PartyOrganization, StaffMember, Term
from reporting import kept
from reporting.judging import Judging
from reporting.models import Exemption, TargetPart, Threshold
from services.models import Facility, HealthCoverage
from tests.people import City
from zhoushan_community.base import standards
from zhoushan_community.base.clauses import part_of
from zhoushan_community.base.standards import Result, Tally

DAY = datetime.date(2003, 12, 31)
CLAUSES = Path(__file__).parents[3] / "shared" / "directive" / "clauses.md"


def result(code: str, name: str = "东山社区", day: datetime.date = DAY, **how: Any) -> Result:
    """How the unit of the name stands."""
    [found] = [each for each in Judging(day, codes=(code,), **how).results() if each.name == name]
    return found


def state(code: str, name: str = "东山社区", day: datetime.date = DAY, **how: Any) -> str:
    return result(code, name, day, **how).state


def listed() -> dict[str, str]:
    """The words of every clause by its code."""
    lines = Path(__file__).with_name("clauses.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def test_every_clause_is_declared_in_the_words_of_the_paper_and_nothing_else_is() -> None:
    declared = [*standards.all_standards(), *standards.all_records()]
    assert {each.code: each.clause for each in declared} == listed()
    assert all(each.how and each.paragraph == part_of(each.code) for each in declared)
    assert {code[0]: sum(other[0] == code[0] for other in listed()) for code in listed()} == {
        "T": 7, "N": 28, "A": 4, "R": 13
    }  # fmt: skip


@pytest.mark.skipif(not CLAUSES.exists(), reason="the list of clauses does not lie beside the project")
def test_the_list_is_that_of_the_directive() -> None:
    words = {}
    for line in CLAUSES.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if re.fullmatch(r"[TNAR]\d\d?", cells[0]) and cells[0] not in words:
            words[cells[0]] = cells[1] if cells[0][0] == "T" else cells[2]
    assert words == listed()


@pytest.mark.django_db
def test_every_standard_has_a_threshold_of_the_directive() -> None:
    known = set(Threshold.objects.filter(basis="directive-2002").values_list("standard", flat=True))
    assert {standard.code for standard in standards.all_standards()} <= known


@pytest.mark.parametrize(("area", "expected"), [("49.99", "unmet"), ("50", "met"), ("50.01", "met"), (None, "missing")])
def test_an_activity_room_at_its_bound(city: City, area: str | None, expected: str) -> None:
    assert state("N20") == "missing", "nothing is kept of its rooms"
    city.keep(Facility(community=city.dongshan, kind="office", opened_on="2002-06-01"))
    assert (state("N20"), result("N20").distance) == ("unmet", -50)
    city.keep(Facility(community=city.dongshan, kind="activity_room", floor_area_m2=area, opened_on="2002-06-01"))
    assert state("N20") == expected


def test_a_room_counts_while_it_is_open(city: City) -> None:
    room = Facility(
        community=city.dongshan, kind="activity_room", floor_area_m2=60, opened_on="2002-08-01", closed_on="2003-08-01"
    )
    city.keep(room)
    for day, expected in (
        ("2002-07-31", "missing"),
        ("2002-08-01", "met"),
        ("2003-07-31", "met"),
        ("2003-08-01", "unmet"),
    ):
        assert state("N20", day=datetime.date.fromisoformat(day)) == expected, day


@pytest.mark.parametrize(
    ("households", "staff", "expected", "bounds"),
    [
        (2100, 2, "unmet", (3, 5)),
        (2100, 3, "met", (3, 5)),
        (2101, 3, "unmet", (4, 5)),
        (2500, 6, "met", (4, 5)),
        (None, 3, "missing", (None, None)),
    ],
)
def test_staff_by_households(city: City, households: Any, staff: int, expected: str, bounds: tuple) -> None:
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=households))
    for n in range(staff):
        city.keep(StaffMember(community=city.dongshan, name=f"职工{n}", started_on="2002-07-01"))
    found = result("N13")
    assert (found.state, found.low, found.high) == (expected, *bounds)


def test_a_term_runs_up_to_its_last_day(city: City) -> None:
    for kind in Body.Kind.values:
        body = city.keep(Body(community=city.dongshan, kind=kind, valid_from="2002-06-01"))
        city.keep(Term(body=body, number=1, started_on=datetime.date(2004, 2, 29)))
    assert Term.unscoped.first().ends_on == datetime.date(2007, 2, 28)
    for day, expected in (
        ("2004-02-28", "missing"),
        ("2004-02-29", "met"),
        ("2007-02-27", "met"),
        ("2007-02-28", "unmet"),
    ):
        assert state("N11", day=datetime.date.fromisoformat(day)) == expected, day


def test_money_is_paid_in_full_and_grows(city: City) -> None:
    def fund(year: int, kind: str, budgeted: Any, allocated: Any) -> None:
        row = Fund(community=city.dongshan, fiscal_year=year, kind=kind, level="district")
        row.budgeted, row.allocated = budgeted, allocated
        city.keep(row)

    assert (state("N16"), state("N17")) == ("missing", "missing")
    fund(2003, "work", 10000, 10000)
    assert (state("N16"), state("N17")) == ("unmet", "not_applicable")
    fund(2003, "allowance", 50000, None)
    assert state("N16") == "missing"
    fund(2002, "work", 60000, 60000)
    assert (state("N17"), result("N17").distance) == ("unmet", 0)
    fund(2004, "work", 60001, 60000)
    next_year = datetime.date(2004, 7, 1)
    assert (state("N16", day=next_year), state("N17", day=next_year)) == ("unmet", "met")
    assert state("N17", day=next_year, basis="law-1989") == "not_applicable", "the law asks for no growth"


def test_an_exemption_has_its_time_and_is_never_met(city: City) -> None:
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=2600))
    city.keep(
        Exemption(
            standard="N01", community=city.dongshan, reason="海岛", document_no="舟民〔2003〕1号", approver="王局长",
            valid_from="2003-01-01", valid_to="2004-01-01",
        )
    )  # fmt: skip
    for day, expected in (
        ("2002-12-31", "met"),
        ("2003-01-01", "exempt"),
        ("2003-12-31", "exempt"),
        ("2004-01-01", "met"),
    ):
        assert state("N01", day=datetime.date.fromisoformat(day)) == expected, day
    [counts] = [
        counts["N01"] for (_d, street, _c), counts in Judging(DAY).tallies().items() if street == city.huannan.pk
    ]
    rate = counts.rate()
    assert (rate.numerator, rate.denominator, rate.without_exempt.denominator) == (0, 1, 0)


def test_a_target_is_put_together_from_its_norms(city: City) -> None:
    assert state("T2") == "missing"
    city.keep(PartyOrganization(community=city.dongshan, kind="branch", established_on="2002-06-02"))
    assert (state("N08"), state("T2")) == ("unmet", "unmet")
    row = PartyOrganization.unscoped.get()
    row.established_on = row.valid_from = datetime.date(2002, 6, 1)
    city.keep(row)
    assert (state("N08"), state("T2")) == ("met", "missing")
    part = TargetPart.objects.get(target="T2", part="N11")
    part.valid_to = datetime.date(2003, 1, 1)
    city.keep(part)
    assert (state("T2", day=datetime.date(2002, 12, 31)), state("T2")) == ("missing", "met")


# What a board keeps


def assert_kept_is_true() -> None:
    """The counts that are kept, against judging anew."""
    fresh: dict[tuple[str, int], dict[str, Tally]] = {}
    for (district, street, _community), counts in Judging(DAY).tallies().items():
        for place in (("street", street), ("district", district), ("whole", 0)):
            into = fresh.setdefault(place, {})
            for code, tally in counts.items():
                into[code] = into.get(code, Tally()) + tally
    for (level, unit), counts in fresh.items():
        assert kept.tallies(DAY, "directive-2002", level, [unit])[unit] == counts, (level, unit)


def test_what_is_kept_follows_every_edit(city: City) -> None:
    assert_kept_is_true()
    institution = Facility(street=city.huannan, kind="health_institution", name="环南卫生院", opened_on="2002-06-01")
    city.keep(institution)
    assert_kept_is_true()
    city.keep(HealthCoverage(community=city.zhongzhou, institution=institution))
    assert_kept_is_true()
    # It serves a community of another district, whose result changes with it.
    institution.closed_on = "2003-01-01"
    city.keep(institution)
    assert_kept_is_true()
    figures = city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=2600))
    assert_kept_is_true()
    figures.community = city.liufang
    city.keep(figures)
    assert_kept_is_true()
    city.keep(Honour(community=city.dongshan, kind="civilized", awarded_on="2002-06-20"))
    assert_kept_is_true()
    first = city.dongshan.placements.get()
    first.valid_to = datetime.date(2003, 3, 1)
    city.keep(first)
    assert_kept_is_true()
    city.keep(CommunityPlacement(community=city.dongshan, street=city.shenjiamen, valid_from="2003-03-01"))
    assert_kept_is_true()
    threshold = Threshold.objects.get(standard="N20", basis="directive-2002")
    threshold.low = 60
    city.keep(threshold)
    assert_kept_is_true()
    city.keep(Street(district=city.dinghai, name="新设街道", valid_from="2002-07-01"))
    assert_kept_is_true()


def test_an_edit_counts_its_street_anew_and_no_other(city: City, monkeypatch: Any) -> None:
    kept.tallies(DAY, "directive-2002", "city", [0])
    counted = []
    count = kept._count_streets
    monkeypatch.setattr(
        kept, "_count_streets", lambda judgement, streets: counted.append(streets) or count(judgement, streets)
    )
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=2600))
    for _time in range(2):
        kept.tallies(DAY, "directive-2002", "city", [0])
    assert counted == [{city.huannan.pk}]


def test_no_more_days_are_kept_than_are_of_use(city: City, monkeypatch: Any) -> None:
    monkeypatch.setattr(kept, "DAYS", 3)
    for n in range(5):
        kept.tallies(DAY + datetime.timedelta(days=n), "directive-2002", "city", [0])
    assert kept.Judgement.objects.count() == 3
