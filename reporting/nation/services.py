"""Rooms and institutions, what is offered there, volunteers, brands and what resident units share."""

import datetime

from services.models import (
    Activity,
    CultureBrand,
    Facility,
    HealthCoverage,
    ServiceItem,
    SharedFacility,
    VolunteerTeam,
)

from .chance import Chance
from .ledger import Ledger
from .place import Place

OPENED = datetime.date(2002, 7, 1)
#: Rooms of a community: kind, how many have it, from what to what size in m².
ROOMS = (
    ("office", 0.98, 40, 200),
    ("activity_room", 0.96, 38, 160),
    ("health_room", 0.95, 15, 90),
    ("service_station", 0.96, 22, 120),
    ("health_institution", 0.25, 80, 600),
)
GROUPS = ("elderly", "disabled", "preferential")


def of_street(ledger: Ledger, chance: Chance, street: int) -> int:
    """The service centre and health institutions of a street. Returns the key of an institution."""
    institution = 0
    for number in range(1, chance.number(1, 3) + 1):
        institution = ledger.put(
            Facility, street=street, kind="health_institution", name=f"第{number}社区卫生服务中心", opened_on=OPENED
        )
    if chance.has(0.97):
        size = chance.maybe(0.03, chance.number(240, 900))
        centre = ledger.put(
            Facility, street=street, kind="service_centre", name="社区服务中心", floor_area_m2=size, opened_on=OPENED
        )
        for group in GROUPS if chance.has(0.97) else ():
            if chance.has(0.97):
                _item(ledger, chance, centre, group)
    return institution


def _item(ledger: Ledger, chance: Chance, provider: int, group: str) -> None:
    ledger.put(
        ServiceItem,
        provider=provider,
        name="上门服务",
        group=group,
        mode=chance.pick(("free", "paid")),
        organised_by=chance.pick(("organisation", "volunteers")),
        valid_from=OPENED,
    )


def shared(ledger: Ledger, chance: Chance, unit: int) -> None:
    """A facility of a resident unit."""
    fee = chance.pick(("free", "low", "low", "market", ""))
    ledger.put(
        SharedFacility,
        resident_unit=unit,
        name="操场",
        kind="activity",
        non_profit=chance.maybe(0.03, chance.has(0.9)),
        opened=chance.maybe(0.1, chance.day(chance.ago(4), 800)),
        opened_until=chance.ago(0) if chance.has(0.02) else None,
        fee=fee,
    )


def fill(ledger: Ledger, chance: Chance, place: Place) -> None:
    """What a community keeps of its services."""
    since = max(OPENED, place.founded)
    own = False
    for kind, share, low, high in ROOMS:
        if chance.has(share):
            shut = chance.ago(0) if chance.has(0.02) else None
            key = ledger.put(
                Facility,
                community=place.community,
                kind=kind,
                floor_area_m2=chance.maybe(0.02, chance.number(low, high)),
                opened_on=chance.maybe(0.02, since),
                closed_on=shut,
            )
            own = own or kind == "health_institution"
            if kind == "service_station":
                _item(ledger, chance, key, chance.pick(GROUPS))
    if not own and chance.has(0.93):
        ledger.put(HealthCoverage, community=place.community, institution=place.institution, valid_from=since)
    if chance.has(0.85):
        ledger.put(
            VolunteerTeam,
            community=place.community,
            name="志愿者服务队",
            members_count=chance.maybe(0.03, place.population * chance.number(6, 30) // 1000),
            valid_from=since,
        )
    if chance.has(0.6):
        over = chance.ago(0) if chance.has(0.05) else None
        name = f"{place.name}文化节"
        ledger.put(CultureBrand, community=place.community, name=name, valid_from=since, valid_to=over)
    ledger.put(
        Activity,
        community=place.community,
        held_on=max(chance.day(chance.ago(1), 360), place.founded),
        kind=chance.pick(("culture", "sport")),
        name="邻里节",
        participants=chance.number(30, 900),
    )
