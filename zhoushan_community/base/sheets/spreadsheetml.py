"""XML Spreadsheet 2003: what Excel 2003, WPS and many systems write as .xls (or .xml) in one XML text."""

import re
from datetime import datetime

from .builder import Builder, RowBudget
from .grid import BOOL, DATE, ERROR, LAST_ROW, MAX_COLUMNS, NUMBER, PERCENT, TEXT, TIME, UNCACHED, Cell, Grid
from .package import local, parse_text
from .workbook import format_kind, numeric

_BOOK = re.compile(r"<(?:\w+:)?Workbook[\s>]")
_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"


def is_spreadsheetml(text: str) -> bool:
    """Whether a text of markup is such a workbook."""
    start = text[:4096]
    return _NAMESPACE in start and bool(_BOOK.search(start))


def read_spreadsheetml(text: str) -> list[Grid]:
    """All sheets; hidden ones by name only. Raises Refused for what is damaged or dangerous."""
    book = _Book()
    parse_text(text, book.start, book.end, book.text)
    return book.grids


class _Book:
    """The handlers. A row or cell says its place only where it does not follow the one before."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.budget = RowBudget()
        self.builder: Builder | None = None
        self.kinds: dict[str, str] = {}  # style → what its format makes of a number
        self.style = self.row_style = self.cell_style = ""
        self.row = self.last = self.column = self.across = 0  # last: one row may stand for several that are alike
        self.visible, self.formula, self.comment = True, False, False
        self.pieces: list[str] | None = None  # of the element whose text is wanted
        self.type, self.data = "", ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name, own = local(name), {local(key): value for key, value in attributes.items()}
        if name == "Cell" and self.builder:
            self._start_cell(own)
        elif name == "Data" and not self.comment:
            self.type, self.pieces = own.get("Type", "String"), []
        elif name == "Row" and self.builder:
            self._start_row(own)
        elif name == "Worksheet":
            self.builder, self.last, self.visible = Builder(own.get("Name", ""), self.budget), 0, True
        elif name == "Style":
            self.style = own.get("ID", "")
        elif name == "NumberFormat":
            self.kinds[self.style] = _kind(own.get("Format", ""))
        elif name == "Visible":
            self.pieces = []
        elif name == "Comment":
            self.comment = True  # its Data is none of the cell's

    def end(self, name: str) -> None:
        name = local(name)
        if name == "Data" and self.pieces is not None:
            self.data, self.pieces = "".join(self.pieces), None
        elif name == "Comment":
            self.comment = False
        elif name == "Cell" and self.builder:
            self._end_cell(self.builder)
        elif name == "Visible" and self.pieces is not None:
            self.visible, self.pieces = "".join(self.pieces).strip() == "SheetVisible", None
        elif name == "Worksheet" and self.builder:
            grid = self.builder.grid() if self.visible else Grid(self.builder.name, visible=False)
            self.grids.append(grid)
            self.builder = None

    def text(self, data: str) -> None:
        if self.pieces is not None:
            self.pieces.append(data)

    def _start_row(self, own: dict[str, str]) -> None:
        assert self.builder is not None
        self.row = int(own.get("Index", self.last + 1))
        self.last = min(self.row + int(own.get("Span", 0)), LAST_ROW)
        if not 0 < self.row <= self.last:
            raise ValueError(self.row)
        if own.get("Hidden") == "1" or own.get("Height") == "0":
            self.builder.hide(self.row, self.last)
        self.column, self.row_style = 0, own.get("StyleID", "")

    def _start_cell(self, own: dict[str, str]) -> None:
        assert self.builder is not None
        self.column = int(own.get("Index", self.column + 1))
        self.across, down = int(own.get("MergeAcross", 0)), int(own.get("MergeDown", 0))
        if not 0 < self.column <= self.column + self.across <= MAX_COLUMNS or down < 0:
            raise ValueError(self.column)
        self.builder.merge(self.row, self.column, min(self.row + down, LAST_ROW), self.column + self.across)
        self.formula, self.cell_style = "Formula" in own, own.get("StyleID", self.row_style)
        self.type, self.data = "", ""

    def _end_cell(self, builder: Builder) -> None:
        cell = self._cell()
        if cell is not None:
            builder.put(self.row, self.column, cell)
        self.column += self.across

    def _cell(self) -> Cell | None:
        if not self.data:
            return Cell(UNCACHED, "") if self.formula and not self.type else None
        if self.type == "Number":
            kind = self.kinds.get(self.cell_style, NUMBER)
            return numeric(self.data.strip(), kind, False)
        if self.type == "DateTime":
            moment = datetime.fromisoformat(self.data.strip().removesuffix("Z"))
            return numeric("0.5", TIME, False) if moment.year < 1900 else Cell(DATE, moment.date())
        if self.type == "Boolean":
            return Cell(BOOL, self.data.strip() == "1")
        return Cell(ERROR if self.type == "Error" else TEXT, self.data)


def _kind(code: str) -> str:
    """What a format makes of a number; some formats go by a name. Days and times are of a type of their own here."""
    if code == "Percent" or format_kind(-1, code) == PERCENT:
        return PERCENT
    return NUMBER
