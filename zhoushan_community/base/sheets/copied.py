"""The cells of a file of any format as a new .xlsx, with what is wrong marked in it."""

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

from .comments import AUTHOR, MOST, Mark
from .findings import ERROR
from .grid import BOOL, DATE, NUMBER, PERCENT, TIME, UNCACHED, Cell, Grid, place_of
from .marked import RED, YELLOW
from .writer import FIRST_YEAR, WIDEST, len_shown, sheet_name

_FORMATS = {NUMBER: "General", PERCENT: "0.00%", DATE: "yyyy-mm-dd", TIME: "hh:mm"}
_SAMPLE = 200  # rows by which the columns get their width


def copy_cells(grids: Iterable[Grid], marks: Mapping[str | None, Mapping[str, Mark]], target: Path) -> None:
    """Write the visible sheets as they were read: values, merged cells and hidden rows, not their looks."""
    with xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False}) as book:
        for number, grid in enumerate((grid for grid in grids if grid.visible), 1):
            name = sheet_name(grid.name or f"Sheet{number}")
            taken = {sheet.name.lower() for sheet in book.worksheets()}
            sheet = book.add_worksheet(name if name.lower() not in taken else f"{name[:26]} {number}")
            _write(book, sheet, grid, {place_of(at): mark for at, mark in marks.get(grid.name, {}).items()})


def _write(book: Any, sheet: Any, grid: Grid, marks: Mapping[tuple[int, int], Mark]) -> None:
    looks: dict[tuple[str, str], Any] = {}

    def look(kind: str, mark: Mark | None) -> Any:
        colour = "" if mark is None else RED if mark.level == ERROR else YELLOW
        if (kind, colour) not in looks:
            filled = {"bg_color": f"#{colour[2:]}", "pattern": 1} if colour else {}
            looks[kind, colour] = book.add_format({"num_format": _FORMATS.get(kind, "@"), **filled})
        return looks[kind, colour]

    widths: dict[int, int] = {}
    for row in list(grid.rows)[:_SAMPLE]:
        for column, cell in grid.rows[row].items():
            widths[column] = max(widths.get(column, 0), len_shown(cell.text))
    for column, width in widths.items():
        sheet.set_column(column - 1, column - 1, min(width + 2, WIDEST))
    noted = 0
    by_row: dict[int, dict[int, Mark]] = {}
    for (row, column), mark in marks.items():
        by_row.setdefault(row, {})[column] = mark
    for row in sorted(grid.rows.keys() | grid.hidden | by_row.keys()):
        if row in grid.hidden:
            sheet.set_row(row - 1, None, None, {"hidden": True})
            if row not in grid.rows:
                sheet.write_blank(row - 1, 0, None, look("", None))  # a row without cells is not written at all
        cells, marked = grid.rows.get(row, {}), by_row.get(row, {})
        for column in sorted(cells.keys() | marked.keys()):
            mark = marked.get(column)
            _write_cell(sheet, row - 1, column - 1, cells.get(column), look, mark)
            if mark and noted < MOST:
                noted += 1
                sheet.write_comment(row - 1, column - 1, mark.text, {"author": AUTHOR, "x_scale": 1.6})
    for merge in grid.merges:
        # merge_range() would write into rows that have left the memory already.
        sheet.merge.append([merge.top - 1, merge.left - 1, merge.bottom - 1, merge.right - 1])


def _write_cell(sheet: Any, row: int, column: int, cell: Cell | None, look: Any, mark: Mark | None) -> None:
    if cell is None:
        sheet.write_blank(row, column, None, look("", mark))
    elif cell.kind in (NUMBER, PERCENT, TIME):
        sheet.write_number(row, column, cell.value, look(cell.kind, mark))
    elif cell.kind == BOOL:
        sheet.write_boolean(row, column, cell.value, look(NUMBER, mark))
    elif cell.kind == DATE and isinstance(cell.value, datetime.date) and cell.value.year >= FIRST_YEAR:
        sheet.write_datetime(row, column, cell.value, look(DATE, mark))
    else:
        # A formula without a value and a day that is none stay wrong until somebody writes what is meant.
        text = "#VALUE!" if cell.kind == UNCACHED or not cell.text else cell.text
        sheet.write_string(row, column, text[:32_767], look("", mark))
