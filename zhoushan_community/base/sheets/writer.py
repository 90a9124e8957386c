"""Writing sheets: rows flow from the database into .xlsx or .csv, typed, whole, and safe to open."""

import csv
import dataclasses
import datetime
import itertools
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from ..changes import parts
from ..fields import Year
from .stream import FIRST_YEAR, sheet_value, write_rows

#: The properties of a workbook that say of its sheets by number: the register, and the name of the sheet.
SHEET_OF = "zhoushan-sheet"
FORMULA_SIGNS = frozenset("=+-@\t\r")
#: Rows of one sheet: it ends at line 1,048,576, and heads, totals and notes have their lines, too.
MOST_ROWS = 1_048_000
#: The widest a column gets, in characters; two for each Chinese one.
WIDEST = 42
#: Rows leave the memory as they are written, and what a text looks like never makes it anything else.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclasses.dataclass
class Sheet:
    """One sheet of a workbook.

    heads: one for each column. totals: column → sum, as a last row. notes: lines at the foot. register: the label of
    the one whose list it is.
    """

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Any]]
    totals: dict[int, Any] | None = None
    notes: Iterable[str] = ()
    register: str = ""


def write_xlsx(
    path: Path,
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    title: str,
    totals: dict[int, Any] | None = None,
    notes: Iterable[str] = (),
    properties: Mapping[str, str] | None = None,
) -> int:
    """Write a workbook of one sheet; returns the number of rows."""
    return write_book(path, [Sheet(title, heads, rows, totals, notes)], properties)[0]


def write_file(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write all sheets as a workbook, or the first of them as text, by the file's ending, .xlsx or .csv."""
    if path.suffix == ".csv":
        write_csv(path, sheets[0].heads, sheets[0].rows)
    else:
        write_book(path, sheets)


def write_book(path: Path, sheets: Sequence[Sheet], properties: Mapping[str, str] | None = None) -> list[int]:
    """Write the sheets in their order; returns the number of rows of each. properties: the document's own.

    Memory stays flat, because rows leave as they come; so widths are set from the heads and the first rows.
    """
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        for name, value in (properties or {}).items():
            book.set_custom_property(name, value, "text")
        formats = {
            **cell_formats(book, border=1),
            "head": book.add_format(
                {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#F2F2F2"}
            ),
            "total": book.add_format({"bold": True, "num_format": "#,##0", "border": 1}),
            "note": book.add_format({"italic": True, "font_color": "#555555"}),
        }
        counts = []
        for told in sheets:
            before = len(book.worksheets())
            counts.append(_write_sheet(book, told, formats))
            for number, sheet in enumerate(book.worksheets()[before:] if told.register else (), before + 1):
                book.set_custom_property(f"{SHEET_OF}-{number}", f"{told.register} {sheet.name}", "text")
        return counts


def _write_sheet(book: xlsxwriter.Workbook, told: Sheet, formats: dict[str, Any]) -> int:
    """One sheet, and further ones of the same heads where the rows are more than a sheet holds: none is cut off."""
    rows = iter(told.rows)
    first = list(itertools.islice(rows, 200))
    rows = itertools.chain(first, rows)
    count = 0
    while True:
        sheet = book.add_worksheet(_free_name(book, told.title))
        _lay_out(sheet, told.heads, first, formats)
        written = write_rows(sheet, 1, itertools.islice(rows, MOST_ROWS), formats)
        count += written
        following = next(rows, None) if written == MOST_ROWS else None
        if following is None:
            break
        rows = itertools.chain([following], rows)
    line = written + 1
    if told.totals is not None:
        sheet.write_string(line, 0, _("Total"), formats["total"])
        for column in range(1, len(told.heads)):
            value = told.totals.get(column)
            if value is None:
                sheet.write_blank(line, column, None, formats["total"])
            else:
                sheet.write_number(line, column, value, formats["total"])
        line += 1
    for note in told.notes:
        sheet.write_string(line, 0, note, formats["note"])
        line += 1
    return count


def _free_name(book: xlsxwriter.Workbook, title: str) -> str:
    taken = {sheet.name.lower() for sheet in book.worksheets()}
    endings = itertools.chain([""], (f" ({number})" for number in itertools.count(2)))
    return next(name for ending in endings if (name := sheet_name(title, ending)).lower() not in taken)


def _lay_out(sheet: Any, heads: Sequence[str], first: Sequence[Sequence[Any]], formats: dict[str, Any]) -> None:
    """Widths by the heads and the first rows, the page, the heads themselves."""
    for column, head in enumerate(heads):
        cells = [len_shown(row[column]) for row in first]
        sheet.set_column(column, column, min(max([len_shown(head), *cells]) + 2, WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R" + _("page &P of &N"))
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, formats["head"])


def write_csv(path: Path, heads: Sequence[str], rows: Iterable[Sequence[Any]], *, encoding: str = "utf-8-sig") -> int:
    """Write comma-separated text, with a BOM so that a double click opens it right; returns the number of rows."""
    count = 0
    words = {value: sheet_value(value) for value in (True, False)}
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        for part in parts(rows):
            # A column at a time: most hold nothing that has to be looked at.
            columns = [_as_text(column, words) for column in zip(*part, strict=True)]
            writer.writerows(zip(*columns, strict=True))
            count += len(part)
    return count


def _as_text(values: Sequence[Any], words: Mapping[bool, str]) -> Sequence[Any]:
    """A column's values as .csv takes them."""
    kinds = set(map(type, values))
    if bool in kinds:
        values = [words[value] if type(value) is bool else value for value in values]
    if str in kinds:
        # A leading apostrophe keeps the spreadsheet program from calculating; our reader takes it off again.
        values = [f"'{value}" if type(value) is str and value[:1] in FORMULA_SIGNS else value for value in values]
    return values


def cell_formats(book: Any, **more: Any) -> dict[str, Any]:
    """The looks of cells by what they hold, as `write_cell` takes them. more: what all of them have."""
    codes = {"text": "@", "year": "0", "whole": "#,##0", "decimal": "#,##0.00", "date": "yyyy-mm-dd"}
    found = {name: book.add_format({"num_format": code, **more}) for name, code in codes.items()}
    return {**found, "blank": book.add_format(more)}


def write_cell(sheet: Any, line: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    """Put a value into a cell as what it is; texts never become formulas or links."""
    if value is None or value == "":
        sheet.write_blank(line, column, None, formats["blank"])
    elif isinstance(value, int):
        sheet.write_number(line, column, value, formats["year" if isinstance(value, Year) else "whole"])
    elif isinstance(value, Decimal | float):
        whole = value == int(value)
        sheet.write_number(line, column, value, formats["whole" if whole else "decimal"])
    elif isinstance(value, datetime.date) and value.year >= FIRST_YEAR:
        sheet.write_datetime(line, column, value, formats["date"])
    else:
        sheet.write_string(line, column, str(value), formats["text"])


def len_shown(value: Any) -> int:
    """How wide a value is drawn, in characters; a Chinese one counts two."""
    text = (
        f"{value:,}"
        if isinstance(value, int) and not isinstance(value, Year)
        else str(value if value is not None else "")
    )
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)


def sheet_name(title: str, ending: str = "") -> str:
    """A title as the name of a sheet, which is short and without some signs; the ending is never cut off."""
    return "".join(char for char in title if char not in "[]:*?/\\'")[: 31 - len(ending)] + ending or "Sheet"
