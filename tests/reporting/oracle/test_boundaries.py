"""The days and numbers at which a state turns, written out by hand; engine and second reading both say so."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from organizations.models import Term
from reporting.board import Board
from reporting.judging import Judging

from . import targets
from .city import TIMES, City
from .reading import Reading
from .registers import of_database, write

D = datetime.date
DAY, FOUNDED = D(2003, 12, 31), D(2002, 6, 1)
LAW_1989, LAW_2018, LAW_2026 = "law-1989", "law-2018", "law-2026"


class Town(City):
    """A city that is written row by row: districts 1 (bound) and 2 (not bound), streets 1 and 2 of the first and 3 of
    the second, community 1 in street 1."""

    def __init__(self) -> None:
        super().__init__(0, TIMES[0], of_database())
        self.add("communities.district", code="330902", name="定海区", kind="district", bound=True)
        self.add("communities.district", code="330921", name="岱山县", kind="county", bound=False)
        for number, district in enumerate((1, 1, 2), 1):
            self.add("communities.street", district_id=district, code=f"33090{number}001", name=f"街道{number}")
        self.community(1)

    def community(self, street: int, founded: datetime.date = FOUNDED, closed: Any = None) -> int:
        number = len(self.rows["communities.community"]) + 1
        return self.add(
            "communities.community", street_id=street, name=f"社区{number}", code=f"{number:012}", founded_on=founded,
            closed_on=closed,
        )  # fmt: skip

    def threshold(self, code: str) -> dict[str, Any]:
        [row] = [row for row in self.rows["reporting.threshold"] if row["standard"] == code and "dir" in row["basis"]]
        return row

    def stand(self, code: str, unit: int = 1, day: datetime.date = DAY, basis: str = "directive-2002") -> Any:
        """The state of the unit; None when there is no such unit. Both readings agree on it."""
        ours = targets.answers(Reading(of_database(), day, basis)).get((code, unit))
        theirs = [each for each in Judging(day, basis, codes=(code,)).results() if each.unit == unit]
        if ours is None:
            assert not theirs
            return None
        [engine], (_unit, oracle) = theirs, ours
        assert (engine.state, engine.distance) == (oracle.state, oracle.distance)
        return engine.state


@pytest.fixture
def town(db: Any) -> Town:
    return Town()


@pytest.mark.parametrize(
    ("households", "directive", "of_1989", "of_2026"),
    [
        (99, "unmet", "unmet", "unmet"),
        (100, "unmet", "met", "unmet"),
        (700, "unmet", "met", "unmet"),
        (701, "unmet", "unmet", "unmet"),
        (999, "unmet", "unmet", "unmet"),
        (1000, "unmet", "unmet", "met"),
        (2499, "unmet", "unmet", "met"),
        (2500, "met", "unmet", "met"),
        (3000, "met", "unmet", "met"),
        (3001, "met", "unmet", "unmet"),
        (5000, "met", "unmet", "unmet"),
        (5001, "unmet", "unmet", "unmet"),
    ],
)
def test_households(town: Town, households: int, directive: str, of_1989: str, of_2026: str) -> None:
    town.add("communities.communityfigures", community_id=1, counted_on=D(2002, 6, 30), households=households)
    write(town.rows)
    assert town.stand("N01") == directive
    assert town.stand("N01", day=D(2025, 12, 31), basis=LAW_1989) == of_1989
    assert town.stand("N01", day=D(2026, 1, 1), basis=LAW_2026) == of_2026
    assert town.stand("N01", day=D(2025, 12, 31), basis=LAW_2026) == "not_applicable"
    assert town.stand("N01", day=D(2026, 1, 1), basis=LAW_1989) == "not_applicable"


def test_a_count_holds_from_its_day(town: Town) -> None:
    for day, households in ((D(2002, 6, 30), 2500), (D(2003, 6, 30), 2499), (D(2003, 7, 1), None)):
        town.add("communities.communityfigures", community_id=1, counted_on=day, households=households)
    write(town.rows)
    days = (D(2002, 6, 29), D(2002, 6, 30), D(2003, 6, 29), D(2003, 6, 30), D(2003, 7, 1))
    assert [town.stand("N01", day=day) for day in days] == ["missing", "met", "met", "unmet", "unmet"]


@pytest.mark.parametrize(
    ("started", "last"),
    [(D(2002, 6, 25), D(2005, 6, 24)), (D(2004, 2, 29), D(2007, 2, 27)), (D(2004, 2, 28), D(2007, 2, 27))],
)  # fmt: skip
def test_the_first_and_the_last_day_of_a_term(town: Town, started: datetime.date, last: datetime.date) -> None:
    term = Term(started_on=started)
    term.fill()
    for number, kind in enumerate(("congress", "council", "committee"), 1):
        body = town.add("organizations.body", community_id=1, kind=kind)
        town.add("organizations.term", body_id=body, number=1, started_on=started, ends_on=term.ends_on)
        for person in range(5 if number == 3 else 0):
            town.add("organizations.member", term_id=number, person_name=f"委员{person}")
    write(town.rows)
    one = datetime.timedelta(days=1)
    for code in ("N11", "N14"):
        found = [town.stand(code, day=day) for day in (started - one, started, last, last + one)]
        assert found == ["missing", "met", "met", "unmet"], code


def test_a_term_keeps_the_length_for_which_it_was_elected(town: Town) -> None:
    """The law of 2018 makes terms five years long; it asks for the residents' committee alone."""
    body = town.add("organizations.body", community_id=1, kind="committee")
    for number, (start, end) in enumerate(((D(2016, 5, 1), D(2019, 5, 1)), (D(2019, 5, 1), D(2024, 5, 1))), 1):
        town.add("organizations.term", body_id=body, number=number, started_on=start, ends_on=end)
    write(town.rows)
    assert town.stand("N11", day=D(2018, 12, 28), basis=LAW_1989) == "met"
    assert town.stand("N11", day=D(2018, 12, 29), basis=LAW_1989) == "not_applicable"
    assert town.stand("N11", day=D(2018, 12, 28), basis=LAW_2018) == "not_applicable"
    days = (D(2018, 12, 29), D(2019, 4, 30), D(2019, 5, 1), D(2024, 4, 30), D(2024, 5, 1))
    found = [town.stand("N11", day=day, basis=LAW_2018) for day in days]
    assert found == ["met", "met", "met", "met", "unmet"]
    assert town.stand("N11", day=D(2019, 5, 1)) == "unmet", "the directive asks for all three"


@pytest.mark.parametrize(
    ("members", "directive", "law"),
    [
        (4, "unmet", "unmet"), (5, "met", "met"), (7, "met", "met"), (8, "unmet", "met"), (9, "unmet", "met"),
        (10, "unmet", "unmet"),
    ],
)  # fmt: skip
def test_members_of_the_committee(town: Town, members: int, directive: str, law: str) -> None:
    body = town.add("organizations.body", community_id=1, kind="committee")
    term = town.add("organizations.term", body_id=body, number=1, started_on=D(2002, 6, 24), ends_on=D(2005, 6, 24))
    for person in range(members):
        town.add("organizations.member", term_id=term, person_name=f"委员{person}")
    write(town.rows)
    assert (town.stand("N14"), town.stand("N14", basis=LAW_1989)) == (directive, law)


def test_a_community_founded_and_merged_on_the_day(town: Town) -> None:
    old = town.community(1, closed=D(2003, 3, 1))
    new = town.community(1, founded=D(2003, 3, 1))
    write(town.rows)
    before, on = D(2003, 2, 28), D(2003, 3, 1)
    assert [town.stand("N01", old, day) for day in (before, on)] == ["missing", None]
    assert [town.stand("N01", new, day) for day in (before, on)] == [None, "missing"]
    for day in (before, on):
        assert Board(day).rate("N01", Board.city).denominator == 2


def test_a_community_moved_on_the_day(town: Town) -> None:
    """To the county that follows by reference: it leaves the city's rate, and takes its institution along."""
    town.add("communities.communityplacement", community_id=1, street_id=1, valid_to=D(2003, 3, 1))
    town.add("communities.communityplacement", community_id=1, street_id=3, valid_from=D(2003, 3, 1))
    town.add("services.facility", community_id=1, kind="health_institution", name="站", opened_on=D(2002, 6, 1))
    for street in (1, 3):
        town.add("communities.streetfigures", street_id=street, counted_on=D(2002, 6, 1), basis="普查", population=9000)
    write(town.rows)
    for day, place, rate, states in (
        (D(2003, 2, 28), 1, 1, ["met", "missing"]),
        (D(2003, 3, 1), 3, 0, ["missing", "met"]),
    ):
        [result] = Judging(day, codes=("N01",)).results()
        assert (result.street, Board(day).rate("N01", Board.city).denominator) == (place, rate)
        assert Board(day, everything=True).rate("N01", Board.city).denominator == 1
        assert [town.stand("N23", street, day) for street in (1, 3)] == states


def test_an_institution_of_a_closed_community_serves_its_street_no_more(town: Town) -> None:
    community = town.community(1, closed=D(2003, 3, 1))
    town.add("services.facility", community_id=community, kind="health_institution", opened_on=D(2002, 6, 1))
    town.add("services.facility", community_id=1, kind="office", opened_on=D(2002, 6, 1))
    town.add("communities.streetfigures", street_id=1, counted_on=D(2002, 6, 1), basis="普查", population=9000)
    write(town.rows)
    assert [town.stand("N23", 1, day) for day in (D(2003, 2, 28), D(2003, 3, 1))] == ["met", "unmet"]


def test_a_threshold_changes_on_the_day(town: Town) -> None:
    town.add("services.facility", community_id=1, kind="activity_room", floor_area_m2=50, opened_on=D(2002, 6, 1))
    row = town.threshold("N20")
    town.add("reporting.threshold", **{**row, "low": Decimal("50.01"), "valid_from": D(2003, 3, 1)})
    row["valid_to"] = D(2003, 3, 1)
    write(town.rows)
    assert [town.stand("N20", day=day) for day in (D(2003, 2, 28), D(2003, 3, 1))] == ["met", "unmet"]
    assert [town.stand("N20", day=day) for day in (D(2002, 6, 23), D(2002, 6, 24))] == ["not_applicable", "met"]


def test_a_district_has_a_number_of_its_own_up_to_the_day(town: Town) -> None:
    row = town.threshold("N20")
    own = {"low": 40, "district_id": 1, "valid_from": D(2003, 1, 1), "valid_to": D(2003, 3, 1)}
    town.add("reporting.threshold", **{**row, **own})
    town.community(3)
    for unit in (1, 2):
        town.add("services.facility", community_id=unit, kind="activity_room", floor_area_m2=45, opened_on=FOUNDED)
    write(town.rows)
    days = (D(2002, 12, 31), D(2003, 1, 1), D(2003, 2, 28), D(2003, 3, 1))
    assert [town.stand("N20", 1, day) for day in days] == ["unmet", "met", "met", "unmet"]
    assert [town.stand("N20", 2, day) for day in days] == ["unmet"] * 4


def test_a_number_of_one_district_alone_asks_nothing_of_others(town: Town) -> None:
    row = town.threshold("N20")
    row["district_id"] = 1
    town.community(3)
    write(town.rows)
    assert [town.stand("N20", unit) for unit in (1, 2)] == ["missing", "not_applicable"]


@pytest.mark.parametrize(
    ("held", "unknown", "expected"),
    [(9, 0, "met"), (8, 0, "unmet"), (8, 1, "missing"), (7, 1, "unmet"), (9, 11, "met")],
)
def test_a_rate_of_exactly_45_per_cent(town: Town, held: int, unknown: int, expected: str) -> None:
    """Of 20; the county's community, which holds the honour, is outside the city's rate."""
    for _number in range(19):
        town.community(2)
    county = town.community(3)
    holders = [*range(1, held + 1), county]
    for community in holders:
        town.add(
            "communities.honour", community_id=community, kind="civilized", level="municipal", awarded_on=D(2002, 6, 30)
        )
    for community in range(held + 1, held + unknown + 1):
        town.add("communities.honour", community_id=community, kind="civilized", level="municipal")
    write(town.rows)
    day = D(2002, 6, 30)
    rate = Board(day).rate("T4", Board.city)
    assert (rate.numerator, rate.denominator, rate.missing, rate.state) == (held, 20, unknown, expected)
    assert Board(day, everything=True).rate("T4", Board.city).numerator == held + 1
    reading = Reading(of_database(), day, "directive-2002")
    units = targets.of_city(reading, targets.answers(reading), "T4", everything=False)
    share = targets.share(reading, "T4", units, None)
    assert (share.state, share.short_by) == (rate.state, rate.short_by)
    assert Board(D(2002, 6, 29)).rate("T4", Board.city).numerator == 0, "the day before the award"
    assert Board(day, LAW_1989).rate("T4", Board.city).state == "not_applicable"


def test_an_honour_withdrawn_on_the_day(town: Town) -> None:
    town.add(
        "communities.honour", community_id=1, kind="civilized", level="municipal", awarded_on=D(2002, 7, 1),
        withdrawn_on=D(2003, 7, 1),
    )  # fmt: skip
    write(town.rows)
    days = (D(2002, 6, 30), D(2002, 7, 1), D(2003, 6, 30), D(2003, 7, 1))
    assert [town.stand("T4", day=day) for day in days] == ["unmet", "met", "met", "unmet"]


@pytest.mark.parametrize(
    ("households", "staff", "expected", "surplus"),
    [
        (700, 1, "met", 2), (701, 1, "unmet", 2), (701, 2, "met", 2), (1000, 2, "met", 2), (1001, 2, "met", 3),
        (0, 0, "met", 0),
    ],
)  # fmt: skip
def test_staff_for_so_many_households(town: Town, households: int, staff: int, expected: str, surplus: int) -> None:
    town.add("communities.communityfigures", community_id=1, counted_on=D(2002, 6, 30), households=households)
    town.add("organizations.staffmember", community_id=1, name="旧", left_on=D(2002, 6, 1))
    for number in range(staff):
        town.add("organizations.staffmember", community_id=1, name=f"职工{number}")
    write(town.rows)
    assert town.stand("N13") == expected
    [result] = Judging(DAY, codes=("N13",)).results()
    assert result.high == surplus


@pytest.mark.parametrize(("population", "expected"), [(7000, "met"), (7001, "unmet"), (None, "missing")])
def test_one_per_cent_of_the_population(town: Town, population: int | None, expected: str) -> None:
    figures = {"counted_on": D(2002, 6, 30), "population": population, "volunteers": 5000}
    town.add("communities.communityfigures", community_id=1, **figures)
    town.add("services.volunteerteam", community_id=1, name="队", members_count=70)
    write(town.rows)
    assert town.stand("N21") == expected


def test_the_figure_of_volunteers_is_read_where_no_team_is_kept(town: Town) -> None:
    """Evidence names what was read, and nothing else."""
    for community in (1, town.community(1)):
        town.add("communities.communityfigures", community_id=community, counted_on=D(2002, 6, 30), volunteers=5000)
    town.add("services.volunteerteam", community_id=1, name="队", members_count=70)
    write(town.rows)
    judging = Judging(DAY, codes=("N21",))
    evidence = judging.evidence(list(judging.results()))
    assert evidence == {
        ("N21", 1): [("services.volunteerteam", 1)],
        ("N21", 2): [("communities.communityfigures", 2)],
    }


@pytest.mark.parametrize(("population", "expected"), [(25000, "met"), (25001, "unmet"), (0, "met"), (None, "missing")])
def test_institutions_of_a_street(town: Town, population: int | None, expected: str) -> None:
    town.add("services.facility", street_id=1, kind="health_institution", name="卫生院", opened_on=D(2002, 6, 1))
    town.add("communities.streetfigures", street_id=1, counted_on=D(2002, 6, 1), basis="普查", population=population)
    write(town.rows)
    assert town.stand("N23") == expected


@pytest.mark.parametrize(("area", "expected"), [("299.99", "unmet"), ("300", "met"), (None, "missing")])
def test_a_service_centre(town: Town, area: str | None, expected: str) -> None:
    town.add("services.facility", street_id=1, kind="service_centre", floor_area_m2=area and Decimal(area))
    for group in ("elderly", "disabled", "preferential"):
        town.add(
            "services.serviceitem", provider_id=1, name="服务", group=group,
            valid_to=D(2004, 1, 1) if group == "disabled" else None,
        )  # fmt: skip
    write(town.rows)
    assert town.stand("N18") == expected
    assert town.stand("N18", day=D(2004, 1, 1)) == "unmet", "nothing is left for the disabled"


@pytest.mark.parametrize(
    ("approved", "households", "expected"),
    [
        (D(2002, 6, 23), 1500, "not_applicable"),
        (D(2002, 6, 24), 1500, "unmet"),
        (D(2002, 6, 24), 1499, "not_applicable"),
        (D(2002, 6, 24), None, "missing"),
        (None, 1500, "missing"),
    ],
)
def test_an_estate_under_the_rule(town: Town, approved: Any, households: int | None, expected: str) -> None:
    town.add(
        "communities.estate", community_id=1, name="新村", approved_on=approved, households=households,
        contiguous_development=False, office_m2=Decimal("99.99"), activity_m2=200,
    )  # fmt: skip
    write(town.rows)
    assert town.stand("N05") == expected


@pytest.mark.parametrize(("officers", "expected"), [(0, "missing"), (1, "met"), (2, "met"), (3, "unmet")])
def test_officers(town: Town, officers: int, expected: str) -> None:
    town.add("security.policeroom", community_id=1)
    for number in range(officers):
        town.add("security.policeofficer", room_id=1, name=f"警官{number}")
    write(town.rows)
    assert town.stand("N25") == expected


@pytest.mark.parametrize(("allocated", "expected"), [("999.99", "unmet"), ("1000", "exempt"), (None, "missing")])
def test_an_exempt_community_is_neither_met_nor_left_out(town: Town, allocated: str | None, expected: str) -> None:
    """T3 is exempt where N16 is; the rate is told with it and without it."""
    second = town.community(1)
    for community in (1, second):
        for kind in ("work", "allowance"):
            town.add(
                "organizations.fund", community_id=community, fiscal_year=2003, kind=kind, level="city", budgeted=1000,
                allocated=allocated and Decimal(allocated),
            )  # fmt: skip
    town.add(
        "reporting.exemption", standard="N16", community_id=1, reason="海岛", document_no="1", approver="王局长",
        valid_from=D(2003, 3, 1), valid_to=D(2003, 12, 31),
    )  # fmt: skip
    write(town.rows)
    without = {"unmet": "unmet", "exempt": "met", "missing": "missing"}[expected]
    days = (D(2003, 2, 28), D(2003, 3, 1), D(2003, 12, 30), D(2003, 12, 31))
    assert [town.stand("T3", day=day) for day in days] == [without, "exempt", "exempt", without]
    rate = Board(D(2003, 3, 1)).rate("T3", Board.city)
    assert (rate.numerator, rate.denominator, rate.exempt) == (int(without == "met"), 2, 1)
    assert (rate.state == "met", rate.without_exempt.state) == (False, without)
