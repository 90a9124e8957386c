"""Made-up rows of security: rooms and officers, committees, measures, disputes, counts. All are marked."""

import datetime
from collections.abc import Iterator

from django.apps import apps

from communities.demo.making import Inventor
from communities.models import Community
from organizations.models import Member
from zhoushan_community.base.models import User

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

MEASURES = {
    "people": ("义务巡逻", "专职门卫", "楼道长值守"),
    "physical": ("防盗门", "围墙封闭", "照明补盲"),
    "technical": ("楼宇对讲", "电子报警", "视频监控"),
}
STEPS = ("plan", "work", "self_check", "application", "inspection", "review")
CASES = ("neighbours", "neighbours", "family", "property", "relocation", "labour", "public_order", "other")
TOPICS = ("青少年法制课", "婚姻家庭法律咨询", "拆迁政策咨询", "禁毒宣传", "劳动合同咨询")


def load(actor: User) -> None:
    """Fill the registers around the communities, committees and facilities that were loaded before."""
    inventor = Inventor(actor)
    _rooms(inventor)
    inventor.keep([row for community in inventor.communities for row in _organizations(inventor, community)])
    inventor.keep([row for community in inventor.communities for row in _measures(inventor, community)])
    inventor.keep([row for community in inventor.urban for row in _campaign(inventor, community)])
    inventor.keep([row for community in inventor.urban for row in _cases(inventor, community)])
    inventor.keep([row for community in inventor.urban for row in _rounds(inventor, community)])
    inventor.keep([row for community in inventor.urban for row in _events(inventor, community)])
    inventor.keep([row for community in inventor.urban for row in _counts(inventor, community)])


def _rooms(inventor: Inventor) -> None:
    """A room for each facility of that kind; some are below the standard, some heads have no seat in the committee."""
    facilities = apps.get_model("services", "Facility").unscoped.filter(kind="police_room").select_related("community")
    seats: dict[int, list[Member]] = {}
    members = Member.unscoped.filter(term__body__kind="committee", post="member").select_related("term__body")
    for member in members.order_by("term__started_on", "pk"):
        seats.setdefault(member.term.body.community_id, []).append(member)
    rooms = []
    for facility in facilities:
        chance = inventor.chance(facility.community, "police room")
        own = seats.get(facility.community_id)
        seated = inventor.has(facility.community, "head in the committee", 0.75)
        rooms.append(
            PoliceRoom(
                community=facility.community,
                facility=facility,
                up_to_standard=inventor.exemplary(facility.community)
                or chance.choice((True, True, True, True, True, False, None)),
                head=own[-1] if own and seated else None,
                valid_from=facility.opened_on,
                valid_to=facility.closed_on,
            )
        )
    inventor.keep(rooms)
    inventor.keep(
        [
            officer
            for room in rooms
            for officer in _officers(inventor, room, seats[room.community_id] if room.head else [])
        ]
    )


def _officers(inventor: Inventor, room: PoliceRoom, seats: list[Member]) -> Iterator[PoliceOfficer]:
    """seats: those of the committee's members, the earliest first, when the head of the room is one of them."""
    chance = inventor.chance(room.community, "officers")
    taken: set[str] = set()
    wanted = chance.choice((0, 1, 1, 1, 2, 2, 2, 3))
    for number in range(2 if inventor.exemplary(room.community) else wanted):
        name = inventor.person(room.community, f"officer {number}")["name"]
        served = [(name, room.valid_from, room.valid_to)]
        if number == 0 and seats:
            served = list(_heads(room, seats, name))
        for name, start, end in served:
            if name in taken:
                continue
            taken.add(name)
            yield PoliceOfficer(
                room=room,
                name=name,
                post="officer" if number < 2 else "auxiliary",
                is_head=number == 0,
                phone=f"1380580{chance.randint(1000, 9999)}",
                valid_from=start,
                valid_to=end,
            )


def _heads(
    room: PoliceRoom, seats: list[Member], other: str
) -> Iterator[tuple[str, datetime.date, datetime.date | None]]:
    """One who sits in the committee of the first term, one of the last, and somebody else in the years between."""
    first, last = seats[0], seats[-1]
    until, again = first.term.ends_on, max(last.term.started_on, room.valid_from)
    if first.term_id == last.term_id or room.valid_to or until <= room.valid_from:
        yield (first if room.valid_to else last).person_name, room.valid_from, room.valid_to
        return
    yield first.person_name, room.valid_from, until
    if until < again:
        yield other, until, again
    yield last.person_name, again, None


def _organizations(inventor: Inventor, community: Community) -> Iterator[SecurityOrganization]:
    for kind, share in (("security", 0.93), ("mediation", 0.9), ("patrol", 0.45)):
        exemplary = inventor.exemplary(community)
        if exemplary or inventor.has(community, kind, share):
            chance = inventor.chance(community, f"{kind} members")
            yield SecurityOrganization(
                community=community,
                kind=kind,
                name=f"{community.name.removesuffix('社区')}义务巡防队" if kind == "patrol" else "",
                members_count=chance.randint(3, 15) if exemplary or chance.random() < 0.95 else None,
                valid_from=inventor.since(community),
                valid_to=community.closed_on,
            )


def _measures(inventor: Inventor, community: Community) -> Iterator[Measure]:
    for kind, names in MEASURES.items():
        chance = inventor.chance(community, f"measures {kind}")
        # Technical means came later and are what is most often missing.
        exemplary = inventor.exemplary(community)
        if exemplary or chance.random() < (0.72 if kind == "technical" else 0.94):
            late = 0 if exemplary else chance.choice((0, chance.randint(0, 200)))
            for name in chance.sample(names, chance.randint(1, 2)):
                yield Measure(
                    community=community,
                    kind=kind,
                    name=name,
                    quantity=chance.randint(1, 40),
                    valid_from=inventor.since(community) + datetime.timedelta(days=late),
                    valid_to=community.closed_on,
                )


def _campaign(inventor: Inventor, community: Community) -> Iterator[CampaignStep]:
    chance = inventor.chance(community, "campaign")
    day = inventor.since(community) + datetime.timedelta(days=chance.randint(0, 90))
    for number, step in enumerate(STEPS[: chance.randint(1, len(STEPS))]):
        last = day + datetime.timedelta(days=chance.randint(20, 60))
        yield CampaignStep(
            community=community,
            step=step,
            started_on=day,
            done_on=last if number < 4 or chance.random() < 0.7 else None,
        )
        day = last


def _cases(inventor: Inventor, community: Community) -> Iterator[Case]:
    chance = inventor.chance(community, "cases")
    for year in (2002, 2003, inventor.today.year):
        for number in range(chance.randint(1, 5)):
            opened = datetime.date(year, chance.randint(1, 10), chance.randint(1, 28))
            closed = opened + datetime.timedelta(days=chance.randint(2, 45)) if chance.random() < 0.8 else None
            if not inventor.stood(community, opened) or not inventor.stood(community, closed or inventor.today):
                continue
            yield Case(
                community=community,
                case_no=f"{year}-{number + 1:02d}",
                kind=chance.choice(CASES),
                parties_count=chance.randint(2, 6),
                opened_on=opened,
                closed_on=closed,
                level=chance.choice(("community", "community", "community", "street", "court")) if closed else "",
                outcome=chance.choice(("agreed", "agreed", "agreed", "withdrawn", "failed")) if closed else "",
            )


def _rounds(inventor: Inventor, community: Community) -> Iterator[CheckRound]:
    chance = inventor.chance(community, "rounds")
    for year, months in ((2002, (9, 12)), (2003, (3, 6, 9, 12)), (inventor.today.year, (3, 6, 9))):
        for month in months:
            day = datetime.date(year, month, 20)
            if inventor.stood(community, day):
                found = chance.randint(0, 9)
                yield CheckRound(
                    community=community, held_on=day, found=found, settled=chance.randint(found // 2, found)
                )


def _events(inventor: Inventor, community: Community) -> Iterator[LegalEvent]:
    chance = inventor.chance(community, "events")
    for year in (2002, 2003, inventor.today.year):
        for topic in chance.sample(TOPICS, 2):
            day = datetime.date(year, chance.randint(7, 10), chance.randint(1, 28))
            if inventor.stood(community, day):
                yield LegalEvent(
                    community=community,
                    kind="consultation" if "咨询" in topic else "education",
                    held_on=day,
                    topic=topic,
                    participants=chance.randint(15, 180),
                )


def _counts(inventor: Inventor, community: Community) -> Iterator[PeriodCount]:
    chance = inventor.chance(community, "period counts")
    floating = inventor.population(community) // chance.randint(12, 30)
    present = datetime.date(inventor.today.year, 1, 1)
    for start in (datetime.date(2002, 7, 1), datetime.date(2003, 1, 1), datetime.date(2003, 7, 1), present):
        if not inventor.stood(community, start):
            continue
        juveniles, resettled = chance.randint(0, 5), chance.randint(0, 6)
        floating = round(floating * chance.uniform(1.0, 1.12))
        known = chance.random() < 0.9
        yield PeriodCount(
            community=community,
            period="half_year",
            starts_on=start,
            floating=floating,
            juveniles=juveniles,
            juveniles_helped=chance.randint(0, juveniles),
            resettled=resettled if known else None,
            resettled_helped=chance.randint(0, resettled) if known and chance.random() < 0.8 else None,
        )
