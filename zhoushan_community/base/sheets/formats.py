"""Opens a file of any readable format as sheets. The content decides what it is, never the name's ending."""

import os
import re
from pathlib import Path

from .delimited import decode, read_delimited
from .grid import Grid, Refused
from .legacy import read_legacy
from .opendocument import CONTENT, is_encrypted, read_opendocument
from .package import Package
from .spreadsheetml import is_spreadsheetml, read_spreadsheetml
from .webpage import read_webpage
from .workbook import properties, read_workbook

__all__ = ["Refused", "open_book"]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Other files that are text in parts, and would otherwise be taken for a table of one column.
_OTHER_KINDS = (
    *(b"%PDF", b"%!PS", b"{\\rtf", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"PK"),
    *(b"MIME-Version:", b"ID;P"),  # a page in one file (.mht) and SYLK, which go by .xls, too
)
# A text and an old workbook are read as a whole; what is in a zip flows by.
MAX_WHOLE = 32 << 20
_MARKUP = re.compile(r"\s*<[A-Za-z/!?]")
_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)


def open_book(path: str | Path) -> list[Grid]:
    """The sheets of a file in their order; hidden ones come without rows. Raises Refused with not_a_spreadsheet,
    encrypted, bomb, too_large or too_many_rows."""
    with open(path, "rb") as file:
        head = file.read(16)
    if head.startswith(_ZIP):
        return _open_package(path)
    if os.path.getsize(path) > MAX_WHOLE:
        raise Refused("too_large")
    if head.startswith(_OLE):
        return read_legacy(path)
    if not head or head.startswith(_OTHER_KINDS):
        raise Refused("not_a_spreadsheet")
    return _open_text(Path(path).read_bytes())


def properties_of(path: str | Path) -> dict[str, str]:
    """The custom properties of an .xlsx; none of any other file, or where they are damaged."""
    if not is_zip(path):
        return {}
    try:
        with Package(path) as package:
            return properties(package)
    except Refused:
        return {}


def is_zip(path: str | Path) -> bool:
    """Whether the file is a zip, which an .xlsx is, whatever it is called."""
    with open(path, "rb") as file:
        return file.read(4) == _ZIP


def _open_package(path: str | Path) -> list[Grid]:
    with Package(path) as package:
        if package.is_locked():
            raise Refused("encrypted")
        package.refuse_entities()
        if is_encrypted(package):
            raise Refused("encrypted")
        if CONTENT in package:
            grids = read_opendocument(package)
        else:
            grids = read_workbook(package)
    if not grids:
        raise Refused("not_a_spreadsheet")
    return grids


def _open_text(content: bytes) -> list[Grid]:
    text = decode(content)
    if is_spreadsheetml(text):
        return read_spreadsheetml(text)
    # Some exports have a line of text before their table.
    if _MARKUP.match(text) or _TABLE.search(text, 0, 4096):
        tables = bool(_TABLE.search(text))
        del text  # twice as large as the file
        grids = read_webpage(decode(content, declared=True)) if tables else []
        if not grids:
            raise Refused("not_a_spreadsheet")
        return grids
    del content  # as large as the text, and no longer needed
    return [read_delimited(text)]
