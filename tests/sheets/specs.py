"""Three registers as the reader needs them, with the streets of the city: data for the tests of this folder."""

from collections.abc import Iterable, Mapping
from typing import Any

from zhoushan_community.base.sheets.reader import Field, Place, Spec

_STREETS = """
定海区 330902: 昌国街道 330902002 · 环南街道 330902003 · 城东街道 330902004 · 盐仓街道 330902005 · 临城街道 330902006 ·
  岑港街道 330902007 · 马岙街道 330902008 · 双桥街道 330902009 · 小沙街道 330902010 · 千岛街道 330902050 ·
  金塘镇 330902100 · 白泉镇 330902104 · 干览镇 330902105
普陀区 330903: 沈家门街道 330903001 · 东港街道 330903003 · 朱家尖街道 330903004 · 展茅街道 330903005 ·
  六横镇 330903100 · 虾峙镇 330903102 · 桃花镇 330903104 · 东极镇 330903105 · 普陀山镇 330903106
岱山县 330921: 高亭镇 330921100 · 东沙镇 330921101 · 岱东镇 330921102 · 岱西镇 330921103 · 长涂镇 330921105 ·
  衢山镇 330921106 · 秀山乡 330921200
嵊泗县 330922: 菜园镇 330922100 · 嵊山镇 330922101 · 洋山镇 330922102 · 五龙乡 330922200 · 黄龙乡 330922201 ·
  枸杞乡 330922202 · 花鸟乡 330922203
"""


def _parse_streets() -> dict[str, tuple[str, dict[str, str]]]:
    districts: dict[str, tuple[str, dict[str, str]]] = {}
    for line in _STREETS.replace("\n  ", " ").strip().splitlines():
        district, _, streets = line.partition(":")
        name, code = district.split()
        districts[name] = code, dict(street.split() for street in streets.split(" · "))
    return districts


DISTRICTS = _parse_streets()


def check_place(district: str | None, street: str | None) -> Place:
    if district is None:
        return Place(any(street in streets for _, streets in DISTRICTS.values()))
    if district not in DISTRICTS:
        return Place(False)
    code, streets = DISTRICTS[district]
    return Place(street is None or street in streets, code)


def crowded_houses(values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if "population" in values and "households" in values and values["population"] * 10 < values["households"]:
        yield "population", "implausible"


def closed_before_opened(values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if "opened_on" in values and "closed_on" in values and values["closed_on"] < values["opened_on"]:
        yield "closed_on", "implausible"


_PLACE_FIELDS = (
    Field("district", "place", ("区", "县", "区县", "县区", "所属区", "所在区", "所属区县", "所在区县")),
    Field(
        "street",
        "place",
        ("街道", "乡镇", "镇街", "乡镇街道", "街道乡镇", "所属街道", "所在街道", "街道名称"),
    ),
)
_COMMUNITY = Field("community", "name", ("社区", "社区名称", "所属社区", "所在社区"))

COMMUNITY = Spec(
    register="communities.community",
    fields=(
        *_PLACE_FIELDS,
        Field("name", "name", ("社区", "社区名称", "单位名称", "社区居委会名称")),
        Field("code", "code", ("代码", "社区代码", "统计代码", "区划代码", "12位代码", "统计用区划代码")),
        Field("founded_on", "date", ("成立时间", "成立日期", "设立时间", "建立时间", "组建时间")),
        Field("area_m2", "area", ("面积", "总面积", "辖区面积", "区域面积")),
        Field("households", "count", ("户数", "总户数", "居民户数", "常住户数"), unit="户"),
        Field("population", "count", ("人口", "总人口", "人口数", "人口总数", "常住人口"), unit="人"),
        Field("buildings", "count", ("幢数", "楼群", "楼幢数", "楼房幢数", "住宅幢数"), unit="幢"),
    ),
    required=(("name",), ("code", "founded_on", "area_m2", "households", "population", "buildings")),
    key=("district", "street", "name"),
    check_place=check_place,
    rules=(crowded_houses,),
)

FACILITY = Spec(
    register="services.facility",
    fields=(
        *_PLACE_FIELDS,
        _COMMUNITY,
        Field(
            "kind",
            "choice",
            ("类别", "设施类别", "设施种类", "用房类别"),
            choices={
                "办公室": "office",
                "警务室": "police_room",
                "文体活动室": "activity_room",
                "计生和卫生服务室": "health_room",
                "社区服务站": "service_station",
                "社区服务中心": "service_centre",
                "社区卫生服务机构": "health_institution",
                "托儿所": "nursery",
                "幼儿园": "kindergarten",
                "社区教育活动中心": "education_centre",
                "文化活动中心": "cultural_centre",
            },
        ),
        Field("name", "text", ("名称", "设施名称")),
        Field("floor_area_m2", "area", ("面积", "建筑面积", "用房面积")),
        Field("opened_on", "date", ("启用时间", "启用日期", "投入使用时间", "开放时间")),
        Field("closed_on", "date", ("停用时间", "停用日期", "关闭时间")),
    ),
    required=(("kind",), ("community", "street")),
    key=("district", "street", "community", "kind", "name"),
    fill_merged=("community",),
    check_place=check_place,
    rules=(closed_before_opened,),
)

STAFF = Spec(
    register="organizations.staffmember",
    fields=(
        *_PLACE_FIELDS,
        _COMMUNITY,
        Field("name", "text", ("姓名",)),
        Field("gender", "choice", ("性别",), choices={"男": "male", "女": "female"}),
        Field("birth_year", "year", ("出生年份", "出生年月", "出生日期")),
        Field("education", "text", ("学历", "文化程度")),
        Field(
            "recruited_by",
            "choice",
            ("录用方式", "招录方式", "产生方式", "进入方式"),
            choices={"公开招聘": "open_recruitment", "民主选举": "election", "竞争上岗": "competition"},
        ),
        Field("started_on", "date", ("上岗时间", "任职时间", "到岗日期", "聘用时间")),
    ),
    required=(("name",), ("community",)),
    fill_merged=("community",),
    check_place=check_place,
)

BY_REGISTER = {spec.register: spec for spec in (COMMUNITY, FACILITY, STAFF)}
