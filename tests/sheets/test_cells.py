"""One cell at a time: every way of writing that the reading rules name."""

import sys
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zhoushan_community.base.sheets.cells import Parsed, is_blank, simplified, tidy
from zhoushan_community.base.sheets.grid import (
    BOOL,
    DATE,
    ERROR,
    PERCENT,
    TEXT,
    TIME,
    UNCACHED,
    Cell,
    address,
    place_of,
)
from zhoushan_community.base.sheets.headers import normal
from zhoushan_community.base.sheets.numerals import FAMILIES, HeadUnit, chinese, head_unit
from zhoushan_community.base.sheets.spec import Field

from .one_cell import AREA, BUILDINGS, CODE, DAY, HOUSEHOLDS, KIND, PEOPLE, YEAR, bad, good, parse


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3321", 3321),
        ("3,321", 3321),
        ("２，５１８户", 2518),
        ("2 730", 2730),
        ("'3012", 3012),
        ("\u00a03227\u00a0", 3227),
        ("3321戶", 3321),
        ("三千二百零五", 3205),
        ("两千", 2000),
        ("十二", 12),
        ("叁仟贰佰零伍户", 3205),
        ("三二〇五", 3205),
        ("一万零五十", 10050),
        ("一万零五", 10005),
        ("一百一十", 110),
        ("零", 0),
        ("0", 0),
        ("-0", 0),
        ("5.7万", 57000),
        ("16百", 1600),
        ("2.5千户", 2500),
        ("2千5百户", 2500),
        ("1.2百万", 1_200_000),
        ("２５００．０", 2500),
        (1851, 1851),
    ],
)
def test_counts(written: str | int, number: int) -> None:
    assert parse(HOUSEHOLDS, written) == good(number)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("约2500户", 2500),
        ("約2500户", 2500),
        ("约为2500", 2500),
        ("大约2500", 2500),
        ("2500余户", 2500),
        ("2521多户", 2521),
        ("近八千户", 8000),
        ("六千户左右", 6000),
        ("7000上下", 7000),
        ("2500左右户", 2500),
        ("7000餘户", 7000),
        ("三百余户", 300),
        ("十多万户", 100_000),
        ("约3万余户", 30_000),
    ],
)
def test_approximate_counts(written: str, number: int) -> None:
    assert parse(HOUSEHOLDS, written) == Parsed(number, ("approximate",))


@pytest.mark.parametrize(
    "written",
    [
        "不详",
        "无",
        "几千",
        "见附件",
        "合用",
        "2500-3000",
        "2500-3000户",
        "2500～3000",
        "98%",
        "2512人",
        "60.5",
        60.5,
        "=1+1",
        "3.2E+03",
        "10,62",
        "三千二",
        "千余户",
        "2501①",
        "2501²",
        "2501⑴户",
        "①",
        "㈠",
        "2½",
        Cell(DATE, date(2002, 6, 30)),
        Cell(BOOL, True),
        Cell(PERCENT, Decimal("0.5")),
        Cell(TIME, Decimal("0.5")),
    ],
)
def test_no_numbers(written: Any) -> None:
    assert parse(HOUSEHOLDS, written) == bad("not_a_number")


@pytest.mark.parametrize("written", ["-5", "－１２００", "−1605", "(2515)", "（7000）", "-3万", -2510])
def test_negative(written: Any) -> None:
    assert parse(HOUSEHOLDS, written) == bad("negative")


@pytest.mark.parametrize("written", ["-", "—", "——", "－", "──", "⸺", "/", "／", " - ", "\u200b", "\u3000"])
def test_dashes_are_blank(written: str) -> None:
    assert is_blank(written)
    assert parse(HOUSEHOLDS, written) == good(None)


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
def test_formula_errors_in_any_field(text: str) -> None:
    for field in (HOUSEHOLDS, AREA, DAY, YEAR, CODE, KIND, Field("note", "text"), Field("street", "place")):
        for cell in (Cell(ERROR, text), Cell(TEXT, text), Cell(UNCACHED, "")):
            assert parse(field, cell) == bad("formula_error")


@pytest.mark.parametrize(
    ("written", "area"),
    [
        ("190250平方米", "190250"),
        ("357000㎡", "357000"),
        ("18m2", "18"),
        ("18 m²", "18"),
        ("１１０ｍ²", "110"),
        ("２８．５平米", "28.5"),
        ("120平方", "120"),
        ("0.26平方公里", "260000"),
        ("9.8平方千米", "9800000"),
        ("13.38km²", "13380000"),
        ("3km2", "3000000"),
        ("31.5公顷", "315000"),
        ("45亩", "30000.15"),
        ("3公頃", "30000"),
        ("2.4畝", "1600.01"),
        ("12万平方米", "120000"),
        ("32萬平方米", "320000"),
        ("1.2百平方米", "120"),
        ("一百五十平方米", "150"),
        ("壹拾贰万平方米", "120000"),
        ("28.005", "28.01"),
        (28.005, "28.01"),
    ],
)
def test_areas(written: Any, area: str) -> None:
    assert parse(AREA, written) == good(Decimal(area))


def test_area_of_people_is_no_area() -> None:
    assert parse(AREA, "300000人") == bad("not_a_number")


def test_every_family_takes_its_own_units_only() -> None:
    assert [parse(BUILDINGS, "86" + unit).value for unit in "幢栋座棟"] == [86] * 4
    assert [parse(PEOPLE, "86" + unit).value for unit in "人名户"] == [86, 86, None]
    assert parse(Field("amount", "decimal", unit="元"), "1.5万元") == good(Decimal(15000))
    assert parse(Field("amount", "decimal"), "3.25") == good(Decimal("3.25"))
    assert parse(Field("amount", "count"), "3个") == bad("not_a_number")


@pytest.mark.parametrize(
    ("note", "written", "area"),
    [
        ("平方公里", "0.65", "650000"),
        ("平方公里", 0.65, "650000"),
        ("万平方米", 26.5, "265000"),
        ("㎡", "25万", "250000"),
        ("平方公里", "30万平方米", "300000"),
        ("亩", "130平方米", "130"),
        ("亩", 6, "4000.02"),
        ("单位：公顷", "2", "20000"),
        ("计量单位：公顷", "2", "20000"),
        ("公頃", "2", "20000"),
        ("平方公里/km²", "0.65", "650000"),
        ("平方千米或km²", "0.65", "650000"),
        ("平方公里，保留两位小数", "0.65", "650000"),
        ("2002年", "2", "2"),
    ],
)
def test_unit_in_the_head(note: str, written: Any, area: str) -> None:
    assert parse(AREA, written, head_unit([note], FAMILIES["m²"])).value == Decimal(area)


def test_multiplier_in_the_head() -> None:
    unit = head_unit(["万人"], FAMILIES["人"])
    assert unit == HeadUnit(10_000, "人")
    assert parse(PEOPLE, 0.7, unit) == good(7000)
    assert parse(PEOPLE, "约0.7", unit) == Parsed(7000, ("approximate",))
    assert parse(PEOPLE, "7000人", unit) == good(7000)
    assert parse(PEOPLE, "1.2万", unit) == good(12_000)


@pytest.mark.parametrize(
    "written",
    ["330902003005", "33 09 02 003 005", "'330902003005", '="330902003005"', "３３０９０２００３００５", 330902003005],
)
def test_codes(written: Any) -> None:
    assert parse(CODE, written) == good("330902003005")


def test_bad_and_damaged_codes() -> None:
    for written in ("33090200290", "33090200290X", "3309020030055", Cell(DATE, date(2002, 6, 30)), 12.5):
        assert parse(CODE, written) == bad("bad_code")
    for written in ("3.30902E+11", "330902000000", 330902000000):
        assert parse(CODE, written) == bad("damaged_code")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (" 王　芳\u200b", "王芳"),
        ("王\n小 明", "王小明"),
        ("测试Ａ区１号", "测试A区1号"),
        ("测试 （东） 社区", "测试（东）社区"),
        ("A 座 2 楼", "A 座 2 楼"),
        ("=1+1", "=1+1"),
        ("+cmd|' /C calc'!A0", "+cmd|' /C calc'!A0"),
        ("-1楼活动室", "-1楼活动室"),
        ("@李测试", "@李测试"),
        ("𠮷 𣘘", "𠮷𣘘"),
    ],
)
def test_tidy(written: str, text: str) -> None:
    assert tidy(written) == text
    assert parse(Field("name", "text"), written) == good(text)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("測試一社區", "测试一社区"),
        ("馬嶴街道", "马岙街道"),
        ("乾覽鎮", "干览镇"),
        ("蝦峙鎮", "虾峙镇"),
        ("礄头社区", "礄头社区"),
        ("𠮷𣘘社区", "𠮷𣘘社区"),
        ("峧头社区", "峧头社区"),
    ],
)
def test_simplified(written: str, name: str) -> None:
    assert simplified(written) == name
    codes = ("traditional_name",) if written != name else ()
    assert parse(Field("street", "place"), written) == Parsed(name, codes)
    assert parse(Field("name", "text"), written) == good(written)


def test_names_of_communities() -> None:
    field = Field("name", "name")
    for ending in ("社区居民委员会", "社区居委会", "居民委员会", "居委会", "社区"):
        assert parse(field, "浦 西" + ending) == good("浦西社区")


def test_choices_and_yes_or_no() -> None:
    assert parse(KIND, "警 务 室") == good("police_room")
    assert parse(KIND, "Police_Room") == good("police_room")
    assert parse(KIND, "会议室") == bad("unknown_choice")
    free = Field("free", "bool")
    assert [parse(free, text).value for text in ("是", "√", "有", "Yes", "1", "v", "■", "✔\ufe0f", "✅")] == [True] * 9
    assert [parse(free, text).value for text in ("否", "×", "无", "no", "0", "□", "❌")] == [False] * 7
    assert parse(free, Cell(BOOL, False)) == good(False)
    assert parse(free, "也许") == bad("unknown_choice")


def test_numerals_that_two_people_read_differently_are_refused() -> None:
    assert [chinese(text) for text in ("三千二", "一万二", "一百五", "百", "万", "点五")] == [None] * 6


def test_addresses() -> None:
    assert [address(7, column) for column in (1, 26, 27, 16384)] == ["A7", "Z7", "AA7", "XFD7"]
    assert [place_of(a1) for a1 in ("D7", "$AA$10", "xfd1048576")] == [(7, 4), (10, 27), (1048576, 16384)]
    for wrong in ("", "7", "D0", "D", "XFE1", "A1048577", "../A1"):
        with pytest.raises(ValueError):
            place_of(wrong)


def test_unknown_kind_of_field() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        Field("x", "colour")


@pytest.mark.parametrize("read", [tidy, simplified, normal])
def test_a_long_text_is_not_kept(read: Any) -> None:
    """A process that has read many files would keep thousands of the longest texts in its memory."""
    text = "　舟山".join(["東"] * 30_000)
    before = sys.getrefcount(text)
    read(text)
    assert sys.getrefcount(text) == before
