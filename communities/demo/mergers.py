"""Mergers, splits, renamings and moves of units, with what went from whom to whom.

Villages, development zones and districts' direct rule have no rows: notes name them, and no share stands for them.
"""

from typing import NamedTuple


class Merger(NamedTuple):
    """One adjustment.

    shares: (source, target, name of the part); a whole has no such name. "street/name" is a committee or community,
    a bare name a street or town.
    """

    district: str
    kind: str
    title: str
    effective: str
    sources: str
    shares: tuple[tuple[str, str, str], ...] = ()
    note: str = ""
    document_no: str = ""
    remark: str = ""


def whole(target: str, *sources: str) -> tuple[tuple[str, str, str], ...]:
    """Each of the sources went to the target whole."""
    return tuple((source, target, "") for source in sources)


YEAR = "原文只有年份，月日未查明。"
DIRECT = "撤销后由区直接管理，街道待设，无接收单位。"
NO_ROW = "村不在本系统登记，不列份额。"

COMMUNITIES = (
    Merger(
        "330902",
        "merge",
        "海山、海狮、顾家桥居委会合并为海山社区",
        "2002-03",
        "city-gazetteer",
        whole("环南街道/海山社区", "解放街道/海山居委会", "解放街道/海狮居委会", "解放街道/顾家桥居委会"),
        "社区改革试点，当时属解放街道。",
    ),
    Merger(
        "330902",
        "merge",
        "留方、桑园居委会与西安居委会滕坑湾合并为留方社区",
        "2002-06",
        "liufang",
        (
            *whole("昌国街道/留方社区", "昌国街道/留方居委会", "昌国街道/桑园居委会"),
            ("昌国街道/西安居委会", "昌国街道/留方社区", "滕坑湾"),
        ),
        "西安居委会只划出滕坑湾，西安社区至今仍在。",
    ),
    Merger(
        "330902",
        "merge",
        "盛家塘、东园居委会合并为东园社区",
        "~2002-06-01",
        "dongyuan",
        whole("城东街道/东园社区", "城东街道/盛家塘居委会", "城东街道/东园居委会"),
        "沿用原东园之名。",
        remark=YEAR,
    ),
    Merger(
        "330902",
        "rename",
        "东山居委会改建为东山社区",
        "2002-06",
        "dongshan",
        whole("环南街道/东山社区", "环南街道/东山居委会"),
        "一对一改建，未合并。",
    ),
    Merger(
        "330903",
        "merge",
        "大蒲湾、墩头居委会各一部分组成中洲社区",
        "~2002-06-01",
        "zhongzhou",
        (
            ("沈家门街道/大蒲湾居委会", "沈家门街道/中洲社区", "部分"),
            ("沈家门街道/墩头居委会", "沈家门街道/中洲社区", "部分"),
        ),
        "两个居委会本身未撤销。",
        remark=YEAR,
    ),
    Merger("330903", "found", "设立中昌社区", "2002-10", "zhongchang", note="新设，无前身；2010年7月区域北扩。"),
    Merger(
        "330922",
        "rename",
        "育才居委会改为菜圃社区",
        "2002-12",
        "caipu",
        whole("菜园镇/菜圃社区", "菜园镇/育才居委会"),
        "月份据同页另一处，沿革一节只写2002年。",
    ),
    Merger(
        "330921",
        "rename",
        "育才居委会改建为育才社区",
        "~2003-03-01",
        "yucai",
        whole("高亭镇/育才社区", "高亭镇/育才居委会"),
        "一对一改建；与菜园镇育才居委会不是同一个。",
        remark=YEAR,
    ),
    Merger(
        "330902",
        "move",
        "新桥路、昌东居委会由昌国街道划归城东街道",
        "1994-03",
        "changguo-gazetteer",
        whole("城东街道", "城东街道/新桥路居委会", "城东街道/昌东居委会"),
        "只改隶属，未合并。",
    ),
    Merger(
        "330921",
        "merge",
        "岛斗岙、南大岙居委会合并为岛斗居委会",
        "2005-01",
        "yingzhou",
        whole("衢山镇/岛斗居委会", "衢山镇/岛斗岙居委会", "衢山镇/南大岙居委会"),
        "2005年12月改名瀛洲居委会，2013年1月改为瀛洲社区。",
    ),
)

# What the same pages tell beside the mergers.
BESIDE = (
    Merger(
        "330902",
        "split",
        "东山居委会由海滨居委会分出",
        "1998-12",
        "dongshan",
        (("环南街道/海滨居委会", "环南街道/东山居委会", "部分"),),
        "同页另一处写作1994年。",
    ),
    Merger(
        "330921",
        "rename",
        "岛斗居委会改名瀛洲居委会",
        "2005-12",
        "yingzhou",
        whole("衢山镇/瀛洲居委会", "衢山镇/岛斗居委会"),
    ),
    Merger(
        "330921",
        "rename",
        "瀛洲居委会改为瀛洲社区",
        "2013-01",
        "yingzhou",
        whole("衢山镇/瀛洲社区", "衢山镇/瀛洲居委会"),
    ),
)

TOWNS = (
    Merger(
        "330902",
        "merge",
        "大丰镇、沥港镇、山潭乡合并为金塘镇",
        "2001-06-30",
        "dinghai-towns",
        whole("金塘镇", "大丰镇", "沥港镇", "山潭乡"),
        "46个村、2个居委会；原文又写作山潭镇。",
        "浙政函[2001]114号",
    ),
    Merger(
        "330902",
        "merge",
        "石礁乡、紫微乡合并为双桥镇",
        "2001-06-30",
        "dinghai-towns",
        whole("双桥镇", "石礁乡", "紫微乡"),
        "28个村，驻碶头村。",
    ),
    Merger(
        "330902",
        "merge",
        "马目乡、烟墩乡并入岑港镇",
        "2001-06-30",
        "dinghai-units",
        whole("岑港镇", "马目乡", "烟墩乡"),
        "27个村。",
    ),
    Merger(
        "330902",
        "merge",
        "大沙乡并入小沙镇",
        "2001-06-30",
        "dinghai-units",
        whole("小沙镇", "大沙乡"),
        "25个村、1个居委会。",
    ),
    Merger(
        "330902",
        "close",
        "撤销临城镇、长峙乡、盐仓乡、盘峙乡、大猫乡",
        "2001-06-30",
        "dinghai-units",
        note=DIRECT + "后设临城街道、盐仓街道。",
    ),
    Merger(
        "330903",
        "merge",
        "峧头镇、台门镇、双塘乡合并为六横镇",
        "2001-06-19",
        "putuo-towns",
        whole("六横镇", "峧头镇", "台门镇", "双塘乡"),
        "85个村、2个社区。",
    ),
    Merger("330903", "merge", "湖泥乡并入虾峙镇", "2001-06-19", "putuo-towns", whole("虾峙镇", "湖泥乡"), "20个村。"),
    Merger(
        "330903",
        "merge",
        "螺门乡并入展茅镇",
        "2001-06-19",
        "putuo-towns",
        whole("展茅镇", "螺门乡"),
        "16个村、1个居委会。",
    ),
    Merger(
        "330903",
        "close",
        "撤销沈家门镇、勾山镇、葫芦乡",
        "2001-06-19",
        "putuo-towns",
        note=DIRECT + "2001年7月10镇8乡并为7镇4乡3街道。",
    ),
    Merger("330903", "found", "沈家门镇改设沈家门街道", "2001-06-27", "shenjiamen", whole("沈家门街道", "沈家门镇")),
    Merger(
        "330903",
        "found",
        "设立东港街道",
        "2001-06",
        "shenjiamen",
        whole("东港街道", "葫芦乡"),
        "由葫芦乡、东港经济开发区管委会、塘头管理处组成；后二者不在本系统登记，不列份额。",
    ),
    Merger(
        "330922",
        "merge",
        "马关镇、金平乡、绿华乡并入菜园镇",
        "2001-01-19",
        "shengsi",
        whole("菜园镇", "马关镇", "金平乡", "绿华乡"),
        "17个村、6个居委会；另一页写2001年2月15日。",
        "浙政函[2001]3号",
    ),
    Merger(
        "330922",
        "merge",
        "壁下乡并入嵊山镇",
        "2001-01-19",
        "shengsi",
        whole("嵊山镇", "壁下乡"),
        "10个村、5个居委会。",
    ),
    Merger(
        "330922",
        "merge",
        "大洋镇、小洋乡、滩浒乡合并为洋山镇",
        "2001-01-19",
        "shengsi",
        whole("洋山镇", "大洋镇", "小洋乡", "滩浒乡"),
        "8个村。",
    ),
    Merger(
        "330921",
        "merge",
        "泥峙镇并入东沙镇",
        "2003-11-13",
        "dongsha",
        whole("东沙镇", "泥峙镇"),
        "12个村、7个居民区；高亭镇司基村同时划入，村不在本系统登记，不列份额。",
    ),
    Merger(
        "330902",
        "split",
        "撤销解放街道，南部归环南街道、北部归昌国街道",
        "2013-08-29",
        "jiefang",
        (("解放街道", "环南街道", "南部"), ("解放街道", "昌国街道", "北部")),
        "各接收五个社区。",
        "舟政函〔2013〕53号",
    ),
    Merger(
        "330903",
        "merge",
        "勾山街道并入东港街道",
        "2013-08-29",
        "donggang",
        whole("东港街道", "勾山街道"),
        document_no="舟政函〔2013〕52号",
    ),
)


def villages(district: str, new: str, day: str, sources: str, old: str, remark: str = "") -> Merger:
    """Villages that formed a village or a rural community; with a residents' committee among them where one joined."""
    shares = whole("六横镇/峧头社区", "六横镇/峧头居委会") if "峧头居委会" in old else ()
    kind = "found" if new.endswith("社区") else "merge"
    note = f"由{'、'.join(old.split())}组成。{NO_ROW}"
    return Merger(district, kind, f"组成{new}", day, sources, shares, note, remark=remark)


VILLAGES = (
    villages("330902", "六潮村", "~2002-06-01", "shijiao", "潮面村 鹿颈村", YEAR),
    villages("330902", "石礁村", "~2002-06-01", "shijiao", "庆裕村 田岙村", YEAR),
    villages("330902", "双塘村", "~2002-06-01", "shijiao", "庆胜村 外山头村", YEAR),
    villages("330902", "石礁社区", "~2005-07-01", "shijiao", "六潮村 石礁村 双塘村", YEAR),
    villages("330902", "城北社区", "~2005-07-01", "chengbei", "城北村 大西岙村", YEAR),
    villages("330902", "桃湾社区", "2005-07", "taowan", "老碶村 中湾村"),
    villages("330902", "大沙社区", "~2005-07-01", "dasha", "大沙村 曙光村 三东村", YEAR),
    villages("330902", "新港社区", "2005-06", "xingang", "黄沙村 钓门村 钓山村"),
    villages("330903", "南沙社区", "2005-06-15", "nansha", "乌石塘村 东沙村 寺岙村 泽山村 庙跟村"),
    villages(
        "330903",
        "五星社区",
        "2005-07",
        "wuxing",
        "山西村 嵩山村 积峙村 五星村 里岙村 万金村 小郭巨村 涨起港村 长涂村",
    ),
    villages(
        "330903",
        "峧头社区",
        "2005-07",
        "jiaotou",
        "峧头居委会 峧头村 荷花村 坦岙村 东升村 石柱头村 邵家村 大岙村",
    ),
    villages("330921", "南峰社区", "2005-06", "nanfeng", "南峰村 黄官泥岙村 板井潭村"),
    villages("330902", "千岛社区", "2005-05", "huannan", "大猫村 盘峙村 五联村"),
)

# Made up: committees whose own end no source tells, taken into the community of the same name.
INVENTED_CONVERSIONS = (
    Merger(
        "330902",
        "rename",
        "居委会改建为同名社区（演示）",
        "~2002-06-01",
        "",
        (
            ("昌国街道/西安居委会", "昌国街道/西安社区", "其余部分"),
            *whole("昌国街道/东管庙社区", "昌国街道/东管庙居委会"),
            *whole("城东街道/昌东社区", "城东街道/昌东居委会"),
            *whole("环南街道/海滨社区", "环南街道/海滨居委会"),
        ),
    ),
    # Towns that the code list knows as streets today; no source tells when and by what they became so.
    *(
        Merger(district, kind, f"{town}改设{street}（演示）", day, "", whole(street, town))
        for district, kind, town, street, day in (
            ("330902", "found", "临城镇", "临城街道", "~2001-09-01"),
            ("330902", "found", "盐仓乡", "盐仓街道", "~2001-09-01"),
            ("330903", "found", "勾山镇", "勾山街道", "~2001-06-27"),
            ("330902", "rename", "岑港镇", "岑港街道", "~2013-08-29"),
            ("330902", "rename", "马岙镇", "马岙街道", "~2013-08-29"),
            ("330902", "rename", "双桥镇", "双桥街道", "~2013-08-29"),
            ("330902", "rename", "小沙镇", "小沙街道", "~2013-08-29"),
            ("330903", "rename", "展茅镇", "展茅街道", "~2013-08-29"),
        )
    ),
)

MERGERS = COMMUNITIES + BESIDE + TOWNS + VILLAGES
