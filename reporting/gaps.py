"""What is short in a territory, unit by unit: how near each gap is, and what closing it would do to a target."""

import dataclasses
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from communities.standards import communities
from zhoushan_community.base.standards import (
    EXEMPT,
    MISSING,
    STATES,
    UNMET,
    Mend,
    Rate,
    Result,
    Standard,
    Tally,
    find,
    mend_of,
)

from .board import Board, Judged, Territory

#: In a territory of more communities than these, a part of it is chosen first: nobody works off such a list.
MANY = 2000
#: So many units are named as the nearest to a target.
NAMED = 5
#: What is unknown is further than anything that is measured, as a statement has it.
UNKNOWN = 9.0

#: What closing a gap does to a target: the unit then counts, a side of it is whole, or one thing less is lacking.
COUNTS, WHOLE, LESS = 3, 2, 1


@dataclasses.dataclass(frozen=True, slots=True)
class Effect:
    """What closing a gap does to a target.

    side: of its definition. lacking: how many gaps keep the unit from it; 0 of a target that is a matter of one honour.
    """

    weight: int
    target: str
    side: str
    lacking: int


@dataclasses.dataclass(frozen=True, slots=True)
class Gap:
    """A unit that falls short of a standard, or of which it is not known.

    codes: what is judged alike, such as T4 and T5. absent: the parts that are not there. nearness: how far it is, as a
    share of the bound.
    """

    result: Result
    standard: Standard
    codes: tuple[str, ...]
    mend: Mend
    absent: tuple[Mend, ...]
    nearness: float
    effects: tuple[Effect, ...] = ()

    @property
    def weight(self) -> int:
        """The most that closing it does to a target."""
        return max((effect.weight for effect in self.effects), default=0)

    @property
    def unknown_base(self) -> bool:
        """Whether it is not known what its bounds are reckoned from."""
        return bool(self.standard.reckoned and self.result.low is None)

    @property
    def above(self) -> bool:
        """Whether there is too much."""
        number, high = self.result.measured, self.result.high
        return self.standard.compare == "within" and number is not None and high is not None and number > high

    @property
    def tasks(self) -> tuple[Mend, ...]:
        """What is entered or changed to mend it."""
        mend = self.mend
        if self.result.state == MISSING:
            found = self.absent or (mend.unknown or mend,)
            if self.unknown_base and mend.base:
                return (mend.base, *found) if self.result.measured is None else (mend.base,)
            return found
        return self.absent or (mend.over or mend if self.above else mend,)


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that is near to counting for a target.

    lacking: its gaps, where the target is put together from norms. short: of how many norms its community falls short.
    other: whether it holds the honour at another level than the one that counts.
    """

    result: Result
    lacking: tuple[Gap, ...]
    short: int
    other: bool

    @property
    def rank(self) -> tuple[Any, ...]:
        """The nearest first: what only has to be entered, then the fewest gaps, then the smallest ones."""
        far = sum(min(gap.nearness, 1.0) for gap in self.lacking)
        unknown = not self.lacking and self.result.state == MISSING
        return (not unknown, len(self.lacking), not self.other, far, self.short, self.result.name, self.result.unit)


@dataclasses.dataclass(frozen=True)
class Head:
    """A target that is not reached in a territory: how many units it takes, and which are the nearest.

    never: how many units cannot count, because they are exempt.
    """

    judged: Judged
    name: str
    rate: Rate
    nearest: tuple[Candidate, ...]
    never: int


class Worklist:
    """The gaps of a territory, as one person may see them, and the targets that they keep from being reached.

    most: communities, beyond which nothing is read. One judgement of everything; the number of queries is the same
    however many units there are.
    """

    def __init__(self, board: Board, territory: Territory, *, most: int = MANY) -> None:
        self.board, self.territory, self.most = board, territory, most
        self.asked = board.judging.asked
        self._counted: Counter[tuple[str, int, str]] = Counter()
        self._short: dict[int, int] = {}
        self._units: list[dict[str, Result]] = []

    @cached_property
    def too_many(self) -> bool:
        """Whether a part of the territory is to be chosen first."""
        inside = communities(self.asked).filter(self.board.within(self.territory))
        return len(inside.order_by().values_list("unit")[: self.most + 1]) > self.most

    @cached_property
    def gaps(self) -> list[Gap]:
        """Every gap, the nearest first; what is exempt or does not apply is none."""
        self._read()
        found = [gap for unit in self._units for gap in self._gaps_of(unit)]
        return sorted(found, key=_by_nearness)

    @cached_property
    def heads(self) -> list[Head]:
        """The targets that are not reached, by code; in the city for each district that is bound."""
        self._read()
        if self.territory.level == "community":
            return []
        names = self.board.districts({district for _code, district in self._open})
        found = []
        for (code, district), rate in self._open.items():
            candidates = [made for unit in self._units if (made := self._candidate(code, district, unit))]
            name = names[district].name if self.territory.level == "city" else self.territory.name
            nearest = sorted(candidates, key=lambda candidate: candidate.rank)
            never = rate.denominator - rate.numerator - len(candidates)
            shown = tuple(nearest[: min(NAMED, rate.short_by)])
            found.append(Head(self.board.judged_in(district)[code], name, rate, shown, never))
        return found

    # Reading

    def _read(self) -> None:
        """Judge once, and keep how every unit stands that falls short somewhere."""
        if self._units or self._counted or self.too_many:
            return
        results = self.board.results(self.territory, parts=True)
        for (level, unit), group in itertools.groupby(results, key=_unit_of):
            stand = {result.standard: result for result in group}
            for code, result in stand.items():
                if find(code).kind == "target":
                    self._counted[code, result.district, result.state] += 1
            lacking = [result for result in stand.values() if result.state in (UNMET, MISSING)]
            if level == "community":
                self._short[unit] = sum(find(result.standard).kind == "norm" for result in lacking)
            if lacking:
                self._units.append(stand)

    @cached_property
    def _open(self) -> dict[tuple[str, int], Rate]:
        """The rates of targets that are not reached, by code and district, in their order."""
        found = {}
        places = dict.fromkeys((code, district) for code, district, _state in self._counted)
        for code, district in sorted(places):
            tally = Tally(**{state: self._counted[code, district, state] for state in STATES})
            rate = tally.rate(self.board.judged_in(district)[code].share)
            if rate.short_by:
                found[code, district] = rate
        return found

    # Gaps of one unit

    def _gaps_of(self, unit: dict[str, Result]) -> Iterable[Gap]:
        """The gaps of one unit. A target that is reached asks nothing more of it."""
        found: dict[Any, list[Result]] = defaultdict(list)
        for code, result in unit.items():
            standard = find(code)
            if result.state not in (UNMET, MISSING) or not standard.measure:
                continue
            if standard.kind == "target" and (code, result.district) not in self._open:
                continue
            found[standard.measure].append(result)
        # The municipal honour is one of any level, too; one deed is told once.
        targets = [results for results in found.values() if find(results[0].standard).kind == "target"]
        parts = [results for results in found.values() if find(results[0].standard).kind == "part"]
        for results in found.values():
            if results in parts and (targets or not self._effects(results[0].standard, unit)):
                continue
            more = parts[0] if parts and results in targets else []
            codes = [result.standard for result in (*results, *more)]
            effects = {effect for code in codes for effect in self._effects(code, unit)}
            yield self._gap(results[0], tuple(codes), tuple(sorted(effects, key=lambda effect: effect.target)))

    def _gap(self, result: Result, codes: tuple[str, ...] = (), effects: tuple[Effect, ...] = ()) -> Gap:
        standard = find(result.standard)
        mend = mend_of(standard.code) or Mend(standard.clause)
        parts = enumerate(mend.parts_of(self.asked.of(result.district)))
        absent = tuple(part for place, part in parts if not result.parts >> place & 1)
        return Gap(result, standard, codes or (standard.code,), mend, absent, _nearness(result, standard), effects)

    def _effects(self, code: str, unit: dict[str, Result]) -> Iterable[Effect]:
        """What closing the gap of the code does to the targets that are not reached."""
        district = unit[code].district
        if find(code).kind == "target":
            yield Effect(COUNTS, code, "", 0)
            return
        for target, sides in self.board.judging.definitions.items():
            if (target, district) not in self._open or code not in self.board.judging.parts_of(target):
                continue
            lacking = self._lacking(target, unit)
            side, own = next((side, own) for side, own in sides if code in own)
            if lacking is None:
                continue
            if lacking == [code]:
                yield Effect(COUNTS, target, side, 1)
            elif side and [each for each in lacking if each in own] == [code]:
                yield Effect(WHOLE, target, side, len(lacking))
            else:
                yield Effect(LESS, target, side, len(lacking))

    def _lacking(self, target: str, unit: dict[str, Result]) -> list[str] | None:
        """The codes of what keeps the unit from the target; None where an exemption does, which nobody can mend."""
        parts = self.board.judging.parts_of(target)
        if unit[target].state == EXEMPT or any(unit[part].state == EXEMPT for part in parts):
            return None
        return [part for part in parts if unit[part].state in (UNMET, MISSING)]

    def _candidate(self, code: str, district: int, unit: dict[str, Result]) -> Candidate | None:
        """The unit as one that could still count for the target; None when it cannot, or counts already."""
        result = unit.get(code)
        if result is None or result.district != district or result.state not in (UNMET, MISSING):
            return None
        short = self._short.get(result.community or 0, 0)
        if find(code).measure:
            other = "T6H" in unit and unit["T6H"].state not in (UNMET, MISSING)
            return Candidate(result, (), short, other)
        codes = self._lacking(code, unit)
        if codes is None:
            return None
        return Candidate(
            result, tuple(sorted((self._gap(unit[each]) for each in codes), key=_by_nearness)), short, False
        )


def _unit_of(result: Result) -> tuple[str, int]:
    return find(result.standard).level, result.unit


def _nearness(result: Result, standard: Standard) -> float:
    """How far the unit is from its bounds, as a share of them."""
    number, low, high = result.measured, result.low, result.high
    if number is None or low is None:
        return UNKNOWN
    if standard.compare == "within" and high is not None and number > high:
        return float((number - high) / high)
    return float(abs(low - number) / low) if low else float(number)


def _by_nearness(gap: Gap) -> tuple[Any, ...]:
    return (gap.result.state != UNMET, gap.nearness, -gap.weight, *_told(gap))


def by_effect(gap: Gap) -> tuple[Any, ...]:
    """What does most for a target comes first, and of these the nearest."""
    return (-gap.weight, gap.result.state != UNMET, gap.nearness, *_told(gap))


def _told(gap: Gap) -> tuple[Any, ...]:
    return (gap.standard.code, gap.result.district, gap.result.street, gap.result.name, gap.result.unit)
