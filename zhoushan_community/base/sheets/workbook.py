"""Office Open XML workbooks (.xlsx, .xlsm), read as a stream.

Ready-made readers give the values but not all of: error values, formulas without a kept value, hidden rows and
percent formats, which decide about a row here. Macros, links, pictures and comments are never opened.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from .builder import Builder, RowBudget
from .grid import (
    BOOL,
    DATE,
    ERROR,
    MAX_COLUMNS,
    NUMBER,
    PERCENT,
    TEXT,
    TIME,
    UNCACHED,
    Cell,
    Grid,
    Refused,
    number_cell,
    place_of,
)
from .package import Package, beside, local
from .plain_rows import PlainRows
from .shared_texts import SharedTexts, shared_texts, unescaped

_DEFAULT_BOOK = "xl/workbook.xml"
_MAX_STYLES = 1 << 17  # twice as many as any program keeps
_MAX_SERIAL = 2_958_465  # 31 December 9999
_BUILTIN_DATES = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_BUILTIN_TIMES = {18, 19, 20, 21, 45, 46, 47}
_BUILTIN_PERCENTS = {9, 10}
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|am/pm|a/p|上午/下午|e[+-]', re.IGNORECASE)
# No more digits than the programs keep, and none at the end that says nothing: what is written is the number itself.
_SHORT = re.compile("[0-9]{1,15}|[0-9]{1,7}\\.[0-9]{0,6}[1-9]")


Links = dict[str, tuple[str, str]]


def format_kind(number: int, code: str | None = None) -> str:
    """What a number format makes of a number: number, percent, date or time."""
    if code is None:
        if number in _BUILTIN_DATES:
            return DATE
        if number in _BUILTIN_TIMES:
            return TIME
        return PERCENT if number in _BUILTIN_PERCENTS else NUMBER
    bare = _NOT_CODE.sub("", code).split(";")[0].lower()
    if bare.startswith(("general", "g/")):
        return NUMBER
    if re.search(r"[yde]|aaa", bare) or ("m" in bare and not re.search("[hs]", bare)):
        return DATE
    if re.search("[hs]", bare) or re.search(r"\[[hms]+\]", code, re.IGNORECASE):
        return TIME
    return PERCENT if "%" in bare else NUMBER


def numeric(number: float | str, kind: str, epoch_1904: bool) -> Cell:
    """A stored number under a format of the given kind. Fifteen digits, as the programs show them, so that
    0.1 + 0.2 stays 0.3. Raises ValueError for what is no number."""
    if kind == NUMBER and isinstance(number, str) and _SHORT.fullmatch(number):
        return Cell(NUMBER, Decimal(number))
    as_float = float(number)
    if not abs(as_float) < 1e300:
        raise ValueError(number)
    value = Decimal(format(as_float, ".15g"))
    if kind in (NUMBER, PERCENT):
        return Cell(kind, value)
    if kind == TIME and as_float < 1:
        return Cell(TIME, value)
    return Cell(DATE, day_of(as_float, epoch_1904))


def day_of(serial: float, epoch_1904: bool) -> date | None:
    """The day of a serial number; None where there is none (negative, or 29 February 1900)."""
    days = int(serial // 1)
    if not 0 <= days <= _MAX_SERIAL - 1462 * epoch_1904:
        return None
    if epoch_1904:
        return date(1904, 1, 1) + timedelta(days)
    if days in (0, 60):
        return None
    return date(1899, 12, 31 if days < 60 else 30) + timedelta(days)


def read_workbook(package: Package) -> list[Grid]:
    """All sheets; hidden ones by name only, because nobody reads them."""
    sheets, links, epoch_1904 = contents(package)
    texts = shared_texts(package, linked(links, "sharedStrings"))
    kinds = _style_kinds(package, linked(links, "styles"))
    budget = RowBudget()
    grids = []
    for name, shown, part in sheets:
        if not shown:
            grids.append(Grid(name, visible=False))
            continue
        grids.append(_Sheet(Builder(name, budget), texts, kinds, epoch_1904).read(package, part))
    return grids


def contents(package: Package) -> tuple[list[tuple[str, bool, str]], Links, bool]:
    """The worksheets (name, whether it is shown, part), the other parts of the book, and whether days count from
    1904."""
    book = _book_part(package)
    sheets: list[tuple[str, bool, str]] = []
    flags = {"1904": False}

    def start(name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "workbookPr":
            flags["1904"] = attributes.get("date1904") in ("1", "true", "on")
        elif name == "sheet":
            link = next((value for key, value in attributes.items() if local(key) == "id"), "")
            sheets.append((attributes.get("name", ""), attributes.get("state", "visible") == "visible", link))

    package.parse(book, start)
    links = relations(package, book)
    found = [(name, shown, links.get(link, ("", ""))) for name, shown, link in sheets]
    return [(name, shown, part) for name, shown, (kind, part) in found if kind == "worksheet"], links, flags["1904"]


def _book_part(package: Package) -> str:
    links = relations(package, "")
    part = linked(links, "officeDocument") or _DEFAULT_BOOK
    if part not in package:
        raise Refused("not_a_spreadsheet")
    return part


def relations_part(part: str) -> str:
    """The part that says to which others a part is related."""
    folder, _, file = part.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")


def relations(package: Package, part: str) -> Links:
    """Relationship id → (kind, part name) of a part; of the package itself for an empty name."""
    rels = relations_part(part)
    links: Links = {}
    if rels not in package:
        return links

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            links[attributes.get("Id", "")] = kind, beside(part, attributes.get("Target", ""))

    package.parse(rels, start)
    return links


def linked(links: Links, kind: str) -> str:
    """The first part of a kind, or an empty text."""
    return next((part for found, part in links.values() if found == kind), "")


def properties(package: Package) -> dict[str, str]:
    """The custom properties of the document, as texts."""
    found: dict[str, str] = {}
    part = linked(relations(package, ""), "custom-properties")
    now = {"name": ""}

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "property":
            now["name"] = attributes.get("name", "")

    def text(data: str) -> None:
        found[now["name"]] = found.get(now["name"], "") + data

    if part in package:
        package.parse(part, start, None, text)
    return found


def _style_kinds(package: Package, part: str) -> list[str]:
    """For each cell style: number, percent, date or time."""
    codes: dict[int, str] = {}
    numbers: list[int] = []
    inside = {"cellXfs": False}

    def start(name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "numFmt":
            codes[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside["cellXfs"] = True
        elif name == "xf" and inside["cellXfs"]:
            numbers.append(int(attributes.get("numFmtId", 0)))
            if len(numbers) > _MAX_STYLES:
                raise Refused("bomb")

    def end(name: str) -> None:
        if local(name) == "cellXfs":
            inside["cellXfs"] = False

    if part in package:
        package.parse(part, start, end)
    known = {number: format_kind(number, codes.get(number)) for number in set(numbers)}
    return [known[number] for number in numbers]


class _Sheet:
    """The handlers for one worksheet part. State is kept on the object because expat calls back."""

    def __init__(self, builder: Builder, texts: SharedTexts, kinds: list[str], epoch_1904: bool) -> None:
        self.builder, self.texts, self.kinds, self.epoch_1904 = builder, texts, kinds, epoch_1904
        self.row = self.column = 0
        self.in_cell = self.collecting = self.phonetic = self.formula = self.has_value = False
        self.kind, self.style = "n", 0
        self.pieces: list[str] = []
        self.rows_hidden_by_default = False

    def read(self, package: Package, part: str) -> Grid:
        plain = self.kinds[:1] in ([], [NUMBER])
        rows = PlainRows(self.builder, self._typed, self.texts, plain_numbers=plain)
        package.parse(part, self._start, self._end, self._text, before=rows.take, whole=b"</row>")
        return self.builder.grid()

    def _typed(self, kind: str, style: int, text: str) -> Cell | None:
        """A cell that has a value, by its type, its style and its text."""
        if kind == "n" and style < len(self.kinds) and self.kinds[style] == NUMBER and _SHORT.fullmatch(text):
            return number_cell(Decimal(text))  # by far the most of those that do not repeat
        self.kind, self.style, self.has_value, self.formula = kind, style, True, False
        return self._cell(text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            reference = attributes.get("r")
            self.column = place_of(reference)[1] if reference else self.column + 1
            if self.column > MAX_COLUMNS:
                raise ValueError(reference)
            self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s", 0))
            self.in_cell, self.formula, self.has_value = True, False, False
            self.pieces.clear()
        elif name == "row":
            self._start_row(attributes)
        elif self.in_cell:
            if name == "v":
                self.collecting = self.has_value = True
            elif name == "t":
                self.collecting = self.has_value = not self.phonetic
            elif name == "f":
                self.formula = True
            elif name == "rPh":
                self.phonetic = True
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            self.builder.merge(*place_of(first), *place_of(last or first))
        elif name == "sheetFormatPr":
            self.rows_hidden_by_default = attributes.get("zeroHeight") in ("1", "true")

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes["r"]) if "r" in attributes else self.row + 1
        if self.rows_hidden_by_default and number > self.row + 1:
            self.builder.hide(self.row + 1, number - 1)
        self.row, self.column = number, 0
        if attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0":
            self.builder.hide(number, number)

    def _text(self, data: str) -> None:
        if self.collecting:
            self.pieces.append(data)

    def _end(self, name: str) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            self.in_cell = False
            if self.pieces or self.formula:
                cell = self._cell("".join(self.pieces))
                if cell is not None:
                    self.builder.put(self.row, self.column, cell)
        elif name in ("v", "t"):
            self.collecting = False
        elif name == "rPh":
            self.phonetic = False

    def _cell(self, text: str) -> Cell | None:
        if self.kind == "s":
            return Cell(TEXT, self.texts[int(text)])
        if self.kind in ("str", "inlineStr") and self.has_value:
            return Cell(TEXT, unescaped(text))  # a formula may well keep an empty text
        if not text:
            return Cell(UNCACHED, "") if self.formula else None
        if self.kind == "e":
            return Cell(ERROR, text)
        if self.kind == "b":
            return Cell(BOOL, text.strip() in ("1", "true"))
        if self.kind == "d":
            return Cell(DATE, datetime.fromisoformat(text.strip().removesuffix("Z")).date())
        kind = self.kinds[self.style] if self.style < len(self.kinds) else NUMBER
        return numeric(text, kind, self.epoch_1904)
