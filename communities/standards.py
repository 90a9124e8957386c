"""What the directive asks of communities' size and premises, of estates and of old committees; who holds honours."""

import datetime

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    FilteredRelation,
    Max,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact, GreaterThan, LessThan
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base import dated
from zhoushan_community.base.standards import (
    ANY_NUMBER,
    Asked,
    Ledger,
    Measure,
    Record,
    Standard,
    begun,
    declare,
    has,
    in_parts,
    latest,
    record,
    subject,
)

from .curves import civilized_curve, safe_curve
from .models import (
    AdjustmentShare,
    Community,
    CommunityFigures,
    District,
    Estate,
    Honour,
    LayoutPlan,
    Premises,
    ResidentsCommittee,
    Street,
    StreetFigures,
    in_effect,
)

BECAUSE = "judging covers every unit; what a person sees of the results is narrowed by the person's scope"

#: A key or number that is unknown for every row; the database is told of which type.
NO_KEY = Cast(None, BigIntegerField())
MADE_UP = Case(When(~Q(generated=[]), then=1), default=0)


# Who is judged


def placed(rows: QuerySet, asked: Asked, path: str = "") -> QuerySet:
    """Adds street and district, where the community at the end of the path stood on the day; without a placement of
    that day it is taken to stand where it stands today."""
    relation = f"{path}placements"
    return rows.annotate(
        there=FilteredRelation(relation, condition=dated.on(asked.day, f"{relation}__")),
        street_on_day=Coalesce("there__street", f"{path}street"),
        district_on_day=Coalesce("there__street__district", f"{path}street__district"),
    )


def units(
    rows: QuerySet,
    *,
    name: str,
    code: str = "",
    community: str = "community",
    street: str = "street_on_day",
    district: str = "district_on_day",
    made_up: Case = MADE_UP,
) -> QuerySet:
    """The values of a subject, by the paths from its rows."""
    return rows.order_by().values(
        unit=F("pk"),
        community_key=F(community) if community else NO_KEY,
        street_key=F(street) if street else NO_KEY,
        district_key=F(district),
        unit_code=F(code) if code else Value(""),
        unit_name=F(name),
        made_up=made_up,
    )


def of_communities(rows: QuerySet, asked: Asked, path: str = "community") -> QuerySet:
    """Rows of communities that exist on the day, placed."""
    standing = dated.on(asked.day, f"{path}__", Community.dated_fields)
    return placed(rows.filter(standing), asked, f"{path}__")


@subject("community", _("community"), "communities.community")
def communities(asked: Asked) -> QuerySet:
    """Those that exist on the day."""
    rows = placed(Community.objects.whole_city(because=BECAUSE).existing(asked.day), asked)
    # Only these of its own fields bear on a result.
    rows = rows.annotate(inventions=Cast("generated", TextField()))
    made_up = Q(inventions__contains='"founded_on"') | Q(inventions__contains='"closed_on"')
    flag = Case(When(made_up | Q(inventions__contains='"name"'), then=1), default=0)
    return units(rows, community="pk", code="code", name="name", made_up=flag)


@subject("estate", _("estate"), "communities.estate")
def estates(asked: Asked) -> QuerySet:
    """Those that stand on the day, each counted with its community: before that was founded nobody answered for it."""
    rows = Estate.objects.whole_city(because=BECAUSE).filter(Estate.holding(asked.day))
    return units(of_communities(rows, asked), name="name")


@subject("premises", _("premises"), "communities.premises")
def premises(asked: Asked) -> QuerySet:
    """N04: public housing and what the construction commission bought, but for property-management houses."""
    rows = Premises.objects.whole_city(because=BECAUSE).filter(Premises.holding(asked.day), Premises.under_the_rule())
    return units(of_communities(rows, asked), name="address")


@subject("committee", _("residents' committee"), "communities.residentscommittee")
def committees(asked: Asked) -> QuerySet:
    """Every old committee, absorbed ones included."""
    rows = begun(ResidentsCommittee.objects.whole_city(because=BECAUSE), asked.day)
    return units(rows, name="name", community="", street="street", district="street__district")


@subject("street", _("street"), "communities.street")
def streets(asked: Asked) -> QuerySet:
    """Streets, towns and townships that stand on the day."""
    rows = Street.objects.whole_city(because=BECAUSE).filter(Street.holding(asked.day))
    return units(rows, name="name", code="code", community="", street="pk", district="district")


@subject("district", _("district"), "communities.district")
def districts(asked: Asked) -> QuerySet:
    """R01, R11: districts and counties."""
    rows = District.objects.whole_city(because=BECAUSE)
    return units(rows, name="name", code="code", community="", street="", district="pk")


@subject("county", _("county"), "communities.district")
def counties(asked: Asked) -> QuerySet:
    """R13: counties."""
    return districts(asked).filter(kind=District.Kind.COUNTY)


# What is measured


def households(asked: Asked) -> Measure:
    """The last count of households."""
    return latest(CommunityFigures.objects.whole_city(because=BECAUSE), "community", "households", asked.day)


def population(asked: Asked) -> Measure:
    """The last count of the resident population."""
    return latest(CommunityFigures.objects.whole_city(because=BECAUSE), "community", "population", asked.day)


def street_population(asked: Asked) -> Measure:
    """The last population of the street, as a census or yearbook gives it."""
    return latest(StreetFigures.objects.whole_city(because=BECAUSE), "street", "population", asked.day)


def _held(asked: Asked, holder: str, **kind: str) -> Measure:
    """How many honours of the kind are held; one without its day of award may be held or not. All honours are read, so
    that the measures of all kinds read them once."""
    rows = Honour.objects.whole_city(because=BECAUSE).filter(**{f"{holder}__isnull": False})
    on = Honour.holding(asked.day) & Q(**kind)
    known = on & Q(awarded_on__isnull=False)
    return Measure(
        rows, holder, Count("pk", filter=known), on, doubt=Count("pk", filter=on & Q(awarded_on__isnull=True))
    )


def civilized(asked: Asked) -> Measure:
    """T4, T5: the municipal civilized-community honour."""
    return _held(asked, "community", kind=Honour.Kind.CIVILIZED, level=Honour.Level.MUNICIPAL)


def civilized_at_any_level(asked: Asked) -> Measure:
    """T6: a civilized-community honour of any level."""
    return _held(asked, "community", kind=Honour.Kind.CIVILIZED)


def safe(asked: Asked) -> Measure:
    """T7: the safe-estate honour."""
    return _held(asked, "estate", kind=Honour.Kind.SAFE)


def green(asked: Asked) -> Measure:
    """A04: the honour of a green community."""
    return _held(asked, "community", kind=Honour.Kind.GREEN)


def absorbed(asked: Asked) -> tuple[Measure, ...]:
    """T1: went into a community by an adjustment in effect. One that went to a street alone, or gave a part and still
    stands, did not; one that was closed without a word of where it went is unknown."""
    standing = Q(valid_to__isnull=True) | Q(valid_to__gt=asked.day)
    own = begun(ResidentsCommittee.objects.whole_city(because=BECAUSE), asked.day)
    shares = AdjustmentShare.objects.whole_city(because=BECAUSE).filter(
        in_effect(asked.day, "adjustment"), from_committee__isnull=False
    )
    gone = Q(extent=AdjustmentShare.Extent.WHOLE) | Q(from_committee__valid_to__lte=asked.day)
    into_community = gone & Q(to_community__isnull=False)
    return (
        Measure(own, "pk", Case(When(standing, then=0)), Q(pk=None), single=True),
        Measure(shares, "from_committee", has(into_community)),
    )


def handed_over(asked: Asked) -> tuple[Measure, ...]:
    """N03: what of a closed committee has no destination yet, or got lost between before and after. A part of unknown
    size leaves that open, unless the known ones are more than there was."""
    closed = Case(When(valid_to__lte=asked.day, then=1), default=0)
    own = begun(ResidentsCommittee.objects.whole_city(because=BECAUSE), asked.day)
    shares = AdjustmentShare.objects.whole_city(because=BECAUSE).filter(
        in_effect(asked.day, "adjustment"), from_committee__isnull=False
    )
    settled = Q(handovers__settled_on__lte=asked.day)
    there = Q(handovers__isnull=False)
    nothing_kept = Case(When(GreaterThan(Count("handovers"), 0), then=0), default=1)
    silent = Count("pk", filter=Q(households__isnull=True, extent=AdjustmentShare.Extent.PART))
    more = GreaterThan(Sum("households"), Max("from_committee__households"))
    fewer = LessThan(Sum("households"), Max("from_committee__households"))
    lost = Case(When(more, then=1), When(Q(fewer) & Q(Exact(silent, 0)), then=1), default=0)
    return (
        Measure(own, "pk", NO_KEY, Q(pk=None), applies=closed, single=True),
        Measure(
            shares,
            "from_committee",
            Count("handovers", filter=there & ~settled | there & Q(handovers__settled_on__isnull=True)),
            doubt=nothing_kept + Count("handovers", filter=Q(handovers__amount__isnull=True)),
        ),
        Measure(shares, "from_committee", lost, doubt=silent),
    )


def titles(asked: Asked) -> Measure:
    """N04: whether the community's committee holds the title, with the day of its transfer."""
    holds = Q(title_holder=Premises.Holder.COMMITTEE)
    unknown = Q(property_management__isnull=True) | Q(title_holder="") | holds & Q(transferred_on__isnull=True)
    return Measure(
        Premises.objects.whole_city(because=BECAUSE),
        "pk",
        Case(When(holds & Q(transferred_on__lte=asked.day), then=1), default=0),
        doubt=Case(When(unknown, then=1), default=0),
        single=True,
    )


def rooms_of_estates(asked: Asked) -> Measure:
    """N05: the smaller of office and activity space, of estates that were approved under the rule and are large."""
    since = asked.since.get("N05") or datetime.date.min
    enough, large = asked.low("N05") or 0, asked.low("N05H") or 0
    small = Q(contiguous_development=False, households__lt=large)
    earlier = Q(approved_on__lt=since) | Q(approved_on__isnull=True, completed_on__lt=since)
    under_the_rule = Q(approved_on__gte=since) & (Q(contiguous_development=True) | Q(households__gte=large))
    both = Q(office_m2__isnull=False, activity_m2__isnull=False)
    return Measure(
        Estate.objects.whole_city(because=BECAUSE),
        "pk",
        Case(
            When(both & Q(office_m2__lte=F("activity_m2")), then=F("office_m2")),
            When(both | Q(activity_m2__lt=enough), then=F("activity_m2")),
            When(office_m2__lt=enough, then=F("office_m2")),
        ),
        doubt=Case(When(under_the_rule, then=0), default=ANY_NUMBER),
        applies=Case(When(earlier | small, then=0), default=1),
        single=True,
    )


def premises_held(asked: Asked) -> Measure:
    """N06: office premises, and premises for service and activity."""
    use = Premises.Use
    parts = {"office": Q(use__in=(use.OFFICE, use.BOTH)), "service": Q(use__in=(use.SERVICE, use.BOTH))}
    rows = begun(Premises.objects.whole_city(because=BECAUSE), asked.day, "held_from")
    return in_parts(rows, "community", parts, within=Premises.holding(asked.day))


declare(
    Standard(
        "T1", "target", "一", "基本完成定海区、普陀区社区规模调整工作", "committee", absorbed, fixed=True,
        how=_("old residents' committees that went into a community by an adjustment in effect ÷ all of them"),
    ),
    Standard(
        "T4", "target", "一", "45%的社区成为市级文明社区", "community", civilized, fixed=True, nought=True,
        how=_("communities that hold the municipal civilized-community honour ÷ communities that exist"),
        curve=civilized_curve,
    ),
    Standard(
        "T5", "target", "一", "50%以上的社区成为市级文明社区", "community", civilized, fixed=True, nought=True,
        how=_("communities that hold the municipal civilized-community honour ÷ communities that exist"),
        curve=civilized_curve,
    ),
    Standard(
        "T7", "target", "一", "“安全小区”建成率在60%以上", "estate", safe, fixed=True, nought=True,
        how=_("residential estates that hold the safe-estate honour ÷ residential estates that stand"),
        curve=safe_curve,
    ),
    Standard(
        "T6H", "part", "一", "文明", "community", civilized_at_any_level, fixed=True, nought=True,
        how=_("a civilized-community honour of any level"),
    ),
    Standard(
        "N01", "norm", "二(一)", "社区规模一般在2500户—5000户左右", "community", households, "within", unit="户",
        how=_("the last count of households on or before the day; both bounds included"),
    ),
    Standard(
        "N03", "norm", "二(一)", "正确处理好…人、财、物等各种关系,确保平稳过渡", "committee",
        handed_over, "at_most", unit="项",
        how=_("what a closed committee handed over and has no destination, and one more where households got lost"),
        why_not=_("the committee still stands"),
    ),
    Standard(
        "N04", "norm", "二(一)",
        "直管公房(不包括物业管理用房)和城建委购置的原居委会办公用房要将产权划转给社区居委会", "premises", titles,
        how=_("the residents' committee of the community holds the title, with the day of its transfer"),
    ),
    Standard(
        "N05", "norm", "二(一)", "新建城镇成片开发的住宅区和1500户以上规模的住宅小区,要按“双百要求”", "estate",
        rooms_of_estates, unit="m²", thresholds={"N05H": _("households from which an estate is under the rule")},
        how=_("the smaller of office and activity space of an estate approved since the rule is in force"),
        why_not=_("no new estate: approved earlier, or small and no contiguous development"),
    ),
    Standard(
        "N06", "norm", "二(一)", "解决新建社区的办公用房和服务、活动等综合设施用房", "community", premises_held,
        parts=(_("office premises"), _("premises for service and activity")), unit="项",
        how=_("office premises, and premises for service and activity, held on the day"),
    ),
    Standard(
        "A04", "advice", "二(三)", "“绿色社区”活动", "community", green, nought=True, unit="项",
        how=_("honours of a green community held on the day"),
    ),
)  # fmt: skip

record(
    Record(
        "R01", "二(一)", "定海区政府要做好社区布局规划…市城建委要切实把好关", "district",
        (
            Ledger(
                LayoutPlan, Coalesce("district", "street__district"), ("drawn_on", "reviewed_on"),
                {
                    _("layout plan"): Q(),
                    _("review by the construction commission"): Q(reviewed_on__isnull=False) & ~Q(review=""),
                },
            ),
        ),
        how=_("a plan of the district or of one of its streets, and what the commission said to it, with the day"),
    ),
    Record(
        "R13", "三", "岱山、嵊泗县可参照执行", "county",
        (Ledger(District, "pk", only=Q(bound=False)),),
        how=_("the county is marked as following by reference"),
        reference=True,
    ),
)  # fmt: skip
