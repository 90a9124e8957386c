"""The rows of a long list written into a worksheet of XlsxWriter as XML, without a call of its for every cell.

XlsxWriter keeps the book: styles, heads, page, package. In its constant-memory mode a sheet's rows go one by one into
a file that is copied into the package at the end; here they are written into that file in the same form, several
times faster. A second implementation reads them back in the tests.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ..fields import Year
from .grid import letters

#: Spreadsheet programs count days from 1900; earlier dates are written as text.
FIRST_YEAR = 1901
_ZERO = datetime.date(1899, 12, 30)
# What XML or the spreadsheet program would take for something else, or drop.
_AWKWARD = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^\s|\s$")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

Writer = Callable[[str, Any], str]  # the cell's address, its value


def sheet_value(value: Any) -> Any:
    """A value as a cell holds it: numbers and dates stay what they are, True and False become words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value


def write_rows(sheet: Any, first: int, rows: Iterable[Sequence[Any]], looks: Mapping[str, Any]) -> int:
    """Write rows from line `first` on, counted from 0, into a sheet in constant memory; returns how many.

    looks: the formats text, year, whole, decimal, date and blank.
    """
    writers = _writers({name: look._get_xf_index() for name, look in looks.items()})
    other = writers[object]
    sheet._write_single_row(first)  # what was written before
    put = sheet.row_data_fh.write
    columns: list[str] = []
    line = first
    for row in rows:
        line += 1
        if len(columns) < len(row):
            columns = [letters(number) for number in range(1, len(row) + 1)]
        cells = [
            writers.get(type(value), other)(f"{column}{line}", value)
            for column, value in zip(columns, row, strict=False)
        ]
        put(f'<row r="{line}">{"".join(cells)}</row>')
    if line > first:
        sheet._check_dimensions(line - 1, max(len(columns) - 1, 0))
    sheet.previous_row = line
    return line - first


def _writers(styles: Mapping[str, int]) -> dict[type, Writer]:
    """How a value of each type is written; `object` stands for all others."""
    text, year, whole, decimal, date, empty = (
        f's="{styles[name]}"' for name in ("text", "year", "whole", "decimal", "date", "blank")
    )
    days: dict[datetime.date, int] = {}

    def blank(at: str, _value: None) -> str:
        return f'<c r="{at}" {empty}/>'

    def string(at: str, value: str) -> str:
        if not value:
            return blank(at, None)
        if _AWKWARD.search(value) is None:
            return f'<c r="{at}" {text} t="inlineStr"><is><t>{value}</t></is></c>'
        value = _HIDDEN.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
        value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f'<c r="{at}" {text} t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'

    def integer(at: str, value: int) -> str:
        return f'<c r="{at}" {whole}><v>{value}</v></c>'

    def calendar_year(at: str, value: int) -> str:
        return f'<c r="{at}" {year}><v>{int(value)}</v></c>'

    def fraction(at: str, value: Any) -> str:
        if value == int(value):
            return f'<c r="{at}" {whole}><v>{int(value)}</v></c>'
        return f'<c r="{at}" {decimal}><v>{value}</v></c>'

    def day(at: str, value: datetime.date) -> str:
        if value.year < FIRST_YEAR:
            return string(at, value.isoformat())
        number = days.get(value)
        if number is None:
            number = days[value] = (value - _ZERO).days
        return f'<c r="{at}" {date}><v>{number}</v></c>'

    words = {value: sheet_value(value) for value in (True, False)}

    def other(at: str, value: Any) -> str:
        if isinstance(value, Decimal | float):
            return fraction(at, value)
        if isinstance(value, int):
            return integer(at, int(value))
        return string(at, str(value))

    return {
        type(None): blank, str: string, int: integer, Year: calendar_year, Decimal: fraction, float: fraction,
        datetime.date: day, bool: lambda at, value: string(at, words[value]), object: other,
    }  # fmt: skip
