"""A board as the plain values that `evaluate --json` promises."""

from decimal import Decimal
from typing import Any

from zhoushan_community.base.standards import STATES, Rate, Result

from .board import Board, Judged, Territory


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
    targets, norms = [], []
    table = [(row, {judged.standard.code: rate for judged, rate in cells}) for row, cells in board.table(territory)]
    for code, judged in board.judged.items():
        standard, threshold = judged.standard, judged.threshold
        if standard.kind == "target":
            due = threshold and (threshold.due_on or threshold.valid_from)
            targets.append(
                {
                    "code": code,
                    "clause": standard.clause,
                    "due": due.isoformat() if due else None,
                    "threshold": threshold_of(judged),
                    "rows": [_rate(row, rates[code]) for row, rates in table],
                }
            )
        else:
            states = [result.state for result in board.results(code, territory)]
            counts = {state: states.count(state) for state in STATES}
            norms.append({"code": code, "clause": standard.clause, "level": standard.level, "counts": counts})
    found = {
        "on": board.day.isoformat(),
        "basis": str(board.basis),
        "territory": asked,
        "targets": targets,
        "norms": norms,
    }
    if units:
        # Units that follow by reference are listed, too; each row says so.
        found["units"] = [
            _unit(judged, result, board.districts[result.reading.district].bound)
            for judged in board.judged.values()
            for result in judged.results
            if territory.holds(result.reading)
        ]
    return found


def _rate(row: Territory, rate: Rate) -> dict[str, Any]:
    return {
        "territory": row.address,
        "name": row.name,
        "bound": row.bound,
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "missing": rate.missing,
        "rate": rate.rate,
        "state": rate.state,
        "short_by": rate.short_by,
        "generated": rate.generated,
    }


def _unit(judged: Judged, result: Result, bound: bool) -> dict[str, Any]:
    reading = result.reading
    return {
        "standard": result.standard,
        "unit": reading.code or f"{judged.standard.level}-{reading.unit}",
        "name": reading.name,
        "bound": bound,
        "state": result.state,
        "measured": number(reading.measured),
        "threshold": threshold_of(judged),
        "distance": number(result.distance),
        "unit_of_measure": judged.standard.unit,
        "evidence": [list(item) for item in reading.evidence],
        "generated": reading.generated,
    }
