"""What is let through for a whole column is what each field would have let through by itself."""

import datetime
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from communities.models import Estate
from zhoushan_community.base.field_faults import surely_right
from zhoushan_community.base.fields import Year

NUMBERS = st.one_of(st.integers(-3, 3000), st.integers(), st.booleans(), st.builds(Year, st.integers(1900, 2100)))
AMOUNTS = st.one_of(
    *(st.decimals(-1, 10**7, places=places) for places in (0, 1, 2, 3)),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.just(Decimal("1E+9")),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "name": st.one_of(st.text(max_size=300), st.just("南\x00苑"), st.just("苑" * 200)),
    "households": NUMBERS,
    "office_m2": AMOUNTS,
    "completed_on": st.one_of(st.dates(), st.datetimes(), st.just("2002-06-24")),
    "contiguous_development": st.one_of(st.booleans(), st.integers(0, 2), st.none()),
}
ROWS = st.lists(st.fixed_dictionaries({}, optional=VALUES), min_size=1, max_size=6)


@given(ROWS)
def test_a_field_is_surely_right_only_where_it_takes_each_value_as_it_is(rows: list[dict[str, Any]]) -> None:
    for name in surely_right(Estate, rows):
        field = Estate._meta.get_field(name)
        for value in (row[name] for row in rows if name in row):
            cleaned = field.clean(value, Estate())
            assert type(cleaned) is type(value) and cleaned == value


def test_a_column_of_usual_values_needs_no_look_and_one_wrong_value_asks_for_it() -> None:
    usual = {
        "name": "海景苑",
        "households": 12,
        "office_m2": Decimal("3.5"),
        "completed_on": datetime.date(2002, 6, 24),
    }
    assert surely_right(Estate, [usual, {"name": "港湾苑"}]) == set(usual)
    assert surely_right(Estate, [usual, {"households": -1}]) == set(usual) - {"households"}
    assert surely_right(Estate, [{}]) == set()
