"""How a person looks at a list: its columns, and questions kept under a name."""

import io
from typing import Any

import openpyxl
import pytest

from communities.models import Estate
from tests.people import City
from zhoushan_community.base import changes, dated
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import SavedQuery
from zhoushan_community.base.registers import all_registers, find

ESTATES = "/r/communities/estate/"


@pytest.fixture(autouse=True)
def estates(city: City) -> None:
    rows = [
        Estate(community=community, name=name, households=households, source_note="档案")
        for community, name, households in (
            (city.dongshan, "甲苑", 300),
            (city.dongshan, "乙苑", 500),
            (city.liufang, "丙苑", 100),
        )
    ]
    changes.create_all(rows, Origin(city.administrator, Source.COMMAND))


def columns(page: Any) -> list[str]:
    return [column.name for column in page.context["listing"].columns]


# Columns


def test_columns_are_shown_as_asked_for_and_in_that_order(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    for query in ("cols=households,name,source_note", "cols=households&cols=name&cols=source_note"):
        page = client.get(f"{ESTATES}?{query}")
        assert columns(page) == ["households", "name", "source_note"]
        assert "档案" in page.content.decode()
    assert len(columns(client.get(ESTATES))) == 11
    assert columns(client.get(ESTATES, {"cols": "name,name,"})) == ["name"]
    page = client.get(ESTATES, {"cols": "version"})
    assert len(columns(page)) == 11
    assert page.context["listing"].problems


def test_a_register_that_names_no_columns_has_its_place_its_own_fields_and_its_dates() -> None:
    own = ("term", "person_name", "gender", "birth_year", "post", "elected_from", "resident_unit", "party_post")
    assert find("organizations.member").columns == ("district", "street", "community", *own, "valid_from", "valid_to")
    assert find("communities.street").columns == ("district", "code", "name", "kind", "valid_from", "valid_to")
    assert "phone" not in find("organizations.staffmember").columns


def test_the_chooser_offers_every_field_once_and_nothing_hidden(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    for register in all_registers():
        page = client.get(register.url(), {"cols": register.table[-1].name})
        offered = [column.name for column, _shown in page.context["listing"].choosable]
        assert len(offered) == len(set(offered))
        assert offered[0] == register.table[-1].name
        assert not {"id", "version", "generated", "search_key", "phone", "boundary"} & set(offered), register.label
        everything = client.get(register.url(), {"cols": ",".join(offered), "all": 1})
        assert columns(everything) == offered
        assert everything.context["listing"].problems == []


def test_sheets_follow_the_columns(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    answer = client.get(f"{ESTATES}export/", {"cols": "name,households", "sort": "-households", "format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    lines = list(sheet.iter_rows(values_only=True, max_col=2))
    assert lines[1:5] == [("乙苑", 500), ("甲苑", 300), ("丙苑", 100), ("合计", 900)]
    answer = client.get(f"{ESTATES}export/", {"cols": "name", "sort": "name", "format": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()][1:] == ["丙苑", "乙苑", "甲苑"]


# Saved queries


def save(client: Any, name: str, query: str = "q=甲&sort=name&cols=name", **more: Any) -> Any:
    return client.post(f"{ESTATES}queries/", {"name": name, "query": query, **more})


def test_a_query_is_kept_listed_and_opened_again(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    answer = save(client, "甲字小区", "q=甲&sort=name&cols=name,street&page=2&size=50&all=&on=2002-06-30")
    page = client.get(answer["Location"])
    assert columns(page) == ["name", "street"]
    assert [row.name for row in page.context["page"]] == ["甲苑"]
    assert page.context["page"].paginator.per_page == 50
    assert str(page.context["listing"].day) == "2002-06-30"
    (kept,) = page.context["saved_queries"]
    assert kept.name == "甲字小区"
    assert kept.query == page.context["question"]
    assert "page=" not in kept.query
    # The list still opens with everything.
    page = client.get(ESTATES)
    assert page.context["page"].paginator.count == 2
    assert "甲字小区" in page.content.decode()


def test_today_stays_today_in_a_kept_query(city: City, signed_in: Any) -> None:
    save(signed_in(city.clerk), "今天", f"q=甲&on={dated.today()}")
    assert "on=" not in SavedQuery.objects.get().query


def test_a_query_of_the_same_name_is_replaced(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    save(client, "我的")
    save(client, "我的", "q=乙")
    assert [row.name for row in client.get(f"{ESTATES}?{SavedQuery.objects.get().query}").context["page"]] == ["乙苑"]


def test_the_default_opens_first_and_everything_stays_one_click_away(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    save(client, "甲", is_default="on")
    page = client.get(ESTATES, follow=True)
    assert [row.name for row in page.context["page"]] == ["甲苑"]
    assert client.get(f"{ESTATES}?saved=0").context["page"].paginator.count == 3
    assert client.get(ESTATES, {"q": "乙"}).context["page"].paginator.count == 1
    # The territory of the list before is kept.
    page = client.get(ESTATES, {"unit": f"street-{city.changguo.pk}"}, follow=True)
    assert page.context["listing"].unit == city.changguo
    assert page.context["page"].paginator.count == 0
    # Only one is the default, and it can be none again.
    save(client, "乙", "q=乙", is_default="on")
    assert [found.name for found in SavedQuery.objects.filter(is_default=True)] == ["乙"]
    pk = SavedQuery.objects.get(name="乙").pk
    assert client.post(f"{ESTATES}queries/{pk}/", {"action": "usual"}).status_code == 302
    assert client.get(ESTATES).context["page"].paginator.count == 3
    assert client.post(f"{ESTATES}queries/{pk}/", {"action": "first"}).status_code == 302
    assert [row.name for row in client.get(ESTATES, follow=True).context["page"]] == ["乙苑"]
    assert client.post(f"{ESTATES}queries/{pk}/", {"action": "delete"}).status_code == 302
    assert client.get(ESTATES).context["page"].paginator.count == 3


def test_only_ones_own_are_seen_changed_and_opened(city: City, signed_in: Any) -> None:
    save(signed_in(city.clerk), "林的查询", is_default="on")
    client = signed_in(city.reader)
    page = client.get(ESTATES)
    assert page.status_code == 200
    assert "林的查询" not in page.content.decode()
    pk = SavedQuery.objects.get().pk
    for action in ("delete", "first", "usual"):
        assert client.post(f"{ESTATES}queries/{pk}/", {"action": action}).status_code == 404
    # Nor under another register's address.
    assert signed_in(city.clerk).post(f"/r/communities/honour/queries/{pk}/", {"action": "delete"}).status_code == 404
    save(client, "林的查询", "q=乙")
    assert SavedQuery.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "query"), [("", "q=甲"), (" ", ""), ("长" * 51, "q=甲"), ("好", "q=" + "长" * 2000), ("\x00", "q=甲")]
)
def test_what_cannot_be_kept_is_said(city: City, signed_in: Any, name: str, query: str) -> None:
    client = signed_in(city.clerk)
    page = client.post(f"{ESTATES}queries/", {"name": name, "query": query}, follow=True)
    assert page.status_code == 200
    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    assert not SavedQuery.objects.exists()


def test_odd_kept_queries_break_nothing(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    for query in ('"><script>', "q=%00", "a=b&a=c&&&", "\r\nX: y", "page=9", "unit=street-0", "保存"):
        page = client.post(f"{ESTATES}queries/", {"name": "奇", "query": query}, follow=True)
        assert page.status_code == 200
        assert "<script>" not in page.content.decode().split("<main")[1]
    pk = SavedQuery.objects.get().pk
    assert client.post(f"{ESTATES}queries/{pk}/", {"action": "sing"}).status_code == 404
    assert client.get(f"{ESTATES}queries/").status_code == 405
