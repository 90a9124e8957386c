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
_CELL = re.compile(
    rb'(<c r="([A-Z]{1,3})(\d{1,7})"(?: s="(\d{1,5})")?(?:'
    rb' t="inlineStr"><is><t(?: xml:space="preserve")?>(?P<inline>' + _VALUE + rb"*)</t></is></c>"
    rb'|(?: t="(s|n|b|str)")?(?:/>|></c>|>(?:<f>[^<]*</f>)?<v>(' + _VALUE + rb"+)</v></c>)))"
)
# Comments, sections of plain characters and instructions may hold what only looks like a row.
_UNUSUAL = re.compile(rb"<[!?]")
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^<>]*\?>")
_ENCODING = re.compile(rb"""encoding=["'](?!utf-8["'])""", re.IGNORECASE)
#: Cells that look alike are one object; more of them than this are not kept in mind.
MOST_KNOWN = 50_000

ReadCell = Callable[[str, int, str], Cell | None]  # type, style, text


class PlainRows:
    """Takes the plain rows out of a worksheet's bytes, piece by piece, and puts them into the builder; also the empty
    cells and rows that are nothing but formatting.

    read: what a cell of a type and a style makes of its text; it raises what is wrong with it.
    """

    def __init__(self, builder: Builder, read: ReadCell) -> None:
        self.builder, self.read = builder, read
        self.columns: dict[bytes, int] = {}
        self.known: dict[tuple[bytes, bytes, bytes], Cell | None] = {}
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
        cells = _CELL.findall(piece, end + 1) if told else []
        if not told or sum([len(cell[0]) for cell in cells]) != len(piece) - end - 1:
            return _unpadded(piece + _END)
        self._put(told[1], cells)
        before = _unpadded(piece[:begin]) if begin else b""
        return before + piece[begin:end] + b"/>"

    def _put(self, number: bytes, cells: list[tuple[bytes, ...]]) -> None:
        """Put the cells into the builder's row. As for the parser, the row says which one it is, not its cells."""
        columns, known = self.columns, self.known
        found: dict[int, Cell] = {}
        for _whole, letters, _row, style, inline, kind, value in cells:
            if not value and not inline:
                continue
            key = (style, kind, value) if value else (style, b"inlineStr", inline)
            try:
                cell = known[key]
            except KeyError:
                if len(known) >= MOST_KNOWN:
                    known.clear()
                cell = self.read(key[1].decode() or "n", int(style or 0), key[2].decode())
                if cell is not None and cell.kind == TEXT and not visible(cell.value):
                    cell = None
                known[key] = cell
            if cell is not None:
                column = columns.get(letters)
                if column is None:
                    column = columns[letters] = place_of(letters.decode() + "1")[1]
                found[column] = cell
        if found:
            self.builder.put_row(int(number), found)


def _unpadded(piece: bytes) -> bytes:
    for pattern in _PADDING:
        piece = pattern.sub(b"", piece)
    return piece
