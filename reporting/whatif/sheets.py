"""What would come of a scenario, as a sheet. Every line says that it is no fact."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhoushan_community.base.sheets.exports import source_line
from zhoushan_community.base.sheets.writer import Sheet, write_file
from zhoushan_community.base.standards import Rate

from ..board import Board
from ..models import Scenario
from ..sheets import share
from ..templatetags.whatif import mark_words
from ..wording import state_words
from .outcome import Line, Outcome


def _write(path: Path, scenario: Scenario, board: Board, heads: list[str], rows: list, notes: list, user: Any) -> None:
    heads = [_("What if: no facts"), *heads]
    rows = [[scenario.name, *row] for row in rows]
    banner = _("What if “%(name)s”: tried, never saved. None of these are facts.") % {"name": scenario.name}
    notes = [banner, *notes, _("Basis: %(basis)s") % {"basis": board.basis_words}, source_line(board.day, user)]
    write_file(path, [Sheet(_("What if: no facts"), heads, rows, notes=notes)])


def _numbers(rate: Rate) -> list[Any]:
    return [rate.numerator, rate.denominator, rate.missing, share(rate)]


def write_outcome(path: Path, scenario: Scenario, board: Board, outcome: Outcome, user: Any) -> None:
    """One line for each territory and standard: before, after and how they compare; at the foot the edits in words."""
    heads = [_("Territory"), _("Standard"), _("Clause"),
             _("Meeting before"), _("Of before"), _("Missing before"), _("Rate before (%)"),
             _("Meeting after"), _("Of after"), _("Missing after"), _("Rate after (%)"),
             _("Threshold before"), _("Threshold after"), _("State before"), _("State after"),
             _("Difference")]  # fmt: skip
    rows = []
    for place, territory in enumerate(outcome.territories):
        for line in outcome.lines:
            cell, target = line.cells[place], line.judged.standard.kind == "target"
            states = [state_words(rate.state) if target else None for rate in (cell.before, cell.after)]
            thresholds = [each.threshold.words if each.threshold else None for each in (cell.judged, cell.supposed)]
            rows.append(
                [
                    territory.name,
                    line.judged.standard.code,
                    line.judged.standard.clause,
                    *_numbers(cell.before),
                    *_numbers(cell.after),
                    *thresholds,
                    *states,
                    mark_words(cell.mark),
                ]
            )
    notes = [
        " ".join(filter(None, [f"{number}.", told.title, told.sentence, *told.problems, told.note]))
        for number, told in enumerate(outcome.edits, 1)
    ]
    _write(path, scenario, board, heads, rows, notes, user)


def write_units(path: Path, scenario: Scenario, board: Board, line: Line, user: Any) -> None:
    """One line for each unit that would stand otherwise."""
    standard = line.judged.standard
    heads = [_("Standard"), _("Unit"), _("Code"), _("Measured before"), _("State before"), _("Measured after"),
             _("State after"), _("Unit of measure"), _("Difference")]  # fmt: skip
    rows = []
    for each in line.moved:
        pair = []
        for result in (each.before, each.after):
            pair += [result.measured, state_words(result.state)] if result else [None, _("no such unit")]
        rows.append([standard.code, each.unit.name, each.unit.code, *pair, standard.unit, mark_words(each.mark)])
    _write(path, scenario, board, heads, rows, [standard.clause], user)
