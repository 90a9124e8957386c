"""Which rows of a sheet are no data: titles, notes, repeated heads, totals, footers, hidden and blank rows."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from .grid import INVISIBLE, Cell, Grid
from .headers import Head, head_at, normal, synonyms
from .numerals import spelled
from .spec import Spec

# A stray cell far below the table leaves a gap that nobody wants to have listed row by row.
MAX_LISTED_GAP = 10_000
#: So many tables with heads of their own are looked for in one sheet.
MOST_TABLES = 200
#: What stands over the first column of many tables and is no field.
FIRST_WORDS = ("序号", "编号", "号", "no.", "no")
_BLANKS = re.compile(r"\s+")
_COLON = re.compile("[:：]")
_NOTE_ABOVE = re.compile("附")
_NOTE_BELOW = re.compile("注|说明|备注|填表说明|数据来源|附件?[:：]")
_TOTAL = re.compile("(?:小[计計]|合[计計]|[总總][计計]|共[计計]|累[计計]|其中).*|.*(?:小[计計]|合[计計]|[总總][计計])")
_FOOTER = re.compile(
    "单位负责人|负责人|审核人|填表人|填报人|制表人|经办人|填报日期|制表日期|报出日期|联系电话"
    "|(?:审核|复核|制表|填表|填报|主管|主管领导|分管领导|经办|联系人|填表日期|日期|电话|单位[（(]盖?章[)）])[:：]"
)
# What stands around such words: (合计), 合计：, ※注.
_AROUND = "()（）[]【】*※★:："
_INDEX = re.compile(
    r"\(?(?:[甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥]|十?[一二三四五六七八九]|十|\d{1,3})\)?(?:=[\d()+\-*×/÷%]+)?"
)
_LETTER = re.compile(r"[A-Za-z]|\d{1,3}")
# What an index row has over columns that it does not number, and before the first.
_UNNUMBERED = {"栏次", "-", "—", "×"}


class SkippedRow(NamedTuple):
    """A row that is no data. reason: hidden, blank, note, title, header, index, total or footer."""

    sheet: str | None
    row: int
    reason: str


class Sorted(NamedTuple):
    """The rows of one table. data: their numbers, in order; skipped: rows that are no data; below: the head of another
    table that begins under this one. The head itself is none of them."""

    data: list[int]
    skipped: list[SkippedRow]
    below: Head | None = None


def tables(grid: Grid, head: Head, spec: Spec) -> Iterator[tuple[Head, Sorted]]:
    """The tables of a sheet one below the other, as of one district each: where another head stands, its columns hold
    from there on. The same head again begins none."""
    known = synonyms(spec)
    numbers, begun = iter(list(grid.rows)), 0
    for left in reversed(range(MOST_TABLES)):
        find = partial(head_at, grid, spec=spec, known=known)
        found = sort_rows(
            grid, head, numbers=numbers, begun=begun, words={*known, *FIRST_WORDS} if left else (), find=find
        )
        yield head, found
        if found.below is None:
            return
        head, begun = found.below, found.below.rows[0]


def sort_rows(
    grid: Grid,
    head: Head,
    *,
    numbers: Iterable[int] | None = None,
    begun: int = 0,
    words: Container[str] = (),
    find: Callable[[int], Head | None] = lambda row: None,
) -> Sorted:
    """Sort the rows of a table, which ends where another head begins.

    numbers: those of its rows and all below, where other tables come before; begun: the first row of its head then.
    words: what a head may begin with; find: the head that begins in a row, asked only where such a word stands.
    """
    data: list[int] = []
    skipped: list[SkippedRow] = []
    heads = [_meaning(grid.rows.get(row, {})) for row in head.rows]
    own = {text for meaning in heads for text in meaning.values()}
    # Most of a long table's first cells repeat; they may be long, and go with the table.
    reason_below = lru_cache(maxsize=500)(_reason_below)
    previous = begun
    index_due = True  # in the rows that can be seen right under the head, wherever it stands again
    for row in grid.rows if numbers is None else numbers:
        if previous:
            skipped += _gap(grid, head, previous + 1, row)
        previous = row
        if row in head.rows:
            continue
        first = grid.first(row)
        if row in grid.hidden:
            reason: str | None = "hidden"
        elif row < head.rows[0]:
            reason = _reason_above(first)
        else:
            meaning = normal(first)
            again = meaning in own and _repeats_head(grid.rows[row], heads)
            below = find(row) if meaning in words and not again else None
            if again or below:
                _leave_out_titles(grid, head, data, skipped)
            if below:
                return Sorted(data, skipped, below)
            reason = "header" if again else reason_below(first)
            if index_due and not again and reason != "note" and _is_index(grid.rows[row]):
                reason = "index"
            index_due = reason in ("header", "index")
        if reason:
            skipped.append(SkippedRow(grid.name, row, reason))
        else:
            data.append(row)
    return Sorted(data, skipped)


def _leave_out_titles(grid: Grid, head: Head, data: list[int], skipped: list[SkippedRow]) -> None:
    """Rows right over a head with nothing but their first cell are titles and notes, as on every printed page."""
    first = min(head.texts, default=1)
    while data and grid.rows[data[-1]].keys() == {first}:
        row = data.pop()
        skipped.append(SkippedRow(grid.name, row, _reason_above(grid.first(row))))


def _gap(grid: Grid, head: Head, first: int, end: int) -> list[SkippedRow]:
    """The rows without content from first to before end. The second row of a head may be one of them."""
    rows = range(first, min(end, first + MAX_LISTED_GAP))
    return [
        SkippedRow(grid.name, row, "hidden" if row in grid.hidden else "blank") for row in rows if row not in head.rows
    ]


def _reason_above(first: str) -> str:
    return "note" if _COLON.search(first) or _NOTE_ABOVE.match(first.strip()) else "title"


def _reason_below(first: str) -> str | None:
    """Only the first filled cell decides."""
    first = _BLANKS.sub("", first)
    plain = first[:1].isalnum() and first[-1:].isalnum()  # as nearly all are
    bare = first if plain else INVISIBLE.sub("", first).strip(_AROUND)
    if _NOTE_BELOW.match(first) or _NOTE_BELOW.match(bare):
        return "note"
    if _TOTAL.fullmatch(bare):
        return "total"
    return "footer" if _FOOTER.match(first) else None


def _meaning(cells: dict[int, Cell]) -> dict[int, str]:
    return {column: normal(cell.text) for column, cell in cells.items()}


def _repeats_head(cells: dict[int, Cell], heads: Sequence[dict[int, str]]) -> bool:
    return len(cells) > 1 and any(
        all(normal(cell.text) == head.get(column) for column, cell in cells.items()) for head in heads
    )


def _is_index(cells: dict[int, Cell]) -> bool:
    words = [text for cell in cells.values() if (text := spelled(cell.text)) not in _UNNUMBERED]
    return len(words) > 1 and any(all(map(number.fullmatch, words)) for number in (_INDEX, _LETTER))
