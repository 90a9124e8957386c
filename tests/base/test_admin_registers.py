"""Registers in the back office: the same rows, form, rules, search and log as on their own pages."""

import csv
import datetime
import io
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.models import Community, CommunityPlacement, Estate, Street
from tests.battery import posted
from tests.people import City, duty, person
from zhoushan_community.base.models import Change, User

COMMUNITIES = "/admin/communities/community/"


def page_of(row: Any) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


@pytest.fixture
def of_dinghai(city: City) -> User:
    """The administrator of 定海区."""
    user = person("han", "韩管理员", city.administrator)
    duty(user, "administers", "district", city.dinghai, city.administrator)
    return user


def test_a_row_is_changed_with_its_line(city: City, signed_in: Any, of_dinghai: User) -> None:
    data = {**posted(city.dongshan), "area_m2": "900000", "reason": "按测绘更正"}
    answer = signed_in(of_dinghai).post(page_of(city.dongshan), data)
    assert answer.status_code == 302, answer.context["errors"]
    line = Change.objects.first()
    assert (line.actor, line.source, line.reason) == (of_dinghai, "admin", "按测绘更正")
    assert (line.before, line.after) == ({"area_m2": None}, {"area_m2": "900000"})


def test_a_new_row_brings_its_consequences(city: City, signed_in: Any, of_dinghai: User) -> None:
    client = signed_in(of_dinghai)
    data = {"street": city.huannan.pk, "name": "新桥社区", "founded_on": "2003-01-01"}
    assert client.post(f"{COMMUNITIES}add/", data).status_code == 302
    community = Community.unscoped.get(name="新桥社区")
    assert community.placements.count() == 1
    moved = {"community": community.pk, "street": city.changguo.pk, "valid_from": "2013-08-29"}
    assert client.post("/admin/communities/communityplacement/add/", moved).status_code == 302
    first = CommunityPlacement.unscoped.get(community=community, street=city.huannan)
    assert first.valid_to == datetime.date(2013, 8, 29)


def test_rows_of_others_are_not_there(city: City, signed_in: Any, of_dinghai: User) -> None:
    client = signed_in(of_dinghai)
    shown = {row.pk for row in client.get(COMMUNITIES).context["cl"].result_list}
    assert shown == {city.dongshan.pk, city.liufang.pk}
    for page in (page_of(city.zhongzhou), f"{COMMUNITIES}{city.zhongzhou.pk}/history/"):
        assert client.get(page).status_code == 404
    assert client.post(page_of(city.zhongzhou), posted(city.zhongzhou)).status_code == 404
    assert client.get(f"{COMMUNITIES}abc/change/").status_code == 404
    row = city.keep(Estate(community=city.dongshan, name="东山小区"))
    foreign = {**posted(row), "community": city.zhongzhou.pk}
    assert client.post(page_of(row), foreign).status_code == 200
    assert client.post("/admin/communities/estate/add/", {**foreign, "name": "别处"}).status_code == 200
    row.refresh_from_db()
    assert row.community == city.dongshan
    assert Estate.unscoped.count() == 1


def test_what_may_only_be_seen_is_only_shown(city: City, signed_in: Any, of_dinghai: User) -> None:
    client = signed_in(of_dinghai)
    page = client.get(page_of(city.dinghai))
    assert page.status_code == 200
    assert 'name="name"' not in page.content.decode()
    assert client.post(page_of(city.dinghai), {**posted(city.dinghai), "name": "改"}).status_code == 403
    assert client.get("/admin/communities/district/add/").status_code == 403
    assert client.post("/admin/communities/district/add/", {"code": "330999", "name": "新区"}).status_code == 403


def test_the_rules_of_the_form_hold(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    twice = {"district": city.dinghai.pk, "name": "环南街道", "kind": "street"}
    answer = client.post("/admin/communities/street/add/", twice)
    assert answer.status_code == 200
    assert answer.context["errors"]
    assert Street.unscoped.filter(name="环南街道").count() == 1


def test_an_older_page_does_not_overwrite(city: City, signed_in: Any) -> None:
    early = posted(city.dongshan)
    city.dongshan.source_note = "别人先改了"
    city.keep(city.dongshan)
    client = signed_in(city.administrator)
    answer = client.post(page_of(city.dongshan), {**early, "source_note": "我也改了"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "别人先改了" in text
    assert "我也改了" in text
    city.dongshan.refresh_from_db()
    assert city.dongshan.source_note == "别人先改了"
    version = answer.context["adminform"].form["version"].value()
    again = {**early, "source_note": "我也改了", "version": version}
    assert client.post(page_of(city.dongshan), again).status_code == 302


def test_history_is_the_registers_own(city: City, signed_in: Any) -> None:
    answer = signed_in(city.administrator).get(f"{COMMUNITIES}{city.dongshan.pk}/history/")
    assert answer.url == f"/r/communities/community/{city.dongshan.pk}/history/"


def test_it_exports_the_rows_that_it_shows(city: City, signed_in: Any) -> None:
    city.keep(Street(district=city.dinghai, name="旧街道", valid_to="2001-01-01"))
    client = signed_in(city.administrator)
    for query in ({}, {"kind__exact": "town"}, {"q": "dinghai"}, {"q": "hn"}, {"q": "旧街", "kind__exact": "street"}):
        page = client.get("/admin/communities/street/", query)
        shown = [row.name for row in page.context["cl"].result_list]
        address = f"/r/communities/street/export/?{page.context['same_rows']}&format=csv"
        assert address.replace("&", "&amp;") in page.content.decode()
        sheet = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(sheet))
        assert [row[head.index("名称")] for row in rows] == shown
    for name, contiguous in (("成片小区", True), ("散建小区", False), ("不明小区", None)):
        city.keep(Estate(community=city.dongshan, name=name, contiguous_development=contiguous))
    for query, name in (
        ({"contiguous_development__exact": "1"}, "成片小区"),
        ({"contiguous_development__exact": "0"}, "散建小区"),
    ):
        page = client.get("/admin/communities/estate/", query)
        assert [row.name for row in page.context["cl"].result_list] == [name]
        sheet = client.get(f"/r/communities/estate/export/?{page.context['same_rows']}&format=csv")
        (line,) = b"".join(sheet.streaming_content).decode("utf-8-sig").splitlines()[1:]
        assert name in line


def test_sorting_by_any_column_works(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    for number in range(1, 8):
        for order in (number, -number):
            assert client.get(COMMUNITIES, {"o": order}).status_code == 200


def test_a_list_costs_the_same_for_many_rows(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    client.get("/admin/communities/estate/")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/communities/estate/")
        return len(queries)

    city.keep(Estate(community=city.dongshan, name="小区"))
    few = cost()
    for number in range(20):
        city.keep(Estate(community=city.dongshan, name=f"小区{number}"))
    assert cost() == few


def test_too_long_a_search_is_told(city: City, signed_in: Any) -> None:
    page = signed_in(city.administrator).get(COMMUNITIES, {"q": "东" * 101})
    assert page.status_code == 200
    assert list(page.context["messages"])
    assert page.context["cl"].result_count == 0


def test_the_back_office_tells_nobody_which_rows_exist(city: City, signed_in: Any, of_dinghai: User) -> None:
    client = signed_in(of_dinghai)
    kind = ContentType.objects.get_for_model(Community).pk
    assert client.get(f"/admin/r/{kind}/{city.zhongzhou.pk}/").status_code == 404
