"""What the directive asks of police rooms, committees and measures against crime."""

from django.db.models import Count, Exists, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from communities.standards import BECAUSE
from organizations.models import Member, Term
from zhoushan_community.base import dated
from zhoushan_community.base.standards import Asked, Standard, begun, declare, has, in_parts
from zhoushan_community.base.standards import Measure as Measured

from .models import Measure, PoliceOfficer, PoliceRoom, SecurityOrganization


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
