"""The map of a board: communities with a known outline, each with its state, for those who may see them."""

from typing import Any

from communities.models import Community, Honour
from services.models import Facility
from tests.base.test_growth import assert_same, statements
from tests.people import City

DAY = "2003-12-31"


def outline(city: City, community: Community, west: float = 122.1) -> dict[str, Any]:
    """Gives the community the outline of a small square."""
    ring = [[west, 30.0], [west + 0.01, 30.0], [west + 0.01, 30.01], [west, 30.01], [west, 30.0]]
    community.boundary = {"type": "Polygon", "coordinates": [ring]}
    city.keep(community)
    return community.boundary


def drawn(client: Any, **query: Any) -> dict[str, str] | None:
    """By name, the mark of each community on the map; None where there is none."""
    found = client.get("/board/", {"on": DAY, **query}).context["map"]
    return found and {item["name"]: item["mark"] for item in found.data["items"]}


def test_without_outlines_there_is_no_map(city: City, signed_in: Any) -> None:
    answer = signed_in(city.auditor).get("/board/", {"on": DAY})
    assert answer.context["map"] is None
    assert 'id="map"' not in answer.content.decode()


def test_each_community_with_an_outline_is_drawn_by_its_state(city: City, signed_in: Any) -> None:
    square = outline(city, city.dongshan)
    outline(city, city.zhongzhou, 122.3)
    city.keep(Honour(community=city.dongshan, kind="civilized", awarded_on="2002-06-20"))
    city.keep(Facility(community=city.zhongzhou, kind="activity_room", floor_area_m2=80, opened_on="2002-06-01"))
    client = signed_in(city.auditor)
    assert drawn(client, show="T4") == {"东山社区": "met", "中洲社区": "unmet"}
    assert drawn(client, show="N20") == {"东山社区": "missing", "中洲社区": "met"}
    assert drawn(client, show="T5", territory="330902") == {"东山社区": "met"}
    answer = client.get("/board/", {"on": DAY, "show": "T4", "territory": "330902"})
    [feature] = answer.context["map"].data["map"]["features"]
    assert feature["geometry"] == square
    assert "尚无边界、未上图的社区：1 个" in answer.content.decode()
    [item] = answer.context["map"].data["items"]
    assert "东山社区" in client.get(item["address"]).content.decode()


def test_what_is_asked_of_streets_alone_has_no_map(city: City, signed_in: Any) -> None:
    outline(city, city.dongshan)
    assert drawn(signed_in(city.auditor), show="N18") is None


def test_a_map_shows_own_ground_only(city: City, signed_in: Any) -> None:
    for place, community in enumerate((city.dongshan, city.liufang, city.zhongzhou)):
        outline(city, community, 122 + place / 10)
    assert set(drawn(signed_in(city.clerk), show="T4")) == {"东山社区"}
    assert set(drawn(signed_in(city.officer), show="T4")) == {"东山社区", "留方社区"}


def test_a_community_is_drawn_as_long_as_it_exists(city: City, signed_in: Any) -> None:
    outline(city, city.dongshan)
    outline(city, city.liufang, 122.2)
    city.dongshan.closed_on = "2003-06-01"
    city.keep(city.dongshan)
    assert set(drawn(signed_in(city.officer), show="T4")) == {"留方社区"}


def test_it_costs_the_same_for_many(city: City, signed_in: Any) -> None:
    client = signed_in(city.officer)
    outline(city, city.dongshan)
    few = statements(lambda: drawn(client))
    for number in range(12):
        made = city.keep(Community(street=city.huannan, name=f"第{number}社区", founded_on="2002-06-01"))
        outline(city, made, 122.2 + number / 100)
    assert_same(few, statements(lambda: drawn(client)))
