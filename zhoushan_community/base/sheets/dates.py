"""Dates as people write them in cells. Pure functions of text and numbers."""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from .grid import INVISIBLE
from .numerals import LONGEST, chinese

_TIME = re.compile(
    r"(?:\s+|(?<=[日号])|(?<=\d)T(?=\d))\s*(?:上午|下午)?\s*\d{1,2}(?::\d{1,2}(?::\d{1,2}(?:\.\d+)?)?|[时点](?:\d{1,2}分?)?"
    r"(?:\d{1,2}秒?)?)\s*(?:[AaPp][Mm])?(?:Z|\+\d\d:?\d\d)?$"
)
_BLANKS = re.compile(r"\s+")
_NUMERAL = "零〇○一二三四五六七八九十"
_TOKEN = rf"[\d{_NUMERAL}OoΟ]+"
# Year, then perhaps month, then perhaps day; the signs between may be mixed, as in 2002年6.30.
_DATE = re.compile(
    rf"(?P<year>{_TOKEN})(?:(?P<sign>[-./年])(?:(?P<month>元|{_TOKEN})(?:月份?|(?:月|[-./])(?P<day>{_TOKEN})[日号]?)?)?)?"
)
# Dashes of every length, and the capitals that cheques and certificates are written in.
_SPELLING = str.maketrans("−‐–—―壹弌贰貳叁參叄肆伍陆陸柒捌玖拾", "-----一一二二三三三四五六六七八九十")
_YEAR_DIGITS = {character: str(value) for value, character in enumerate("零一二三四五六七八九")} | dict.fromkeys(
    "〇○OoΟ", "0"
)
_ZEROS = str.maketrans("〇○OoΟ", "零零零零零")
_YEARS = range(1900, 2100)
_SERIAL = re.compile(r"[1-6]\d{4}(?:\.\d+)?")
_DOTTED = re.compile(r"(\d{4}|\d\d)\.(\d{1,2})")


class Day(NamedTuple):
    """A date read from a cell. partial: month or day was not written; short: the year had two digits."""

    day: date
    partial: bool = False
    short: bool = False


@lru_cache(maxsize=20_000)
def read_date(text: str) -> Day | None:
    """The date that a text or a number (as text) gives, None for no date or a day that does not exist."""
    if len(text) > LONGEST:
        return None
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_SPELLING).strip()
    if text[:1] in ("'", "’", "‘"):
        text = text[1:].strip()
    text = _BLANKS.sub("", _TIME.sub("", text))
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return _from_digits(text)
    match = _DATE.fullmatch(text)
    return _from_parts(match["year"], match["sign"], match["month"], match["day"]) if match else None


def _from_digits(text: str) -> Day | None:
    """20020630, 200206, 2002, 2002.6, 97.6 and serial days such as 37437."""
    if text.isdigit() and len(text) == 8:
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
    if text.isdigit() and len(text) in (4, 6):
        year, month = int(text[:4]), int(text[4:]) if text[4:] else None
        return _day(year, month) if year in _YEARS else None
    dotted = _DOTTED.fullmatch(text)
    if dotted:
        return _from_parts(dotted[1], ".", dotted[2], None)
    if _SERIAL.fullmatch(text) and 10_000 <= Decimal(text) < 60_001:
        return Day(date(1899, 12, 30) + timedelta(int(Decimal(text))))
    return None


def _from_parts(year: str, sign: str | None, month: str | None, day: str | None) -> Day | None:
    """The texts before, between and behind the signs; sign is the one behind the year."""
    year = "".join(_YEAR_DIGITS.get(character, character) for character in year)
    if not year.isdigit() or len(year) not in (2, 4) or (month is None and sign not in (None, "年")):
        return None
    number, short = int(year), len(year) == 2
    if short:
        # Without 年 or a day, 02-06 may as well be the sixth of February; 97-6 can only be a year and a month.
        if sign is None or (day is None and sign != "年" and number <= 31):
            return None
        number += 1900 if number >= 30 else 2000
    elif sign is None and number not in _YEARS:
        return None
    parts = [_part(month) if month else None, _part(day) if day else None]
    return None if 0 in parts else _day(number, *parts, short=short)


def _part(text: str) -> int:
    """A month or a day in digits or numerals, 元 (月) for the first; 0 where it is neither."""
    if text == "元":
        return 1
    number = chinese(text.translate(_ZEROS)) if len(text) <= 3 else None
    return int(number or 0)


def _day(year: int, month: int | None = None, day: int | None = None, short: bool = False) -> Day | None:
    if year < 1000:
        return None
    try:
        return Day(date(year, 1 if month is None else month, 1 if day is None else day), day is None, short)
    except ValueError:
        return None
