"""What the rows say of a unit, and how that stands against a bound."""

import dataclasses
from collections.abc import Callable, Iterable
from decimal import ROUND_CEILING, Decimal
from typing import Any

from .reading import Reading, Row, Unit

Number = int | Decimal
ENDLESS = Decimal("Infinity")
MET, UNMET, MISSING, NOT_APPLICABLE, EXEMPT = "met", "unmet", "missing", "not_applicable", "exempt"
STATES = (MET, UNMET, MISSING, NOT_APPLICABLE, EXEMPT)


@dataclasses.dataclass
class Said:
    """A number that lies between least and most; None when the register says nothing that could be one.

    rows: those it was read from. asked: whether the clause speaks of the unit; None when that is unknown.
    """

    least: Number | None = None
    most: Number | None = None
    rows: tuple[Row, ...] = ()
    asked: bool | None = True

    def __post_init__(self) -> None:
        if self.most is None:
            self.most = self.least

    @property
    def sure(self) -> bool:
        return self.least is not None and self.least == self.most and self.asked is True


@dataclasses.dataclass(frozen=True)
class Answer:
    """How one unit stands: state, number, bounds and distance; the rows as (register, key)."""

    state: str
    measured: Number | None = None
    low: Number | None = None
    high: Number | None = None
    distance: Number | None = None
    rows: frozenset[tuple[str, int]] = frozenset()


Clause = Callable[[Reading, Unit], Answer]


def up(number: Any) -> int:
    """The next whole number, unless it is one."""
    return int(Decimal(number).to_integral_value(ROUND_CEILING))


def at_least(said: Said, low: Number, _high: Number | None) -> str:
    if said.least >= low:
        return MET
    return UNMET if said.most < low and said.asked else MISSING


def at_most(said: Said, low: Number, _high: Number | None) -> str:
    if said.least > low:
        return UNMET
    return MET if said.most <= low else MISSING


def within(said: Said, low: Number, high: Number) -> str:
    if said.least != said.most:
        return MISSING
    return MET if low <= said.least <= high else UNMET


def more(said: Said, low: Number, _high: Number | None) -> str:
    if said.least != said.most:
        return MISSING
    return MET if said.least > low else UNMET


def judged(
    reading: Reading,
    code: str,
    unit: Unit,
    said: Said,
    compare: Callable[[Said, Number, Number | None], str] = at_least,
    *,
    low: Number | None = None,
    high: Number | None = None,
    reckoned: bool = False,
    always: bool = False,
) -> Answer:
    """The answer. The bounds are those in force, unless they are reckoned for the unit; always: one has it or not, so
    that no threshold is needed."""
    bounds = reading.in_force(code, unit.district)
    rows = references(said.rows)
    if (bounds is None and not always) or said.asked is False:
        return Answer(NOT_APPLICABLE, rows=rows)
    if always:
        low = 1
    elif not reckoned:
        low, high = bounds["low"], bounds["high"]
    if reading.exempt(code, unit):
        state = EXEMPT
    elif said.least is None or low is None:
        state = MISSING
    else:
        state = compare(said, low, high)
    measured = said.least if said.sure or state != MISSING else None
    return Answer(state, measured, low, high, _distance(compare, state, measured, low, high), rows)


def _distance(compare: Any, state: str, number: Any, low: Any, high: Any) -> Number | None:
    """How far short (negative) or above (positive)."""
    if state == MISSING or number is None or low is None:
        return None
    if compare is at_most:
        return number - low if number > low else 0
    if number < low:
        return number - low
    if compare is within and number > high:
        return number - high
    return 0


def references(rows: Iterable[Row]) -> frozenset[tuple[str, int]]:
    """(register, key) of rows."""
    return frozenset((row["register"], row["id"]) for row in rows)
