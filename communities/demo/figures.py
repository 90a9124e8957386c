"""Counts of households, persons and buildings that public pages give for communities.

Nearly no page dates its figures: those days are chosen, after the latest fact that the page mentions, and marked.
"""

from typing import NamedTuple


class Count(NamedTuple):
    """One page's figures for one community. values: field name -> figure, as the page has it."""

    place: str
    counted: str
    sources: str
    values: dict[str, int]
    note: str = ""
    remark: str = ""


UNDATED = "页面未写日期。"
BEFORE_2013 = "解放街道撤销（2013年8月）前的表格，未写日期。"


def table(place: str, population: int) -> Count:
    """A row of the undated table of 解放街道."""
    return Count(place, "~2012-12-31", "jiefang", {"population": population}, remark=BEFORE_2013)


COUNTS = (
    Count(
        "沈家门街道/中洲社区",
        "~2008-06-30",
        "zhongzhou",
        {"households": 1605, "population": 4815, "buildings": 50},
        "总户数、常住人口；人口恰为户数的3倍。",
        UNDATED,
    ),
    Count(
        "城东街道/东园社区",
        "~2013-06-30",
        "dongyuan",
        {"households": 1884, "population": 6420, "buildings": 96},
        remark=UNDATED + "页面提到2012年。",
    ),
    Count(
        "昌国街道/开源社区",
        "~2010-06-30",
        "kaiyuan",
        {"households": 1851, "population": 4865, "buildings": 105},
        "常住户数；楼幢为住宅楼60幢与别墅45幢之和。",
        UNDATED,
    ),
    Count(
        "城东街道/畚金社区",
        "~2010-06-30",
        "shejin",
        {"households": 2309, "population": 6364, "buildings": 138},
        remark=UNDATED,
    ),
    Count(
        "昌国街道/留方社区",
        "~2009-06-30",
        "liufang",
        {"households": 2000, "population": 5100, "buildings": 100, "floating_population": 1250},
        "原文2000余户、5100余人、暂住人口1250余，均为约数。",
        UNDATED,
    ),
    Count(
        "环南街道/西园社区",
        "~2008-06-30",
        "xiyuan",
        {"households": 3321, "population": 10627, "buildings": 126, "floating_population": 1200, "low_income": 25},
        "常住家庭；暂住人口1200人；低保25户。",
        UNDATED + "文字写于2007年10月之后。",
    ),
    table("环南街道/南珍社区", 3227),
    table("昌国街道/翁山社区", 5202),
    table("昌国街道/虎山社区", 9070),
    table("环南街道/海山社区", 7515),
    table("环南街道/晓峰社区", 5910),
    table("环南街道/西园社区", 10627),
    table("昌国街道/西山社区", 7247),
    table("昌国街道/金寿社区", 9568),
    table("昌国街道/西管庙社区", 4800),
    table("环南街道/竹山社区", 3626),
    Count(
        "东港街道/中昌社区",
        "~2023-12-31",
        "zhongchang",
        {"households": 2451, "population": 7770, "buildings": 93},
        "常住户。",
        UNDATED + "页面提到2023年的荣誉。",
    ),
    Count(
        "沈家门街道/小干社区",
        "~2008-06-30",
        "xiaogan",
        {"households": 305, "population": 1603, "floating_population": 2785},
        "流动人口多于居民。",
        UNDATED,
    ),
    Count(
        "普陀山镇/龙沙社区",
        "~2012-06-30",
        "longsha",
        {
            "registered_households": 1201,
            "registered_population": 2506,
            "households": 1100,
            "population": 2400,
            "floating_population": 1220,
            "buildings": 24,
        },
        "户籍1201户、2506人；常住约1100户、约2400人，流动约1220人，均为约数；楼幢只计一区。",
        UNDATED + "社区2011年定名。",
    ),
    Count(
        "朱家尖街道/南沙社区", "~2006-06-30", "nansha", {"households": 1848}, "人口首位数字在原页残缺，未录。", UNDATED
    ),
    Count("六横镇/五星社区", "~2006-06-30", "wuxing", {"households": 2642, "population": 8926}, remark=UNDATED),
    Count("金塘镇/西堠社区", "~2006-06-30", "xihou", {"households": 840, "population": 2111}, "常住人口。", UNDATED),
    Count("白泉镇/新港社区", "2008", "xingang", {"households": 875, "population": 2233}),
    Count(
        "双桥街道/石礁社区", "~2006-06-30", "shijiao", {"households": 1223}, "人口首位数字在原页残缺，未录。", UNDATED
    ),
    Count(
        "城东街道/鸿毛湾社区",
        "~2009-12-31",
        "hongmaowan",
        {"households": 1543, "population": 4630, "buildings": 160},
        "人口为约数；楼幢为多层39、高层10、别墅111之和。",
        UNDATED + "社区2008年2月成立。",
    ),
    Count("小沙街道/大沙社区", "2005", "dasha", {"households": 1250, "population": 2870}),
    Count("城东街道/城北社区", "2005", "chengbei", {"households": 388, "population": 1068}),
    Count("临城街道/桃湾社区", "2005", "taowan", {"households": 1079, "population": 2998}),
    Count(
        "六横镇/峧头社区",
        "~2006-06-30",
        "jiaotou",
        {"households": 2922, "population": 9735, "elderly": 1378},
        "60岁以上1378人。",
        UNDATED + "页面提到2005年的荣誉。",
    ),
    Count(
        "菜园镇/菜圃社区",
        "~2006-12-31",
        "caipu",
        {"households": 1632, "population": 5018},
        remark="约2006年的数字，原页未写确切日期。",
    ),
    Count(
        "菜园镇/菜圃社区",
        "~2019-12-31",
        "caipu",
        {"households": 1465, "population": 3569},
        remark="2019年或以后的数字，原页未写确切日期；另见菜园镇概况页。",
    ),
)
