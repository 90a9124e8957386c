"""One cell by the kind of its field: the value it gives and what must be said about it.

Pure: no sheet, no database. A cell with an error gives no value; warnings keep it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache, partial, wraps
from typing import Any, NamedTuple

from . import numerals
from .dates import Day, read_date
from .grid import BOOL, DATE, ERROR, INVISIBLE, NUMBER, TEXT, TIME, UNCACHED, Cell
from .numerals import AREA, HeadUnit, amount, family
from .spec import Field

_ERRORS = {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"}
_ONLY_DASHES = re.compile(r"[\s\-－—–―‐‑−─━﹘﹣⸺⸻/／]*")
_HALF_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
# Chinese characters (all planes) and full-width signs: a blank between two of them is only there to spread them.
_WIDE = r"\u2e80-\u2fdf\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6“”‘’—…"
_WIDE_GAP = re.compile(rf"(?<=[{_WIDE}\U00020000-\U0003ffff])\s+(?=[{_WIDE}\U00020000-\U0003ffff])")
_BLANKS = re.compile(r"\s+")
_UNTIDY = re.compile(rf"[\s{''.join(map(chr, _HALF_WIDTH))}{INVISIBLE.pattern[1:]}")
_COMMITTEE = re.compile(r"(?:社区居民委员会|社区居委会|居民委员会|居委会)$")
_DITTO = {"同上", "〃", "″", "“”", '"'}
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+")
# How systems keep the digits of a code in a text file: as a formula that gives them as text.
_HELD = re.compile('="(.*)"')
_YES = {"是", "有", "√", "∨", "✓", "✔", "☑", "✅", "■", "对", "v", "yes", "y", "true", "1"}
_NO = {"否", "无", "×", "✗", "✘", "✕", "☒", "❌", "□", "☐", "x", "没有", "no", "n", "false", "0"}
# Traditional characters that the general dictionary leaves alone and the names of this city need.
_LOCAL_CHARACTERS = {"嶴": "岙"}
_HUNDREDTH = Decimal("0.01")
_NO_UNIT = HeadUnit()
#: Longer texts hardly repeat.
REMEMBERED = 200
_TOO_MUCH = 10**15  # nothing that is counted or measured here; spreadsheets keep no more digits


class Parsed(NamedTuple):
    """value: None for a blank or faulty cell. codes: findings of the cell, see ``findings``."""

    value: Any = None
    codes: tuple[str, ...] = ()


BLANK = Parsed()
Parser = Callable[[Cell], Parsed]
# A named tuple's own constructor takes several times as long, and there are as many as there are cells.
_right = partial(tuple.__new__, Parsed)


def column_parser(field: Field, unit: HeadUnit) -> Callable[[Sequence[Cell]], tuple[Sequence, Sequence]]:
    """The function that reads many cells of a column, one at least: their values and their findings. Plain numbers and
    texts are read at once, others one by one."""
    parse = parser(field, unit)
    at_once = {"text": _texts, "count": _counts, "decimal": _decimals, "area": _areas}.get(field.kind)
    taken = TEXT if at_once is _texts else NUMBER if at_once is not None and unit == _NO_UNIT else None

    def parse_all(cells: Sequence[Cell]) -> tuple[Sequence[Any], Sequence[tuple[str, ...]]]:
        kinds, said = zip(*cells, strict=True)
        values = at_once(said) if {*kinds} == {taken} else None
        return tuple(zip(*map(parse, cells), strict=True)) if values is None else (values, [()] * len(cells))

    return parse_all


def _texts(said: Sequence[str]) -> Sequence[str] | None:
    """The texts, if they are tidy, and none is blank or an error."""
    together = "".join(said)
    if "#" in together or _UNTIDY.search(together) or not "".join([text[:1] for text in said]).isalnum():
        return None
    return said


def _decimals(said: Sequence[Decimal]) -> Sequence[Decimal] | None:
    return said if min(said) >= 0 and max(said) < _TOO_MUCH else None


def _counts(said: Sequence[Decimal]) -> Sequence[int] | None:
    values = tuple(map(int, said))
    return values if _decimals(said) and values == said else None


def _areas(said: Sequence[Decimal]) -> Sequence[Decimal] | None:
    return list(map(_in_hundredths, said)) if _decimals(said) else None


def parser(field: Field, unit: HeadUnit = _NO_UNIT) -> Parser:
    """The function that reads the cells of a column; unit is what the head of the column says."""
    by_kind: dict[str, Parser] = {
        "place": place,
        "name": community,
        "text": lambda cell: Parsed(tidy(cell.text) or None),
        "count": partial(number, units=family(field.unit), unit=unit, whole=True),
        "decimal": partial(number, units=family(field.unit), unit=unit),
        "area": partial(area, unit=unit),
        "date": day,
        "year": year,
        "code": code,
        "choice": partial(choice, choices=field.choices),
        "bool": yes_or_no,
    }
    read = by_kind[field.kind]

    def parse(cell: Cell) -> Parsed:
        if cell.kind == NUMBER:
            return read(cell)  # by far the most of those that do not repeat
        if cell.kind in (ERROR, UNCACHED):
            return Parsed(None, ("formula_error",))
        if cell.kind == TEXT:
            text = cell.value
            if is_blank(text):
                return BLANK
            if "#" in text and text.strip().upper() in _ERRORS:
                return Parsed(None, ("formula_error",))
        return read(cell)

    return parse


def is_blank(text: str) -> bool:
    """Nothing to see, or only dashes or a slash, which people write for “none”."""
    if text[:1].isalnum():
        return False  # by far the most cells
    return bool(_ONLY_DASHES.fullmatch(INVISIBLE.sub("", text)))


def is_ditto(cell: Cell) -> bool:
    """同上 or a ditto mark: the value of the cell above."""
    return cell.kind == TEXT and len(cell.value) < 9 and _BLANKS.sub("", cell.value) in _DITTO


def remembered(most: int) -> Callable[[Callable[[str], str]], Callable[[str], str]]:
    """Remembers what was made of the last texts, because they repeat. Long ones hardly do, and are let go: so many of
    them would stay in the memory for as long as the process lives."""

    def of(read: Callable[[str], str]) -> Callable[[str], str]:
        kept = lru_cache(maxsize=most)(read)

        @wraps(read)
        def found(text: str) -> str:
            return kept(text) if len(text) <= REMEMBERED else read(text)

        return found

    return of


@remembered(20_000)
def tidy(text: str) -> str:
    """A text without what copying and spreading out have put in; brackets and a leading = + - @ stay."""
    if _UNTIDY.search(text) is None:
        return text
    text = text.strip()
    if text.isascii():
        return INVISIBLE.sub("", text).strip()
    text = INVISIBLE.sub("", text).strip().translate(_HALF_WIDTH)
    return _WIDE_GAP.sub("", text)


@cache
def _converter() -> Callable[[str], str]:
    # Loading the dictionary takes a moment, and most files never need it.
    from opencc import OpenCC

    return OpenCC("t2s").convert


@cache
def _has_simpler(character: str) -> bool:
    return character in _LOCAL_CHARACTERS or _converter()(character) != character


@remembered(20_000)
def simplified(text: str) -> str:
    """Traditional characters as simplified ones. Only towards characters of everyday use (GB 2312): in rare ones,
    such as 礄, the dictionary sees variants where a place name means just that character."""
    if not any(_has_simpler(character) for character in text if character > "\u2e80"):
        return text
    converted = _converter()(text)
    if len(converted) != len(text):
        converted = "".join(_converter()(character)[:1] for character in text)
    pairs = zip(text, converted, strict=True)
    return "".join(_LOCAL_CHARACTERS.get(old, new if _is_everyday(new) else old) for old, new in pairs)


@cache
def _is_everyday(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def place(cell: Cell) -> Parsed:
    """Name of a district or street."""
    written = tidy(cell.text)
    name = simplified(written)
    return Parsed(name or None, ("traditional_name",) if name != written else ())


def community(cell: Cell) -> Parsed:
    """Name of a community; the committee's name is the community's with another ending."""
    name, codes = place(cell)
    return Parsed(_COMMITTEE.sub("社区", name) if name else None, codes)


def number(cell: Cell, units: Mapping[str, Decimal], unit: HeadUnit, whole: bool = False) -> Parsed:
    """A count (whole) or decimal, in the first unit of the family."""
    kind, value = cell
    if kind == TEXT and len(value) < 16 and value.isascii() and value.isdigit():
        kind, value = NUMBER, Decimal(value)
    if kind == NUMBER:
        if unit != _NO_UNIT:
            value *= unit.times * (units[unit.unit] if unit.unit else 1)
        return _checked(value, (), whole)
    found = amount(value) if kind == TEXT else None
    if found is None or (found.unit and found.unit not in units):
        return Parsed(None, ("not_a_number",))
    value = found.value
    if found.unit:
        value *= units[found.unit]
    else:
        # The unit of the head is meant; its 万 too, unless the cell multiplies by itself.
        value *= (units[unit.unit] if unit.unit else 1) * (1 if found.times else unit.times)
    if found.negative:
        value = -value
    return _checked(value, ("approximate",) if found.approximate else (), whole)


def _checked(value: Decimal, codes: tuple[str, ...], whole: bool) -> Parsed:
    if whole and 0 <= (counted := int(value)) < _TOO_MUCH and counted == value:
        return _right((counted, codes))
    if value < 0:
        return Parsed(None, ("negative",))
    if value >= _TOO_MUCH or whole:
        return Parsed(None, ("not_a_number",))
    return _right((value, codes))


def area(cell: Cell, unit: HeadUnit) -> Parsed:
    """An area in m²."""
    parsed = number(cell, numerals.FAMILIES[AREA], unit)
    return parsed if parsed.value is None else Parsed(_in_hundredths(parsed.value), parsed.codes)


def _in_hundredths(value: Decimal) -> Decimal:
    return value if value.same_quantum(_HUNDREDTH) else value.quantize(_HUNDREDTH, ROUND_HALF_UP)


def _day_of(cell: Cell) -> Day | None:
    if cell.kind == DATE:
        return None if cell.value is None else Day(cell.value)
    return read_date(cell.text) if cell.kind in (TEXT, NUMBER) else None


def day(cell: Cell) -> Parsed:
    """A date; the first of the month or year where the rest is not written."""
    found = _day_of(cell)
    if found is None:
        return Parsed(None, ("impossible_date",))
    codes = ("partial_date",) * found.partial + ("two_digit_year",) * found.short
    return Parsed(found.day, codes)


def year(cell: Cell) -> Parsed:
    """The year of whatever date is written."""
    found = _day_of(cell)
    if found is None:
        return Parsed(None, ("not_a_number",))
    return Parsed(found.day.year, ("two_digit_year",) * found.short)


def code(cell: Cell) -> Parsed:
    """A statistical code of twelve digits. Whether it belongs to the row's district is for the row to say."""
    if cell.kind in (BOOL, DATE, TIME):
        return Parsed(None, ("bad_code",))
    text = numerals.spelled(cell.text)
    if held := _HELD.fullmatch(text):
        text = held[1]
    if _SCIENTIFIC.fullmatch(text):
        return Parsed(None, ("damaged_code",))
    if len(text) != 12 or not (text.isascii() and text.isdigit()):
        return Parsed(None, ("bad_code",))
    return Parsed(None, ("damaged_code",)) if text.endswith("000000") else Parsed(text)


def _compact(text: str) -> str:
    return _BLANKS.sub("", tidy(text)).casefold()


def choice(cell: Cell, choices: Mapping[str, str]) -> Parsed:
    """The stored value for a text as written, or the stored value itself."""
    text = _compact(cell.text)
    for written, stored in choices.items():
        if text in (_compact(written), stored.casefold()):
            return Parsed(stored)
    return Parsed(None, ("unknown_choice",))


def yes_or_no(cell: Cell) -> Parsed:
    if cell.kind == BOOL:
        return Parsed(cell.value)
    text = _compact(cell.text)
    if text in _YES or text in _NO:
        return Parsed(text in _YES)
    return Parsed(None, ("unknown_choice",))
