"""A previewed sheet as a download: the person's own workbook with what is wrong marked in its cells."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from . import jobs
from .imports import SHEET, digest_of, sheet_for
from .models import Job
from .previews import kept
from .registers import find
from .sheets.comments import MOST, Mark
from .sheets.copied import copy_cells
from .sheets.findings import ERROR, WARNING
from .sheets.formats import is_zip, open_book
from .sheets.marked import mark_workbook
from .sheets.package import Package
from .sheets.pieces import NotEditable
from .sheets.reader import Refused, with_heads

Marks = dict[str | None, dict[str, Mark]]


def marks_of(rows: Iterable[dict[str, Any]], corrections: list[list[Any]]) -> Marks:
    """What the preview has to say, by sheet and cell. A cell that was corrected on the preview is marked, too, because
    the file still holds what was sent."""
    told: dict[tuple[str | None, str], list[tuple[str, str]]] = {}
    for row in rows:
        for message in row["messages"]:
            said = told.setdefault((row["sheet"], message["cell"]), [])
            if (message["level"], message["text"]) not in said:
                said.append((message["level"], message["text"]))
    for sheet, cell, text in corrections:
        words = _("On the preview this was corrected to “%(text)s”; the file still holds what was sent.")
        told.setdefault((sheet, cell), []).append((WARNING, words % {"text": text}))
    marks: Marks = {}
    for (sheet, cell), said in told.items():
        level = ERROR if any(level == ERROR for level, _text in said) else WARNING
        marks.setdefault(sheet, {})[cell] = Mark(level, "\n".join(text for _level, text in said))
    for cells in marks.values():
        _tell_uncommented(cells)
    return marks


def _tell_uncommented(cells: dict[str, Mark]) -> None:
    """Where a sheet has more marks than comments, its first comment says so."""
    if len(cells) > MOST:
        first, mark = next(iter(cells.items()))
        words = _("Only the first %(most)s marked cells of this sheet have a comment; %(more)s more are only coloured.")
        cells[first] = Mark(mark.level, f"{words % {'most': MOST, 'more': len(cells) - MOST}}\n{mark.text}")


@jobs.work("sheet-marked")
def marked_work(run: jobs.Run) -> dict[str, Any]:
    """Write the marked workbook as the job's result: in place where the file is an .xlsx, else a copy of its cells."""
    arguments, path = run.arguments, run.path(SHEET)
    if digest_of(path) != arguments["sha256"]:
        raise jobs.Failed(_("The stored file is not the one that was uploaded; upload it again."))
    rows = kept(jobs.folder(run.job))["rows"]
    marks = marks_of(rows.of(entry for entry in rows.index if entry.noted), arguments["corrections"])
    stem, ending = Path(arguments["file"]).stem, "xlsx"
    target = run.path("marked")
    try:
        ending = _mark_in_place(path, marks, target)
    except (NotEditable, Refused):
        spec = sheet_for(find(arguments["register"]), run.actor).spec()
        copy_cells([grid for grid, _head in with_heads(open_book(path), spec)], marks, target)
    name = _("%(file)s_marked") % {"file": stem} + f".{ending}"
    target.rename(run.path(name))
    Job.objects.filter(pk=run.job.pk).update(result_file=name)
    return {"marked": sum(len(cells) for cells in marks.values())}


def _mark_in_place(path: Path, marks: Marks, target: Path) -> str:
    """Returns the ending that fits what is inside, whatever the file was called."""
    if not is_zip(path):
        raise NotEditable
    with Package(path) as package:
        package.refuse_entities()
        mark_workbook(package, {sheet: cells for sheet, cells in marks.items() if sheet is not None}, target)
        return "xlsm" if "xl/vbaProject.bin" in package else "xlsx"
