"""Every figure that the head of an official form can name, by its code."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, DecimalField, F, Q, Sum, Value
from django.utils.translation import gettext_lazy as _

from communities.models import Community, CommunityFigures, Estate, Honour
from organizations.models import Fund, MassOrganization, Member, PartyMemberCount, PartyOrganization, StaffMember
from organizations.standards import COMMITTEE, members_of
from security.models import (
    CampaignStep,
    Case,
    CheckRound,
    LegalEvent,
    PeriodCount,
    PoliceOfficer,
    PoliceRoom,
    SecurityOrganization,
)
from security.models import Measure as Precaution
from security.standards import officers
from services.models import Activity, CultureBrand, Facility, FacilityKind, ServiceItem, VolunteerTeam
from zhoushan_community.base import dated
from zhoushan_community.base.standards import Asked, Measure, begun, latest

from .figures import Figure, Measured, in_year, kept, last, standing, total

#: Up to this age staff counts as young in the form; what A02 asks is a threshold of its own.
YOUNG = 45
#: Of a square metre.
IN_KM2 = Decimal("0.000001")


def _area(asked: Asked) -> Measure:
    """In square kilometres."""
    in_km2 = F("area_m2") * Value(IN_KM2, output_field=DecimalField(max_digits=20, decimal_places=8))
    return Measure(kept(Community), "pk", in_km2, single=True)


def _safe_estates(asked: Asked) -> Measure:
    on = Honour.holding(asked.day) & Q(kind=Honour.Kind.SAFE)
    rows = begun(kept(Honour).filter(estate__isnull=False), asked.day, "awarded_on")
    return Measure(rows, "estate__community", Count("estate", filter=on, distinct=True), on)


def _young(asked: Asked) -> Measure:
    on = StaffMember.holding(asked.day)
    number = Count("pk", filter=on & Q(birth_year__gte=asked.day.year - YOUNG))
    doubt = Count("pk", filter=on & Q(birth_year__isnull=True))
    return Measure(begun(kept(StaffMember), asked.day, "started_on"), "community", number, on, doubt=doubt)


def _party_members(asked: Asked) -> Measure:
    """All categories of the last count together; of one that is left empty the sum is unknown."""
    newest = latest(kept(PartyMemberCount), "community", "counted_on", asked.day)
    first, *others = map(F, PartyMemberCount.MANAGED)
    number = sum(others, first)
    return Measure(newest.rows, "community", number, single=True)


def _committee(**which: str) -> Measured:
    def measure(asked: Asked) -> Measure:
        on = Member.holding(asked.day) & Q(**which)
        return Measure(members_of(asked, COMMITTEE), "term__body__community", Count("pk", filter=on), on)

    return measure


def _money(kind: str, field: str) -> Measured:
    """Of the fiscal year of the day."""

    def measure(asked: Asked) -> Measure:
        rows = kept(Fund).filter(Fund.holding(asked.day), fiscal_year=asked.day.year, kind=kind)
        return Measure(rows, "community", Sum(field), doubt=Count("pk", filter=Q(**{f"{field}__isnull": True})))

    return measure


def _service_centre(field: str = "") -> Measured:
    """N18: the centres of the street itself."""

    def measure(asked: Asked) -> Measure:
        on = Facility.holding(asked.day)
        rows = begun(
            kept(Facility).filter(street__isnull=False, kind=FacilityKind.SERVICE_CENTRE), asked.day, "opened_on"
        )
        number, doubt = total(Facility, field, on)
        return Measure(rows, "street", number, on, doubt=doubt)

    return measure


def _offered(group: str) -> Measured:
    """Services of the community's own facilities for a group."""
    return standing(
        ServiceItem,
        "provider__community",
        group=group,
        also=lambda day: dated.on(day, "provider__", Facility.dated_fields),
    )


def _ground() -> Iterator[tuple[str, Figure]]:
    yield "area_km2", Figure(_("area"), "km²", _area, places=2)
    units = {"households": "户", "registered_households": "户", "low_income": "户", "buildings": "幢"}
    for field in (
        "households", "registered_households", "population", "registered_population", "floating_population",
        "buildings", "elderly", "disabled", "preferential", "low_income", "volunteers",
    ):  # fmt: skip
        words = CommunityFigures._meta.get_field(field).verbose_name
        yield field, Figure(words, units.get(field, "人"), last(CommunityFigures, field))
    yield "estates", Figure(_("residential estates"), "个", standing(Estate))
    yield "safe_estates", Figure(_("safe estates"), "个", _safe_estates)


def _organizations() -> Iterator[tuple[str, Figure]]:
    yield "party_organizations", Figure(PartyOrganization._meta.verbose_name_plural, "个", standing(PartyOrganization))
    yield "party_members", Figure(_("party members managed directly"), "人", _party_members)
    for category in (*PartyMemberCount.MANAGED, "registered_elsewhere"):
        words = PartyMemberCount._meta.get_field(category).verbose_name
        yield f"party_{category}", Figure(words, "人", last(PartyMemberCount, category))
    for kind in MassOrganization.Kind:
        yield kind.value, Figure(kind.label, "个", standing(MassOrganization, kind=kind))
    yield "committee_members", Figure(_("members of the residents' committee"), "人", _committee())
    yield "committee_women", Figure(_("women among them"), "人", _committee(gender="female"))
    yield "staff", Figure(StaffMember._meta.verbose_name_plural, "人", standing(StaffMember, full_time=True))
    yield "staff_women", Figure(_("women among them"), "人", standing(StaffMember, full_time=True, gender="female"))
    yield "staff_young", Figure(_("up to 45 years of age"), "人", _young)
    for way in StaffMember.RecruitedBy:
        yield f"staff_{way.value}", Figure(way.label, "人", standing(StaffMember, recruited_by=way))
    for kind in Fund.Kind:
        for field in ("budgeted", "allocated"):
            words = Fund._meta.get_field(field).verbose_name
            yield f"{kind.value}_{field}", Figure(words, "元", _money(kind, field), places=2)


def _services() -> Iterator[tuple[str, Figure]]:
    for kind in FacilityKind:
        if kind == FacilityKind.SERVICE_CENTRE:
            continue
        yield kind.value, Figure(kind.label, "个", standing(Facility, kind=kind))
        yield f"{kind.value}_m2", Figure(kind.label, "m²", standing(Facility, add="floor_area_m2", kind=kind), places=2)
    centre = FacilityKind.SERVICE_CENTRE.label
    yield "service_centre", Figure(centre, "个", _service_centre(), level="street")
    yield "service_centre_m2", Figure(centre, "m²", _service_centre("floor_area_m2"), level="street", places=2)
    for group in ServiceItem.Group:
        yield f"items_{group.value}", Figure(group.label, "项", _offered(group))
    yield "volunteer_teams", Figure(VolunteerTeam._meta.verbose_name_plural, "支", standing(VolunteerTeam))
    members = standing(VolunteerTeam, add="members_count")
    yield "team_members", Figure(_("registered volunteers"), "人", members)
    yield "brands", Figure(CultureBrand._meta.verbose_name_plural, "个", standing(CultureBrand))
    yield "activities", Figure(_("activities of the year"), "次", in_year(Activity, "held_on"))
    yield "participants", Figure(_("participants"), "人次", in_year(Activity, "held_on", add="participants"))


def _security() -> Iterator[tuple[str, Figure]]:
    yield "police_rooms", Figure(PoliceRoom._meta.verbose_name_plural, "个", standing(PoliceRoom))
    yield (
        "police_rooms_standard",
        Figure(_("up to the uniform standard"), "个", standing(PoliceRoom, up_to_standard=True)),
    )
    yield "officers", Figure(PoliceOfficer._meta.verbose_name_plural, "人", officers)
    for kind in SecurityOrganization.Kind:
        yield f"{kind.value}_bodies", Figure(kind.label, "个", standing(SecurityOrganization, kind=kind))
        members = standing(SecurityOrganization, add="members_count", kind=kind)
        yield f"{kind.value}_members", Figure(kind.label, "人", members)
    for kind in Precaution.Kind:
        yield f"{kind.value}_measures", Figure(kind.label, "项", standing(Precaution, kind=kind))
    yield "cases", Figure(_("cases of the year"), "件", in_year(Case, "opened_on"))
    yield "cases_closed", Figure(_("closed in the year"), "件", in_year(Case, "closed_on"))
    yield "check_rounds", Figure(_("rounds of checks of the year"), "次", in_year(CheckRound, "held_on"))
    for field, words in (("found", _("disputes found")), ("settled", _("of which settled"))):
        yield f"disputes_{field}", Figure(words, "件", in_year(CheckRound, "held_on", add=field))
    yield "legal_events", Figure(_("legal events of the year"), "次", in_year(LegalEvent, "held_on"))
    listeners = in_year(LegalEvent, "held_on", add="participants")
    yield "legal_participants", Figure(_("participants"), "人次", listeners)
    for field in ("juveniles", "juveniles_helped", "resettled", "resettled_helped"):
        words = PeriodCount._meta.get_field(field).verbose_name
        yield field, Figure(words, "人", last(PeriodCount, field, on="starts_on"))
    steps = in_year(CampaignStep, "done_on", community__isnull=False)
    yield "campaign_steps", Figure(_("campaign steps done in the year"), "步", steps)


FIGURES: dict[str, Figure] = dict((*_ground(), *_organizations(), *_services(), *_security()))
