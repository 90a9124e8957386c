"""Dates in every spelling that the reading rules name."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zhoushan_community.base.sheets.cells import Parsed
from zhoushan_community.base.sheets.grid import BOOL, DATE, TIME, Cell

from .one_cell import DAY, YEAR, bad, good, parse


@pytest.mark.parametrize(
    "written",
    [
        "2002.6.30",
        "2002/6/30",
        "2002-6-30",
        "2002-06-30",
        "20020630",
        20020630,
        "2002年6月30日",
        "2002年6月30号",
        "2002-06-30 00:00:00",
        "2002/6/30 8:30",
        "2002-06-30T08:30:00",
        "2002 年 6 月 30 日",
        "2002. 6. 30",
        "２００２．６．３０",
        "二〇〇二年六月三十日",
        "二零零二年六月三十日",
        "二○○二年6月30日",
        "二OO二年六月三十日",
        "二00二年六月三十日",
        "二OO二年六月三O日",
        "贰零零贰年陆月叁拾日",
        "2002—6—30",
        37437,
        "37437",
        37437.5,
        "'2002-6-30",
        Cell(DATE, date(2002, 6, 30)),
    ],
)
def test_full_dates(written: Any) -> None:
    assert parse(DAY, written) == good(date(2002, 6, 30))


@pytest.mark.parametrize(
    "written",
    ["2002-6", "2002.06", "2002/6", "2002年6月", "2002年六月", "二〇〇二年六月", 200206, "200206", 2002.6, "2002.6"],
)
def test_month_only(written: Any) -> None:
    assert parse(DAY, written) == Parsed(date(2002, 6, 1), ("partial_date",))


@pytest.mark.parametrize("written", ["2002", 2002, "2002年", "二〇〇二年", "二零零二", "二OO二"])
def test_year_only(written: Any) -> None:
    assert parse(DAY, written) == Parsed(date(2002, 1, 1), ("partial_date",))


@pytest.mark.parametrize(
    ("written", "day", "codes"),
    [
        ("02-6-30", date(2002, 6, 30), ("two_digit_year",)),
        ("29.6.30", date(2029, 6, 30), ("two_digit_year",)),
        ("30.6.30", date(1930, 6, 30), ("two_digit_year",)),
        ("97年6月", date(1997, 6, 1), ("partial_date", "two_digit_year")),
        ("97.6", date(1997, 6, 1), ("partial_date", "two_digit_year")),
    ],
)
def test_years_of_two_digits(written: str, day: date, codes: tuple[str, ...]) -> None:
    assert parse(DAY, written) == Parsed(day, codes)


@pytest.mark.parametrize(
    "written",
    [
        "2002-02-30",
        "2002年13月1日",
        "2002-0-5",
        "2002.6.31",
        "20020631",
        "待定",
        "Jun-02",
        "筹建中",
        "6/30",
        "02-06",
        "97",
        1850,
        61000,
        "030512",
        "2002-",
        Cell(DATE, None),
        Cell(BOOL, True),
        Cell(TIME, Decimal("0.5")),
    ],
)
def test_impossible_dates(written: Any) -> None:
    assert parse(DAY, written) == bad("impossible_date")


@pytest.mark.parametrize(
    ("written", "year"),
    [("1968年5月", 1968), ("1955.08", 1955), ("1971", 1971), (1970, 1970), ("一九七三年", 1973), (26724, 1973)],
)
def test_year_of_any_date(written: Any, year: int) -> None:
    assert parse(YEAR, written) == good(year)
    assert parse(YEAR, "68年5月") == Parsed(1968, ("two_digit_year",))
    assert parse(YEAR, "不详") == bad("not_a_number")
