"""The registers of organizations."""

from django.utils.translation import gettext_lazy as _

from zhoushan_community.base.registers import PLACE, Column, Register, register

from .models import (
    Body,
    CoordinationBody,
    CoordinationMeeting,
    CoordinationSeat,
    Department,
    Election,
    Fund,
    MassOrganization,
    Member,
    PartyMemberCount,
    PartyOrganization,
    ResidentUnit,
    Responsibility,
    StaffMember,
    Task,
    TaskFollowUp,
    Term,
)

#: Party members by the directive's categories.
CATEGORIES = (*PartyMemberCount.MANAGED, "registered_elsewhere")
#: What is told of a person beside the name, and how offices head it.
PERSON = {"gender": ("性别",), "birth_year": ("出生年份", "出生年月", "出生日期")}

register(
    Register(
        model=PartyOrganization,
        clauses=("N08", "N09"),
        filters=("kind", "established_on"),
        sheet_key=(*PLACE, "kind"),
        heads={
            "kind": ("党组织", "党组织类别", "组织类别"),
            "established_on": ("成立时间", "成立日期", "建立时间", "组建时间"),
            "secretary": ("书记", "党组织书记"),
        },
        words={
            "kind": {
                "党总支": "general_branch",
                "党总支部": "general_branch",
                "支部": "branch",
                "社区党委": "committee",
            }
        },
    )
)

register(
    Register(
        model=PartyMemberCount,
        clauses=("R02", "N09"),
        filters=("counted_on",),
        sheet_key=(*PLACE, "counted_on"),
        heads={
            "counted_on": ("统计日期", "统计时间", "截止日期"),
            "retired": ("离退休人员", "离退休党员"),
            "unemployed": ("无业人员", "无业党员"),
            "floating": ("流动人员", "流动党员"),
            "unassigned_graduates": ("尚未分配的大中专生",),
            "demobilized_soldiers": ("退伍军人党员",),
            "unorganized_enterprises": ("未建党组织的企业", "没有建立党组织的企业"),
            "social_organizations": ("各种社会组织",),
            "registered_elsewhere": ("组织关系在社区外的党员", "在社区外单位党员"),
        },
        units=dict.fromkeys(CATEGORIES, "人"),
        carry=CATEGORIES,
    )
)

register(
    Register(
        model=MassOrganization,
        clauses=("N10",),
        filters=("kind",),
        sheet_key=(*PLACE, "kind"),
        totals=("members_count",),
        heads={"kind": ("群团组织类别", "组织类别"), "head": ("负责人",), "members_count": ("人数", "会员数")},
        units={"members_count": "人"},
        words={
            "kind": {
                "工会": "union",
                "社区工会": "union",
                "共青团": "youth_league",
                "团支部": "youth_league",
                "妇联": "women",
                "社区妇联": "women",
            }
        },
    )
)

register(
    Register(
        model=Body,
        clauses=("N11",),
        filters=("kind",),
        sheet_key=(*PLACE, "kind"),
        heads={"kind": ("组织", "组织名称", "自治组织")},
        words={
            "kind": {
                "社区成员代表大会": "congress",
                "社区共建理事会": "council",
                "社区居民委员会": "committee",
                "居委会": "committee",
            }
        },
    )
)

register(
    Register(
        model=Term,
        clauses=("N11",),
        columns=(
            *PLACE,
            "body",
            "number",
            "started_on",
            "ends_on",
            Column("state", _("state of the term"), ("state",)),
        ),
        filters=("started_on", "ends_on"),
        sheet_key=(*PLACE, "body", "number"),
        heads={"body": ("组织", "组织名称"), "number": ("届数",), "started_on": ("任期开始", "起始日期")},
        annotate=lambda rows, day: rows.as_of(day),
    )
)

register(
    Register(
        model=Election,
        clauses=("N12",),
        filters=("method", "held_on"),
        sheet_key=(*PLACE, "term", "held_on", "method"),
        heads={
            "held_on": ("选举时间", "选举日"),
            "eligible": ("登记选民", "登记选民数", "选民数"),
            "voted": ("参选人数", "投票人数"),
        },
        units={"eligible": "人", "voted": "人"},
    )
)

register(
    Register(
        model=Member,
        clauses=("N12", "N14", "N26", "A01"),
        filters=("post", "elected_from", "party_post"),
        sheet_key=(*PLACE, "term", "person_name", "post"),
        heads={**PERSON, "elected_from": ("推选方式", "代表来源"), "resident_unit": ("单位", "所在单位")},
        words={"post": {"理事长": "chair", "副理事长": "deputy", "理事": "member"}},
    )
)

register(
    Register(
        model=StaffMember,
        clauses=("N13", "N15", "A02"),
        filters=("recruited_by", "full_time"),
        sheet_key=(*PLACE, "name", "birth_year", "started_on"),
        heads={
            **PERSON,
            "education": ("学历", "文化程度"),
            "position": ("岗位", "职务"),
            "recruited_by": ("录用方式", "招录方式", "产生方式", "进入方式"),
            "full_time": ("是否专职",),
            "started_on": ("上岗时间", "任职时间", "到岗日期", "聘用时间"),
            "left_on": ("离职时间", "离岗日期"),
        },
        sheet="organizations.sheets.StaffSheet",
    )
)

register(
    Register(
        model=Fund,
        clauses=("N16", "N17"),
        filters=("fiscal_year", "kind", "level"),
        sheet_key=(*PLACE, "fiscal_year", "kind", "level"),
        totals=("budgeted", "allocated"),
        heads={
            "fiscal_year": ("年度", "预算年度"),
            "kind": ("经费类别", "经费种类"),
            "level": ("资金来源", "经费来源"),
            "budgeted": ("预算", "预算数", "预算额"),
            "allocated": ("拨付", "拨付数", "实际拨付", "到位资金"),
        },
        units={"budgeted": "元", "allocated": "元"},
        carry=("budgeted", "allocated"),
        words={"level": {"市级": "city", "区级": "district", "县级": "district", "街道": "street", "镇": "street"}},
    )
)

register(
    Register(
        model=ResidentUnit,
        clauses=("N07", "N12"),
        filters=("kind",),
        sheet_key=(*PLACE, "name"),
        heads={"name": ("单位名称", "驻区单位", "驻社区单位"), "kind": ("单位性质", "单位类型")},
    )
)

register(
    Register(
        model=Department,
        clauses=("R12",),
        filters=("district", "kind"),
        sheet_key=("district", "name"),
        heads={"name": ("部门", "部门名称", "单位名称"), "kind": ("性质", "部门性质", "类别")},
    )
)

register(
    Register(
        model=Responsibility,
        clauses=("R12",),
        filters=("department", "clause", "role"),
        sheet_key=("district", "department", "clause"),
        heads={"department": ("责任部门", "部门名称"), "role": ("责任", "分工"), "content": ("职责", "工作内容")},
        words={"role": {"牵头": "lead", "配合": "support"}},
    )
)

register(
    Register(
        model=Task,
        clauses=("R12",),
        filters=("responsibility", "state", "due_on"),
        sheet_key=("district", "responsibility", "title"),
        heads={"title": ("任务", "工作任务"), "due_on": ("完成时限", "时限")},
    )
)

register(
    Register(
        model=TaskFollowUp,
        clauses=("R12",),
        filters=("way", "held_on"),
        sheet_key=("district", "task", "held_on", "way"),
        heads={"held_on": ("督办日期", "督办时间"), "finding": ("督办情况",)},
    )
)

register(
    Register(
        model=CoordinationBody,
        clauses=("R11",),
        filters=("level",),
        sheet_key=("district", "name"),
        heads={"name": ("机构名称", "协调机构"), "valid_from": ("成立时间", "成立日期")},
    )
)

register(
    Register(
        model=CoordinationSeat,
        clauses=("R11",),
        filters=("body", "role", "department"),
        sheet_key=("district", "body", "office"),
        heads={"office": ("职务", "单位职务"), "person_name": ("姓名",)},
        words={"role": {"组长": "head", "主任": "head", "副组长": "deputy", "副主任": "deputy", "组员": "member"}},
    )
)

register(
    Register(
        model=CoordinationMeeting,
        clauses=("R11",),
        filters=("body", "held_on"),
        sheet_key=("district", "body", "held_on", "subject"),
        heads={"held_on": ("会议时间", "会议日期"), "subject": ("会议名称", "议题"), "decisions": ("议定事项",)},
    )
)
