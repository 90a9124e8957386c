"""The ancestors and descendants of a unit over all adjustments in effect: a graph, read one generation at a time."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db import models
from django.db.models import Q

from ..models import AdjustmentShare, Community, ResidentsCommittee, Street, in_effect

BECAUSE = "of what a unit was made and into what it went is told with it, by name"
MODELS: dict[str, type[models.Model]] = {"committee": ResidentsCommittee, "community": Community, "street": Street}
#: The fields by which a share names its ends, by the kind of the unit.
SOURCES = {"committee": "from_committee", "community": "from_community", "street": "from_street"}
TARGETS = {
    kind: f"to_{kind}" for kind in MODELS if f"to_{kind}" in {each.name for each in AdjustmentShare._meta.fields}
}


class Unit(NamedTuple):
    """A committee, community or street, by its kind and key."""

    kind: str
    key: int


@dataclass(frozen=True)
class Edge:
    """A source gave to a target, by a share of an adjustment that is in effect."""

    source: Unit
    target: Unit
    share: AdjustmentShare

    @property
    def day(self) -> datetime.date:
        """From when on."""
        return self.share.adjustment.effective_on


@dataclass
class Lineage:
    """Everybody that a unit came out of, and everybody that came out of it, up to a day.

    ups: by unit, the edges that lead into it; downs: those that lead out of it. What a unit kept for itself is in
    `stayed` and no edge. generations: how far each is from the unit, ancestors below nought.
    """

    root: Unit
    day: datetime.date
    rows: dict[Unit, models.Model]
    ups: dict[Unit, list[Edge]] = field(default_factory=dict)
    downs: dict[Unit, list[Edge]] = field(default_factory=dict)
    stayed: list[AdjustmentShare] = field(default_factory=list)
    generations: dict[Unit, int] = field(default_factory=dict)

    @cached_property
    def edges(self) -> list[Edge]:
        """Every edge once, by day."""
        found = {edge.share.pk: edge for side in (self.ups, self.downs) for edges in side.values() for edge in edges}
        return sorted(found.values(), key=lambda edge: (edge.day, edge.share.pk))

    def visible(self, user: models.Model) -> dict[Unit, models.Model]:
        """Those of the units that the person may open. One query a kind."""
        found = {}
        for kind, keys in _by_kind(self.rows).items():
            seen = MODELS[kind].objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)
            found |= {Unit(kind, key): self.rows[Unit(kind, key)] for key in seen}
        return found


def _by_kind(units: Mapping[Unit, object]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for kind, key in units:
        found[kind].append(key)
    return found


def _ends(share: AdjustmentShare) -> tuple[Unit, Unit] | None:
    """Source and target; None for a share whose target is not founded yet."""

    def end(fields: Mapping[str, str]) -> Unit | None:
        keys = ((kind, getattr(share, f"{name}_id")) for kind, name in fields.items())
        return next((Unit(kind, key) for kind, key in keys if key), None)

    source, target = end(SOURCES), end(TARGETS)
    return (source, target) if source and target else None


def _next(bounds: Mapping[Unit, datetime.date], day: datetime.date, fields: Mapping[str, str]) -> Iterator[Edge]:
    """The shares in effect that name one of the units in the fields. One query."""
    touching = Q()
    for kind, keys in _by_kind(bounds).items():
        if kind in fields:
            touching |= Q(**{f"{fields[kind]}__in": keys})
    if not touching:
        return
    rows = AdjustmentShare.objects.whole_city(because=BECAUSE).filter(touching, in_effect(day, "adjustment"))
    ends = (*SOURCES.values(), *TARGETS.values())
    for share in rows.select_related("adjustment", *ends).order_by("adjustment__effective_on", "pk"):
        if ends_of := _ends(share):
            yield Edge(*ends_of, share)


def lineage(row: models.Model, day: datetime.date) -> Lineage:
    """The unit's lineage as of the day. One query a generation, however many units each has.

    An ancestor's own ancestors are those from before it gave, because what it received later never came here; likewise
    with descendants.
    """
    kind = next(kind for kind, model in MODELS.items() if isinstance(row, model))
    root = Unit(kind, row.pk)
    found = Lineage(root, day, {root: row}, generations={root: 0})
    for up in (True, False):
        bounds = {root: datetime.date.max if up else datetime.date.min}
        frontier, known, step = dict(bounds), found.ups if up else found.downs, 0
        while frontier:
            step += 1
            later: dict[Unit, datetime.date] = {}
            for edge in _next(frontier, day, TARGETS if up else SOURCES):
                here, there = (edge.target, edge.source) if up else (edge.source, edge.target)
                if not (edge.day < bounds[here] if up else edge.day > bounds[here]):
                    continue
                if edge.source == edge.target:
                    if here == root and up:
                        found.stayed.append(edge.share)
                    continue
                own = known.setdefault(here, [])
                if edge.share.pk not in {each.share.pk for each in own}:
                    own.append(edge)
                for unit, named in ((edge.source, edge.share.source), (edge.target, edge.share.target)):
                    found.rows.setdefault(unit, named)
                found.generations.setdefault(there, -step if up else step)
                reached = bounds.get(there)
                if reached is None or (edge.day > reached if up else edge.day < reached):
                    bounds[there] = later[there] = edge.day
            frontier = later
    return found
