"""Numbers as people write them in cells: separators, full-width digits, Chinese numerals, multipliers, units.

Pure functions of text; nothing here knows a field. Amounts are Decimal, areas come out in m².
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from .grid import INVISIBLE

# Capitals, traditional forms and look-alikes, brought to one spelling before anything is matched.
_SPELLING = str.maketrans(
    "−‐–戶萬畝頃約餘兩億棟〇○壹弌贰貳叁參叄肆伍陆陸柒捌玖拾佰仟",
    "---户万亩顷约余两亿栋零零一一二二三三三四五六六七八九十百千",
)
_DIGIT = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_DIGIT |= {str(value): value for value in range(10)}
_SECTION = re.compile(
    r"(?:(?P<k>[一二三四五六七八九两\d])千)?(?:零?(?P<h>[一二三四五六七八九两\d])百)?"
    r"(?:零?(?P<t>[一二三四五六七八九\d])?(?P<ten>十))?(?:(?P<zero>零)?(?P<o>[一二三四五六七八九两\d]))?"
)
MULTIPLIERS = {
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}
_TIMES = "十万|百万|千万|十|百|千|万|亿"
_AMOUNT = (
    r"(?P<before>大约为?|约为?|近)?(?P<number>{number})(?P<more1>余|多)?(?P<times>{times})?"
    r"(?P<more2>余|多|左右|上下)?(?P<unit>.*?)(?P<more3>余|多)?(?P<after>左右|上下)?"
)
_ARABIC = re.compile(_AMOUNT.format(number=r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", times=_TIMES))
# Arabic digits may stand among the numerals: 2千5百.
_CHINESE = re.compile(_AMOUNT.format(number=r"[零一二三四五六七八九两十百千万亿点\d]+", times=_TIMES))
_BRACKETED = re.compile(r"\((.+)\)")
_HEAD_UNIT = re.compile(rf"(?:(?:计量)?单位:?)?(?P<times>{_TIMES})?(?P<unit>.*)")
_BETWEEN_NOTES = re.compile("[,、;/或]")
# Signs of a footnote behind a figure: as plain digits they would make 25011 of 2501①. Of m², km² they are the unit.
_FOOTNOTE = re.compile(r"(?<![MmＭｍ])[²³¹⁰⁴-⁹₀-₉①-⓿❶-➓㈠-㈩㉈-㉟㊀-㊉㊱-㊿¼-¾⅐-↉]")

AREA = "m²"
LONGEST = 60  # characters; a longer text is a remark, not a number
# Unit family → unit as written → how many of the family's first unit it is.
FAMILIES: dict[str, dict[str, Decimal]] = {
    "户": {"户": Decimal(1)},
    "人": {"人": Decimal(1), "名": Decimal(1)},
    "幢": {"幢": Decimal(1), "栋": Decimal(1), "座": Decimal(1)},
    AREA: {
        **dict.fromkeys(("m2", "平方米", "平米", "平方"), Decimal(1)),
        **dict.fromkeys(("km2", "平方公里", "平方千米"), Decimal(1_000_000)),
        "公顷": Decimal(10_000),
        "亩": Decimal("666.67"),
    },
}


class Amount(NamedTuple):
    """A number read from text. times and unit are what the cell itself says: None means that the head may say it."""

    value: Decimal
    times: int | None
    unit: str | None
    approximate: bool
    negative: bool


class HeadUnit(NamedTuple):
    """The unit in a head: 万人 is (10000, 人), m² is (1, m2)."""

    times: int = 1
    unit: str | None = None


def family(unit: str) -> Mapping[str, Decimal]:
    """The units that may stand in a field of this family; a family of its own for any other word, none for ""."""
    return FAMILIES.get(unit, {unit: Decimal(1)} if unit else {})


def spelled(text: str) -> str:
    """One spelling for a number or a unit: half-width, no blanks, no leading apostrophe; ㎡ and m² become m2."""
    if not text.isascii():
        text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_SPELLING)
    text = "".join(text.split())
    return text[1:] if text[:1] in ("'", "’", "‘") else text


def chinese(text: str) -> Decimal | None:
    """三千二百零五, 三二〇五, 一点五 → the number; None where the numeral is not well formed or colloquial
    (三千二 is 3,200 to one reader and 3,002 to another)."""
    whole, point, fraction = text.partition("点")
    if point:
        if not fraction or any(character not in _DIGIT for character in fraction):
            return None
        above = chinese(whole) if whole else None
        digits = "".join(str(_DIGIT[character]) for character in fraction)
        return None if above is None else above + Decimal(f"0.{digits}")
    if text and all(character in _DIGIT for character in text):
        return Decimal("".join(str(_DIGIT[character]) for character in text))
    return _sections(text)


def _sections(text: str) -> Decimal | None:
    total = 0
    for sign, size in (("亿", 100_000_000), ("万", 10_000)):
        if sign in text:
            above, _, text = text.partition(sign)
            number = _section(above, first=not total)
            if not number:
                return None
            total += number * size
    if text:
        number = _section(text, first=not total)
        if number is None:
            return None
        total += number
    return Decimal(total)


def _section(text: str, first: bool) -> int | None:
    """A numeral below 10,000. first: nothing stands before it."""
    bare = text.removeprefix("零")
    match = _SECTION.fullmatch(bare)
    if not match or not bare:
        return None
    part = match.groupdict()
    after_more = not first and bare == text
    if part["o"] and not part["zero"] and not part["ten"] and (part["k"] or part["h"] or after_more):
        return None
    if part["ten"] and not part["t"] and not part["h"] and (part["k"] or after_more):
        return None
    value = 1000 * _DIGIT.get(part["k"] or "", 0) + 100 * _DIGIT.get(part["h"] or "", 0)
    if part["ten"]:
        value += 10 * _DIGIT[part["t"] or "一"]
    return value + _DIGIT.get(part["o"] or "", 0)


@lru_cache(maxsize=20_000)
def amount(text: str) -> Amount | None:
    """The number that a cell's text gives, before units are judged. None: it is no number (words, ranges,
    percentages, formulas written as text)."""
    if len(text) > LONGEST or (not text.isascii() and _FOOTNOTE.search(text)):
        return None
    text = spelled(text)
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed:
        text = "-" + bracketed[1]
    negative = text.startswith("-")
    if negative:
        text = text[1:]
    match = _ARABIC.fullmatch(text)
    if match:
        found = _amount(match, Decimal(match["number"].replace(",", "")), negative)
        # 2千5百 begins like 2千 followed by a unit; only the second pattern sees the whole.
        if not (found.unit and found.unit[0].isdigit()):
            return found
    match = _CHINESE.fullmatch(text)
    number = chinese(match["number"]) if match else None
    return _amount(match, number, negative) if match and number is not None else None


def _amount(match: re.Match[str], number: Decimal, negative: bool) -> Amount:
    times = MULTIPLIERS[match["times"]] if match["times"] else None
    vague = any(match[name] for name in ("before", "more1", "more2", "more3", "after"))
    unit = match["unit"].casefold() or None
    return Amount(number * (times or 1), times, unit, vague, negative and number != 0)


def head_unit(notes: Iterable[str], units: Mapping[str, Decimal]) -> HeadUnit:
    """The first unit of the family among the texts in brackets of a head, multiplier included; other words may stand
    beside it, as in (平方公里，保留两位小数)."""
    for note in chain.from_iterable(_BETWEEN_NOTES.split(spelled(note).casefold()) for note in notes):
        match = _HEAD_UNIT.fullmatch(note)
        if match and (match["unit"] in units or (match["times"] and not match["unit"])):
            return HeadUnit(MULTIPLIERS.get(match["times"] or "", 1), match["unit"] or None)
    return HeadUnit()
