"""What the pages of units show of public security."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import Community
from zhoushan_community.base.panels import Amount, Figure, Lack, Panel, amounts, figures, lacking, lacks, panel, rows_of
from zhoushan_community.base.registers import find

from .models import PoliceOfficer, PoliceRoom


@figures
def police(communities: Sequence[int], day: datetime.date, user: Any) -> Iterator[Figure]:
    """N24: whether there is a police room."""
    rooms = PoliceRoom.objects.visible_to(user).filter(PoliceRoom.holding(day))
    found = amounts(rooms, communities, Count("community", distinct=True))
    register = find("security.policeroom")
    yield Figure("police_room", gettext_lazy("police room"), found, holds=True, absent=Amount(0), register=register)


@lacks("community")
def police_rooms_and_officers(communities: Sequence[int], day: datetime.date, user: Any) -> Iterator[Lack]:
    """N24, N25: a police room, and an officer in it."""
    yield from lacking("security.policeroom", communities, day, user, clauses=("N24", "N25"))
    rooms = PoliceRoom.objects.visible_to(user).filter(PoliceRoom.holding(day), community__in=communities)
    first = {}
    for community, room in rooms.order_by("-pk").values_list("community", "pk"):
        first[community] = room
    manned = PoliceOfficer.objects.visible_to(user).filter(PoliceOfficer.holding(day), room__community__in=first)
    manned = set(manned.order_by().values_list("room__community", flat=True))
    for community, room in first.items():
        if community not in manned:
            words = _("officer of the police room")
            yield Lack(community, ("N25",), words, find("security.policeofficer"), {"room": room})


@lacks("community")
def security(communities: Sequence[int], day: datetime.date, user: Any) -> Iterator[Lack]:
    """N27, N28: the two committees, and a measure of each kind."""
    kinds = {"security": ("N27",), "mediation": ("N27",)}
    yield from lacking("security.securityorganization", communities, day, user, clauses=kinds)
    kinds = {"people": ("N28",), "physical": ("N28",), "technical": ("N28",)}
    yield from lacking("security.measure", communities, day, user, clauses=kinds)


@panel("community")
def police_rooms(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N24, N26: with its head and whether that sits in the residents' committee."""
    columns = ("facility", "up_to_standard", "serving", "head_name", "seated")
    return rows_of("security.policeroom", unit, day, user, columns=columns)


@panel("community")
def officers(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N25."""
    return rows_of("security.policeofficer", unit, day, user, columns=("name", "post", "is_head", "room", "valid_from"))


@panel("community")
def organizations(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N27."""
    return rows_of("security.securityorganization", unit, day, user)


@panel("community")
def measures(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N28."""
    return rows_of("security.measure", unit, day, user)


@panel("community")
def campaign(unit: Community, day: datetime.date, user: Any) -> Panel:
    """R07."""
    started = Q(started_on=None) | Q(started_on__lte=day)
    return rows_of("security.campaignstep", unit, day, user, only=started)


@panel("community")
def cases(unit: Community, day: datetime.date, user: Any) -> Panel:
    """R09: those that were open on the day."""
    still = Q(closed_on=None) | Q(closed_on__gt=day)
    columns = ("case_no", "kind", "parties_count", "opened_on")
    title = gettext_lazy("Open disputes")
    return rows_of("security.case", unit, day, user, only=still, until="opened_on", title=title, columns=columns)


@panel("community")
def check_rounds(unit: Community, day: datetime.date, user: Any) -> Panel:
    """R09."""
    return rows_of("security.checkround", unit, day, user, until="held_on")


@panel("community")
def legal_events(unit: Community, day: datetime.date, user: Any) -> Panel:
    """R08."""
    return rows_of("security.legalevent", unit, day, user, until="held_on")


@panel("community")
def period_counts(unit: Community, day: datetime.date, user: Any) -> Panel:
    """R10."""
    return rows_of("security.periodcount", unit, day, user, until="starts_on")
