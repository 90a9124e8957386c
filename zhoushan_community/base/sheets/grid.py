"""One sheet as the person at the spreadsheet program sees it: cells, merged ranges, hidden rows.

Every reader of a file format (workbook, opendocument, legacy, webpage, delimited) fills a ``Builder``; everything
after that works on ``Grid`` and does not know where the sheet came from. Rows and columns are counted from 1.
"""

import marshal
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

TEXT, NUMBER, PERCENT, DATE, TIME, BOOL = "text", "number", "percent", "date", "time", "bool"
ERROR = "error"  # an error value such as #N/A
UNCACHED = "uncached"  # a formula whose value is not kept in the file

MAX_ROWS = 200_000  # rows with content, over all sheets of a file
MAX_CELLS = 4_000_000  # likewise cells; the largest sheets that offices send have thirty columns
MAX_FILLED = 1_000  # cells with content in one row; far more than any register has columns
LAST_ROW, MAX_COLUMNS = 1_048_576, 16_384  # where the spreadsheet programs end
MAX_KNOWN = 20_000  # different cells that are kept in mind to be used again
MAX_OPEN = 10_000  # rows of a sheet that lie open in memory
# More steps than any real sheet needs to clear the cells under its merged ranges.
MAX_MERGE_STEPS = 20_000_000
MAX_MERGES = 400_000  # more than twice as many as there may be rows

REFUSALS = {
    "not_a_spreadsheet": _("This file is not a spreadsheet, or it is damaged; open it and save it again as .xlsx."),
    "encrypted": _("This file needs a password; save it without one and send it again."),
    "bomb": _("This file unpacks to far more than it holds; copy the table into a new file and send that."),
    "too_large": _("This file is larger than 32 MB; save it as .xlsx, or split it and send the parts."),
    "too_many_rows": _("This file has more than 200,000 rows; split it and send the parts."),
    "too_many_columns": _("A row of this file has more than 1,000 filled columns; copy the table into a new file."),
    "no_header": _("No table head was found; keep the heads of the template, such as community and households."),
}


class Refused(Exception):
    """The file as a whole cannot be read.

    code is one of ``REFUSALS``; text is a (lazily translated) sentence for the person who sent the file.
    """

    def __init__(self, code: str, text: object = None) -> None:
        self.code = code
        self.text = REFUSALS[code] if text is None else text
        super().__init__(code)

    def __str__(self) -> str:
        return str(self.text)


class Cell(NamedTuple):
    """What a cell holds. value is str (text, error, uncached), Decimal (number, percent, and the serial of a time),
    bool, or a date; a date cell whose serial is no day at all has None."""

    kind: str
    value: str | Decimal | bool | date | None

    @property
    def text(self) -> str:
        """The value as a person would type it; also what the preview shows."""
        if self.kind in (TEXT, ERROR, UNCACHED):
            return self.value
        if self.kind in (NUMBER, TIME):
            return plain(self.value)
        if self.kind == PERCENT:
            return plain(self.value * 100) + "%"
        if self.kind == BOOL:
            return "TRUE" if self.value else "FALSE"
        return "" if self.value is None else self.value.isoformat()


# Of a long sheet's numbers most do not repeat, and a named tuple's own constructor takes several times as long.
_as_cell = partial(tuple.__new__, Cell)


def number_cell(value: Decimal) -> Cell:
    """A cell with a number."""
    return _as_cell((NUMBER, value))


def plain(number: Decimal) -> str:
    """Digits without an exponent or trailing zeros: 330902002902, 0.72."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def letters(column: int) -> str:
    """1 → A, 27 → AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(row: int, column: int) -> str:
    """(7, 4) → D7."""
    return f"{letters(column)}{row}"


_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,7})")


def place_of(a1: str) -> tuple[int, int]:
    """D7 → (7, 4). Raises ValueError when the text is no address of a cell."""
    match = _A1.fullmatch(a1)
    if not match:
        raise ValueError(f"not a cell address: {a1!r}")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    if int(match[2]) > LAST_ROW or column > MAX_COLUMNS:
        raise ValueError(f"beyond the last cell: {a1!r}")
    return int(match[2]), column


# Characters without a width: they travel along when text is copied from web pages and chats.
INVISIBLE = re.compile(
    r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\x00-\x08\x0e-\x1f\ud800-\udfff]"
)


def visible(text: str) -> bool:
    """Whether any character can be seen."""
    return text[:1].isalnum() or bool(INVISIBLE.sub("", text).strip())


class Merge(NamedTuple):
    """A merged range, all ends included; its value stands in (top, left)."""

    top: int
    left: int
    bottom: int
    right: int


Cells = dict[int, Cell]  # of one row, by column

_SIGNS = {TEXT: "t", NUMBER: "n", PERCENT: "p", DATE: "d", TIME: "i", BOOL: "b", ERROR: "e", UNCACHED: "u"}
_KINDS = {sign: kind for kind, sign in _SIGNS.items()}


class Rows(dict[int, Cells]):
    """Row number → its cells. Of a long sheet all rows but the first ones are folded up to a tenth of their size, and
    unfolded for whoever looks at one: what is changed in it must be put back."""

    def __init__(self, rows: Iterable[tuple[int, Any]] = ()) -> None:
        super().__init__(rows)
        self._known: dict[str, Cell] = {}
        self._last: tuple[Any, Cells] = b"", {}  # unfolded last, because one row is looked at several times

    def fold(self, row: int) -> None:
        """The row is complete."""
        cells = super().get(row)
        if len(self) > MAX_OPEN and type(cells) is dict:
            told = [_SIGNS[kind] + (value if type(value) is str else _told(value)) for kind, value in cells.values()]
            super().__setitem__(row, marshal.dumps([*cells, *told]))

    def __getitem__(self, row: int) -> Cells:
        return self._open(super().__getitem__(row))

    def get(self, row: int, other: Any = None) -> Any:
        return self._open(super().get(row, other))

    def pop(self, row: int) -> Cells:
        return self._open(super().pop(row))

    def items(self) -> Iterator[tuple[int, Cells]]:
        return ((row, self._open(cells)) for row, cells in super().items())

    def sorted(self) -> "Rows":
        return self if all(map(int.__lt__, self, islice(self, 1, None))) else Rows(sorted(super().items()))

    def _open(self, cells: Any) -> Any:
        if type(cells) is not bytes:
            return cells
        if cells is not self._last[0]:
            told = marshal.loads(cells)
            middle = len(told) // 2
            known = self._known
            if len(known) >= MAX_KNOWN:
                known.clear()
            found = [known.get(text) or known.setdefault(text, _cell(text)) for text in told[middle:]]
            self._last = cells, dict(zip(told[:middle], found, strict=True))
        return self._last[1]


def _told(value: Decimal | bool | date | None) -> str:
    return "" if value is None or value is False else str(value)


def _cell(told: str) -> Cell:
    kind, text = _KINDS[told[0]], told[1:]
    if kind in (NUMBER, PERCENT, TIME):
        return Cell(kind, Decimal(text))
    if kind == DATE:
        return Cell(kind, date.fromisoformat(text) if text else None)
    return Cell(kind, bool(text) if kind == BOOL else text)


@dataclass
class Grid:
    """One sheet. name is None for text and HTML; rows maps row number → column number → cell and holds only cells with
    visible content, so formatting that reaches down to row 1,048,576 costs nothing."""

    name: str | None
    visible: bool = True
    rows: dict[int, Cells] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)

    @property
    def last_row(self) -> int:
        return max(self.rows, default=0)

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell's own content; covered cells of a merged range have none."""
        return self.rows.get(row, {}).get(column)

    def first(self, row: int) -> str:
        """Text of the first filled cell of a row, or an empty text."""
        cells = self.rows.get(row)
        return cells[min(cells)].text if cells else ""

    def correct(self, a1: str, text: str) -> None:
        """Put the text that a clerk typed on the preview into a cell; an empty text empties it."""
        row, column = place_of(a1)
        cells = self.rows.get(row, {})
        if visible(text):
            cells[column] = Cell(TEXT, text)
        else:
            cells.pop(column, None)
        if cells:
            self.rows[row] = cells
        elif row in self.rows:
            del self.rows[row]


@dataclass
class RowBudget:
    """Rows and cells with content that may still come; one for all sheets of a file."""

    left: int = MAX_ROWS
    cells: int = MAX_CELLS

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Refused("too_many_rows")


class Builder:
    """Collects one sheet while its file is streamed."""

    def __init__(self, name: str | None, budget: RowBudget) -> None:
        self.name = name
        self.budget = budget
        self.rows = Rows()
        self.row, self.cells = 0, {}  # that which was written to last
        self.merges: list[Merge] = []
        self.hidden_runs: list[tuple[int, int]] = []
        self.known: dict[Cell, Cell] = {}

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Store a cell; text without a visible character is no content."""
        if cell.kind == TEXT and not visible(cell.value):
            return
        if column > MAX_COLUMNS:
            raise Refused("not_a_spreadsheet")
        cells = self._row(row)
        self.budget.cells -= 1
        if self.budget.cells < 0:
            raise Refused("too_many_rows")
        if len(cells) >= MAX_FILLED:
            raise Refused("too_many_columns")
        cells[column] = cell if len(self.rows) > MAX_OPEN else self._one_of(cell)

    def _row(self, row: int) -> Cells:
        """The cells of a row that is written to; the one before is complete."""
        if row != self.row:
            self.rows.fold(self.row)
            cells = self.rows.get(row)
            if cells is None:
                self.budget.take()
                cells = {}
            self.rows[row] = cells
            self.row, self.cells = row, cells
        return self.cells

    def _one_of(self, cell: Cell) -> Cell:
        """Cells that look alike are one object: most of a long sheet's repeat, and each would take its own memory."""
        if len(self.known) >= MAX_KNOWN:
            self.known.clear()
        return self.known.setdefault(cell, cell)

    def put_row(self, row: int, cells: dict[int, Cell]) -> None:
        """Store the cells of a row, all of them with something to see and none beyond the last column."""
        present = self.rows.get(row)
        if present is None:
            self.budget.take()
            self.rows[row] = cells
        else:
            present.update(cells)
            self.rows[row] = present
        if len(cells) > MAX_FILLED:
            raise Refused("too_many_columns")
        self.budget.cells -= len(cells)
        if self.budget.cells < 0:
            raise Refused("too_many_rows")

    def hide(self, first: int, last: int) -> None:
        """Rows first to last are hidden. Kept as runs: a sheet may hide everything down to its last possible row."""
        if self.hidden_runs and self.hidden_runs[-1][1] == first - 1:
            self.hidden_runs[-1] = (self.hidden_runs[-1][0], last)
        else:
            self.hidden_runs.append((first, last))

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if bottom > top or right > left:
            if len(self.merges) >= MAX_MERGES:
                raise Refused("bomb")
            self.merges.append(Merge(top, left, bottom, right))

    def grid(self) -> Grid:
        """The finished sheet, without what may still lie unseen under merged cells."""
        self._clear_covered()
        end = max(self.rows, default=0)
        hidden = {row for first, last in self.hidden_runs for row in range(first, min(last, end) + 1)}
        return Grid(self.name, True, self.rows.sorted(), self.merges, hidden)

    def _clear_covered(self) -> None:
        steps = 0
        for top, left, bottom, right in self.merges:
            rows: Iterable[int] = range(top, bottom + 1)
            if bottom - top > len(self.rows):
                rows = [row for row in self.rows if top <= row <= bottom]
            for row in rows:
                steps += 1
                cells = self.rows.get(row)
                if cells is None:
                    continue
                steps += len(cells)
                covered = [at for at in cells if left <= at <= right and (row, at) != (top, left)]
                for column in covered:
                    del cells[column]
                if not cells:
                    del self.rows[row]
                elif covered:
                    self.rows[row] = cells
            steps += 1
            if steps > MAX_MERGE_STEPS:
                raise Refused("bomb")
