"""Finding rows in every register: the search over all of them, look-ups, filters, sort."""

import datetime
import itertools
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.utils.html import escape

from communities.models import Community, CommunityFigures, Estate, Honour, ResidentsCommittee, Street
from tests.base.test_growth import assert_same, statements
from tests.people import City
from zhoushan_community.base import changes, search, shelves
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import User
from zhoushan_community.base.registers import all_registers, find
from zhoushan_community.base.tables import listing

DAY = datetime.date(2002, 6, 1)


def found(client: Any, text: str) -> dict[str, list[str]]:
    """What the search shows: for each register the names of its rows."""
    page = client.get("/search/", {"q": text})
    assert page.status_code == 200
    return {group.register.label: [str(hit.row) for hit in group.hits] for group in page.context["groups"]}


# Keys


def test_a_key_holds_the_text_and_its_initials() -> None:
    assert search.key_of(["西园社区", "330902003005"]) == "西园社区 330902003005 xysq xyso"
    assert search.key_of(["Ａ座（东）", ""]) == "a座(东) az(d)"
    # 长 begins 长涂 with c and ends 镇长 with z; whoever types either finds it.
    assert {"ctz", "ztz"} <= set(search.key_of(["长涂镇"]).split())
    assert len(search.key_of(["长" * 20]).split()) < 10


# The search over all registers


@pytest.mark.parametrize(
    "text", ["东山社区", "东山", "dssq", "DSSQ", "ｄｓｓｑ", "330902003005", "hn 东山", "环南  dssq"]
)
def test_a_community_is_found_by_name_code_and_initials(city: City, signed_in: Any, text: str) -> None:
    assert found(signed_in(city.clerk), text)["communities.community"] == ["东山社区"]


def test_every_word_must_be_found(city: City, signed_in: Any) -> None:
    assert "communities.community" not in found(signed_in(city.administrator), "环南 留方")


def test_rows_are_found_by_what_they_belong_to(city: City, signed_in: Any) -> None:
    city.keep(CommunityFigures(community=city.dongshan, counted_on=DAY, households=2500))
    city.keep(Estate(community=city.dongshan, name="海景苑"))
    client = signed_in(city.clerk)
    assert found(client, "东山")["communities.communityfigures"] == ["东山社区 2002-06-01"]
    # Also by the street and the district above.
    assert found(client, "环南")["communities.estate"] == ["海景苑"]
    assert found(client, "dinghai") == {}
    assert found(client, "定海")["communities.estate"] == ["海景苑"]


def test_a_result_says_where_it_lies_and_leads_to_the_row(city: City, signed_in: Any) -> None:
    estate = city.keep(Estate(community=city.dongshan, name="海景苑", completed_on=DAY))
    committee = city.keep(ResidentsCommittee(street=city.huannan, name="海景居委会", valid_to=DAY))
    client = signed_in(city.clerk)
    page = client.get("/search/", {"q": "hj"})
    hits = {hit.row: hit for group in page.context["groups"] for hit in group.hits}
    assert hits[estate].place == "定海区 环南街道 东山社区"
    assert hits[estate].ended is None
    assert hits[committee].ended == DAY
    for row, hit in hits.items():
        target = client.get(hit.address)
        assert target.status_code == 200
        assert str(row) in target.content.decode()


def test_names_that_begin_with_the_text_come_first(city: City, signed_in: Any) -> None:
    origin = Origin(city.administrator, Source.COMMAND)
    names = [f"{n}号小区" for n in range(1, 8)]
    changes.create_all([Estate(community=city.dongshan, name=name) for name in names], origin)
    city.keep(Estate(community=city.dongshan, name="新东山苑"))
    city.keep(Estate(community=city.dongshan, name="东山苑"))
    assert found(signed_in(city.clerk), "东山")["communities.estate"][:2] == ["东山苑", "新东山苑"]


def test_registers_with_rows_of_that_name_come_first(city: City, signed_in: Any) -> None:
    registers = list(found(signed_in(city.clerk), "环南街道"))
    assert registers[0] == "communities.street"
    assert "communities.community" in registers


def test_counts_are_those_of_the_list_behind(city: City, signed_in: Any) -> None:
    origin = Origin(city.administrator, Source.COMMAND)
    rows = [Estate(community=city.dongshan, name=f"海景{n}苑") for n in range(23)]
    rows += [Estate(community=city.dongshan, name="海景旧苑", completed_on=DAY, closed_on=DAY.replace(month=7))]
    rows += [Estate(community=city.liufang, name="海景别苑")]
    changes.create_all(rows, origin)
    for user, count in ((city.clerk, 24), (city.administrator, 25)):
        client = signed_in(user)
        (group,) = client.get("/search/", {"q": "海景"}).context["groups"]
        assert group.count == count
        assert len(group.hits) == 5
        assert parse_qs(urlsplit(group.address).query)["q"] == ["海景"]
        assert client.get(group.address).context["page"].paginator.count == count


def test_a_strangers_rows_neither_appear_nor_count(city: City, signed_in: Any) -> None:
    city.keep(Estate(community=city.liufang, name="留方苑"))
    assert found(signed_in(city.clerk), "留方") == {}
    assert found(signed_in(city.clerk), "中洲") == {}
    assert found(signed_in(city.nobody), "东山") == {}
    page = signed_in(city.clerk).get("/search/", {"q": "社区"})
    counts = {group.register.label: group.count for group in page.context["groups"]}
    assert counts["communities.community"] == 1


@pytest.mark.parametrize("text", ["", " ", "%", "_", "\\", "'", "\x00", "东山\x00社区", "🙂", "<b>", "a\u0000"])
def test_odd_texts_are_searched_for_as_they_stand(city: City, signed_in: Any, text: str) -> None:
    client = signed_in(city.administrator)
    page = client.get("/search/", {"q": text})
    assert page.status_code == 200
    rows = [hit.row for group in page.context["groups"] for hit in group.hits]
    assert all(isinstance(row, Community | Street | object) and "东山" in str(row) for row in rows)
    assert client.get("/r/communities/community/", {"q": text}).status_code == 200


def test_too_much_is_refused_in_words(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    for text in ("东" * 101, "a b c d e f g"):
        page = client.get("/search/", {"q": text})
        assert page.status_code == 400
        assert page.context["problem"]
        page = client.get("/r/communities/community/", {"q": text})
        assert page.status_code == 200
        assert page.context["listing"].problems
        assert page.context["page"].paginator.count == 0


def test_the_search_costs_the_same_for_many_rows(city: City, signed_in: Any) -> None:
    def search_all() -> None:
        user = User.objects.get(pk=city.administrator.pk)
        assert "communities.estate" in found(signed_in(user), "东山")

    city.keep(Estate(community=city.dongshan, name="东山一苑"))
    few = statements(search_all)
    origin = Origin(city.administrator, Source.COMMAND)
    changes.create_all([Estate(community=city.dongshan, name=f"东山{n}苑") for n in range(40)], origin)
    assert_same(few, statements(search_all))


def test_the_box_is_there_for_whoever_has_a_duty(city: City, signed_in: Any) -> None:
    assert 'action="/search/"' in signed_in(city.clerk).get("/").content.decode()
    assert 'action="/search/"' not in signed_in(city.nobody).get("/").content.decode()


# Look-ups

ESTATES = "/r/communities/estate/"


def offered(client: Any, model: str, **query: Any) -> list[str]:
    answer = client.get(f"/lookup/communities/{model}/", query)
    assert answer.status_code == 200
    return [choice["text"] for choice in answer.json()["choices"]]


@pytest.mark.parametrize("text", ["东山", "dssq", "环南 东山", "hn ds", "330902003005"])
def test_a_look_up_answers_to_name_code_and_initials(city: City, signed_in: Any, text: str) -> None:
    assert offered(signed_in(city.administrator), "community", q=text) == ["环南街道 东山社区"]


def test_a_look_up_offers_own_rows_only(city: City, signed_in: Any) -> None:
    assert offered(signed_in(city.clerk), "community") == ["环南街道 东山社区"]
    assert offered(signed_in(city.clerk), "community", q="留方") == []
    assert offered(signed_in(city.nobody), "community") == []
    # What one may see is not always what one may enter under.
    assert offered(signed_in(city.reader), "community") == ["环南街道 东山社区"]
    assert offered(signed_in(city.reader), "community", ground="edit") == []
    assert offered(signed_in(city.officer), "street", ground="edit") == ["定海区 昌国街道", "定海区 环南街道"]


def test_a_look_up_says_when_there_is_more(city: City, signed_in: Any) -> None:
    origin = Origin(city.administrator, Source.COMMAND)
    changes.create_all([Community(street=city.huannan, name=f"第{n}社区") for n in range(30)], origin)
    client = signed_in(city.clerk)
    answer = client.get("/lookup/communities/community/", {"q": "第"}).json()
    assert len(answer["choices"]) == 20
    assert answer["told"]
    assert client.get("/lookup/communities/community/", {"q": "第29"}).json()["told"] == ""
    assert client.get("/lookup/communities/community/", {"q": "无此"}).json()["told"]
    assert client.get("/lookup/communities/community/", {"q": "东" * 101}).json() == {
        "choices": [],
        "told": "查找最多 6 个词、100 个字；请缩短。",
    }
    assert client.get("/lookup/communities/nothing/").status_code == 404


def shown(client: Any, address: str, **query: Any) -> list[str]:
    page = client.get(address, query)
    assert page.status_code == 200
    return [str(row) for row in page.context["page"]]


@pytest.fixture
def estates(city: City) -> list[Estate]:
    """Two estates in each of two communities."""
    rows = [
        Estate(community=community, name=f"{name}苑", households=households)
        for community, name, households in (
            (city.dongshan, "甲", 300),
            (city.dongshan, "乙", None),
            (city.liufang, "丙", 100),
            (city.liufang, "丁", 200),
        )
    ]
    changes.create_all(rows, Origin(city.administrator, Source.COMMAND))
    return rows


def test_a_list_is_filtered_by_what_its_rows_point_at(city: City, signed_in: Any, estates: Any) -> None:
    client = signed_in(city.administrator)
    wanted = ["乙苑", "甲苑"]
    assert shown(client, ESTATES, community=city.dongshan.pk) == wanted
    # Without a script the text decides, as long as it means one row.
    for text in ("东山社区", "环南街道 东山社区", "dssq", "hn 东山"):
        assert shown(client, ESTATES, community_text=text) == wanted, text
    assert shown(client, ESTATES, community=city.dongshan.pk, community_text="环南街道 东山社区") == wanted
    # A text that was changed after a row had been chosen stands against the older key.
    assert shown(client, ESTATES, community=city.liufang.pk, community_text="东山社区") == wanted
    assert len(shown(client, ESTATES, community="", community_text="")) == 4


def test_a_chosen_row_is_named_in_the_filter(city: City, signed_in: Any, estates: Any) -> None:
    page = signed_in(city.administrator).get(ESTATES, {"community": city.dongshan.pk}).content.decode()
    assert 'value="环南街道 东山社区"' in page
    assert f'name="community" value="{city.dongshan.pk}"' in page


@pytest.mark.parametrize(
    "query",
    [
        {"community": "abc"},
        {"community": "99999999999999999999999"},
        {"community": "-1"},
        {"community_text": "社区"},
        {"community_text": "无此社区"},
        {"community_text": "东" * 200},
        {"community": "\x00", "community_text": "\x00"},
        {"contiguous_development": "perhaps"},
        {"approved_on_after": "2002-02-31"},
        {"unit": "street-0"},
        {"unit": "planet-1"},
        {"on": "2002-6-99"},
        {"page": "9"},
        {"page": "-1"},
        {"page": "abc"},
        {"size": "7"},
        {"sort": "nothing"},
        {"sort": "--name"},
        {"cols": "nothing"},
        {"comunity": "1"},
    ],
)
def test_odd_input_is_answered_in_words(city: City, signed_in: Any, estates: Any, query: dict[str, str]) -> None:
    client = signed_in(city.administrator)
    page = client.get(ESTATES, query)
    assert page.status_code == 200
    assert len(page.context["listing"].problems) == 1
    assert escape(page.context["listing"].problems[0]) in page.content.decode()
    if not {"page", "size"} & set(query):
        # No sheet is made of a misunderstanding.
        assert client.get(f"{ESTATES}export/", query).status_code == 302


def test_a_filter_offers_no_strangers_row(city: City, signed_in: Any, estates: Any) -> None:
    client = signed_in(city.clerk)
    for query in ({"community": city.liufang.pk}, {"community_text": "留方社区"}):
        page = client.get(ESTATES, query)
        assert list(page.context["page"]) == []
        assert page.context["listing"].problems
        assert "昌国街道" not in page.content.decode()


# Sort and pages


def test_every_column_of_a_field_sorts_both_ways(city: City, signed_in: Any, estates: Any) -> None:
    client = signed_in(city.administrator)
    assert shown(client, ESTATES, sort="households") == ["丙苑", "丁苑", "甲苑", "乙苑"]
    assert shown(client, ESTATES, sort="-households") == ["甲苑", "丁苑", "丙苑", "乙苑"]
    assert shown(client, ESTATES, sort="-street")[:2] == ["甲苑", "乙苑"]
    for register in all_registers():
        page = client.get(register.url())
        for column, sortable in page.context["listing"].heads:
            for sort in (column.name, f"-{column.name}"):
                answer = client.get(register.url(), {"sort": sort, "all": 1})
                assert bool(answer.context["listing"].problems) != sortable, (register.label, sort)


def test_choices_sort_as_they_are_declared(city: City, signed_in: Any) -> None:
    levels = ("district", "national", "municipal", "provincial")
    for level in levels:
        city.keep(Honour(community=city.dongshan, kind="green", level=level, awarded_on=DAY))
    page = signed_in(city.clerk).get("/r/communities/honour/", {"sort": "level"})
    assert [row.level for row in page.context["page"]] == ["national", "provincial", "municipal", "district"]


@pytest.mark.parametrize(
    ("sort", "size", "most"),
    [("", "20", None), ("", "50", 3), ("name", "20", None), ("-households", "50", None), ("street", "50", None)],
)
def test_pages_hold_every_row_once_and_in_order(
    city: City, signed_in: Any, monkeypatch: Any, sort: str, size: str, most: int | None
) -> None:
    """Two streets without a code, which the order by codes cannot tell apart, lie there on purpose. most: so many
    communities are counted one by one; with more the streets are."""
    if most:
        monkeypatch.setattr(shelves, "MOST_SHELVES", most)
    origin = Origin(city.administrator, Source.COMMAND)
    streets = [Street(district=city.dinghai, name=f"无码{n}乡") for n in (1, 2)]
    changes.create_all(streets, origin)
    communities = [
        Community(street=street, name=f"{n}社区") for n in range(4) for street in (*streets, city.gaoting, city.huannan)
    ]
    changes.create_all(communities, origin)
    rows = [
        Estate(community=community, name=f"{n}苑", households=n % 3 or None)
        for community in communities
        for n in range(8)
    ]
    changes.create_all(rows, origin)
    client = signed_in(city.administrator)
    query = {"sort": sort, "size": size}
    first = client.get(ESTATES, query).context["page"]
    assert first.paginator.count == len(rows)
    seen = []
    for number in first.paginator.page_range:
        seen += [row.pk for row in client.get(ESTATES, {**query, "page": number}).context["page"]]
    whole = listing(find("communities.estate"), city.administrator, QueryDict(f"sort={sort}"))
    assert seen == [row.pk for row in whole.all_rows]
    assert sorted(seen) == sorted(row.pk for row in rows)
    assert whole.totals == {"households": sum(row.households or 0 for row in rows)}
    streets_in_order = [row.community.street_id for row in whole.all_rows]
    if not sort:
        assert len([1 for one, other in itertools.pairwise(streets_in_order) if one != other]) == 3


def test_sums_and_count_are_those_of_the_whole_query(city: City, signed_in: Any, estates: Any) -> None:
    page = signed_in(city.administrator).get(ESTATES, {"unit": f"street-{city.changguo.pk}"})
    assert page.context["page"].paginator.count == 2
    assert page.context["totals"] == {"households": 300}
    page = signed_in(city.administrator).get(ESTATES, {"q": "乙"})
    assert page.context["totals"] == {"households": None}
