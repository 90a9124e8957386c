"""The engine's answers against those of the second reading."""

import dataclasses
import datetime
from collections import Counter
from collections.abc import Iterable
from typing import Any

from reporting.board import Board, Territory
from reporting.judging import Judging
from zhoushan_community.base.standards import Rate, Result

from . import targets
from .reading import Reading
from .registers import Registers
from .targets import Answers, Share
from .verdict import NOT_APPLICABLE, STATES

#: Of what is not asked of a unit no number is compared.
NOTHING = {"measured": None, "low": None, "high": None, "rows": []}


@dataclasses.dataclass
class Compared:
    """How much was compared."""

    histories: int = 0
    days: int = 0
    answers: int = 0
    rates: int = 0
    states: Counter[tuple[str, str]] = dataclasses.field(default_factory=Counter)

    def __str__(self) -> str:
        return (
            f"{self.histories} histories, {self.days} days by a basis, {self.answers} answers and {self.rates} rates "
            "compared: no difference"
        )

    @property
    def table(self) -> str:
        """How often each standard was in each state."""
        codes = sorted({code for code, _state in self.states})
        lines = ["     " + "".join(f"{state:>16}" for state in STATES)]
        lines += [f"{code:5}" + "".join(f"{self.states[code, state]:16}" for state in STATES) for code in codes]
        return "\n".join(lines)


def compare(registers: Registers, day: datetime.date, basis: str, compared: Compared) -> None:
    """Both read the same day. Raises AssertionError with what differs."""
    reading = Reading(registers, day, basis)
    ours = targets.answers(reading)
    differences = [*_answers(ours, day, basis, compared), *_rates(reading, ours, day, basis, compared)]
    compared.days += 1
    assert not differences, "\n".join([f"{day} by {basis}: engine ≠ oracle", *differences[:12]])


def _answers(ours: Answers, day: datetime.date, basis: str, compared: Compared) -> Iterable[str]:
    judging = Judging(day, basis)
    results = list(judging.results(parts=True))
    evidence = judging.evidence(results)
    engine = {(result.standard, result.unit): result for result in results}
    if len(engine) != len(results):
        yield "a unit is judged twice"
    judged = {code for code, _unit in engine} | {standard.code for standard in judging.standards}
    wanted = {key for key in ours if key[0] in judged}
    for code, unit in wanted ^ set(engine):
        yield f"{code} {unit}: judged by the {'engine' if (code, unit) in engine else 'oracle'} alone"
    for key in sorted(wanted & set(engine)):
        compared.answers += 1
        compared.states[key[0], engine[key].state] += 1
        theirs = _told(engine[key], evidence[key])
        mine = _read(*ours[key])
        differ = [f"{name} {theirs[name]!r} ≠ {mine[name]!r}" for name in mine if theirs[name] != mine[name]]
        if differ:
            yield f"{key[0]} {engine[key].name} ({key[1]}): {'; '.join(differ)}"


def _told(result: Result, evidence: list[tuple[str, int]]) -> dict[str, Any]:
    found = {
        name: getattr(result, name)
        for name in ("state", "measured", "low", "high", "distance", "community", "street", "district", "code", "name")
    }
    # Twice the same row is a fault of its own.
    found["rows"] = sorted(evidence)
    return found | (NOTHING if result.state == NOT_APPLICABLE else {})


def _read(unit: targets.Unit, answer: targets.Answer) -> dict[str, Any]:
    found = {name: getattr(answer, name) for name in ("state", "measured", "low", "high", "distance")}
    found |= {name: getattr(unit, name) for name in ("community", "street", "district", "code", "name")}
    return found | {"rows": sorted(answer.rows)} | (NOTHING if answer.state == NOT_APPLICABLE else {})


# Rates


def _rates(reading: Reading, ours: Answers, day: datetime.date, basis: str, compared: Compared) -> Iterable[str]:
    for everything in (False, True):
        board = Board(day, basis, everything=everything)
        for territory, cells in board.table(board.city):
            for judged, rate in cells:
                code = judged.standard.code
                if territory.level == "city":
                    units = targets.of_city(reading, ours, code, everything=everything)
                else:
                    units = targets.of_territory(ours, code, district=territory.key)
                share = targets.share(reading, code, units, territory.key)
                yield from _rate(territory, code, rate, share, compared)
    first = min(reading.rows("communities.district"), key=_key)["id"]
    district = board.territory(f"district-{first}")
    for territory, cells in board.table(district)[1:]:
        for judged, rate in cells:
            code = judged.standard.code
            units = targets.of_territory(ours, code, street=territory.key)
            yield from _rate(territory, code, rate, targets.share(reading, code, units, first), compared)


def _key(row: dict[str, Any]) -> int:
    return row["id"]


def _rate(territory: Territory, code: str, theirs: Rate, ours: Share, compared: Compared) -> Iterable[str]:
    compared.rates += 1
    for words, rate, share in (
        ("", theirs, ours),
        (" without exempt ones", theirs.without_exempt, ours.without_exempt),
    ):
        names = ("numerator", "denominator", "missing", "exempt", "state", "short_by")
        engine, oracle = ([getattr(each, name) for name in names] for each in (rate, share))
        if engine != oracle:
            yield f"{code} {territory.name}{words}: {names}: {engine} ≠ {oracle}"
