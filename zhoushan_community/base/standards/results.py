"""How a unit stands, and how many do: the five states, a result with its evidence, and a rate."""

import dataclasses
import operator
from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any

Number = int | Decimal
Evidence = tuple[tuple[str, int], ...]

MET, UNMET, MISSING, NOT_APPLICABLE, EXEMPT = "met", "unmet", "missing", "not_applicable", "exempt"
STATES = (MET, UNMET, MISSING, NOT_APPLICABLE, EXEMPT)
#: All of them but those to which the standard does not apply: the denominator of a rate.
JUDGED = "judged"


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """How one unit stands against one standard on the day.

    unit: its key; community: the one that it is or lies in, None for others; district, street: where it stood.
    measured: None when unknown. low, high: its bounds, None where there is none. distance: negative is short of the
    lower bound, positive is above the upper one. parts: a bit for each part that is there.
    made_up: whether something of it was made up for demonstration.
    """

    standard: str
    unit: int
    code: str
    name: str
    community: int | None
    street: int
    district: int
    state: str
    measured: Number | None
    low: Number | None
    high: Number | None
    distance: Number | None
    base: Number | None = None
    parts: int = 0
    made_up: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Tally:
    """How many units are in each state, and how many results rest on made-up facts."""

    met: int = 0
    unmet: int = 0
    missing: int = 0
    not_applicable: int = 0
    exempt: int = 0
    made_up: int = 0

    @property
    def numbers(self) -> tuple[int, ...]:
        """All six in their order."""
        return (self.met, self.unmet, self.missing, self.not_applicable, self.exempt, self.made_up)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*map(operator.add, self.numbers, other.numbers))

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(*map(operator.sub, self.numbers, other.numbers))

    @property
    def counts(self) -> Mapping[str, int]:
        """By state."""
        return {state: getattr(self, state) for state in STATES}

    @property
    def units(self) -> int:
        """All of them, those to which the standard does not apply included."""
        return sum(self.counts.values())

    def rate(self, threshold: Decimal | None = None) -> "Rate":
        """The share that meets, of the units to which the standard applies."""
        judged = self.units - self.not_applicable
        return Rate(self.met, judged, self.missing, threshold, self.made_up, self.exempt)


@dataclasses.dataclass(frozen=True)
class Rate:
    """A share of units: n of N, m of the N unknown.

    state: met when n alone reaches the threshold; unmet when even the unknown ones could not lift it there; else
    missing. short_by: how many more units are needed. generated: how many of the N rest on made-up facts.
    exempt: how many of the N are exempt, which counts as not meeting; `without_exempt` leaves them out.
    """

    numerator: int
    denominator: int
    missing: int
    threshold: Decimal | None
    generated: int = 0
    exempt: int = 0

    @property
    def rate(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None

    @property
    def without_exempt(self) -> "Rate":
        """The same among the units that are not exempt."""
        return dataclasses.replace(self, denominator=self.denominator - self.exempt, exempt=0)

    @property
    def needed(self) -> int:
        """How many units reach the threshold, rounded up; 0 where there is none."""
        return int((self.threshold * self.denominator).to_integral_value(ROUND_CEILING)) if self.threshold else 0

    @property
    def short_by(self) -> int:
        return max(self.needed - self.numerator, 0)

    @property
    def state(self) -> str:
        if self.threshold is None or not self.denominator:
            return NOT_APPLICABLE
        if not self.short_by:
            return MET
        return MISSING if self.missing >= self.short_by else UNMET

    @property
    def state_of_one(self) -> str:
        """The state of the unit itself, where the rate is of a single one."""
        if not self.denominator:
            return NOT_APPLICABLE
        if self.exempt:
            return EXEMPT
        return MET if self.numerator else MISSING if self.missing else UNMET


def plain(value: Any) -> Any:
    """A number as databases give it: whole ones as int, others as Decimal."""
    if value is None or isinstance(value, int):
        return value
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return int(exact) if exact == exact.to_integral_value() else exact.normalize()
