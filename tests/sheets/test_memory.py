"""A long sheet does not fill the memory: measured in a process of its own."""

import datetime
import subprocess
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from zhoushan_community.base.sheets import grid
from zhoushan_community.base.sheets.grid import TEXT, Cell, Rows

from .files import opendocument

ROOT = Path(__file__).resolve().parents[2]
COUNT, COLUMNS = 24_000, 25
#: Lying open, the rows alone would take more.
MOST_MB = 90
#: Prints the rows that it read, and by how many MB that raised the most memory that it ever held.
READING = """
import sys
from pathlib import Path
from zhoushan_community.base.sheets.formats import open_book

def most():
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) // 1024

before = most()
(grid,) = open_book(sys.argv[1])
print(len(grid.rows), most() - before)
"""


def lines() -> Iterable[list[str]]:
    """Rows of which no two cells are alike."""
    return ([f"{row}号{column}" for column in range(COLUMNS)] for row in range(COUNT))


def csv(folder: Path) -> Path:
    path = folder / "sheet.csv"
    path.write_text("\n".join(map(",".join, lines())), encoding="utf-8")
    return path


def html(folder: Path) -> Path:
    path = folder / "sheet.xls"
    rows = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in lines())
    path.write_text(f"<table>{rows}</table>", encoding="utf-8")
    return path


def ods(folder: Path) -> Path:
    cell = '<t:table-cell o:value-type="string"><x:p>{}</x:p></t:table-cell>'
    rows = (f"<t:table-row>{''.join(map(cell.format, row))}</t:table-row>" for row in lines())
    return opendocument(folder, "".join(rows))


@pytest.mark.parametrize("write", [csv, html, ods])
def test_a_long_sheet_does_not_fill_the_memory(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    command = [sys.executable, "-c", READING, str(write(tmp_path))]
    rows, taken = map(int, subprocess.check_output(command, cwd=ROOT, text=True).split())
    assert rows == COUNT
    assert taken < MOST_MB


def test_rows_that_are_folded_up_read_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = {
        1: Cell(TEXT, "环南"), 3: Cell(grid.NUMBER, Decimal("1.50")), 4: Cell(grid.PERCENT, Decimal("0.45")),
        5: Cell(grid.DATE, datetime.date(2002, 6, 30)), 6: Cell(grid.DATE, None), 7: Cell(grid.BOOL, True),
        8: Cell(grid.BOOL, False), 9: Cell(grid.TIME, Decimal("0.5")), 16_384: Cell(grid.UNCACHED, ""),
        20: Cell(grid.ERROR, "#N/A"), 21: Cell(TEXT, "\ud800\x00"),
    }  # fmt: skip
    monkeypatch.setattr(grid, "MAX_OPEN", 3)
    rows = Rows([(1, {1: Cell(TEXT, "x")}), (2, dict(cells))])
    rows.fold(1)
    rows.fold(2)
    assert [type(dict.get(rows, row)) for row in (1, 2)] == [dict, bytes]
    assert rows[2] == rows.get(2) == dict(rows.items())[2] == cells
    assert list(rows[2]) == list(cells)
    assert rows.take([2]) == {column: [cell] for column, cell in cells.items()}
    assert list(rows) == [1]
