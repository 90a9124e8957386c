"""All clauses: those of the four parts, the targets that are put together from them, and the rates of territories."""

import dataclasses
from collections.abc import Iterable, Iterator
from decimal import Decimal

from . import organizations, scale, security, services
from .reading import Reading, Unit
from .verdict import EXEMPT, MET, MISSING, NOT_APPLICABLE, UNMET, Answer

CLAUSES = {**scale.CLAUSES, **organizations.CLAUSES, **services.CLAUSES, **security.CLAUSES}
COMPOSED = ("T2", "T3", "T6")
#: These need no number.
FIXED = ("T6H",)
#: What decides first.
ORDER = (UNMET, MISSING, EXEMPT, MET, NOT_APPLICABLE)

Answers = dict[tuple[str, int], tuple[Unit, Answer]]


def answers(reading: Reading) -> Answers:
    """How every unit stands against every clause, by code and key."""
    found: Answers = {}
    for code, (level, clause) in CLAUSES.items():
        for unit in reading.units(level):
            found[code, unit.key] = (unit, clause(reading, unit))
    for code in COMPOSED:
        sides = reading.sides(code)
        for unit in reading.units("community"):
            parts = {part: found[part, unit.key][1] for part in sides}
            # A part for which no number is in force that day asks for nothing, so nothing is read for it.
            read = [
                answer.rows for part, answer in parts.items() if reading.in_force(part, unit.district) or part in FIXED
            ]
            found[code, unit.key] = (unit, _composed(list(parts.values()), frozenset().union(*read)))
    return found


def _composed(parts: list[Answer], rows: frozenset[tuple[str, int]]) -> Answer:
    """What is put together stands as the worst of its parts does; it counts how many of those asked for are met."""
    states = [part.state for part in parts]
    state = next((each for each in ORDER if each in states), NOT_APPLICABLE)
    if state == NOT_APPLICABLE:
        return Answer(state, rows=rows)
    measured, asked = states.count(MET), len(states) - states.count(NOT_APPLICABLE)
    distance = None if state == MISSING else measured - asked
    return Answer(state, measured, asked, None, distance, rows)


@dataclasses.dataclass(frozen=True)
class Share:
    """n of N, m unknown; exempt ones are among the N."""

    numerator: int
    denominator: int
    missing: int
    exempt: int
    threshold: Decimal | None

    @property
    def short_by(self) -> int:
        """How many more are needed."""
        needed = 0
        if self.threshold is not None:
            while self.numerator + needed < self.threshold * self.denominator:
                needed += 1
        return needed

    @property
    def state(self) -> str:
        """The state of the share."""
        if self.threshold is None or self.denominator == 0:
            return NOT_APPLICABLE
        if self.numerator >= self.threshold * self.denominator:
            return MET
        if self.numerator + self.missing >= self.threshold * self.denominator:
            return MISSING
        return UNMET

    @property
    def without_exempt(self) -> "Share":
        """The same among those that are not exempt."""
        return dataclasses.replace(self, denominator=self.denominator - self.exempt, exempt=0)


def share(reading: Reading, code: str, units: Iterable[tuple[Unit, Answer]], district: int | None) -> Share:
    """The share of these units that meets; for a target with the threshold of the district, or the city's."""
    states = [answer.state for _unit, answer in units]
    bounds = reading.in_force(code, district) if code[0] == "T" else None
    return Share(
        states.count(MET),
        len(states) - states.count(NOT_APPLICABLE),
        states.count(MISSING),
        states.count(EXEMPT),
        bounds["low"] if bounds else None,
    )


def of_territory(found: Answers, code: str, **place: int) -> Iterator[tuple[Unit, Answer]]:
    """The answers for units of a street or a district."""
    for (each, _key), (unit, answer) in found.items():
        if each == code and all(getattr(unit, level) == key for level, key in place.items()):
            yield unit, answer


def of_city(reading: Reading, found: Answers, code: str, *, everything: bool) -> Iterator[tuple[Unit, Answer]]:
    """Those of the city: districts that follow by reference are left out, unless everything is asked for."""
    bound = {row["id"] for row in reading.rows("communities.district") if row["bound"]}
    for unit, answer in of_territory(found, code):
        if everything or unit.district in bound:
            yield unit, answer
