"""The records that a sheet's rows speak of: which are fetched, and what becomes of them."""

from collections.abc import Iterable
from typing import Any

import pytest

from communities.models import Estate
from tests.people import City
from zhoushan_community.base.sheets.resource import SheetResource

KEY = ("community_id", "name")


@pytest.fixture
def fetched() -> list[int]:
    """The keys of all records that were fetched."""
    return []


@pytest.fixture
def resource(city: City, fetched: list[int]) -> SheetResource:
    """Knows three estates."""
    return made(city, fetched)


def made(city: City, fetched: list[int], *, whole: bool = False) -> SheetResource:
    for name, households in (("甲", 10), ("乙", 20), ("丙", 30)):
        city.keep(Estate(community=city.dongshan, name=name, households=households))

    def fetch(keys: Iterable[int] | None) -> list[Estate]:
        found = list(Estate.unscoped.filter(**({} if keys is None else {"pk__in": list(keys)})))
        fetched.extend(row.pk for row in found)
        return found

    resource = SheetResource(Estate, ["community", "name", "households"], KEY, fetch, whole)
    resource.know(Estate.unscoped.order_by("pk"), lambda row: row.households)
    return resource


def taken(resource: SheetResource, *rows: dict[str, Any]) -> list[tuple[str, int | None]]:
    """What becomes of rows that are taken together, and how many households their records have then."""
    keyed = [((values["community"].pk, values["name"]), values) for values in rows]
    resource.look_over(keyed)
    found = [resource.take(values, key) for key, values in keyed]
    return [(each.action, each.instance.households if each.instance else None) for each in found]


def test_a_record_is_fetched_when_it_is_to_be_changed(city: City, resource: SheetResource, fetched: list[int]) -> None:
    told = [
        {"community": city.dongshan, "name": name, "households": count}
        for name, count in (("甲", 10), ("乙", 21), ("丁", 5))
    ]
    assert taken(resource, *told, {"community": city.dongshan, "name": "丙"}) == [
        ("unchanged", None), ("update", 21), ("create", 5), ("unchanged", None),
    ]  # fmt: skip
    assert [Estate.unscoped.get(pk=key).name for key in fetched] == ["乙"]
    # Rows of one record have one record, which goes on from what the rows before have made of it.
    assert taken(resource, told[1], {**told[1], "households": 20}) == [("unchanged", 20), ("update", 20)]
    assert len(fetched) == 1


def test_where_every_record_is_needed_each_is_fetched_once(city: City, fetched: list[int]) -> None:
    resource = made(city, fetched, whole=True)
    told = [{"community": city.dongshan, "name": name} for name in "甲乙丙"]
    assert taken(resource, *told) == taken(resource, *told) == [("unchanged", count) for count in (10, 20, 30)]
    assert len(fetched) == 3


def test_a_record_that_is_gone_when_it_is_fetched_is_a_new_one(city: City, resource: SheetResource) -> None:
    Estate.unscoped.filter(name="乙")._raw_delete("default")
    assert taken(resource, {"community": city.dongshan, "name": "乙", "households": 21}) == [("create", 21)]
