"""What the pages of units show of organizations, staff and money."""

import dataclasses
import datetime
import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import Community, District
from zhoushan_community.base import registers
from zhoushan_community.base.panels import (
    SHOWN,
    Amount,
    Figure,
    Lack,
    Panel,
    amounts,
    figures,
    lacking,
    lacks,
    panel,
    rows_of,
)

from .models import Body, Fund, Member, StaffMember, Term

POSTS = list(Member.Post.values)


@figures
def staff_and_terms(communities: Sequence[int], day: datetime.date, user: Any) -> Iterator[Figure]:
    """N13, N11: full-time staff of the day, and bodies whose term has lapsed without a next one."""
    staff = StaffMember.objects.visible_to(user).filter(StaffMember.holding(day), full_time=True)
    found = amounts(staff, communities, Count("pk"))
    yield Figure(
        "staff", gettext_lazy("full-time staff"), found, "人", register=registers.find("organizations.staffmember")
    )
    lapsed = Term.objects.visible_to(user).calling(day).filter(state=Term.State.LAPSED)
    found = amounts(lapsed, communities, Count("pk"), by="body__community")
    register = registers.find("organizations.term")
    yield Figure("lapsed", gettext_lazy("terms lapsed"), found, alarm=True, absent=Amount(0), register=register)


# What is missing


@lacks("community")
def organizations(communities: Sequence[int], day: datetime.date, user: Any) -> Iterator[Lack]:
    """N08, N10: the party organization and the three mass organizations."""
    yield from lacking("organizations.partyorganization", communities, day, user, clauses=("N08",))
    kinds = {"union": ("N10",), "youth_league": ("N10",), "women": ("N10",)}
    yield from lacking("organizations.massorganization", communities, day, user, clauses=kinds)


@lacks("community")
def running_terms(communities: Sequence[int], day: datetime.date, user: Any) -> Iterator[Lack]:
    """N11: each of the three bodies, with a term that runs."""
    bodies: dict[tuple[int, str], int] = {}
    for key, community, kind in (
        Body.objects.visible_to(user)
        .filter(Body.holding(day), community__in=communities)
        .values_list("pk", "community", "kind")
    ):
        bodies[community, kind] = key
    numbers: dict[int, int] = {}
    running = set()
    terms = Term.objects.visible_to(user).filter(body__in=bodies.values(), started_on__lte=day).order_by("number")
    for body, number, ends_on in terms.values_list("body", "number", "ends_on"):
        numbers[body] = number
        if ends_on > day:
            running.add(body)
    for community, kind in itertools.product(communities, Body.Kind):
        body = bodies.get((community, kind))
        if body is None:
            begin = {"community": community, "kind": kind.value}
            yield Lack(community, ("N11",), kind.label, registers.find("organizations.body"), begin)
        elif body not in running:
            words = _("running term of the %(body)s") % {"body": kind.label}
            begin = {"body": body, "number": numbers.get(body, 0) + 1}
            yield Lack(community, ("N11",), words, registers.find("organizations.term"), begin)


@lacks("community")
def funds_of_the_year(communities: Sequence[int], day: datetime.date, user: Any) -> Iterator[Lack]:
    """N16: work funds and staff allowances of the year."""
    kinds = {"work": ("N16",), "allowance": ("N16",)}
    for lack in lacking("organizations.fund", communities, day, user, clauses=kinds, fiscal_year=day.year):
        yield dataclasses.replace(lack, words=_("%(kind)s of %(year)s") % {"kind": lack.words, "year": day.year})


@lacks("district")
def coordination(districts: Sequence[int], day: datetime.date, user: Any) -> Iterator[Lack]:
    """R11: the leading group of the district."""
    label = "organizations.coordinationbody"
    return lacking(label, districts, day, user, clauses=("R11",), holder="district", level="district")


# Panels of a community


@panel("community")
def party(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N08, N09."""
    columns = ("kind", "established_on", "secretary", "liaison_since")
    return rows_of("organizations.partyorganization", unit, day, user, columns=columns)


@panel("community")
def party_members(unit: Community, day: datetime.date, user: Any) -> Panel:
    """R02, N09."""
    return rows_of("organizations.partymembercount", unit, day, user, until="counted_on")


@panel("community")
def mass_organizations(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N10."""
    return rows_of("organizations.massorganization", unit, day, user)


@dataclasses.dataclass(frozen=True)
class Sitting:
    """A body, its last term begun by the day, and who sits in it. days: to the end of the term, or since."""

    body: Body
    term: Term | None
    days: int
    members: list[Member]

    @property
    def shown(self) -> list[Member]:
        return self.members[:SHOWN]


@panel("community")
def bodies(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N11, N12, N14: the bodies with the last term of each and its members."""
    found = list(Body.objects.visible_to(user).filter(Body.holding(day), community=unit).order_by("kind"))
    terms: dict[int, Term] = {}
    for term in (
        Term.objects.visible_to(user).as_of(day).filter(body__in=found, started_on__lte=day).order_by("started_on")
    ):
        terms[term.body_id] = term
    sitting: dict[int, list[Member]] = {}
    members = Member.objects.visible_to(user).filter(Member.holding(day), term__in=terms.values())
    for member in sorted(members.select_related("resident_unit"), key=lambda row: (POSTS.index(row.post), row.pk)):
        sitting.setdefault(member.term_id, []).append(member)
    rows = []
    for body in found:
        term = terms.get(body.pk)
        rows.append(
            Sitting(body, term, abs((term.ends_on - day).days) if term else 0, sitting.get(term.pk, []) if term else [])
        )
    register = registers.find("organizations.body")
    context = {
        "sittings": rows,
        "terms": registers.find("organizations.term"),
        "members": registers.find("organizations.member"),
    }
    return Panel(
        register.title, ("N11", "N12", "N14"), register, [*found, *terms.values()], count=len(found), opens=True,
        wide=True, template="organizations/bodies.html", context=context,
    )  # fmt: skip


@panel("community")
def elections(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N12."""
    return rows_of("organizations.election", unit, day, user, until="held_on")


@panel("community")
def staff(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N13, N15, A02."""
    return rows_of("organizations.staffmember", unit, day, user)


@dataclasses.dataclass(frozen=True)
class Money:
    """The funds of one kind in a year, of all levels together. growth: of the budget over the year before, a share."""

    year: int
    kind: str
    budgeted: Amount
    allocated: Amount
    growth: Decimal | None

    @property
    def short_by(self) -> Decimal | None:
        """How much less was paid out than budgeted; None where that is not known, or nothing is short."""
        known = not (self.budgeted.unknown or self.allocated.unknown)
        return max(self.budgeted.value - self.allocated.value, Decimal(0)) or None if known else None


@panel("community")
def money(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N16, N17: what was budgeted and paid out, year by year."""
    found = rows_of(
        "organizations.fund", unit, day, user, only=Q(fiscal_year__lte=day.year), template="organizations/money.html"
    )
    rows = Fund.objects.visible_to(user).filter(
        Fund.holding(day), community=unit, fiscal_year__lte=day.year, fiscal_year__gte=day.year - SHOWN
    )
    found.wide = True
    found.context["years"] = years_of(rows.order_by("-fiscal_year", "kind", "level"), day.year - SHOWN)
    return found


def years_of(rows: Sequence[Fund], last: int) -> list[Money]:
    """Funds, sorted by year and kind, summed over their levels. last: the year that is read for comparison only."""
    sums: dict[tuple[int, str], tuple[Amount, Amount]] = {}
    words = {}
    for key, group in itertools.groupby(rows, key=lambda row: (row.fiscal_year, row.kind)):
        funds = list(group)
        words[key] = funds[0].get_kind_display()
        sums[key] = _sum(funds, "budgeted"), _sum(funds, "allocated")
    found = []
    for (year, kind), (budgeted, allocated) in sums.items():
        before = sums.get((year - 1, kind), (Amount(),))[0]
        known = before.value and budgeted.value is not None and not (before.unknown or budgeted.unknown)
        growth = (budgeted.value - before.value) / before.value if known else None
        if year > last:
            found.append(Money(year, words[year, kind], budgeted, allocated, growth))
    return found


def _sum(funds: list[Fund], name: str) -> Amount:
    values = [getattr(fund, name) for fund in funds]
    known = [value for value in values if value is not None]
    generated = any(name in fund.generated for fund in funds)
    return Amount(sum(known) if known else None, len(values) - len(known), generated=generated)


@panel("community")
def resident_units(unit: Community, day: datetime.date, user: Any) -> Panel:
    """N07, N12."""
    return rows_of("organizations.residentunit", unit, day, user)


# Panels of a district


@panel("district")
def coordination_bodies(unit: District, day: datetime.date, user: Any) -> Panel:
    """R11."""
    return rows_of("organizations.coordinationbody", unit, day, user, columns=("name", "document_no", "valid_from"))


@panel("district")
def coordination_seats(unit: District, day: datetime.date, user: Any) -> Panel:
    """R11."""
    columns = ("role", "office", "department", "person_name")
    return rows_of("organizations.coordinationseat", unit, day, user, columns=columns)


@panel("district")
def coordination_meetings(unit: District, day: datetime.date, user: Any) -> Panel:
    """R11."""
    columns = ("held_on", "subject", "attended", "decisions", "document_no")
    return rows_of("organizations.coordinationmeeting", unit, day, user, until="held_on", columns=columns)


@panel("district")
def departments(unit: District, day: datetime.date, user: Any) -> Panel:
    """R12."""
    return rows_of("organizations.department", unit, day, user)


@panel("district")
def responsibilities(unit: District, day: datetime.date, user: Any) -> Panel:
    """R12."""
    return rows_of("organizations.responsibility", unit, day, user)


@panel("district")
def tasks(unit: District, day: datetime.date, user: Any) -> Panel:
    """R12."""
    columns = ("responsibility", "title", "due_on", "state", "done_on")
    return rows_of("organizations.task", unit, day, user, columns=columns)
