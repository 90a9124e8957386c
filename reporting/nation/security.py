"""Police rooms and officers, committees, measures, disputes and what is counted by period."""

import datetime

from security.models import (
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

from .chance import Chance
from .ledger import Ledger
from .place import Place
from .services import OPENED

MEASURES = {"people": "夜间巡逻", "physical": "防盗门", "technical": "监控"}


def fill(ledger: Ledger, chance: Chance, place: Place) -> None:
    """What a community keeps of its safety."""
    since = max(OPENED, place.founded)
    if chance.has(0.96):
        _room(ledger, chance, place, since)
    for kind, share in (("security", 0.97), ("mediation", 0.97), ("patrol", 0.3)):
        if chance.has(share):
            ledger.put(
                SecurityOrganization,
                community=place.community,
                kind=kind,
                members_count=chance.maybe(0.02, chance.number(0, 40)),
                valid_from=since,
            )
    for kind, name in MEASURES.items():
        if chance.has(0.96):
            until = chance.ago(0) if chance.has(0.02) else None
            ledger.put(
                Measure, community=place.community, kind=kind, name=name, quantity=12, valid_from=since, valid_to=until
            )
    _periods(ledger, chance, place)


def _room(ledger: Ledger, chance: Chance, place: Place, since: datetime.date) -> None:
    """A police room. Its head is an officer who is marked so or, in one of ten, the seat that the room names."""
    by_seat = bool(place.seats) and chance.has(0.1)
    room = ledger.put(
        PoliceRoom,
        community=place.community,
        facility=ledger.put(Facility, community=place.community, kind="police_room", opened_on=since),
        up_to_standard=chance.maybe(0.04, chance.has(0.9)),
        head=chance.pick(place.seats)[0] if by_seat else None,
        valid_from=since,
    )
    number = chance.pick((1, 1, 1, 2, 2, 2, 2, 2, 0, 3))
    seated = [chance.pick(place.seats)[1]] if place.seats and chance.has(0.8) else []
    # One person serves once.
    names = dict.fromkeys([*seated, *(chance.person() for _number in range(number))])
    for place_in, name in enumerate(list(names)[:number]):
        ledger.put(
            PoliceOfficer,
            room=room,
            name=name,
            is_head=not place_in and not by_seat and chance.has(0.95),
            valid_from=since,
        )


def _periods(ledger: Ledger, chance: Chance, place: Place) -> None:
    opened = max(chance.day(chance.ago(1), 360), place.founded)
    solved = chance.has(0.9)
    ledger.put(
        Case,
        community=place.community,
        case_no=f"{chance.year - 1}-1",
        kind=chance.pick(("neighbours", "family", "property")),
        parties_count=2,
        opened_on=opened,
        closed_on=opened if solved else None,
        level="community" if solved else "",
        outcome="agreed" if solved else "",
    )
    ledger.put(CheckRound, community=place.community, held_on=opened, found=chance.number(1, 9), settled=1)
    ledger.put(LegalEvent, community=place.community, kind="education", held_on=opened, topic="普法", participants=60)
    if place.founded < chance.ago(1):
        released = chance.number(0, 9)
        ledger.put(
            PeriodCount,
            community=place.community,
            period="year",
            starts_on=chance.ago(1),
            floating=chance.number(50, 2000),
            resettled=released,
            resettled_helped=released * chance.number(5, 10) // 10,
        )
