"""What the pages of units show of facilities and services."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.models import Community, District, Street
from zhoushan_community.base.panels import Figure, Lack, Panel, amounts, figures, lacking, lacks, panel, rows_of
from zhoushan_community.base.registers import find

from .models import Facility, HealthCoverage, ServiceItem
from .models.facilities import OF_COMMUNITY

#: The rooms that each community has, and the clauses that ask for them.
ROOMS = {
    "office": ("N02",),
    "police_room": ("N02",),
    "activity_room": ("N02", "N20"),
    "health_room": ("N02",),
    "service_station": ("N19",),
}


Group = ServiceItem.Group
#: For whom a service centre has something in any case.
OBLIGATORY = (Group.ELDERLY, Group.DISABLED, Group.PREFERENTIAL)


@figures
def rooms(communities: Sequence[int], day: datetime.date, user: Any) -> Iterator[Figure]:
    """N02, N19, N20: how large the community's rooms are together."""
    rows = Facility.objects.visible_to(user).filter(Facility.holding(day), kind__in=OF_COMMUNITY)
    found = amounts(rows, communities, Sum("floor_area_m2"), unknown=Q(floor_area_m2=None))
    yield Figure("rooms", _("rooms (m²)"), found, register=find("services.facility"))


@lacks("community")
def lacking_rooms(communities: Sequence[int], day: datetime.date, user: Any) -> Iterator[Lack]:
    """N02, N19, N20."""
    return lacking("services.facility", communities, day, user, clauses=ROOMS)


@lacks("community")
def lacking_health(communities: Sequence[int], day: datetime.date, user: Any) -> Iterator[Lack]:
    """N22: a health institution of its own, or one that serves it."""
    own = Facility.objects.visible_to(user).filter(Facility.holding(day), kind="health_institution")
    served = HealthCoverage.objects.visible_to(user).filter(HealthCoverage.holding(day))
    held = {
        community
        for rows in (own, served)
        for community in rows.filter(community__in=communities).order_by().values_list("community", flat=True)
    }
    register = find("services.healthcoverage")
    for community in communities:
        if community not in held:
            yield Lack(community, ("N22",), _("health institution"), register, {"community": community})


@lacks("community")
def lacking_volunteers(communities: Sequence[int], day: datetime.date, user: Any) -> Iterator[Lack]:
    """N21: registered volunteers."""
    return lacking("services.volunteerteam", communities, day, user, clauses=("N21",))


@lacks("street")
def lacking_centre(streets: Sequence[int], day: datetime.date, user: Any) -> Iterator[Lack]:
    """N18: a service centre, with an item for each of the three groups."""
    yield from lacking("services.facility", streets, day, user, clauses={"service_centre": ("N18",)}, holder="street")
    centres = Facility.objects.visible_to(user).filter(Facility.holding(day), kind="service_centre", street__in=streets)
    first = dict(centres.order_by("-pk").values_list("street", "pk"))
    items = ServiceItem.objects.visible_to(user).filter(ServiceItem.holding(day), provider__kind="service_centre")
    held = set(items.filter(provider__street__in=first).order_by().values_list("provider__street", "group"))
    for street, centre in first.items():
        for group in OBLIGATORY:
            if (street, group.value) not in held:
                words = gettext("service of the centre for %(group)s") % {"group": group.label}
                begin = {"provider": centre, "group": group.value}
                yield Lack(street, ("N18",), words, find("services.serviceitem"), begin)


@lacks("street")
def lacking_institutions(streets: Sequence[int], day: datetime.date, user: Any) -> Iterator[Lack]:
    """N23: a health institution, of the street or of a community in it."""
    rows = Facility.objects.visible_to(user).filter(Facility.holding(day), kind="health_institution")
    held = {
        street
        for path in ("street", "community__street")
        for street in rows.filter(**{f"{path}__in": streets}).order_by().values_list(path, flat=True)
    }
    register = find("services.facility")
    for street in streets:
        if street not in held:
            begin = {"street": street, "kind": "health_institution"}
            yield Lack(street, ("N23",), _("health institution"), register, begin)


@panel("community")
def facilities(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N02, N19, N20, N24: rooms with their areas."""
    columns = ("kind", "name", "floor_area_m2", "premises", "opened_on")
    return rows_of("services.facility", unit, day, user, columns=columns)


@panel("community")
def health(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N22: the institutions that serve it beside its own."""
    return rows_of("services.healthcoverage", unit, day, user, columns=("institution", "valid_from"))


@panel("street")
def centres(unit: Street, day: datetime.date, user: Any) -> Panel:
    """N18: the service centres with their areas."""
    columns = ("name", "floor_area_m2", "opened_on")
    only = Q(kind="service_centre")
    return rows_of("services.facility", unit, day, user, only=only, title=_("service centres"), columns=columns)


@panel("street")
def centre_items(unit: Street, day: datetime.date, user: Any) -> Panel:
    """N18: what the service centres offer, by whom they serve."""
    only, title = Q(provider__kind="service_centre"), _("services of the centres")
    columns = ("group", "name", "mode", "organised_by", "provider")
    return rows_of("services.serviceitem", unit, day, user, only=only, title=title, columns=columns)


@panel("street")
def institutions(unit: Street, day: datetime.date, user: Any) -> Panel:
    """N23: the health institutions against the population."""
    only, title = Q(kind="health_institution"), _("health institutions")
    columns = ("name", "community", "floor_area_m2", "opened_on")
    found = rows_of("services.facility", unit, day, user, only=only, title=title, columns=columns)
    communities = Community.objects.visible_to(user).existing(day).as_of(day).filter(street_then=unit.pk)
    population = list(communities.order_by().values_list("population", flat=True))
    known = sum(filter(None, population))
    found.template = "services/institutions.html"
    found.context = {
        "population": known,
        "unknown": population.count(None),
        "for_each": round(known / found.count) if found.count else None,
    }
    return found


@panel("community")
def items(unit: Community, day: datetime.date, user: Any) -> Panel:
    """R03."""
    columns = ("name", "group", "category", "mode", "organised_by")
    return rows_of("services.serviceitem", unit, day, user, columns=columns)


@panel("community")
def volunteers(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N21."""
    return rows_of("services.volunteerteam", unit, day, user)


@panel("community")
def shared(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N07: what resident units open to the community; open or not."""
    return rows_of("services.sharedfacility", unit, day, user)


@panel("community")
def brands(unit: Community, day: datetime.date, user: Any) -> Panel:
    """A03."""
    return rows_of("services.culturebrand", unit, day, user)


@panel("community")
def activities(unit: Community, day: datetime.date, user: Any) -> Panel:
    """R05."""
    return rows_of("services.activity", unit, day, user, until="held_on")


@panel("district")
def policies(unit: District, day: datetime.date, user: Any) -> Panel:
    """R04."""
    return rows_of("services.preferentialpolicy", unit, day, user)
