"""An official form filled from the registers, for a street, a district or the city, on any day."""

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from communities.models import Community, Street
from communities.standards import communities
from zhoushan_community.base.standards import Measure, Tally, together

from ..board import Board, Territory
from ..judging import Judging
from .catalogue import FIGURES
from .figures import BECAUSE
from .head import Head, Leaf

#: Streets, towns and townships, in the order in which a district's form groups them.
KINDS = {kind.value: place for place, kind in enumerate(Street.Kind)}
#: A community, or a street, by key.
Place = tuple[int | None, int | None]


@dataclasses.dataclass
class Value:
    """What stands in a cell: a number, a day or words; None is a blank.

    unknown: of how many units it is not known. made_up: whether something in it was made up for demonstration.
    """

    shown: Any = None
    unknown: int = 0
    made_up: bool = False

    def __add__(self, other: "Value") -> "Value":
        known = [value.shown for value in (self, other) if value.shown is not None]
        shown = sum(known[1:], known[0]) if known else None
        return Value(shown, self.unknown + other.unknown, self.made_up or other.made_up)


@dataclasses.dataclass
class Line:
    """A row of the form.

    kind: "total", "part" (其中), "own" (of the street itself), "unit" or "reference". territory: how an address names
    the unit, where it has a form of its own. district: the one by whose thresholds it is judged; None for the city's.
    values: one for each leaf of the head. sums: which lines a total or a part
    adds up, by number; these follow one another.
    """

    kind: str
    words: str
    code: str = ""
    territory: str = ""
    district: int | None = None
    values: list[Value] = dataclasses.field(default_factory=list)
    sums: range = range(0)
    figures: dict[str, Value] = dataclasses.field(default_factory=dict)
    tallies: dict[str, Tally] = dataclasses.field(default_factory=dict)


class Drawing:
    """The lines of a form. What it costs does not grow with the units: a query for each figure."""

    def __init__(self, head: Head, board: Board, territory: Territory) -> None:
        self.head, self.board, self.territory = head, board, territory

    @property
    def day(self) -> datetime.date:
        return self.board.day

    @cached_property
    def lines(self) -> list[Line]:
        """The total, its parts, then the units; those that follow by reference come last and are in no total."""
        units = list(self._units())
        counted = [line for line in units if line.kind != "reference"]
        parts = self._parts()
        first = 1 + len(parts)
        for part in parts:
            part.sums = range(part.sums.start + first, part.sums.stop + first)
        total = Line("total", _("Total"), sums=range(first, first + len(counted)), district=self.territory.district)
        lines = [total, *parts, *units]
        for line in lines[:first]:
            self._add_up(line, [lines[number] for number in line.sums])
        for line in lines:
            line.values = [self._value(leaf, line) for leaf in self.head.leaves]
        return lines

    def unknown(self) -> list[tuple[int, str, int]]:
        """The columns in which the total does not know something, by number and words, and of how many units."""
        columns = enumerate(zip(self.head.leaves, self.lines[0].values, strict=True), 1)
        return [
            (number, leaf.words, value.unknown)
            for number, (leaf, value) in columns
            if value.unknown and leaf.kind != "share"
        ]

    @property
    def made_up(self) -> bool:
        """Whether a cell shows something that was made up for demonstration."""
        return any(value.made_up for line in self.lines for value in line.values)

    # What is measured

    @cached_property
    def _places(self) -> dict[int, dict[str, Any]]:
        """The communities of the territory on the day."""
        # The city's form shows those that follow by reference, under its total.
        rows = communities(self.board.judging.asked).filter(self.board.wide.within(self.territory))
        return {row["unit"]: row for row in rows.order_by("unit_code", "unit_name", "unit")}

    @cached_property
    def _streets(self) -> dict[int, Street]:
        keys = {row["street_key"] for row in self._places.values()}
        if self.territory.level == "street":
            keys.add(self.territory.key)
        # A street of former days has no communities, but old committees that still count.
        keys |= {street for community, street in self._tallies if community is None and street is not None}
        return Board.streets(keys)

    @cached_property
    def _measured(self) -> dict[str, dict[int, Value]]:
        """By leaf, the figure of each unit of its level."""
        found = {}
        for leaf in self.head.asking("figure"):
            figure = FIGURES[leaf.asks]
            keys = list(self._places if figure.level == "community" else self._streets)
            found[leaf.key] = _numbers(figure.measure(self.board.judging.asked), keys)
        for leaf in self.head.asking("field"):
            rows = Community.objects.whole_city(because=BECAUSE).filter(pk__in=list(self._places))
            told = rows.values_list("pk", leaf.asks, "generated")
            found[leaf.key] = {key: Value(value, made_up=leaf.asks in invented) for key, value, invented in told}
        return found

    @cached_property
    def _tallies(self) -> dict[Place, list[dict[str, Tally]]]:
        """By community, else by street, how the units there stand against the standards that the form names."""
        codes = {leaf.asks for leaf in self.head.asking("standard")}
        if not codes:
            return {}
        within = self.board.wide.within(self.territory)
        judging = Judging(self.day, self.board.basis, codes=codes, within=within)
        found = defaultdict(list)
        for (_district, street, community), counts in judging.tallies(by_community=True).items():
            found[(community, None) if community else (None, street)].append(counts)
        return found

    # The lines

    def _units(self) -> Iterator[Line]:
        if self.territory.level in ("street", "community"):
            # What no community of the street holds counts in the district's row for it, and so it counts here.
            itself = (None, self.territory.key) in self._tallies or any(map(self._of_street, self.head.leaves))
            if self.territory.level == "street" and itself:
                yield self._line("own", _("the street itself"), "", (), {self.territory.key})
            for key, row in self._places.items():
                yield self._line("unit", row["unit_name"], row["unit_code"], {key}, ())
        elif self.territory.level == "district":
            inside = self._by("street_key")
            for street in self._in_order():
                line = self._line("unit", street.name, street.code, inside[street.pk], {street.pk})
                yield dataclasses.replace(line, territory=street.code or f"street-{street.pk}")
        else:
            inside = self._by("district_key")
            streets = defaultdict(set)
            for street in self._streets.values():
                streets[street.district_id].add(street.pk)
            for row in sorted(Board.districts(inside).values(), key=lambda row: (not row.bound, row.code)):
                kind = "unit" if row.bound else "reference"
                line = self._line(kind, row.name, row.code, inside[row.pk], streets[row.pk])
                yield dataclasses.replace(line, territory=row.code, district=row.pk)

    def _in_order(self) -> list[Street]:
        return sorted(self._streets.values(), key=lambda row: (KINDS[row.kind], row.code, row.name, row.pk))

    def _parts(self) -> list[Line]:
        """其中: a district's streets, towns and townships, where it has more than one kind."""
        kinds = [street.kind for street in self._in_order()] if self.territory.level == "district" else []
        if len(set(kinds)) < 2:
            return []
        found = []
        for kind in sorted(set(kinds), key=KINDS.__getitem__):
            words = _("of which: %(kind)s") % {"kind": Street.Kind(kind).label}
            first = kinds.index(kind)
            sums = range(first, first + kinds.count(kind))
            found.append(Line("part", words, sums=sums, district=self.territory.district))
        return found

    def _by(self, column: str) -> dict[int, set[int]]:
        found = defaultdict(set)
        for key, row in self._places.items():
            found[row[column]].add(key)
        return found

    @staticmethod
    def _of_street(leaf: Leaf) -> bool:
        return leaf.kind == "figure" and FIGURES[leaf.asks].level == "street"

    def _line(self, kind: str, words: str, code: str, inside: Collection[int], streets: Collection[int]) -> Line:
        """A line of these communities, and of what belongs to these streets themselves."""
        line = Line(kind, words, code, district=self.territory.district)
        for leaf in self.head.leaves:
            keys = streets if self._of_street(leaf) else inside
            if leaf.key in self._measured and keys and (leaf.kind == "figure" or len(keys) == 1):
                line.figures[leaf.key] = _sum(self._measured[leaf.key].get(key, Value(None, 1)) for key in keys)
        for place in (*((key, None) for key in inside), *((None, key) for key in streets)):
            for counts in self._tallies.get(place, ()):
                _collect(line.tallies, counts)
        return line

    def _add_up(self, line: Line, summed: list[Line]) -> None:
        for leaf in self.head.asking("figure"):
            line.figures[leaf.key] = _sum(one.figures[leaf.key] for one in summed if leaf.key in one.figures)
        for one in summed:
            _collect(line.tallies, one.tallies)

    def _value(self, leaf: Leaf, line: Line) -> Value:
        if leaf.kind == "share":
            by_key = {each.key: each for each in self.head.leaves}
            over, under = (self._value(by_key[key], line) for key in leaf.asks)
            if not under.shown or over.shown is None:
                return Value()
            share = round(Decimal(over.shown) * 100 / Decimal(under.shown), 1)
            return Value(share, over.unknown, over.made_up or under.made_up)
        if leaf.kind != "standard":
            return line.figures.get(leaf.key, Value())
        share = self.board.judged_in(line.district)[leaf.asks].share
        rate = line.tallies.get(leaf.asks, Tally()).rate(share)
        if leaf.count == "threshold":
            return Value(None if share is None else share * 100)
        if leaf.count == "state":
            return Value(rate.state if rate.denominator else None, made_up=bool(rate.generated))
        told = {"judged": rate.denominator, "met": rate.numerator, "missing": rate.missing}
        return Value(told[leaf.count], rate.missing if leaf.count == "met" else 0, bool(rate.generated))


def _sum(values: Iterable[Value]) -> Value:
    total = Value()
    for value in values:
        total += value
    return total


def _collect(into: dict[str, Tally], counts: dict[str, Tally]) -> None:
    for code, tally in counts.items():
        into[code] = into.get(code, Tally()) + tally


def _numbers(measure: Measure, keys: list[int]) -> dict[int, Value]:
    """The numbers of the units of the keys. One query."""
    narrowed = dataclasses.replace(measure, rows=measure.rows.filter(**{f"{measure.unit}__in": keys}))
    found = {}
    for row in together([narrowed]):
        unknown = row["number0"] is None or row.get("doubt0", 0) > 0
        found[row["unit"]] = Value(row["number0"], int(unknown), row["made_up0"] > 0)
    return found
