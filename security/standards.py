"""What the directive asks of police rooms, committees and measures against crime."""

from django.db.models import Count, Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from communities.models import Honour
from communities.standards import BECAUSE
from organizations.models import Member, Term
from zhoushan_community.base import dated
from zhoushan_community.base.standards import Asked, Ledger, Record, Standard, begun, declare, has, in_parts, record
from zhoushan_community.base.standards import Measure as Measured

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
from .registers import LOOKED_AFTER


def police_room(asked: Asked) -> Measured:
    """N24: a room that is up to the uniform standard."""
    on = PoliceRoom.holding(asked.day)
    rows = begun(PoliceRoom.objects.whole_city(because=BECAUSE), asked.day)
    return Measured(
        rows,
        "community",
        has(on & Q(up_to_standard=True)),
        on,
        doubt=Count("pk", filter=on & Q(up_to_standard__isnull=True)),
    )


def officers(asked: Asked) -> Measured:
    """N25: officers who serve in a room that stands."""
    on = PoliceOfficer.holding(asked.day) & dated.on(asked.day, "room__")
    rows = begun(PoliceOfficer.objects.whole_city(because=BECAUSE), asked.day)
    return Measured(rows, "room__community", Count("pk", filter=on), on)


def head_in_committee(asked: Asked) -> tuple[Measured, ...]:
    """N26: whether the head of the room sits in the running residents' committee. The head is the officer who is marked
    so; where none is, the person of the seat that the room names. Without either the head is unknown."""
    heads = PoliceOfficer.objects.whole_city(because=BECAUSE).filter(
        PoliceOfficer.holding(asked.day), dated.on(asked.day, "room__"), is_head=True
    )
    seats = Member.objects.whole_city(because=BECAUSE).filter(
        Member.holding(asked.day),
        term__body__kind="committee",
        term__body__community=OuterRef("room__community"),
        person_name=OuterRef("name"),
    )
    unnamed = PoliceRoom.objects.whole_city(because=BECAUSE).filter(
        PoliceRoom.holding(asked.day),
        ~Exists(heads.filter(room=OuterRef("pk"))),
        dated.on(asked.day, "head__"),
        dated.on(asked.day, "head__term__", Term.dated_fields),
        dated.on(asked.day, "head__term__body__"),
        head__isnull=False,
    )
    return (
        Measured(heads, "room__community", Count("pk") * Value(0)),
        Measured(heads.filter(Exists(seats)), "room__community", Count("pk")),
        Measured(unnamed, "community", Count("pk")),
    )


def committees(asked: Asked) -> Measured:
    """N27: the security and the mediation committee, each with members."""
    kind = SecurityOrganization.Kind
    parts = {name: Q(kind=name, members_count__gt=0) for name in (kind.SECURITY, kind.MEDIATION)}
    on = SecurityOrganization.holding(asked.day)
    silent = {name: on & Q(kind=name, members_count__isnull=True) for name in parts}
    doubt = sum(has(silent[name]) * (1 - has(on & part)) for name, part in parts.items())
    rows = begun(SecurityOrganization.objects.whole_city(because=BECAUSE), asked.day)
    return in_parts(rows, "community", parts, within=on, doubt=doubt)


def measures(asked: Asked) -> Measured:
    """N28: at least one measure of each kind."""
    rows = begun(Measure.objects.whole_city(because=BECAUSE), asked.day)
    parts = {kind: Q(kind=kind) for kind in Measure.Kind.values}
    return in_parts(rows, "community", parts, within=Measure.holding(asked.day))


declare(
    Standard(
        "N24", "norm", "二(四)", "每个社区要设立统一规范的社区警务室", "community", police_room, unit="间",
        how=_("a police room on the day that is marked as up to the uniform standard"),
    ),
    Standard(
        "N25", "norm", "二(四)", "配备1-2名警务人员", "community", officers, "within", unit="人",
        how=_("officers who serve on the day; both bounds included"),
    ),
    Standard(
        "N26", "norm", "二(四)", "社区警务室负责人应作为社区居民委员会成员", "community", head_in_committee, unit="人",
        how=_("the head of the police room sits in the residents' committee in its running term"),
    ),
    Standard(
        "N27", "norm", "二(四)", "充实社区治保和调解力量", "community", committees,
        parts=(SecurityOrganization.Kind.SECURITY.label, SecurityOrganization.Kind.MEDIATION.label), unit="个",
        how=_("a security committee and a mediation committee, each with members"),
    ),
    Standard(
        "N28", "norm", "二(四)", "落实人防、物防、技防措施", "community", measures,
        parts=tuple(Measure.Kind.labels), unit="种",
        how=_("kinds of measures of which at least one is in force on the day"),
    ),
)  # fmt: skip

#: Rows of a community and of its estates.
OF_BOTH = Coalesce("community", "estate__community")
SAFE_AND_CIVILIZED = (Honour.Kind.SAFE, Honour.Kind.CIVILIZED)

record(
    Record(
        "R07", "二(四)", "“安全文明社区”创建活动", "community",
        (
            Ledger(CampaignStep, OF_BOTH, ("started_on", "done_on"), {_("steps of the campaign"): Q()}),
            Ledger(Honour, OF_BOTH, ("awarded_on", "withdrawn_on"), unclear=Q(awarded_on__isnull=True),
                   only=Q(kind__in=SAFE_AND_CIVILIZED)),
        ),
        how=_("steps of the campaign; honours, its estates' included, each with its day of award"),
    ),
    Record(
        "R08", "二(四)", "法制教育、法律咨询", "community",
        (
            Ledger(
                LegalEvent, "community", ("held_on",),
                {kind.label: Q(kind=kind) for kind in LegalEvent.Kind},
                unclear=Q(participants__isnull=True), which="year",
            ),
        ),
        how=_("education and consultation in the year, each with its participants"),
    ),
    Record(
        "R09", "二(四)", "民事调解;矛盾纠纷排查调处", "community",
        (
            Ledger(Case, "community", ("opened_on", "closed_on"),
                   unclear=Q(closed_on__isnull=False) & (Q(level="") | Q(outcome=""))),
            Ledger(CheckRound, "community", ("held_on",), {_("rounds of checks in the year"): Q()},
                   unclear=Q(found__isnull=True), which="year"),
        ),
        how=_("rounds of checks in the year with what they found; closed cases with level and outcome"),
    ),
    Record(
        "R10", "二(四)", "流动人口、青少年、刑满释放和解除劳教人员的安置帮教", "community",
        (
            Ledger(
                PeriodCount, "community", ("starts_on",),
                {PeriodCount._meta.get_field(name).verbose_name: Q(**{f"{name}__isnull": False})
                 for name in LOOKED_AFTER},
                which="latest",
            ),
        ),
        how=_("the last period has a number for each, nought included"),
    ),
)  # fmt: skip
