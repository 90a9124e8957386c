"""Finds the head of a sheet and which column fills which field.

A head has one level, or two or three: cells merged over several columns, or down over all its rows. In text, where
merges are lost, levels show as blanks.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from .cells import remembered, simplified, tidy
from .grid import INVISIBLE, TEXT, Cell, Grid, Merge
from .numerals import AREA, HeadUnit, family, head_unit
from .spec import Field, Spec

LONGEST = 500  # characters of a cell that are looked at as a head
SEARCHED_ROWS = 100  # rows with content in which a head is looked for
# Where none is found, rows with content among which a person may choose, and how many are offered.
LIKELY_ROWS, MOST_LIKELY = 30, 6
MOST_MERGES = 1_000  # that begin in one row and are looked at; no head has nearly as many
# Upper heads under which the lower words mean something else: registered households, last year's, plans …
OTHER_THINGS = ("户籍", "流动", "暂住", "外来", "上年", "去年", "计划", "其中")
_BRACKETS = re.compile(r"[(\[{【〔〖<《]([^)\]}】〕〗>》]*)[)\]}】〕〗>》]")
_NO_MATTER = re.compile(r"[\s*★☆_]+")
_COLONS = (":", "：")


class Title(NamedTuple):
    """The words over one column: of the upper levels, from the top, and of the lowest."""

    column: int
    upper: tuple[str, ...]
    lower: str

    @property
    def text(self) -> str:
        return "".join(map(tidy, (*self.upper, self.lower)))


@dataclass(frozen=True)
class Head:
    """A head that was found. rows: up to three row numbers. fields: column → field. ignored: heads no field takes.
    units: column → unit written in the head. texts: column → the words over it, of all levels."""

    rows: tuple[int, ...]
    fields: Mapping[int, Field]
    ignored: tuple[str, ...] = ()
    units: Mapping[int, HeadUnit] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict)


class Heading(NamedTuple):
    """The words over one column of a sheet, and the name of the field that takes it, or an empty text."""

    sheet: str | None
    text: str
    field: str


class LikelyHead(NamedTuple):
    """A row that may be a head though it gives too little: its words, and what fields they would fill."""

    sheet: str | None
    row: int
    headings: tuple[Heading, ...]


@remembered(4_096)
def normal(text: str) -> str:
    """A head's meaning: without blanks, stars, brackets and what is in them, in small letters."""
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text[:LONGEST]))
    bare = _NO_MATTER.sub("", _BRACKETS.sub("", text)).rstrip(":")
    return simplified(bare or _NO_MATTER.sub("", text)).casefold()


def notes(text: str) -> list[str]:
    """What stands in brackets in a head."""
    return _BRACKETS.findall(unicodedata.normalize("NFKC", text[:LONGEST]))


def synonyms(spec: Spec) -> dict[str, Field | None]:
    """Normalised head → field, the field's own name included; None for a head that is passed over. Of two fields with
    the same head the first has it."""
    known: dict[str, Field | None] = dict.fromkeys(normal(head) for head in spec.passed_over)
    for taken in spec.fields:
        for head in (*taken.heads, taken.name):
            known.setdefault(normal(head), taken)
    return known


def find_head(grid: Grid, spec: Spec) -> Head | None:
    """The head of a sheet, or None. Hidden rows hold no head: templates hide a row of field names there."""
    known = synonyms(spec)
    for row in islice((row for row in grid.rows if row not in grid.hidden), SEARCHED_ROWS):
        if head := head_at(grid, row, spec, known):
            return head
    return None


def head_at(grid: Grid, row: int, spec: Spec, known: Mapping[str, Field | None]) -> Head | None:
    """The head that begins in a row, if there is one. known: see synonyms()."""
    return _levels(grid, row, spec, known) or _one_level(grid, row, spec, known)


def likely_heads(grids: Iterable[Grid], spec: Spec) -> list[LikelyHead]:
    """The rows of words near the top of the visible sheets, those with the most words first."""
    known = synonyms(spec)
    found = []
    for grid in grids:
        for row in islice((row for row in grid.rows if row not in grid.hidden), LIKELY_ROWS):
            titles = [title for title in _single_titles(grid, row) if not title.lower.strip()[:1].isdecimal()]
            if len(titles) > 1:
                fields = _map(titles, known)
                taken = {column: field.name for column, field in fields.items()}
                words = tuple(Heading(grid.name, title.text, taken.get(title.column, "")) for title in titles)
                found.append(LikelyHead(grid.name, row, words))
    found.sort(key=lambda head: -len(head.headings))
    return found[:MOST_LIKELY]


def _one_level(grid: Grid, row: int, spec: Spec, known: Mapping[str, Field | None]) -> Head | None:
    return _head((row,), _single_titles(grid, row), spec, known)


def _single_titles(grid: Grid, row: int) -> list[Title]:
    return [Title(column, (), cell.text) for column, cell in sorted(grid.rows[row].items())]


def _words_below(grid: Grid, row: int) -> dict[int, Cell]:
    """The cells of a row that may be a lower level of a head: one that can be seen and holds nothing but texts."""
    cells = {} if row in grid.hidden else grid.rows.get(row, {})
    return cells if all(cell.kind == TEXT for cell in cells.values()) else {}


def _levels(grid: Grid, row: int, spec: Spec, known: Mapping[str, Field | None]) -> Head | None:
    """A head of two or three levels."""
    if not any(merge.top <= row + 1 and merge.bottom >= row for merge in grid.merges):
        return _levels_of_text(grid, row, spec, known)
    lower = _words_below(grid, row + 1)
    if row + 1 in grid.hidden or (row + 1 in grid.rows and not lower):
        return None
    starting = [merge for merge in grid.merges if merge.top == row and grid.cell(row, merge.left)][:MOST_MERGES]
    tall = [merge for merge in starting if merge.bottom > row]
    wide = [merge for merge in starting if merge.bottom == row and not _is_title(grid, merge, tall)]
    if not tall and not wide:
        return None
    inner = [merge for merge in grid.merges if merge.top == row + 1 and grid.cell(row + 1, merge.left)][:MOST_MERGES]
    rows = [row, row + 1]
    if _goes_deeper(grid, row + 2, tall, inner):
        rows.append(row + 2)
    head = _head(tuple(rows), _joined_titles(grid, rows, [*tall, *wide, *inner]), spec, known)
    if head is None or tall:
        return head
    # Nothing is merged downwards: the row below may be data under a head that is merged sideways.
    alone = _map(_single_titles(grid, row), known)
    below = any(column in lower for column in head.fields)
    return head if below and len(head.fields) >= len(alone) else None


def _goes_deeper(grid: Grid, row: int, tall: list[Merge], inner: list[Merge]) -> bool:
    """Whether the third row is a level of the head: cells reach down to it, or it only divides what is merged above."""
    words = _words_below(grid, row)
    wide = [merge for merge in inner if merge.bottom < row and merge.right > merge.left]
    return bool(words) and (
        any(merge.bottom == row for merge in tall)
        or all(any(merge.left <= column <= merge.right for merge in wide) for column in words)
    )


def _is_title(grid: Grid, merge: Merge, tall: list[Merge]) -> bool:
    """A merge over the whole table is its title, one with a colon a note such as 单位：户."""
    text = grid.rows[merge.top][merge.left].text
    if any(colon in text for colon in _COLONS) and not normal(text).startswith(OTHER_THINGS):
        return True
    below = grid.rows.get(merge.top + 1, {})
    if tall or not below:
        return not below
    beside = grid.rows[merge.top]
    return merge.left <= min(*below, *beside) and (len(beside) == 1 or merge.right >= max(below))


def _joined_titles(grid: Grid, rows: Sequence[int], merges: list[Merge]) -> list[Title]:
    columns = sorted({column for row in rows for column in grid.rows.get(row, {})})
    titles = []
    for column in columns:
        over = [merge for merge in merges if merge.left <= column <= merge.right]
        words = []
        for row in rows:
            # What is merged sideways stands over all its columns; what is merged downwards is said once, at its top.
            place = next(((merge.top, merge.left) for merge in over if merge.top == row), (row, column))
            cell = grid.cell(*place)
            if cell is not None:
                words.append(cell.text)
        if words and any(column in grid.rows.get(row, {}) for row in rows):
            titles.append(Title(column, tuple(words[:-1]), words[-1]))
    return titles


def _levels_of_text(grid: Grid, row: int, spec: Spec, known: Mapping[str, Field | None]) -> Head | None:
    """Levels after the merges were lost: the lower rows are blank under the heads that reached down, and every blank
    beside an upper head belongs to it."""
    upper, lower = grid.rows[row], _words_below(grid, row + 1)
    alone = _map(_single_titles(grid, row), known)
    reaching_down = [column for column in alone if column not in lower]
    # Merged upper heads leave blanks beside them; where none is blank, the row below is a row of data.
    if not lower or len(reaching_down) < 2 or not any(column not in upper for column in lower):
        return None
    rows = [row, row + 1]
    third = _words_below(grid, row + 2)
    if any(column not in lower for column in third) and not any(map(_begins_with_a_digit, third.values())):
        rows += [row + 2] * all(column not in third for column in reaching_down)
    last = max(max(grid.rows[number]) for number in rows)
    titles, above = [], [""] * len(rows)
    for column in range(1, last + 1):
        own = [grid.rows[number][column].text if column in grid.rows[number] else "" for number in rows]
        # A word at one level begins anew what stands below it.
        first = next((level for level, text in enumerate(own) if text), None)
        if first is None:
            continue
        above = [*above[:first], *own[first:]]
        lowest = max(level for level, text in enumerate(own) if text)
        titles.append(Title(column, tuple(filter(None, above[:lowest])), above[lowest]))
    head = _head(tuple(rows), titles, spec, known)
    below = [column for column in head.fields if column in lower] if head else []
    return head if below and all(column in head.fields for column in reaching_down) else None


def _begins_with_a_digit(cell: Cell) -> bool:
    return cell.text.strip()[:1].isdecimal()


def _map(titles: list[Title], known: Mapping[str, Field | None]) -> dict[int, Field]:
    """Column → field. Joined words are looked up for all columns first, so that they win over lower words alone."""
    fields: dict[int, Field] = {}
    taken: set[str] = set()
    for joined in range(max((len(title.upper) for title in titles), default=0), -1, -1):
        for title in titles:
            upper = [normal(text) for text in title.upper]
            left = max(len(upper) - joined, 0)
            if title.column in fields or any(text.startswith(OTHER_THINGS) for text in upper[:left]):
                continue
            found = known.get("".join((*upper[left:], normal(title.lower))))
            found = found or (None if left else known.get(normal(title.text)))
            if found and found.name not in taken:
                fields[title.column] = found
                taken.add(found.name)
    return fields


def _head(rows: tuple[int, ...], titles: list[Title], spec: Spec, known: Mapping[str, Field | None]) -> Head | None:
    fields = _map(titles, known)
    names = {taken.name for taken in fields.values()}
    if not all(names.intersection(group) for group in spec.required):
        return None
    units = {}
    for title in titles:
        taken = fields.get(title.column)
        if taken and taken.kind in ("count", "decimal", "area"):
            units_known = family(AREA if taken.kind == "area" else taken.unit)
            written = [note for text in (title.lower, *reversed(title.upper)) for note in notes(text)]
            units[title.column] = head_unit(written, units_known)
    ignored = tuple(title.text for title in titles if title.column not in fields and title.text)
    return Head(rows, fields, ignored, units, {title.column: title.text for title in titles})
