"""What stands once stands once on a form, too, though the rule looks at a day that no form shows."""

from collections.abc import Callable
from typing import Any

import pytest

from communities.models import Estate
from organizations.models import Fund, StaffMember
from security.models import Case
from tests.battery import refusal
from tests.people import City

ONCE: dict[str, Callable[[City], Any]] = {
    "an estate": lambda city: Estate(community=city.dongshan, name="甲小区"),
    "a fund": lambda city: Fund(community=city.dongshan, fiscal_year=2003, kind="work", level="city", budgeted=100),
    "a case": lambda city: Case(community=city.dongshan, case_no="一号", kind="neighbours", opened_on="2003-01-01"),
    "a person": lambda city: StaffMember(
        community=city.dongshan, name="林小芬", birth_year=1970, started_on="2003-01-01", recruited_by="election"
    ),
}


@pytest.mark.parametrize("make", ONCE.values(), ids=ONCE)
def test_the_second_one_is_refused_in_words(city: City, signed_in: Any, make: Callable[[City], Any]) -> None:
    client = signed_in(city.clerk)
    assert refusal(client, make(city)) == ""
    assert "已" in refusal(client, make(city))
