"""Workbooks that Excel 2003 and many systems write as one XML text named .xls."""

from datetime import date
from pathlib import Path

import pytest

from zhoushan_community.base.sheets.reader import read

from .files import file, refusal
from .specs import COMMUNITY

HEAD = """<Row ss:Index="3"><Cell ss:MergeDown="1"><Data ss:Type="String">街道</Data></Cell>
<Cell ss:MergeDown="1"><Data ss:Type="String">社区名称</Data></Cell>
<Cell ss:MergeDown="1"><Data ss:Type="String">成立时间</Data></Cell>
<Cell ss:MergeAcross="1"><Data ss:Type="String">人口</Data></Cell>
<Cell ss:MergeDown="1"><Data ss:Type="String">户数</Data></Cell></Row>
<Row><Cell ss:Index="4"><Data ss:Type="String">户籍</Data></Cell>
<Cell><Data ss:Type="String">总数</Data></Cell></Row>"""
ROWS = """<Row><Cell ss:MergeDown="3"><Data ss:Type="String">环南街道</Data></Cell>
<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">东山<B>社区</B></ss:Data>
<Comment><ss:Data>看清</ss:Data></Comment></Cell>
<Cell><Data ss:Type="DateTime">2002-06-30T00:00:00.000</Data><Comment><ss:Data>批复</ss:Data></Comment></Cell>
<Cell ss:Index="5"><Data ss:Type="Number">6364</Data></Cell>
<Cell ss:Formula="=R[1]C"><Data ss:Type="Number">2309</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String">海山社区</Data></Cell>
<Cell ss:Index="5" ss:StyleID="s1"><Data ss:Type="Number">0.5</Data></Cell><Cell ss:Formula="=1+1"/></Row>
<Row ss:Hidden="1" ss:Span="1"/>
<Row><Cell ss:Index="2"><Data ss:Type="String">南珍社区</Data></Cell>
<Cell ss:Index="5"><Data ss:Type="Error">#DIV/0!</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>"""
HIDDEN = "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>"


def book(rows: str = HEAD + ROWS, encoding: str = "utf-8") -> str:
    return f"""<?xml version="1.0" encoding="{encoding}"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="s1"><NumberFormat ss:Format="Percent"/></Style></Styles>
<Worksheet ss:Name="情况"><Table>{rows}</Table></Worksheet>
<Worksheet ss:Name="上年"><Table>{rows}</Table>{HIDDEN}</Worksheet><Worksheet ss:Name="Sheet3"/></Workbook>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "utf-16"])
def test_a_workbook_in_one_xml_text(tmp_path: Path, encoding: str) -> None:
    content = book(encoding=encoding).encode(encoding)
    reading = read(file(tmp_path, content, "export.xls"), COMMUNITY)
    assert [head.rows for head in reading.header_rows] == [(3, 4)]
    assert reading.skipped_sheets == [("上年", "hidden"), ("Sheet3", "no_header")]
    assert reading.ignored_columns == ["人口户籍"]
    assert [(row.row, row.values) for row in reading.rows] == [
        (5, {"street": "环南街道", "name": "东山社区", "founded_on": date(2002, 6, 30), "population": 6364,
             "households": 2309}),
        (6, {"street": "环南街道", "name": "海山社区"}),
        (9, {"street": "环南街道", "name": "南珍社区"}),
    ]  # fmt: skip
    assert [(message.cell, message.code) for row in reading.rows for message in row.messages] == [
        ("E6", "not_a_number"), ("F6", "formula_error"), ("E9", "formula_error"), ("F9", "not_a_number"),
    ]  # fmt: skip
    assert [(row.row, row.reason) for row in reading.skipped_rows] == [(7, "hidden"), (8, "hidden")]


def test_damaged_and_dangerous_ones(tmp_path: Path) -> None:
    whole = book()
    for wrong in (
        whole[: len(whole) // 2],
        whole.replace('ss:Index="3"', 'ss:Index="99999999"'),
        whole.replace('ss:Index="4"', 'ss:Index="four"'),
        whole.replace('ss:MergeAcross="1"', 'ss:MergeAcross="99999"'),
        whole.replace("6364", "viele"),
        whole.replace("2002-06-30T", "2002-06-31T"),
    ):
        assert refusal(file(tmp_path, wrong, "export.xls")) == "not_a_spreadsheet"
    entity = whole.replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "b">]><Workbook')
    assert refusal(file(tmp_path, entity, "export.xls")) == "bomb"
