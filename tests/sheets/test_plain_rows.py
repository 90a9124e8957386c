"""Rows that a pattern reads give what the parser gives; what only looks like a row is none."""

import re
import zipfile
from pathlib import Path

import pytest

from zhoushan_community.base.sheets import plain_rows
from zhoushan_community.base.sheets.formats import open_book
from zhoushan_community.base.sheets.grid import Refused

PARTS = {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": "<Relationships/>",
    "xl/workbook.xml": '<workbook><sheets><sheet name="表" sheetId="1" id="a"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/>'
    '<Relationship Id="b" Type="x/sharedStrings" Target="t.xml"/><Relationship Id="c" Type="x/styles" Target="y.xml"/>'
    "</Relationships>",
    "xl/t.xml": "<sst><si><t>环南街道</t></si><si><t> </t></si></sst>",
    "xl/y.xml": '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/></cellXfs></styleSheet>',
}
CELLS = {
    "numbers": '<c r="A1"><v>3321</v></c><c r="B1"><v>0.30000000000000004</v></c><c r="C1" t="n"><v>1E3</v></c>',
    "a day and a share": '<c r="A1" s="1"><v>37437</v></c><c r="B1" s="2"><v>0.45</v></c>',
    "texts": '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="str"><v>昌国</v></c>'
    '<c r="D1" t="inlineStr"><is><t xml:space="preserve"> 东 </t></is></c>',
    "truth": '<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c>',
    "formulas": '<c r="A1"><f>B1*2</f><v>6</v></c><c r="B1"><f>C1</f></c><c r="C1" t="e"><v>#N/A</v></c>',
    "signs": '<c r="A1" t="str"><v>甲&amp;乙&#10;</v></c>'
    '<c r="B1" t="inlineStr"><is><r><t>红</t></r><r><t>字</t></r></is></c>',
    "blanks": '<c r="A1" s="1"/><c r="B1"></c><c r="ZZ1"><v>7</v></c>',
    "no addresses": "<c><v>1</v></c><c><v>2</v></c>",
    "another row's address": '<c r="A1"><v>1</v></c><c r="B9"><v>2</v></c>',
    "a line end": '<c r="A1" t="str"><v>上\r\n下</v></c>',
}


def book(folder: Path, rows: str, prolog: str = "", encoding: str = "utf-8") -> Path:
    """A workbook whose sheet holds just these rows."""
    path = folder / "sheet.xlsx"
    sheet = f"{prolog}<worksheet><sheetData>{rows}</sheetData></worksheet>".encode(encoding)
    with zipfile.ZipFile(path, "w") as package:
        for name, content in PARTS.items():
            package.writestr(name, content)
        package.writestr("xl/s.xml", sheet)
    return path


def by_parser(path: Path, monkeypatch: pytest.MonkeyPatch) -> list:
    """The sheets as expat alone reads them."""
    with monkeypatch.context() as patch:
        patch.setattr(plain_rows, "_ROW", re.compile(rb"(?!)"))
        return open_book(path)


@pytest.mark.parametrize("attributes", ['r="1"', 'r="1" spans="1:4" hidden="1"', ""], ids=["plain", "hidden", "bare"])
@pytest.mark.parametrize("name", CELLS)
def test_a_row_says_what_the_parser_says(
    name: str, attributes: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = f'<row {attributes}>{CELLS[name]}</row><row r="5"><c r="A5"><v>5</v></c></row>'
    path = book(tmp_path, rows, '<?xml version="1.0" encoding="UTF-8"?>')
    assert open_book(path) == by_parser(path, monkeypatch)


@pytest.mark.parametrize(
    "rows",
    [
        '<!-- <row r="2"><c r="A2"><v>13</v></c></row> --><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v><![CDATA[<row r="2"><c r="A2"><v>13</v></c></row>]]></v></c></row>',
        '<?old <row r="2"><c r="A2"><v>13</v></c></row> ?><row r="1"><c r="A1"><v>1</v></c></row>',
    ],
    ids=["comment", "characters", "instruction"],
)
def test_what_only_looks_like_a_row_is_none(rows: str, tmp_path: Path) -> None:
    (grid,) = open_book(book(tmp_path, rows))
    assert list(grid.rows) == [1]


def test_another_encoding_is_left_to_the_parser(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="str"><v>é</v></c></row>'
    path = book(tmp_path, rows, '<?xml version="1.0" encoding="ISO-8859-1"?>', "latin-1")
    assert open_book(path)[0].cell(1, 1).value == "é"


@pytest.mark.parametrize(
    "cell", ['<c r="A1"><v>x</v></c>', '<c r="A1" t="s"><v>99</v></c>', '<c r="XFE1"><v>1</v></c>', "<c><v>1</c></v>"]
)
def test_damage_is_refused(cell: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        open_book(book(tmp_path, f'<row r="1">{cell}</row>'))
    assert refusal.value.code == "not_a_spreadsheet"


def test_rows_are_found_across_the_pieces_of_a_long_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>{"长" * 40}{n}</v></c></row>' for n in range(1, 20_001))
    path = book(tmp_path, rows)
    (grid,) = open_book(path)
    assert len(grid.rows) == 20_000 and grid.cell(20_000, 1).value.endswith("长20000")
    (parsed,) = by_parser(path, monkeypatch)
    assert list(grid.rows.items()) == list(parsed.rows.items())
