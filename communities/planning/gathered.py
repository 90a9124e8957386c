"""What a sheet or a map says of areas and neighbours, and everything that is wrong with it, each with its remedy."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from ..planner.instance import Limits
from ..planner.reading import LARGEST
from .ground import Ground

#: More areas than these are no plan of a district; they were taken from another map.
MOST = 2000


@dataclasses.dataclass(frozen=True)
class Place:
    """Where something is written. sheet: the sheet or the kind of thing; cell: its address; text: what stands there."""

    sheet: str
    cell: str
    text: str = ""


@dataclasses.dataclass(frozen=True)
class Fault:
    """Something that keeps the whole file out. meant: it is let in once the person says that it is so in fact."""

    place: Place
    words: str
    meant: bool = False


@dataclasses.dataclass
class AreaSaid:
    """An area as it was written. at: where each of its values stands. households: None where it cannot be read."""

    id: str
    households: int | None
    street: str
    current: str
    at: dict[str, Place]
    more: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class BorderSaid:
    """A pair of neighbours as it was written. length_m: None where it was left empty or cannot be read."""

    a: str
    b: str
    length_m: int | None
    barrier: bool
    at: dict[str, Place]

    @property
    def pair(self) -> tuple[str, str]:
        return min(self.a, self.b), max(self.a, self.b)


@dataclasses.dataclass
class Gathered:
    """All that was read, and the faults found on the way."""

    areas: list[AreaSaid] = dataclasses.field(default_factory=list)
    borders: list[BorderSaid] = dataclasses.field(default_factory=list)
    faults: list[Fault] = dataclasses.field(default_factory=list)

    def examine(self, ground: Ground, limits: Limits) -> None:
        """Adds every fault that shows only where all is seen together."""
        self.faults += [*self._areas(ground), *self._borders()]
        # Whether an area is alone or too big is asked of a file that can be read at all.
        if not any(not fault.meant for fault in self.faults):
            self.faults += self._doubtful(limits)

    def _areas(self, ground: Ground) -> Iterator[Fault]:
        first: dict[str, AreaSaid] = {}
        if not self.areas:
            yield Fault(Place("", ""), _("There is no area in it; write one on each row, with its households."))
        if len(self.areas) > MOST:
            words = _("These are %(count)s areas; plan at most %(most)s at once, one district or street.")
            yield Fault(Place("", ""), words % {"count": len(self.areas), "most": MOST})
        for area in self.areas:
            if area.id in first:
                words = _("Area “%(name)s” stands at %(other)s already; delete one of the two, or rename it.")
                yield Fault(area.at["id"], words % {"name": area.id, "other": first[area.id].at["id"].cell})
            first.setdefault(area.id, area)
            if (area.households or 0) > LARGEST:
                words = _("“%(name)s” has %(households)s households; mend the number, of at most %(most)s.")
                told = {"name": area.id, "households": area.households, "most": LARGEST}
                yield Fault(area.at["households"], words % told)
            if area.street not in ground.streets:
                words = _("“%(street)s” is no street of %(unit)s on %(day)s; write one of: %(streets)s.")
                told = {"street": area.street, "unit": ground.holder, "day": ground.day}
                yield Fault(area.at["street"], words % {**told, "streets": "、".join(ground.streets)})
            elif area.current:
                present = ground.present(area.street, area.current)
                if present is None:
                    words = _(
                        "There is no community or committee “%(name)s” in %(street)s on %(day)s; write its name as in"
                        " the register, or leave the cell empty."
                    )
                    told = {"name": area.current, "street": area.street, "day": ground.day}
                    yield Fault(area.at["current"], words % told)
                else:
                    area.current = present.key

    def _borders(self) -> Iterator[Fault]:
        known = {area.id for area in self.areas}
        first: dict[tuple[str, str], BorderSaid] = {}
        with_length = any(border.length_m is not None for border in self.borders)
        for border in self.borders:
            for name in ("a", "b"):
                if getattr(border, name) not in known:
                    words = _("There is no area “%(name)s”; write its name as among the areas, or add it there.")
                    yield Fault(border.at[name], words % {"name": getattr(border, name)})
            if border.a == border.b:
                words = _("“%(name)s” is no neighbour of itself; delete the row or mend one of the names.")
                yield Fault(border.at["b"], words % {"name": border.a})
                continue
            if (border.length_m or 0) > LARGEST:
                words = _("The border is %(length)s m long; mend the number, of at most %(most)s.")
                yield Fault(border.at["length_m"], words % {"length": border.length_m, "most": LARGEST})
            if with_length and border.length_m is None and not border.at["length_m"].text:
                words = _("The length of this border is missing; write it in metres, or leave all lengths empty.")
                yield Fault(border.at["length_m"], words)
            other = first.setdefault(border.pair, border)
            if other is border:
                continue
            told = {"a": border.a, "b": border.b, "other": other.at["a"].cell}
            if (other.length_m, other.barrier) != (border.length_m, border.barrier):
                words = _(
                    "“%(a)s” and “%(b)s” stand as neighbours at %(other)s with another length or barrier; a border is"
                    " the same from both sides: write the right one and delete the other."
                )
                yield Fault(border.at["length_m"], words % told)
            elif (other.a, other.b) == (border.a, border.b):
                words = _("“%(a)s” and “%(b)s” stand as neighbours at %(other)s already; delete one of the two rows.")
                yield Fault(border.at["a"], words % told)

    def _doubtful(self, limits: Limits) -> Iterator[Fault]:
        met = {name for border in self.borders for name in border.pair}
        for area in self.areas:
            if area.id not in met:
                words = _(
                    "Area “%(name)s” has no neighbours; write them, or say below that it is an island and becomes a"
                    " community alone."
                )
                yield Fault(area.at["id"], words % {"name": area.id}, meant=True)
            if area.households is not None and area.households > limits.max:
                words = _(
                    "“%(name)s” alone has %(households)s households, above the maximum of %(max)s; divide it into"
                    " blocks, or say below that it cannot be divided."
                )
                told = {"name": area.id, "households": area.households, "max": limits.max}
                yield Fault(area.at["households"], words % told, meant=True)

    def written(self) -> dict[str, Any]:
        """Areas and neighbours as an instance holds them; without lengths, each border counts one metre."""
        borders = {border.pair: border for border in reversed(self.borders)}
        return {
            "areas": [
                {
                    "id": area.id,
                    "households": area.households,
                    "street": area.street,
                    "current": area.current or area.id,
                    **area.more,
                }
                for area in self.areas
            ],
            "adjacency": [
                {
                    "a": border.pair[0],
                    "b": border.pair[1],
                    "length_m": 1 if border.length_m is None else border.length_m,
                    "barrier": border.barrier,
                }
                for border in sorted(borders.values(), key=lambda each: each.pair)
            ],
        }
