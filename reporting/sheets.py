"""Boards as sheets."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhoushan_community.base import standards
from zhoushan_community.base.changes import parts
from zhoushan_community.base.sheets.exports import source_line
from zhoushan_community.base.sheets.writer import Sheet, write_file
from zhoushan_community.base.standards import Rate

from .board import Board, Territory
from .explained import Explained, explained
from .history import history
from .models import Threshold
from .since import Comparison, compared, points
from .spread import STATES, spread
from .wording import state_words

#: Units that are explained at a time.
CHUNK = 2000


def write(path: Path, board: Board, user: Any, sheets: list[Sheet]) -> None:
    """All sheets as a workbook, or the first as text."""
    first, count = sheets[0], itertools.count()
    first.rows = (row for row in first.rows if next(count) >= 0)
    first.notes = _notes(count, board, user)
    write_file(path, sheets)


def _notes(count: Iterator[int], board: Board, user: Any) -> Iterator[str]:
    """The foot of a sheet; told after the last row was counted."""
    yield _("Note: %(count)s rows in all") % {"count": next(count)}
    outside = _("Basis: %(basis)s. Districts that follow by reference are outside the city's rate.")
    inside = _("Basis: %(basis)s. Districts that follow by reference are counted in the city's rate, too.")
    yield (inside if board.everything else outside) % {"basis": board.basis_words}
    yield source_line(board.day, user)


def write_board(path: Path, board: Board, earlier: Board | None, territory: Territory, user: Any) -> None:
    """One line for each territory and standard: n, N, missing, share, threshold, state, how many are short, and what it
    was on the earlier day."""
    heads = [_("Territory"), _("Code"), _("Bound"), _("Standard"), _("Clause"), _("Meeting"), _("Of"), _("Missing"),
             _("Exempt"), _("Rate (%)"), _("Threshold"), _("State"), _("Short by"),
             _("Resting on demonstration data"), _("Rate without the exempt (%)")]  # fmt: skip
    before = compared(earlier, territory) if earlier else {}
    if earlier:
        heads += [_("Meeting on %(day)s") % {"day": earlier.day}, _("Of on %(day)s") % {"day": earlier.day},
                  _("Rate on %(day)s (%%)") % {"day": earlier.day}, _("Difference (percentage points)")]  # fmt: skip
    rows = [
        [
            row.name,
            row.code,
            _("bound") if row.bound else _("by reference"),
            judged.standard.code,
            judged.standard.clause,
            rate.numerator,
            rate.denominator,
            rate.missing,
            rate.exempt,
            share(rate),
            judged.threshold.words if judged.threshold else None,
            state_words(rate.state) if judged.standard.kind == "target" else None,
            rate.short_by if judged.standard.kind == "target" else None,
            rate.generated,
            share(rate.without_exempt),
            *(_then(rate, before.get(row.address, {}).get(judged.standard.code)) if earlier else ()),
        ]
        for row, cells in board.table(territory)
        for judged, rate in cells
    ]
    write(path, board, user, [Sheet(_("Target board"), heads, rows), sources(board, territory)])


def _then(now: Rate, then: Rate | None) -> list[Any]:
    if then is None:
        return [None, None, None, None]
    return [then.numerator, then.denominator, share(then), points(then, now)]


def share(rate: Rate) -> float | None:
    """A rate in per cent, as a sheet holds it; None where there is none."""
    return round(rate.rate * 100, 2) if rate.rate is not None else None


def write_standard(
    path: Path, board: Board, earlier: Board | None, territory: Territory, state: str, user: Any
) -> None:
    """One line for each unit: what was measured, its bounds, the distance, the state and why. Then the sources, where
    the units stand, how it went, and what changed since the earlier day."""
    [judged] = board.judged_in(territory.district).values()
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
    more = [sources(board, territory)]
    if path.suffix != ".csv":
        more += [*_spread(board, territory, standard.code), _history(board, territory, standard.code)]
        more += [_since(Comparison(earlier, board, territory, standard.code))] if earlier else []
    write(path, board, user, [Sheet(title, heads, rows), *more])


def _spread(board: Board, territory: Territory, code: str) -> list[Sheet]:
    found = spread(board, territory, code)
    if found is None:
        return []
    heads = [str(found.unit), *map(state_words, STATES), _("units")]
    rows = [[each.words, *each.by_state, each.units] for each in found.classes]
    return [Sheet(_("Where the units stand"), heads, [*rows, [_("unknown"), *([None] * len(STATES)), found.unknown]])]


def _history(board: Board, territory: Territory, code: str) -> Sheet:
    heads = [_("Day"), _("Meeting"), _("Of"), _("Missing"), _("Exempt"), _("Rate (%)"), _("Threshold")]
    rows = [
        [
            moment.day,
            moment.rate.numerator,
            moment.rate.denominator,
            moment.rate.missing,
            moment.rate.exempt,
            share(moment.rate),
            moment.threshold.words if moment.threshold else None,
        ]
        for moment in history(board, territory, code)
    ]
    return Sheet(_("How it went"), heads, rows)


def _since(found: Comparison) -> Sheet:
    days = {"then": found.earlier.day, "now": found.board.day}
    heads = [_("Gained or lost"), _("Unit"), _("Code"), _("Why")]
    rows = [
        [words, turned.unit.name, turned.unit.code, turned.reason]
        for words, units in ((_("gained"), found.gained), (_("lost"), found.lost))
        for turned in units
    ]
    return Sheet(_("%(then)s to %(now)s") % days, heads, rows)


def _explained(board: Board, territory: Territory, state: str) -> Iterator[tuple[str, str, Explained]]:
    """The units with the names of their districts and streets, some at a time."""
    [code] = board.codes
    for some in parts(board.results(territory, state=state, nearest=True), CHUNK):
        districts = board.districts({result.district for result in some})
        streets = board.streets({result.street for result in some})
        for row in explained(board, code, some, evidence=False):
            yield districts[row.result.district].name, streets[row.result.street].name, row


def sources(board: Board, territory: Territory) -> Sheet:
    """The thresholds by which units of the territory are judged against the standards of the board, each with its
    source and how it is judged."""
    heads = [_("Code"), _("Paragraph"), _("Clause"), _("How it is judged"), _("Threshold"), _("Unit of measure"),
             _("What it says"), _("Basis"), _("District"), _("Source document"), _("valid from"), _("valid to"),
             _("due"), _("our reading")]  # fmt: skip
    found: dict[str, tuple[standards.Standard, Any]] = {}
    for judged in board.judged.values():
        found[judged.standard.code] = (judged.standard, "")
        found |= {code: (judged.standard, words) for code, words in judged.standard.thresholds.items()}
    by_code: dict[str, list[Threshold]] = {}
    judges = board.judging.judges(territory.district)
    for row in sorted(judges, key=lambda row: row.district.code if row.district else ""):
        by_code.setdefault(row.standard, []).append(row)
    rows = [
        _source(code, standard, words, row)
        for code, (standard, words) in found.items()
        for row in by_code.get(code, [None])
    ]
    return Sheet(_("Thresholds and their sources"), heads, rows)


def _source(code: str, standard: standards.Standard, meaning: Any, row: Threshold | None) -> list[Any]:
    told = [code, standard.paragraph, standard.clause, str(standard.how)]
    if row is None:
        return [*told, _("no threshold in force"), *([None] * 9)]
    unit = "" if meaning or standard.reckoned or standard.compare == "more" else standard.unit
    place = row.district.name if row.district else None
    return [*told, row.words, unit, str(meaning), str(row.get_basis_display()), place, row.source_document,
            row.valid_from, row.valid_to, row.due_on, row.reading]  # fmt: skip
