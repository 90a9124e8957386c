"""Residential estates that public pages name. Only one of them has a count of dwellings."""

# community, sources, names, completed on (made up; no page tells it)
ESTATES = (
    ("昌国街道/开源社区", "kaiyuan", "紫金公寓 启明公寓 开源新村 蟠龙公寓", "~1998-06-30"),
    ("城东街道/畚金社区", "shejin", "新桥公寓 畚金公寓 华金公寓 海山花园 金桥花园 桔香苑", "~1996-06-30"),
    ("城东街道/鸿毛湾社区", "hongmaowan", "碧水蓝天 颐景山庄 御翠园", "~2008-06-30"),
    ("东港街道/中昌社区", "zhongchang", "和润花园 金海公寓 滨海公寓 锦江花苑", "~2002-12-01"),
    ("衢山镇/瀛洲社区", "yingzhou", "华都花苑 锦江花苑 祥和嘉园 镇前小区", "~2010-06-30"),
    ("高亭镇/育才社区", "yucai", "育才新村 宁园小区 教师新村 中泰小区", "~1999-06-30"),
    ("高亭镇/沙涂社区", "shatu", "绿城蔚蓝公寓 兴合公寓", "~2012-06-30"),
    ("普陀山镇/龙沙社区", "longsha", "龙沙新村一区 龙沙新村二区 龙沙新村三区", "~2011-06-30"),
)

DWELLINGS = {"龙沙新村一区": (668, "668套，24幢，62612平方米。")}

# The page names the street only; the community and the day are chosen for demonstration.
WITHOUT_COMMUNITY = "chengdong-map"
UNPLACED = (
    ("檀东颐景园", "城东街道/颐景园社区", "~2006-06-30"),
    ("檀枫苑", "城东街道/檀树社区", "~2000-06-30"),
    ("香荷苑", "城东街道/檀香社区", "~2001-06-30"),
    ("弘生世纪城", "城东街道/阳光园社区", "~2006-12-31"),
    ("长城花园", "城东街道/紫竹社区", "~1999-06-30"),
)
