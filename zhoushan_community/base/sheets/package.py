"""Zip packages (.xlsx, .xlsm, .ods): checked before anything is unpacked, then streamed part by part.

Names inside the zip are only ever looked up, never joined to a path; parts that are not asked for stay packed.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from xml.parsers import expat

from .grid import Refused

MAX_PARTS = 5_000
MAX_UNPACKED = 1 << 30  # bytes, all parts together
# Real sheets, padded ones included, unpack to 10 to 60 times their size. Small files may do as they like.
MAX_RATIO, RATIO_FROM = 100, 20 << 20
_CHUNK = 1 << 20
# What expat and the handlers raise over a part that is not what it claims to be: unknown encodings, numbers that are
# none, strings that do not exist.
DAMAGE = (expat.ExpatError, LookupError, ValueError, ArithmeticError)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the only two whose output Python bounds while unpacking
_PASSWORD_FLAG = 0x1
_EMPTY = re.compile(rb"<[^<>]*/>")
_FEW, _MAX_DEPTH = 300, 200_000  # elements

T = TypeVar("T")
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class Package:
    """An opened zip. Use as a context manager; every method raises Refused for what is damaged or dangerous."""

    def __init__(self, path: str | Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Refused("not_a_spreadsheet") from error
        self._parts = {info.filename: info for info in self._zip.infolist()}
        self._parser: expat.XMLParserType | None = None
        try:
            self._refuse_bombs()
        except Refused:
            self._zip.close()
            raise

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    @property
    def names(self) -> list[str]:
        """The names of all parts, in the order of the zip."""
        return list(self._parts)

    @property
    def offset(self) -> int:
        """While a part is parsed: where in its bytes the tag begins that the handler is called for."""
        return self._parser.CurrentByteIndex

    def chunks(self, name: str, size: int = 1 << 16) -> Iterator[bytes]:
        """The bytes of a part, piece by piece."""
        with self._open(name) as part:
            while chunk := self._guarded(lambda: part.read(size)):
                yield chunk

    def _refuse_bombs(self) -> None:
        if len(self._zip.infolist()) > MAX_PARTS:
            raise Refused("bomb")
        unpacked = sum(info.file_size for info in self._zip.infolist())
        packed = sum(info.compress_size for info in self._zip.infolist())
        if unpacked > MAX_UNPACKED or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1)):
            raise Refused("bomb")

    def is_locked(self) -> bool:
        """Whether the zip itself asks for a password."""
        return any(info.flag_bits & _PASSWORD_FLAG for info in self._parts.values())

    def refuse_entities(self) -> None:
        """Refuse XML entities in any part, read or not: they are declared in the first few hundred bytes."""
        for name, info in self._parts.items():
            if name.endswith((".xml", ".rels", ".vml")) and info.compress_type in _METHODS:
                with self._open(name) as part:
                    head = self._guarded(lambda part=part: part.read(2048)).replace(b"\x00", b"")
                if b"<!ENTITY" in head:
                    raise Refused("bomb")

    def _open(self, name: str) -> zipfile.ZipExtFile:
        info = self._parts.get(name)
        if info is None or info.compress_type not in _METHODS:
            raise Refused("not_a_spreadsheet")
        if info.flag_bits & _PASSWORD_FLAG:
            raise Refused("encrypted")
        return self._guarded(lambda: self._zip.open(info))

    @staticmethod
    def _guarded(work: Callable[[], T]) -> T:
        try:
            return work()
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise Refused("not_a_spreadsheet") from error

    def parse(
        self,
        name: str,
        start: Start,
        end: End | None = None,
        text: Text | None = None,
        before: Callable[[bytes], bytes] | None = None,
        whole: bytes = b"",
    ) -> None:
        """Stream an XML part through the handlers; they get names with their prefix, as written.

        Whatever is wrong with the part, or with what the handlers make of it, is Refused as not_a_spreadsheet.
        before: what is made of each piece of the part before it is parsed, because there may be millions of elements.
        A piece begins and ends between two tags, after the end tag `whole` where it has one.
        Uses expat itself, for its speed, with the one guard that matters: no entity may be declared (bomb).
        Expat loads nothing from outside by itself.
        """
        parser, depth = _parser(start, end, text), _Depth()
        self._parser = parser
        with self._open(name) as part:
            try:
                rest = b""
                while chunk := self._guarded(lambda: part.read(_CHUNK)):
                    if before is None:
                        depth.add(chunk)
                        parser.Parse(chunk, False)
                        continue
                    # Only whole elements can be looked at, so what comes after the last one waits for the next chunk.
                    chunk = rest + chunk
                    end = chunk.rfind(whole, len(chunk) // 2) if whole else -1
                    cut = end + len(whole) if end > 0 else chunk.rfind(b"<")
                    chunk, rest = (chunk[:cut], chunk[cut:]) if cut > 0 else (chunk, b"")
                    chunk = before(chunk)
                    depth.add(chunk)
                    parser.Parse(chunk, False)
                parser.Parse(rest, True)
            except DAMAGE as error:
                raise Refused("not_a_spreadsheet") from error


def parse_text(markup: str, start: Start, end: End, text: Text) -> None:
    """Stream XML that came as a text through the handlers, under the same guards. Raises Refused."""
    parser, depth = _parser(start, end, text, "utf-8"), _Depth()
    try:
        for at in range(0, len(markup), _CHUNK):
            chunk = markup[at : at + _CHUNK].encode()
            depth.add(chunk)
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except DAMAGE as error:
        raise Refused("not_a_spreadsheet") from error


class _Depth:
    """How deep elements stand in one another, about: expat keeps the names of all that are open, however many."""

    def __init__(self) -> None:
        self.open = 0

    def add(self, chunk: bytes) -> None:
        """Look at the next piece of a part. Raises Refused for a bomb."""
        if b"\x00" in chunk:
            chunk = chunk.replace(b"\x00", b"")
        rise = chunk.count(b"<") - 2 * chunk.count(b"</") - chunk.count(b"<!") - chunk.count(b"<?")
        # A text may hold what looks like the end of an empty element, so that is looked at where it would matter.
        self.open += rise - (len(_EMPTY.findall(chunk)) if rise > _FEW else chunk.count(b"/>"))
        if self.open > _MAX_DEPTH:
            raise Refused("bomb")


def _parser(start: Start, end: End | None, text: Text | None, encoding: str | None = None) -> expat.XMLParserType:
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = _refuse_entity
    return parser


def _refuse_entity(*_: object) -> None:
    raise Refused("bomb")


def local(name: str) -> str:
    """table:table-row → table-row."""
    return name.rpartition(":")[2]


def beside(part: str, target: str) -> str:
    """The name of the part that a relationship of ``part`` points to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
