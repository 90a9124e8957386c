"""The three self-governance bodies, their terms, elections and members (N11, N12, N14, N26, A01)."""

import datetime
from collections.abc import Iterator

from communities.demo.making import Inventor
from communities.models import Community

from ..models import Body, Election, Member, ResidentUnit, Term
from ..models.bodies import years_after

# From this day residents' committees are elected for five years.
LAW_2018 = datetime.date(2018, 12, 29)
SEATS = {"congress": 8, "council": 5, "committee": 6}
METHODS = {"congress": "units", "council": "units", "committee": "households"}


def make(inventor: Inventor, units: dict[int, list[ResidentUnit]]) -> None:
    """Bodies of every community; some were set up late, some have let a term lapse, in some an election is near."""
    bodies = [
        Body(community=community, kind=kind, valid_from=_start(inventor, community, kind), valid_to=community.closed_on)
        for community in inventor.communities
        for kind in SEATS
        if inventor.exemplary(community) or inventor.has(community, kind, 0.94)
    ]
    terms, manned = [], []
    for body in inventor.keep(bodies):
        own = [
            Term(body=body, number=number, started_on=first, ends_on=last)
            for number, (first, last) in enumerate(_terms(inventor, body), 1)
        ]
        # The years between are told of the residents' committees only.
        terms += own if body.kind == "committee" else [*own[:2], *own[2:][-2:]]
        manned += [own[0], *own[1:][-1:]] if own else []
    inventor.keep(terms)
    # Of some congresses it is not told who sits in them, nor how they were elected.
    manned = [
        term
        for term in manned
        if term.body.kind != "congress" or inventor.has(term.body.community, "congress told", 0.93)
    ]
    inventor.keep(filter(None, (_election(inventor, term) for term in manned)))
    inventor.keep([member for term in manned for member in _members(inventor, term, units)])


def _start(inventor: Inventor, community: Community, kind: str) -> datetime.date:
    founded = inventor.since(community, datetime.date(2002, 6, 10))
    if not inventor.exemplary(community) and inventor.has(community, f"{kind} late", 0.1):
        return founded + datetime.timedelta(days=inventor.chance(community, kind).randint(60, 400))
    return founded


def _terms(inventor: Inventor, body: Body) -> Iterator[tuple[datetime.date, datetime.date]]:
    """One after the other up to today. One in twelve has not been followed up; of some the end is near."""
    first = body.valid_from
    end_of_all = body.valid_to or inventor.today
    while first < end_of_all:
        years = 5 if body.kind == "committee" and first >= LAW_2018 else 3
        last = years_after(first, years)
        if last > inventor.today and not body.valid_to and not inventor.exemplary(body.community):
            if inventor.has(body.community, f"{body.kind} lapsed", 0.08):
                return
            if inventor.has(body.community, f"{body.kind} near", 0.08):
                days = inventor.chance(body.community, body.kind).randint(20, 170)
                yield first, max(inventor.today + datetime.timedelta(days=days), first + datetime.timedelta(days=1))
                return
        yield first, min(last, body.valid_to or last)
        first = last


def _election(inventor: Inventor, term: Term) -> Election | None:
    chance = inventor.chance(term.body.community, f"{term.body.kind} election {term.number}")
    if chance.random() < 0.12:
        return None
    households = inventor.households(term.body.community)
    eligible = {"congress": households // 20, "council": 24, "committee": households}[term.body.kind]
    return Election(
        term=term,
        held_on=term.started_on - datetime.timedelta(days=chance.randint(2, 12)),
        method=METHODS[term.body.kind],
        eligible=eligible,
        voted=round(eligible * chance.uniform(0.62, 0.97)),
        result_document=f"演示〔{term.started_on.year}〕选字{chance.randint(1, 90)}号",
    )


def _members(inventor: Inventor, term: Term, units: dict[int, list[ResidentUnit]]) -> Iterator[Member]:
    community, kind = term.body.community, term.body.kind
    chance = inventor.chance(community, f"{kind} members {term.number}")
    seats = SEATS[kind]
    if kind == "committee" and not inventor.exemplary(community):
        seats += chance.choice((-2, -1, 0, 0, 0, 1))
    own = units.get(community.pk, [])
    taken: set[str] = set()
    for seat in range(seats):
        person = inventor.person(community, f"{kind} {term.number} {seat}")
        if person["name"] in taken:
            continue
        taken.add(person["name"])
        unit = own[seat % len(own)] if own and kind != "committee" and seat % 2 else None
        if kind == "congress":
            post = Member.Post.DELEGATE
        else:
            post = (Member.Post.CHAIR, Member.Post.DEPUTY)[seat] if seat < 2 else Member.Post.MEMBER
        yield Member(
            term=term,
            person_name=person["name"],
            gender=person["gender"],
            birth_year=person["birth_year"] + (20 if term.started_on.year > 2015 else 0),
            post=post,
            elected_from="resident_unit" if unit else "residents",
            resident_unit=unit,
            party_post=_party_post(seat, chance.random()) if kind == "committee" else "",
        )


def _party_post(seat: int, share: float) -> str:
    """Two chairs in five lead the party organization as well, and some members sit in it."""
    if seat == 0 and share < 0.4:
        return "secretary"
    return "member" if seat in (1, 2) and share < 0.3 else ""
