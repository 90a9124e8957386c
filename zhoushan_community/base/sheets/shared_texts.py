"""The texts that the cells of an Office Open XML workbook share: each is kept once, and cells give its place.

There may be as many as there may be cells, so that all but the first ones are kept as bytes one behind the other:
an object for each would take several times the room.
"""

import re
from array import array
from collections.abc import Sequence

from .builder import MAX_CELLS
from .grid import Refused
from .ordinary import VALUE, Ordinary
from .package import Package, local

MAX_OPEN = 100_000  # texts that lie open in memory
MAX_BYTES = 48 << 20  # of all others
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_STRINGS = re.compile(rb'(?:<si><t(?: xml:space="preserve")?>' + VALUE + rb"*+</t></si>\s*+)++")
_STRING = re.compile("<t[^>]*>([^<]*)")


class SharedTexts(Sequence[str]):
    """The texts by their places, from 0."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._packed = bytearray()
        self._ends = array("I", [0])  # four bytes each: more than MAX_BYTES asks for

    def extend(self, texts: Sequence[str]) -> None:
        """Add texts. Raises Refused (too_many_rows, too_much_text) where there are more than a file may hold."""
        left = MAX_OPEN - len(self._open)
        self._open += texts[:left]
        for text in texts[left:]:
            self._packed += text.encode("utf-8", "surrogatepass")
            self._ends.append(len(self._packed))
        if len(self) > MAX_CELLS:
            raise Refused("too_many_rows")
        if len(self._packed) > MAX_BYTES:
            raise Refused("too_much_text")

    def __len__(self) -> int:
        return len(self._open) + len(self._ends) - 1

    def __getitem__(self, place: int) -> str:
        if place < 0:
            raise IndexError(place)
        if place < len(self._open):
            return self._open[place]
        place -= len(self._open)
        return self._packed[self._ends[place] : self._ends[place + 1]].decode("utf-8", "surrogatepass")


def shared_texts(package: Package, part: str) -> SharedTexts:
    """The texts of the part; none where the package has no such part. Raises Refused."""
    found = SharedTexts()
    if part not in package:
        return found
    pieces: list[str] = []
    state = {"text": False, "phonetic": False}

    def start(name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "si":
            pieces.clear()
        elif name == "rPh":
            state["phonetic"] = True
        elif name == "t":
            state["text"] = not state["phonetic"]

    def end(name: str) -> None:
        name = local(name)
        if name == "t":
            state["text"] = False
        elif name == "rPh":
            state["phonetic"] = False
        elif name == "si":
            found.extend([unescaped("".join(pieces))])

    def text(data: str) -> None:
        if state["text"]:
            pieces.append(data)

    def take_plain(piece: bytes) -> bytes:
        left, plain = _plain(piece) if ordinary(piece) else (piece, [])
        found.extend([unescaped(text) for text in plain])
        return left

    ordinary = Ordinary()
    package.parse(part, start, end, text, before=take_plain, whole=b"</si>")
    return found


def _plain(piece: bytes) -> tuple[bytes, list[str]]:
    """What is left of a piece of the shared texts, and the texts behind it: all of them if all are plain, or none."""
    begin = piece.find(b"<si")
    # What is left is parsed afterwards, so it must not end a text that began in the piece before.
    if begin < 0 or b"</si>" in piece[:begin] or not _STRINGS.fullmatch(piece, begin):
        return piece, []
    return piece[:begin], _STRING.findall(piece[begin:].decode())


def unescaped(text: str) -> str:
    """_x000D_ stands for a character that XML cannot hold."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
