"""A board as the plain values that `evaluate --json` promises."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from zhoushan_community.base.changes import parts
from zhoushan_community.base.standards import Rate, Result

from .board import Board, Judged, Territory
from .coverage import Records, as_values

#: Results whose evidence is read at a time.
CHUNK = 50_000


def number(value: Any) -> Any:
    """A whole Decimal as int, another as float."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def threshold_of(judged: Judged) -> Any:
    """0.45, [2500, 5000] or None."""
    threshold = judged.threshold
    if threshold is None:
        return None
    if judged.standard.kind == "target" or threshold.high is None:
        return number(threshold.low)
    return [number(threshold.low), number(threshold.high)]


def evaluation(board: Board, territory: Territory, *, asked: str | None = None, units: bool = False) -> dict[str, Any]:
    """The whole result for a territory."""
    targets, norms, advice = [], [], []
    table = [(row, {each.standard.code: (each, rate) for each, rate in cells}) for row, cells in board.table(territory)]
    counts = board.counts(territory)
    for code, judged in board.judged_in(territory.district).items():
        standard, threshold = judged.standard, judged.threshold
        if standard.kind == "target":
            due = threshold and (threshold.due_on or threshold.valid_from)
            targets.append(
                {
                    "code": code,
                    "clause": standard.clause,
                    "due": due.isoformat() if due else None,
                    "threshold": threshold_of(judged),
                    "rows": [_rate(row, *cells[code]) for row, cells in table],
                }
            )
        else:
            told = {"code": code, "clause": standard.clause, "level": standard.level}
            (norms if standard.kind == "norm" else advice).append({**told, "counts": counts[code].counts})
    found = {
        "on": board.day.isoformat(),
        "basis": str(board.basis),
        "territory": asked,
        "targets": targets,
        "norms": norms,
        "advice": advice,
        "records": as_values(Records(board.day, user=board.user, codes=board.codes), territory),
    }
    if units:
        # Units that follow by reference are listed, too; each row says so.
        found["units"] = list(_units(board, territory))
    return found


def _units(board: Board, territory: Territory) -> Iterator[dict[str, Any]]:
    """Every result with its evidence, some at a time."""
    for some in parts(board.wide.results(territory), CHUNK):
        evidence = board.judging.evidence(some)
        for result in some:
            bound = result.district not in board.unbound
            judged = board.judged_in(result.district)[result.standard]
            yield _unit(judged, result, bound, evidence[result.standard, result.unit])


def _rate(row: Territory, judged: Judged, rate: Rate) -> dict[str, Any]:
    return {
        "territory": row.address,
        "name": row.name,
        "bound": row.bound,
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "missing": rate.missing,
        "threshold": threshold_of(judged),
        "rate": rate.rate,
        "state": rate.state,
        "short_by": rate.short_by,
        "generated": rate.generated,
    }


def _unit(judged: Judged, result: Result, bound: bool, evidence: list[tuple[str, int]]) -> dict[str, Any]:
    return {
        "standard": result.standard,
        "unit": result.code or f"{judged.standard.level}-{result.unit}",
        "name": result.name,
        "bound": bound,
        "state": result.state,
        "measured": number(result.measured),
        "threshold": bounds_of(judged, result),
        "distance": number(result.distance),
        "unit_of_measure": judged.standard.unit,
        "evidence": [list(item) for item in evidence],
        "generated": result.made_up,
    }


def bounds_of(judged: Judged, result: Result) -> Any:
    """The bounds of this unit: [2500, 5000], 5 or None."""
    if judged.standard.kind == "target":
        return threshold_of(judged)
    if result.low is None:
        return None
    return number(result.low) if result.high is None else [number(result.low), number(result.high)]
