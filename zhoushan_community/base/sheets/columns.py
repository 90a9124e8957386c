"""One column of a sheet: what its cells say, those included that are filled from another row."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import repeat
from typing import Any, NamedTuple

from .cells import column_parser, is_ditto
from .grid import Cell, Grid, Merge, letters
from .headers import Head
from .numerals import HeadUnit
from .spec import Field, Spec

#: Of each column so many different cells are kept in mind.
MOST_KNOWN = 5_000


class _Held(NamedTuple):
    """What a cell says, and the cell itself. repeats: it is blank or 同上, so that another cell may fill it."""

    value: Any = None
    codes: tuple[str, ...] = ()
    cell: Cell | None = None
    repeats: bool = True


_NOTHING, _BLANK = _Held(), (None, (), None)
# A named tuple's own constructor takes several times as long.
_as_held = partial(tuple.__new__, _Held)


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
        self._parse = column_parser(taken, head.units.get(number, HeadUnit()))
        self.fills_down = taken.name in spec.fill_down
        self.fills = self.fills_down or taken.name in spec.fill_merged
        self.merges = [merge for merge in merges if merge.left == number and merge.top > head.rows[-1]]
        self.anchors = (
            {row: merge.top for merge in self.merges for row in range(merge.top, min(merge.bottom, last_row) + 1)}
            if self.fills
            else {}
        )
        self.above: tuple[_Held, str] | None = None  # with its address
        # Cells repeat a lot, and parsing is what takes the time.
        self.known: dict[Cell | bytes | None, _Held] = {None: _NOTHING}
        self.keeps = True

    def read(self, grid: Grid, rows: Sequence[int], cells: Sequence[Cell | bytes | None]) -> Read:
        """What the column says in these rows, none of which is read again. A cell may still be what is written."""
        if not (self.keeps or self.fills) and (read := self._read_anew(grid, cells)) is not None:
            return read
        told = list(map(self.known.get, cells))
        if not all(told):
            new = list({cell for cell, held in zip(cells, told, strict=True) if held is None})
            found = dict(zip(new, self._held(grid.rows.cells(new)), strict=True))
            told = [held or found[cell] for cell, held in zip(cells, told, strict=True)]
            self._keep(found, len(cells))
        filled = self._fill(grid, rows, told) if self.fills else {}
        values, codes, cells, _repeats = zip(*told, strict=True)
        return Read(values, codes, cells, filled)

    def _read_anew(self, grid: Grid, cells: Sequence[Cell | bytes | None]) -> Read | None:
        """The same where nearly every cell is another, so that none need be kept in mind; None if there is nothing to
        see in one."""
        held = [cell for cell in cells if cell is not None]
        found = grid.rows.cells(held) if held else ()
        if not found or None in found:
            return None
        values, codes = self._parse(found)
        if len(found) == len(cells):
            return Read(values, codes, found, {})
        each = zip(values, codes, found, strict=True)
        return Read(*zip(*(next(each) if cell is not None else _BLANK for cell in cells), strict=True), {})

    def _keep(self, found: Mapping[Cell | bytes, _Held], of: int) -> None:
        if self.keeps and len(self.known) + len(found) > MOST_KNOWN:
            self.known = {None: _NOTHING}
            # Where nearly every cell is new even now, as names and amounts are, keeping them is lost time.
            self.keeps = len(found) < of / 2
        if self.keeps:
            self.known.update(found)

    def _held(self, cells: Sequence[Cell | None]) -> Iterable[_Held]:
        """What each of the cells says."""
        if None in cells:
            return [next(iter(self._held([cell]))) if cell is not None else _NOTHING for cell in cells]
        values, codes = self._parse(cells)
        if not self.fills:
            return map(_as_held, zip(values, codes, cells, repeat(False)))
        told = zip(values, codes, cells, strict=False)
        return [_Held(*each, (each[0] is None and not each[1]) or is_ditto(each[2])) for each in told]

    def _fill(self, grid: Grid, numbers: Sequence[int], told: list[_Held]) -> dict[int, str]:
        """Put into the blank cells what another row's says; returns the addresses of those by row."""
        filled = {}
        for place, (row, held) in enumerate(zip(numbers, told, strict=True)):
            if not held.repeats:
                self.above = held, f"{self.letters}{row}"
            elif found := self._filling(grid, row, ditto=held.cell is not None and is_ditto(held.cell)):
                told[place], filled[row] = self.above = found
            else:
                told[place] = _NOTHING
        return filled

    def _filling(self, grid: Grid, row: int, *, ditto: bool) -> tuple[_Held, str] | None:
        top = self.anchors.get(row)
        anchor = grid.cell(top, self.number) if top is not None and top != row else None
        if anchor is not None and not is_ditto(anchor):
            (held,) = self._held([anchor])
            return held, f"{self.letters}{top}"
        return self.above if self.fills_down or ditto else None
