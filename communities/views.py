"""The own pages of a community, a street and a district, as of a day."""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhoushan_community.base import dated
from zhoushan_community.base.attachments import evidence_of
from zhoushan_community.base.pages import is_editable
from zhoushan_community.base.panels import Amount, Figure, Panel, figures_of, lacks_of, panels_of
from zhoushan_community.base.registers import Register, find
from zhoushan_community.base.scope import LEVELS, duties_over, may_add_at
from zhoushan_community.base.tables import asked_day

from .models import Community, District, Street


@dataclasses.dataclass(frozen=True)
class Below:
    """A row of the table of units below: the figures of its communities, and how much is missing in them."""

    unit: models.Model
    address: str
    communities: int
    amounts: list[tuple[Figure, Amount]]
    lacks: int


@dataclasses.dataclass(frozen=True)
class Section:
    """The panels of one app. empty: those that have nothing to show."""

    title: Any
    panels: list[Panel]
    empty: list[Panel]


class UnitPage:
    """What the page of a unit shows to a person on a day.

    communities: keys of those in the unit that the person sees and that exist on the day. below: the units of its
    table, each with the keys of its communities.
    """

    def __init__(
        self,
        request: HttpRequest,
        unit: models.Model,
        day: datetime.date,
        communities: Sequence[int],
        below: Sequence[tuple[models.Model, Sequence[int]]] = (),
    ) -> None:
        self.request, self.user, self.unit, self.day = request, request.user, unit, day
        self.level, self.register = unit.territory_level, find(unit._meta.label_lower)
        self.on = {"on": day} if request.GET.get("on") else {}
        self.stands = dated.holds_on(unit, day)
        # Who sees a unit only from below, because a part of it is theirs, is shown that part and nothing else.
        self.whole = bool(duties_over(self.user, "view", unit))
        figures = figures_of(communities, day, self.user)
        is_one = self.level == "community" and self.stands
        self.head = [
            (figure, figure.at(unit.pk) if is_one else figure.of(communities), self.list_of(figure.register))
            for figure in figures
        ]
        lacks = lacks_of("community", communities, day, self.user)
        self.below = [
            Below(
                each,
                self.page_of(each),
                len(own),
                [(figure, figure.at(each.pk) if self.level == "street" else figure.of(own)) for figure in figures],
                sum(len(lacks[key]) for key in own),
            )
            for each, own in below
        ]
        self.communities = len(communities)
        # The breadcrumbs, the title and the figures have told the rest.
        told = {"name", *LEVELS, *(figure.name for figure in figures)}
        self.facts = [column for column in self.register.table if column.name not in told]
        self.lacks_below = sum(map(len, lacks.values()))
        if self.level != "community":
            lacks = lacks_of(self.level, [unit.pk], day, self.user) if self.whole and self.stands else {}
        self.lacks = [(lack, self.add_to(lack.register, lack.begin)) for lack in lacks.get(unit.pk, ())]
        self.sections = self._sections() if self.whole else []

    @property
    def dates(self) -> tuple[datetime.date | None, datetime.date | None]:
        """From when to when the unit exists."""
        return tuple(getattr(self.unit, name) for name in getattr(self.unit, "dated_fields", ())) or (None, None)

    def list_of(self, register: Register, query: Mapping[str, Any] = {}) -> str:
        """The address of the register's rows in the unit."""
        return f"{register.url()}?{urlencode({'unit': f'{self.level}-{self.unit.pk}', **self.on, **query})}"

    def add_to(self, register: Register, begin: Mapping[str, Any]) -> str:
        """The address of the form for a new row in the unit; empty when the person may not enter one."""
        if not may_add_at(register.model, self.user, self.unit):
            return ""
        return f"{register.url('add')}?{urlencode({**begin, 'next': self.request.get_full_path()})}"

    def page_of(self, unit: models.Model) -> str:
        """The address of another unit's page on the same day."""
        return f"{unit.get_absolute_url()}?{urlencode(self.on)}" if self.on else unit.get_absolute_url()

    def _sections(self) -> list[Section]:
        found: dict[str, list[Panel]] = {}
        for panel in panels_of(self.unit, self.day, self.user):
            if panel.register:
                panel.address = self.list_of(panel.register, panel.query)
                panel.add = self.add_to(panel.register, {"unit": f"{self.level}-{self.unit.pk}"})
            found.setdefault(panel.app, []).append(panel)
        rows = [self.unit, *(row for panels in found.values() for panel in panels for row in panel.rows)]
        files = evidence_of(rows, self.user)
        for row in rows:
            row.files = files.get((row._meta.label_lower, row.pk), 0)
        return [
            Section(
                apps.get_app_config(app).verbose_name,
                [panel for panel in panels if panel.filled],
                [panel for panel in panels if not panel.filled],
            )
            for app, panels in found.items()
        ]


def community_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who, where, since when, from whom; what it has, and what is missing."""
    problems: list[str] = []
    day = asked_day(request.GET.get("on"), problems)
    rows = Community.objects.visible_to(request.user).as_of(day).select_related("street__district")
    unit = _found(rows, pk)
    page = UnitPage(request, unit, day, [pk] if dated.holds_on(unit, day) else [])
    street = Street.objects.visible_to(request.user).select_related("district").filter(pk=unit.street_then).first()
    if street:
        above = [(street.district.name, page.page_of(street.district)), (street.name, page.page_of(street))]
    else:
        above = [(unit.district_name, ""), (unit.street_name, "")]
    return _shown(page, problems, above)


def street_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Its communities side by side, what is the street's own, and what is missing."""
    problems: list[str] = []
    day = asked_day(request.GET.get("on"), problems)
    unit = _found(Street.objects.visible_to(request.user).select_related("district"), pk)
    communities = _standing(request.user, day).filter(street_then=pk)
    below = [(community, [community.pk]) for community in communities]
    page = UnitPage(request, unit, day, [community.pk for community in communities], below)
    return _shown(page, problems, [(unit.district.name, page.page_of(unit.district))])


def district_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Its streets side by side, each with the sums of its communities, and what is the district's own."""
    problems: list[str] = []
    day = asked_day(request.GET.get("on"), problems)
    unit = _found(District.objects.visible_to(request.user), pk)
    own: dict[int, list[int]] = {}
    for community, street in _standing(request.user, day).filter(district_then=pk).values_list("pk", "street_then"):
        own.setdefault(street, []).append(community)
    streets = Street.objects.visible_to(request.user).filter(district=pk)
    below = [(street, own.pop(street.pk, [])) for street in streets if street.holds_on(day) or street.pk in own]
    page = UnitPage(request, unit, day, [community for _street, found in below for community in found], below)
    return _shown(page, problems, [])


def _found(rows: models.QuerySet, pk: int) -> models.Model:
    """The unit; 404 when there is none, or none that the person sees."""
    unit = rows.filter(pk=pk).first()
    if unit is None:
        raise Http404
    return unit


def _standing(user: Any, day: datetime.date) -> models.QuerySet:
    """The communities that the person sees and that existed on the day, with where they stood."""
    return Community.objects.visible_to(user).existing(day).as_of(day)


def _shown(page: UnitPage, problems: list[str], above: list[tuple[str, str]]) -> HttpResponse:
    context = {
        "page": page,
        "problems": problems,
        "above": above,
        "editable": is_editable(page.unit, page.user),
    }
    return render(page.request, "units/page.html", context)
