"""What is measured: for all units at a time, one query that gives a number for each unit.

A unit of which a register keeps nothing has no number: that is unknown. One of which it keeps something, but not what
is asked for, has nought.
"""

import dataclasses
import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from ..dated import HOME, MovableModel

Expression = Any

#: What is in doubt where it could be any number.
ANY_NUMBER = 1_000_000_000

#: PostgreSQL takes an empty column of no type for text, which compares with no number.
NO_NUMBER = "CAST(NULL AS numeric)"
#: What is said of each unit, and what holds where a measure does not say it; parts are a bit for each.
SAID = {"number": NO_NUMBER, "doubt": "0", "applies": "1", "base": NO_NUMBER, "parts": "0", "made_up": "0"}


@dataclasses.dataclass(frozen=True)
class Measure:
    """A number for each unit.

    rows: what a register keeps of the units up to the day. unit: the path from such a row to the key of its unit.
    counts: which of the rows say what is measured; they are the evidence.
    number: an aggregate over the rows of a unit, or, with `single`, an expression of its one row.
    doubt: an aggregate; how much the rows that leave open what they say could add to the number. applies: an aggregate;
    nought where the standard has no say. base: an aggregate that the bounds are reckoned from. parts: the aggregates of
    a number that counts them, each 1 where its part is there. fallback: it speaks only of units of which those before
    it do not.
    """

    rows: QuerySet
    unit: str
    number: Expression
    counts: Q = dataclasses.field(default_factory=Q)
    doubt: Expression = None
    applies: Expression = None
    base: Expression = None
    parts: tuple[Expression, ...] = ()
    single: bool = False
    fallback: bool = False

    def instead(self) -> "Measure":
        """The same, for units of which those before it say nothing."""
        return dataclasses.replace(self, fallback=True)

    def said(self) -> dict[str, Expression]:
        """What it says of a unit, of the names of SAID."""
        bits: Expression = Value(0)
        for place, part in enumerate(self.parts):
            bits = bits + Coalesce(part, 0) * (1 << place)
        made_up = ~Q(generated=[])
        flag = Case(When(made_up, then=1), default=0) if self.single else Count("pk", filter=self.counts & made_up)
        told = {"number": self.number, "doubt": self.doubt, "applies": self.applies, "base": self.base}
        told |= {"parts": bits if self.parts else None, "made_up": flag}
        return {name: value for name, value in told.items() if value is not None}

    def speaks_of(self, keys: Collection[int]) -> set[int]:
        """The units of which the register keeps something. One query."""
        return set(self.rows.filter(**{f"{self.unit}__in": keys}).order_by().values_list(self.unit, flat=True))

    def evidence(self, keys: Collection[int]) -> dict[int, list[tuple[str, int]]]:
        """The rows read, as (model label, key), by unit. One query."""
        label = self.rows.model._meta.label_lower
        rows = self.rows.filter(self.counts, **{f"{self.unit}__in": keys}).order_by("pk")
        found: dict[int, list[tuple[str, int]]] = {}
        for unit, key in dict.fromkeys(rows.values_list(self.unit, "pk")):
            found.setdefault(unit, []).append((label, key))
        return found


def together(measures: Sequence[Measure]) -> QuerySet:
    """The column unit, and what each of the measures says in columns as number0, doubt0, number1, so that rows which
    several of them read are read once. They have the same rows and the same way to a unit."""
    first = measures[0]
    shown = {f"{name}{place}": value for place, each in enumerate(measures) for name, value in each.said().items()}
    return first.rows.order_by().values(unit=F(first.unit)).annotate(**shown).values("unit", *shown)


def has(condition: Q) -> Expression:
    """An aggregate: 1 where a unit has a row of the condition, else 0."""
    return Coalesce(Max(Case(When(condition, then=1))), 0)


def in_parts(rows: QuerySet, unit: str, parts: Mapping[str, Q], *, within: Q | None = None, **more: Any) -> Measure:
    """How many of the parts a unit has, each told by the condition of its rows. within: what holds for all of them."""
    within = within or Q()
    flags = tuple(has(condition & within) for condition in parts.values())
    counts = Q()
    for condition in parts.values():
        counts |= condition
    number: Expression = flags[0]
    for flag in flags[1:]:
        number = number + flag
    return Measure(rows, unit, number, counts & within, parts=flags, **more)


def latest(rows: QuerySet, unit: str, field: str, day: datetime.date, *, on: str = "counted_on") -> Measure:
    """The last figure known on the day; what is left empty is no figure."""
    known = newest(rows.filter(**{f"{on}__lte": day, f"{field}__isnull": False}), unit, on)
    return Measure(known, unit, F(field), single=True)


def newest(rows: QuerySet, unit: str, on: str) -> QuerySet:
    """Of each unit the row of the latest day; of two on that day the one entered last."""
    after = Q(**{f"{on}__gt": OuterRef(on)}) | Q(**{on: OuterRef(on), "pk__gt": OuterRef("pk")})
    return rows.filter(~Exists(rows.filter(after, **{unit: OuterRef(unit)})))


def begun(rows: QuerySet, day: datetime.date, start: str = "valid_from") -> QuerySet:
    """What a register keeps up to the day, what has ended included."""
    starts = [start, HOME[0]] if issubclass(rows.model, MovableModel) else [start]
    for name in starts:
        rows = rows.filter(Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": day}))
    return rows
