"""What the directive asks of rooms, services, volunteers and health."""

from django.db.models import Case, Count, Exists, Max, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from communities.models import CommunityFigures
from communities.standards import BECAUSE, of_communities, population, street_population, units
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

from .models import (
    Activity,
    CultureBrand,
    Facility,
    FacilityKind,
    HealthCoverage,
    PreferentialPolicy,
    ServiceItem,
    SharedFacility,
    VolunteerTeam,
)
from .models.facilities import OPEN

#: The rooms of N02, in the order of the paper.
ROOMS = (FacilityKind.OFFICE, FacilityKind.POLICE_ROOM, FacilityKind.ACTIVITY_ROOM, FacilityKind.HEALTH_ROOM)
Group = ServiceItem.Group
OBLIGATORY = (Group.ELDERLY, Group.DISABLED, Group.PREFERENTIAL)


@subject("shared_facility", _("shared facility"), "services.sharedfacility")
def shared_facilities(asked: Asked) -> QuerySet:
    """N07: those of resident units on the day that are not known to be run for profit."""
    rows = SharedFacility.objects.whole_city(because=BECAUSE).filter(dated.on(asked.day, "resident_unit__"))
    rows = of_communities(rows.exclude(non_profit=False), asked, "resident_unit__community")
    return units(rows, name="name", community="resident_unit__community")


def _facilities(asked: Asked) -> QuerySet:
    """Everything that communities keep of their rooms up to the day."""
    rows = Facility.objects.whole_city(because=BECAUSE).filter(community__isnull=False)
    return begun(rows, asked.day, "opened_on")


def rooms(asked: Asked) -> Measure:
    """N02: how many of the four rooms are open."""
    parts = {kind: Q(kind=kind) for kind in ROOMS}
    return in_parts(_facilities(asked), "community", parts, within=Facility.holding(asked.day))


def _largest(rows: QuerySet, unit: str, on: Q) -> Measure:
    """The largest of the rooms, in m²; one of unknown size may be larger."""
    return Measure(
        rows,
        unit,
        Coalesce(Max("floor_area_m2", filter=on), Value(0), output_field=Facility._meta.get_field("floor_area_m2")),
        on,
        doubt=Count("pk", filter=on & Q(floor_area_m2__isnull=True)) * ANY_NUMBER,
    )


def service_station(asked: Asked) -> Measure:
    """N19: the largest open service station."""
    on = Facility.holding(asked.day) & Q(kind=FacilityKind.SERVICE_STATION)
    return _largest(_facilities(asked), "community", on)


def activity_room(asked: Asked) -> Measure:
    """N20: the largest open activity room."""
    on = Facility.holding(asked.day) & Q(kind=FacilityKind.ACTIVITY_ROOM)
    return _largest(_facilities(asked), "community", on)


def service_centre(asked: Asked) -> Measure:
    """N18: the largest open centre that has something for each of the three groups."""
    rows = Facility.objects.whole_city(because=BECAUSE).filter(kind=FacilityKind.SERVICE_CENTRE)
    items = begun(ServiceItem.objects.whole_city(because=BECAUSE), asked.day).filter(provider=OuterRef("pk"))
    offered = {group: Exists(items.filter(ServiceItem.holding(asked.day), group=group)) for group in OBLIGATORY}
    rows = begun(rows, asked.day, "opened_on").annotate(
        any_items=Exists(items), **{f"offers_{group}": offer for group, offer in offered.items()}
    )
    on = Facility.holding(asked.day)
    complete = on
    for group in OBLIGATORY:
        complete &= Q(**{f"offers_{group}": True})
    found = _largest(rows, "street", complete)
    # One that is too small in any case is no doubt, whatever it offers.
    enough, _none = asked.bounds.get("N18", (0, None))
    could = Q(floor_area_m2__isnull=True) | Q(floor_area_m2__gte=enough)
    doubt = Count("pk", filter=(complete | on & Q(any_items=False)) & could) * ANY_NUMBER
    parts = tuple(has(on & Q(**{f"offers_{group}": True})) for group in OBLIGATORY)
    return Measure(rows, "street", found.number, on, doubt=doubt, parts=parts)


def volunteers(asked: Asked) -> tuple[Measure, ...]:
    """N21: registered volunteers by their teams; where no team is kept, the last figure of the community."""
    teams = begun(VolunteerTeam.objects.whole_city(because=BECAUSE), asked.day)
    on = VolunteerTeam.holding(asked.day)
    figures = latest(CommunityFigures.objects.whole_city(because=BECAUSE), "community", "volunteers", asked.day)
    return (
        Measure(
            teams,
            "community",
            Coalesce(Sum("members_count", filter=on), 0),
            on,
            doubt=Count("pk", filter=on & Q(members_count__isnull=True)) * ANY_NUMBER,
        ),
        figures.instead(),
    )


def health(asked: Asked) -> tuple[Measure, ...]:
    """N22: an open institution of its own, or one that serves it."""
    own = Facility.holding(asked.day) & Q(kind=FacilityKind.HEALTH_INSTITUTION)
    served = HealthCoverage.holding(asked.day) & dated.on(asked.day, "institution__", OPEN)
    coverage = begun(HealthCoverage.objects.whole_city(because=BECAUSE), asked.day)
    return (
        Measure(_facilities(asked), "community", Count("pk", filter=own), own),
        Measure(coverage, "community", Count("pk", filter=served), served),
    )


def institutions(asked: Asked) -> tuple[Measure, ...]:
    """N23: open health institutions of the street and of the communities that stand in it on the day."""
    on = Facility.holding(asked.day) & Q(kind=FacilityKind.HEALTH_INSTITUTION)
    of_street = begun(Facility.objects.whole_city(because=BECAUSE).filter(street__isnull=False), asked.day, "opened_on")
    of_community = of_communities(_facilities(asked), asked)
    return (
        Measure(of_street, "street", Count("pk", filter=on), on),
        Measure(of_community, "street_on_day", Count("pk", filter=on), on),
    )


def opened(asked: Asked) -> Measure:
    """N07: open on the day, free of charge or for a low fee."""
    fee = SharedFacility.Fee
    is_open = Q(opened__lte=asked.day) & (Q(opened_until__isnull=True) | Q(opened_until__gt=asked.day))
    unknown = Q(non_profit__isnull=True) | is_open & Q(fee="")
    return Measure(
        SharedFacility.objects.whole_city(because=BECAUSE),
        "pk",
        Case(When(is_open & Q(fee__in=(fee.FREE, fee.LOW)), then=1), default=0),
        doubt=Case(When(unknown, then=1), default=0),
        single=True,
    )


def brands(asked: Asked) -> Measure:
    """A03: culture brands."""
    on = CultureBrand.holding(asked.day)
    rows = begun(CultureBrand.objects.whole_city(because=BECAUSE), asked.day)
    return Measure(rows, "community", Count("pk", filter=on), on)


declare(
    Standard(
        "N02", "norm", "二(一)", "下设办公室、警务室、文体活动室、计生和卫生服务室", "community", rooms,
        parts=tuple(kind.label for kind in ROOMS), unit="间", how=_("how many of the four rooms are open on the day"),
    ),
    Standard(
        "N07", "norm", "二(一)", "非用作赢利性的服务设施和活动场所要无偿或低费向社区开放", "shared_facility", opened,
        how=_("open to the community on the day, free of charge or for a low fee"),
    ),
    Standard(
        "N18", "norm", "二(三)",
        "每个街道…综合性社区服务中心,面积要达到300平方米以上,老年人、残疾人和优抚对象服务项目必设",
        "street", service_centre, parts=tuple(group.label for group in OBLIGATORY), unit="m²",
        how=_("floor area of the largest centre that has a service for each of the three groups"),
    ),
    Standard(
        "N19", "norm", "二(三)", "30平方米以上的社区服务站", "community", service_station, unit="m²",
        how=_("floor area of the largest open service station"),
    ),
    Standard(
        "N20", "norm", "二(三)", "50平方米以上的文体活动室", "community", activity_room, unit="m²",
        how=_("floor area of the largest open activity room"),
    ),
    Standard(
        "N21", "norm", "二(三)", "志愿者服务人数要占社区人口总数的1%以上", "community", volunteers, base=population,
        reckoned="share", base_unit="人", unit="人",
        how=_("registered volunteers of the teams, else the last figure, against the last count of the population"),
    ),
    Standard(
        "N22", "norm", "二(三)", "每个社区要设置卫生服务网络", "community", health, unit="个",
        how=_("open health institutions of the community, and those that serve it"),
    ),
    Standard(
        "N23", "norm", "二(三)", "每2万—2.5万居民居住区设有1个以上社区卫生服务机构", "street", institutions,
        base=street_population, reckoned="per", base_unit="人", unit="个",
        how=_("open health institutions of the street and its communities; population ÷ 25,000, rounded up, at least"),
    ),
    Standard(
        "A03", "advice", "二(三)", "“一区一品”的特色文化", "community", brands, unit="个",
        how=_("culture brands on the day"),
    ),
)  # fmt: skip

#: What R06 names.
FOR_CHILDREN = (FacilityKind.NURSERY, FacilityKind.KINDERGARTEN, FacilityKind.EDUCATION_CENTRE)

record(
    Record(
        "R03", "二(三)", "弱势群体…居民…辖区单位;有偿与无偿、组织和志愿结合", "community",
        (
            Ledger(
                ServiceItem, "provider__community", ("valid_from", "valid_to"),
                {
                    _("for vulnerable groups"): Q(group__in=(*OBLIGATORY, Group.VULNERABLE)),
                    _("for all residents"): Q(group=Group.RESIDENTS),
                    _("for units of the area"): Q(group=Group.UNITS),
                },
                unclear=Q(mode="") | Q(organised_by=""),
                which="standing",
            ),
        ),
        how=_("services on the day for vulnerable groups, residents and units, each paid or free and by whom"),
    ),
    Record(
        "R04", "二(三)", "扶持社区服务业的优惠政策", "department",
        (
            Ledger(
                PreferentialPolicy, "department", ("valid_from", "valid_to"), {_("policy in force"): Q()},
                unclear=Q(number="") | Q(text="") | Q(beneficiaries="") | Q(valid_from__isnull=True),
                which="standing",
            ),
        ),
        how=_("a policy in force, each with number, text, dates and who benefits"),
    ),
    Record(
        "R05", "二(三)", "社区文化活动中心,开展经常性的…活动", "community",
        (
            Ledger(
                Facility, "community", OPEN, {FacilityKind.CULTURAL_CENTRE.label: Q()},
                only=Q(kind=FacilityKind.CULTURAL_CENTRE), which="standing",
            ),
            Ledger(Activity, "community", ("held_on",), {_("activities in the year"): Q()},
                   unclear=Q(participants__isnull=True), which="year"),
        ),
        how=_("a cultural centre on the day, and activities in the year, each with its participants"),
    ),
    Record(
        "R06", "二(三)", "托儿所、幼儿园、社区教育活动中心", "community",
        (
            Ledger(Facility, "community", OPEN, {kind.label: Q(kind=kind) for kind in FOR_CHILDREN},
                   only=Q(kind__in=FOR_CHILDREN), which="standing"),
        ),
        how=_("nursery, kindergarten and education centre, each open on the day"),
    ),
)  # fmt: skip
