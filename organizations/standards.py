"""What the directive asks of party and self-governance, staff and money."""

from django.db.models import Case, Count, F, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Least, Round
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from communities.standards import BECAUSE, households, of_communities, units
from zhoushan_community.base import dated
from zhoushan_community.base.standards import (
    Asked,
    Ledger,
    Measure,
    Record,
    Standard,
    begun,
    declare,
    has,
    in_parts,
    record,
    subject,
)

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
    Responsibility,
    StaffMember,
    Task,
    TaskFollowUp,
    Term,
)

COMMITTEE = Body.Kind.COMMITTEE
#: Whom the paper names, as their names are part of those of the city's departments.
NAMED = ("组织部", "宣传部", "政法委", "文明办", "计委", "城建委", "计生委",
         "公安", "财政", "司法", "民政", "教育", "文化", "卫生")  # fmt: skip


@subject("congress", _("members' congress"), "organizations.body")
def congresses(asked: Asked) -> QuerySet:
    """Those that stand on the day."""
    rows = Body.objects.whole_city(because=BECAUSE).filter(Body.holding(asked.day), kind=Body.Kind.CONGRESS)
    return units(of_communities(rows, asked), name="community__name")


@subject("staff", _("staff member"), "organizations.staffmember")
def staff_members(asked: Asked) -> QuerySet:
    """Those who serve on the day."""
    rows = StaffMember.objects.whole_city(because=BECAUSE).filter(StaffMember.holding(asked.day))
    return units(of_communities(rows, asked), name="name")


@subject("department", _("department"), "organizations.department")
def departments(asked: Asked) -> QuerySet:
    """R04, R12: the departments of the city and of its districts that there are on the day."""
    rows = Department.objects.whole_city(because=BECAUSE).filter(Department.holding(asked.day))
    return units(rows, name="name", community="", street="", district="district")


def members_of(asked: Asked, kind: str) -> QuerySet:
    """All who sat in such bodies up to the day, each from the own first day, else from the term's."""
    rows = Member.objects.whole_city(because=BECAUSE).filter(term__body__kind=kind, term__started_on__lte=asked.day)
    return begun(rows, asked.day)


def party(asked: Asked) -> Measure:
    """N08: one that stands, of a line that began on or before the founding of the community."""
    on = PartyOrganization.holding(asked.day)
    in_time = Q(established_on__lte=F("community__founded_on"))
    unknown = Q(established_on__isnull=True) | Q(community__founded_on__isnull=True)
    rows = begun(PartyOrganization.objects.whole_city(because=BECAUSE), asked.day)
    return Measure(rows, "community", has(on) * has(in_time), on | in_time, doubt=has(on) * has(unknown))


def liaison(asked: Asked) -> tuple[Measure, ...]:
    """N09: a mechanism that is set up, and a count of members registered elsewhere, nought included."""
    parties = begun(PartyOrganization.objects.whole_city(because=BECAUSE), asked.day)
    counted = PartyMemberCount.objects.whole_city(because=BECAUSE).filter(counted_on__lte=asked.day)
    on = PartyOrganization.holding(asked.day) & Q(liaison_since__lte=asked.day)
    return (
        in_parts(parties, "community", {"liaison": on}),
        in_parts(counted, "community", {"count": Q(registered_elsewhere__isnull=False)}),
    )


def mass_organizations(asked: Asked) -> Measure:
    """N10: union, youth league and women's federation."""
    rows = begun(MassOrganization.objects.whole_city(because=BECAUSE), asked.day)
    parts = {kind: Q(kind=kind) for kind in MassOrganization.Kind.values}
    return in_parts(rows, "community", parts, within=MassOrganization.holding(asked.day))


def bodies_asked(asked: Asked) -> list[str]:
    """N11: the bodies that are asked for. The law speaks of the residents' committee alone."""
    return Body.Kind.values if (asked.low("N11") or 0) > 1 else [COMMITTEE]


def running_terms(asked: Asked) -> Measure:
    """N11: bodies with a term that runs. A term keeps the length for which it was elected; it runs up to its last
    day."""
    rows = Term.objects.whole_city(because=BECAUSE).filter(started_on__lte=asked.day)
    parts = {kind: Q(body__kind=kind) for kind in bodies_asked(asked)}
    return in_parts(rows, "body__community", parts, within=Term.holding(asked.day) & dated.on(asked.day, "body__"))


def election_of_congress(asked: Asked) -> tuple[Measure, ...]:
    """N12: members from residents, members from resident units, an election of the running term."""
    seated = members_of(asked, Body.Kind.CONGRESS)
    sits = Member.holding(asked.day)
    origins = {"residents": Q(elected_from="residents"), "units": Q(elected_from="resident_unit")}
    elections = Election.objects.whole_city(because=BECAUSE).filter(
        term__body__kind=Body.Kind.CONGRESS, held_on__lte=asked.day
    )
    unknown = Count("pk", filter=sits & Q(elected_from=""))
    lacking = Value(len(origins)) - sum(has(origin & sits) for origin in origins.values())
    return (
        in_parts(seated, "term__body", origins, within=sits, doubt=Least(unknown, lacking)),
        in_parts(elections, "term__body", {"election": dated.on(asked.day, "term__", Term.dated_fields)}),
    )


def full_time_staff(asked: Asked) -> Measure:
    """N13: full-time staff who serve."""
    on = StaffMember.holding(asked.day) & Q(full_time=True)
    rows = begun(StaffMember.objects.whole_city(because=BECAUSE), asked.day, "started_on")
    return Measure(rows, "community", Count("pk", filter=on), on)


def committee_members(asked: Asked) -> Measure:
    """N14: members of the residents' committee in the running term."""
    on = Member.holding(asked.day)
    return Measure(members_of(asked, COMMITTEE), "term__body__community", Count("pk", filter=on), on)


def posts_in_both(asked: Asked) -> Measure:
    """A01: members of the residents' committee who hold a post in the party organization, too."""
    on = Member.holding(asked.day) & ~Q(party_post="")
    return Measure(members_of(asked, COMMITTEE), "term__body__community", Count("pk", filter=on), on)


def recruitment(asked: Asked) -> Measure:
    """N15: by one of the three ways."""
    way = StaffMember.RecruitedBy
    right = Q(recruited_by__in=(way.OPEN_RECRUITMENT, way.ELECTION, way.COMPETITION))
    return Measure(
        StaffMember.objects.whole_city(because=BECAUSE),
        "pk",
        Case(When(right, then=1), default=0),
        doubt=Case(When(recruited_by="", then=1), default=0),
        single=True,
    )


def young_staff(asked: Asked) -> Measure:
    """A02: staff up to the age of the threshold. Of nobody there is no share: it is not asked where nobody serves."""
    on = StaffMember.holding(asked.day)
    somebody = Case(When(GreaterThan(Count("pk", filter=on), 0), then=1), default=0)
    young = on & Q(birth_year__gte=asked.day.year - (asked.low("A02Y") or 0))
    rows = begun(StaffMember.objects.whole_city(because=BECAUSE), asked.day, "started_on")
    unknown = Count("pk", filter=on & Q(birth_year__isnull=True))
    return Measure(rows, "community", Count("pk", filter=young), on, doubt=unknown, applies=somebody)


def all_staff(asked: Asked) -> Measure:
    """A02: all who serve."""
    on = StaffMember.holding(asked.day)
    rows = begun(StaffMember.objects.whole_city(because=BECAUSE), asked.day, "started_on")
    return Measure(rows, "community", Count("pk", filter=on), on)


def paid_in_full(asked: Asked) -> Measure:
    """N16: work funds and staff allowances of the year, each budgeted and paid out in full by whoever pays."""
    rows = Fund.objects.whole_city(because=BECAUSE).filter(Fund.holding(asked.day), fiscal_year=asked.day.year)
    # Where nothing is budgeted, nothing is owed.
    unknown = Q(budgeted__isnull=True) | Q(allocated__isnull=True, budgeted__gt=0)
    short = Q(allocated__lt=F("budgeted"))
    flags, doubts = [], []
    for kind in Fund.Kind.values:
        of_kind = Q(kind=kind)
        flags.append(has(of_kind & Q(budgeted__gt=0)) * (1 - has(of_kind & (short | unknown))))
        # Where something is short in any case, what is unknown beside it decides nothing.
        doubts.append(has(of_kind & unknown) * (1 - has(of_kind & short)))
    return Measure(rows, "community", flags[0] + flags[1], doubt=doubts[0] + doubts[1], parts=tuple(flags))


def _yuan(year: int) -> Round:
    """The budget of the year, to the cent also where the database reckons in floats."""
    return Round(Sum("budgeted", filter=Q(fiscal_year=year)), precision=2)


def budget(asked: Asked) -> Measure:
    """N17: the budget of the year against that of the year before."""
    year = asked.day.year
    rows = Fund.objects.whole_city(because=BECAUSE).filter(Fund.holding(asked.day), fiscal_year__lte=year)
    two = Q(fiscal_year__in=(year, year - 1))
    return Measure(
        rows,
        "community",
        _yuan(year),
        two,
        base=_yuan(year - 1),
        doubt=Count("pk", filter=two & Q(budgeted__isnull=True)),
        applies=Max(Case(When(fiscal_year__lt=year, then=1), default=0)),
    )


declare(
    Standard(
        "T2", "target", "一", "普遍建立以党组织为核心的新型社区组织", "community",
        how=_("communities that meet N08 and N11 ÷ communities that exist"),
    ),
    Standard(
        "T3", "target", "一", "解决社区建设中的办公经费和社区居民委员会工作人员报酬问题", "community",
        how=_("communities that meet N16 ÷ communities that exist"),
    ),
    Standard(
        "N08", "norm", "二(二)", "同步建立社区党的组织", "community", party,
        how=_("a party organization, established on or before the day on which the community was founded"),
    ),
    Standard(
        "N09", "norm", "二(二)", "组织关系在社区外的单位党员进行登记,建立健全双向联系服务机制", "community", liaison,
        parts=(_("two-way liaison"), _("count of members registered elsewhere")), unit="项",
        how=_("a liaison that is set up, and a count of members registered elsewhere, nought included"),
    ),
    Standard(
        "N10", "norm", "二(二)", "工、青、妇等群团组织", "community", mass_organizations,
        parts=tuple(MassOrganization.Kind.labels), unit="个", how=_("union, youth league and women's federation"),
    ),
    Standard(
        "N11", "norm", "二(二)", "社区成员代表大会、社区共建理事会、社区居民委员会…任期均为三年", "community",
        running_terms, parts=tuple(Body.Kind.labels), unit="个", thresholds={"N11Y": _("years of a term")},
        how=_("bodies with a term that runs on the day; a term is three years to the day, or as elected"),
    ),
    Standard(
        "N12", "norm", "二(二)", "由社区居民和驻区单位依照规定程序推选产生", "congress", election_of_congress,
        parts=(_("members from the residents"), _("members from the resident units"), _("a recorded election")),
        unit="项", how=_("members from both, by an election of the running term that is recorded"),
    ),
    Standard(
        "N13", "norm", "二(二)", "每500户—700户配置一名专职工作人员", "community", full_time_staff, base=households,
        reckoned="per", base_unit="户", unit="人", surplus=_("above the number: surplus"),
        how=_("households ÷ 700, rounded up, at least; more than households ÷ 500, rounded up, is surplus"),
    ),
    Standard(
        "N14", "norm", "二(二)", "社区居委会一般由5人—7人组成", "community", committee_members, "within", unit="人",
        how=_("members of the residents' committee in the term that runs; both bounds included"),
    ),
    Standard(
        "N15", "norm", "二(二)", "公开招聘、民主选举、竞争上岗", "staff", recruitment,
        how=_("the way of recruitment is recorded and one of the three"),
    ),
    Standard(
        "N16", "norm", "二(二)", "由同级财政足额拨付", "community", paid_in_full, parts=tuple(Fund.Kind.labels),
        unit="项",
        how=_("work funds and staff allowances of the year, each budgeted and paid out at least as budgeted"),
    ),
    Standard(
        "N17", "norm", "二(二)", "每年适当增加", "community", budget, "more", unit="元",
        how=_("the budget of the year is higher than that of the year before"),
        why_not=_("no earlier year"),
    ),
    Standard(
        "A01", "advice", "二(二)", "提倡社区党组织与社区居委会班子成员交叉任职", "community", posts_in_both, unit="人",
        how=_("members of the residents' committee who hold a post in the party organization, too"),
    ),
    Standard(
        "A02", "advice", "二(二)", "以中青年为骨干", "community", young_staff, base=all_staff, reckoned="share",
        base_unit="人", unit="人", thresholds={"A02Y": _("age up to which staff counts as young")},
        how=_("staff up to this age, by the year of birth, against all staff"), why_not=_("nobody serves on the day"),
    ),
)  # fmt: skip

record(
    Record(
        "R02", "二(二)", "…中的党员…组织关系,均由社区党组织统一管理", "community",
        (
            Ledger(
                PartyMemberCount, "community", ("counted_on",),
                {
                    PartyMemberCount._meta.get_field(name).verbose_name: Q(**{f"{name}__isnull": False})
                    for name in PartyMemberCount.MANAGED
                },
                which="latest",
            ),
        ),
        how=_("the last count says a number for each of the seven categories, nought included"),
    ),
    Record(
        "R11", "三", "市社区建设工作协调委员会,定海、普陀区也要建立相应的领导班子", "district",
        (
            Ledger(CoordinationBody, "district", ("valid_from", "valid_to"), {_("coordination body"): Q()},
                   which="standing"),
            Ledger(CoordinationSeat, "body__district", ("valid_from", "valid_to"), {_("seats by post"): Q()},
                   which="standing"),
            Ledger(CoordinationMeeting, "body__district", ("held_on",), {_("meeting in the year"): Q()},
                   unclear=Q(decisions=""), which="year"),
        ),
        how=_("a body and its seats on the day, and a meeting in the year, each meeting with what it decided"),
        own=("市社区建设工作协调委员会",), city=True,
    ),
    Record(
        "R12", "三", "各部门和群团组织要明确责任", "department",
        (
            Ledger(Responsibility, "department", ("valid_from", "valid_to"), {_("clauses that it answers for"): Q()},
                   which="standing"),
            Ledger(Task, "responsibility__department", ("done_on",), {_("tasks with due dates"): Q()},
                   unclear=Q(state=Task.State.DONE, done_on__isnull=True)),
            Ledger(TaskFollowUp, "task__responsibility__department", ("held_on",), {_("follow-ups"): Q()}),
        ),
        how=_("clauses that the department leads or supports on the day, tasks for them, and follow-ups"),
        own=NAMED,
    ),
)  # fmt: skip
