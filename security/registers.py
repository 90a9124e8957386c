"""The registers of public security."""

from django.utils.translation import gettext_lazy as _

from zhoushan_community.base.registers import DATES, PLACE, Column, Register, register

from .models import (
    CampaignStep,
    Case,
    CheckRound,
    LegalEvent,
    Measure,
    PeriodCount,
    PoliceOfficer,
    PoliceRoom,
    SecurityOrganization,
)

#: Persons whom a community looks after, as they are counted by period.
LOOKED_AFTER = ("floating", "juveniles", "juveniles_helped", "resettled", "resettled_helped")

register(
    Register(
        model=PoliceRoom,
        clauses=("N24", "N25", "N26"),
        columns=(
            *PLACE,
            "facility",
            "up_to_standard",
            Column("serving", _("officers serving"), ("serving",), numeric=True),
            Column("head_name", _("head of the room"), ("head_name",)),
            Column("seated", _("head in the residents' committee"), ("seated",)),
            *DATES,
        ),
        filters=("up_to_standard",),
        sheet_key=(*PLACE, "facility", "valid_from"),
        totals=("serving",),
        heads={"facility": ("警务室", "警务室名称"), "up_to_standard": ("是否达标", "统一规范", "是否规范")},
        annotate=lambda rows, day: rows.as_of(day),
    )
)

register(
    Register(
        model=PoliceOfficer,
        clauses=("N25", "N26"),
        filters=("post", "is_head"),
        sheet_key=(*PLACE, "room", "name", "valid_from"),
        heads={"room": ("所在警务室",), "name": ("民警姓名", "警务人员姓名", "警务人员"), "is_head": ("是否负责人",)},
    )
)

register(
    Register(
        model=SecurityOrganization,
        clauses=("N27",),
        filters=("kind",),
        sheet_key=(*PLACE, "kind", "name", "valid_from"),
        totals=("members_count",),
        heads={
            "kind": ("组织类别", "组织"),
            "name": ("组织名称",),
            "members_count": ("人数", "成员数", "组成人数"),
            "valid_from": ("成立时间", "成立日期", "组建时间"),
            "valid_to": ("撤销时间", "撤销日期"),
        },
    )
)

register(
    Register(
        model=Measure,
        clauses=("N28",),
        filters=("kind",),
        sheet_key=(*PLACE, "kind", "name", "valid_from"),
        heads={
            "kind": ("防范类别", "措施类别"),
            "name": ("措施", "防范措施", "措施名称"),
            "quantity": ("数", "个数", "人数", "套数"),
            "valid_from": ("落实时间", "落实日期", "启用日期"),
        },
    )
)

register(
    Register(
        model=CampaignStep,
        clauses=("R07",),
        filters=("step", "started_on"),
        sheet_key=(*PLACE, "estate", "step", "started_on"),
        heads={"estate": ("小区", "小区名称"), "step": ("创建步骤", "阶段", "创建阶段")},
    )
)

register(
    Register(
        model=Case,
        clauses=("R09",),
        filters=("kind", "level", "outcome", "opened_on", "closed_on"),
        sheet_key=(*PLACE, "case_no"),
        totals=("parties_count",),
        heads={
            "case_no": ("编号", "案号", "受理编号", "登记编号"),
            "kind": ("纠纷类别", "纠纷类型", "纠纷种类"),
            "parties_count": ("当事人数", "涉及人数"),
            "opened_on": ("受理时间", "受理日期", "登记日期"),
            "closed_on": ("办结时间", "办结日期", "结案时间", "结案日期"),
            "level": ("调处层级", "化解层级"),
            "outcome": ("处理结果", "调解结果", "调处结果"),
        },
    )
)

register(
    Register(
        model=CheckRound,
        clauses=("R09",),
        filters=("held_on",),
        sheet_key=(*PLACE, "held_on"),
        totals=("found", "settled"),
        heads={
            "held_on": ("排查日期", "排查时间", "排摸时间", "排摸日期"),
            "found": ("排查数", "发现纠纷数", "排查纠纷数", "排查出纠纷"),
            "settled": ("化解数", "调处数", "已化解数", "其中已化解"),
        },
    )
)

register(
    Register(
        model=LegalEvent,
        clauses=("R08",),
        filters=("kind", "held_on"),
        sheet_key=(*PLACE, "kind", "held_on", "topic"),
        totals=("participants",),
        heads={
            "kind": ("活动类别", "活动类型"),
            "held_on": ("活动时间", "开展时间", "活动日期"),
            "topic": ("活动主题", "活动内容", "内容"),
            "participants": ("参加人数", "受教育人数", "咨询人数"),
        },
    )
)

register(
    Register(
        model=PeriodCount,
        clauses=("R10",),
        filters=("period", "starts_on"),
        sheet_key=(*PLACE, "period", "starts_on"),
        heads={
            "period": ("期别", "统计期"),
            "starts_on": ("期初", "起始日期"),
            "floating": ("流动人口数", "外来人口", "暂住人口"),
            "juveniles": ("重点青少年", "重点青少年数"),
            "juveniles_helped": ("帮教青少年", "帮教青少年数"),
            "resettled": ("刑满释放和解除劳教人员", "刑释解教人员数", "归正人员"),
            "resettled_helped": ("其中已落实安置帮教", "落实安置帮教数", "安置帮教人数"),
        },
        carry=LOOKED_AFTER,
    )
)
