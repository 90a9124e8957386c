"""OpenDocument spreadsheets (.ods), read as a stream of content.xml.

Repetition is the danger here: one cell may stand for a million. Blank repetition costs nothing, filled repetition is
counted before anything is stored.
"""

from datetime import datetime
from decimal import Decimal

from .builder import MAX_FILLED, Builder, RowBudget
from .grid import BOOL, DATE, ERROR, NUMBER, PERCENT, TEXT, TIME, UNCACHED, Cell, Grid, Refused
from .package import Package, local

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
MAX_REPEATED_CELLS = 1_000_000
_NUMERIC = {"float": NUMBER, "currency": NUMBER, "percentage": PERCENT}


def is_encrypted(package: Package) -> bool:
    found = {"key": False}

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "encryption-data":
            found["key"] = True

    if MANIFEST in package:
        package.parse(MANIFEST, start)
    return found["key"]


def read_opendocument(package: Package) -> list[Grid]:
    """All sheets of the document; hidden ones by name only."""
    reader = _Content()
    package.parse(CONTENT, reader.start, reader.end, reader.text)
    return reader.grids


class _Content:
    """The handlers for content.xml. Only tables directly in the spreadsheet count; what is nested in cells
    (comments, drawings, tables) is passed over."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.budget = RowBudget()
        self.repeated = 0
        self.style = ""
        self.hidden_styles: set[str] = set()
        self.builder: Builder | None = None
        self.in_sheets = False
        self.depth = 0  # of elements inside a sheet that is left out, or inside a comment or drawing of a cell
        self.row = self.column = 0
        self.row_repeat = self.repeat = 1
        self.row_hidden = False
        self.folded = 0  # groups of rows that are folded away
        self.groups: list[bool] = []
        self.cells: list[tuple[int, int, Cell]] = []  # of the current row: column, repetition, cell
        self.attributes: dict[str, str] | None = None
        self.paragraphs: list[str] = []
        self.in_paragraph = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth:
            self.depth += 1
            return
        name = local(name)
        if self.attributes is not None:
            self._start_inside_cell(name, attributes)
        elif name in ("table-cell", "covered-table-cell") and self.builder:
            self._start_cell(name, _bare(attributes))
        elif name == "table-row" and self.builder:
            bare = _bare(attributes)
            self.row_repeat = _count(bare, "number-rows-repeated")
            self.row_hidden = bare.get("visibility", "visible") != "visible" or bool(self.folded)
            self.column, self.cells = 0, []
        elif name in ("table-row-group", "table-row-groups"):
            self.groups.append(_bare(attributes).get("display") == "false")
            self.folded += self.groups[-1]
        elif name == "style":
            self.style = _bare(attributes).get("name", "")
        elif name == "table-properties" and _bare(attributes).get("display") == "false":
            self.hidden_styles.add(self.style)
        elif name == "spreadsheet":
            self.in_sheets = True
        elif name == "table" and self.in_sheets and not self.builder:
            self._start_table(_bare(attributes))
        elif name in ("tracked-changes", "dde-links", "shapes"):
            self.depth = 1

    def _start_table(self, attributes: dict[str, str]) -> None:
        name = attributes.get("name", "")
        if attributes.get("style-name") in self.hidden_styles or attributes.get("display") == "false":
            self.grids.append(Grid(name, visible=False))
            self.depth = 1
        else:
            self.builder, self.row = Builder(name, self.budget), 0

    def _start_cell(self, name: str, attributes: dict[str, str]) -> None:
        self.repeat = _count(attributes, "number-columns-repeated")
        if name == "covered-table-cell":
            attributes = {}
        self.attributes, self.paragraphs, self.in_paragraph = attributes, [], 0

    def _start_inside_cell(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("p", "h") and not self.in_paragraph:
            self.paragraphs.append("")
            self.in_paragraph = 1
        elif self.in_paragraph and name in ("s", "tab", "line-break"):
            if name == "s":
                self.paragraphs[-1] += " " * min(_count(_bare(attributes), "c"), 1000)
            else:
                self.paragraphs[-1] += "\t" if name == "tab" else "\n"
            self.in_paragraph += 1
        elif self.in_paragraph and name not in ("annotation", "ruby-text", "note"):
            self.in_paragraph += 1
        else:
            self.depth = 1

    def text(self, data: str) -> None:
        if self.in_paragraph and not self.depth:
            self.paragraphs[-1] += data

    def end(self, name: str) -> None:
        if self.depth:
            self.depth -= 1
            return
        name = local(name)
        if self.in_paragraph:
            self.in_paragraph -= 1
        elif name in ("table-cell", "covered-table-cell") and self.attributes is not None:
            self._end_cell()
        elif name == "table-row" and self.builder:
            self._end_row()
        elif name in ("table-row-group", "table-row-groups") and self.groups:
            self.folded -= self.groups.pop()
        elif name == "table" and self.builder:
            self.grids.append(self.builder.grid())
            self.builder = None

    def _end_cell(self) -> None:
        attributes, self.attributes = self.attributes or {}, None
        first, self.column = self.column + 1, self.column + self.repeat
        cell = _cell(attributes, "\n".join(self.paragraphs))
        if cell is not None:
            self.cells.append((first, self.repeat, cell))
        wide, tall = _count(attributes, "number-columns-spanned"), _count(attributes, "number-rows-spanned")
        if self.builder and (wide > 1 or tall > 1):
            self.builder.merge(self.row + 1, first, self.row + tall, first + wide - 1)

    def _end_row(self) -> None:
        builder, first = self.builder, self.row + 1
        assert builder is not None
        self.row += self.row_repeat
        if self.row_hidden:
            builder.hide(first, self.row)
        filled = sum(repeat for _, repeat, cell in self.cells if cell.kind != TEXT or cell.value.strip())
        if not filled:
            return
        self.repeated += filled * self.row_repeat - len(self.cells)
        # Nobody writes one thing into a thousand columns.
        if self.repeated > MAX_REPEATED_CELLS or filled - len(self.cells) > MAX_FILLED:
            raise Refused("bomb")
        for row in range(first, self.row + 1):
            for column, repeat, cell in self.cells:
                for at in range(column, column + repeat):
                    builder.put(row, at, cell)


def _bare(attributes: dict[str, str]) -> dict[str, str]:
    """Attributes without prefix. calcext:value-type repeats office:value-type but alone knows of errors."""
    bare: dict[str, str] = {}
    for key, value in attributes.items():
        prefix, _, name = key.rpartition(":")
        if prefix == "calcext":
            name = "calcext-" + name
        bare[name] = value
    return bare


def _count(attributes: dict[str, str], name: str) -> int:
    return max(int(attributes.get(name, 1)), 1)


def _cell(attributes: dict[str, str], text: str) -> Cell | None:
    kind = attributes.get("value-type")
    if attributes.get("calcext-value-type") == "error":
        return Cell(ERROR, text)
    if "formula" in attributes and text.startswith("Err:"):
        return Cell(ERROR, text)  # older programs do not say that it is one
    if kind is None:
        if "formula" in attributes:
            return Cell(UNCACHED, "")
        return Cell(TEXT, text) if text else None
    if kind in _NUMERIC:
        value = float(attributes.get("value", "nan"))
        return Cell(_NUMERIC[kind], Decimal(format(value, ".15g"))) if abs(value) < 1e300 else Cell(TEXT, text)
    if kind == "date":
        return Cell(DATE, datetime.fromisoformat(attributes.get("date-value", "")[:10]).date())
    if kind == "boolean":
        return Cell(BOOL, attributes.get("boolean-value") == "true")
    if kind == "time":
        return Cell(TIME, Decimal(0))
    return Cell(TEXT, text or attributes.get("string-value", ""))
