"""Parses one cell for the tests of this folder, and says what is expected of it."""

from decimal import Decimal
from typing import Any

from zhoushan_community.base.sheets.cells import Parsed, parser
from zhoushan_community.base.sheets.grid import NUMBER, TEXT, Cell
from zhoushan_community.base.sheets.numerals import HeadUnit
from zhoushan_community.base.sheets.spec import Field

HOUSEHOLDS = Field("households", "count", unit="户")
PEOPLE = Field("population", "count", unit="人")
BUILDINGS = Field("buildings", "count", unit="幢")
AREA = Field("area_m2", "area")
DAY = Field("founded_on", "date")
YEAR = Field("birth_year", "year")
CODE = Field("code", "code")
KIND = Field("kind", "choice", choices={"警务室": "police_room", "办公室": "office"})


def parse(field: Field, value: Any, unit: HeadUnit = HeadUnit()) -> Parsed:  # noqa: B008 - an immutable value
    """Parse a text, a number or a ready-made cell."""
    if isinstance(value, str):
        value = Cell(TEXT, value)
    elif isinstance(value, int | float):
        value = Cell(NUMBER, Decimal(str(value)))
    return parser(field, unit)(value)


def good(value: object) -> Parsed:
    return Parsed(value)


def bad(code: str) -> Parsed:
    return Parsed(None, (code,))
