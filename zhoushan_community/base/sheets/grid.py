"""One sheet as the person at the spreadsheet program sees it: cells, merged ranges, hidden rows.

Every reader of a file format (workbook, opendocument, legacy, webpage, delimited) fills a ``builder.Builder``;
everything after that works on ``Grid`` and does not know where the sheet came from. Rows and columns count from 1.
"""

import marshal
import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import islice, repeat
from typing import Any, NamedTuple, Protocol, TypeVar

from django.utils.translation import gettext_lazy as _

TEXT, NUMBER, PERCENT, DATE, TIME, BOOL = "text", "number", "percent", "date", "time", "bool"
ERROR = "error"  # an error value such as #N/A
UNCACHED = "uncached"  # a formula whose value is not kept in the file

LAST_ROW, MAX_COLUMNS = 1_048_576, 16_384  # where the spreadsheet programs end
MAX_KNOWN = 20_000  # different cells that are kept in mind to be used again
MAX_OPEN = 200_000  # cells of a sheet that lie open in memory

REFUSALS = {
    "not_a_spreadsheet": _("This file is not a spreadsheet, or it is damaged; open it and save it again as .xlsx."),
    "encrypted": _("This file needs a password; save it without one and send it again."),
    "bomb": _("This file unpacks to far more than it holds; copy the table into a new file and send that."),
    "too_large": _("This file is larger than 32 MB; save it as .xlsx, or split it and send the parts."),
    "too_many_rows": _("This file has more than 200,000 rows; split it and send the parts."),
    "too_much_text": _("This file holds more text than a register takes; split it and send the parts."),
    "too_many_columns": _("A row of this file has more than 1,000 filled columns; copy the table into a new file."),
    "no_header": _("No table head was found; keep the heads of the template, such as community and households."),
}

T = TypeVar("T")


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


def cells_of(kind: str, values: Iterable[Any]) -> list[Cell]:
    """Cells of one kind."""
    return list(map(_as_cell, zip(repeat(kind), values, strict=False)))


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


def all_visible(texts: Sequence[str]) -> bool:
    """Whether something can be seen in each of the texts."""
    begins = "".join([text[:1] for text in texts])
    return (len(begins) == len(texts) and begins.isalnum()) or all(map(visible, texts))


class Merge(NamedTuple):
    """A merged range, all ends included; its value stands in (top, left)."""

    top: int
    left: int
    bottom: int
    right: int


Cells = dict[int, Cell]  # of one row, by column

_SIGNS = {TEXT: "t", NUMBER: "n", PERCENT: "p", DATE: "d", TIME: "i", BOOL: "b", ERROR: "e", UNCACHED: "u"}
_KINDS = {sign: kind for kind, sign in _SIGNS.items()}


class Written(Protocol):
    """Reads the rows of a sheet that are kept as they are written in its file."""

    def pieces(self, row: int, content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
        """The cells of a row: column, something else, and what is written in the cell."""

    def column(self, told: bytes) -> int:
        """The number of a column."""

    def cells(self, told: Sequence[bytes]) -> list[Cell | None]:
        """The cells that are written so; None where there is nothing to see. Raises Refused."""

    def first(self, row: int, content: bytes) -> Cell | None:
        """The first cell with something to see in it."""


class _Content(bytes):
    """A row as it is written."""

    __slots__ = ()


class Rows(dict[int, Cells]):
    """Row number → its cells. Of a long sheet all rows but the first ones are folded up to a tenth of their size, or
    kept as they are written, and unfolded for whoever looks at one: what is changed in it must be put back."""

    def __init__(self, rows: Iterable[tuple[int, Any]] = (), written: Written | None = None) -> None:
        super().__init__(rows)
        self.written = written
        self.lying_open = 0  # cells of complete rows
        self._known: dict[str | bytes, Cell | None] = {}
        self._last: tuple[Any, Cells] = b"", {}  # unfolded last, because one row is looked at several times

    def fold(self, row: int) -> None:
        """The row is complete."""
        cells = super().get(row)
        self.lying_open += len(cells) if type(cells) is dict else 0
        if self.lying_open > MAX_OPEN and type(cells) is dict:
            told = [_SIGNS[kind] + (value if type(value) is str else _told(value)) for kind, value in cells.values()]
            super().__setitem__(row, marshal.dumps([*cells, *told]))

    def keep(self, row: int, content: bytes) -> None:
        """The row stays as it is written until somebody looks at it."""
        super().__setitem__(row, _Content(content))

    def __getitem__(self, row: int) -> Cells:
        return self._open(row, super().__getitem__(row))

    def get(self, row: int, other: Any = None) -> Any:
        return self._open(row, super().get(row, other))

    def items(self) -> Iterator[tuple[int, Cells]]:
        return ((row, self._open(row, cells)) for row, cells in super().items())

    def values(self) -> Iterator[Cells]:
        return (cells for _row, cells in self.items())

    def take(self, rows: Sequence[int], kept: Container[int] = ()) -> Mapping[int, Sequence[Cell | bytes | None]]:
        """What stands in these rows, by column, each place for one of them; they are removed, but for the kept ones.
        A cell may still be what is written: `self.written` says what it holds."""
        found: dict[int, list[Cell | bytes | None]] = defaultdict(lambda: [None] * len(rows))
        columns: dict[bytes, list[Cell | bytes | None]] = {}
        for place, row in enumerate(rows):
            cells = super().__getitem__(row) if row in kept else super().pop(row)
            if type(cells) is not _Content:
                for column, cell in self._open(row, cells).items():
                    found[column][place] = cell
                continue
            for letters, _between, told in self.written.pieces(row, cells):
                if letters not in columns:
                    columns[letters] = found[self.written.column(letters)]
                columns[letters][place] = told
        return found

    def first(self, row: int) -> Cell | None:
        """The first filled cell of a row."""
        cells = super().get(row)
        if type(cells) is _Content:
            return self.written.first(row, cells)
        cells = self._open(row, cells)
        return cells[min(cells)] if cells else None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and dict(self.items()) == dict(other.items())

    def sorted(self) -> "Rows":
        in_order = all(map(int.__lt__, self, islice(self, 1, None)))
        return self if in_order else Rows(sorted(super().items()), self.written)

    def cells(self, written: Sequence[Cell | bytes]) -> Sequence[Cell | None]:
        """The cells, where some of them are still what is written; None where there is nothing to see in one. Raises
        Refused."""
        if {*map(type, written)} == {bytes}:
            return self.written.cells(written)
        return [self.cell(cell) if type(cell) is bytes else cell for cell in written]

    def cell(self, told: bytes) -> Cell | None:
        """What is written as a cell; None where there is nothing to see in it. Raises Refused."""
        return self._one_of(told, lambda told: self.written.cells([told])[0])

    def _one_of(self, told: T, read: Callable[[T], Cell | None]) -> Cell | None:
        """Cells that look alike are read once."""
        known = self._known
        if told not in known:
            if len(known) >= MAX_KNOWN:
                known.clear()
            known[told] = read(told)
        return known[told]

    def _open(self, row: int, cells: Any) -> Any:
        kind = type(cells)
        if kind is not bytes and kind is not _Content:
            return cells
        if cells is not self._last[0]:
            if kind is bytes:
                told = marshal.loads(cells)
                middle = len(told) // 2
                found = zip(told[:middle], [self._one_of(text, _cell) for text in told[middle:]], strict=True)
            else:
                pieces = self.written.pieces(row, cells)
                read = ((self.written.column(letters), self.cell(told)) for letters, _between, told in pieces)
                found = ((column, cell) for column, cell in read if cell is not None)
            self._last = cells, dict(found)
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
    rows: Rows = field(default_factory=Rows)
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
        cell = self.rows.first(row)
        return cell.text if cell else ""

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
