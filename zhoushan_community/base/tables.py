"""Which rows and columns a list shows, from the address that asked for it."""

import dataclasses
import datetime
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from . import dated
from .filters import filterset_for, names_of
from .finding import matching
from .registers import Column, Register, walked
from .scope import unit_models, within
from .search import TooMuch
from .shelves import Shelves

#: What an address may say besides the register's own filters.
WORDS = ("unit", "on", "all", "q", "sort", "cols", "page", "size", "saved", "format")


@dataclasses.dataclass
class Listing:
    """One register's rows as filtered, sorted and dated by an address.

    source: the rows that the person may see, with what the columns read. rows: those of them that the address asks for.
    order: as order_by() takes it. A listing is counted and sliced like a list; both cost the same at every size.
    """

    register: Register
    source: models.QuerySet
    rows: models.QuerySet
    order: list[Any]
    columns: tuple[Column, ...]
    day: datetime.date
    filters: Any
    unit: models.Model | None
    sort: str
    problems: list[str]
    everything: bool = False

    @cached_property
    def _shelves(self) -> Shelves:
        return Shelves(self.rows, self.order, self.register.totals)

    def __len__(self) -> int:
        return len(self._shelves)

    def __getitem__(self, part: slice) -> list[models.Model]:
        """The rows from one place to another, with everything that their columns read."""
        keys = self._shelves.keys(part.start or 0, part.stop)
        found = self._complete(self.source).in_bulk(keys)
        return [found[key] for key in keys if key in found]

    @property
    def every_row(self) -> models.QuerySet:
        """Every row in order, without what it points at."""
        return self._shelves.rows

    @property
    def all_rows(self) -> models.QuerySet:
        """Every row in order, for a sheet."""
        return self._complete(self.every_row)

    @property
    def totals(self) -> dict[str, Any]:
        """Sums of the register's total columns over all rows that the list has, not one page's."""
        return self._shelves.sums

    def _complete(self, rows: models.QuerySet) -> models.QuerySet:
        return rows.select_related(*walked(self.register.model, self.columns), *self.register.related)

    @property
    def choosable(self) -> list[tuple[Column, bool]]:
        """Every column that the list can show, the shown ones first and in their order; with whether it is shown."""
        shown = {column.name for column in self.columns}
        others = [column for column in self.register.offered if column.name not in shown]
        return [*((column, True) for column in self.columns), *((column, False) for column in others)]

    @property
    def heads(self) -> list[tuple[Column, bool]]:
        """The columns, each with whether the list can be sorted by it."""
        known = self.source.query.annotations
        return [(column, self.register.ordering(column, known) is not None) for column in self.columns]


def asked_day(text: str | None, problems: list[str]) -> datetime.date:
    """The day that an address asks for; today, with a problem noted, when it is no day."""
    if not text:
        return dated.today()
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        problems.append(
            _("“%(text)s” is no day of the calendar; write it as 2002-06-30. Today is shown.") % {"text": text}
        )
        return dated.today()
    return day


def asked_unit(text: str | None, user: Any, problems: list[str]) -> models.Model | None:
    """The district, street or community that an address narrows to, e.g. "street-12"; only what the person sees."""
    if not text:
        return None
    level, _dash, key = text.partition("-")
    model = unit_models().get(level)
    if model is not None and key.isdecimal() and len(key) < 19:
        unit = model.objects.visible_to(user).filter(pk=key).first()
        if unit is not None:
            return unit
    problems.append(_("The chosen territory is not yours, or does not exist."))
    return None


def asked_columns(register: Register, words: Iterable[str], problems: list[str]) -> tuple[Column, ...]:
    """The columns that an address asks for, in its order: cols=name,street or cols=name&cols=street; else all."""
    names = [name for word in words for name in word.split(",") if name]
    offered = {column.name: column for column in register.offered}
    for name in dict.fromkeys(names):
        if name not in offered:
            problems.append(_("There is no column “%(name)s”; it was left out.") % {"name": name})
    return tuple(offered[name] for name in dict.fromkeys(names) if name in offered) or register.table


def asked_order(listing: Listing, problems: list[str]) -> list[Any]:
    """What the list is sorted by; the register's own order when the address names no column that can be sorted."""
    if listing.sort:
        name = listing.sort.removeprefix("-")
        column = next((column for column in listing.register.offered if column.name == name), None)
        expression = column and listing.register.ordering(column, listing.source.query.annotations)
        if expression is not None:
            down = listing.sort.startswith("-")
            return [expression.desc(nulls_last=True) if down else expression.asc(nulls_last=True)]
        problems.append(_("The list cannot be sorted by “%(name)s”.") % {"name": name})
        listing.sort = ""
    return list(listing.register.model._meta.ordering)


def in_unit(register: Register, rows: models.QuerySet, unit: models.Model) -> models.QuerySet:
    """The rows that belong to the unit, on the day for which they were annotated."""
    then = register.then.get(unit.territory_level)
    return rows.filter(**{then: unit.pk}) if then else within(rows, unit.territory_level, unit.pk)


def listing(register: Register, user: Any, query: QueryDict) -> Listing:
    """The rows of the register that the person may see, as the address asks: WORDS and the register's filters."""
    problems: list[str] = []
    day = asked_day(query.get("on"), problems)
    unit = asked_unit(query.get("unit"), user, problems)
    everything = bool(query.get("all"))
    model = register.model
    source = model.objects.visible_to(user)
    if register.annotate:
        source = register.annotate(source, day)
    rows = source if unit is None else in_unit(register, source, unit)
    if not everything:
        rows = rows.filter(model.holding(day))
    try:
        rows = matching(rows, query.get("q", ""))
    except TooMuch as error:
        problems.append(str(error))
        rows = rows.none()
    filters = filterset_for(register, user, query, rows)
    if filters.form.is_valid():
        rows = filters.qs
    else:
        problems += [
            f"{filters.form.fields[name].label}: {error}"
            for name, found in filters.form.errors.items()
            for error in found
        ]
        rows = rows.none()
    for name in sorted({*query} - {*WORDS} - {*names_of(filters.form)}):
        problems.append(_("“%(name)s” is nothing that this list is asked by; it was left out.") % {"name": name[:50]})
    columns = asked_columns(register, query.getlist("cols"), problems)
    found = Listing(
        register, source, rows, [], columns, day, filters, unit, query.get("sort", ""), problems, everything
    )
    found.order = asked_order(found, problems)
    return found
