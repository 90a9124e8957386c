"""Whose rows the own pages of communities, streets and districts show."""

import datetime
from typing import Any

from django.test import Client

from communities.models import (
    Adjustment,
    AdjustmentShare,
    Community,
    CommunityFigures,
    CommunityPlacement,
    Handover,
    ResidentsCommittee,
)
from organizations.models import StaffMember
from tests.people import City, duty, person
from zhoushan_community.base.panels import figures_of, panels_of

from .reading import figure, lacks, look, text_of
from .unit_rows import DAY, START, fill, keep


def test_strangers_find_nothing_there(city: City, signed_in: Any) -> None:
    for user, unit in (
        (city.next_clerk, city.dongshan),
        (city.next_clerk, city.huannan),
        (city.officer, city.zhongzhou),
        (city.officer, city.putuo),
        (city.nobody, city.dongshan),
        (city.nobody, city.huannan),
        (city.nobody, city.dinghai),
    ):
        assert signed_in(user).get(unit.get_absolute_url()).status_code == 404, unit
    for level in ("community", "street", "district"):
        assert signed_in(city.administrator).get(f"/{level}/99999999999999999999/").status_code == 404
        assert Client().get(f"/{level}/1/").status_code == 302


def test_from_below_only_ones_own_part_is_seen(city: City, signed_in: Any) -> None:
    for home in (city.dongshan, city.liufang):
        keep(city, CommunityFigures(community=home, counted_on=START, households=1000))
        keep(city, StaffMember(community=home, name=f"{home}专职"))
    fill(city, 0, 1)
    answer = look(signed_in(city.clerk), city.dinghai)
    page = answer.context["page"]
    assert [row.unit for row in page.below] == [city.huannan]
    assert (figure(answer, "households").value, figure(answer, "staff").value) == (2600, 2)
    assert page.sections == []
    assert page.lacks == []
    text = text_of(answer)
    assert "昌国街道" not in text
    assert "第0届领导小组" not in text
    whole = look(signed_in(city.officer), city.dinghai)
    assert figure(whole, "households").value == 3600
    assert "第0届领导小组" in text_of(whole)


def test_a_community_worker_sees_one_row_of_the_street(city: City, signed_in: Any) -> None:
    keep(city, Community(street=city.huannan, name="西园社区", founded_on=START))
    helper = person("he", "何社工", city.administrator)
    duty(helper, "enters", "community", city.dongshan, city.administrator)
    answer = look(signed_in(helper), city.huannan)
    assert [row.unit for row in answer.context["page"].below] == [city.dongshan]
    assert "西园社区" not in text_of(answer)
    assert ("services.facility", "service_centre") not in lacks(answer)


def test_a_page_shows_the_rows_of_its_unit_only(city: City, signed_in: Any) -> None:
    fill(city, 0, 1)
    client = signed_in(city.officer)
    for unit in (city.liufang, city.changguo):
        answer = look(client, unit)
        assert not any(panel.rows for section in answer.context["page"].sections for panel in section.panels)
        for said in ("第0", "东风0居委会", "0号小区", "刘书记0"):
            assert said not in text_of(answer), (unit, said)


def test_what_a_page_is_made_of_tells_no_more_than_the_person_sees(city: City) -> None:
    fill(city, 0, 1)
    keep(city, CommunityFigures(community=city.liufang, counted_on=START, households=1400))
    keep(city, StaffMember(community=city.liufang, name="留方专职", started_on=START))
    told = {figure.name: figure for figure in figures_of([city.dongshan.pk, city.liufang.pk], DAY, city.clerk)}
    assert (told["households"].at(city.dongshan.pk).value, told["households"].at(city.liufang.pk).value) == (2600, None)
    assert (told["staff"].at(city.dongshan.pk).value, told["staff"].at(city.liufang.pk).value) == (1, None)
    for unit in (city.dongshan, city.dinghai):
        assert any(panel.rows for panel in panels_of(unit, DAY, city.officer))
        assert not any(panel.rows for panel in panels_of(unit, DAY, city.nobody))


def test_a_street_of_that_day_that_may_be_anothers_is_named_without_a_link(city: City, signed_in: Any) -> None:
    placement = city.dongshan.placements.get()
    placement.valid_to = datetime.date(2003, 7, 1)
    placement.street = city.changguo
    city.keep(placement)
    keep(city, CommunityPlacement(community=city.dongshan, street=city.huannan, valid_from="2003-07-01"))
    client = signed_in(city.clerk)
    for page in (
        client.get("/r/communities/community/", {"on": "2003-06-30"}),
        look(client, city.dongshan, "2003-06-30"),
    ):
        assert "昌国街道" in text_of(page)
        assert city.changguo.get_absolute_url() not in page.content.decode()


def test_what_was_handed_over_is_the_districts_to_show(city: City, signed_in: Any) -> None:
    committee = city.keep(ResidentsCommittee(street=city.huannan, name="东风居委会"))
    merger = city.keep(Adjustment(district=city.dinghai, kind="merge", title="合并", effective_on=START))
    share = AdjustmentShare(adjustment=merger, from_committee=committee, to_community=city.dongshan, part_name="一组")
    city.keep(share)
    keep(city, Handover(share=share, kind="funds", subject="账面余款", amount=20))
    for user, told in ((city.clerk, False), (city.officer, True)):
        text = text_of(look(signed_in(user), city.dongshan))
        assert "东风居委会（一组）" in text, user
        assert ("账面余款" in text) == told, user
