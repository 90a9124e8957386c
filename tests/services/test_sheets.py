"""Sheets whose rows name parents by their words, or belong to one of two holders."""

import datetime

import pytest

from communities.models import Community, Premises
from organizations.models import Department, ResidentUnit
from services.models import Facility, HealthCoverage, PreferentialPolicy, ServiceItem, SharedFacility
from tests.battery import Enter, told
from tests.people import City
from zhoushan_community.base.sheets.reader import Refused

HEADS = "区,街道,社区,类别,名称,房屋,建筑面积,启用日期"


def test_a_sheet_gives_rooms_to_communities_and_centres_to_streets(city: City, enter: Enter) -> None:
    premises = city.keep(Premises(community=city.dongshan, address="东山路8号", use="both", origin="new"))
    lines = [
        HEADS,
        "定海区,环南街道,东山社区,文体活动室,,东山路 8号,48平方米,2002-05-01",
        "定海区,环南街道,,社区服务中心,环南社区服务中心,,280,2002.6.1",
    ]
    assert told(enter("services.facility", city.clerk, *lines)) == []
    room, centre = Facility.unscoped.order_by("floor_area_m2")
    assert (room.community, room.street, room.premises, room.floor_area_m2) == (city.dongshan, None, premises, 48)
    assert str(room) == "东山社区文体活动室"
    assert (centre.community, centre.street, centre.opened_on) == (None, city.huannan, datetime.date(2002, 6, 1))
    again = enter("services.facility", city.clerk, *lines)
    assert again.counts == {"create": 0, "update": 0, "unchanged": 2, "error": 0}


def test_a_closing_before_the_opening_is_told_at_its_cell(city: City, enter: Enter) -> None:
    heads = "社区,街道,设施种类,投入使用时间,停用时间"
    plan = enter("services.facility", city.clerk, heads, "东山社区,环南街道,幼儿园,2003-01-06,2002-01-06")
    assert [(row.level, message["cell"], message["code"]) for row in plan.rows for message in row.messages] == [
        ("error", "E2", "implausible")
    ]


def test_facilities_of_nobody_are_no_table(city: City, enter: Enter) -> None:
    with pytest.raises(Refused) as refused:
        enter("services.facility", city.clerk, "类别,名称", "幼儿园,小星星幼儿园")
    assert refused.value.code == "no_header"


def test_a_changed_parent_is_shown_by_its_words(city: City, enter: Enter) -> None:
    old, new = (
        city.keep(Premises(community=city.dongshan, address=address, use="both", origin="new"))
        for address in ("东山路8号", "东山路9号")
    )
    room = city.keep(Facility(community=city.dongshan, kind="office", premises=old))
    plan = enter("services.facility", city.clerk, HEADS, "定海区,环南街道,东山社区,办公室,,东山路9号,,")
    assert [row.before for row in plan.rows] == [{"premises": "东山路8号"}]
    room.refresh_from_db()
    assert room.premises == new


ODD = {
    "a room of a street": ("定海区,环南街道,,文体活动室,,,60,", "C2", "这类用房属于社区"),
    "a centre of a community": ("定海区,环南街道,东山社区,社区服务中心,,,300,", "B2", "社区服务中心由街道设立"),
    "nobody's": (",,,幼儿园,,,20,", "B2", "设施属于街道或者社区"),
    "premises that are not": ("定海区,环南街道,东山社区,办公室,,无此房,,", "F2", "“无此房”"),
    "premises of a stranger": ("定海区,环南街道,东山社区,办公室,,留方路1号,,", "F2", "“留方路1号”"),
    "less than nothing": ("定海区,环南街道,东山社区,办公室,,,-1,", "G2", ""),
    "foreign ground": ("定海区,昌国街道,留方社区,办公室,,,20,", "C2", "留方社区"),
    "a kind that is none": ("定海区,环南街道,东山社区,会所,,,20,", "D2", ""),
}


@pytest.mark.parametrize(("line", "cell", "words"), ODD.values(), ids=ODD)
def test_an_odd_row_is_refused_at_its_cell(city: City, enter: Enter, line: str, cell: str, words: str) -> None:
    city.keep(Premises(community=city.liufang, address="留方路1号", use="office", origin="rent"))
    plan = enter("services.facility", city.clerk, HEADS, line)
    assert [found for found, text in told(plan) if words in text] == [cell], told(plan)
    assert not Facility.unscoped.exists()


def test_a_space_under_the_limit_is_taken(city: City, enter: Enter) -> None:
    assert told(enter("services.facility", city.clerk, HEADS, "定海区,环南街道,东山社区,社区服务站,,,12,")) == []


def test_a_service_is_offered_where_the_sheet_says(city: City, enter: Enter) -> None:
    centre = city.keep(Facility(street=city.huannan, kind="service_centre", name="服务中心"))
    station = city.keep(Facility(community=city.dongshan, kind="service_station"))
    city.keep(Facility(community=city.liufang, kind="service_station", name="服务站"))
    heads = "街道,社区,服务设施,项目名称,服务对象,服务方式,组织方式"
    rows = (
        "环南街道,,服务中心,康复,残疾人,无偿,组织",
        "环南街道,东山社区,东山社区社区服务站,送餐,老年人,有偿,志愿",
        "环南街道,,东山社区社区服务站,家电维修,社区居民,有偿,组织",
    )
    assert told(enter("services.serviceitem", city.clerk, heads, *rows)) == []
    assert list(ServiceItem.unscoped.order_by("pk").values_list("provider", "group", "mode", "organised_by")) == [
        (centre.pk, "disabled", "free", "organisation"),
        (station.pk, "elderly", "paid", "volunteers"),
        (station.pk, "residents", "paid", "organisation"),
    ]
    wrong = (
        "环南街道,东山社区,服务中心,康复,残疾人,无偿,组织",
        "环南街道,,服务站,康复,残疾人,无偿,组织",
        "昌国街道,留方社区,服务站,康复,残疾人,无偿,组织",
    )
    cells = [cell for cell, _text in told(enter("services.serviceitem", city.clerk, heads, *wrong))]
    assert cells == ["C2", "C3", "B4"]
    assert ServiceItem.unscoped.count() == 3


def test_an_institution_is_looked_for_from_the_community_outwards(city: City, enter: Enter) -> None:
    near = city.keep(Facility(community=city.dongshan, kind="health_institution", name="卫生服务站"))
    other = city.keep(Community(street=city.huannan, name="西园社区"))
    city.keep(Facility(community=other, kind="health_institution", name="卫生服务站"))
    wide = city.keep(Facility(street=city.huannan, kind="health_institution", name="卫生服务中心"))
    city.keep(Facility(community=other, kind="office", name="西园办公室"))
    heads = "街道,社区,卫生服务机构,起始日期"
    rows = ("环南街道,东山社区,卫生服务站,2002-06-01", "环南街道,东山社区,卫生服务中心,2002-06-01")
    assert told(enter("services.healthcoverage", city.clerk, heads, *rows)) == []
    assert {row.institution for row in HealthCoverage.unscoped.all()} == {near, wide}
    plan = enter("services.healthcoverage", city.clerk, heads, "环南街道,东山社区,西园办公室,")
    assert told(plan) == [("C2", "“西园办公室”不是社区卫生服务机构。")]


def test_words_that_fit_several_rows_are_asked_about(city: City, enter: Enter) -> None:
    for name in ("甲社区", "乙社区"):
        community = city.keep(Community(street=city.huannan, name=name))
        city.keep(ResidentUnit(community=community, name="第一小学", kind="school"))
    city.keep(ResidentUnit(community=city.dongshan, name="第一小学", kind="school"))
    heads = "街道,社区,单位名称,设施名称,类别,是否非营利,开放时间,收费"
    plan = enter("services.sharedfacility", city.clerk, heads, "环南街道,,第一小学,操场,活动场所,是,2002-06-01,无偿")
    assert told(plan) == [("C2", "“第一小学”在此对应多条记录。")]
    row = "环南街道,东山社区,第一小学,操场,活动场所,是,2002-06-01,无偿"
    assert told(enter("services.sharedfacility", city.clerk, heads, row)) == []
    assert SharedFacility.unscoped.get().resident_unit.community == city.dongshan


def test_of_two_of_one_name_the_one_that_stood_is_meant(city: City, enter: Enter) -> None:
    city.keep(ResidentUnit(community=city.dongshan, name="第一小学", kind="school", valid_to=datetime.date(2001, 9, 1)))
    now = city.keep(
        ResidentUnit(community=city.dongshan, name="第一小学", kind="school", valid_from=datetime.date(2001, 9, 1))
    )
    heads = "街道,社区,单位名称,设施名称,类别"
    enter("services.sharedfacility", city.clerk, heads, "环南街道,东山社区,第一小学,操场,活动场所")
    assert SharedFacility.unscoped.get().resident_unit == now


def test_of_two_rooms_of_one_name_the_open_one_is_meant(city: City, enter: Enter) -> None:
    day = datetime.date(2001, 9, 1)
    now = city.keep(Facility(community=city.dongshan, kind="activity_room", floor_area_m2=40, opened_on=day))
    old = city.keep(Facility(community=city.dongshan, kind="activity_room", floor_area_m2=30, closed_on=day))
    assert told(enter("services.facility", city.clerk, HEADS, "定海区,环南街道,东山社区,文体活动室,,,55,")) == []
    for row in (now, old):
        row.refresh_from_db()
    assert (now.floor_area_m2, old.floor_area_m2) == (55, 30)


def test_a_policy_without_a_district_is_the_citys(city: City, enter: Enter) -> None:
    own, high = (
        city.keep(Department(district=district, name="民政局", kind="government")) for district in (city.dinghai, None)
    )
    heads = "区,制定部门,政策名称"
    assert told(enter("services.preferentialpolicy", city.administrator, heads, ",民政局,优惠办法")) == []
    assert told(enter("services.preferentialpolicy", city.officer, heads, "定海区,民政局,优惠办法")) == []
    assert {row.department for row in PreferentialPolicy.unscoped.all()} == {own, high}
    assert [cell for cell, _text in told(enter("services.preferentialpolicy", city.officer, heads, "普陀区,民政局,另"))]
    assert PreferentialPolicy.unscoped.count() == 2
