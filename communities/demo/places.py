"""The communities that public pages know by name, where they stood, since when, and their areas."""

from typing import NamedTuple

# Most communities are known by name only. Urban ones are entered as founded in the reform of June 2002, the rural ones
# (渔农村新型社区) as founded in 2005, and those known as abolished as closed at the end of 2019: marked as made up.
REFORM = "~2002-06-01"
RURAL = "~2005-07-01"
ENDED = "~2020-01-01"


class Place(NamedTuple):
    """A community. street: where it stands today or stood last; before: (street, until) in which it stood earlier."""

    street: str
    name: str
    sources: str
    founded: str = REFORM
    closed: str = ""
    code: str = ""
    area_m2: int | None = None
    before: tuple[tuple[str, str], ...] = ()
    remark: str = ""

    @property
    def key(self) -> str:
        """How the other modules name the community: two may share a name, not a street and a name."""
        return f"{self.street}/{self.name}"


def several(street: str, sources: str, names: str, founded: str = REFORM, remark: str = "") -> tuple[Place, ...]:
    """Communities of which the page gives no more than the name."""
    return tuple(Place(street, f"{name}社区", sources, founded, remark=remark) for name in names.split())


JIEFANG = (("解放街道", "2013-08-29"),)
UNVERIFIED = "渔农村新型社区，名单日期不明，是否仍存在未核实。"
RURAL_END = "渔农村新型社区，已撤销，撤销日期未查明。"
YEAR_2002 = "2002年成立，月日未查明。"
YEAR_2005 = "2005年成立，月日未查明。"
NEIGHBOURS = "见于相邻单位名单。"

DINGHAI = (
    Place(
        "环南街道",
        "东山社区",
        "dongshan huannan",
        "2002-06",
        code="330902003005",
        area_m2=900_000,
        remark="面积约0.90平方千米；由东山居委会改建。",
    ),
    Place(
        "环南街道",
        "海山社区",
        "city-gazetteer huannan jiefang",
        "2002-03",
        area_m2=650_000,
        before=JIEFANG,
        remark="社区改革试点，由海山、海狮、顾家桥居委会合并。",
    ),
    Place("环南街道", "南珍社区", "huannan jiefang", area_m2=182_100, before=JIEFANG),
    Place(
        "环南街道",
        "西园社区",
        "xiyuan huannan jiefang",
        area_m2=260_000,
        before=JIEFANG,
        remark="面积取社区页的0.26平方公里；解放街道页写作0.305平方公里。",
    ),
    Place("环南街道", "晓峰社区", "huannan jiefang", area_m2=200_000, before=JIEFANG),
    Place("环南街道", "竹山社区", "huannan jiefang", area_m2=357_000, before=JIEFANG),
    *several("环南街道", "huannan", "卫海 利民 蓬莱 海滨"),
    Place(
        "环南街道", "千岛社区", "huannan", "2005-05", remark="渔农村新型社区，含大猫、盘峙、五联村；是否仍存在未核实。"
    ),
    Place(
        "昌国街道",
        "留方社区",
        "liufang",
        "2002-06",
        area_m2=720_000,
        remark="由留方、桑园居委会和西安居委会的滕坑湾合并。",
    ),
    Place("昌国街道", "开源社区", "liufang kaiyuan", area_m2=300_000),
    *several("昌国街道", "liufang", "合源 香园 东管庙 西安 北园 文昌", remark=NEIGHBOURS),
    Place("昌国街道", "翁山社区", "liufang jiefang", area_m2=203_200, before=JIEFANG),
    Place("昌国街道", "西管庙社区", "liufang jiefang", area_m2=610_000, before=JIEFANG),
    Place("昌国街道", "金寿社区", "liufang jiefang", area_m2=210_000, before=JIEFANG),
    Place("昌国街道", "虎山社区", "liufang jiefang", area_m2=225_000, before=JIEFANG),
    Place("昌国街道", "西山社区", "liufang jiefang", area_m2=1_094_000, before=JIEFANG),
    *several("城东街道", "dongqiao", "檀树 紫竹 昌东 檀东 港南 桔南 小洋岙", remark=NEIGHBOURS),
    *several("城东街道", "dongqiao", "颐景园 阳光园", "~2006-06-01", NEIGHBOURS),
    *several("城东街道", "dongqiao", "檀香", remark="只在正文中提到，所属街道为推断。"),
    Place("城东街道", "东园社区", "dongyuan dongqiao", remark=YEAR_2002 + "由盛家塘、东园居委会合并。"),
    Place("城东街道", "畚金社区", "shejin dongqiao", area_m2=320_000),
    Place("城东街道", "鸿毛湾社区", "hongmaowan dongqiao", "2008-02", area_m2=240_000),
    Place(
        "城东街道",
        "城北社区",
        "chengbei",
        RURAL,
        ENDED,
        area_m2=4_300_000,
        remark=RURAL_END + YEAR_2005 + "面积约4.3平方公里；另一页在昌国街道列有城北村。",
    ),
    Place("盐仓街道", "叉河社区", "chengbei", RURAL, ENDED, remark=RURAL_END + "只作为相邻单位提到。"),
    Place(
        "临城街道",
        "桃湾社区",
        "taowan",
        "2005-07",
        ENDED,
        area_m2=4_000_000,
        remark=RURAL_END + "面积约4平方公里；原文写临城新区，所属街道为推断。",
    ),
    Place("临城街道", "翁洲社区", "taowan", RURAL, ENDED, remark=RURAL_END + "作为相邻单位提到，所属街道为推断。"),
    Place("临城街道", "城隍头社区", "taowan", RURAL, ENDED, remark=RURAL_END + "作为相邻单位提到，所属街道为推断。"),
    Place("白泉镇", "万金湖社区", "baiquan", code="330902104001", remark="原文作万金湖社区居委会（2020年版）。"),
    Place(
        "白泉镇",
        "新港社区",
        "xingang",
        "2005-06",
        ENDED,
        area_m2=4_500_000,
        before=(("北蝉乡", "~2013-08-29"),),
        remark=RURAL_END + "面积约4.5平方公里；后为白泉镇新港村。",
    ),
    Place("岑港街道", "桃花苑社区", "cengang", "~2014-05-01"),
    Place(
        "双桥街道",
        "石礁社区",
        "shijiao",
        RURAL,
        ENDED,
        area_m2=8_200_000,
        before=(("双桥镇", "~2013-08-29"),),
        remark=RURAL_END + YEAR_2005 + "后为石礁村（330902009215）。",
    ),
    Place(
        "小沙街道",
        "大沙社区",
        "dasha",
        RURAL,
        ENDED,
        area_m2=14_000_000,
        before=(("小沙镇", "~2013-08-29"),),
        remark=RURAL_END + YEAR_2005,
    ),
    Place(
        "金塘镇", "西堠社区", "xihou", RURAL, ENDED, area_m2=4_000_000, remark=RURAL_END + YEAR_2005 + "单村建社区。"
    ),
)

PUTUO = (
    Place(
        "沈家门街道",
        "中洲社区",
        "zhongzhou",
        code="330903001007",
        area_m2=190_250,
        remark=YEAR_2002 + "由大蒲湾、墩头居委会各一部分组成。",
    ),
    *several("沈家门街道", "dagan", "鲁西 鲁东"),
    Place("沈家门街道", "小干社区", "xiaogan", RURAL, ENDED, area_m2=3_250_000, remark=RURAL_END + "含东岙、大山村。"),
    Place(
        "东港街道",
        "中昌社区",
        "zhongchang donggang",
        "2002-10",
        code="330903003003",
        area_m2=440_000,
        remark="面积约44万平方米；2010年7月区域北扩。",
    ),
    *several("东港街道", "donggang", "浦西 安康 莲安", remark="维基百科引国家统计局2023年。"),
    *several("东港街道", "donggang", "灵秀 兴普", "~2014-01-01", "维基百科引国家统计局2023年。"),
    *several("朱家尖街道", "shawan", "福兴", remark=NEIGHBOURS),
    Place(
        "朱家尖街道",
        "南沙社区",
        "nansha",
        "2005-06-15",
        ENDED,
        area_m2=13_380_000,
        remark=RURAL_END + "含乌石塘、东沙、寺岙、泽山、庙跟村。",
    ),
    Place(
        "普陀山镇",
        "龙沙社区",
        "longsha",
        "~2011-07-01",
        code="330903106001",
        area_m2=1_000_000,
        remark="2011年定名，月日未查明；前身前寺居委会（1982）、街道居委会（1990）、西山社区居委会（2004）；面积约1平方公里。",
    ),
    *several("普陀山镇", "longsha", "中山 合兴 白华", remark=NEIGHBOURS),
    Place(
        "六横镇",
        "峧头社区",
        "jiaotou",
        "2005-07",
        ENDED,
        area_m2=9_800_000,
        remark=RURAL_END + "由七村一居委会组成；代码330903100271后属峧头新村。",
    ),
    Place(
        "六横镇",
        "五星社区",
        "wuxing",
        "2005-07",
        ENDED,
        area_m2=17_090_000,
        remark=RURAL_END + "由九村组成，后为五星村。",
    ),
    *several("虾峙镇", "xiazhi", "灵和 晨港 兴港 黄石 东晓 湖泥", RURAL, UNVERIFIED),
)

TOWN_OF_2003 = "~2003-11-13"

DAISHAN = (
    Place(
        "高亭镇",
        "育才社区",
        "yucai shatu",
        "~2003-03-01",
        code="330921100007",
        remark="2003年由育才居委会改建，月日未查明。",
    ),
    *several("高亭镇", "shatu", "沙涂 竹屿 兰亭 蓬莱 安澜 嘉和 闸口 浪激渚", remark=NEIGHBOURS),
    Place("高亭镇", "南峰社区", "nanfeng", "2005-06", ENDED, remark=RURAL_END + "由南峰、黄官泥岙、板井潭村组成。"),
    Place(
        "衢山镇",
        "瀛洲社区",
        "yingzhou",
        "2013-01",
        code="330921106002",
        remark="2005年1月岛斗岙、南大岙居委会并为岛斗居委会，2005年12月改名瀛洲居委会，2013年1月改为社区。",
    ),
    *several("衢山镇", "qushan", "幸福 岛斗 枕头山 太平 皇坟 高涂 桂花 龙潭", RURAL, UNVERIFIED),
    *several("岱西镇", "daixi", "摇星 海山 青黑 仇江门 双合", RURAL, UNVERIFIED),
    *several("东沙镇", "dongsha-profile", "东沙 桥头 念母", TOWN_OF_2003, "另一页（2020年）只计两个社区。"),
)

SHENGSI = (
    Place(
        "菜园镇",
        "菜圃社区",
        "caipu caiyuan",
        "2002-12",
        code="330922100003",
        remark="由育才居委会改名；月份据同页另一处，沿革一节只写2002年。",
    ),
    *several("菜园镇", "caiyuan", "东海 沙河 海滨"),
    *several("菜园镇", "caiyuan", "马关 金平 青沙 金沙 绿华", RURAL, UNVERIFIED),
)

PLACES = DINGHAI + PUTUO + DAISHAN + SHENGSI
