"""How people, bodies and money of a community go over to another."""

import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from communities.adjusting.carrying import CannotMove, Carrying, Coming, copy_of
from communities.adjusting.moves import BECAUSE, Move, move
from zhoushan_community.base import changes, dated

from .models import Body, Fund, MassOrganization, Member, PartyOrganization, ResidentUnit, StaffMember, Term

TERM = Term.dated_fields


def running(day: datetime.date) -> Q:
    """Members of a term that runs on the day, in a body that stands."""
    return dated.on(day, "term__", TERM) & dated.on(day, "term__body__")


def of_year(day: datetime.date) -> Q:
    """Money of the year of the day, and of later ones; that of earlier years is history."""
    return Q(fiscal_year__gte=day.year)


def terms(carrying: Carrying, coming: list[Coming]) -> None:
    """The running term of a body goes on where the body does; where bodies join, in the one that has a term. The terms
    of the bodies that ended end with them."""
    ended = []
    for one in coming:
        body = carrying.moved[one.key][one.target.pk]
        own = _running(one.row, carrying.day)
        if own is None:
            continue
        if body.pk != one.row.pk and _running(body, carrying.day) is None:
            term = copy_of(own, TERM, carrying.day)
            term.body = body
            numbers = Term.objects.whole_city(because=BECAUSE).filter(body=body).values_list("number", flat=True)
            if term.number in set(numbers):
                term.number = max(numbers) + 1
            changes.create_all([term], carrying.origin)
        if body.pk != one.row.pk and own.started_on < carrying.day:
            own.ends_on = carrying.day
            ended.append(own)
    changes.update_all(ended, carrying.origin)


def _running(body: Body, day: datetime.date) -> Term | None:
    return Term.objects.whole_city(because=BECAUSE).filter(Term.holding(day), body=body).first()


def seat(carrying: Carrying, member: Any, one: Coming) -> None:
    """A member sits on in the term that runs at the target; of two who chair, the one who came later is a deputy."""
    body = carrying.moved.get(("organizations.body", one.row.term.body_id), {}).get(one.target.pk)
    if body is None:
        kind = one.row.term.body.kind
        bodies = Body.objects.whole_city(because=BECAUSE).filter(Body.holding(carrying.day), community=one.target)
        body = bodies.filter(kind=kind).first()
    term = body and _running(body, carrying.day)
    if term is None:
        words = _(
            "%(unit)s has no %(body)s with a running term for the %(post)s of %(source)s; send the body there, too."
        )
        told = {"unit": one.target, "body": one.row.term.body, "post": one.row.get_post_display(), "source": one.source}
        raise CannotMove(words % told)
    member.term = term
    if member.valid_to and member.valid_to > term.ends_on:
        member.valid_to = term.ends_on
    if member.post == Member.Post.CHAIR:
        seats = carrying.__dict__.setdefault("chairs", set())
        held = Member.objects.whole_city(because=BECAUSE).filter(Member.holding(carrying.day), term=term)
        if term.pk in seats or held.filter(post=Member.Post.CHAIR).exists():
            member.post = Member.Post.DEPUTY
        seats.add(term.pk)


def _post(row: Member) -> str:
    return f"{row.term.body} {row.get_post_display()}"


def _money(row: Fund) -> str:
    return f"{row.fiscal_year} {row.get_kind_display()} {row.get_level_display()}"


move(
    Move(ResidentUnit, name="name"),
    Move(Body, one=("kind",), after=terms),
    Move(
        Member,
        way="term__body__community",
        only=running,
        leads="term__body",
        told=_post,
        points=("resident_unit",),
        place=seat,
    ),
    # The line of the party goes on in the organization that stands there already.
    Move(PartyOrganization, one=()),
    Move(
        MassOrganization, one=("kind",), adds=("members_count",), sums={"persons": ("members_count",)},
    ),
    Move(StaffMember, told=lambda row: row.position),
    Move(
        Fund,
        only=of_year,
        shared=True,
        one=("fiscal_year", "kind", "level"),
        adds=("budgeted", "allocated"),
        told=_money,
        sums={"yuan": ("budgeted",), "yuan_paid": ("allocated",)},
    ),
)  # fmt: skip
