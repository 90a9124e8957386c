"""A long column says of each cell what the cell says alone, in whatever company it stands."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from zhoushan_community.base.sheets.columns import MOST_KNOWN
from zhoushan_community.base.sheets.reader import Spec, read
from zhoushan_community.base.sheets.spec import Field

from .one_cell import parse

NAME, AREA = Field("name", "text", ("名称",)), Field("area_m2", "area", ("面积",))
NOTE = Field("note", "text", ("说明",))
SPEC = Spec("test", (NAME, AREA, NOTE), (("name",),), ("name",))


def lines() -> list[tuple[Any, ...]]:
    """Rows of which nearly no two cells are alike: numbers short and long, blanks, and some that are wrong."""
    found: list[tuple[Any, ...]] = []
    for n in range(1, 2 * MOST_KNOWN):
        area = None if n % 7 == 0 else "不详" if n % 211 == 0 else n * 37 / 100 if n % 3 else 0.1 + n * 0.2
        found.append((f"第{n}号", area, None if n % 5 else f" {n}年\u3000登记 " if n % 11 else " "))
    return found


def as_csv(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([(field.heads[0] for field in SPEC.fields), *lines()])
    return path


def as_xlsx(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([[field.heads[0] for field in SPEC.fields], *lines()]):
            sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_a_cell_of_a_long_column_says_what_it_says_alone(write: Callable[[Path], Path], tmp_path: Path) -> None:
    rows = read(write(tmp_path / "sheet"), SPEC).rows
    for row, line in zip(rows, lines(), strict=True):
        told = [(field.name, parse(field, cell)) for field, cell in zip(SPEC.fields, line, strict=True) if cell]
        assert row.values == {name: parsed.value for name, parsed in told if parsed.value is not None}
        assert [(m.field, m.code) for m in row.messages] == [(name, code) for name, each in told for code in each.codes]
        assert {*row.raw} >= {name for name, parsed in told if parsed.value is not None}
