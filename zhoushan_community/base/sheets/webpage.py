"""HTML tables that were named .xls, as many systems export them."""

import re
from html.parser import HTMLParser

from .builder import Builder, RowBudget
from .grid import TEXT, Cell, Grid, Refused

# Cells, blank ones too, and tables in one another.
_MAX_TAGS, _MAX_NESTING = 2_500_000, 1_000
# What browsers allow at most; beyond it a span is a mistake or an attack.
_MAX_COLSPAN, _MAX_ROWSPAN = 1_000, 65_534
_DISPLAY_NONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_HIDING_RULE = re.compile(r"\.([\w-]+)\s*\{[^}]*display\s*:\s*none", re.IGNORECASE)
_BREAKS = {"br", "p", "div", "li"}
_GROUPS = {"thead", "tbody", "tfoot"}


def read_webpage(markup: str) -> list[Grid]:
    """Every outermost table that has content. None has a name; empty when the page holds no table."""
    parser = _Tables()
    parser.feed(markup)
    parser.close()
    if parser.builder is not None and not parser.ended:
        raise Refused("not_a_spreadsheet")  # cut off in its table: rows may be missing
    parser.finish()
    return parser.grids


class _Tables(HTMLParser):
    """Tolerates what exports leave out: closing tags of cells and rows, quotes, thead and tbody."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self.budget = RowBudget()
        self.builder: Builder | None = None
        self.nesting = 0  # tables inside a cell add their text to it
        self.row = self.column = self.cells = 0
        self.spans: dict[int, int] = {}  # column → rows that a cell from above still covers
        self.pieces: list[str] | None = None
        self.extent = (1, 1)
        self.hiding_classes: set[str] = set()
        self.in_style = self.in_script = self.row_open = self.hidden_table = self.hidden_group = self.ended = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        if tag in ("style", "script"):
            self.in_style, self.in_script = tag == "style", tag == "script"
        elif tag == "table":
            self._start_table(attributes)
        elif self.builder is None:
            return
        elif self.nesting == 1 and tag == "tr":
            self._end_row()
            self._start_row(attributes)
        elif self.nesting == 1 and tag in _GROUPS:
            self._end_row()
            self.hidden_group = self._is_hidden(attributes)
        elif self.nesting == 1 and tag in ("td", "th"):
            self._end_cell()
            if not self.row_open:
                self._start_row({})
            self._start_cell(attributes)
        elif tag in _BREAKS and self.pieces:
            self.pieces.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in ("td", "th", "tr", "table"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self.in_style = self.in_script = False
        elif tag == "table" and self.builder is not None:
            if self.nesting == 1:
                self.finish()
            else:
                self.nesting -= 1
        elif self.nesting == 1 and tag in ("td", "th"):
            self._end_cell()
        elif self.nesting == 1 and (tag == "tr" or tag in _GROUPS):
            self._end_row()
            self.hidden_group = self.hidden_group and tag == "tr"
        elif tag in ("body", "html"):
            self.ended = True

    def handle_data(self, data: str) -> None:
        if self.in_style:
            self.hiding_classes.update(_HIDING_RULE.findall(data))
        elif self.pieces is not None and not self.in_script:
            # A line break in the source is only a blank on the page.
            self.pieces.append(re.sub(r"[ \t\r\n]+", " ", data))

    def _is_hidden(self, attributes: dict[str, str]) -> bool:
        return (
            "hidden" in attributes
            or bool(_DISPLAY_NONE.search(attributes.get("style", "")))
            or bool(self.hiding_classes.intersection(attributes.get("class", "").split()))
        )

    def _start_table(self, attributes: dict[str, str]) -> None:
        if self.builder is None:
            self.builder, self.nesting, self.row, self.spans = Builder(None, self.budget), 1, 0, {}
            self.row_open, self.hidden_group, self.hidden_table = False, False, self._is_hidden(attributes)
        else:
            self.nesting += 1
            if self.nesting > _MAX_NESTING:
                raise Refused("bomb")

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.row, self.column, self.row_open = self.row + 1, 0, True
        if self.builder and (self.hidden_group or self._is_hidden(attributes)):
            self.builder.hide(self.row, self.row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        self.cells += 1
        if self.cells > _MAX_TAGS:
            raise Refused("too_many_rows")
        while self.spans.get(self.column, 0):
            self.column += 1
        self.extent = (
            min(_span(attributes.get("colspan")), _MAX_COLSPAN),
            min(_span(attributes.get("rowspan")), _MAX_ROWSPAN),
        )
        self.pieces = []

    def _end_cell(self) -> None:
        if self.pieces is None or self.builder is None:
            return
        wide, tall = self.extent
        self.builder.put(self.row, self.column, Cell(TEXT, "".join(self.pieces).strip(" \n")))
        self.builder.merge(self.row, self.column, self.row + tall - 1, self.column + wide - 1)
        if tall > 1:
            for column in range(self.column, self.column + wide):
                self.spans[column] = tall
        self.column += wide - 1
        self.pieces = None

    def _end_row(self) -> None:
        self._end_cell()
        if self.row_open:
            self.spans = {column: left - 1 for column, left in self.spans.items() if left > 1}
        self.row_open = False

    def finish(self) -> None:
        """Close the table that is open, if any."""
        if self.builder is None:
            return
        self._end_row()
        grid = self.builder.grid()
        self.builder, self.nesting = None, 0
        if grid.rows and not self.hidden_table:
            self.grids.append(grid)


def _span(text: str | None) -> int:
    match = re.match(r"\s*(\d{1,6})", text or "")
    return max(int(match[1]), 1) if match else 1
