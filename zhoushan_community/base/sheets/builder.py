"""Collects a sheet while its file is streamed, within the limits of a file."""

from collections.abc import Iterable
from dataclasses import dataclass

from .grid import MAX_COLUMNS, MAX_KNOWN, MAX_OPEN, TEXT, Cell, Cells, Grid, Merge, Refused, Rows, visible

MAX_ROWS = 200_000  # rows with content, over all sheets of a file
MAX_CELLS = 4_000_000  # likewise cells; the largest sheets that offices send have thirty columns
MAX_FILLED = 1_000  # cells with content in one row; far more than any register has columns
MAX_TEXT = 48 << 20  # characters of texts, but for those of such rows
MAX_KEPT = 96 << 20  # bytes of rows that are kept as they are written; more are read at once and folded up
# More steps than any real sheet needs to clear the cells under its merged ranges.
MAX_MERGE_STEPS = 20_000_000
MAX_MERGES = 400_000  # more than twice as many as there may be rows


@dataclass
class RowBudget:
    """Rows and cells with content, characters, and bytes of rows as they are written, that may still come; one for all
    sheets of a file."""

    left: int = MAX_ROWS
    cells: int = MAX_CELLS
    text: int = MAX_TEXT
    kept: int = MAX_KEPT

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Refused("too_many_rows")

    def take_text(self, length: int) -> None:
        self.text -= length
        if self.text < 0:
            raise Refused("too_much_text")


class Builder:
    """Collects one sheet while its file is streamed."""

    def __init__(self, name: str | None, budget: RowBudget) -> None:
        self.name = name
        self.budget = budget
        self.rows = Rows()
        self.row, self.cells = 0, {}  # that which was written to last
        self.merges: list[Merge] = []
        self.hidden_runs: list[tuple[int, int]] = []
        self.known: dict[Cell, Cell] = {}

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Store a cell; text without a visible character is no content."""
        if cell.kind == TEXT and not visible(cell.value):
            return
        if column > MAX_COLUMNS:
            raise Refused("not_a_spreadsheet")
        cells = self._row(row)
        self.budget.cells -= 1
        if self.budget.cells < 0:
            raise Refused("too_many_rows")
        if len(cells) >= MAX_FILLED:
            raise Refused("too_many_columns")
        if cell.kind == TEXT:
            self.budget.take_text(len(cell.value))
        cells[column] = cell if self.rows.lying_open > MAX_OPEN else self._one_of(cell)

    def _row(self, row: int) -> Cells:
        """The cells of a row that is written to; the one before is complete."""
        if row != self.row:
            self.rows.fold(self.row)
            cells = self.rows.get(row)
            if cells is None:
                self.budget.take()
                cells = {}
            self.rows[row] = cells
            self.row, self.cells = row, cells
        return self.cells

    def _one_of(self, cell: Cell) -> Cell:
        """Cells that look alike are one object: most of a long sheet's repeat, and each would take its own memory."""
        if len(self.known) >= MAX_KNOWN:
            self.known.clear()
        return self.known.setdefault(cell, cell)

    def keep(self, row: int, content: bytes, filled: int) -> None:
        """Store a row as it is written. filled: so many of its cells have content, one at least with something to
        see, and none stands beyond the last column."""
        present = self.rows.get(row)
        if present is None:
            self.budget.take()
        self.rows.keep(row, content)
        self.budget.kept -= len(content)
        if filled > MAX_FILLED or present is not None or self.budget.kept < 0:
            cells = self.rows[row] = {**(present or {}), **self.rows[row]}
            self.budget.take_text(sum(len(cell.value) for cell in cells.values() if cell.kind == TEXT))
            self.rows.fold(row)
            self.row, filled = 0, len(cells)
        self.budget.cells -= filled
        if self.budget.cells < 0:
            raise Refused("too_many_rows")
        if filled > MAX_FILLED:
            raise Refused("too_many_columns")

    def hide(self, first: int, last: int) -> None:
        """Rows first to last are hidden. Kept as runs: a sheet may hide everything down to its last possible row."""
        if self.hidden_runs and self.hidden_runs[-1][1] == first - 1:
            self.hidden_runs[-1] = (self.hidden_runs[-1][0], last)
        else:
            self.hidden_runs.append((first, last))

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if bottom > top or right > left:
            if len(self.merges) >= MAX_MERGES:
                raise Refused("bomb")
            self.merges.append(Merge(top, left, bottom, right))

    def grid(self) -> Grid:
        """The finished sheet, without what may still lie unseen under merged cells."""
        self._clear_covered()
        end = max(self.rows, default=0)
        hidden = {row for first, last in self.hidden_runs for row in range(first, min(last, end) + 1)}
        return Grid(self.name, True, self.rows.sorted(), self.merges, hidden)

    def _clear_covered(self) -> None:
        steps = 0
        for top, left, bottom, right in self.merges:
            rows: Iterable[int] = range(top, bottom + 1)
            if bottom - top > len(self.rows):
                rows = [row for row in self.rows if top <= row <= bottom]
            for row in rows:
                steps += 1
                cells = self.rows.get(row)
                if cells is None:
                    continue
                steps += len(cells)
                covered = [at for at in cells if left <= at <= right and (row, at) != (top, left)]
                for column in covered:
                    del cells[column]
                if not cells:
                    del self.rows[row]
                elif covered:
                    self.rows[row] = cells
            steps += 1
            if steps > MAX_MERGE_STEPS:
                raise Refused("bomb")
