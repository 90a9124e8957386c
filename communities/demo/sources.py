"""Where the real facts come from, each source named once; and how days are written down in this package.

A day is written as deep as its source says it: "2002-06-15", "2002-06" or "2002". A tilde marks a day that was chosen
for demonstration: "~2002-06-01".
"""

import datetime
from typing import NamedTuple

# key: (title, address). Place-name pages are copies of one another: two mirrors are not two witnesses.
SOURCES = {
    "baiquan": ("白泉镇概况（地名百科转载）", "https://twwiki.net/wiki/ejngv847l548jkl.html"),
    "baiquan-news": (
        "白泉镇介绍（2016年2月，town.zjol.com.cn）",
        "https://town.zjol.com.cn/zxz/201602/t20160217_3204469.shtml",
    ),
    "caipu": ("菜圃社区概况（地名页）", "http://jjgjrc.com/zhejiangsheng/xian_caiyuanzhen_caipushequ.html"),
    "caiyuan": ("菜园镇概况", "https://mip.srooe.com/town/5727.html"),
    "cengang": ("岑港街道概况", "https://www.qicai.net/sight/town_10892.html"),
    "changguo-gazetteer": (
        "浙江方志库定海区志书（ZS-Z-330902-2007-001-0101）第1398页",
        "https://dfz.zj.gov.cn/zlyz/ossfs/h5/ZS-Z-330902-2007-001-0101/files/basic-html/page1398.html",
    ),
    "chengbei": (
        "城东街道城北社区（百科转载）",
        "https://jendow.com.tw/wiki/%E5%9F%8E%E6%9D%B1%E8%A1%97%E9%81%93%E5%9F%8E%E5%8C%97%E7%A4%BE%E5%8D%80",
    ),
    "chengdong-map": ("城东街道地图页", "https://ggdituw.com/zhoushanmap/dinghaiqu_chengdongjiedao.html"),
    "city-gazetteer": (
        "舟山市志（1989—2005）卷三第345页",
        "https://dfz.zj.gov.cn/zlyz/ossfs/h5/ZS-Z-330900-2005-001-0303/files/basic-html/page345.html",
    ),
    "codes": (
        "国家统计局区划代码2023年版",
        "modood/Administrative-divisions-of-China dist/streets.csv @57a0aa9",
    ),
    "dagan": ("大干村及相邻单位（地名页）", "http://freelanceaholic.com/zhejiangsheng/putuo_taopuzhen_dagancun.html"),
    "daixi": ("岱西镇（维基百科镜像）", "https://zh.wikipedia-on-ipfs.org/wiki/%E5%B2%B1%E8%A5%BF%E9%95%87"),
    "dasha": ("大沙社区（百科转载）", "https://twwiki.net/wiki/r7vj2oy7l6j35qx.html"),
    "dinghai-towns": (
        "定海区乡镇沿革与五普人口（百科转载）",
        "https://factpedia.org/wiki/Special:%E7%A7%BB%E5%8A%A8%E7%89%88%E5%B7%AE%E5%BC%82/2576327",
    ),
    "dinghai-units": ("定海区行政区划调整（地名页）", "https://iichatc.com/dm_3638"),
    "donggang": ("东港街道（维基百科镜像）", "https://wiwiki.kfd.me/wiki/%E4%B8%9C%E6%B8%AF%E8%A1%97%E9%81%93"),
    "dongqiao": ("洞桥村及相邻单位（地名页）", "https://qinglite.cn/doc/356964deaf0ec4ad1"),
    "dongsha": ("东沙镇（维基百科镜像）", "https://zh.wikipedia-on-ipfs.org/wiki/%E4%B8%9C%E6%B2%99%E9%95%87"),
    "dongsha-profile": ("东沙镇概况", "http://www.shaoyunxiang.cn/doc/f009223065033d72498b5"),
    "dongshan": (
        "东山社区概况（地名页）",
        "http://in7q17c.cn/zhejiangsheng/dinghaiqu_huannanjiedao_dongshanshequ.html",
    ),
    "dongyuan": ("东园社区（百科）", "https://baike.baidu.hk/item/%E6%9D%B1%E5%9C%92%E7%A4%BE%E5%8D%80/54114447"),
    "gaoting": ("高亭镇（维基百科镜像）", "https://wiwiki.kfd.me/zh-sg/%E9%AB%98%E4%BA%AD%E9%95%87"),
    "hongmaowan": (
        "鸿毛湾社区概况（地名页）",
        "http://nmhdgaokao.com/zhejiangsheng/dinghaiqu_chengdongjiedao_hongmaowanshequ_info.html",
    ),
    "huannan": (
        "环南街道（维基百科镜像，引国家统计局2023年）",
        "https://zhwiki.pedia.workers.dev/zh-sg/%E7%8E%AF%E5%8D%97%E8%A1%97%E9%81%93",
    ),
    "jiaotou": ("峧头社区概况（地名页）", "https://xkfenlei.com/zhejiangsheng/putuo_liuhengzhen_toushequ.html"),
    "jiefang": (
        "解放街道（舟山市）（维基百科镜像）",
        "https://zhwiki.oracleblog.org/zh-my/%E8%A7%A3%E6%94%BE%E8%A1%97%E9%81%93_(%E8%88%9F%E5%B1%B1%E5%B8%82)",
    ),
    "kaiyuan": ("开源社区概况（地名页）", "https://iichatc.com/dm_144967"),
    "liufang": (
        "留方社区概况（地名页）",
        "https://bdditu.com/zhoushanditu/map/dinghaiqu_changguojiedao_liufangshequ.html",
    ),
    "longsha": (
        "龙沙社区概况（地名页）",
        "http://nmhdgaokao.com/zhejiangsheng/putuo_putuoshanzhen_longshashequ.html",
    ),
    "nanfeng": (
        "南峰社区概况（地名页）",
        "http://www.cnsunnet.cn/zhoushanditu/map/shan_gaotingzhen_nanfengshequ.html",
    ),
    "nansha": (
        "南沙社区概况（地名页）",
        "http://xfh999.com/zhejiangsheng/putuo_zhujiajianzhen_nanshashequ_info.html",
    ),
    "putuo-towns": (
        "普陀区乡镇撤并（百度知道）",
        "https://wapiknow.baidu.com/question/508042035252311884.html?qbl=relate_question_6",
    ),
    "qushan": ("衢山镇（维基百科镜像）", "https://zhwiki.oracleblog.org/zh-my/%E8%A1%A2%E5%B1%B1%E9%95%87"),
    "shatu": ("高亭镇沙涂社区及相邻单位（地名页）", "https://qinglite.cn/doc/283264deb2763d8dc"),
    "shawan": ("沙湾村及相邻单位（地名页）", "http://tcmap.com.cn/zhejiangsheng/putuo_zhujiajianzhen_shawancun.html"),
    "shejin": ("定海区城东街道畚金社区概况（地名页转载，网址未记录）", ""),
    "shengsi": ("嵊泗县行政区划（地名页）", "http://mdiming.qi18.com/zhejiangsheng/xiandianhltq"),
    "shenjiamen": ("沈家门（维基百科镜像）", "https://zh.wikipedia-on-ipfs.org/wiki/%E6%B2%88%E5%AE%B6%E9%97%A8"),
    "shijiao": (
        "石礁社区概况（地名页）",
        "http://freelanceaholic.com/zhejiangsheng/dinghaiqu_shuangqiaozhen_shijiaoshequ.html",
    ),
    "taowan": ("桃湾社区（百科转载）", "https://jendow.com.tw/wiki/%E6%A1%83%E7%81%A3%E7%A4%BE%E5%8D%80"),
    "wuxing": (
        "五星社区概况（地名页）",
        "http://tcmap.com.cn/zhejiangsheng/putuo_liuhengzhen_wuxingshequ_info.html",
    ),
    "xiaogan": ("小干社区概况（地名页）", "http://www.iichajd.com/dm_145022/"),
    "xiazhi": ("虾峙镇（维基百科转载）", "https://www.wikiwand.com/zh-hans/articles/%E8%99%BE%E5%B3%99%E9%95%87"),
    "xihou": ("西堠社区概况（地名页）", "http://diming.qi18.com/zhejiangsheng/dinghaiqu_jintangzhen_xishequdianhltq"),
    "xingang": ("新港社区概况（地名页）", "https://qinglite.cn/doc/f00945546508709908e91"),
    "xiyuan": (
        "西园社区概况（地名页）",
        "http://sandpitts.com/zhejiangsheng/dinghaiqu_huannanjiedao_xiyuanshequ_info.html",
    ),
    "yingzhou": ("瀛洲社区概况（地名页）", "http://wap.tcmap.com.cn/zhejiangsheng/shan_shanzhen_zhoushequ.html"),
    "yucai": ("育才社区概况（地名页）", "http://jjgjrc.com/zhejiangsheng/shan_gaotingzhen_yucaishequ.html"),
    "zhongchang": (
        "中昌社区概况（地名页）",
        "https://dm.hkzww.com/zhejiangsheng/putuo_zhenruzhen_zhongchangshequ.html",
    ),
    "zhongzhou": (
        "中洲社区概况（地名页）",
        "http://tcmap.com.cn/zhejiangsheng/putuo_taopuzhen_zhongzhoushequ.html",
    ),
}

INVENTED = "演示数据，并非真实情况。"


def cite(keys: str, *remarks: str) -> str:
    """The text of a source note: remarks, then each source by title and address. keys: parted by blanks."""
    named = (" ".join(filter(None, SOURCES[key])) for key in keys.split())
    return "".join(filter(None, [*remarks, f"来源：{'；'.join(named)}" if keys else ""]))


class Day(NamedTuple):
    """A day, whether it was made up, and what the source leaves open about it."""

    date: datetime.date | None
    made_up: bool
    remark: str


def day(text: str, what: str, *, end_of_year: bool = False) -> Day:
    """Read a day as this package writes it.

    Of a month the first day is taken. A bare year needs end_of_year (counts and honours: the last day); where a
    founding or an end is known by its year alone, a day of that year is chosen with a tilde and said in the remark.
    """
    if not text:
        return Day(None, False, "")
    made_up, text = text.startswith("~"), text.removeprefix("~")
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return Day(datetime.date(*parts), made_up, f"{what}为演示所设。" if made_up else "")
    if len(parts) == 2:
        return Day(datetime.date(*parts, 1), made_up, f"{what}原文只写到月，记为当月1日。")
    if not end_of_year:
        raise ValueError(f"{text}: choose a day of the year")
    return Day(datetime.date(parts[0], 12, 31), made_up, f"{what}原文只有年份，记为年末。")
