"""Figures that an official form can ask for: of communities and streets, each measured for all of them at a time.

What a form shows is read from the registers, so that nothing is typed for a form. A unit of which a register keeps
nothing has no figure; that is a blank in the form, never a nought.
"""

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Count, Expression, F, Model, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from zhoushan_community.base.dated import MovableModel
from zhoushan_community.base.standards import Asked, Measure, begun, latest

BECAUSE = "a form is drawn for a territory that the person sees, and narrowed to the units of that territory"

Measured = Callable[[Asked], Measure]


@dataclasses.dataclass(frozen=True)
class Figure:
    """A number of each unit on a day.

    unit: of measure. level: whose it is, "community" or "street". places: decimals that are shown.
    """

    words: Any
    unit: str
    measure: Measured
    level: str = "community"
    places: int = 0


def kept(model: type[Model]) -> QuerySet:
    """All rows of a register."""
    return model.objects.whole_city(because=BECAUSE)


def year_of(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """What a yearly count covers: from the first day of the year up to the day."""
    return datetime.date(day.year, 1, 1), day


def last(model: type[Model], field: str, *, on: str = "counted_on") -> Measured:
    """The last count known on the day."""
    return lambda asked: latest(kept(model), "community", field, asked.day, on=on)


def total(model: type[Model], field: str, which: Q) -> tuple[Expression, Expression | None]:
    """How many rows there are, or the sum of a field of theirs; and of how many of these it is unknown."""
    if not field:
        return Count("pk", filter=which), None
    added = Coalesce(Sum(field, filter=which), Value(0), output_field=model._meta.get_field(field))
    return added, Count("pk", filter=which & Q(**{f"{field}__isnull": True}))


def standing(
    model: type[Model],
    unit: str = "community",
    *,
    add: str = "",
    also: Callable[[datetime.date], Q] | None = None,
    **which: Any,
) -> Measured:
    """How many rows hold on the day; add: the sum of that field of theirs instead. also: what else holds on the day."""

    def measure(asked: Asked) -> Measure:
        on = model.holding(asked.day) & Q(**which)
        if also:
            on &= also(asked.day)
        rows = begun(kept(model).filter(**{f"{unit}__isnull": False}), asked.day, model.dated_fields[0])
        number, doubt = total(model, add, on)
        return Measure(rows, unit, number, on, doubt=doubt)

    return measure


def in_year(model: type[Model], field: str, *, add: str = "", **which: Any) -> Measured:
    """How many rows have their day in the year up to the day; add: the sum of that field of theirs instead."""

    def measure(asked: Asked) -> Measure:
        within = Q(**{f"{field}__range": year_of(asked.day)}) & Q(**which)
        if issubclass(model, MovableModel):
            # What happened before a row came is told by the row that it came from.
            within &= Q(came_on__isnull=True) | Q(**{f"{field}__gte": F("came_on")})
        number, doubt = total(model, add, within)
        return Measure(kept(model).filter(**{f"{field}__lte": asked.day}), "community", number, within, doubt=doubt)

    return measure
