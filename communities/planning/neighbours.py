"""The sheet of areas and neighbours: a workbook of two tables, or two files of text, and how they are read."""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhoushan_community.base.sheets.cells import number, tidy
from zhoushan_community.base.sheets.findings import level_of, sentence
from zhoushan_community.base.sheets.formats import open_book
from zhoushan_community.base.sheets.grid import NUMBER, Grid, address
from zhoushan_community.base.sheets.numerals import HeadUnit
from zhoushan_community.base.sheets.writer import Sheet, write_csv, write_file

from .gathered import AreaSaid, BorderSaid, Fault, Gathered, Place
from .ground import Ground

#: The heads of both tables as offices write them, the template's own first.
AREA_HEADS = {
    "id": ("片区", "编号", "area"),
    "households": ("户数", "households"),
    "street": ("街道", "street"),
    "current": ("现社区", "现居委会", "现属社区", "current"),
    "x": ("X", "经度"),
    "y": ("Y", "纬度"),
}
BORDER_HEADS = {
    "a": ("片区甲", "甲", "a"),
    "b": ("片区乙", "乙", "b"),
    "length_m": ("边界米", "公共边界米数", "边界长度", "length_m"),
    "barrier": ("障碍", "隔断", "barrier"),
}
AREAS, BORDERS = "片区", "相邻"
#: So many rows from the top the heads are looked for.
FIRST_ROWS = 20
NO = {"", "否", "无", "没有", "no", "n", "false", "0", "×", "-", "－"}
METRES = {"米": Decimal(1), "m": Decimal(1)}
HOUSEHOLDS = {"户": Decimal(1)}


def read_sheets(paths: Sequence[Path], ground: Ground) -> Gathered:
    """Both tables from the files, wherever they stand. Raises Refused for what is no sheet at all."""
    found = Gathered()
    seen = set()
    for path in paths:
        for grid in open_book(path):
            for heads, take in ((AREA_HEADS, _area), (BORDER_HEADS, _border)):
                head = _head(grid, heads) if grid.visible else None
                if head and heads is AREA_HEADS and _head(grid, BORDER_HEADS):
                    head = None
                if head:
                    seen.add(take)
                    row, columns = head
                    for line in (line for line in grid.rows if line > row):
                        take(_Line(grid, line, columns, path.name), found, ground)
    for missing, sheet, heads in ((_area, AREAS, AREA_HEADS), (_border, BORDERS, BORDER_HEADS)):
        if missing not in seen:
            words = _("There is no table with the heads %(heads)s; take the template.")
            told = "、".join(names[0] for names in list(heads.values())[:2])
            found.faults.append(Fault(Place(sheet, ""), words % {"heads": told}))
    return found


def _head(grid: Grid, heads: Mapping[str, Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """The row of the heads, and the column of each; both first heads must be there."""
    for row in list(grid.rows)[:FIRST_ROWS]:
        said = {tidy(cell.text).casefold(): column for column, cell in grid.rows[row].items()}
        known = {name: [word.casefold() for word in words] for name, words in heads.items()}
        columns = {name: said[word] for name, words in known.items() for word in words[::-1] if word in said}
        if set(list(heads)[:2]) <= columns.keys():
            return row, columns
    return None


class _Line:
    """One row of a table."""

    def __init__(self, grid: Grid, row: int, columns: Mapping[str, int], file: str) -> None:
        self.sheet, self.row, self.columns = grid.name or file, row, columns
        self.cells = {name: cell for name, column in columns.items() if (cell := grid.cell(row, column))}
        self.faults: list[Fault] = []

    def place(self, name: str) -> Place:
        cell = self.cells.get(name)
        column = self.columns.get(name, self.columns[min(self.columns, key=self.columns.get)])
        return Place(self.sheet, address(self.row, column), cell.text if cell else "")

    def text(self, name: str) -> str:
        cell = self.cells.get(name)
        return tidy(cell.text) if cell else ""

    def whole(self, name: str, units: Mapping[str, Decimal]) -> int | None:
        """The number, rounded to whole ones; None, and a fault where something else is written."""
        cell = self.cells.get(name)
        if cell is None:
            return None
        parsed = number(cell, units, HeadUnit(), whole=units is HOUSEHOLDS)
        for code in parsed.codes:
            if level_of(code) == "error" or parsed.value is None:
                self.faults.append(Fault(self.place(name), sentence(code, text=cell.text)))
        return None if parsed.value is None else round(parsed.value)

    def coordinate(self, name: str) -> float | None:
        cell = self.cells.get(name)
        if cell is None:
            return None
        try:
            found = float(cell.value if cell.kind == NUMBER else cell.text)
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            self.faults.append(Fault(self.place(name), sentence("not_a_number", text=cell.text)))
            return None
        return found


def _area(line: _Line, found: Gathered, ground: Ground) -> None:
    name = line.text("id")
    if not name and not line.cells:
        return
    at = {key: line.place(key) for key in AREA_HEADS}
    if not name:
        found.faults.append(Fault(at["id"], _("The area has no name; write one, or empty the row.")))
        return
    households = line.whole("households", HOUSEHOLDS)
    if "households" not in line.cells:
        line.faults.append(Fault(at["households"], _("The households are missing; write how many, 0 for none.")))
    where = {key: value for key in ("x", "y") if (value := line.coordinate(key)) is not None}
    more = where if len(where) == 2 else {}
    street = line.text("street") or ground.only_street
    found.areas.append(AreaSaid(name, households, street, line.text("current"), at, more))
    found.faults += line.faults


def _border(line: _Line, found: Gathered, ground: Ground) -> None:
    if not line.text("a") and not line.text("b"):
        return
    at = {key: line.place(key) for key in BORDER_HEADS}
    length = line.whole("length_m", METRES)
    barrier = line.text("barrier").casefold() not in NO
    found.borders.append(BorderSaid(line.text("a"), line.text("b"), length, barrier, at))
    found.faults += line.faults


def write_template(path: Path, instance: Mapping[str, Any], part: str = AREAS) -> None:
    """The sheet to fill in, with what is known so far. A file of text holds one of the tables: part says which."""
    areas = [
        [area["id"], area["households"], area["street"], "" if area["current"] == area["id"] and area["id"] not in
         instance.get("holders", {}) else area["current"], area.get("x"), area.get("y")]
        for area in instance["areas"]
    ]  # fmt: skip
    yes = _("yes")
    borders = [
        [each["a"], each["b"], each["length_m"], yes if each["barrier"] else ""] for each in instance["adjacency"]
    ]
    sheets = [
        Sheet(title, [names[0] for names in heads.values()], rows)
        for title, heads, rows in ((AREAS, AREA_HEADS, areas), (BORDERS, BORDER_HEADS, borders))
    ]
    # What explains stands on a sheet of its own: under the tables it would be read as a row.
    how = [
        _("One row for each area. X and Y only serve to draw it; the present community may be left empty."),
        _(
            "One row for each two areas that touch, the metres of their common border, and what separates them (a"
            " river, a main road) where they cannot be one community."
        ),
    ]
    if path.suffix == ".csv":
        chosen = sheets[part == BORDERS]
        write_csv(path, chosen.heads, chosen.rows)
    else:
        titles = (AREAS, BORDERS)
        explained = Sheet(_("How to fill in"), [_("Sheet"), _("What it holds")], zip(titles, how, strict=True))
        write_file(path, [*sheets, explained])
