"""Rows that a pattern reads give what the parser gives; what only looks like a row is none."""

import re
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhoushan_community.base.sheets import builder, package, plain_rows, shared_texts
from zhoushan_community.base.sheets.formats import open_book
from zhoushan_community.base.sheets.grid import Grid, Refused

PARTS = {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": "<Relationships/>",
    "xl/workbook.xml": '<workbook><sheets><sheet name="表" sheetId="1" id="a"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/>'
    '<Relationship Id="b" Type="x/sharedStrings" Target="t.xml"/><Relationship Id="c" Type="x/styles" Target="y.xml"/>'
    "</Relationships>",
    "xl/t.xml": "<sst><si><t>环南街道</t></si><si><t> </t></si><si><t>东</t></si></sst>",
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


def book(folder: Path, sheet: str, prolog: str = "", encoding: str = "utf-8") -> Path:
    """A workbook with just this sheet, or a sheet that holds just these rows."""
    path = folder / "sheet.xlsx"
    if not sheet.startswith("<worksheet>"):
        sheet = f"{prolog}<worksheet><sheetData>{sheet}</sheetData></worksheet>"
    with zipfile.ZipFile(path, "w") as parts:
        for name, content in PARTS.items():
            parts.writestr(name, content)
        parts.writestr("xl/s.xml", sheet.encode(encoding))
    return path


def by_parser(path: Path) -> list[Grid]:
    """The sheets as expat alone reads them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_rows, "_ROW", re.compile(rb"(?!)"))
        patch.setattr(shared_texts, "_STRINGS", re.compile(rb"(?!)"))
        patch.setattr(plain_rows, "_PADDING", ())
        return open_book(path)


@pytest.mark.parametrize("attributes", ['r="1"', 'r="1" spans="1:4" hidden="1"', ""], ids=["plain", "hidden", "bare"])
@pytest.mark.parametrize("name", CELLS)
def test_a_row_says_what_the_parser_says(name: str, attributes: str, tmp_path: Path) -> None:
    rows = f'<row {attributes}>{CELLS[name]}</row><row r="5"><c r="A5"><v>5</v></c></row>'
    path = book(tmp_path, rows, '<?xml version="1.0" encoding="UTF-8"?>')
    assert open_book(path) == by_parser(path)


#: Entries of the table of shared texts: plain ones, and such as only the parser understands.
SHARED = st.sampled_from(
    [
        "<si><t>环南</t></si>", '<si><t xml:space="preserve"> 东 </t></si>', "<si><t>甲&lt;乙</t></si>",
        "<si><t/></si>", "<si><r><t>红</t></r><r><t>字</t></r></si>", "<si><t>岙</t><rPh><t>ao</t></rPh></si>",
        "<si><t>a_x000D_b</t></si>", "<si><t>上\r\n下</t></si>", "<!-- <si><t>no</t></si> -->", "\n", "<si/>",
    ]
)  # fmt: skip


@example(["<si><t>环南</t></si>", '<si><t xml:space="preserve"> 东 </t></si>', "<si><t>环南</t></si>"], 60, 5)
@given(st.lists(SHARED, max_size=30), st.sampled_from([1 << 20, 60]), st.integers(0, 5))
def test_shared_texts_keep_their_places(entries: list[str], at_once: int, lying_open: int) -> None:
    count = "".join(entries).count("<si") - "".join(entries).count("<!--")
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>{row - 1}</v></c></row>' for row in range(1, count + 1))
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "_CHUNK", at_once)
        patch.setitem(PARTS, "xl/t.xml", f"<sst>{''.join(entries)}</sst>")
        path = book(Path(folder), cells)
        (parsed,) = by_parser(path)
        patch.setattr(shared_texts, "MAX_OPEN", lying_open)
        (found,) = open_book(path)
        assert dict(found.rows.items()) == dict(parsed.rows.items())


@pytest.mark.parametrize(("limit", "code"), [("MAX_CELLS", "too_many_rows"), ("MAX_BYTES", "too_much_text")])
def test_more_shared_texts_than_a_file_may_hold_are_refused(
    limit: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PARTS, "xl/t.xml", f"<sst>{''.join(f'<si><t>{n}号</t></si>' for n in range(40))}</sst>")
    path = book(tmp_path, '<row r="1"><c r="A1" t="s"><v>39</v></c></row>')
    monkeypatch.setattr(shared_texts, "MAX_OPEN", 5)
    assert open_book(path)[0].first(1) == "39号"
    monkeypatch.setattr(shared_texts, limit, 30)
    with pytest.raises(Refused) as refusal:
        open_book(path)
    assert refusal.value.code == code


#: What may stand in a cell, most of it plain, some of it for the parser alone.
CONTENTS = st.sampled_from(
    [
        "><v>12</v></c>", "><v>0.5</v></c>", ' s="0"><v>1.50</v></c>', ' s="1"><v>37437</v></c>',
        ' s="2"><v>0.45</v></c>',
        ' t="n"><v>-3E2</v></c>', ' t="s"><v>0</v></c>', ' t="s"><v>1</v></c>', ' s="1" t="s"><v>2</v></c>',
        ' t="str"><v>昌国</v></c>', ' t="str"><v> </v></c>', ' t="b"><v>1</v></c>', ' t="e"><v>#REF!</v></c>',
        ' t="inlineStr"><is><t>东</t></is></c>', ' t="inlineStr"><is><t/></is></c>', "/>", ' s="1"/>', "></c>",
        "><f>A1+1</f><v>7</v></c>", "><f>A1+1</f></c>", ' t="str"><v>甲&amp;乙</v></c>', ' s="9"><v>4</v></c>',
        "><v>123456789012345678</v></c>", ' t="str"><v>15"</v></c>', "><v></v></c>",
    ]
)  # fmt: skip
BUDGET = vars(builder.RowBudget())
ROW_ATTRIBUTES = st.sampled_from(["", "", "", ' spans="1:9"', ' hidden="1"', ' ht="0"', ' s="1" customFormat="1"'])


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """A sheet's XML: rows and cells in any order, formatting, hidden rows, merges."""
    default = draw(st.sampled_from(["", '<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>']))
    rows = []
    numbers = draw(st.lists(st.integers(1, 15), max_size=8, unique=True))
    # Where absent rows are hidden ones, only rows in their order say which are absent.
    for number in sorted(numbers) if default else numbers:
        letters = draw(st.lists(st.sampled_from(["A", "B", "C", "Z", "AA", "XFD"]), max_size=5, unique=True))
        cells = "".join(f'<c r="{each}{number}"{draw(CONTENTS)}' for each in letters)
        rows.append(f'<row r="{number}"{draw(ROW_ATTRIBUTES)}>{cells}</row>')
    # Rows that do not tell their number count from the one before. No program writes them beside numbered blank rows.
    unnumbered = st.lists(st.sampled_from(["<row><c><v>8</v></c></row>", "<row/>"]), min_size=1, max_size=2)
    blank = st.lists(st.sampled_from(['<row r="16" s="1"/>', '<row r="17" hidden="1"/>']), max_size=2)
    if draw(st.booleans()):
        rows += draw(unnumbered)
    elif not default:
        rows[:0] = draw(blank)
    merges = draw(st.sampled_from(["", '<mergeCells><mergeCell ref="A1:B3"/><mergeCell ref="C2:AA2"/></mergeCells>']))
    return f"<worksheet>{default}<sheetData>{''.join(rows)}</sheetData>{merges}</worksheet>"


@given(sheets(), st.sampled_from([1 << 20, 40]), st.sampled_from([builder.MAX_KEPT, 60]))
def test_a_sheet_is_what_the_parser_alone_makes_of_it(sheet: str, at_once: int, kept: int) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "_CHUNK", at_once)
        patch.setattr(builder.RowBudget, "__init__", lambda self: vars(self).update({**BUDGET, "kept": kept}))
        path = book(Path(folder), sheet)
        (found,), (parsed,) = open_book(path), by_parser(path)
        assert [found.first(row) for row in parsed.rows] == [parsed.first(row) for row in parsed.rows]
        assert (dict(found.rows.items()), found.hidden, found.merges) == (
            dict(parsed.rows.items()), parsed.hidden, parsed.merges,
        )  # fmt: skip
        numbers = list(found.rows)
        taken = {column: found.rows.cells(cells) for column, cells in found.rows.take(numbers).items()}
        assert {column: cells for column, cells in taken.items() if any(cells)} == parsed.rows.take(numbers)


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


def test_damage_in_a_row_that_nobody_has_looked_at_is_refused_when_somebody_does(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>99</v></c></row>'
    (grid,) = open_book(book(tmp_path, row))
    with pytest.raises(Refused) as refusal:
        grid.cell(1, 2)
    assert refusal.value.code == "not_a_spreadsheet"


def test_rows_are_found_across_the_pieces_of_a_long_part(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>{"长" * 40}{n}</v></c></row>' for n in range(1, 20_001))
    path = book(tmp_path, rows)
    (grid,) = open_book(path)
    assert len(grid.rows) == 20_000 and grid.cell(20_000, 1).value.endswith("长20000")
    (parsed,) = by_parser(path)
    assert list(grid.rows.items()) == list(parsed.rows.items())
