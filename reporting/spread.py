"""Where the units of a territory stand: their measured numbers in classes of equal width, with the bounds between."""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zhoushan_community.base.standards import EXEMPT, MET, UNMET, Standard

from .board import Board, Territory
from .models import Threshold
from .wording import state_words, yes_or_no

#: So many classes at the most; whole numbers of so few values have one each.
CLASSES = 16
#: So large a part of the units at either end may stand in an open class.
FAR = Decimal("0.02")
STATES = (MET, UNMET, EXEMPT)


@dataclasses.dataclass(frozen=True)
class Class:
    """Units from low up to, not including, high; None where it is open. whole: there are no numbers between the whole
    ones. single: of this one number alone."""

    low: Decimal | None
    high: Decimal | None
    counts: Counter
    whole: bool = False
    single: bool = False

    @property
    def words(self) -> str:
        """2,500–2,999 · ≥ 9,000 · < 0 · 4 · 0.5–1"""
        if self.single:
            return _plain(self.low)
        if self.low is None:
            return f"< {_plain(self.high)}"
        if self.high is None:
            return f"≥ {_plain(self.low)}"
        return f"{_plain(self.low)}–{_plain(self.high - 1 if self.whole else self.high)}"

    @property
    def units(self) -> int:
        return sum(self.counts.values())

    @property
    def by_state(self) -> list[int]:
        """The counts in the order of STATES."""
        return [self.counts[state] for state in STATES]


@dataclasses.dataclass(frozen=True)
class Spread:
    """Classes in their order. unknown: units of which the number is not known. bounds: where one should stand. mixed:
    whether these are of several thresholds, because districts have their own."""

    classes: list[Class]
    unknown: int
    unit: str
    bounds: list[Decimal]
    mixed: bool = False

    @property
    def chart(self) -> dict[str, Any]:
        """What the chart is drawn from."""
        # The labels of several thresholds would stand over each other.
        label = "" if self.mixed else f"{_('threshold')} "
        return {
            "bars": [each.words for each in self.classes],
            "single": self.classes[0].single,
            "edges": [None if each.low is None else float(each.low) for each in self.classes],
            "series": [
                {"name": state_words(state), "state": state, "counts": [each.counts[state] for each in self.classes]}
                for state in STATES
                if any(each.counts[state] for each in self.classes)
            ],
            "limits": [{"name": f"{label}{_plain(bound)}", "value": float(bound)} for bound in self.bounds],
            "unit": self.unit,
            "words": {"units": _("units")},
        }


def spread(board: Board, territory: Territory, code: str) -> Spread | None:
    """The spread of a standard; None where nothing is counted but yes and no, or no number is known. One statement."""
    standard = board.judged[code].standard
    if yes_or_no(standard) or (standard.measure is not None and not board.judging.is_judged(code)):
        return None
    scale = 10 if standard.reckoned == "share" or standard.compare == "more" else 1
    found = [(number, state, units) for number, state, units in board.spread(code, territory)]
    known = [(Decimal(number) / scale, state, units) for number, state, units in found if number is not None]
    if not known:
        return None
    thresholds = _thresholds(board, territory, code)
    bounds = _bounds(standard, thresholds)
    unknown = sum(units for number, _state, units in found if number is None)
    return Spread(classes(known, bounds), unknown, unit_of(standard), bounds, len(thresholds) > 1)


def unit_of(standard: Standard) -> str:
    """In what the spread is told: 户 · % · 户 / 人."""
    if standard.reckoned == "share" or standard.compare == "more":
        return "%"
    if standard.reckoned == "per":
        return f"{standard.base_unit} / {standard.unit}"
    return standard.unit or str(_("norms met"))


def _thresholds(board: Board, territory: Territory, code: str) -> list[Threshold]:
    """Those by which units of the territory are judged: in the city those that districts have of their own, too."""
    return [row for row in board.judging.judges(territory.district) if row.standard == code]


def _bounds(standard: Standard, thresholds: Sequence[Threshold]) -> list[Decimal]:
    if not thresholds or standard.measure is None:
        return []
    if standard.compare == "more":
        return [Decimal(0)]
    if standard.reckoned == "share":
        return sorted({row.low * 100 for row in thresholds})
    return sorted({bound for row in thresholds for bound in (row.low, row.high) if bound is not None})


def classes(known: Sequence[tuple[Decimal, str, int]], bounds: Sequence[Decimal]) -> list[Class]:
    """Numbers with state and count, in classes that have the bounds on their edges where that can be."""
    numbers = [number for number, _state, _units in known]
    whole = all(number == number.to_integral_value() for number in numbers)
    if whole and max(numbers) - min(numbers) < CLASSES:
        return [
            Class(number, number + 1, _counted(known, number, number + 1), single=True)
            for number in map(Decimal, range(int(min(numbers)), int(max(numbers)) + 1))
        ]
    least, most = _ends(known)
    width = _width(min([least, *bounds]), max([most, *bounds]), bounds)
    first, last = min([least, *bounds]) // width * width, max([most, *bounds]) // width * width + width
    if first > least:
        first -= width
    edges = [first + width * place for place in range(int((last - first) / width) + 1)]
    found = [
        Class(low, high, _counted(known, low, high), whole and width >= 1)
        for low, high in zip(edges, edges[1:], strict=False)
    ]
    if min(numbers) < first:
        found.insert(0, Class(None, first, _counted(known, None, first)))
    if max(numbers) >= last:
        found.append(Class(last, None, _counted(known, last, None)))
    return found


def _ends(known: Sequence[tuple[Decimal, str, int]]) -> tuple[Decimal, Decimal]:
    """The numbers between which all units stand but a few at either end."""
    by_number: Counter = Counter()
    for number, _state, units in known:
        by_number[number] += units
    few = int(by_number.total() * FAR)

    def end(numbers: list[Decimal]) -> Decimal:
        passed = 0
        for number in numbers:
            passed += by_number[number]
            if passed > few:
                return number
        return numbers[-1]

    ordered = sorted(by_number)
    return end(ordered), end(ordered[::-1])


def _width(least: Decimal, most: Decimal, bounds: Sequence[Decimal]) -> Decimal:
    """1, 2 or 5 times a power of ten, of which the bounds are multiples where that makes no more than CLASSES."""
    steps = [Decimal(step).scaleb(power) for power in range(-4, 12) for step in (1, 2, 5)]
    fitting = [step for step in steps if (most // step) - (least // step) + 1 <= CLASSES]
    exact = [step for step in fitting if not any(bound % step for bound in bounds)]
    return exact[0] if exact and exact[0] <= fitting[0] * 10 else fitting[0]


def _counted(known: Sequence[tuple[Decimal, str, int]], low: Decimal | None, high: Decimal | None) -> Counter:
    counts: Counter = Counter()
    for number, state, units in known:
        if (low is None or number >= low) and (high is None or number < high):
            counts[state] += units
    return counts


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}".replace("-", "−")
