"""Boards as sheets."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhoushan_community.base import standards
from zhoushan_community.base.sheets.exports import source_line
from zhoushan_community.base.sheets.writer import Sheet, write_book, write_csv
from zhoushan_community.base.standards import Rate

from .board import Board, Judged, Territory
from .explained import Explained, explained
from .models import Threshold
from .templatetags.board import state_words

Table = list[tuple[Territory, list[tuple[Judged, Rate]]]]

#: Units that are explained at a time.
CHUNK = 2000


def write(path: Path, board: Board, user: Any, sheets: list[Sheet]) -> None:
    """All sheets as a workbook, or the first as text."""
    first = sheets[0]
    if path.suffix == ".csv":
        write_csv(path, first.heads, first.rows)
        return
    count = itertools.count()
    first.rows = (row for row in first.rows if next(count) >= 0)
    first.notes = _notes(count, board, user)
    write_book(path, sheets)


def _notes(count: Iterator[int], board: Board, user: Any) -> Iterator[str]:
    """The foot of a sheet; told after the last row was counted."""
    yield _("Note: %(count)s rows in all") % {"count": next(count)}
    outside = _("Basis: %(basis)s. Districts that follow by reference are outside the city's rate.")
    inside = _("Basis: %(basis)s. Districts that follow by reference are counted in the city's rate, too.")
    yield (inside if board.everything else outside) % {"basis": board.basis_words}
    yield source_line(board.day, user)


def write_board(path: Path, board: Board, table: Table, user: Any) -> None:
    """One line for each territory and standard: n, N, missing, share, threshold, state, how many are short."""
    heads = [_("Territory"), _("Code"), _("Bound"), _("Standard"), _("Clause"), _("Meeting"), _("Of"), _("Missing"),
             _("Exempt"), _("Rate (%)"), _("Threshold"), _("State"), _("Short by"),
             _("Resting on demonstration data"), _("Rate without the exempt (%)")]  # fmt: skip
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
            _share(rate),
            judged.threshold.words if judged.threshold else None,
            state_words(rate.state) if judged.standard.kind == "target" else None,
            rate.short_by if judged.standard.kind == "target" else None,
            rate.generated,
            _share(rate.without_exempt),
        ]
        for territory, cells in table
        for judged, rate in cells
    ]
    write(path, board, user, [Sheet(_("Target board"), heads, rows), sources(board)])


def _share(rate: Rate) -> float | None:
    return round(rate.rate * 100, 2) if rate.rate is not None else None


def write_standard(path: Path, board: Board, territory: Territory, state: str, user: Any) -> None:
    """One line for each unit: what was measured, its bounds, the distance, the state and why; then the sources."""
    [judged] = board.judged.values()
    standard = judged.standard
    heads = [_("District"), _("Street"), _("Unit"), _("Code"), _("Measured"), _("Unit of measure"), _("At least"),
             _("At most"), _("Distance"), _("State"), _("Demonstration data"), _("Reckoned from"), _("Not there"),
             _("Parts that fail"), _("Exemption"), _("Remark")]  # fmt: skip
    rows = (
        [
            district,
            street,
            row.result.name,
            row.result.code,
            row.result.measured,
            standard.unit,
            row.result.low,
            row.result.high,
            row.result.distance,
            state_words(row.result.state),
            row.result.made_up,
            row.result.base if standard.base else None,
            "、".join(row.lacking),
            row.failing_in_words,
            row.papers_in_words,
            row.remark,
        ]
        for district, street, row in _explained(board, territory, state)
    )
    title = f"{standard.code} {judged.threshold.words if judged.threshold else ''}"
    write(path, board, user, [Sheet(title, heads, rows), sources(board)])


def _explained(board: Board, territory: Territory, state: str) -> Iterator[tuple[str, str, Explained]]:
    """The units with the names of their districts and streets, some at a time."""
    [code] = board.codes
    results = board.results(territory, state=state, nearest=True)
    while some := list(itertools.islice(results, CHUNK)):
        districts = board.districts({result.district for result in some})
        streets = board.streets({result.street for result in some})
        for row in explained(board, code, some, evidence=False):
            yield districts[row.result.district].name, streets[row.result.street].name, row


def sources(board: Board) -> Sheet:
    """The thresholds in force of the standards of the board, each with its source and how it is judged."""
    heads = [_("Code"), _("Paragraph"), _("Clause"), _("How it is judged"), _("Threshold"), _("Unit of measure"),
             _("What it says"), _("Basis"), _("Source document"), _("valid from"), _("valid to"), _("due"),
             _("our reading")]  # fmt: skip
    found: dict[str, tuple[standards.Standard, Any]] = {}
    for judged in board.judged.values():
        found[judged.standard.code] = (judged.standard, "")
        found |= {code: (judged.standard, words) for code, words in judged.standard.thresholds.items()}
    in_force = board.judging.thresholds
    rows = [_source(code, standard, words, in_force.get(code)) for code, (standard, words) in found.items()]
    return Sheet(_("Thresholds and their sources"), heads, rows)


def _source(code: str, standard: standards.Standard, meaning: Any, row: Threshold | None) -> list[Any]:
    told = [code, standard.paragraph, standard.clause, str(standard.how)]
    if row is None:
        return [*told, _("no threshold in force"), *([None] * 8)]
    unit = "" if meaning or standard.reckoned or standard.compare == "more" else standard.unit
    return [*told, row.words, unit, str(meaning), str(row.get_basis_display()), row.source_document, row.valid_from,
            row.valid_to, row.due_on, row.reading]  # fmt: skip
