"""The registers of services."""

from communities.registers import AREA_HEADS
from zhoushan_community.base.registers import DATES, PLACE, Register, register

from .models import (
    Activity,
    CultureBrand,
    Facility,
    HealthCoverage,
    PreferentialPolicy,
    ServiceItem,
    SharedFacility,
    VolunteerTeam,
)

register(
    Register(
        model=Facility,
        clauses=("N02", "N18", "N19", "N20", "N22", "N23", "N24", "R05", "R06"),
        filters=("kind", "opened_on"),
        sheet_key=(*PLACE, "kind", "name"),
        totals=("floor_area_m2",),
        heads={
            "kind": ("设施类别", "设施种类", "设施类型", "用房类别"),
            "name": ("设施名称", "机构名称"),
            "premises": ("所在房屋",),
            "floor_area_m2": AREA_HEADS,
            "opened_on": ("启用时间", "投入使用时间", "开放日期", "开放时间", "成立时间", "成立日期"),
            "closed_on": ("停用时间", "关闭日期", "关闭时间", "撤销时间", "撤销日期"),
        },
        words={"kind": {"文化活动中心": "cultural_centre"}},
    )
)

register(
    Register(
        model=HealthCoverage,
        clauses=("N22", "N23"),
        filters=("valid_from",),
        sheet_key=(*PLACE, "institution"),
        heads={"institution": ("卫生服务机构", "服务机构", "机构名称", "卫生服务中心", "卫生服务站")},
    )
)

register(
    Register(
        model=ServiceItem,
        clauses=("N18", "R03"),
        filters=("group", "category", "mode", "organised_by"),
        sheet_key=(*PLACE, "provider", "group", "name"),
        heads={
            "provider": ("服务设施", "所在设施", "承办单位"),
            "name": ("服务项目", "项目", "项目名称", "名称"),
            "group": ("对象", "服务群体"),
            "category": ("类别", "服务类型"),
            "mode": ("有偿无偿", "服务方式", "是否收费"),
            "organised_by": ("组织方式", "组织形式"),
        },
    )
)

register(
    Register(
        model=VolunteerTeam,
        clauses=("N21",),
        sheet_key=(*PLACE, "name"),
        totals=("members_count",),
        heads={
            "name": ("队伍名称", "志愿者队伍", "服务队名称", "名称"),
            "members_count": ("志愿者人数", "注册人数", "登记人数", "人数"),
            "valid_from": ("成立时间", "成立日期", "组建时间"),
        },
        units={"members_count": "人"},
    )
)

register(
    Register(
        model=SharedFacility,
        clauses=("N07",),
        filters=("kind", "non_profit", "fee", "opened"),
        sheet_key=(*PLACE, "resident_unit", "name"),
        heads={
            "resident_unit": ("单位", "单位名称", "驻社区单位"),
            "name": ("设施", "场所名称", "设施（场所）名称", "名称"),
            "kind": ("类别", "设施类型"),
            "non_profit": ("是否非营利", "非赢利性"),
            "opened": ("开放时间", "向社区开放日期"),
            "fee": ("收费", "收费情况", "开放方式"),
        },
    )
)

register(
    Register(
        model=CultureBrand,
        clauses=("A03",),
        sheet_key=(*PLACE, "name"),
        heads={"name": ("品牌", "特色文化", "特色品牌", "名称"), "description": ("说明", "特色说明", "主要内容")},
    )
)

register(
    Register(
        model=Activity,
        clauses=("R05",),
        filters=("kind", "held_on"),
        sheet_key=(*PLACE, "held_on", "name"),
        totals=("participants",),
        heads={
            "held_on": ("活动日期", "活动时间", "开展时间"),
            "kind": ("类别", "活动类型"),
            "name": ("活动", "活动内容", "活动主题", "名称"),
            "participants": ("人数", "参加人次", "参与人数"),
        },
        units={"participants": "人"},
    )
)

register(
    Register(
        model=PreferentialPolicy,
        clauses=("R04",),
        columns=("district", "department", "title", "number", "beneficiaries", *DATES),
        filters=("valid_from",),
        sheet_key=("district", "department", "title"),
        heads={
            "department": ("制定部门", "发文单位", "发文机关"),
            "title": ("政策", "文件名称", "标题", "名称"),
            "number": ("文件号", "发文字号"),
            "beneficiaries": ("受益范围", "扶持对象", "优惠对象"),
            "valid_from": ("施行日期", "实施日期", "执行日期"),
            "valid_to": ("失效日期", "废止日期"),
        },
    )
)
