"""What a history can be about: each topic gives a city, a street or a community its rows."""

import datetime
from decimal import Decimal

from .city import City, area, dated


def ground(city: City) -> list[int]:
    """Three districts, the last of which follows by reference, and their streets."""
    city.topic("ground")
    districts = [
        city.add("communities.district", code=code, name=name, kind=kind, bound=bound)
        for code, name, kind, bound in (
            ("330902", "定海区", "district", True),
            ("330903", "普陀区", "district", True),
            ("330921", "岱山县", "county", False),
        )
    ]
    streets = []
    for number, district in enumerate((*districts, districts[0])):
        span = (None, None) if city.maybe(0.7) else city.span()
        streets.append(
            city.add(
                "communities.street", district_id=district, code=f"33090{number}001", name=f"第{number}街道",
                kind="street", **dated(span),
            )
        )  # fmt: skip
    return streets


def street_figures(city: City, streets: list[int]) -> None:
    for street in streets:
        for number in city.upto(3):
            population = city.one(None, 0, 20000, 25000, 25001, 40000, 50000, 50001)
            city.add(
                "communities.streetfigures", street_id=street, counted_on=city.day(), basis=f"第{number}次",
                population=population,
            )  # fmt: skip


def service_centres(city: City, streets: list[int]) -> None:
    for street in streets:
        for number in city.upto(2):
            centre = city.add(
                "services.facility", kind="service_centre", street_id=street, name=f"中心{number}",
                floor_area_m2=area(city, "299.99", 300, 300, 400), **dated(city.span(), ("opened_on", "closed_on")),
            )  # fmt: skip
            groups = ["elderly", "disabled", "preferential", "vulnerable"]
            for group in [each for each in groups if city.maybe(0.9)] if city.maybe(0.8) else []:
                span = city.span() if city.maybe(0.4) else (None, None)
                city.add(
                    "services.serviceitem", provider_id=centre, name="服务", group=group, mode="free",
                    organised_by="organisation", **dated(span),
                )  # fmt: skip


def institutions(city: City, streets: list[int]) -> None:
    for street in streets:
        for number in city.upto(2):
            city.add(
                "services.facility", kind=city.one("health_institution", "health_institution", "nursery"),
                street_id=street, name=f"卫生院{number}", **dated(city.span(), ("opened_on", "closed_on")),
            )  # fmt: skip


def community(city: City, number: int, streets: list[int]) -> int:
    """A community, founded and perhaps closed, and where it stood."""
    city.topic("community", number)
    founded, closed = city.span() if city.maybe(0.8) else (None, None)
    key = city.add(
        "communities.community", street_id=city.chance.choice(streets), name=f"第{number}社区", code=f"{number:012}",
        founded_on=founded, closed_on=closed,
    )  # fmt: skip
    for span in city.spans(3):
        street = city.chance.choice(streets)
        city.add("communities.communityplacement", community_id=key, street_id=street, **dated(span))
    return key


def figures(city: City, key: int) -> None:
    for day in sorted({city.day() for _time in city.upto(4)}):
        city.add(
            "communities.communityfigures", community_id=key, counted_on=day,
            households=city.one(
                None, 0, 1, 99, 100, 700, 701, 999, 1000, 2100, 2101, 2499, 2500, 3000, 3001, 5000, 5001
            ),
            population=city.one(None, 0, 1, 99, 100, 101, 6900, 7000, 7001),
            volunteers=city.one(None, 0, 1, 69, 70, 71),
        )  # fmt: skip


def committees(city: City, keys: list[int], streets: list[int]) -> None:
    """Old committees, what they became and what they handed over."""
    for number in range(city.chance.randint(1, 4)):
        street = city.chance.choice(streets)
        households = city.one(None, 400, 500)
        committee = city.add(
            "communities.residentscommittee", street_id=street, name=f"第{number}居委会", households=households,
            **dated(city.span()),
        )  # fmt: skip
        district = city.rows["communities.street"][street - 1]["district_id"]
        whole = city.maybe(0.5)
        for part in range(1) if whole and city.maybe(0.8) else city.upto(3):
            adjustment = city.add(
                "communities.adjustment", district_id=district, kind="merge", title=f"合并{number}{part}",
                effective_on=city.day(), is_case=city.maybe(0.2),
            )  # fmt: skip
            for step in ("approved", "effective") if city.maybe(0.3) else ():
                if city.maybe(0.8):
                    city.add(
                        "communities.adjustmentstep", adjustment_id=adjustment, step=step, done_on=city.day()
                    )  # fmt: skip
            target = {"to_street_id": street} if city.maybe(0.2) else {"to_community_id": city.chance.choice(keys)}
            share = city.add(
                "communities.adjustmentshare", adjustment_id=adjustment, from_committee_id=committee,
                extent="part" if part or not whole else "whole",
                households=city.one(None, 200, 250, 300, 400, 500), **target,
            )  # fmt: skip
            for thing in city.upto(3):
                settled = city.day(open_share=0.1)
                city.add(
                    "communities.handover", share_id=share, kind="staff", subject=f"岗位{thing}", unit="persons",
                    amount=city.one(None, 1, 1, 1, 1, 2, 2, 2, 2), destination="社区", settled_on=settled,
                )  # fmt: skip


def estates(city: City, key: int) -> None:
    for number in city.upto(3):
        completed, closed = city.span()
        approved = None
        if city.maybe(0.7):
            approved = city.chance.choice([day for day in city.days if completed is None or day <= completed])
        estate = city.add(
            "communities.estate", community_id=key, name=f"小区{key}-{number}", approved_on=approved,
            completed_on=completed, closed_on=closed, households=city.one(None, 1499, 1500, 1501, 3000),
            contiguous_development=city.one(None, True, False, False), office_m2=area(city, 100, 120),
            activity_m2=area(city, 100, 120),
        )  # fmt: skip
        honours(city, estate_id=estate)


def honours(city: City, **holder: int) -> None:
    for _time in city.upto(3):
        awarded, withdrawn = city.span()
        city.add(
            "communities.honour", kind=city.one("civilized", "civilized", "safe", "green", "modern"),
            level=city.one("municipal", "municipal", "provincial", "district"), awarded_on=awarded,
            withdrawn_on=withdrawn, **holder,
        )  # fmt: skip


def honours_of_communities(city: City, key: int) -> None:
    honours(city, community_id=key)


def premises(city: City, key: int) -> None:
    for number in city.upto(3):
        holder = city.one("", "committee", "committee", "former", "street")
        city.add(
            "communities.premises", community_id=key, address=f"路{number}号",
            use=city.one("office", "service", "both", "other"), origin=city.one("public", "commission", "rent", "new"),
            property_management=city.one(None, True, False, False), title_holder=holder,
            transferred_on=city.day(open_share=0.2) if holder else None,
            **dated(city.span(), ("held_from", "held_to")),
        )  # fmt: skip


def parties(city: City, key: int) -> None:
    founded = city.rows["communities.community"][key - 1]["founded_on"]
    for start, end in city.spans(2):
        established = None
        if city.maybe(0.8):
            before = [day for day in (*city.days, founded) if day and (start is None or day <= start)]
            established = city.chance.choice(before) if before else start
        city.add(
            "organizations.partyorganization", community_id=key, kind="branch", established_on=established,
            liaison_since=city.day(open_share=0.4), valid_from=start, valid_to=end,
        )  # fmt: skip
    for day in sorted({city.day() for _time in city.upto(2)}):
        city.add(
            "organizations.partymembercount",
            community_id=key,
            counted_on=day,
            registered_elsewhere=city.one(None, 0, 9),
        )


def mass_organizations(city: City, key: int) -> None:
    for kind in ("union", "youth_league", "women"):
        for span in city.spans(2) if city.maybe(0.4) else [(None, None)] if city.maybe(0.8) else []:
            city.add("organizations.massorganization", community_id=key, kind=kind, **dated(span))


def bodies(city: City, key: int) -> None:
    """Bodies, their terms of three years or as elected, who sits there and by which election."""
    for kind in ("congress", "council", "committee"):
        for span in city.spans(2) if city.maybe(0.3) else [(None, None)]:
            body = city.add("organizations.body", community_id=key, kind=kind, **dated(span))
            for number, (start, end) in enumerate(city.spans(2) if city.maybe(0.8) else [], 1):
                start = start or city.days[0]
                end = end or _years_after(start, city.one(3, 3, 5))
                if end <= start:
                    continue
                term = city.add(
                    "organizations.term", body_id=body, number=number, started_on=start, ends_on=end,
                )  # fmt: skip
                for person in range(
                    city.one(0, 1, 4, 5, 6, 7, 8, 9, 10) if kind == "committee" else city.one(0, 1, 2, 3)
                ):
                    city.add(
                        "organizations.member", term_id=term, person_name=f"委员{person}",
                        elected_from=city.one("", "residents", "residents", "resident_unit", "party"),
                        party_post=city.one("", "", "", "secretary"),
                        **dated(city.span() if city.maybe(0.15) else (None, None)),
                    )  # fmt: skip
                if city.maybe(0.7):
                    city.add("organizations.election", term_id=term, held_on=city.day(), method="residents")


def _years_after(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def staff(city: City, key: int) -> None:
    for number in range(city.one(0, 1, 2, 3, 4, 5, 6)):
        span = city.span() if city.maybe(0.4) else (None, None)
        city.add(
            "organizations.staffmember", community_id=key, name=f"职工{number}", full_time=city.maybe(0.8),
            birth_year=city.one(None, 1930, 1957, 1958, 1975, 1980, 1981),
            recruited_by=city.one("", "open_recruitment", "election", "competition", "other"),
            **dated(span, ("started_on", "left_on")),
        )  # fmt: skip


def funds(city: City, key: int) -> None:
    amounts = (None, 0, "0.10", "0.20", "0.30", 1000, "1000.01")
    for year in sorted({day.year for day in city.days}):
        for kind in ("work", "allowance"):
            for level in ("city", "street"):
                if city.maybe(0.45):
                    budgeted = city.one(*amounts, *amounts[1:])
                    allocated = budgeted if city.maybe(0.6) else city.one(*amounts)
                    values = [None if value is None else Decimal(value) for value in (budgeted, allocated)]
                    city.add(
                        "organizations.fund", community_id=key, fiscal_year=year, kind=kind, level=level,
                        budgeted=values[0], allocated=values[1],
                    )  # fmt: skip


def rooms(city: City, key: int) -> None:
    kinds = (
        "office", "police_room", "activity_room", "health_room", "service_station", "health_institution", "nursery",
    )  # fmt: skip
    for kind in kinds:
        for number in range(city.one(0, 1, 1, 2)):
            span = city.span() if city.maybe(0.5) else (None, None)
            city.add(
                "services.facility", kind=kind, community_id=key, name=f"{kind}{number}", floor_area_m2=area(city),
                **dated(span, ("opened_on", "closed_on")),
            )  # fmt: skip


def coverage(city: City, key: int) -> None:
    served = [row["id"] for row in city.rows["services.facility"] if row["kind"] == "health_institution"]
    for institution in served:
        if city.maybe(0.2):
            city.add("services.healthcoverage", community_id=key, institution_id=institution, **dated(city.span()))


def volunteers(city: City, key: int) -> None:
    for number in city.upto(2):
        city.add(
            "services.volunteerteam", community_id=key, name=f"队{number}",
            members_count=city.one(None, 0, 1, 35, 69, 70),
            **dated(city.span()),
        )  # fmt: skip


def shared(city: City, key: int) -> None:
    for number in city.upto(2):
        unit = city.add(
            "organizations.residentunit", community_id=key, name=f"单位{number}", kind="school",
            **dated(city.span() if city.maybe(0.3) else (None, None)),
        )  # fmt: skip
        for place in city.upto(2):
            opened, until = city.span()
            city.add(
                "services.sharedfacility", resident_unit_id=unit, name=f"操场{key}-{number}-{place}", kind="activity",
                non_profit=city.one(None, True, True, False), opened=opened, opened_until=until,
                fee=city.one("", "free", "low", "market"),
            )  # fmt: skip


def brands(city: City, key: int) -> None:
    for number in city.upto(2):
        city.add("services.culturebrand", community_id=key, name=f"品牌{number}", **dated(city.span()))


def police(city: City, key: int) -> None:
    """Rooms, officers, and heads whom the officers' list or the room itself names."""
    committees_of = {
        row["id"]
        for row in city.rows["organizations.body"]
        if row["community_id"] == key and row["kind"] == "committee"
    }
    terms = {row["id"] for row in city.rows["organizations.term"] if row["body_id"] in committees_of}
    seats = [row["id"] for row in city.rows["organizations.member"] if row["term_id"] in terms]
    for _time in city.upto(2):
        room = city.add(
            "security.policeroom", community_id=key, up_to_standard=city.one(None, True, True, False),
            head_id=city.chance.choice(seats) if seats and city.maybe(0.5) else None, **dated(city.span()),
        )  # fmt: skip
        for number in city.upto(3):
            city.add(
                "security.policeofficer", room_id=room, name=f"委员{number}" if city.maybe(0.5) else f"警官{number}",
                is_head=number == 0 and city.maybe(0.6), **dated(city.span()),
            )  # fmt: skip


def security(city: City, key: int) -> None:
    for kind in ("security", "mediation", "patrol"):
        for span in city.spans(2) if city.maybe(0.6) else [(None, None)] if city.maybe(0.7) else []:
            city.add(
                "security.securityorganization", community_id=key, kind=kind, members_count=city.one(None, 0, 3, 5),
                **dated(span),
            )  # fmt: skip
    for kind in ("people", "physical", "technical"):
        for number in range(city.one(0, 1, 1, 2)):
            city.add("security.measure", community_id=key, kind=kind, name=f"措施{number}", **dated(city.span()))
