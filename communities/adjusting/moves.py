"""Which rows belong to a community, and how they go over to another: declared by each app in its own moves.py.

A row never changes its past. What was with the source ends there on the day, and a row of the same content begins that
day at the target. Where the row's own days say something of the thing itself, such as the award of an honour, they stay
as they are and `came_on`, `went_on` say when it was with whom (dated.MovableModel).
"""

import dataclasses
import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from zhoushan_community.base import dated
from zhoushan_community.base.scope import ScopedModel

#: What is summed: the name of a unit of measure ("yuan", "m2", "persons"), and the fields that hold it.
Sums = Mapping[str, tuple[str, ...]]


def span_of(model: type[models.Model]) -> tuple[str, str]:
    """The fields that say since when and until when a row is with its unit."""
    return dated.HOME if issubclass(model, dated.MovableModel) else model.dated_fields


def open_on(model: type[ScopedModel], day: datetime.date) -> Q:
    """The rows that hold on the day, and those that are to hold later."""
    ends = [end for _start, end in dated.spans(model)]
    found = Q()
    for end in ends:
        found &= Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": day})
    return found


@dataclasses.dataclass(frozen=True)
class Follow:
    """Rows that go wherever the row goes that they belong to.

    field: the one that names that row. span: since when and until when they belong to it; what the model says, when
    left out, "" for none. begins: the field without whose day, or before it, there is nothing to end.
    """

    model: type[ScopedModel]
    field: str
    span: tuple[str, str] | None = None
    begins: str = ""


@dataclasses.dataclass(frozen=True)
class Move:
    """Rows of communities that an adjustment gives another home.

    way: from a row to its community. only: which rows, besides those that hold on the day. since: the field of a row's
    own first day, where the model names none. leads: the row that it goes with unless a person says otherwise, such as
    the premises that a room lies in. shared: amounts that several successors divide by their households.
    one: a community has one of them at a time for each value of these fields; those that come join it, and the numbers
    in `adds` are summed. one_of: of which rows that is so. name: the text by which rows of a community differ; where
    two come together the one that came is named after its source, too. told: a row in words; never a person's name,
    because the words outlast it.
    sums: what must be the same before and after. points: fields that name other rows that may have moved.
    street: the field of the street, where a row can be a street's.
    place: brings the new row in order, e.g. names its term of office. after: what else is written once all have moved.
    """

    model: type[ScopedModel]
    way: str = "community"
    only: Callable[[datetime.date], Q] = lambda day: Q()
    since: str = ""
    leads: str = ""
    shared: bool = False
    one: tuple[str, ...] | None = None
    one_of: Q = dataclasses.field(default_factory=Q)
    adds: tuple[str, ...] = ()
    name: str = ""
    told: Callable[[Any], Any] = str
    sums: Sums = dataclasses.field(default_factory=dict)
    points: tuple[str, ...] = ()
    street: str = ""
    place: Callable[[Any, Any, Any], None] | None = None
    after: Callable[[Any, Any], None] | None = None

    @property
    def label(self) -> str:
        """communities.estate"""
        return self.model._meta.label_lower

    def words(self, row: models.Model) -> str:
        """A row in words."""
        return f"{self.model._meta.verbose_name} {self.told(row)}"

    @property
    def begins(self) -> str:
        """The field of the row's own first day; "" where it has none."""
        return self.since or getattr(self.model, "dated_fields", ("",))[0]

    def rows(self, unit: Mapping[str, Any], day: datetime.date) -> models.QuerySet:
        """The rows of the units that the day finds open, in the order of their keys. unit: a condition on `way`, such
        as {"in": keys}."""
        wanted = {f"{self.way}__{lookup}": value for lookup, value in unit.items()}
        rows = self.model.objects.whole_city(because=BECAUSE).filter(open_on(self.model, day), self.only(day), **wanted)
        return rows.order_by("pk")

    def standing(self, keys: Any, day: datetime.date) -> models.QuerySet:
        """The rows of the communities that hold on the very day, by their own first day, too."""
        rows = self.model.objects.whole_city(because=BECAUSE).filter(self.model.holding(day), self.only(day))
        if self.since:
            rows = rows.filter(Q(**{f"{self.since}__isnull": True}) | Q(**{f"{self.since}__lte": day}))
        return rows.filter(**{f"{self.way}__in": keys})


@dataclasses.dataclass(frozen=True)
class Ending:
    """Rows that hold of a unit itself, so that they end with it and no other takes them over.

    ways: from a row to the community or street that it is said of. told: a row in words.
    """

    model: type[ScopedModel]
    ways: tuple[str, ...]
    told: Callable[[Any], Any] = str

    def rows(self, units: Mapping[str, Any], day: datetime.date) -> models.QuerySet:
        """Those that hold on the day or are to hold later; units: by way, the keys of the units that end."""
        named = Q(pk=None)
        for way in self.ways:
            named |= Q(**{f"{way}__in": units.get(way, ())})
        rows = self.model.objects.whole_city(because=BECAUSE).filter(named, open_on(self.model, day))
        return rows.select_related(*self.ways).order_by("pk")


BECAUSE = (
    "an adjustment moves every row of its units, whoever conducts it; the case itself is within the person's scope"
)

_moves: dict[str, Move] = {}
_endings: list[Ending] = []
_follows: dict[str, list[Follow]] = {}


def move(*declared: Move) -> None:
    """Take moves into service, in the order in which they are carried out: what others point at comes first."""
    for each in declared:
        _moves[each.label] = each


def follow(label: str, *rows: Follow) -> None:
    """Rows that go along with those of a label, such as "communities.estate"; an app above may add its own."""
    _follows.setdefault(label, []).extend(rows)


def end(*declared: Ending) -> None:
    """Take into service what ends with its unit."""
    _endings.extend(declared)


def all_endings() -> Iterator[Ending]:
    """Everything that ends with its unit."""
    return iter(_endings)


def all_moves() -> Iterator[Move]:
    """Every move, in order."""
    return iter(_moves.values())


def move_of(label: str) -> Move:
    """The move of a register. Raises KeyError."""
    return _moves[label]


def followers(label: str) -> list[Follow]:
    """What goes along with rows of the label."""
    return _follows.get(label, [])
