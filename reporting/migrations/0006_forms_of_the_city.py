"""The forms with which an installation begins. The bureau changes them in the back office, edition by edition."""

from django.db import migrations

def _of(words, *below):
    return {"words": words, "below": list(below)}


def _figure(words, code):
    return {"words": words, "figure": code}


def _count_and_area(words, kind):
    return _of(words, _figure("个数", kind), _figure("建筑面积", f"{kind}_m2"))


def _target(code, words):
    return _of(
        f"{code} {words}",
        {"words": "应达标", "standard": code, "count": "judged"},
        {"words": "已达标", "standard": code, "count": "met"},
        {"words": "缺数据", "standard": code, "count": "missing"},
        {"words": "达标率", "share": [f"{code}/met", f"{code}/judged"]},
        {"words": "目标", "standard": code, "count": "threshold", "unit": "%"},
        {"words": "结果", "standard": code, "count": "state"},
    )


BASIC = [
    {"words": "成立时间", "field": "founded_on"},
    _figure("辖区面积", "area_km2"),
    _of("户数", _figure("常住户数", "households"), _figure("其中:户籍户数", "registered_households")),
    _of(
        "人口", _figure("常住人口", "population"), _figure("户籍人口", "registered_population"),
        _figure("流动人口", "floating_population"),
    ),
    _figure("住宅楼幢数", "buildings"),
    _of("住宅小区", _figure("个数", "estates"), _figure("其中:安全小区", "safe_estates")),
    _of(
        "服务对象", _figure("老年人", "elderly"), _figure("残疾人", "disabled"), _figure("优抚对象", "preferential"),
        _figure("低保户", "low_income"),
    ),
    _figure("志愿者", "volunteers"),
]  # fmt: skip

ORGANIZATIONS = [
    _of(
        "党的组织", _figure("党组织", "party_organizations"), _figure("直接管理的党员", "party_members"),
        _figure("其中:离退休", "party_retired"), _figure("其中:流动", "party_floating"),
        _figure("登记的单位党员", "party_registered_elsewhere"),
    ),
    _of("群团组织", _figure("工会", "union"), _figure("共青团", "youth_league"), _figure("妇联", "women")),
    _of("社区居民委员会", _figure("成员", "committee_members"), _figure("其中:女", "committee_women")),
    _of(
        "专职工作人员", _figure("人数", "staff"), _figure("其中:女", "staff_women"), _figure("其中:45岁以下", "staff_young"),
        _of(
            "产生方式", _figure("公开招聘", "staff_open_recruitment"), _figure("民主选举", "staff_election"),
            _figure("竞争上岗", "staff_competition"),
        ),
    ),
    _of(
        "本年经费",
        _of("工作经费", _figure("预算", "work_budgeted"), _figure("拨付", "work_allocated")),
        _of("人员报酬", _figure("预算", "allowance_budgeted"), _figure("拨付", "allowance_allocated")),
    ),
]  # fmt: skip

SERVICES = [
    _of(
        "社区用房", _count_and_area("办公室", "office"), _count_and_area("文体活动室", "activity_room"),
        _count_and_area("计生和卫生服务室", "health_room"), _count_and_area("社区服务站", "service_station"),
    ),
    _count_and_area("街道社区服务中心", "service_centre"),
    _figure("卫生服务机构", "health_institution"),
    _of("托幼与教育", _figure("托儿所", "nursery"), _figure("幼儿园", "kindergarten"), _figure("教育活动中心", "education_centre")),
    _of("文化", _figure("文化活动中心", "cultural_centre"), _figure("本年活动", "activities"), _figure("参加人次", "participants")),
    _of("服务项目", _figure("老年人", "items_elderly"), _figure("残疾人", "items_disabled"), _figure("优抚对象", "items_preferential")),
    _of("志愿者队伍", _figure("支数", "volunteer_teams"), _figure("登记人数", "team_members")),
]  # fmt: skip

SECURITY = [
    _of("社区警务室", _figure("个数", "police_rooms"), _figure("其中:统一规范", "police_rooms_standard"), _figure("警务人员", "officers")),
    _of("治保会", _figure("个数", "security_bodies"), _figure("成员", "security_members")),
    _of("调解会", _figure("个数", "mediation_bodies"), _figure("成员", "mediation_members")),
    _of("巡防队", _figure("个数", "patrol_bodies"), _figure("成员", "patrol_members")),
    _of("防范措施", _figure("人防", "people_measures"), _figure("物防", "physical_measures"), _figure("技防", "technical_measures")),
    _of("本年民事纠纷", _figure("受理", "cases"), _figure("结案", "cases_closed")),
    _of("本年矛盾排查", _figure("次数", "check_rounds"), _figure("发现", "disputes_found"), _figure("化解", "disputes_settled")),
    _of("本年法制教育", _figure("场次", "legal_events"), _figure("参加人次", "legal_participants")),
    _of("安置帮教", _figure("刑释解教人员", "resettled"), _figure("其中:已安置帮教", "resettled_helped")),
]  # fmt: skip

TARGETS = [
    _target("T1", "规模调整"), _target("T2", "社区组织"), _target("T3", "经费报酬"), _target("T4", "文明社区45%"),
    _target("T5", "文明社区50%"), _target("T6", "新型现代化社区"), _target("T7", "安全小区"),
]  # fmt: skip

#: (code, number, name, head)
FORMS = (
    ("basic", "舟社1表", "社区基本情况表", BASIC),
    ("organizations", "舟社2表", "社区组织和人员情况表", ORGANIZATIONS),
    ("services", "舟社3表", "社区服务设施情况表", SERVICES),
    ("security", "舟社4表", "社区治安情况表", SECURITY),
    ("targets", "舟社5表", "目标完成情况汇总表", TARGETS),
)


def enter(apps, schema_editor):
    form = apps.get_model("reporting", "OfficialForm")
    form.objects.bulk_create(
        form(code=code, number=number, name=name, head=head, issuing_body="舟山市民政局") for code, number, name, head in FORMS
    )


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_official_forms")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
