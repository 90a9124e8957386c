"""Reads a sheet that somebody sent for a register: rows with values, addresses and messages.

``read(path, spec)`` is the only thing that callers need; it touches neither database nor network. The parts:
``formats`` opens the file, ``headers`` finds the head, ``cells`` reads one cell, ``rows`` says which rows are no data.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from .columns import Column
from .findings import ERROR, OK, WARNING, level_of, sentence
from .formats import open_book
from .grid import TEXT, Cell, Grid, Refused, Rows, address, plain
from .headers import Head, Heading, LikelyHead, find_head, likely_heads
from .row_cells import Addresses, Texts
from .rows import SkippedRow, Sorted, tables
from .spec import Field, Place, Spec

__all__ = [
    "Field",
    "HeaderRows",
    "Heading",
    "LikelyHead",
    "Message",
    "Place",
    "Reading",
    "Refused",
    "Row",
    "SkippedRow",
    "SkippedSheet",
    "Spec",
    "Typed",
    "likely",
    "read",
    "read_typed",
]

#: So many rows are read together.
AT_A_TIME = 500
NOWHERE_ELSE: Mapping[str, str] = MappingProxyType({})

Corrections = Mapping[tuple[str | None, str], str]


class SkippedSheet(NamedTuple):
    """A sheet that is left out. reason: hidden, no_header or other_register."""

    sheet: str | None
    reason: str


class HeaderRows(NamedTuple):
    """Where a head of a sheet stands: up to three row numbers. A sheet of several tables may have several."""

    sheet: str | None
    rows: tuple[int, ...]


class Message(NamedTuple):
    """Something a person must know about a cell. cell: its address; level: warning or error; code: see ``findings``;
    text: a sentence in the reader's language; field: the name of the field."""

    cell: str
    level: str
    code: str
    text: str
    field: str


@dataclass(slots=True)
class Row:
    """One data row. sheet is None for text and HTML; row counts from 1 as the spreadsheet program shows it.

    values: field → value, without blank and faulty cells. cells: field → address of the cell that it was read from,
    which is another row's where a merged or blank cell was filled. raw: field → text as the user wrote it.
    level: ok, warning or error, the worst of its messages. meant: the record that the row is of, where the row's key
    is not to say it. emptied: the fields that a typed row leaves blank on purpose; a sheet's blank cell says nothing.
    """

    sheet: str | None
    row: int
    values: dict[str, Any] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    meant: Any = None
    emptied: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        if not self.messages:
            return OK
        return ERROR if any(message.level == ERROR for message in self.messages) else WARNING


@dataclass
class Reading:
    """All that a file holds for a register.

    skipped_rows: rows that are no data, with the reason, and those that the clerk left out (left_out).
    ignored_columns: heads that no field takes. headings: the words over every column of every head.
    """

    rows: list[Row] = field(default_factory=list)
    skipped_rows: list[SkippedRow] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    header_rows: list[HeaderRows] = field(default_factory=list)
    skipped_sheets: list[SkippedSheet] = field(default_factory=list)


def read(
    path: str | Path,
    spec: Spec,
    *,
    corrections: Corrections | None = None,
    left_out: Collection[tuple[str | None, int]] = (),
    texts: bool = True,
    passed_over: Collection[str | None] = (),
) -> Reading:
    """Read a file for a register.

    corrections: (sheet, address) → the text that a clerk put in its place on the preview; applied before anything is
    looked at, addresses that are none are passed over. left_out: (sheet, row) of data rows that the clerk does not
    want: they still fill the blanks below them, but clash with no other row. texts: whether the rows keep what was
    written; nobody looks at it who only writes the values, and of a long sheet it is the greater part. passed_over:
    the names of sheets that are another register's.
    Raises Refused when the file as a whole cannot be read.
    """
    grids = open_book(path)
    _correct(grids, corrections or {})
    others = [grid.name for grid in grids if grid.visible and grid.name in passed_over]
    reading = Reading(skipped_sheets=[SkippedSheet(name, "other_register") for name in others])
    for grid, head in with_heads([grid for grid in grids if grid.name not in others], spec):
        if head is not None:
            for table, rows in tables(grid, head, spec):
                _Sheet(grid, table, spec, texts).read_into(reading, rows, left_out)
        elif not grid.visible or grid.name is not None:
            reading.skipped_sheets.append(SkippedSheet(grid.name, "no_header" if grid.visible else "hidden"))
    if not reading.header_rows:
        raise Refused("no_header")
    _compare_rows(reading.rows, spec)
    return reading


def with_heads(grids: Iterable[Grid], spec: Spec) -> Iterator[tuple[Grid, Head | None]]:
    """The sheets with their heads, if they are visible and have one."""
    count = 0
    for grid in grids:
        head = find_head(grid, spec) if grid.visible else None
        count += head is not None
        if grid.name is None and head is not None and count > 1:
            # A page with a second table of data: its rows are counted anew, so it needs a name of its own.
            grid.name = f"table {count}"
        yield grid, head


def likely(path: str | Path, spec: Spec) -> list[LikelyHead]:
    """The rows of a file that may be its head, where none gives what the register asks for. Raises Refused."""
    return likely_heads((grid for grid in open_book(path) if grid.visible), spec)


class Typed(NamedTuple):
    """A row typed into a grid. number: as shown there; texts: field → text; meant: its record, a new one unsaved."""

    number: int
    texts: Mapping[str, str]
    meant: Any


def read_typed(rows: Collection[Typed], spec: Spec) -> list[Row]:
    """Rows typed into a grid, read by the rules of sheets. Nothing fills down; a cell's address is its field's name."""
    columns = dict(enumerate(spec.fields, start=1))
    places = {taken.name: number for number, taken in columns.items()}
    cells = {
        row.number: {places[name]: Cell(TEXT, text) for name, text in row.texts.items() if name in places and text}
        for row in rows
    }
    spec = replace(spec, fill_down=(), fill_merged=())
    sheet = _Sheet(Grid(None, rows=Rows(cells.items())), Head((0,), columns), spec)
    found = []
    for typed, row in zip(rows, sheet._rows([typed.number for typed in rows]), strict=True):
        wrong = {message.field for message in row.messages}
        row.cells = {taken.name: taken.name for taken in spec.fields}
        row.messages = [message._replace(cell=message.field) for message in row.messages]
        row.meant = typed.meant
        row.emptied = tuple(name for name in typed.texts if name not in row.values and name not in wrong)
        found.append(row)
    return found


def _correct(grids: list[Grid], corrections: Corrections) -> None:
    by_name = {grid.name: grid for grid in reversed(grids) if grid.visible}
    for (sheet, a1), text in corrections.items():
        if sheet in by_name:
            # Addresses come back from a form, and a form may hold anything.
            with suppress(ValueError):
                by_name[sheet].correct(a1, text)


class _Sheet:
    """Reads the data rows of one sheet."""

    def __init__(self, grid: Grid, head: Head, spec: Spec, texts: bool = True) -> None:
        self.grid, self.head, self.spec, self.texts = grid, head, spec, texts
        self.columns = [
            Column(number, taken, head, spec, grid.merges, grid.last_row) for number, taken in head.fields.items()
        ]
        self.fields = {column.name: column.field for column in self.columns}
        self.codes = [name for name, taken in self.fields.items() if taken.kind == "code"]
        self.letters = {column.name: column.letters for column in self.columns}
        self.kept = {top for column in self.columns for top in column.anchors.values()}
        self.places: dict[tuple[str | None, str | None], Place] = {}

    def read_into(self, reading: Reading, found: Sorted, left_out: Collection[tuple[str | None, int]]) -> None:
        data, skipped = found.data, found.skipped
        reading.header_rows.append(HeaderRows(self.grid.name, self.head.rows))
        reading.ignored_columns += [text for text in self.head.ignored if text not in reading.ignored_columns]
        taken = {column: found.name for column, found in self.head.fields.items()}
        reading.headings += [
            Heading(self.grid.name, text, taken.get(column, "")) for column, text in self.head.texts.items() if text
        ]
        rows = [row for at in range(0, len(data), AT_A_TIME) for row in self._rows(data[at : at + AT_A_TIME])]
        unwanted = [row.row for row in rows if (row.sheet, row.row) in left_out]
        skipped += [SkippedRow(self.grid.name, number, "left_out") for number in unwanted]
        reading.skipped_rows += sorted(skipped, key=lambda row: row.row)
        reading.rows += [row for row in rows if row.row not in unwanted] if unwanted else rows

    def _rows(self, numbers: Sequence[int]) -> Iterator[Row]:
        """The data rows of these numbers. They are read by columns, which is several times faster than cell by cell."""
        if not numbers:
            return
        # What is read is let go at once, where no row below is filled from it: a sheet and its rows fill the memory.
        cells = self.grid.rows.take(numbers, self.kept)
        blank = [None] * len(numbers)
        reads = [column.read(self.grid, numbers, cells.get(column.number, blank)) for column in self.columns]
        found: dict[int, list[tuple[str, str, Any]]] = {}
        other: dict[int, dict[str, str]] = {}
        for column, (values, codes, _cells, filled) in zip(self.columns, reads, strict=True):
            if any(codes):
                told = zip(numbers, codes, values, strict=True)
                for number, code, value in ((number, code, value) for number, each, value in told for code in each):
                    found.setdefault(number, []).append((column.name, code, value))
            for number, where in filled.items():
                other.setdefault(number, {})[column.name] = where
        names = [column.name for column in self.columns]
        values_by_row = zip(*(read.values for read in reads), strict=True)
        cells_by_row = zip(*(read.cells for read in reads), strict=True)
        for number, values, cells in zip(numbers, values_by_row, cells_by_row, strict=True):
            told = {name: value for name, value in zip(names, values, strict=True) if value is not None}
            addresses = Addresses(self.letters, number, other.get(number, NOWHERE_ELSE))
            row = Row(self.grid.name, number, told, addresses, Texts(self.letters, cells))
            for name, code, value in found.get(number, ()):
                self._tell(row, name, code, value)
            if self.spec.check_place:
                self._check_place(row)
            for rule in self.spec.rules:
                for name, code in list(rule(row.values)):
                    self._tell(row, name, code)
            if not self.texts:
                row.raw = NOWHERE_ELSE
            yield row

    def _tell(self, row: Row, name: str, code: str, value: object = None) -> None:
        """Add a message; an error takes the field's value away."""
        taken = self.fields.get(name)
        choices = "" if taken is None else "是、否" if taken.kind == "bool" else "、".join(taken.choices)
        value = plain(value) if isinstance(value, Decimal) else value
        text = sentence(code, text=row.raw.get(name, ""), value=value, choices=choices)
        level = level_of(code)
        row.messages.append(Message(row.cells.get(name, ""), level, code, text, name))
        if level == ERROR:
            row.values.pop(name, None)

    def _check_place(self, row: Row) -> None:
        """The street must be one of the row's district, and so must a code."""
        pair = row.values.get("district"), row.values.get("street")
        if pair == (None, None):
            return
        if pair not in self.places:
            self.places[pair] = self.spec.check_place(*pair)
        known, prefix = self.places[pair]
        if not known:
            self._tell(row, "street" if pair[1] is not None else "district", "unknown_street")
        for name in self.codes:
            if not row.values.get(name, prefix).startswith(prefix):
                self._tell(row, name, "bad_code")


def _compare_rows(rows: list[Row], spec: Spec) -> None:
    """Rows that name the same record, over all sheets. Faulty rows take no part: their values are not known."""
    # Hardly any row has a double, so a list is made only for those that have.
    firsts: dict[tuple[object, ...], Row] = {}
    doubles: dict[tuple[object, ...], list[Row]] = {}
    # What a row need not have, as people of a street itself have no community, is equal when it is blank in both.
    essential = [group[0] for group in spec.required if len(group) == 1 and group[0] not in spec.fill_merged]
    for row in rows:
        if row.level != ERROR and all(name in row.values for name in essential):
            key = tuple([row.values.get(name) for name in spec.key] if spec.key else _all_values(row, spec))
            first = firsts.setdefault(key, row)
            if first is not row:
                doubles.setdefault(key, [first]).append(row)
    for group in doubles.values():
        first = group[0]
        if all(row.values == first.values for row in group):
            for row in group[1:]:
                _blame(row, "duplicate_row", first, spec)
        else:
            for row in group:
                _blame(row, "conflicting_rows", group[1] if row is first else first, spec)


def _all_values(row: Row, spec: Spec) -> list[object]:
    """All values of a row in the order of the register's fields."""
    return [row.values.get(taken.name) for taken in spec.fields]


def _blame(row: Row, code: str, other: Row, spec: Spec) -> None:
    cell = row.cells.get(spec.label) or address(row.row, 1)
    where = str(other.row) if other.sheet == row.sheet else f"{other.sheet} {other.row}"
    row.messages.append(Message(cell, level_of(code), code, sentence(code, other=where), spec.label))
