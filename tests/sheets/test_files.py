"""Small files, written here, that each hold one thing a reader may trip over."""

import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from zhoushan_community.base.sheets.reader import Field, Reading, read

from .files import CSV, EAST, HEAD, file, ods_row, opendocument, refusal, repacked, workbook
from .specs import COMMUNITY, FACILITY, STAFF


def skipped(reading: Reading) -> dict[int, str]:
    return {row.row: row.reason for row in reading.skipped_rows}


def findings(reading: Reading) -> list[tuple[int, str, str]]:
    return [(row.row, message.cell, message.code) for row in reading.rows for message in row.messages]


# What a reading holds


def test_a_row_tells_values_addresses_and_what_was_written(tmp_path: Path) -> None:
    reading = read(
        workbook(tmp_path, [HEAD, ["定海区", "环南街道", "东山居委会", "2002年6月", "约2500户", "不详"]]), COMMUNITY
    )
    (row,) = reading.rows
    assert (row.sheet, row.row, row.level) == ("Sheet", 2, "error")
    assert row.values == {
        "district": "定海区",
        "street": "环南街道",
        "name": "东山社区",
        "founded_on": date(2002, 6, 1),
        "households": 2500,
    }
    assert row.cells["population"] == "F2" and row.raw["population"] == "不详" and row.raw["name"] == "东山居委会"
    assert [(m.cell, m.level, m.code, m.field) for m in row.messages] == [
        ("D2", "warning", "partial_date", "founded_on"),
        ("E2", "warning", "approximate", "households"),
        ("F2", "error", "not_a_number", "population"),
    ]
    assert "不详" in row.messages[2].text
    assert reading.ignored_columns == ["备注"]


def test_titles_totals_footers_and_blank_rows(tmp_path: Path) -> None:
    rows = [
        ["社区情况表"],
        ["附件1"],
        ["填报单位：民政局"],
        HEAD,
        ["甲", "乙", "丙", 1, 2, "3=1+2", "(4)"],
        EAST,
        [],
        [None, None, "小  计", None, 2501],
        HEAD,
        [None, None, "测试小计量社区", None, 1, 1, "合计不明"],
        ["合计：2个"],
        ["注：户数为常住户"],
        ["填表人：", None, "审核人："],
    ]
    reading = read(workbook(tmp_path, rows), COMMUNITY)
    assert [row.row for row in reading.rows] == [6, 10]
    assert reading.rows[1].values["street"] == "环南街道"
    assert skipped(reading) == {
        1: "title",
        2: "note",
        3: "note",
        5: "index",
        7: "blank",
        8: "total",
        9: "header",
        11: "total",
        12: "note",
        13: "footer",
    }


BELOW = {
    "（合计）": "total", "\u200b合 计：": "total", "環南街道小計": "total", "其中：农村": "total",
    "※注：含集体户": "note", "附：名单": "note",
    "审核：李": "footer", "填表日期：2002": "footer", "单位（盖章）：": "footer",
}  # fmt: skip


@pytest.mark.parametrize("first", BELOW)
def test_what_stands_below_a_table_in_other_words(tmp_path: Path, first: str) -> None:
    reading = read(workbook(tmp_path, [HEAD, EAST, [None, None, first, None, 2501]]), COMMUNITY)
    assert len(reading.rows) == 1
    assert skipped(reading) == {3: BELOW[first]}


@pytest.mark.parametrize(
    "index",
    [
        "A B C D E F G",
        "a b c 1 2 3 4",
        "— — 甲 1 2 3 4",
        "栏次 1 2 3 4=2/3*100% 5 6",
        "(甲) （乙） (丙) 1 2 3 4",
        "一 二 三 四 五 六 十一",
    ],
)
def test_index_rows_of_other_kinds(tmp_path: Path, index: str) -> None:
    reading = read(workbook(tmp_path, [HEAD, index.split(), EAST]), COMMUNITY)
    assert skipped(reading) == {2: "index"}
    assert len(reading.rows) == 1


def test_index_rows_in_two_lines_and_under_a_head_that_is_printed_again(tmp_path: Path) -> None:
    index = [["甲", "乙", "丙", "丁", "戊", "己", "庚"], [1, 2, 3, 4, 5, 6, 7]]
    west = [None, None, "西园社区", None, 3321]
    reading = read(workbook(tmp_path, [HEAD, *index, EAST, ["（续表）"], HEAD, *index, west]), COMMUNITY)
    assert [row.row for row in reading.rows] == [4, 9]
    assert skipped(reading) == {2: "index", 3: "index", 5: "title", 6: "header", 7: "index", 8: "index"}


def test_a_second_table_below_is_read_under_its_own_head(tmp_path: Path) -> None:
    rows = [
        ["附表一：定海区"],
        ["区", "街道", "社区名称", "户数", "人口"],
        ["定海区", "环南街道", "东山社区", 2501, 7000],
        ["合计", None, None, 2501, 7000],
        [],
        ["附表二：普陀区"],
        ["区", "街道", "社区名称", "人口（百人）", "户数"],
        ["甲", "乙", "丙", 1, 2],
        ["普陀区", "沈家门街道", "中洲社区", 48, 1605],
        ["普陀区社区情况表（续）"],
        ["区", "街道", "社区名称", "人口（百人）", "户数"],
        [None, None, "小干社区", 16, 305],
    ]
    reading = read(workbook(tmp_path, rows), COMMUNITY)
    told = [(row.row, row.values["street"], row.values["households"], row.values["population"]) for row in reading.rows]
    assert told == [(3, "环南街道", 2501, 7000), (9, "沈家门街道", 1605, 4800), (12, "沈家门街道", 305, 1600)]
    assert [head.rows for head in reading.header_rows] == [(2,), (7,)]
    assert skipped(reading) == {
        1: "note", 4: "total", 5: "blank", 6: "note", 8: "index", 10: "title", 11: "header",
    }  # fmt: skip


def test_hidden_rows_and_merges_that_begin_in_them(tmp_path: Path) -> None:
    rows = [
        HEAD,
        ["定海区", "环南街道", "旧社区", None, 1],
        [None, None, "东山社区", None, 2],
        [None, None, "西山社区", None, 3],
    ]
    reading = read(workbook(tmp_path, rows, merges=["A2:A4", "B2:B3"], hidden=[2]), COMMUNITY)
    assert skipped(reading) == {2: "hidden"}
    assert [row.values["street"] for row in reading.rows] == ["环南街道"] * 2
    assert reading.rows[0].cells["street"] == "B2"


def test_a_row_without_height_is_hidden(tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEAD, EAST, EAST])
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    flat = sheet.replace(b'<row r="3"', b'<row r="3" ht="0" customHeight="1"')
    assert skipped(read(repacked(path, {"xl/worksheets/sheet1.xml": flat}), COMMUNITY)) == {3: "hidden"}


def test_a_finding_in_a_filled_cell_counts_for_every_row(tmp_path: Path) -> None:
    rows = [
        HEAD,
        ["定海区", "沈家门街道", "一社区", None, 1],
        [None, "〃", "二社区", None, 2],
        ["同上", None, "三社区", None, 3],
    ]
    reading = read(workbook(tmp_path, rows), COMMUNITY)
    assert findings(reading) == [(2, "B2", "unknown_street"), (3, "B2", "unknown_street"), (4, "B2", "unknown_street")]
    assert [row.values["district"] for row in reading.rows] == ["定海区"] * 3
    assert reading.rows[2].cells["district"] == "A2"


def test_communities_of_facilities_are_filled_by_merges_only(tmp_path: Path) -> None:
    rows = [
        ["区", "街道", "社区", "类别"],
        ["定海区", "环南街道", "一社区", "办公室"],
        [None, None, None, "警务室"],
        [None, None, None, "社区服务中心"],
        [None, None, "—", "托儿所"],
    ]
    reading = read(workbook(tmp_path, rows, merges=["C2:C3"]), FACILITY)
    assert [row.values.get("community") for row in reading.rows] == ["一社区", "一社区", None, None]


def test_unseen_content_under_a_merge_does_not_count(tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEAD, EAST, ["定海区", "旧街道", "西山社区", None, 1]])
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    merged = sheet.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="B2:B3"/></mergeCells>')
    reading = read(repacked(path, {"xl/worksheets/sheet1.xml": merged}), COMMUNITY)
    assert reading.rows[1].values["street"] == "环南街道"


def test_formulas_errors_and_kinds_of_cells(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        for row, name in enumerate(("一社区", "二社区", "三社区"), 1):
            sheet.write_row(row, 0, ["定海区", "环南街道", name])
        sheet.write_formula("E2", "=1+1", None, 2)
        sheet.write_formula("F2", "=1+1", None, "")
        sheet.write_formula("E3", "=1/0", None, "#DIV/0!")
        sheet.write_boolean("F3", True)
        sheet.write_datetime("E4", datetime(2002, 6, 30), book.add_format({"num_format": 'yyyy"年"m"月"'}))
        sheet.write_number("F4", 0.5, book.add_format({"num_format": "0%"}))
        sheet.write_datetime("D4", datetime(2002, 6, 30, 9, 30), book.add_format({"num_format": "h:mm"}))
    reading = read(path, COMMUNITY)
    assert findings(reading) == [
        (2, "F2", "formula_error"),
        (3, "E3", "formula_error"),
        (3, "F3", "not_a_number"),
        (4, "E4", "not_a_number"),
        (4, "F4", "not_a_number"),
    ]
    assert reading.rows[2].values["founded_on"] == date(2002, 6, 30)


def test_both_date_systems(tmp_path: Path) -> None:
    for epoch in (False, True):
        path = tmp_path / "sheet.xlsx"
        with xlsxwriter.Workbook(path, {"date_1904": epoch}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, HEAD)
            sheet.write_row(1, 0, EAST)
            sheet.write_datetime("D2", datetime(2002, 6, 30), book.add_format({"num_format": "m/d"}))
        assert read(path, COMMUNITY).rows[0].values["founded_on"] == date(2002, 6, 30)


def test_sheets(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("说明", "一", "二", "藏", "空"):
            sheet = book.add_worksheet(name)
            if name in "一二藏":
                sheet.write_row(0, 0, HEAD)
                sheet.write_row(1, 0, EAST if name != "二" else [*EAST[:4], 2600])
            if name == "藏":
                sheet.hide()
        sheet.very_hidden()
    reading = read(path, COMMUNITY)
    assert reading.skipped_sheets == [("说明", "no_header"), ("藏", "hidden"), ("空", "hidden")]
    assert reading.header_rows == [("一", (1,)), ("二", (1,))]
    assert findings(reading) == [(2, "C2", "conflicting_rows"), (2, "C2", "conflicting_rows")]


def test_rows_across(tmp_path: Path) -> None:
    rows = [HEAD, EAST, EAST, EAST, ["定海区", "城东街道", *EAST[2:]], ["定海区", "城东街道", "东山社区", None, "不详"]]
    assert findings(read(workbook(tmp_path, rows), COMMUNITY)) == [
        (3, "C3", "duplicate_row"),
        (4, "C4", "duplicate_row"),
        (6, "E6", "not_a_number"),
    ]
    people = [
        ["街道", "社区", "姓名", "性别"],
        ["环南街道", "一社区", "王芳", "女"],
        ["环南街道", "一社区", "王芳", "男"],
    ]
    assert findings(read(workbook(tmp_path, people), STAFF)) == []
    of_street = [people[0], *[["环南街道", None, "王芳", "女"]] * 2]
    assert findings(read(workbook(tmp_path, of_street), STAFF)) == [(3, "C3", "duplicate_row")]


def test_across_cells(tmp_path: Path) -> None:
    rows = [HEAD, [*EAST[:4], 2501, 250], ["定海区", "环南街道", "西山社区", None, 2500, 250]]
    assert findings(read(workbook(tmp_path, rows), COMMUNITY)) == [(2, "F2", "implausible")]


def test_a_cell_that_is_neither_yes_nor_no_is_told_both(tmp_path: Path) -> None:
    spec = replace(COMMUNITY, fields=(*COMMUNITY.fields, Field("lift", "bool", ("电梯",))))
    text = CSV.replace("\n", ",电梯\n", 1) + "定海区,环南街道,东山社区,1,也许\n"
    (row,) = read(file(tmp_path, text), spec).rows[-1:]
    (message,) = row.messages
    assert message.field == "lift" and "是、否" in message.text


def test_corrections_and_rows_left_out(tmp_path: Path) -> None:
    rows = [
        HEAD,
        ["定海区", "环难街道", "东山社区", None, "不详"],
        [None, None, "东山社区", None, 7],
        [None, None, "西山社区"],
    ]
    path = workbook(tmp_path, rows)
    corrections = {("Sheet", "B2"): "环南街道", ("Sheet", "E2"): "2501户", ("Sheet", "../x"): "1", ("Other", "A1"): "1"}
    reading = read(path, COMMUNITY, corrections=corrections)
    assert findings(reading) == [(2, "C2", "conflicting_rows"), (3, "C3", "conflicting_rows")]
    reading = read(path, COMMUNITY, corrections=corrections, left_out={("Sheet", 2)})
    assert [(row.row, row.level, row.values["street"]) for row in reading.rows] == [
        (3, "ok", "环南街道"),
        (4, "ok", "环南街道"),
    ]
    assert skipped(reading) == {2: "left_out"}
    emptied = read(path, COMMUNITY, corrections={("Sheet", "E2"): " ", ("Sheet", "B2"): "环南街道"})
    assert "households" not in emptied.rows[0].values


# Formats


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimited_text(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [
        ["区", "街道", "社区名称", "户数"],
        ["定海区", "环南街道", '"东山\n社区"', '"2,501户"'],
        [],
        ["", "", "西山社区", "1605"],
    ]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    reading = read(file(tmp_path, text.encode(encoding)), COMMUNITY)
    assert [(row.sheet, row.row, row.values["name"], row.values["households"]) for row in reading.rows] == [
        (None, 2, "东山社区", 2501),
        (None, 4, "西山社区", 1605),
    ]
    assert skipped(reading) == {3: "blank"}


def test_thousands_without_quotes_do_not_make_commas_the_separator(tmp_path: Path) -> None:
    text = "区;社区名称;户数;人口\n" + "定海区;{}社区;1,605;12,345,678\n" * 9
    assert read(file(tmp_path, text), COMMUNITY).rows[0].values["population"] == 12_345_678


def test_the_sign_of_the_end_of_a_text_is_none_of_it(tmp_path: Path) -> None:
    assert len(read(file(tmp_path, CSV.encode("gb18030") + b"\x1a"), COMMUNITY).rows) == 1


@pytest.mark.parametrize("delimiter", "\t;")
def test_more_commas_in_the_figures_than_separators(tmp_path: Path, delimiter: str) -> None:
    lines = ["社区名称;户数;面积", *(f"测试{n}社区;2,50{n};1,260,000" for n in range(9)), "注：户数,面积"]
    reading = read(file(tmp_path, "\n".join(lines).replace(";", delimiter)), COMMUNITY)
    assert [row.values["households"] for row in reading.rows] == [*range(2500, 2509)]


def test_title_in_pointed_brackets_is_no_markup(tmp_path: Path) -> None:
    assert len(read(file(tmp_path, "<社区情况>,,,\n" + CSV), COMMUNITY).rows) == 1


def test_line_that_names_the_separator(tmp_path: Path) -> None:
    reading = read(file(tmp_path, "sep=;\n" + CSV.replace(",", ";")), COMMUNITY)
    assert reading.rows[0].values["households"] == 2501


def test_page_named_xls(tmp_path: Path) -> None:
    page = (
        "<html><meta charset=gb2312><style>.gone{display:none}</style><table><tr><td>说明<td></table>"
        "<table><tr><th>区<th>社区名称<th>户数</tr><tr><td rowspan=3>定海区<td>東<br>山社区&nbsp;<td>2501戶</tr>"
        "<tr style='display: none'><td>旧社区<td>1</tr><tr><td>礄头社区<td>7</tr>"
        "<tr class=gone><td>普陀区<td>旧社区<td>1</tr><script>'<td>9'</script>"
        "<tbody style='display:none'><tr><td>普陀区<td>旧社区<td>1<tbody><tr><td>定海区<td>海山社区<td>2</html>"
    )
    reading = read(file(tmp_path, page.encode("gb18030"), "page.xls"), COMMUNITY)
    assert [(row.row, row.values["district"], row.values["name"]) for row in reading.rows] == [
        (2, "定海区", "东山社区"),
        (4, "定海区", "礄头社区"),
        (7, "定海区", "海山社区"),
    ]
    assert skipped(reading) == {3: "hidden", 5: "hidden", 6: "hidden"}


def test_a_line_of_text_before_the_table_of_a_page(tmp_path: Path) -> None:
    page = "导出时间：2002-06-30<br><TABLE><tr><td>社区名称<td>户数<tr><td>东山社区<td>7</TABLE>"
    assert read(file(tmp_path, page, "page.xls"), COMMUNITY).rows[0].values == {"name": "东山社区", "households": 7}


def test_content_decides_not_the_ending(tmp_path: Path) -> None:
    assert len(read(workbook(tmp_path, [HEAD, EAST], name="table.csv"), COMMUNITY).rows) == 1
    assert len(read(file(tmp_path, CSV, "table.xlsx"), COMMUNITY).rows) == 1


def test_opendocument_repetition(tmp_path: Path) -> None:
    head = ods_row("区", "街道", "社区名称", "户数")
    data = ods_row("定海区", "环南街道", "东山社区", "2501")
    blank = '<t:table-row t:number-rows-repeated="3"><t:table-cell t:number-columns-repeated="16384"/></t:table-row>'
    rest = blank.replace('"3"', '"1048000"')
    reading = read(opendocument(tmp_path, head + blank + data + rest), COMMUNITY)
    assert [row.row for row in reading.rows] == [5]
    many = ods_row("定海区", "环南街道", "东山社区", "1", attributes='t:number-rows-repeated="1000000"')
    assert refusal(opendocument(tmp_path, head + many)) == "bomb"
    for times in (2_000, 2_000_000):
        wide = f'<t:table-row><t:table-cell o:value-type="float" o:value="1" t:number-columns-repeated="{times}"/>'
        assert refusal(opendocument(tmp_path, head + wide + "</t:table-row>")) == "bomb"
    assert refusal(opendocument(tmp_path, head, "<m:encryption-data/>")) == "encrypted"
    # Later programs lock the package as a whole.
    locked = repacked(opendocument(tmp_path, head, "<m:encryption-data/>"), {"content.xml": None}, "locked.ods")
    assert refusal(locked) == "encrypted"
