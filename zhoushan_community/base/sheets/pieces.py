"""Changing the XML parts of a workbook as bytes, so that all that is not meant to change stays as it is."""

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from .grid import INVISIBLE
from .package import Package

LONGEST_PART = 32 << 20  # bytes of a part that is changed as a whole
_LONGEST_TAG = 4096
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class NotEditable(Exception):
    """The workbook is of a make that is read here but not changed in place."""


def whole(package: Package, name: str) -> bytes:
    """A part that is changed as a whole."""
    content = b""
    for chunk in package.chunks(name):
        content += chunk
        if len(content) > LONGEST_PART:
            raise NotEditable
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise NotEditable
    return content


def patched(chunks: Iterator[bytes], edits: Iterable[tuple[int, bytes | int]]) -> Iterator[bytes]:
    """The part with its edits, which come in the order of their places: bytes are put in, a number is the new style
    of the cell whose tag begins there."""
    done, held = 0, b""
    for at, change in edits:
        while done + len(held) < at + _LONGEST_TAG and (chunk := next(chunks, b"")):
            held += chunk
        yield held[: at - done]
        held, done = held[at - done :], at
        if isinstance(change, bytes):
            yield change
        else:
            end = held.index(b">")
            yield with_attribute(held[:end], b"s", change)
            held, done = held[end:], at + end
    yield held
    yield from chunks


def with_attribute(tag: bytes, name: bytes, value: int) -> bytes:
    """A start tag, without its end, with an attribute set."""
    new = b'%s="%d"' % (name, value)
    tag, count = re.subn(rb"(?<=\s)" + name + rb"\s*=\s*(\"[^\"]*\"|'[^']*')", new, tag)
    if count:
        return tag
    empty = tag.endswith(b"/")
    return tag.removesuffix(b"/").rstrip() + b" " + new + (b"/" if empty else b"")


def appended(xml: bytes, parent: str, children: bytes) -> bytes:
    """XML with children, whose tags are written <:name, put at the end of the last element named like the parent."""
    closing = list(re.finditer(rb"</((?:[\w.-]+:)?)" + parent.encode() + rb"\s*>", xml))
    if closing:
        at, prefix = closing[-1].start(), closing[-1][1]
        return xml[:at] + children.replace(b"<:", b"<" + prefix).replace(b"</:", b"</" + prefix) + xml[at:]
    empty = re.search(rb"<((?:[\w.-]+:)?)" + parent.encode() + rb"(\s[^<>]*)?/>", xml)
    if not empty:
        raise NotEditable
    prefix = empty[1]
    opened = xml[empty.start() : empty.end() - 2] + b"></" + prefix + parent.encode() + b">"
    return appended(xml[: empty.start()] + opened + xml[empty.end() :], parent, children)


def ascii_text(text: str) -> bytes:
    """As XML in ASCII, so that the encoding of the part does not matter."""
    return escape(_ILLEGAL.sub("", INVISIBLE.sub("", text)), {'"': "&quot;"}).encode("ascii", "xmlcharrefreplace")
