"""One figure of many units, carried over adjustments exactly: nothing is counted twice and nothing is lost.

Plain values in and out; no database. A unit is any hashable key. An amount is a Fraction, so that dividing and adding
again loses nothing; it is rounded only where it is shown.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Unit = Any
Span = tuple[datetime.date | None, datetime.date | None]


@dataclass(frozen=True)
class Share:
    """What one source gives to one target. sizes: by measure, as "households"; None where nobody counted it."""

    target: Unit
    whole: bool
    sizes: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Division:
    """How a source is divided on a day.

    targets: everyone that gets some of it, the source itself where a part stays. parts: (target, fraction), which add
    up to one; None where the sizes are not known, so that nobody can say who got how much. by: the measure that they
    rest on, "whole" where there was nothing to divide, "" where nothing is known.
    """

    source: Unit
    targets: tuple[Unit, ...]
    parts: tuple[tuple[Unit, Fraction], ...] | None
    by: str = ""


def divide(
    source: Unit,
    shares: Sequence[Share],
    *,
    stands: bool,
    size: Mapping[str, int | None] = {},
    measures: Sequence[str] = ("households", "population"),
) -> Division:
    """The division that the shares of one source on one day amount to.

    stands: whether the source is still there on that day; without a share that leads to itself, what the others did not
    take then stays with it. size: how large the source was before, by measure. measures: which of them to go by, the
    first that is known of every share. Sizes that do not add up to the whole are taken in proportion, because
    everybody went somewhere.
    """
    targets = tuple(dict.fromkeys(share.target for share in shares))
    rest = stands and source not in targets and not any(share.whole for share in shares)
    everyone = (*targets, source) if rest else targets
    if len(everyone) == 1:
        return Division(source, everyone, ((everyone[0], Fraction(1)),), "whole")
    for measure in measures:
        sizes = [share.sizes.get(measure) for share in shares]
        if any(each is None for each in sizes):
            continue
        given = sum(sizes)
        of = size.get(measure) if rest else given
        if not of or given > of:
            continue
        parts = dict.fromkeys(targets, Fraction(0))
        for share, each in zip(shares, sizes, strict=True):
            parts[share.target] += Fraction(each, of)
        if rest:
            parts[source] = 1 - Fraction(given, of)
        return Division(source, everyone, tuple(parts.items()), measure)
    return Division(source, everyone, None)


@dataclass
class Sum:
    """A figure of several units together.

    value: of those that are known, None where none is. units: how many there are; missing: of how many it is not
    known. undivided: what lies with some of these units or with others, and nobody knows with whom. astray: what units
    had that were closed without a word of where it went; it is in no other number.
    """

    value: Fraction | None = None
    units: int = 0
    missing: int = 0
    undivided: Fraction = Fraction(0)
    astray: Fraction = Fraction(0)

    @property
    def shown(self) -> int | None:
        """The value as a whole number."""
        return None if self.value is None else round(self.value)

    @property
    def known(self) -> int:
        """Of how many units it is known."""
        return self.units - self.missing

    @property
    def whole(self) -> bool:
        """Whether nothing of it is missing, left undivided or gone astray."""
        return not self.missing and not self.undivided and not self.astray


class Ledger:
    """What every unit has, as far as it is known.

    spans: from when to when each unit stands; a unit that is not named there does not stand. Amounts lie with single
    units, or, where a division's sizes are not known, in lumps with several of which one cannot say how much each has.
    """

    def __init__(self, spans: Mapping[Unit, Span]) -> None:
        self.spans = spans
        self.amounts: dict[Unit, Fraction] = {}
        self.unknown: set[Unit] = set()
        self.lumps: list[tuple[frozenset[Unit], Fraction]] = []

    def copy(self) -> "Ledger":
        """Another one of the same state."""
        other = Ledger(self.spans)
        other.amounts, other.unknown, other.lumps = dict(self.amounts), set(self.unknown), list(self.lumps)
        return other

    def stands(self, unit: Unit, day: datetime.date) -> bool:
        """Whether the unit is there on the day."""
        if unit not in self.spans:
            return False
        start, end = self.spans[unit]
        return (start is None or start <= day) and (end is None or day < end)

    def _stood_before(self, unit: Unit, day: datetime.date) -> bool:
        start, _end = self.spans.get(unit, (day, None))
        return start is None or start < day

    def counted(self, unit: Unit, amount: int | Fraction) -> None:
        """A count says what the unit has. What lay with it and others together is told apart no more: the others' own
        part was never known."""
        self.amounts[unit] = Fraction(amount)
        self.unknown.discard(unit)
        for units, _amount in [lump for lump in self.lumps if unit in lump[0]]:
            self.unknown |= units - {unit}
        self.lumps = [lump for lump in self.lumps if unit not in lump[0]]

    def _silent(self, unit: Unit) -> bool:
        """Whether nothing at all is known of the unit."""
        return unit not in self.amounts and not any(unit in units for units, _amount in self.lumps)

    def miss(self, units: Iterable[Unit]) -> None:
        """Those of the units of which nothing is known are unknown from now on, and so is what comes out of them."""
        lumped = frozenset().union(*(lump for lump, _amount in self.lumps))
        self.unknown |= {unit for unit in units if unit not in self.amounts and unit not in lumped}

    def adjust(self, divisions: Collection[Division], day: datetime.date) -> None:
        """Take the divisions of one day, all at the same time: what a source gives is what it had before the day."""
        taken = [
            (each, self.amounts.get(each.source), each.source in self.unknown or self._silent(each.source))
            for each in divisions
        ]
        for each, _amount, _unknown in taken:
            self.amounts.pop(each.source, None)
            self.unknown.discard(each.source)
        # A lump's own sources are looked up in one go, so that a chain within a day is not walked twice.
        leads = {each.source: each.targets for each in divisions}
        self.lumps = [
            (frozenset(target for unit in units for target in leads.get(unit, (unit,))), amount)
            for units, amount in self.lumps
        ]
        for each, amount, unknown in taken:
            for target in each.targets:
                grown = target not in leads and self._stood_before(target, day) and self._silent(target)
                if unknown or grown:
                    self.unknown.add(target)
            if amount is None:
                continue
            if each.parts is None:
                self.lumps.append((frozenset(each.targets), amount))
            else:
                for target, part in each.parts:
                    self.amounts[target] = self.amounts.get(target, Fraction(0)) + amount * part
        self._settle()

    def _settle(self) -> None:
        """What lies with one unit alone is that unit's."""
        rest = []
        for units, amount in self.lumps:
            if len(units) == 1:
                (unit,) = units
                self.amounts[unit] = self.amounts.get(unit, Fraction(0)) + amount
            else:
                rest.append((units, amount))
        self.lumps = rest

    def total(self) -> Fraction:
        """All that there is, wherever it lies."""
        return sum(self.amounts.values(), Fraction(0)) + sum((amount for _units, amount in self.lumps), Fraction(0))

    def sum(self, units: Collection[Unit], missing: Collection[Unit] = (), closed: Collection[Unit] = ()) -> Sum:
        """What the units have together. missing: of which nothing is known though they were there. closed: units that
        are no more, of which nobody may have said where they went."""
        inside = set(units)
        found = Sum(units=len(inside))
        lumped: set[Unit] = set()
        known: list[Fraction] = [self.amounts[unit] for unit in inside if unit in self.amounts]
        for lump, amount in self.lumps:
            if lump <= inside:
                known.append(amount)
            elif lump & inside:
                found.undivided += amount
            lumped |= lump & inside
        silent = {unit for unit in missing if unit in inside and unit not in self.amounts and unit not in lumped}
        found.missing = len(inside & self.unknown | silent)
        found.value = sum(known, Fraction(0)) if known else None
        found.astray = sum((self.amounts[unit] for unit in closed if unit in self.amounts), Fraction(0))
        return found
