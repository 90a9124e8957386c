"""Comments of a worksheet: the parts that hold them, and the drawing in which the programs show them."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from .grid import address, place_of
from .package import Package, local
from .pieces import appended, ascii_text, whole
from .workbook import linked, relations, relations_part

#: Who the comments are by. A comment under this name is ours, whichever program has saved it since.
AUTHOR = "核对"
#: Comments in one sheet; a workbook full of them no longer opens. All wrong cells are coloured, however many.
MOST = 10_000
_OFFICE = "http://schemas.openxmlformats.org"
_RELATED = f"{_OFFICE}/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument"
_NAMES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE_TYPE = (
    f'<v:shapetype {_NAMES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    f'<v:shape {_NAMES} id="_x0000_s%(number)d" type="#_x0000_t202" style="position:absolute;width:180pt;height:80pt;'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:path o:connecttype="none"/><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>%(right)d, 15, %(row)d, 2, %(far)d, 15, %(low)d, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>%(row)d</x:Row><x:Column>%(column)d</x:Column></x:ClientData></v:shape>"
)
_SHAPES = re.compile(rb"<v:shape\s.*?</v:shape>", re.DOTALL)
_PLACE = re.compile(rb"<x:(Row|Column)>\s*(\d+)\s*<")
_COMMENT = re.compile(rb"<((?:[\w.-]+:)?)comment\s([^<>]*)>.*?</\1comment\s*>", re.DOTALL)
_REF = re.compile(rb"(?<![\w:])ref\s*=\s*[\"']([A-Z]+[0-9]+)[\"']")
_TEXT_END = re.compile(rb"</(?:[\w.-]+:)?text\s*>")


class Mark(NamedTuple):
    """What is said at a cell. level: error or warning."""

    level: str
    text: str


class Comments:
    """The comments of one worksheet. changed: part → its new content; new_drawing: the link of a drawing that the
    worksheet does not name yet, or an empty text."""

    def __init__(self, package: Package, part: str, number: int, drawing: str) -> None:
        self.package, self.sheet, self.number = package, part, number
        links = relations(package, part)
        self.part, self.drawing = linked(links, "comments"), links.get(drawing, ("", ""))[1]
        self.changed: dict[str, bytes] = {}
        self.new_drawing = self.new_part = ""
        self.authors: list[str] = []
        self.by: dict[str, int] = {}  # address → number of the author
        self._in_author = False
        if self.part in package:
            package.parse(self.part, self._start, self._end, self._data)
        else:
            self.part = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if local(name) == "author":
            self.authors.append("")
            self._in_author = True
        elif local(name) == "comment":
            self.by[attributes.get("ref", "")] = int(attributes.get("authorId", -1))

    def _end(self, name: str) -> None:
        self._in_author = False

    def _data(self, data: str) -> None:
        if self._in_author:
            self.authors[-1] += data

    def mark(self, wanted: Mapping[tuple[int, int], Mark]) -> None:
        """Take our earlier comments out and put the new ones in."""
        ours = {number for number, author in enumerate(self.authors) if author == AUTHOR}
        earlier = {place for place, author in self.by.items() if author in ours}
        texts = {address(*place): ascii_text(mark.text) for place, mark in list(wanted.items())[:MOST]}
        if not texts and not earlier:
            return
        theirs = self.by.keys() & texts.keys() - earlier
        xml = whole(self.package, self.part) if self.part else self._new_part()
        xml = _COMMENT.sub(lambda found: self._changed(found, earlier, {at: texts[at] for at in theirs}), xml)
        author = min(ours, default=len(self.authors))
        if not ours:
            xml = appended(xml, "authors", b"<:author>" + ascii_text(AUTHOR) + b"</:author>")
        fresh = {at: text for at, text in texts.items() if at not in theirs}
        added = b"".join(
            b'<:comment ref="%s" authorId="%d"><:text>%s</:text></:comment>' % (at.encode(), author, _run(text))
            for at, text in fresh.items()
        )
        self.changed[self.part] = appended(xml, "commentList", added)
        self._draw(fresh, {place_of(at) for at in earlier})

    def _new_part(self) -> bytes:
        self.part = self.new_part = self._free("xl/comments_marked%d.xml")
        self._relate(f"{_RELATED}/comments", self.part, "rIdMarkedComments")
        main = f"{_OFFICE}/spreadsheetml/2006/main"
        return f'<comments xmlns="{main}"><authors></authors><commentList></commentList></comments>'.encode()

    @staticmethod
    def _changed(found: re.Match[bytes], earlier: set[str], more: Mapping[str, bytes]) -> bytes:
        ref = _REF.search(found[2])
        at = ref[1].decode() if ref else ""
        if at in earlier:
            return b""
        end = _TEXT_END.search(found[0])
        if at not in more or not end:
            return found[0]
        run = _run(b"&#10;" + more[at]).replace(b"<:", b"<" + found[1]).replace(b"</:", b"</" + found[1])
        return found[0][: end.start()] + run + found[0][end.start() :]

    def _draw(self, fresh: Mapping[str, bytes], earlier: set[tuple[int, int]]) -> None:
        if self.drawing in self.package:
            drawn = whole(self.package, self.drawing)
        elif fresh:
            self.drawing, self.new_drawing = self._free("xl/drawings/vmlDrawing_marked%d.vml"), "rIdMarkedDrawing"
            self._relate(f"{_RELATED}/vmlDrawing", self.drawing, self.new_drawing)
            drawn = f"<xml {_NAMES}></xml>".encode()
        else:
            return
        drawn = _SHAPES.sub(lambda shape: b"" if _place(shape[0]) in earlier else shape[0], drawn)
        shapes = "" if b"_x0000_t202" in drawn else _SHAPE_TYPE
        for count, at in enumerate(fresh):
            row, column = place_of(at)
            told = {"number": 900_000 + 20_000 * self.number + count, "row": row - 1, "column": column - 1}
            shapes += _SHAPE % {**told, "right": column, "far": column + 3, "low": row + 5}
        self.changed[self.drawing] = appended(drawn, "xml", shapes.encode())

    def _free(self, form: str) -> str:
        number = self.number
        while form % number in self.package:
            number += 1000
        return form % number

    def _relate(self, kind: str, part: str, link: str) -> None:
        name = relations_part(self.sheet)
        if name in self.changed:
            xml = self.changed[name]
        elif name in self.package:
            xml = whole(self.package, name)
        else:
            xml = f'<Relationships xmlns="{_OFFICE}/package/2006/relationships"></Relationships>'.encode()
        child = f'<:Relationship Id="{link}" Type="{kind}" Target="/{part}"/>'
        self.changed[name] = appended(xml, "Relationships", child.encode())

    def declared(self, types: bytes) -> bytes:
        """The list of the package's parts with the new ones."""
        told = ""
        if self.new_drawing and not re.search(rb"""Extension\s*=\s*["']vml["']""", types, re.IGNORECASE):
            told += f'<:Default Extension="vml" ContentType="{_TYPE}.vmlDrawing"/>'
        if self.new_part:
            told += f'<:Override PartName="/{self.new_part}" ContentType="{_TYPE}.spreadsheetml.comments+xml"/>'
        return appended(types, "Types", told.encode()) if told else types

    def drawing_tag(self, prefix: str) -> bytes:
        """How the worksheet names the new drawing."""
        return f'<{prefix}legacyDrawing xmlns:r="{_RELATED}" r:id="{self.new_drawing}"/>'.encode()


def _run(text: bytes) -> bytes:
    return b'<:r><:t xml:space="preserve">' + text + b"</:t></:r>"


def _place(shape: bytes) -> tuple[int, int] | None:
    found = dict(_PLACE.findall(shape))
    return (int(found[b"Row"]) + 1, int(found[b"Column"]) + 1) if len(found) == 2 else None
