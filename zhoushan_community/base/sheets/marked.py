"""The same workbook back, with what is wrong marked in it: red or yellow cells, each with a comment that says why.

A workbook is a zip of XML parts, and only the bytes that must change are changed: the styles of the marked cells and
the parts that hold comments. All else, formulas, pictures, charts, macros and what no program here knows, is copied.
Marks of an earlier time are taken out first, so that a corrected workbook comes back clean.
"""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from .comments import Comments, Mark
from .findings import ERROR
from .grid import letters, place_of
from .package import Package, local
from .pieces import NotEditable, appended, patched, whole, with_attribute
from .workbook import contents, linked

RED, YELLOW, CLEAN = "FFFF7B7B", "FFFFEB7B", ""
# What may follow the drawing of the comments in a worksheet; the order of its parts is fixed.
_AFTER = frozenset(
    ["legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"]
)
_TYPES = "[Content_Types].xml"

Marks = Mapping[str, Mapping[str, Mark]]  # sheet → address → mark


def mark_workbook(package: Package, marks: Marks, target: Path) -> None:
    """Write a copy of the workbook with the marks. Raises NotEditable, Refused."""
    sheets, links, _epoch = contents(package)
    styles = _Styles(package, linked(links, "styles"))
    changed = {_TYPES: whole(package, _TYPES)}
    edits = {}
    for number, (name, shown, part) in enumerate(sheets, 1):
        wanted = {place_of(at): mark for at, mark in marks.get(name, {}).items()} if shown else {}
        scan = _Scan(package, part, wanted, styles)
        comments = Comments(package, part, number, scan.drawing)
        comments.mark(wanted)
        changed |= comments.changed
        changed[_TYPES] = comments.declared(changed[_TYPES])
        if comments.new_drawing:
            scan.edits.append((scan.end, comments.drawing_tag(scan.prefix)))
        edits[part] = sorted(scan.edits, key=lambda edit: edit[0])
    changed[styles.part] = styles.written()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in package.names:
            # A name that tries to leave the folder is nothing that a workbook needs.
            if name in changed or name.endswith("/") or ".." in name or "\\" in name or name.startswith("/"):
                continue
            with copy.open(name, "w") as out:
                for piece in patched(package.chunks(name), edits.get(name, ())):
                    out.write(piece)
        for name, content in changed.items():
            copy.writestr(name, content)


class _Scan:
    """Where in the bytes of a worksheet the marks go. edits: place → new style of the cell there, or what is put in;
    drawing: the link to the drawing that holds comments; end: where it would be named."""

    def __init__(self, package: Package, part: str, wanted: Mapping[tuple[int, int], Mark], styles: "_Styles") -> None:
        self.package, self.styles = package, styles
        self.edits: list[tuple[int, bytes | int]] = []
        self.prefix, self.drawing, self.end = "", "", 0
        self.wanted: dict[int, dict[int, str]] = {}
        for (row, column), mark in sorted(wanted.items()):
            self.wanted.setdefault(row, {})[column] = RED if mark.level == ERROR else YELLOW
        self.depth = self.row = self.column = self.row_style = 0
        self.column_styles: list[tuple[int, int, int]] = []
        self.due: dict[int, str] = {}  # of the current row, what has no cell yet
        if next(package.chunks(part), b"")[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise NotEditable
        package.parse(part, self._start, self._end)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        bare = local(name)
        self.depth += 1
        if self.depth == 1:
            self.prefix = name.removesuffix(bare)
            if any("purl.oclc.org" in value for value in attributes.values()):
                raise NotEditable
        elif self.depth == 2 and bare == "legacyDrawing":
            self.drawing = next((value for key, value in attributes.items() if local(key) == "id"), "")
        elif self.depth == 2 and bare in _AFTER:
            self.end = self.end or self.package.offset
        elif bare == "c":
            self._cell(attributes)
        elif bare == "row":
            self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
            self.column, self.due = 0, dict(self.wanted.get(self.row, {}))
            self.row_style = int(attributes.get("s", 0)) if attributes.get("customFormat") in ("1", "true") else 0
        elif bare == "col" and "style" in attributes:
            numbers = (int(attributes.get(key, 0)) for key in ("min", "max", "style"))
            self.column_styles.append(tuple(numbers))

    def _cell(self, attributes: dict[str, str]) -> None:
        self.column = place_of(attributes["r"])[1] if "r" in attributes else self.column + 1
        self._put_in(before=self.column)
        style = int(attributes.get("s", 0))
        colour = self.due.pop(self.column, None)
        if colour is None and self.styles.is_marked(style):
            colour = CLEAN
        if colour is not None:
            self.edits.append((self.package.offset, self.styles.filled(style, colour)))

    def _put_in(self, before: int) -> None:
        """Cells that are wrong because there is nothing in them."""
        for column in [column for column in self.due if column < before]:
            inherited = (style for first, last, style in self.column_styles if first <= column <= last)
            style = self.styles.filled(self.row_style or next(inherited, 0), self.due.pop(column))
            tag = f'<{self.prefix}c r="{letters(column)}{self.row}" s="{style}"/>'
            self.edits.append((self.package.offset, tag.encode()))

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.depth == 0:
            self.end = self.end or self.package.offset
        elif local(name) == "row" and self.column:
            self._put_in(before=1 << 20)


class _Styles:
    """The styles of the book, and those that are added: a cell's own with another fill."""

    def __init__(self, package: Package, part: str) -> None:
        if part not in package:
            raise NotEditable
        self.package, self.part, self.xml = package, part, whole(package, part)
        self.path: list[str] = []
        self.starts: list[int] = []  # of the formats of cells, and where the last one ends
        self.fills: list[str] = []
        self.fill_of: list[int] = []
        self.added: dict[tuple[int, str], int] = {}
        package.parse(part, self._start, self._end)
        if not self.fill_of or not self.fills:
            raise NotEditable
        self.colours = {colour: len(self.fills) + place for place, colour in enumerate((RED, YELLOW))}
        self.colours[CLEAN] = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(local(name))
        if self.path[1:] == ["cellXfs", "xf"]:
            self.starts.append(self.package.offset)
            self.fill_of.append(int(attributes.get("fillId", 0)))
        elif self.path[1:] == ["fills", "fill"]:
            self.fills.append("")
        elif self.path[1:] == ["fills", "fill", "patternFill", "fgColor"]:
            self.fills[-1] = attributes.get("rgb", "")

    def _end(self, name: str) -> None:
        if self.path[1:] == ["cellXfs"]:
            self.starts.append(self.package.offset)
        self.path.pop()

    def is_marked(self, style: int) -> bool:
        """Whether the style is one that was given to a marked cell at an earlier time."""
        fill = self.fill_of[style] if style < len(self.fill_of) else 0
        return fill < len(self.fills) and self.fills[fill] in (RED, YELLOW)

    def filled(self, style: int, colour: str) -> int:
        """The number of the style that is like another but for its fill."""
        style = style if style < len(self.fill_of) else 0
        return self.added.setdefault((style, colour), len(self.fill_of) + len(self.added))

    def written(self) -> bytes:
        """The part with all that was added."""
        clones = b""
        for style, colour in self.added:
            xf = self.xml[self.starts[style] : self.starts[style + 1]].rstrip()
            end = xf.index(b">")
            tag = with_attribute(with_attribute(xf[:end], b"fillId", self.colours[colour]), b"applyFill", 1)
            clones += tag + xf[end:]
        solid = '<:patternFill patternType="solid"><:fgColor rgb="%s"/><:bgColor indexed="64"/></:patternFill>'
        fills = "".join(f"<:fill>{solid % colour}</:fill>" for colour in (RED, YELLOW)).encode()
        xml = appended(appended(self.xml, "cellXfs", clones), "fills", fills)
        for name, count in ((b"cellXfs", len(self.fill_of) + len(self.added)), (b"fills", len(self.fills) + 2)):
            opening = re.search(rb"<(?:[\w.-]+:)?" + name + rb"\b[^<>]*", xml)
            xml = xml[: opening.start()] + with_attribute(opening[0], b"count", count) + xml[opening.end() :]
        return xml
