"""An official form as .xlsx: its heads merged, its totals live formulas, ready to be printed and signed."""

import datetime
import math
from functools import cached_property
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell

from ..wording import state_words
from .drawing import Line, Value
from .head import Leaf
from .sheet import Sheet

#: A spreadsheet program without this font takes the nearest serif of its own.
BODY, HEADING = "宋体", "黑体"
#: From so many columns on the paper is A3.
WIDE = 18
PAPER = {"A4": 9, "A3": 8}
LABELS = 2
#: Columns, in signs of the standard font.
LABEL_BREADTH, CODE_BREADTH, NARROW = 20, 14, 9
#: Rows over the head: the title, four of particulars, one of who and when.
OVER = 6


def _places(leaf: Leaf) -> int:
    """Decimals that are shown."""
    return 1 if leaf.kind == "share" or leaf.count == "threshold" else leaf.places


def write(path: Path, sheet: Sheet) -> None:
    """Write the form to a file."""
    with xlsxwriter.Workbook(path) as book:
        _Page(book, sheet).draw()


class _Page:
    def __init__(self, book: xlsxwriter.Workbook, sheet: Sheet) -> None:
        self.sheet, self.head = sheet, sheet.head
        self.page = book.add_worksheet(sheet.form.name[:31])
        self.book = book
        self.formats: dict[tuple, Any] = {}
        self.width = LABELS + len(self.head.leaves)
        self.first = OVER + self.head.depth + 1

    def _format(self, *, boxed: bool = True, **more: Any) -> Any:
        key = (boxed, *sorted(more.items()))
        if key not in self.formats:
            base = {"font_name": BODY, "font_size": 10, "valign": "vcenter"} | ({"border": 1} if boxed else {})
            self.formats[key] = self.book.add_format(base | more)
        return self.formats[key]

    @property
    def plain(self) -> Any:
        return self._format(boxed=False)

    @property
    def headed(self) -> Any:
        return self._format(align="center", text_wrap=True)

    def draw(self) -> None:
        page = self.page
        self._over()
        self._heads()
        for number, line in enumerate(self.sheet.lines):
            self._line(self.first + number, line)
        self._foot(self.first + len(self.sheet.lines))
        page.set_column(0, 0, LABEL_BREADTH)
        page.set_column(1, 1, CODE_BREADTH)
        for column, breadth in enumerate(self._breadths, LABELS):
            page.set_column(column, column, breadth)
        page.freeze_panes(self.first, LABELS)
        page.repeat_rows(OVER, self.first - 1)
        page.set_landscape()
        page.set_paper(PAPER["A3" if self.width > WIDE else "A4"])
        page.fit_to_pages(1, 0)
        page.center_horizontally()
        page.set_footer("&C" + _("page &P of &N"))

    def _over(self) -> None:
        last = self.width - 1
        title = self._format(boxed=False, font_name=HEADING, font_size=18, align="center")
        self.page.merge_range(0, 0, 0, last, self.sheet.form.name, title)
        self.page.set_row(0, 30)
        for number, (label, text) in enumerate(self.sheet.particulars, 1):
            self.page.merge_range(number, max(last - 3, LABELS), number, last, f"{label}：{text}", self.plain)
        self.page.write_string(OVER - 1, 0, f"{_('Reporting unit')}：{self.sheet.unit}", self.plain)
        self.page.write_string(OVER - 1, last, self.sheet.day_words, self._format(boxed=False, align="right"))

    def _heads(self) -> None:
        below = OVER + self.head.depth - 1
        for column, words in enumerate((_("Unit"), _("code"))):
            self._merged(OVER, column, below, column, words)
        for cell in self.head.cells:
            column = LABELS + cell.column
            self._merged(
                OVER + cell.row, column, OVER + cell.row + cell.rows - 1, column + cell.columns - 1, cell.words
            )
        for column, mark in enumerate(self.sheet.marks):
            self.page.write_string(below + 1, column, mark, self.headed)

    def _merged(self, top: int, left: int, bottom: int, right: int, words: str) -> None:
        if (top, left) == (bottom, right):
            self.page.write_string(top, left, words, self.headed)
        else:
            self.page.merge_range(top, left, bottom, right, words, self.headed)

    def _line(self, row: int, line: Line) -> None:
        self.page.write_string(row, 0, line.words, self._format(bold=line.kind in ("total", "part")))
        self.page.write_string(row, 1, line.code, self._format())
        for number, (leaf, value) in enumerate(zip(self.head.leaves, line.values, strict=True)):
            self._cell(row, LABELS + number, leaf, value, line)

    def _cell(self, row: int, column: int, leaf: Leaf, value: Value, line: Line) -> None:
        shown: Any = value.shown
        places = _places(leaf)
        digits = f"#,##0{'.' + '0' * places if places else ''}"
        form = self._format(num_format=digits, italic=value.made_up, bold=line.kind in ("total", "part"))
        if leaf.kind == "share":
            over, under = (xl_rowcol_to_cell(row, LABELS + self._place(key)) for key in leaf.asks)
            number = "" if shown is None else float(shown)
            self.page.write_formula(row, column, f'=IF(N({under})=0,"",ROUND({over}/{under}*100,1))', form, number)
        elif line.sums and leaf.adds_up:
            ends = [xl_rowcol_to_cell(self.first + place, column) for place in (line.sums[0], line.sums[-1])]
            number = "" if shown is None else shown
            self.page.write_formula(
                row, column, f'=IF(COUNT({":".join(ends)})=0,"",SUM({":".join(ends)}))', form, number
            )
        elif shown is None:
            self.page.write_blank(row, column, None, form)
        elif isinstance(shown, datetime.date):
            self.page.write_string(row, column, shown.isoformat(), form)
        elif isinstance(shown, str):
            self.page.write_string(row, column, str(state_words(shown)), form)
        else:
            self.page.write_number(row, column, shown, form)

    def _place(self, key: str) -> int:
        return next(number for number, leaf in enumerate(self.head.leaves) if leaf.key == key)

    @cached_property
    def _breadths(self) -> list[float]:
        """How wide each column must be for its longest number; in a narrower one there are only crosses."""
        found = []
        for number, leaf in enumerate(self.head.leaves):
            shown = [line.values[number].shown for line in self.sheet.lines]
            texts = [
                str(value) if isinstance(value, (str, datetime.date)) else f"{value:,.{_places(leaf)}f}"
                for value in shown
                if value is not None and leaf.count != "state"
            ]
            found.append(max(NARROW, *(len(text) * 1.1 + 1.5 for text in texts)) if texts else NARROW)
        return found

    def _foot(self, row: int) -> None:
        across = LABEL_BREADTH + CODE_BREADTH + sum(self._breadths)
        for note in self.sheet.notes:
            # Words that run over the last column are not printed, so a long note takes several lines.
            self.page.merge_range(row, 0, row, self.width - 1, note, self._format(boxed=False, text_wrap=True))
            breadth = sum(1 if ord(sign) < 0x2E80 else 2 for sign in note) * 1.1
            self.page.set_row(row, 15 * math.ceil(breadth / across))
            row += 1
        step = max(self.width // len(self.sheet.signatures), 1)
        for number, label in enumerate(self.sheet.signatures):
            self.page.write_string(row + 1, number * step, f"{label}：", self.plain)
