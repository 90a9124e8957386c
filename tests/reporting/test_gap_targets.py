"""The worklist and the targets: what a gap does to one, how many more are needed, and which are nearest."""

import datetime
from typing import Any

from communities.models import Community, Estate, ResidentsCommittee
from organizations.models import Body, PartyOrganization, Term
from reporting import gap_words
from reporting.models import Exemption
from services.models import Facility
from tests.people import City, officer_of_putuo

from .test_gaps import ON, ROOMS, activity_room, founded, gaps, heads, honour, sentences, worklist

# Targets


def built(city: City, community: Community, *, area: Any = 60) -> None:
    """Everything of 舒适, with an activity room of the area; its other sides stay unknown."""
    for kind in ROOMS:
        city.keep(Facility(community=community, kind=kind, opened_on="2002-06-01"))
    for kind in ("service_station", "health_institution"):
        room = Facility(community=community, kind=kind, opened_on="2002-06-01", floor_area_m2=40)
        city.keep(room)
    activity_room(city, area, community)


def test_what_a_gap_does_to_a_target(city: City, signed_in: Any) -> None:
    built(city, city.dongshan, area=42)
    [gap] = gaps(city, "N20", city.clerk)
    assert [gap_words.effect(each) for each in gap.effects] == ["补上这一项，“舒适”（T6）即齐全"]
    body = city.keep(PartyOrganization(community=city.dongshan, kind="branch", established_on="2002-06-01"))
    for kind in Body.Kind.values[:2]:
        body = city.keep(Body(community=city.dongshan, kind=kind, valid_from="2002-06-01"))
        city.keep(Term(body=body, number=1, started_on=datetime.date(2002, 6, 1)))
    [gap] = gaps(city, "N11", city.clerk)
    assert "T2 只差这一项" in [gap_words.effect(each) for each in gap.effects]
    order = [line.gap.weight for line in signed_in(city.clerk).get("/gaps/", {**ON, "sort": "target"}).context["lines"]]
    assert order == sorted(order, reverse=True)
    assert len(set(order)) == 4


def test_how_many_more_a_district_needs_and_which_are_nearest(city: City) -> None:
    made = founded(city, city.shenjiamen, *(f"{name}社区" for name in "甲乙丙丁戊"))
    honour(city, made[0], None)
    honour(city, made[1], level="district")
    built(city, made[2])
    [text] = heads(city, "T4", officer_of_putuo(city))
    # Three of six are 50 %; the first lacks but the day of its award, the second holds the honour of another level.
    assert text.startswith(
        "普陀区要达到 45 %：还差 3 个社区；最接近的是甲社区 (未录入：授予日期)、乙社区 (已有其他级别的命名)、丙社区 ("
    )
    for community in made[:3]:
        honour(city, community)
    assert heads(city, "T4", officer_of_putuo(city)) == []
    assert not gaps(city, "T4", officer_of_putuo(city))


def test_the_city_is_told_each_bound_district(city: City) -> None:
    founded(city, city.gaoting, "甲社区")
    told = heads(city, "T4")
    assert [text[:3] for text in told] == ["定海区", "普陀区"]
    assert all(gap.result.district != city.daishan.pk for gap in worklist(city).gaps)


def test_committees_estates_and_honours_are_told(city: City) -> None:
    city.keep(ResidentsCommittee(street=city.huannan, name="海山居委会", valid_from="1990-01-01"))
    city.keep(Estate(community=city.dongshan, name="甲小区", completed_on="2001-01-01"))
    assert sentences(city, "T1", city.clerk) == ["环南街道 海山居委会: 原居委会规模调整, 尚未并入社区, 一"]
    assert heads(city, "T1", city.clerk) == [
        "环南街道要达到 95 %：还差 1 个原居委会；最接近的是海山居委会 (尚未并入社区)"
    ]
    assert sentences(city, "T7", city.clerk) == ["环南街道 东山社区 甲小区: 安全小区, 尚未命名, 一"]
    [gap] = gaps(city, "T4", city.clerk)
    assert set(gap.codes) == {"T4", "T5", "T6H"}, "one honour is one deed"


def test_exempt_units_cannot_count(city: City) -> None:
    paper = {"reason": "老城区", "document_no": "舟民〔2002〕1号", "approver": "市民政局", "valid_to": "2010-01-01"}
    city.keep(Exemption(standard="N16", community=city.dongshan, valid_from="2003-01-01", **paper))
    [text] = heads(city, "T3", city.clerk)
    assert text == "环南街道要达到 100 %：还差 1 个社区 （其中 1 个已豁免，不能计入）"
