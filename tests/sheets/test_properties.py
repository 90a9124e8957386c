"""What a person writes comes back: numbers and dates in every spelling, generated."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from zhoushan_community.base.sheets.cells import Parsed, parser, simplified, tidy
from zhoushan_community.base.sheets.grid import NUMBER, TEXT, Cell
from zhoushan_community.base.sheets.numerals import chinese
from zhoushan_community.base.sheets.spec import Field

DIGITS = "零一二三四五六七八九"
CAPITALS = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
FULL_WIDTH = str.maketrans("0123456789,.-()", "０１２３４５６７８９，．－（）")
COUNT = Field("population", "count", unit="人")

counts = st.integers(min_value=0, max_value=99_999_999)
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))


def in_words(number: int) -> str:
    """The numeral as a clerk writes it: 10,050 is 一万零五十."""
    if number == 0:
        return "零"
    above, below = divmod(number, 10_000)
    if not above:
        return _below_ten_thousand(below)
    gap = "零" if 0 < below < 1000 else ""
    words = _below_ten_thousand(below) if below else ""
    return _below_ten_thousand(above) + "万" + gap + ("一" if words.startswith("十") else "") + words


def _below_ten_thousand(number: int) -> str:
    words, gap = "", False
    for size, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + sign
            gap = False
        else:
            gap = True
    return words.removeprefix("一") if words.startswith("一十") else words


def digit_by_digit(number: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in str(number))


@st.composite
def written_counts(draw: st.DrawFn) -> tuple[int, str]:
    number = draw(counts)
    text = draw(st.sampled_from([str(number), f"{number:,}", in_words(number), in_words(number).translate(CAPITALS)]))
    if number % 100 == 0 and draw(st.booleans()):
        text = f"{Decimal(number) / 10_000:f}万"
    if draw(st.booleans()):
        text = text.translate(FULL_WIDTH)
    text += draw(st.sampled_from(["", "人", "名", " 人", "\n人"]))
    return number, draw(st.sampled_from(["", "'", "\u3000", "\u200b"])) + text


@given(written_counts())
def test_counts_come_back(case: tuple[int, str]) -> None:
    number, text = case
    assert parser(COUNT)(Cell(TEXT, text)) == Parsed(number)


@given(written_counts(), st.sampled_from(["约{}", "大约{}", "近{}", "{}左右", "{}上下"]))
def test_approximate_counts_come_back(case: tuple[int, str], form: str) -> None:
    number, text = case
    text = form.format(text.lstrip("'\u3000\u200b"))
    assert parser(COUNT)(Cell(TEXT, text)) == Parsed(number, ("approximate",))


@given(counts.filter(bool), st.sampled_from(["-{}", "－{}", "−{}", "({})", "（{}）", "-{}人"]))
def test_negative_counts_are_seen(number: int, form: str) -> None:
    assert parser(COUNT)(Cell(TEXT, form.format(number))) == Parsed(None, ("negative",))


@given(counts)
def test_numerals(number: int) -> None:
    assert chinese(in_words(number)) == number
    assert chinese(digit_by_digit(number)) == number


@given(
    st.decimals(min_value=0, max_value=100_000, places=4),
    st.sampled_from([("㎡", 1), ("平方米", 1), ("平方公里", 1_000_000), ("公顷", 10_000), ("亩", Decimal("666.67"))]),
)
def test_areas_come_back(number: Decimal, unit: tuple[str, int | Decimal]) -> None:
    area = (number * unit[1]).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert parser(Field("area_m2", "area"))(Cell(TEXT, f"{number}{unit[0]}")) == Parsed(area)


@st.composite
def written_dates(draw: st.DrawFn) -> tuple[date, str]:
    day = draw(days)
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    form = draw(
        st.sampled_from(
            [
                "{y}-{m}-{d}",
                "{y}-{m:02}-{d:02}",
                "{y}/{m}/{d}",
                "{y}.{m}.{d}",
                "{y}{m:02}{d:02}",
                "{y}年{m}月{d}日",
                "{y}年{m}月{d}号",
                "{Y}年{M}月{D}日",
                "{Y}年{m}月{d}日",
                "{O}年{M}月{D}日",
                "{y} 年 {m} 月 {d} 日",
                "{y}-{m:02}-{d:02} 00:00:00",
                "{y}/{m}/{d} 8:30",
            ]
        )
    )
    zero = draw(st.sampled_from("〇○O0"))
    text = form.format(
        y=day.year,
        m=day.month,
        d=day.day,
        Y=year,
        O=year.replace("零", zero),
        M=in_words(day.month),
        D=in_words(day.day),
    )
    return day, text.translate(FULL_WIDTH) if draw(st.booleans()) else text


@given(written_dates())
def test_dates_come_back(case: tuple[date, str]) -> None:
    day, text = case
    assert parser(Field("founded_on", "date"))(Cell(TEXT, text)) == Parsed(day)
    assert parser(Field("birth_year", "year"))(Cell(TEXT, text)) == Parsed(day.year)


@given(st.dates(min_value=date(1927, 5, 18), max_value=date(2064, 4, 8)))
def test_serial_days_come_back(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for cell in (Cell(NUMBER, Decimal(serial)), Cell(TEXT, str(serial))):
        assert parser(Field("founded_on", "date"))(cell) == Parsed(day)


@given(st.text())
def test_no_text_breaks_a_parser(text: str) -> None:
    for kind in ("place", "name", "text", "count", "decimal", "area", "date", "year", "code", "choice", "bool"):
        value, codes = parser(Field("field", kind))(Cell(TEXT, text))
        assert value is None or not set(codes) - {"approximate", "partial_date", "two_digit_year", "traditional_name"}


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert simplified(simplified(text)) == simplified(text)
