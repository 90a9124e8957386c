"""Whole sheets come back: any cells, merges and hidden rows, written as .xlsx, .ods, .csv and HTML, read alike."""

import csv
import html
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from zhoushan_community.base.sheets.copied import copy_cells
from zhoushan_community.base.sheets.formats import open_book
from zhoushan_community.base.sheets.grid import TEXT, Cell, Grid, Merge, visible
from zhoushan_community.base.sheets.reader import Reading, read

from .files import file, opendocument
from .specs import COMMUNITY

HEAD = ["街道", "社区名称", "成立时间", "户数（户）", "辖区面积（公顷）", "备注"]
STREETS = ["环南街道", "昌国街道", "金塘镇", "", "同上", "环 南 街 道", "別的街道"]
DAYS = ["2002-06-30", "2002年6月", "98.6.1", "二〇〇二年六月三十日", "37437", "2002-02-30", "", "/"]
COUNTS = ["2501", "2,501户", "约三千", "叁仟", "5.7万", "-3", "不详", "2500-3000", "#N/A", "0", "", "—", "=1+1"]
AREAS = ["26", "0.26平方公里", "390亩", "260000㎡", "无", "", "1.2345"]
NOTES = ["", "合计过", "a,b;c\td", '他说"好"', "两行\n文字", "&amp; <b>", "=危险", "𠮷"]
FIRST = ["小计", "合计", "环南街道小计", "单位负责人：张", "注：略", "填表人"]

lines = st.one_of(
    st.tuples(
        st.sampled_from(STREETS),
        st.integers(0, 9).map(lambda number: f"测试{number}社区"),
        st.sampled_from(DAYS),
        st.sampled_from(COUNTS),
        st.sampled_from(AREAS),
        st.sampled_from(NOTES),
    ),
    st.sampled_from(FIRST).map(lambda text: (text, "", "", "100", "", "")),
    st.just(("",) * 6),
)
tables = st.lists(lines, min_size=1, max_size=12)


def told(reading: Reading) -> tuple[list, list]:
    rows = [(row.row, row.values, row.cells, [(m.cell, m.code) for m in row.messages]) for row in reading.rows]
    return rows, [(row.row, row.reason) for row in reading.skipped_rows]


def as_grid(table: Sequence[Sequence[str]], merges: Sequence[Merge] = ()) -> Grid:
    numbered = (
        (number, {at: Cell(TEXT, text) for at, text in enumerate(row, 1) if text})
        for number, row in enumerate(table, 1)
    )
    return Grid("表", rows={number: row for number, row in numbered if row}, merges=list(merges))


def as_html(table: Sequence[Sequence[str]]) -> str:
    def cell(text: str) -> str:
        return "<td>" + html.escape(text).replace("\n", "<br>") + "</td>"

    return "<table>" + "".join("<tr>" + "".join(map(cell, row)) + "</tr>" for row in table) + "</table>"


def as_ods(table: Sequence[Sequence[str]]) -> str:
    def cell(text: str) -> str:
        words = "".join(f"<x:p>{html.escape(part).replace(chr(9), '<x:tab/>')}</x:p>" for part in text.split("\n"))
        return f'<t:table-cell o:value-type="string">{words}</t:table-cell>' if text else "<t:table-cell/>"

    return "".join("<t:table-row>" + "".join(map(cell, row)) + "</t:table-row>" for row in table)


@given(tables)
@settings(max_examples=60)
def test_one_table_reads_alike_in_every_format(table: list[tuple[str, ...]]) -> None:
    whole = [["社区情况表", *[""] * 5], HEAD, *table]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = io.StringIO()
        csv.writer(text).writerows(whole)
        wanted = told(read(file(folder, text.getvalue()), COMMUNITY))
        assert told(read(file(folder, text.getvalue().encode("gb18030"), "gb.csv"), COMMUNITY)) == wanted
        copy_cells([as_grid(whole)], {}, folder / "copy.xlsx")
        assert told(read(folder / "copy.xlsx", COMMUNITY)) == wanted
        assert told(read(opendocument(folder, as_ods(whole)), COMMUNITY)) == wanted
        assert told(read(file(folder, as_html(whole), "page.xls"), COMMUNITY)) == wanted


merges = st.lists(st.tuples(st.integers(3, 9), st.integers(1, 6), st.integers(0, 3), st.integers(0, 1)), max_size=4)


@given(tables, merges, st.sets(st.integers(3, 9)))
@settings(max_examples=60)
def test_merges_and_hidden_rows_come_back(table: list[tuple[str, ...]], spans: list, hidden: set[int]) -> None:
    grid = as_grid([["社区情况表", *[""] * 5], HEAD, *table])
    taken: set[tuple[int, int]] = set()
    for top, left, tall, wide in spans:
        cells = {(row, at) for row in range(top, top + tall + 1) for at in range(left, left + wide + 1)}
        if (tall or wide) and not cells & taken:
            taken |= cells
            grid.merges.append(Merge(top, left, top + tall, left + wide))
            for row, at in cells - {(top, left)}:
                grid.rows.get(row, {}).pop(at, None)
    grid.rows = {row: cells for row, cells in grid.rows.items() if cells}
    grid.hidden = {row for row in hidden if row <= grid.last_row}
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "copy.xlsx"
        copy_cells([grid], {}, path)
        (found,) = open_book(path)
    assert found.rows == grid.rows
    assert (sorted(found.merges), found.hidden) == (sorted(grid.merges), grid.hidden)
    assert all(visible(cell.text) for row in found.rows.values() for cell in row.values())
