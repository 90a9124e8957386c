"""The same workbook back: marks at the cells, everything else as it was."""

import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from django.utils import translation
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from zhoushan_community.base.marking import marks_of
from zhoushan_community.base.sheets.comments import AUTHOR, MOST, Mark
from zhoushan_community.base.sheets.copied import copy_cells
from zhoushan_community.base.sheets.formats import open_book
from zhoushan_community.base.sheets.marked import RED, YELLOW, Marks, mark_workbook
from zhoushan_community.base.sheets.package import Package
from zhoushan_community.base.sheets.pieces import NotEditable
from zhoushan_community.base.sheets.reader import read

from .files import EAST, HEAD, file, repacked, workbook
from .specs import COMMUNITY

MARKS: Marks = {
    "表": {"E3": Mark("error", "“不详”不是数 <&>"), "F3": Mark("warning", "约数"), "G3": Mark("error", "缺")}
}


def marked(path: Path, marks: Marks, name: str = "marked.xlsx") -> Path:
    target = path.with_name(name)
    with Package(path) as package:
        mark_workbook(package, marks, target)
    return target


def rich(folder: Path) -> Path:
    """A sheet with all that must survive: title, merges, widths, formulas, comments, formats, a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表"
    sheet.append(["某区社区情况表"])
    sheet.append(HEAD)
    sheet.append([*EAST[:4], "不详", "约7000"])
    sheet.append(["定海区", "环南街道", "西山社区", "2002-06-30", "=1+1", 7000, "好"])
    sheet.merge_cells("A1:G1")
    sheet.column_dimensions["C"].width = 33
    sheet.row_dimensions[2].height = 40
    sheet["E3"].font, sheet["E3"].alignment = Font(bold=True, color="FF0000FF"), Alignment(horizontal="right")
    sheet["F3"].number_format, sheet["B3"].fill = "#,##0", PatternFill("solid", "FF00FF00")
    sheet["F3"].comment, sheet["B4"].comment = Comment("旧批注", "某人"), Comment("别的批注", "某人")
    sheet.freeze_panes = "A3"
    book.create_sheet("别的")["A1"] = "=SUM(表!E3:E4)"
    book.save(folder / "rich.xlsx")
    return folder / "rich.xlsx"


def test_the_marks_stand_at_their_cells(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(marked(rich(tmp_path), MARKS))["表"]
    assert [sheet[at].fill.fgColor.rgb for at in ("E3", "F3", "G3")] == [RED, YELLOW, RED]
    assert sheet["E3"].comment.text == "“不详”不是数 <&>" and sheet["E3"].comment.author == AUTHOR
    assert sheet["F3"].comment.text == "旧批注\n约数" and sheet["B4"].comment.text == "别的批注"
    assert sheet["G3"].comment.text == "缺" and sheet["G3"].value is None
    assert sheet["B3"].fill.fgColor.rgb == "FF00FF00"


def test_everything_else_is_as_it_was(tmp_path: Path) -> None:
    path = rich(tmp_path)
    before, after = (openpyxl.load_workbook(each) for each in (path, marked(path, MARKS)))
    assert after.sheetnames == before.sheetnames
    for old, new in zip(before, after, strict=True):
        assert [[cell.value for cell in row] for row in new] == [[cell.value for cell in row] for row in old]
        assert (new.merged_cells.ranges, new.freeze_panes) == (old.merged_cells.ranges, old.freeze_panes)
        assert new.column_dimensions["C"].width == old.column_dimensions["C"].width
        assert new.row_dimensions[2].height == old.row_dimensions[2].height
        for one, other in ((old[at], new[at]) for at in ("A1", "E3", "F3", "E4")):
            looks = [(repr(each.font), repr(each.alignment), each.number_format) for each in (one, other)]
            assert looks[0] == looks[1]
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(marked(path, MARKS)) as new:
        untouched = {name for name in old.namelist() if old.read(name) == new.read(name)}
    assert {"xl/workbook.xml", "xl/worksheets/sheet2.xml", "docProps/core.xml"} <= untouched


def test_marks_of_an_earlier_time_go_when_the_cells_are_right(tmp_path: Path) -> None:
    path = marked(rich(tmp_path), MARKS)
    again = openpyxl.load_workbook(marked(path, {"表": {"G3": Mark("error", "仍缺")}}, "again.xlsx"))["表"]
    assert again["E3"].comment is None and again["E3"].fill.fill_type is None and again["E3"].font.bold
    assert again["G3"].comment.text == "仍缺" and again["G3"].fill.fgColor.rgb == RED
    assert again["B4"].comment.text == "别的批注"
    clean = openpyxl.load_workbook(marked(path, {}, "clean.xlsx"))["表"]
    assert clean["G3"].comment is None and clean["F3"].fill.fill_type is None


def test_also_when_another_program_has_saved_it_between(tmp_path: Path) -> None:
    path = marked(rich(tmp_path), MARKS)
    book = openpyxl.load_workbook(path)
    book["表"]["E3"] = 2500
    book.save(path)
    again = openpyxl.load_workbook(marked(path, {}, "again.xlsx"))["表"]
    assert again["E3"].comment is None and again["E3"].value == 2500 and again["E3"].fill.fill_type is None


def test_prefixes_pictures_and_parts_that_nobody_knows_survive(tmp_path: Path) -> None:
    path = tmp_path / "chart.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        for number, row in enumerate([HEAD, EAST]):
            sheet.write_row(number, 0, row)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=表!$E$2:$F$2"})
        sheet.insert_chart("I2", chart)
        sheet.add_table("A1:G2", {"header_row": True, "columns": [{"header": head} for head in HEAD]})
        sheet.data_validation("B2:B9", {"validate": "list", "source": ["环南街道"]})
    odd = repacked(path, {"custom/part.bin": b"\x00\xff", "../evil.xml": b"<x/>"}, "odd.xlsx")
    target = marked(odd, {"表": {"E2": Mark("error", "错")}})
    with zipfile.ZipFile(odd) as old, zipfile.ZipFile(target) as new:
        assert old.read("xl/charts/chart1.xml") == new.read("xl/charts/chart1.xml")
        assert new.read("custom/part.bin") == b"\x00\xff" and "../evil.xml" not in new.namelist()
        assert old.read("xl/tables/table1.xml") == new.read("xl/tables/table1.xml")
        sheet_xml = new.read("xl/worksheets/sheet1.xml")
    assert sheet_xml.index(b"<legacyDrawing") < sheet_xml.index(b"<tableParts")
    assert openpyxl.load_workbook(target)["表"]["E2"].comment.text == "错"


def test_tags_with_prefixes(tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEAD, EAST])
    with zipfile.ZipFile(path) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    for tag in ("worksheet", "sheetData", "row", "c", "v", "is", "t", "sheetViews", "sheetPr", "dimension"):
        xml = (
            xml.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>").replace(f"</{tag}>", f"</x:{tag}>")
        )
    xml = xml.replace("xmlns=", "xmlns:x=").replace('<x:c r="G2" />', "")
    changed = repacked(path, {"xl/worksheets/sheet1.xml": xml.encode()})
    target = marked(changed, {"Sheet": {"A2": Mark("error", "错"), "G2": Mark("error", "缺")}})
    with zipfile.ZipFile(target) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<x:legacyDrawing " in sheet and '<x:c r="G2" s=' in sheet
    assert read(target, COMMUNITY).rows[0].values == read(path, COMMUNITY).rows[0].values


def test_what_is_not_changed_in_place(tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEAD, EAST])
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").partition(b"?>")[2] or book.read("xl/worksheets/sheet1.xml")
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + sheet.decode()).encode("utf-16")
    strict = sheet.replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006", b"http://purl.oclc.org/ooxml")
    for changes in ({"xl/worksheets/sheet1.xml": wide}, {"xl/worksheets/sheet1.xml": strict}, {"xl/styles.xml": None}):
        with pytest.raises(NotEditable):
            marked(repacked(path, changes), {"Sheet": {"A2": Mark("error", "错")}})


def test_any_cells_of_a_large_sheet(tmp_path: Path) -> None:
    chance = random.Random(3)
    path = workbook(tmp_path, [HEAD, *([*EAST, "x" * chance.randrange(40)] for _ in range(3000))])
    places = {f"{chance.choice('ABCDEFGH')}{chance.randrange(2, 3002)}" for _ in range(500)}
    target = marked(path, {"Sheet": {at: Mark("error", at) for at in places}})
    sheet = openpyxl.load_workbook(target).active
    filled = {cell.coordinate for row in sheet for cell in row if cell.fill.fgColor.rgb == RED}
    noted = {cell.coordinate for row in sheet for cell in row if cell.comment}
    assert filled == noted == places
    assert all(sheet[at].comment.text == at for at in places)
    assert read(target, COMMUNITY).rows == read(path, COMMUNITY).rows


def test_a_copy_of_other_formats_reads_the_same(tmp_path: Path) -> None:
    text = (
        "区,街道,社区名称,成立时间,户数,人口\n定海区,环南街道,东山社区,2002-06-30,不详,=7000\n,,西山社区,,#N/A,7000\n"
    )
    path = file(tmp_path, text)
    grids = open_book(path)
    target = tmp_path / "copy.xlsx"
    copy_cells(grids, {None: {"E2": Mark("error", "错"), "D3": Mark("warning", "空")}}, target)
    sheet = openpyxl.load_workbook(target).active
    assert sheet["E2"].fill.fgColor.rgb == RED and sheet["E2"].comment.text == "错"
    assert sheet["D3"].fill.fgColor.rgb == YELLOW and sheet["F2"].value == "=7000" and sheet["F2"].data_type == "s"

    def told(source: Path) -> list:
        return [(row.row, row.values, [(m.cell, m.code) for m in row.messages]) for row in read(source, COMMUNITY).rows]

    assert told(target) == told(path)


def test_more_marks_than_comments_are_told() -> None:
    wrong = [{"cell": f"A{n}", "level": "error", "code": "negative", "text": "小于零"} for n in range(2, MOST + 5)]
    rows = [{"sheet": "表", "row": 2, "messages": wrong}]
    with translation.override("zh-hans"):
        marks = marks_of(rows, [])["表"]
    assert marks["A2"].text.startswith(f"本表仅前 {MOST} 个") and "另有 3 个" in marks["A2"].text
    assert marks["A3"].text == "小于零"
    rows[0]["messages"] = wrong[:MOST]
    assert marks_of(rows, [])["表"]["A2"].text == "小于零"
