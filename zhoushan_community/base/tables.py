"""Which rows and columns a list shows, from the address that asked for it."""

import dataclasses
import datetime
from typing import Any

from django.db import models
from django.db.models import Sum
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from . import dated
from .filters import filterset_for
from .registers import Column, Register
from .scope import matching, unit_models, within
from .search import TooMuch


@dataclasses.dataclass
class Listing:
    """One register's rows as filtered, sorted and dated by an address."""

    register: Register
    rows: models.QuerySet
    day: datetime.date
    filters: Any
    unit: models.Model | None
    sort: str
    problems: list[str]
    everything: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.register.table

    def totals(self) -> dict[str, Any]:
        """Sums of the register's total columns over all rows that the list has, not one page's."""
        names = self.register.totals
        # Aliased, because an annotation may carry the name of the column it sums.
        sums = self.rows.order_by().aggregate(**{f"sum_{name}": Sum(name) for name in names}) if names else {}
        return {name: sums[f"sum_{name}"] for name in names}


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


def listing(register: Register, user: Any, query: QueryDict) -> Listing:
    """The rows of the register that the person may see, as the address asks: on, all, unit, q, sort and filters."""
    problems: list[str] = []
    day = asked_day(query.get("on"), problems)
    unit = asked_unit(query.get("unit"), user, problems)
    everything = bool(query.get("all"))
    model = register.model
    rows = model.objects.visible_to(user)
    if register.annotate:
        rows = register.annotate(rows, day)
    if unit is not None:
        then = register.then.get(unit.territory_level)
        rows = rows.filter(**{then: unit.pk}) if then else within(rows, unit.territory_level, unit.pk)
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
    sort = query.get("sort", "")
    rows = rows.select_related(*register.related).order_by(*_order(register, sort))
    return Listing(register, rows, day, filters, unit, sort, problems, everything)


def _order(register: Register, sort: str) -> list[Any]:
    chosen = next((column for column in register.table if column.name == sort.lstrip("-")), None)
    if chosen is None:
        return [*register.model._meta.ordering, "pk"]
    expression = register.ordering(chosen)
    return [expression.desc(nulls_last=True) if sort.startswith("-") else expression.asc(nulls_last=True), "pk"]
