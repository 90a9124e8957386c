"""The registers of the ground."""

from django.utils.translation import gettext_lazy as _

from zhoushan_community.base.registers import DATES, PLACE, Column, Register, register

from .models import (
    Adjustment,
    AdjustmentShare,
    AdjustmentStep,
    Community,
    CommunityFigures,
    CommunityPlacement,
    Destination,
    District,
    Estate,
    Handover,
    Honour,
    LayoutPlan,
    NewCommunity,
    Premises,
    ResidentsCommittee,
    Street,
    StreetFigures,
)
from .models.communities import LATEST

HEADS = {
    "households": ("户数", "总户数", "居民户数", "常住户数"),
    "population": ("人口", "总人口", "人口数", "人口总数", "常住人口"),
    "buildings": ("幢数", "楼群", "楼幢数", "楼房幢数", "住宅幢数"),
    "founded_on": ("成立时间", "成立日期", "设立时间", "建立时间", "组建时间"),
    "code": ("代码", "社区代码", "统计代码", "区划代码", "12位代码", "统计用区划代码"),
    "area_m2": ("面积", "总面积", "辖区面积", "区域面积"),
}

AREA_HEADS = ("建筑面积", "面积", "使用面积", "房屋面积", "用房面积")

#: The figures of a community, and the unit that a cell may carry behind each.
UNITS = {
    **dict.fromkeys(("households", "registered_households", "low_income"), "户"),
    **dict.fromkeys(("population", "registered_population", "floating_population", "elderly", "disabled"), "人"),
    **dict.fromkeys(("preferential", "volunteers"), "人"),
    "buildings": "幢",
}

register(
    Register(
        model=Community,
        clauses=("N01",),
        columns=(
            Column("district", _("district"), ("district_name", "street__district__name")),
            Column("street", _("street"), ("street_name", "street__name")),
            "name",
            "code",
            "founded_on",
            "closed_on",
            "area_m2",
            *(
                Column(name, CommunityFigures._meta.get_field(name).verbose_name, (name,), True, f"{name}_generated")
                for name in LATEST
            ),
        ),
        filters=("founded_on",),
        sheet_key=("district", "street", "name"),
        totals=("households", "population"),
        heads={"name": ("社区", "社区名称", "单位名称", "社区居委会名称"), **HEADS},
        units=UNITS,
        annotate=lambda rows, day: rows.as_of(day),
        then={"street": "street_then", "district": "district_then"},
        form="communities.forms.CommunityForm",
        sheet="communities.sheets.CommunitySheet",
    )
)

register(
    Register(
        model=CommunityFigures,
        clauses=("N01", "N13", "N21"),
        columns=(
            *PLACE,
            "counted_on",
            "households",
            "population",
            "registered_population",
            "floating_population",
            "buildings",
            "volunteers",
            "source",
            "note",
        ),
        filters=("counted_on", "source"),
        sheet_key=(*PLACE, "counted_on"),
        heads={"counted_on": ("统计日期", "统计时间", "截止日期"), **HEADS},
        units=UNITS,
        carry=tuple(UNITS),
    )
)

register(
    Register(
        model=CommunityPlacement,
        clauses=("T1",),
        columns=(
            "community",
            Column("district", _("district"), ("street__district",)),
            Column("street", _("street"), ("street",)),
            *DATES,
        ),
        form="communities.forms.PlacementForm",
        sheet="communities.sheets.PlacementSheet",
    )
)

register(
    Register(
        model=ResidentsCommittee,
        clauses=("T1", "N03"),
        sheet_key=("district", "street", "name"),
        totals=("households", "population"),
        heads={"name": ("居委会", "居委会名称", "居民委员会名称"), **HEADS},
        units=UNITS,
    )
)

register(
    Register(
        model=Adjustment,
        clauses=("T1", "N03"),
        columns=(
            "district",
            "effective_on",
            "kind",
            "title",
            Column("state", _("state"), ("state",)),
            "document_no",
            "decided_on",
            "note",
        ),
        filters=("kind", "effective_on"),
        sheet_key=("district", "title", "effective_on"),
        annotate=lambda rows, day: rows.as_of(day),
    )
)

register(
    Register(
        model=AdjustmentStep,
        clauses=("T1",),
        filters=("step", "done_on"),
        sheet_key=("district", "adjustment", "step"),
        heads={
            "adjustment": ("调整事项", "调整名称"),
            "step": ("步骤", "环节", "办理环节"),
            "done_on": ("办理日期", "办理时间", "完成时间"),
            "office": ("办理单位", "办理机关", "责任单位"),
            "document_no": ("文号",),
        },
    )
)

register(
    Register(
        model=AdjustmentShare,
        clauses=("T1", "N03"),
        columns=(
            "adjustment",
            Column("source", _("from"), ("from_committee", "from_community", "from_street")),
            Column("target", _("to"), ("to_community", "to_street", "to_committee", "to_new")),
            "extent",
            "part_name",
            "households",
            "population",
        ),
        filters=("adjustment", "extent"),
    )
)

register(
    Register(
        model=NewCommunity,
        clauses=("T1", "N03"),
        columns=("adjustment", "street", "name", Column("community", _("community"), ("community",))),
        filters=("adjustment",),
    )
)

register(
    Register(
        model=Destination,
        clauses=("N03",),
        columns=(
            "adjustment",
            "model",
            "row_id",
            "description",
            Column("target", _("to"), ("to_community", "to_new")),
            "by_hand",
        ),
        filters=("adjustment", "by_hand"),
    )
)

register(
    Register(
        model=Handover,
        clauses=("N03",),
        filters=("kind", "settled_on"),
        sheet_key=("district", "share", "kind", "subject"),
        heads={
            "share": ("移交关系", "由何处到何处"),
            "kind": ("移交类别", "人财物"),
            "subject": ("移交内容", "移交项目", "名称"),
            "amount": ("数额", "数", "数量", "金额"),
            "destination": ("去向", "接收单位", "安置去向"),
            "settled_on": ("移交日期", "移交时间", "办结日期"),
        },
    )
)

register(
    Register(
        model=LayoutPlan,
        clauses=("R01",),
        filters=("state", "reviewed_on"),
        sheet_key=("district", "street", "number"),
        heads={
            "number": ("版本号", "规划版本", "第几稿"),
            "title": ("规划名称",),
            "state": ("规划状态", "进展"),
            "drawn_on": ("编制时间", "编制日期"),
            "reviewed_on": ("审查时间", "审查日期"),
            "review": ("审查意见", "城建委意见", "城建委审查意见"),
        },
    )
)

register(
    Register(
        model=Estate,
        clauses=("N05", "T7"),
        filters=("contiguous_development", "approved_on"),
        sheet_key=(*PLACE, "name"),
        totals=("households",),
        heads={"name": ("小区", "小区名称", "住宅小区"), **HEADS},
        units=UNITS,
    )
)

register(
    Register(
        model=Premises,
        clauses=("N04", "N06"),
        filters=("use", "origin", "title_holder"),
        sheet_key=(*PLACE, "address"),
        totals=("floor_area_m2",),
        heads={
            "address": ("坐落", "房屋坐落", "房屋地址", "详细地址"),
            "use": ("房屋用途", "用途"),
            "floor_area_m2": AREA_HEADS,
            "origin": ("房屋来源", "来源", "房屋性质"),
            "title_holder": ("产权单位", "产权归属", "所有权人"),
            "applied_on": ("申请日期", "申请时间", "申请划转时间", "报送日期"),
            "transferred_on": ("划转日期", "划转时间", "产权划转时间", "过户日期"),
            "certificate_no": ("房产证号", "产权证号", "权证号"),
        },
    )
)

register(
    Register(
        model=Honour,
        clauses=("T4", "T5", "T7", "A04", "R07"),
        filters=("kind", "level", "awarded_on"),
        sheet_key=(*PLACE, "estate", "kind", "level", "title", "awarded_on"),
        heads={"kind": ("荣誉", "荣誉种类"), "title": ("荣誉名称", "称号")},
    )
)

register(
    Register(
        model=District,
        clauses=("R13",),
        sheet_key=("code",),
    )
)

register(
    Register(
        model=Street,
        clauses=("T1",),
        filters=("kind",),
        sheet_key=("district", "name"),
        heads={"name": ("街道", "乡镇", "镇街", "街道名称")},
    )
)

register(
    Register(
        model=StreetFigures,
        clauses=("N23",),
        filters=("basis", "counted_on"),
        sheet_key=("district", "street", "counted_on", "basis"),
        totals=("population", "households"),
        heads={"counted_on": ("统计日期", "统计时间", "截止日期"), "basis": ("口径",), **HEADS},
        units=UNITS,
        carry=("population", "households"),
    )
)
