"""A row of everything that the page of a community shows, or many of each."""

import datetime
import itertools

from django.db import models

from communities.models import (
    Adjustment,
    AdjustmentShare,
    CommunityFigures,
    Estate,
    Honour,
    Premises,
    ResidentsCommittee,
    StreetFigures,
)
from organizations.models import (
    Body,
    CoordinationBody,
    CoordinationMeeting,
    CoordinationSeat,
    Department,
    Election,
    Fund,
    MassOrganization,
    Member,
    PartyMemberCount,
    PartyOrganization,
    ResidentUnit,
    Responsibility,
    StaffMember,
    Task,
    Term,
)
from organizations.models.bodies import years_after
from security.models import (
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
from services.models import (
    Activity,
    CultureBrand,
    Facility,
    HealthCoverage,
    PreferentialPolicy,
    ServiceItem,
    SharedFacility,
    VolunteerTeam,
)
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source

START = datetime.date(2002, 6, 1)
DAY = datetime.date(2003, 12, 31)
PHONE = "13905800000"
MASS = ("union", "youth_league", "women")
BODIES = ("congress", "council", "committee")
ROOMS = ("office", "activity_room", "health_room", "service_station")


def keep(city: City, *rows: models.Model) -> list:
    """The rows, saved."""
    origin = Origin(city.administrator, Source.COMMAND, "test")
    for _model, alike in itertools.groupby(rows, type):
        changes.create_all(list(alike), origin)
    return list(rows)


def before(n: int) -> datetime.date:
    """The n-th day before DAY."""
    return DAY - datetime.timedelta(days=n)


def fill(city: City, first: int, last: int) -> None:
    """Rows number `first` up to `last`, without it, behind each section of 东山社区, of its street and its district.

    What there is but once at a time stands one after the other: the last one holds on DAY.
    """
    for n in range(first, last):
        ground(city, n)
        organizations(city, n)
        services(city, n)
        security(city, n)


def spell(n: int) -> dict[str, datetime.date | None]:
    """The days of the n-th of several that follow each other; number 0 is the last."""
    return {"valid_from": before(n + 1), "valid_to": before(n) if n else None}


def ground(city: City, n: int) -> None:
    home, street, district = city.dongshan, city.huannan, city.dinghai
    committee, adjustment, estate, *_others = keep(
        city,
        ResidentsCommittee(street=street, name=f"东风{n}居委会", households=600, valid_to=START),
        Adjustment(district=district, kind="merge", title=f"第{n}次合并", effective_on=START),
        Estate(community=home, name=f"{n}号小区", households=300),
        CommunityFigures(community=home, counted_on=before(n), households=2600 + n, population=7000, volunteers=80),
        StreetFigures(street=street, counted_on=before(n), basis="年报", population=24000),
        Premises(community=home, address=f"环城南路{n}号", use="office", floor_area_m2=100, origin="public"),
    )
    keep(
        city,
        AdjustmentShare(
            adjustment=adjustment,
            from_committee=committee,
            to_community=home,
            extent="part",
            part_name=f"滕坑{n}湾",
            households=580 + n,
        ),
        Honour(community=home, kind="green", title=f"绿色社区{n}", awarded_on=START),
        Honour(estate=estate, kind="safe", title=f"安全小区{n}", awarded_on=START),
    )


def organizations(city: City, n: int) -> None:
    home, district = city.dongshan, city.dinghai
    bodies = [Body(community=home, kind=kind, **spell(n)) for kind in BODIES]
    unit, department, coordination, *_others = keep(
        city,
        ResidentUnit(community=home, name=f"第{n}小学", kind="school"),
        Department(district=district, name=f"第{n}局", kind="government"),
        CoordinationBody(level="district", district=district, name=f"第{n}届领导小组", **spell(n)),
        PartyOrganization(community=home, kind="branch", secretary=f"刘书记{n}", **spell(n)),
        PartyMemberCount(community=home, counted_on=before(n), retired=40 + n),
        StaffMember(community=home, name=f"第{n}专职", phone=PHONE, started_on=START),
        Fund(community=home, fiscal_year=2003 - n, kind="work", level="district", budgeted=50000, allocated=40000),
        Fund(community=home, fiscal_year=2003 - n, kind="allowance", level="street", budgeted=9600, allocated=9600),
        *(MassOrganization(community=home, kind=kind, head=f"赵主席{n}", **spell(n)) for kind in MASS),
        *bodies,
    )
    del unit
    terms = keep(city, *(Term(body=body, number=1, started_on=START, ends_on=years_after(START, 3)) for body in bodies))
    (duty,) = keep(city, Responsibility(department=department, clause="N01", role="lead"))
    keep(
        city,
        *(Member(term=term, person_name=f"第{n}委员", post="member") for term in terms),
        Election(term=terms[0], held_on=before(n), method="households"),
        CoordinationSeat(body=coordination, office=f"第{n}书记", role="member"),
        CoordinationMeeting(body=coordination, held_on=before(n), subject=f"第{n}次会议"),
        Task(responsibility=duty, title=f"第{n}项任务", due_on=DAY),
        PreferentialPolicy(department=department, title=f"第{n}项优惠"),
    )


def services(city: City, n: int) -> None:
    home, street = city.dongshan, city.huannan
    rooms = [Facility(community=home, kind=kind, name=f"{n}号", floor_area_m2=60, opened_on=START) for kind in ROOMS]
    centre, institution, *_others = keep(
        city,
        Facility(street=street, kind="service_centre", name=f"第{n}服务中心", floor_area_m2=320, opened_on=START),
        Facility(street=street, kind="health_institution", name=f"第{n}卫生院", opened_on=START),
        *rooms,
    )
    unit = ResidentUnit.unscoped.get(community=home, name=f"第{n}小学")
    keep(
        city,
        HealthCoverage(community=home, institution=institution),
        *(
            ServiceItem(provider=provider, name=f"第{n}服务", group=group, mode="free", organised_by="volunteers")
            for provider in (centre, rooms[-1])
            for group in ("elderly", "disabled", "preferential")
        ),
        VolunteerTeam(community=home, name=f"第{n}志愿队", members_count=40),
        SharedFacility(resident_unit=unit, name=f"第{n}操场", kind="activity", opened=START, fee="free"),
        CultureBrand(community=home, name=f"第{n}品牌"),
        Activity(community=home, held_on=before(n), kind="culture", name=f"第{n}次演出"),
    )


def security(city: City, n: int) -> None:
    home = city.dongshan
    (facility,) = keep(city, Facility(community=home, kind="police_room", name=f"第{n}警务室", opened_on=START))
    (room,) = keep(city, PoliceRoom(community=home, facility=facility, up_to_standard=True))
    keep(
        city,
        PoliceOfficer(room=room, name=f"第{n}民警", is_head=True, phone=PHONE),
        *(
            SecurityOrganization(community=home, kind=kind, members_count=5, **spell(n))
            for kind in ("security", "mediation")
        ),
        *(Measure(community=home, kind=kind, name=f"第{n}措施") for kind in ("people", "physical", "technical")),
        CampaignStep(community=home, step="plan", started_on=before(n)),
        Case(community=home, case_no=f"第{n}案", kind="neighbours", opened_on=before(n)),
        CheckRound(community=home, held_on=before(n), found=3, settled=2),
        LegalEvent(community=home, kind="education", held_on=before(n), topic=f"第{n}讲"),
        PeriodCount(community=home, period="month", starts_on=before(n), floating=300),
    )
