"""Boards as sheets."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhoushan_community.base.sheets.exports import source_line
from zhoushan_community.base.sheets.writer import write_csv, write_xlsx
from zhoushan_community.base.standards import Rate, Result, Standard

from .board import Board, Judged, Territory
from .templatetags.board import state_words

Table = list[tuple[Territory, list[tuple[Judged, Rate]]]]


def _write(path: Path, title: str, heads: list[str], rows: list[list[Any]], board: Board, user: Any) -> None:
    if path.suffix == ".csv":
        write_csv(path, heads, rows)
        return
    notes = [
        _("Note: %(count)s rows in all") % {"count": len(rows)},
        _("Basis: %(basis)s. Districts that follow by reference are outside the city's rate.")
        % {"basis": board.basis_words},
        source_line(board.day, user),
    ]
    write_xlsx(path, heads, rows, title=title, notes=notes)


def write_board(path: Path, board: Board, table: Table, user: Any) -> None:
    """One line for each territory and standard: n, N, missing, share, threshold, state, how many are short."""
    heads = [_("Territory"), _("Code"), _("Bound"), _("Standard"), _("Clause"), _("Meeting"), _("Of"), _("Missing"),
             _("Exempt"), _("Rate (%)"), _("Threshold"), _("State"), _("Short by"),
             _("Resting on demonstration data")]  # fmt: skip
    rows = [
        [
            territory.name,
            territory.code,
            _("bound") if territory.bound else _("by reference"),
            judged.standard.code,
            judged.standard.clause,
            rate.numerator,
            rate.denominator,
            rate.missing,
            rate.exempt,
            round(rate.rate * 100, 2) if rate.rate is not None else None,
            judged.threshold.words if judged.threshold else None,
            state_words(rate.state) if judged.standard.kind == "target" else None,
            rate.short_by if judged.standard.kind == "target" else None,
            rate.generated,
        ]
        for territory, cells in table
        for judged, rate in cells
    ]
    _write(path, _("Target board"), heads, rows, board, user)


def write_units(path: Path, board: Board, standard: Standard, results: Iterable[Result], user: Any) -> None:
    """One line for each unit: what was measured, its bounds, the distance and the state."""
    judged = board.judged[standard.code]
    heads = [_("District"), _("Street"), _("Unit"), _("Code"), _("Measured"), _("Unit of measure"), _("At least"),
             _("At most"), _("Distance"), _("State"), _("Demonstration data")]  # fmt: skip
    found = list(results)
    districts = board.districts({result.district for result in found})
    streets = board.streets({result.street for result in found})
    rows = [
        [
            districts[result.district].name,
            streets[result.street].name,
            result.name,
            result.code,
            result.measured,
            standard.unit,
            result.low,
            result.high,
            result.distance,
            state_words(result.state),
            result.made_up,
        ]
        for result in found
    ]
    _write(path, f"{standard.code} {judged.threshold.words if judged.threshold else ''}", heads, rows, board, user)
