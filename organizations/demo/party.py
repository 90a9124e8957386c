"""Party organizations with their counts, and mass organizations (N08–N10, R02)."""

import datetime

from communities.demo.making import Inventor

from ..models import MassOrganization, PartyMemberCount, PartyOrganization

COUNTED = (datetime.date(2002, 6, 30), datetime.date(2003, 12, 31), datetime.date(2026, 6, 30))
KINDS = (("committee", 0.15), ("general_branch", 0.55), ("branch", 1.0))


def make(inventor: Inventor) -> None:
    """One in nine was set up after its community, one in twelve has none."""
    organizations, counts, masses = [], [], []
    for community in inventor.communities:
        chance = inventor.chance(community, "party")
        exemplary = inventor.exemplary(community)
        if chance.random() < 0.08 and not exemplary:
            continue
        late = chance.random() < 0.14 and not exemplary
        days = chance.choice((4, 5, 90, 180, 270))
        established = inventor.since(community) + datetime.timedelta(days=days)
        if not late:
            established = community.founded_on
        share = chance.random()
        organizations.append(
            PartyOrganization(
                community=community,
                kind=next(kind for kind, upper in KINDS if share < upper),
                established_on=established,
                valid_from=established,
                valid_to=community.closed_on,
                secretary=inventor.person(community, "secretary")["name"],
                liaison_since=established + datetime.timedelta(days=0 if exemplary else 90)
                if chance.random() < 0.8
                else None,
            )
        )
        for day in COUNTED:
            if established <= day and (community.closed_on is None or day < community.closed_on):
                counts.append(_count(inventor, community, day))
        for kind, has in (("union", 0.78), ("youth_league", 0.86), ("women", 0.95)):
            if exemplary or inventor.has(community, kind, has):
                masses.append(
                    MassOrganization(
                        community=community,
                        kind=kind,
                        head=inventor.person(community, f"{kind} head")["name"],
                        members_count=inventor.chance(community, kind).randint(12, 160),
                        valid_from=inventor.since(community),
                        valid_to=community.closed_on,
                    )
                )
    for rows in (organizations, counts, masses):
        inventor.keep(rows)


def _count(inventor: Inventor, community: object, day: datetime.date) -> PartyMemberCount:
    chance = inventor.chance(community, f"members {day.year}")
    return PartyMemberCount(
        community=community,
        counted_on=day,
        retired=chance.randint(25, 110),
        unemployed=chance.randint(3, 30),
        floating=chance.randint(0, 14),
        unassigned_graduates=chance.randint(0, 6),
        demobilized_soldiers=chance.randint(0, 9),
        unorganized_enterprises=chance.randint(0, 20),
        social_organizations=chance.randint(0, 8),
        registered_elsewhere=chance.randint(40, 420) if chance.random() < 0.85 else None,
    )
