"""The ground: districts, streets and communities, out of whom they came, what was counted and what they hold."""

import datetime
from collections.abc import Iterator

from communities.models import (
    Adjustment,
    AdjustmentShare,
    AdjustmentStep,
    Community,
    CommunityFigures,
    CommunityPlacement,
    District,
    Estate,
    Handover,
    Honour,
    LayoutPlan,
    Premises,
    ResidentsCommittee,
    Street,
    StreetFigures,
)

from . import services
from .chance import NAMES, Chance
from .ledger import Ledger
from .place import Place

REFORM = datetime.date(2002, 6, 24)
EARLIER = datetime.date(1990, 1, 1)
COMMUNITIES_OF_STREET, STREETS_OF_DISTRICT = 7, 6
#: What was handed over, its unit, and from what to what amount.
HANDED_OVER = (
    ("staff", "主任一职", "persons", 1, 4),
    ("funds", "经费结余", "yuan", -2000, 30_000),
    ("premises", "原居委会用房", "m2", 20, 200),
)
LEVELS = ("municipal", "municipal", "municipal", "municipal", "district", "provincial", "national")


def places(ledger: Ledger, chance: Chance, communities: int) -> Iterator[Place]:
    """Makes up the ground, community by community; the last street may be the smaller."""
    district = street = institution = first = 0
    code, names = "", iter(())
    for number in range(communities):
        if number % (COMMUNITIES_OF_STREET * STREETS_OF_DISTRICT) == 0:
            # No district of the real country has such a code.
            code = f"9{number // (COMMUNITIES_OF_STREET * STREETS_OF_DISTRICT):05d}"
            district, streets = _district(ledger, chance, code), iter(chance.sample(NAMES, STREETS_OF_DISTRICT))
            first = 0
        if number % COMMUNITIES_OF_STREET == 0:
            place = number // COMMUNITIES_OF_STREET % STREETS_OF_DISTRICT
            street = _street(ledger, chance, district, f"{code}{place + 1:03d}", next(streets))
            institution = services.of_street(ledger, chance, street)
            names = iter(chance.sample(NAMES, COMMUNITIES_OF_STREET))
            first = first or street
        made = _community(ledger, chance, street, first, f"{code}{number % 1_000_000:06d}", next(names))
        made.institution = institution
        _committees(ledger, chance, district, made)
        _figures(ledger, chance, made)
        _holdings(ledger, chance, made)
        yield made


def _district(ledger: Ledger, chance: Chance, code: str) -> int:
    county = chance.has(0.15)
    key = ledger.put(
        District,
        code=code,
        name=f"第{int(code[1:]) + 1}{'县' if county else '区'}",
        kind="county" if county else "district",
        bound=not county,
    )
    ledger.put(
        LayoutPlan, district=key, number=1, title="社区布局规划", drawn_on=chance.day(datetime.date(2002, 1, 1), 150)
    )
    return key


def _street(ledger: Ledger, chance: Chance, district: int, code: str, name: str) -> int:
    town = chance.has(0.3)
    street = ledger.put(
        Street, district=district, code=code, name=name + ("镇" if town else "街道"), kind="town" if town else "street"
    )
    if chance.has(0.95):
        for years in (6, 1):
            people = chance.number(12_000, 90_000)
            ledger.put(
                StreetFigures,
                street=street,
                counted_on=chance.ago(years, 11),
                basis="人口普查",
                population=chance.maybe(0.02, people),
                households=people // 3,
            )
    return street


def _community(ledger: Ledger, chance: Chance, street: int, first: int, code: str, name: str) -> Place:
    """One in fifty stood in the first street of the district until last year; one in a hundred is closed."""
    founded = chance.day(datetime.date(2002, 6, 1), 30 if chance.has(0.9) else 6000)
    closed = chance.ago(2, 6, 30) if chance.has(0.01) else None
    households = chance.number(1800, 5600) if chance.has(0.95) else chance.pick((2499, 2500, 5000, 5001))
    key = ledger.put(
        Community,
        street=street,
        name=f"{name}社区",
        code=code,
        founded_on=founded,
        closed_on=closed,
        area_m2=chance.number(90_000, 4_000_000),
    )
    since: datetime.date | None = founded
    if street != first and closed is None and chance.has(0.02):
        since = chance.ago(1, 7)
        ledger.put(CommunityPlacement, community=key, street=first, valid_from=founded, valid_to=since)
    ledger.put(CommunityPlacement, community=key, street=street, valid_from=since)
    return Place(
        community=key,
        street=street,
        institution=0,
        name=name,
        founded=founded,
        households=households,
        population=households * chance.number(24, 31) // 10,
        keeps=closed is None and chance.has(0.98),
        committees=[],
        estates=[],
    )


def _committees(ledger: Ledger, chance: Chance, district: int, place: Place) -> None:
    """The old committees that it came out of. Some still stand, of some nobody says where they went."""
    number = chance.number(1, 4)
    adjustment = ledger.put(
        Adjustment,
        district=district,
        kind="merge",
        title=f"设立{place.name}社区（{place.community}）",
        document_no=f"民〔{place.founded.year}〕{place.community % 400 + 1}号",
        effective_on=place.founded,
    )
    ledger.put(AdjustmentStep, adjustment=adjustment, step="effective", done_on=place.founded)
    for part in range(1, number + 1):
        stands, unknown = chance.has(0.02), chance.has(0.02)
        households = place.households // number
        key = ledger.put(
            ResidentsCommittee,
            street=place.street,
            name=f"{place.name}第{part}居委会",
            households=chance.maybe(0.02, households),
            population=place.population // number,
            valid_from=EARLIER,
            valid_to=None if stands else place.founded,
        )
        place.committees.append(key)
        if stands or unknown:
            continue
        split = chance.has(0.05)
        whole = households - chance.pick((0,) * 30 + (1,))
        for name, share in (("东片", whole // 2), ("西片", whole - whole // 2)) if split else (("", whole),):
            made = ledger.put(
                AdjustmentShare,
                adjustment=adjustment,
                from_committee=key,
                to_community=place.community,
                extent="part" if split else "whole",
                part_name=name,
                households=chance.maybe(0.03, share),
            )
            _handovers(ledger, chance, place, made)


def _handovers(ledger: Ledger, chance: Chance, place: Place, share: int) -> None:
    for kind, subject, unit, low, high in HANDED_OVER:
        if chance.has(0.6):
            settled = chance.has(0.97)
            ledger.put(
                Handover,
                share=share,
                kind=kind,
                subject=subject,
                amount=chance.maybe(0.01, chance.number(low, high)),
                unit=unit,
                destination=f"{place.name}社区" if settled else "",
                settled_on=chance.day(place.founded, 60) if settled else None,
            )


def _figures(ledger: Ledger, chance: Chance, place: Place) -> None:
    """A count in each of two years; now and then one figure was not told."""
    if not place.keeps and chance.has(0.7):
        return
    for years in (2, 1):
        ledger.put(
            CommunityFigures,
            community=place.community,
            counted_on=max(chance.ago(years, 12, 31), place.founded),
            households=chance.maybe(0.03, place.households - years * 7 % 11),
            population=chance.maybe(0.03, place.population + years),
            buildings=chance.number(10, 120),
            volunteers=chance.maybe(0.5, place.population * chance.number(5, 25) // 1000),
        )


def _holdings(ledger: Ledger, chance: Chance, place: Place) -> None:
    """Estates, premises and honours."""
    for number in range(1, chance.number(1, 3) + 1):
        approved = chance.day(datetime.date(1996, 1, 1), 7000)
        estate = ledger.put(
            Estate,
            community=place.community,
            name=f"{place.name}{number}号小区",
            households=chance.maybe(0.03, chance.number(200, 2600)),
            approved_on=chance.maybe(0.05, approved),
            completed_on=chance.day(approved, 1200),
            contiguous_development=chance.maybe(0.1, chance.has(0.4)),
            office_m2=chance.maybe(0.08, chance.number(60, 260)),
            activity_m2=chance.maybe(0.08, chance.number(60, 300)),
        )
        place.estates.append(estate)
        if chance.has(0.62):
            _honour(ledger, chance, "estate", estate, "safe", "municipal")
    if not place.keeps:
        return
    for kind, share in (("civilized", 0.6), ("green", 0.25)):
        if chance.has(share):
            _honour(ledger, chance, "community", place.community, kind, chance.pick(LEVELS))
    for number, use in enumerate(
        chance.pick((("both",), ("office", "service"), ("office", "service"), ("office",))), 1
    ):
        holder = chance.pick(("committee",) * 8 + ("former", "housing", ""))
        ledger.put(
            Premises,
            community=place.community,
            address=f"{place.name}路{number}号",
            use=use,
            floor_area_m2=chance.number(40, 600),
            origin=chance.pick(("public", "commission", "new", "rent")),
            property_management=chance.maybe(0.05, chance.has(0.1)),
            title_holder=holder,
            transferred_on=chance.maybe(0.05, chance.day(place.founded, 700)) if holder == "committee" else None,
            held_from=place.founded,
            held_to=chance.ago(1, 3) if chance.has(0.03) else None,
        )


def _honour(ledger: Ledger, chance: Chance, holder: str, key: int, kind: str, level: str) -> None:
    ledger.put(
        Honour,
        kind=kind,
        level=level,
        awarded_on=chance.maybe(0.02, chance.day(chance.ago(6), 2000)),
        withdrawn_on=chance.ago(0) if chance.has(0.03) else None,
        **{holder: key},
    )
