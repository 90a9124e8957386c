"""What is measured, and how a measured value becomes a state. How much is enough is dated data, kept elsewhere.

Every requirement has one Standard. A norm judges units one by one; a target is a rate over units and has its own due
day. A measure takes a day and gives one Reading for each unit that exists on it, at a constant number of queries.
"""

import dataclasses
import datetime
from collections.abc import Callable, Iterable
from decimal import ROUND_CEILING, Decimal
from typing import Any

Number = int | Decimal
Evidence = tuple[tuple[str, int], ...]

MET, UNMET, MISSING, NOT_APPLICABLE, EXEMPT = "met", "unmet", "missing", "not_applicable", "exempt"
STATES = (MET, UNMET, MISSING, NOT_APPLICABLE, EXEMPT)


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """What was measured at one unit on the day.

    unit: its key; community: the community that it is or lies in; district, street: where that stood on the day.
    measured: None when it is unknown.
    evidence: (model label, key) of the rows read. generated: whether one of them was made up for demonstration.
    """

    unit: int
    code: str
    name: str
    community: int
    district: int
    street: int
    measured: Number | bool | None
    evidence: Evidence = ()
    generated: bool = False


Measure = Callable[[datetime.date], Iterable[Reading]]


@dataclasses.dataclass(frozen=True)
class Standard:
    """One requirement of the directive.

    clause: its words. level: what is judged, "community", "estate" or "street". kind: "norm" or "target".
    compare: "within" a [low, high] threshold, or "holds" for yes and no. unit: unit of measure, shown as it is.
    For a target the threshold is a share of the units at which the measure holds, and curve gives its course by
    district.
    """

    code: str
    clause: str
    level: str
    kind: str
    measure: Measure
    compare: str
    unit: str = ""
    curve: Callable[[set[int] | None], dict[int, list["Point"]]] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """n of N, m unknown, from this day until the next point."""

    day: datetime.date
    numerator: int
    denominator: int
    missing: int


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """How one unit stands against one standard on the day."""

    standard: str
    reading: Reading
    state: str
    threshold: Any
    distance: Number | None


_standards: dict[str, Standard] = {}


def declare(*standards: Standard) -> None:
    """Take standards into service. Called in an app's standards.py."""
    for standard in standards:
        _standards[standard.code] = standard


def find(code: str) -> Standard:
    """The standard of a code such as "N01". Raises KeyError."""
    return _standards[code]


def all_standards() -> list[Standard]:
    """Every declared standard, targets first, by code."""
    return sorted(_standards.values(), key=lambda standard: (standard.kind != "target", standard.code))


def judge(standard: Standard, readings: Iterable[Reading], threshold: Any) -> list[Result]:
    """One result for each reading. threshold: [low, high] for "within", else unused; None when none is in force."""
    return [_judge_one(standard, reading, threshold) for reading in readings]


def _judge_one(standard: Standard, reading: Reading, threshold: Any) -> Result:
    measured = reading.measured
    if measured is None and (threshold is not None or standard.compare == "holds"):
        return Result(standard.code, reading, MISSING, threshold, None)
    if standard.compare == "holds":
        return Result(standard.code, reading, MET if measured else UNMET, threshold, None)
    if threshold is None:
        return Result(standard.code, reading, NOT_APPLICABLE, None, None)
    low, high = threshold
    # Negative: short of the lower bound; positive: above the upper one.
    distance = measured - low if measured < low else measured - high if measured > high else 0
    return Result(standard.code, reading, UNMET if distance else MET, threshold, distance)


@dataclasses.dataclass(frozen=True)
class Rate:
    """A share of units: n of N, m of the N unknown.

    state: met when n alone reaches the threshold; unmet when even the unknown ones could not lift it there; else
    missing. short_by: how many more units are needed. generated: how many of the N rest on made-up facts.
    """

    numerator: int
    denominator: int
    missing: int
    threshold: Decimal | None
    generated: int = 0

    @property
    def rate(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None

    @property
    def short_by(self) -> int:
        if self.threshold is None:
            return 0
        needed = (self.threshold * self.denominator).to_integral_value(ROUND_CEILING)
        return max(int(needed) - self.numerator, 0)

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
        return MET if self.numerator else MISSING if self.missing else UNMET


def rate_of(results: Iterable[Result], threshold: Decimal | None) -> Rate:
    """The share of units that meet, over all units to which the standard applies."""
    counted = [result for result in results if result.state != NOT_APPLICABLE]
    return Rate(
        numerator=sum(result.state == MET for result in counted),
        denominator=len(counted),
        missing=sum(result.state == MISSING for result in counted),
        threshold=threshold,
        generated=sum(result.reading.generated for result in counted),
    )
