"""What the page of a unit asks of the database is the same for few rows and many."""

from typing import Any

import pytest

from communities.models import Community
from tests.base.test_growth import assert_same, statements
from tests.people import City

from .unit_rows import DAY, START, fill, keep


@pytest.mark.parametrize("level", ["community", "street", "district"])
def test_rows_behind_every_section(city: City, signed_in: Any, level: str) -> None:
    unit = {"community": city.dongshan, "street": city.huannan, "district": city.dinghai}[level]
    client = signed_in(city.administrator)

    def page() -> None:
        assert client.get(unit.get_absolute_url(), {"on": str(DAY)}).status_code == 200

    fill(city, 0, 1)
    few = statements(page)
    fill(city, 1, 41)
    assert_same(few, statements(page))


@pytest.mark.parametrize("level", ["street", "district"])
def test_units_of_the_table(city: City, signed_in: Any, level: str) -> None:
    unit = {"street": city.huannan, "district": city.dinghai}[level]
    client = signed_in(city.administrator)

    def page() -> None:
        assert client.get(unit.get_absolute_url()).status_code == 200

    fill(city, 0, 1)
    few = statements(page)
    keep(city, *(Community(street=city.huannan, name=f"第{n}社区", founded_on=START) for n in range(40)))
    assert_same(few, statements(page))
