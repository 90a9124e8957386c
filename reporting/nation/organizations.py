"""Party and mass organizations, the three bodies with their terms and members, resident units, staff and money."""

from organizations.models import (
    Body,
    Election,
    Fund,
    MassOrganization,
    Member,
    PartyMemberCount,
    PartyOrganization,
    ResidentUnit,
    StaffMember,
    Term,
)

from . import services
from .chance import Chance
from .ledger import Ledger
from .place import Place

ORIGINS = {"congress": ("residents", "residents", "resident_unit"), "council": ("resident_unit",), "committee": ()}
WAYS = ("open_recruitment", "election", "competition", "competition", "election", "other", "")
METHODS = {"congress": "units", "council": "units", "committee": "households"}


def fill(ledger: Ledger, chance: Chance, place: Place) -> None:
    """What a community keeps of its organizations."""
    units = _units(ledger, chance, place)
    _party(ledger, chance, place)
    for kind in ORIGINS:
        if chance.has(0.96):
            body = ledger.put(Body, community=place.community, kind=kind, valid_from=place.founded)
            _terms(ledger, chance, place, body, kind, units)
    _staff(ledger, chance, place)
    _funds(ledger, chance, place)


def _units(ledger: Ledger, chance: Chance, place: Place) -> list[int]:
    """Units that reside there, and what they share."""
    found = []
    for kind, name in (("school", "中心小学"), ("enterprise", "百货公司"))[: chance.number(1, 2)]:
        unit = ledger.put(
            ResidentUnit, community=place.community, name=f"{place.name}{name}", kind=kind, valid_from=place.founded
        )
        services.shared(ledger, chance, unit)
        found.append(unit)
    return found


def _party(ledger: Ledger, chance: Chance, place: Place) -> None:
    if chance.has(0.97):
        late = chance.has(0.06)
        established = chance.day(place.founded, 300) if late else place.founded
        ledger.put(
            PartyOrganization,
            community=place.community,
            kind=chance.pick(("committee", "general_branch", "branch")),
            established_on=chance.maybe(0.02, established),
            valid_from=established,
            secretary=chance.person(),
            liaison_since=chance.maybe(0.1, established),
        )
    if chance.has(0.92):
        ledger.put(
            PartyMemberCount,
            community=place.community,
            counted_on=max(chance.ago(1, 12, 31), place.founded),
            retired=chance.number(20, 200),
            unemployed=chance.number(0, 30),
            floating=chance.number(0, 30),
            registered_elsewhere=chance.maybe(0.05, chance.number(0, 300)),
        )
    for kind in MassOrganization.Kind.values:
        if chance.has(0.95):
            ledger.put(
                MassOrganization,
                community=place.community,
                kind=kind,
                valid_from=place.founded,
                head=chance.person(),
                members_count=chance.number(10, 400),
            )


def _terms(ledger: Ledger, chance: Chance, place: Place, body: int, kind: str, units: list[int]) -> None:
    """The present term, and sometimes the one before it; of one in twenty nobody was elected since."""
    month = chance.number(1, 12)
    begins = chance.ago(1, month)
    lapsed = chance.has(0.05)
    if lapsed or chance.has(0.3):
        ledger.put(Term, body=body, number=1, started_on=chance.ago(4, month), ends_on=begins)
    if lapsed:
        return
    term = ledger.put(Term, body=body, number=2, started_on=begins, ends_on=chance.ago(-2, month))
    if chance.has(0.95 if kind == "congress" else 0.4):
        voters = chance.number(60, 2000)
        ledger.put(
            Election,
            term=term,
            held_on=chance.day(chance.ago(2, month), 360),
            method=METHODS[kind],
            eligible=voters,
            voted=voters * chance.number(50, 100) // 100,
        )
    if kind == "committee":
        _committee(ledger, chance, place, term)
        return
    for origin in ORIGINS[kind]:
        if chance.has(0.97):
            told = chance.has(0.99)
            ledger.put(
                Member,
                term=term,
                person_name=chance.person(),
                post="delegate",
                elected_from=origin if told else "",
                resident_unit=units[0] if told and origin == "resident_unit" else None,
            )


def _committee(ledger: Ledger, chance: Chance, place: Place, term: int) -> None:
    """Its members; one in a hundred left during the term."""
    for number in range(chance.pick((5, 5, 5, 6, 6, 7, 7, 5, 6, 4, 8))):
        name, left = chance.person(), chance.has(0.01)
        seat = ledger.put(
            Member,
            term=term,
            person_name=name,
            gender=chance.pick(("male", "female")),
            birth_year=chance.year - chance.number(25, 60),
            post="member" if number else "chair",
            elected_from="residents",
            party_post="" if number > 1 or chance.has(0.3) else ("secretary", "deputy")[number],
            valid_to=chance.ago(0) if left else None,
        )
        if not left:
            place.seats.append((seat, name))


def _staff(ledger: Ledger, chance: Chance, place: Place) -> None:
    """About as many as the directive asks for; some are short."""
    needed = -(-place.households // 700)
    names = {chance.person() for _number in range(max(needed + chance.pick((-1, 0, 0, 0, 0, 1, 1, 2, 4)), 0))}
    for name in sorted(names):
        started = max(chance.day(chance.ago(5), 1500), place.founded)
        ledger.put(
            StaffMember,
            community=place.community,
            name=name,
            gender=chance.pick(("male", "female")),
            birth_year=chance.maybe(0.01, chance.year - chance.number(22, 60)),
            recruited_by=chance.pick(WAYS),
            full_time=chance.has(0.97),
            started_on=chance.maybe(0.01, started),
            left_on=chance.ago(0) if chance.has(0.02) else None,
        )


def _funds(ledger: Ledger, chance: Chance, place: Place) -> None:
    """Work funds and allowances of this year and the two before."""
    for kind, each in (("work", 9), ("allowance", 60)):
        for years in (2, 1, 0):
            if chance.has(0.98):
                budgeted = place.households * (each * 10 + 4 - years) // 10 * 10
                short = chance.has(0.03)
                ledger.put(
                    Fund,
                    community=place.community,
                    fiscal_year=chance.year - years,
                    kind=kind,
                    level="district",
                    budgeted=chance.maybe(0.01, budgeted),
                    allocated=chance.maybe(0.02, budgeted - 100 if short else budgeted),
                )
