"""Worksheet rows in the plain form in which spreadsheet programs write nearly all of them, read without a parser.

A pattern reads such a row several times faster than expat calls back for its tags. It only takes what it understands
to the last byte; every other row, and the frame around the rows, goes to expat as it is.
"""

import re
from collections.abc import Callable

from .grid import TEXT, Builder, Cell, place_of, visible

_ROW = re.compile(rb'<row r="([1-9]\d{0,6})"[^<>]*(?<!/)')
_END = b"</row>"
# Formatting may reach down to row 1,048,576; hidden rows are kept, because being hidden is what counts in them.
_PADDING = (
    re.compile(rb'<c r="[^<>]*(?:/>|></c>)'),
    re.compile(rb'<row r="(?![^<>]*(?:hidden=|ht="0"))[^<>]*(?:/>|></row>)'),
)
# What XML itself would change or refuse in a text is none of it: entities, line ends of two signs, control signs.
_VALUE = rb"[^<&\x00-\x08\x0b-\x1f]"
_CELL = b'<c r="'
_LETTERS = re.compile(rb"[A-Z]{1,3}")
# What stands behind the address of a cell.
_CONTENT = re.compile(
    rb'(?: s="(\d{1,5})")?(?:'
    rb' t="inlineStr"><is><t(?: xml:space="preserve")?>(' + _VALUE + rb"*)</t></is></c>"
    rb'|(?: t="(s|n|b|str)")?(?:/>|></c>|>(?:<f>[^<]*</f>)?<v>(' + _VALUE + rb"+)</v></c>))"
)
# Comments, sections of plain characters and instructions may hold what only looks like a row.
_UNUSUAL = re.compile(rb"<[!?]")
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^<>]*\?>")
_ENCODING = re.compile(rb"""encoding=["'](?!utf-8["'])""", re.IGNORECASE)
#: Of each column so many different cells are kept in mind.
MOST_KNOWN = 5_000

_NOTHING = Cell(TEXT, "")

ReadCell = Callable[[str, int, str], Cell | None]  # type, style, text


class PlainRows:
    """Takes the plain rows out of a worksheet's bytes, piece by piece, and puts them into the builder; also the empty
    cells and rows that are nothing but formatting.

    read: what a cell of a type and a style makes of its text; it raises what is wrong with it.
    """

    def __init__(self, builder: Builder, read: ReadCell) -> None:
        self.builder, self.read = builder, read
        self.columns: dict[bytes, _Column] = {}
        self.begun = self.given_up = False

    def take(self, piece: bytes) -> bytes:
        """The piece without its plain rows; of each an empty one stays, so that expat sees all rows come by."""
        if not self.begun:
            self.begun = True
            prolog = _PROLOG.match(piece)
            head = prolog[0] if prolog else b""
            self.given_up = bool(_ENCODING.search(head)) or b"\x00" in piece[:64]
            self.given_up |= bool(_UNUSUAL.search(piece, len(head)))
        else:
            self.given_up |= bool(_UNUSUAL.search(piece))
        if self.given_up:
            return _unpadded(piece)
        *rows, rest = piece.split(_END)
        return b"".join([*map(self._row, rows), _unpadded(rest)])

    def _row(self, piece: bytes) -> bytes:
        """What is left of the bytes from the end of one row to the end of the next."""
        begin = piece.rfind(b"<row ")
        end = piece.find(b">", begin)
        told = _ROW.fullmatch(piece, begin, end) if begin >= 0 else None
        cells = self._cells(told[1], piece[end + 1 :]) if told else None
        if cells is None:
            return _unpadded(piece + _END)
        if cells:
            self.builder.put_row(int(told[1]), cells)
        before = _unpadded(piece[:begin]) if begin else b""
        return before + piece[begin:end] + b"/>"

    def _cells(self, number: bytes, content: bytes) -> dict[int, Cell] | None:
        """The cells of the row of this number; None where anything in it is out of the ordinary."""
        columns = self.columns
        found: dict[int, Cell] = {}
        before, *cells = content.split(_CELL)
        if before:
            return None
        mark = number + b'"'
        for whole in cells:
            letters, _mark, told = whole.partition(mark)
            column = columns.get(letters)
            if column is None:
                if not _LETTERS.fullmatch(letters):
                    return None
                column = columns[letters] = _Column(place_of(letters.decode() + "1")[1])
            # A cell says the same wherever it stands, so that most are looked at once.
            cell = column.known.get(told)
            if cell is None:
                match = _CONTENT.fullmatch(told)
                if match is None:
                    return None
                cell = column.keep(told, self._cell(*match.groups(b"")))
            if cell is not _NOTHING:
                found[column.number] = cell
        return found

    def _cell(self, style: bytes, inline: bytes, kind: bytes, value: bytes) -> Cell:
        cell = None
        if value and not kind:
            return self.read("n", int(style or 0), value.decode()) or _NOTHING
        if value:
            cell = self.read(kind.decode(), int(style or 0), value.decode())
        elif inline:
            cell = self.read("inlineStr", int(style or 0), inline.decode())
        if cell is None or (cell.kind == TEXT and not visible(cell.value)):
            return _NOTHING
        return cell


class _Column:
    """One column, with what its cells said."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.known: dict[bytes, Cell] = {}

    def keep(self, told: bytes, cell: Cell) -> Cell:
        if len(self.known) >= MOST_KNOWN:
            self.known.clear()
        self.known[told] = cell
        return cell


def _unpadded(piece: bytes) -> bytes:
    for pattern in _PADDING:
        piece = pattern.sub(b"", piece)
    return piece
