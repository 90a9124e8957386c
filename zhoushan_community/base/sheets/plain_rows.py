"""Worksheet rows in the plain form in which spreadsheet programs write nearly all of them, kept as they are written.

A pattern knows such a row several times faster than expat calls back for its tags, and until somebody asks what its
cells say, its bytes take less room than they would. It only takes what it understands to the last byte; every other
row, and the frame around the rows, goes to expat as it is.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import repeat

from .builder import Builder
from .grid import NUMBER, TEXT, Cell, Refused, all_visible, cells_of, place_of, visible
from .ordinary import VALUE, Ordinary
from .package import DAMAGE

_END = b"</row>"
# Formatting may reach down to row 1,048,576; hidden rows are kept, because being hidden is what counts in them.
_PADDING = (
    re.compile(rb'<c r="[^<>]*(?:/>|></c>)'),
    re.compile(rb'<row r="(?![^<>]*(?:hidden=|ht="0"))[^<>]*(?:/>|></row>)'),
)
_CELL = b'<c r="'
_LETTERS = rb"(?:[A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])"  # up to the last column
# What stands behind the address of a cell: style; inline text; number; type and value.
_CONTENT = (
    rb'(?: s="%(told)b\d{1,5})")?(?:'
    rb'(?: t="n")?>(?:<f>[^<\x00-\x08]*+</f>)?<v>%(told)b[-+.0-9Ee]++)</v></c>'
    rb'|(?: t="%(told)bs|b|str)")>(?:<f>[^<\x00-\x08]*+</f>)?<v>%(told)b' + VALUE + rb"++)</v></c>"
    rb'| t="inlineStr"><is><t(?: xml:space="preserve")?>%(told)b' + VALUE + rb"*+)</t></is></c>"
    rb'|(?: t="(?:s|n|b|str)")?(?:/>|></c>))'
)
_PIECE = re.compile(_CONTENT % {b"told": b"("})
_ROW = re.compile(
    rb'<row r="([1-9]\d{0,6})"([^<>]*)(?<!/)>'
    rb"((?:" + _CELL + _LETTERS + rb'\1"' + _CONTENT % {b"told": b"(?:"} + rb")*+)"
)
_NUMBERS = re.compile(rb"(?:><v>[0-9]{1,15}(?:\.[0-9]{1,17})?</v></c>)+")
_SHARED = re.compile(rb'(?: t="s"><v>[0-9]{1,7}</v></c>)+')
# What stands between most cells is half of what a row takes: a sign that no cell may hold stands for it meanwhile.
_SHARED_TEXT = b' t="s"><v>'
_PACKED = (
    (b'</v></c><c r="', b"\x01"),
    (b'</t></is></c><c r="', b"\x02"),
    (b' t="inlineStr"><is><t>', b"\x03"),
    (_SHARED_TEXT, b"\x04"),
)
_FIRST = re.compile(rb'<c r="A[0-9]+"([^\x01-\x03]*)\x01')
_NUMBER = re.compile(rb'[0-9]"><v>')

ReadCell = Callable[[str, int, str], Cell | None]  # type, style, text


class PlainRows:
    """Takes the plain rows out of a worksheet's bytes, piece by piece, and puts them into the builder; also the empty
    cells and rows that are nothing but formatting. Later it says what their cells hold.

    read: what a cell of a type and a style makes of its text; it raises what is wrong with it. texts: those that
    cells share; plain_numbers: whether a number without a style is a plain one.
    """

    def __init__(self, builder: Builder, read: ReadCell, texts: Sequence[str], *, plain_numbers: bool) -> None:
        self.builder, self.read, self.texts, self.plain_numbers = builder, read, texts, plain_numbers
        builder.rows.written = self
        self.columns: dict[bytes, int] = {}
        self.ordinary, self.gaps_count = Ordinary(), False

    def take(self, piece: bytes) -> bytes:
        """The piece without its plain rows; where some stood an empty one stays, so that expat sees how far they go."""
        if not self.ordinary(piece):
            return _unpadded(piece)
        # Where rows that are not there are hidden ones, each that is there has to come by.
        self.gaps_count |= b"zeroHeight" in piece
        *rows, rest = piece.split(_END)
        return b"".join([*self._left(rows), _unpadded(rest)])

    def _left(self, rows: list[bytes]) -> Iterator[bytes]:
        """What is left of bytes that each go from the end of one row to the end of the next."""
        last = b""
        for piece in rows:
            begin = piece.rfind(b"<row ")
            found = _ROW.fullmatch(piece, begin) if begin >= 0 else None
            if found is None:
                yield last + _unpadded(piece + _END)
                last = b""
                continue
            number, attributes, content = found.groups()
            self._put(int(number), content)
            if begin:
                yield last + _unpadded(piece[:begin])
                last = b""
            tag = b'<row r="%b"%b/>' % (number, attributes)
            if self.gaps_count or b"hidden" in attributes or b'ht="0"' in attributes:
                yield last + tag
                last = b""
            else:
                last = tag
        yield last

    def _put(self, number: int, content: bytes) -> None:
        filled = content.count(b"</v>") + content.count(b"</is>")
        if content.count(_CELL) > filled:
            content = _PADDING[0].sub(b"", content)
        for told, sign in _PACKED:
            content = content.replace(told, sign)
        if _NUMBER.search(content) or self.first(number, content) is not None:
            self.builder.keep(number, content, filled)

    def first(self, number: int, content: bytes) -> Cell | None:
        """The first cell of the row with something to see in it; mostly that is the one in the first column."""
        read = self.builder.rows.cell
        found = _FIRST.match(content)
        if found and (cell := read(found[1].replace(b"\x04", _SHARED_TEXT) + b"</v></c>")) is not None:
            return cell
        cells = {self.column(letters): told for letters, _mark, told in self.pieces(number, content)}
        return next((cell for column in sorted(cells) if (cell := read(cells[column])) is not None), None)

    def pieces(self, number: int, content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
        """The cells of the row: letters, the rest of the address, what stands behind it."""
        for told, sign in _PACKED:
            if sign in content:
                content = content.replace(sign, told)
        _before, *cells = content.split(_CELL)
        return map(bytes.partition, cells, repeat(b'%d"' % number))

    def column(self, letters: bytes) -> int:
        """The number of a column."""
        number = self.columns.get(letters)
        if number is None:
            number = self.columns[letters] = place_of(letters.decode() + "1")[1]
        return number

    def cells(self, told: Sequence[bytes]) -> Sequence[Cell | None]:
        """The cells that are written so; None where there is nothing to see. Raises Refused."""
        together = b"".join(told)
        try:
            # Of the cells that do not repeat most are numbers or texts without a style: they are read at once.
            if self.plain_numbers and _NUMBERS.fullmatch(together):
                return cells_of(NUMBER, map(_value, together[4:-8].decode().split("</v></c>><v>")))
            if _SHARED.fullmatch(together):
                texts = [self.texts[place] for place in map(int, together[10:-8].split(b'</v></c> t="s"><v>'))]
                if all_visible(texts):
                    return cells_of(TEXT, texts)
            return [self._cell(each) for each in told]
        except DAMAGE as error:
            raise Refused("not_a_spreadsheet") from error

    def _cell(self, told: bytes) -> Cell | None:
        style, number, kind, value, inline = _PIECE.fullmatch(told).groups(b"")
        if number:
            return self.read("n", int(style or 0), number.decode())
        if value:
            cell = self.read(kind.decode(), int(style or 0), value.decode())
        else:
            cell = self.read("inlineStr", int(style or 0), inline.decode()) if inline else None
        return None if cell is None or (cell.kind == TEXT and not visible(cell.value)) else cell


def _value(number: str) -> Decimal:
    """To fifteen digits, as the programs show them."""
    return Decimal(number if len(number) < 16 else format(float(number), ".15g"))


def _unpadded(piece: bytes) -> bytes:
    for pattern in _PADDING:
        piece = pattern.sub(b"", piece)
    return piece
