"""One column of a sheet: what its cells say, those included that are filled from another row."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from .cells import BLANK, Parsed, Parser, is_ditto, parser
from .grid import Cell, Grid, Merge, letters
from .headers import Head
from .spec import Field, Spec

#: Of each column so many different cells are kept in mind.
MOST_KNOWN = 5_000


class _Held(NamedTuple):
    """A cell as read, with its address: what a blank cell below may take over."""

    parsed: Parsed
    address: str
    cell: Cell


class Read(NamedTuple):
    """What a column says in some rows, each place for one of them: the values, the findings, the cells, filled ones
    included. filled: row number → address of the cell that filled it, where that is another row's."""

    values: Sequence[Any]
    codes: Sequence[tuple[str, ...]]
    cells: Sequence[Cell | None]
    filled: Mapping[int, str]


class Column:
    """One column that fills a field."""

    def __init__(self, number: int, taken: Field, head: Head, spec: Spec, merges: list[Merge], last_row: int) -> None:
        self.number, self.name, self.field = number, taken.name, taken
        self.letters = letters(number)
        self._parse: Parser = parser(taken, head.units[number]) if number in head.units else parser(taken)
        self.fills_down = taken.name in spec.fill_down
        self.fills = self.fills_down or taken.name in spec.fill_merged
        self.merges = [merge for merge in merges if merge.left == number and merge.top > head.rows[-1]]
        self.anchors = (
            {row: merge.top for merge in self.merges for row in range(merge.top, min(merge.bottom, last_row) + 1)}
            if self.fills
            else {}
        )
        self.above: _Held | None = None
        # Cells repeat a lot, and parsing is what takes the time.
        self.known: dict[Cell | None, Parsed] = {None: BLANK}

    def read(self, grid: Grid, numbers: Sequence[int], rows: Sequence[Mapping[int, Cell]]) -> Read:
        """What the column says in these rows, none of which is read again."""
        cells = [row.get(self.number) for row in rows]
        filled = {}
        if self.fills:
            told = []
            for place, (number, cell) in enumerate(zip(numbers, cells, strict=True)):
                held = self._filled(grid, number, cell)
                told.append(held.parsed if held else BLANK)
                cells[place] = held and held.cell
                if held is not None and held.cell is not cell:
                    filled[number] = held.address
        else:
            known, learn = self.known, self._learn
            told = [known.get(cell) or learn(cell) for cell in cells]
        values, codes = zip(*told, strict=True)
        return Read(values, codes, cells, filled)

    def _learn(self, cell: Cell) -> Parsed:
        """What a cell that is not among the known ones says; from now on it is."""
        if len(self.known) >= MOST_KNOWN:
            self.known.clear()
            self.known[None] = BLANK
        parsed = self.known[cell] = self._parse(cell)
        return parsed

    def _held(self, cell: Cell, row: int) -> _Held:
        return _Held(self.known.get(cell) or self._learn(cell), f"{self.letters}{row}", cell)

    def _filled(self, grid: Grid, row: int, cell: Cell | None) -> _Held | None:
        """The cell of a row, or the one that fills it; None when it is blank."""
        held = self._held(cell, row) if cell is not None else None
        ditto = cell is not None and is_ditto(cell)
        if held is None or held.parsed == BLANK or ditto:
            held = self._filling(grid, row, ditto)
        self.above = held or self.above
        return held

    def _filling(self, grid: Grid, row: int, ditto: bool) -> _Held | None:
        top = self.anchors.get(row)
        anchor = grid.cell(top, self.number) if top is not None and top != row else None
        if anchor is not None and not is_ditto(anchor):
            return self._held(anchor, top)
        return self.above if self.fills_down or ditto else None
