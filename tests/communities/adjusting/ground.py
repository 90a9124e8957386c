"""Two communities of one street that have something of everything, and cases about them."""

import datetime
from decimal import Decimal
from typing import Any

from communities.adjusting import destinations
from communities.models import (
    Adjustment,
    AdjustmentShare,
    AdjustmentStep,
    Community,
    CommunityFigures,
    Estate,
    Honour,
    NewCommunity,
    Premises,
    Step,
)
from organizations.models import (
    Body,
    Fund,
    MassOrganization,
    Member,
    PartyOrganization,
    ResidentUnit,
    StaffMember,
    Term,
)
from security.models import Case, Measure, PoliceOfficer, PoliceRoom, SecurityOrganization
from services.models import Facility, HealthCoverage, ServiceItem, SharedFacility, VolunteerTeam
from tests.people import City

D = datetime.date
DAY = D(2003, 7, 1)
EVE = D(2003, 6, 30)


def west(city: City, name: str = "西安社区", street: Any = None) -> Community:
    """One more community of 环南街道."""
    return city.keep(Community(street=street or city.huannan, name=name, founded_on=D(2002, 6, 1)))


COUNTED = D(2003, 1, 31)


def counted(city: City, community: Community, households: int, population: int, on: D = COUNTED) -> None:
    city.keep(
        CommunityFigures(
            community=community, counted_on=on, households=households, population=population, volunteers=30
        )
    )


def furnish(city: City, community: Community, n: int = 0) -> dict[str, Any]:
    """A row of every kind that moves. n: makes amounts differ."""
    kept: dict[str, Any] = {}

    def keep(name: str, row: Any) -> Any:
        kept[name] = city.keep(row)
        return kept[name]

    premises = keep(
        "premises",
        Premises(
            community=community, address=f"解放路{n + 1}号", use="both", floor_area_m2=Decimal("120.5") + n,
            origin="public", title_holder="committee", transferred_on=D(2001, 3, 1), held_from=D(2002, 6, 1),
        ),
    )  # fmt: skip
    estate = keep(
        "estate",
        Estate(
            community=community, name=f"{n}新村", households=1600, approved_on=D(1999, 5, 1),
            completed_on=D(2001, 5, 1),
            contiguous_development=True, office_m2=Decimal("100") + n, activity_m2=120,
        ),
    )  # fmt: skip
    keep("safe", Honour(estate=estate, kind="safe", awarded_on=D(2002, 9, 1)))
    keep(
        "civilized",
        Honour(community=community, kind="civilized", awarded_on=D(2002, 8, 1)),
    )
    unit = keep("unit", ResidentUnit(community=community, name="实验小学", kind="school", valid_from=D(2002, 6, 1)))
    keep(
        "playground", SharedFacility(resident_unit=unit, name="操场", kind="activity", opened=D(2002, 9, 1), fee="free")
    )
    keep("party", PartyOrganization(community=community, kind="branch", established_on=D(2002, 5, 20)))
    keep("union", MassOrganization(community=community, kind="union", members_count=40 + n, valid_from=D(2002, 6, 10)))
    body = keep("body", Body(community=community, kind="committee", valid_from=D(2002, 6, 10)))
    term = keep("term", Term(body=body, number=1, started_on=D(2002, 6, 10)))
    keep("chair", Member(term=term, person_name=f"王主任{n}", post="chair"))
    keep("member", Member(term=term, person_name=f"李委员{n}", post="member"))
    keep(
        "staff",
        StaffMember(community=community, name=f"张{n}", birth_year=1970, started_on=D(2002, 7, 1), position="会计"),
    )
    for kind in ("work", "allowance"):
        keep(
            kind,
            Fund(
                community=community, fiscal_year=2003, kind=kind, level="district",
                budgeted=Decimal("30000.01") + n, allocated=Decimal("20000.00"),
            ),
        )  # fmt: skip
    keep(
        "earlier",
        Fund(community=community, fiscal_year=2002, kind="work", level="district", budgeted=9000, allocated=9000),
    )
    office = Facility(community=community, kind="office", premises=premises, floor_area_m2=40, opened_on=D(2002, 6, 10))
    keep("office", office)
    keep("station", Facility(community=community, kind="service_station", floor_area_m2=35, opened_on=D(2002, 6, 15)))
    keep("item", ServiceItem(provider=kept["station"], name="上门理发", group="elderly", mode="free",
                             organised_by="volunteers", valid_from=D(2002, 7, 1)))  # fmt: skip
    clinic = keep(
        "clinic", Facility(community=community, kind="health_institution", name=f"卫生站{n}", opened_on=D(2000, 1, 1))
    )
    keep("coverage", HealthCoverage(community=community, institution=clinic, valid_from=D(2002, 6, 1)))
    keep("team", VolunteerTeam(community=community, name="党员志愿队", members_count=25, valid_from=D(2002, 8, 1)))
    room = Facility(community=community, kind="police_room", floor_area_m2=20, opened_on=D(2002, 6, 10))
    keep("police_facility", room)
    police = keep("police", PoliceRoom(community=community, facility=room, up_to_standard=True, head=kept["chair"],
                                       valid_from=D(2002, 6, 10)))  # fmt: skip
    keep("officer", PoliceOfficer(room=police, name=f"赵警官{n}", valid_from=D(2002, 6, 10)))
    keep(
        "mediation",
        SecurityOrganization(community=community, kind="mediation", members_count=5, valid_from=D(2002, 6, 10)),
    )
    keep("measure", Measure(community=community, kind="people", name="夜间巡逻", quantity=6, valid_from=D(2002, 6, 10)))
    keep(
        "case", Case(community=community, case_no="2003-1", kind="neighbours", parties_count=2, opened_on=D(2003, 5, 1))
    )
    keep("settled", Case(community=community, case_no="2002-9", kind="family", opened_on=D(2002, 9, 1),
                         closed_on=D(2002, 10, 1), level="community", outcome="agreed"))  # fmt: skip
    return kept


def adjustment(city: City, kind: str = "merge", day: D = DAY, title: str = "调整", **more: Any) -> Adjustment:
    return city.keep(Adjustment(district=city.dinghai, kind=kind, title=title, effective_on=day, is_case=True, **more))


def founding(city: City, case: Adjustment, name: str, street: Any = None) -> NewCommunity:
    return city.keep(NewCommunity(adjustment=case, street=street or city.huannan, name=name))


def share(city: City, case: Adjustment, source: Any, target: Any, households: int | None = None,
          population: int | None = None, *, whole: bool = True, **more: Any) -> AdjustmentShare:  # fmt: skip
    sides = {"communities.community": "community", "communities.street": "street", "communities.newcommunity": "new",
             "communities.residentscommittee": "committee"}  # fmt: skip
    told = {
        f"from_{sides[source._meta.label_lower]}": source,
        f"to_{sides[target._meta.label_lower]}": target,
        "extent": "whole" if whole else "part",
    }
    return city.keep(AdjustmentShare(adjustment=case, households=households, population=population, **told, **more))


def through(city: City, case: Adjustment, *, without: tuple[Step, ...] = ()) -> None:
    """All steps up to the announcement."""
    for number, step in enumerate(step for step in Step if step != Step.EFFECTIVE):
        if step not in without:
            day = D(2003, 3, 1) + datetime.timedelta(days=number)
            city.keep(AdjustmentStep(adjustment=case, step=step, done_on=min(day, case.effective_on)))


def merger(city: City, *, into: str | None = "东西社区") -> tuple[Adjustment, Community, Any]:
    """东山 and 西安 become one: a new community, or, without a name, 西安 goes into 东山."""
    other = west(city)
    furnish(city, city.dongshan)
    furnish(city, other, 1)
    counted(city, city.dongshan, 2000, 5600)
    counted(city, other, 1200, 3400)
    case = adjustment(city, title="合并东山、西安")
    target = founding(city, case, into) if into else city.dongshan
    if into:
        share(city, case, city.dongshan, target, 2000, 5600)
    share(city, case, other, target, 1200, 3400)
    through(city, case)
    return case, other, target


def found(case: Adjustment, name: str) -> Community:
    """The community that the case founded."""
    return Community.unscoped.get(name=name, founded_on=case.effective_on)


def all_to(city: City, case: Adjustment, target: Any, label: str = "") -> None:
    """Everything that has no destination yet goes to the target, by hand."""
    destinations.propose(case, city.administrator)
    keys = [each.key for each in destinations.undecided(case) if not label or each.move.label == label]
    destinations.send(case, keys, target, origin(city))


def origin(city: City) -> Any:
    from zhoushan_community.base.changes import Origin, Source

    return Origin(city.administrator, Source.PAGE, "test")
