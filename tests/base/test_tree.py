"""The tree of units at the left of every list."""

import datetime
from typing import Any

import pytest

from communities.models import Community, District, Estate, Street
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.navigation import OPEN_DISTRICTS, Node

ESTATES = "/r/communities/estate/"
DAY = datetime.date(2002, 6, 1)


def names(nodes: list[Node]) -> dict[str, Any]:
    """The tree as names; None for a unit whose own units are not loaded."""
    return {str(node.unit): names(node.below) if node.below is not None else None for node in nodes}


def tree(client: Any, **query: Any) -> dict[str, Any]:
    page = client.get(ESTATES, query)
    assert page.status_code == 200
    return names(page.context["tree"])


def test_only_the_opened_street_shows_its_communities(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    closed = {
        "定海区": {"昌国街道": None, "环南街道": None},
        "普陀区": {"沈家门街道": None},
        "岱山县": {"高亭镇": None},
    }
    assert tree(client) == closed
    assert tree(client, unit=f"district-{city.dinghai.pk}") == closed
    opened = {**closed, "定海区": {"昌国街道": None, "环南街道": {"东山社区": None}}}
    assert tree(client, unit=f"street-{city.huannan.pk}") == opened
    assert tree(client, unit=f"community-{city.dongshan.pk}") == opened
    text = client.get(f"{ESTATES}tree/street-{city.changguo.pk}/", {"sort": "name"}).content.decode()
    assert f"?sort=name&amp;unit=community-{city.liufang.pk}" in text
    assert "留方社区" in text
    assert "东山社区" not in text


def test_the_tree_shows_own_units_only(city: City, signed_in: Any) -> None:
    assert tree(signed_in(city.clerk)) == {"定海区": {"环南街道": {"东山社区": None}}}
    assert tree(signed_in(city.officer)) == {"定海区": {"昌国街道": None, "环南街道": None}}
    assert tree(signed_in(city.nobody)) == {}
    client = signed_in(city.clerk)
    for unit in (f"street-{city.changguo.pk}", f"community-{city.dongshan.pk}", "street-0", "planet-1", "street-x"):
        assert client.get(f"{ESTATES}tree/{unit}/").status_code == 404, unit
    assert "昌国街道" not in client.get(f"{ESTATES}tree/district-{city.dinghai.pk}/").content.decode()


def test_units_are_shown_on_the_days_on_which_they_stood(city: City, signed_in: Any) -> None:
    city.keep(Street(district=city.putuo, name="虾峙乡", valid_to=DAY))
    city.keep(Community(street=city.shenjiamen, name="旧社区", founded_on=DAY, closed_on=DAY.replace(year=2003)))
    client = signed_in(city.administrator)
    unit = f"street-{city.shenjiamen.pk}"
    assert tree(client, unit=unit)["普陀区"] == {"沈家门街道": {"中洲社区": None}}
    assert tree(client, unit=unit, on="2002-12-31")["普陀区"] == {"沈家门街道": {"中洲社区": None, "旧社区": None}}
    assert tree(client, unit=unit, on="2001-12-31")["普陀区"] == {"沈家门街道": {}, "虾峙乡": None}
    page = client.get(ESTATES, {"unit": unit, "on": "2001-12-31"})
    assert page.context["lost_unit"] is None
    page = client.get(ESTATES, {"unit": f"community-{city.zhongzhou.pk}", "on": "2001-12-31"})
    assert page.context["lost_unit"] == city.zhongzhou


def test_a_moved_community_hangs_where_it_stood(city: City, signed_in: Any) -> None:
    first = city.dongshan.placements.get()
    first.valid_to = datetime.date(2010, 1, 1)
    city.keep(first)
    moved = type(first)(community=city.dongshan, street=city.changguo, valid_from=datetime.date(2010, 1, 1))
    city.keep(moved)
    client = signed_in(city.administrator)
    unit = f"community-{city.dongshan.pk}"
    assert tree(client, unit=unit)["定海区"]["昌国街道"] == {"东山社区": None, "留方社区": None}
    assert tree(client, unit=unit, on="2005-01-01")["定海区"]["环南街道"] == {"东山社区": None}


def test_the_unit_narrows_the_list_and_stays_in_the_links(city: City, signed_in: Any) -> None:
    for community in (city.dongshan, city.liufang, city.zhongzhou):
        city.keep(Estate(community=community, name=f"{community}苑"))
    client = signed_in(city.administrator)
    for unit, count in ((city.dinghai, 2), (city.huannan, 1), (city.liufang, 1), (city.daishan, 0)):
        key = f"{unit.territory_level}-{unit.pk}"
        page = client.get(ESTATES, {"unit": key})
        assert page.context["page"].paginator.count == count
        assert f'href="/r/communities/honour/?unit={key}"' in page.content.decode()
    page = client.get(ESTATES, {"unit": '"><b>'})
    assert 'href="/r/communities/honour/"' in page.content.decode()


@pytest.mark.parametrize("more", [1, 40])
def test_many_districts_are_opened_one_by_one(city: City, signed_in: Any, more: int) -> None:
    origin = Origin(city.administrator, Source.COMMAND)
    changes.create_all([District(code=f"3310{n:02d}", name=f"{n}县") for n in range(more)], origin)
    opened = {name for name, below in tree(signed_in(city.administrator)).items() if below is not None}
    assert (len(opened) == 3 + more) == (3 + more <= OPEN_DISTRICTS)
    found = tree(signed_in(city.administrator), unit=f"street-{city.huannan.pk}")
    assert found["定海区"]["环南街道"] == {"东山社区": None}
