"""Standards as the apps declare them: what is judged, what is measured there, and how the two numbers compare."""

import dataclasses
import datetime
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from .measures import Measure

Bounds = tuple[Decimal, Decimal | None]

#: How a measured number and its bounds compare; see statement.py for the words in SQL.
COMPARISONS = ("at_least", "at_most", "within", "more")


@dataclasses.dataclass(frozen=True)
class Asked:
    """What a judging is asked for.

    bounds: (low, high) of the thresholds in force on the day by the basis, by code; a standard without one is not
    judged. since: from when there is such a rule, by code, None since before the records; a number that was changed in
    it does not make it a new one. own: what is asked of the units of districts that have numbers of their own, by the
    key of the district.
    """

    day: datetime.date
    basis: str
    bounds: Mapping[str, Bounds] = dataclasses.field(default_factory=dict)
    since: Mapping[str, datetime.date | None] = dataclasses.field(default_factory=dict)
    own: Mapping[int, "Asked"] = dataclasses.field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.day, self.basis, frozenset(self.bounds.items()), frozenset(self.own)))

    def low(self, code: str) -> int | None:
        """The lower bound as a whole number; None when none is in force."""
        return int(self.bounds[code][0]) if code in self.bounds else None

    def of(self, district: int | None) -> "Asked":
        """What is asked of the units of a district."""
        return self.own.get(district, self)

    def about(self, codes: Collection[str]) -> tuple[Any, ...]:
        """All that it says of the codes."""
        return tuple((self.bounds.get(code), self.since.get(code)) for code in codes)

    def groups(self, codes: Collection[str]) -> list[tuple[list[int], "Asked"]]:
        """The districts of which something else is asked by the codes than of the city, those together of which the
        same is asked."""
        found: dict[Any, tuple[list[int], Asked]] = {}
        for district, own in self.own.items():
            if own.about(codes) != self.about(codes):
                found.setdefault(own.about(codes), ([], own))[0].append(district)
        return list(found.values())


MeasureFunction = Callable[[Asked], Measure | tuple[Measure, ...]]
SubjectFunction = Callable[[Asked], QuerySet]


def measures_of(function: MeasureFunction, asked: Asked) -> tuple[Measure, ...]:
    """What the function measures, one or several that are added up."""
    made = function(asked)
    return made if isinstance(made, tuple) else (made,)


@dataclasses.dataclass(frozen=True)
class Standard:
    """One requirement of the directive.

    kind: "target", a share of the units at which the measure holds; "norm"; "advice", which is told and never counted
    against anyone; "part", which stands only in the definition of a target.
    paragraph, clause: where it stands in the directive, and its words.
    level: what is judged, the name of a subject.
    measure: None for one that is put together from others by its definition.
    compare: one of COMPARISONS.
    base: what the bounds are reckoned from, with reckoned "share" (the low bound is that share of it) or "per" (one for
    so many of it, from low to high), and base_unit its unit of measure.
    parts: the names of what must be there, where the measure counts such. unit: unit of measure.
    how: the formula in words. why_not: when it is not asked of a unit. surplus: what more than enough is called.
    thresholds: codes of further thresholds, with their meaning. Measure and base read no number but these and its own.
    fixed: it needs no threshold of its own, because a unit has it or not.
    nought: no row means nought, because the register is the list of awards itself.
    """

    code: str
    kind: str
    paragraph: str
    clause: str
    level: str
    measure: MeasureFunction | None = None
    compare: str = "at_least"
    base: MeasureFunction | None = None
    reckoned: str = ""
    base_unit: str = ""
    parts: tuple[Any, ...] = ()
    unit: str = ""
    how: Any = ""
    why_not: Any = ""
    surplus: Any = ""
    thresholds: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    fixed: bool = False
    nought: bool = False
    curve: Callable[[set[int] | None], dict[int, list["Point"]]] | None = None

    @property
    def numbers(self) -> tuple[str, ...]:
        """The codes of its thresholds, its own first."""
        return (self.code, *self.thresholds)


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """n of N, m unknown, from this day until the next point."""

    day: datetime.date
    numerator: int
    denominator: int
    missing: int


@dataclasses.dataclass(frozen=True)
class Subject:
    """What is judged: the units of a level that there are on a day, and where they stood.

    rows: a queryset of values unit, community_key (None where it lies in none), street_key, district_key, unit_code,
    unit_name and made_up.
    register: the label of the register that keeps them.
    """

    level: str
    words: Any
    register: str
    rows: SubjectFunction


_standards: dict[str, Standard] = {}
_subjects: dict[str, Subject] = {}


def declare(*standards: Standard) -> None:
    """Take standards into service. Called in an app's standards.py."""
    for standard in standards:
        _standards[standard.code] = standard


def subject(level: str, words: Any, register: str) -> Callable[[SubjectFunction], SubjectFunction]:
    """Says by which function the units of a level are read."""

    def take(function: SubjectFunction) -> SubjectFunction:
        _subjects[level] = Subject(level, words, register, function)
        return function

    return take


def find(code: str) -> Standard:
    """The standard of a code such as "N01". Raises KeyError."""
    return _standards[code]


def subject_of(level: str) -> Subject:
    """The subject of a level. Raises KeyError."""
    return _subjects[level]


def declared() -> list[Standard]:
    """Every declared standard, parts included, by code."""
    return sorted(_standards.values(), key=lambda standard: standard.code)


def all_standards() -> list[Standard]:
    """Every declared standard but parts: targets first, then norms and advice, by code."""
    order = ("target", "norm", "advice")
    shown = [standard for standard in _standards.values() if standard.kind in order]
    return sorted(shown, key=lambda standard: (order.index(standard.kind), standard.code))
