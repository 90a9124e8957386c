"""Resident units, staff and money of the communities (N07, N13, N15–N17, A02)."""

import datetime
import math

from communities.demo.making import Inventor
from communities.models import Community

from ..models import Fund, ResidentUnit, StaffMember

UNITS = (
    ("{}小学", "school"),
    ("{}菜市场管理所", "institution"),
    ("{}水产加工厂", "enterprise"),
    ("{}信用社", "enterprise"),
    ("{}卫生院", "institution"),
    ("驻{}某部队", "military"),
)
WAYS = ("open_recruitment", "open_recruitment", "election", "election", "competition")
POSITIONS = ("社区主任", "社区副主任", "民政干事", "计生干事", "治保干事", "文教干事", "劳动保障干事", "卫生干事")
EDUCATION = ("初中", "高中", "高中", "中专", "大专", "大专", "本科")
# Years with money in the books: those of the reform, and the last three.
YEARS = (2002, 2003, 2004)
RENEWED = datetime.date(2018, 7, 1)
PAY = {"work": (12_000, 30_000), "allowance": (36_000, 62_000)}


def resident_units(inventor: Inventor) -> dict[int, list[ResidentUnit]]:
    """Two to five units in each urban community, by its key."""
    found: dict[int, list[ResidentUnit]] = {}
    for community in inventor.urban:
        chance = inventor.chance(community, "units")
        base = community.name.removesuffix("社区")
        chosen = chance.sample(UNITS, chance.randint(2, 5))
        found[community.pk] = [
            ResidentUnit(
                community=community,
                name=f"{name.format(base)}（演示）",
                kind=kind,
                valid_from=inventor.since(community),
                valid_to=community.closed_on,
            )
            for name, kind in chosen
        ]
    inventor.keep([unit for units in found.values() for unit in units])
    return found


def make(inventor: Inventor) -> None:
    """Staff of every community and the money of its urban ones."""
    inventor.keep([person for community in inventor.communities for person in _staff(inventor, community)])
    inventor.keep([fund for community in inventor.urban for fund in _funds(inventor, community)])


def _staff(inventor: Inventor, community: Community) -> list[StaffMember]:
    """About one for 600 households; some communities are short of one, and somebody has left."""
    chance = inventor.chance(community, "staff")
    exemplary = inventor.exemplary(community)
    wanted = math.ceil(inventor.households(community) / 600) + chance.choice((-1, 0, 0, 0, 1))
    if exemplary:
        wanted = math.ceil(inventor.households(community) / 550)
    start = inventor.since(community)
    # In about half of the communities others have taken their places since, who are young today.
    renewed = start < RENEWED and not community.closed_on and inventor.has(community, "staff renewed", 0.55)
    rows, taken = [], set()
    for number in range(max(wanted, 1) + 1):
        person = inventor.person(community, f"staff {number}")
        if person["name"] in taken:
            continue
        taken.add(person["name"])
        # The first has left: the clerk sees what becomes of such a row.
        left = RENEWED if renewed else community.closed_on
        if number == 0:
            left = start + datetime.timedelta(days=chance.randint(200, 900))
        if left and community.closed_on:
            left = min(left, community.closed_on)
        rows.append(
            StaffMember(
                community=community,
                **person,
                education=chance.choice(EDUCATION),
                position=POSITIONS[number % len(POSITIONS)],
                recruited_by=chance.choice(WAYS) if chance.random() < 0.93 else chance.choice(("other", "")),
                full_time=exemplary or chance.random() < 0.94,
                phone=f"0580-{chance.randint(2_000_000, 3_999_999)}",
                started_on=start,
                left_on=left,
            )
        )
        if renewed and number:
            rows.append(_successor(inventor, community, rows[-1]))
    return rows


def _successor(inventor: Inventor, community: Community, former: StaffMember) -> StaffMember:
    """Who has taken the place, about a generation younger."""
    person = inventor.person(community, f"successor of {former.name}")
    person["birth_year"] = min(person["birth_year"] + 24, 2000)
    return StaffMember(
        community=community,
        **person,
        education="本科",
        position=former.position,
        recruited_by="open_recruitment",
        full_time=former.full_time,
        phone=former.phone,
        started_on=RENEWED,
    )


def _funds(inventor: Inventor, community: Community) -> list[Fund]:
    """Most are paid in full and grow; some are paid short, some stand still, some years are not entered."""
    rows = []
    present = inventor.today.year
    for kind, span in PAY.items():
        chance = inventor.chance(community, kind)
        amount = chance.randint(*span)
        for year in (*YEARS, present - 2, present - 1, present):
            amount = round(amount * (1 if chance.random() < 0.12 else chance.uniform(1.02, 1.15)))
            if year == present - 2:
                amount *= 6
            exemplary = inventor.exemplary(community)
            stood = community.founded_on.year <= year
            if chance.random() < 0.05 and not exemplary or not stood:
                continue
            if community.closed_on and community.closed_on.year < year:
                continue
            full = chance.random() < 0.88 or exemplary
            paid = amount if full else round(amount * chance.uniform(0.6, 0.95))
            rows.append(
                Fund(
                    community=community,
                    fiscal_year=year,
                    kind=kind,
                    level=chance.choice(("district", "district", "street")) if kind == "work" else "district",
                    budgeted=amount,
                    allocated=paid,
                    document_no=f"演示〔{year}〕财字{chance.randint(1, 60)}号",
                )
            )
    return rows
