"""Which rows of a sheet are no data: titles, notes, repeated heads, totals, footers, hidden and blank rows."""

import re
from typing import NamedTuple

from .grid import Cell, Grid
from .headers import Head, normal
from .numerals import spelled

# A stray cell far below the table leaves a gap that nobody wants to have listed row by row.
MAX_LISTED_GAP = 10_000
_BLANKS = re.compile(r"\s+")
_COLON = re.compile("[:：]")
_NOTE_ABOVE = re.compile("附")
_NOTE_BELOW = re.compile("注|说明|备注|填表说明|数据来源")
_TOTAL = re.compile("(?:小计|合计|总计|共计|累计).*|.*(?:小计|合计|总计)")
_FOOTER = re.compile("单位负责人|负责人|审核人|填表人|填报人|制表人|经办人|填报日期|制表日期|报出日期|联系电话")
_INDEX = re.compile(r"[甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥]|\(?\d{1,3}\)?(?:=[\d()+\-*×/÷]+)?")


class SkippedRow(NamedTuple):
    """A row that is no data. reason: hidden, blank, note, title, header, index, total or footer."""

    sheet: str | None
    row: int
    reason: str


def sort_rows(grid: Grid, head: Head) -> tuple[list[int], list[SkippedRow]]:
    """(numbers of the data rows, rows that are no data), both in order; the head itself is neither."""
    data: list[int] = []
    skipped: list[SkippedRow] = []
    heads = [_meaning(grid.rows.get(row, {})) for row in head.rows]
    previous = 0
    index_due = True  # until the first row under the head that can be seen
    for row, cells in grid.rows.items():
        if previous:
            skipped += _gap(grid, head, previous + 1, row)
        previous = row
        if row in head.rows:
            continue
        if row in grid.hidden:
            reason: str | None = "hidden"
        elif row < head.rows[0]:
            reason = _reason_above(grid.first(row))
        else:
            reason = _reason_below(grid.first(row), cells, heads, index_due)
            index_due = False
        if reason:
            skipped.append(SkippedRow(grid.name, row, reason))
        else:
            data.append(row)
    return data, skipped


def _gap(grid: Grid, head: Head, first: int, end: int) -> list[SkippedRow]:
    """The rows without content from first to before end. The second row of a head may be one of them."""
    rows = range(first, min(end, first + MAX_LISTED_GAP))
    return [
        SkippedRow(grid.name, row, "hidden" if row in grid.hidden else "blank") for row in rows if row not in head.rows
    ]


def _reason_above(first: str) -> str:
    return "note" if _COLON.search(first) or _NOTE_ABOVE.match(first.strip()) else "title"


def _reason_below(first: str, cells: dict[int, Cell], heads: list[dict[int, str]], index_due: bool) -> str | None:
    """Only the first filled cell decides, except for a repeated head and an index row."""
    first = _BLANKS.sub("", first)
    if _NOTE_BELOW.match(first):
        return "note"
    if _repeats_head(cells, heads):
        return "header"
    if index_due and _is_index(cells):
        return "index"
    if _TOTAL.fullmatch(first):
        return "total"
    return "footer" if _FOOTER.match(first) else None


def _meaning(cells: dict[int, Cell]) -> dict[int, str]:
    return {column: normal(cell.text) for column, cell in cells.items()}


def _repeats_head(cells: dict[int, Cell], heads: list[dict[int, str]]) -> bool:
    return len(cells) > 1 and any(
        all(normal(cell.text) == head.get(column) for column, cell in cells.items()) for head in heads
    )


def _is_index(cells: dict[int, Cell]) -> bool:
    return len(cells) > 1 and all(_INDEX.fullmatch(spelled(cell.text)) for cell in cells.values())
