"""Long lists written as XML: a second implementation reads the same values, typed, and nothing is cut."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from zhoushan_community.base.fields import Year
from zhoushan_community.base.sheets import writer
from zhoushan_community.base.sheets.formats import open_book

DAY = datetime.date(2002, 6, 30)
ROW = ["甲", 3321, Decimal("12.50"), Decimal("7.00"), DAY, Year(2002), True, None, "", "=1+1", "a&b <c>", " 两边 "]
READ = ["甲", 3321, 12.5, 7, datetime.datetime(2002, 6, 30), 2002, "是", None, None, "=1+1", "a&b <c>", " 两边 "]


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def test_values_come_back_typed(tmp_path: Path) -> None:
    heads = [f"列{n}" for n in range(len(ROW))]
    count = writer.write_xlsx(tmp_path / "a.xlsx", heads, [ROW] * 3, title="表", totals={1: 9963}, notes=["注：完"])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert count == 3
    assert [cell.value for cell in sheet[2]] == READ == [cell.value for cell in sheet[4]]
    assert [sheet["B2"].number_format, sheet["C2"].number_format, sheet["F2"].number_format] == [
        "#,##0",
        "#,##0.00",
        "0",
    ]
    assert sheet["J2"].data_type == "s"
    assert (sheet["A5"].value, sheet["B5"].value, sheet["A6"].value) == ("合计", 9963, "注：完")


@pytest.mark.parametrize("text", ["a\x07b", "_x0041_", "上\n下", "<v>&amp;</v>", "\t头", "长" * 3000])
def test_odd_texts_come_back_as_they_were(text: str, tmp_path: Path) -> None:
    writer.write_xlsx(tmp_path / "a.xlsx", ["甲"], [[text]], title="表")
    assert open_book(tmp_path / "a.xlsx")[0].cell(2, 1).value == text


def test_a_list_longer_than_a_sheet_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MOST_ROWS", 10)
    count = writer.write_xlsx(
        tmp_path / "a.xlsx", ["号"], ([n] for n in range(25)), title="表", totals={0: 300}, notes=["注：完"]
    )
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert count == 25 and book.sheetnames == ["表", "表 (2)", "表 (3)"]
    assert [book[name]["A1"].value for name in book.sheetnames] == ["号"] * 3
    assert [book[name]["A2"].value for name in book.sheetnames] == [0, 10, 20]
    assert book["表 (3)"]["A8"].value == "注：完"


def test_every_row_of_a_long_list_is_there(tmp_path: Path) -> None:
    writer.write_xlsx(tmp_path / "a.xlsx", ["号"], ([n] for n in range(450)), title="表")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == list(range(450))
