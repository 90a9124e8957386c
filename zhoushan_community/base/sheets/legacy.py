"""Old binary workbooks: .xls and .et with BIFF8 inside, read with xlrd."""

import io
import re
from pathlib import Path

import xlrd
from xlrd.biffh import (
    XL_CELL_BLANK,
    XL_CELL_BOOLEAN,
    XL_CELL_DATE,
    XL_CELL_EMPTY,
    XL_CELL_ERROR,
    XL_CELL_NUMBER,
    error_text_from_code,
)

from .builder import Builder, RowBudget
from .grid import BOOL, ERROR, TEXT, UNCACHED, Cell, Grid, Refused
from .workbook import format_kind, numeric

_BIFF8 = 80
_HALF = re.compile("[\ud800-\udfff]")


def _decoded(content: bytes, encoding: str) -> str:
    """A piece of a text. A long table's texts are cut anywhere, so a rare character may have a half in each piece."""
    return content.decode(encoding, "surrogatepass" if encoding == "utf_16_le" else "strict")


# xlrd has no place to say so: it takes such a file for damaged.
xlrd.book.unicode = _decoded


def _joined(text: str) -> str:
    """The text with the halves of its rare characters put together."""
    if text.isascii() or not _HALF.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _stream_name(name: str) -> bytes:
    return name.encode("utf-16-le")


def read_legacy(path: str | Path) -> list[Grid]:
    """All sheets; hidden ones by name only. Also tells apart what else an OLE container may hold."""
    content = Path(path).read_bytes()
    if any(_stream_name(name) in content for name in ("EncryptedPackage", "EncryptionInfo")):
        raise Refused("encrypted")
    try:
        # Formats are needed for hidden rows, merged cells and percents; ragged rows keep padding from being filled up.
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as error:
        locked = any(word in str(error).lower() for word in ("encrypted", "password"))
        raise Refused("encrypted" if locked else "not_a_spreadsheet") from error
    except Exception as error:  # a damaged file fails anywhere in xlrd, with any kind of error
        raise Refused("not_a_spreadsheet") from error
    if book.biff_version != _BIFF8:
        raise Refused("not_a_spreadsheet")
    budget = RowBudget()
    grids = []
    for index, name in enumerate(book.sheet_names()):
        if book._sheet_visibility[index]:
            grids.append(Grid(name, visible=False))
            continue
        try:
            grids.append(_read_sheet(book, index, Builder(name, budget)))
        except Refused:
            raise
        except Exception as error:
            raise Refused("not_a_spreadsheet") from error
        book.unload_sheet(index)
    return grids


def _read_sheet(book: xlrd.book.Book, index: int, builder: Builder) -> Grid:
    sheet = book.sheet_by_index(index)
    kinds: dict[int, str] = {}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row), 1):
            found = _cell(book, cell, kinds)
            if found is not None:
                builder.put(row + 1, column, found)
    for row, info in sorted(sheet.rowinfo_map.items()):
        if info.hidden or info.height == 0:
            builder.hide(row + 1, row + 1)
    for top, bottom, left, right in sheet.merged_cells:
        builder.merge(top + 1, left + 1, bottom, right)
    return builder.grid()


def _cell(book: xlrd.book.Book, cell: xlrd.sheet.Cell, kinds: dict[int, str]) -> Cell | None:
    if cell.ctype in (XL_CELL_EMPTY, XL_CELL_BLANK):
        return None
    if cell.ctype == XL_CELL_ERROR:
        return Cell(ERROR, error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == XL_CELL_BOOLEAN:
        return Cell(BOOL, bool(cell.value))
    if cell.ctype in (XL_CELL_NUMBER, XL_CELL_DATE):
        if cell.xf_index not in kinds:
            key = book.xf_list[cell.xf_index].format_key
            found = book.format_map.get(key)
            kinds[cell.xf_index] = format_kind(key, found.format_str if found and found.format_str else None)
        return numeric(cell.value, kinds[cell.xf_index], bool(book.datemode))
    if not cell.value:
        # Plain blank cells have their own record, so an empty text is what a formula left that was never calculated.
        return Cell(UNCACHED, "")
    return Cell(TEXT, _joined(cell.value))
