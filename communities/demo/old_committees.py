"""The residents' committees (居民委员会) that public pages know by name."""

# The list of 1988 gives names; what became of those without a named successor is not told by any source.
IN_1988 = "见于1988年10月名单；"
END_UNKNOWN = "撤销日期和去向未查明。"
SAME_NAME = "撤销日期未查明，现有同名社区。"
GAZETTEER = "changguo-gazetteer"

# street, name, valid from, first day on which it no longer was, remark, sources
COMMITTEES = (
    ("昌国街道", "昌国居委会", "", "~2002-06-01", IN_1988 + END_UNKNOWN, GAZETTEER),
    ("昌国街道", "桑园居委会", "", "2002-06", IN_1988, "changguo-gazetteer liufang"),
    ("昌国街道", "北宝居委会", "", "~2002-06-01", IN_1988 + END_UNKNOWN, GAZETTEER),
    ("昌国街道", "邑庙居委会", "", "~2002-06-01", IN_1988 + END_UNKNOWN, GAZETTEER),
    ("昌国街道", "东管庙居委会", "", "~2002-06-01", IN_1988 + SAME_NAME, GAZETTEER),
    (
        "昌国街道",
        "西安居委会",
        "",
        "~2002-06-01",
        IN_1988 + "滕坑湾划入留方社区；" + SAME_NAME,
        "changguo-gazetteer liufang",
    ),
    ("昌国街道", "鳌山居委会", "", "~2002-06-01", IN_1988 + END_UNKNOWN, GAZETTEER),
    ("昌国街道", "留方居委会", "", "2002-06", IN_1988, "changguo-gazetteer liufang"),
    ("城东街道", "昌东居委会", "", "~2002-06-01", IN_1988 + "1994年3月由昌国街道划来；" + SAME_NAME, GAZETTEER),
    ("城东街道", "新桥路居委会", "1991-11", "~2002-06-01", "1994年3月由昌国街道划来；" + END_UNKNOWN, GAZETTEER),
    ("解放街道", "海山居委会", "", "2002-03", "", "city-gazetteer"),
    ("解放街道", "海狮居委会", "", "2002-03", "", "city-gazetteer"),
    ("解放街道", "顾家桥居委会", "", "2002-03", "", "city-gazetteer"),
    ("城东街道", "盛家塘居委会", "", "~2002-06-01", "2002年并入东园社区，月日未查明。", "dongyuan"),
    ("城东街道", "东园居委会", "", "~2002-06-01", "2002年并入东园社区，月日未查明。", "dongyuan"),
    ("环南街道", "海滨居委会", "", "~2002-06-01", SAME_NAME, "dongshan"),
    ("环南街道", "东山居委会", "1998-12", "2002-06", "由海滨居委会分出，同页另一处写作1994年。", "dongshan"),
    ("沈家门街道", "大蒲湾居委会", "", "", "2002年一部分划入中洲社区，本身未撤销。", "zhongzhou"),
    ("沈家门街道", "墩头居委会", "", "", "2002年一部分划入中洲社区，本身未撤销。", "zhongzhou"),
    ("六横镇", "峧头居委会", "", "2005-07", "并入峧头社区。", "jiaotou"),
    ("虾峙镇", "灵和居委会", "", "", "仍列名。", "xiazhi"),
    ("高亭镇", "育才居委会", "~1989-07-01", "~2003-03-01", "1989年至2003年，月日未查明。", "yucai"),
    ("衢山镇", "岛斗岙居委会", "", "2005-01", "", "yingzhou"),
    ("衢山镇", "南大岙居委会", "", "2005-01", "", "yingzhou"),
    ("衢山镇", "岛斗居委会", "2005-01", "2005-12", "由岛斗岙、南大岙居委会合并。", "yingzhou"),
    ("衢山镇", "瀛洲居委会", "2005-12", "2013-01", "由岛斗居委会改名。", "yingzhou qushan"),
    ("菜园镇", "育才居委会", "~1984-07-01", "2002-12", "1984年起，此前为第四居民委员会。", "caipu"),
)
