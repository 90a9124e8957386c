"""Finding rows in every register: the search over all of them."""

import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from communities.models import Community, CommunityFigures, Estate, ResidentsCommittee, Street
from tests.base.test_growth import assert_same, statements
from tests.people import City
from zhoushan_community.base import changes, search
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import User

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
