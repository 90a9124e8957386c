"""Made-up rows of services: rooms and centres, health institutions, what is offered, volunteers, culture. Marked."""

import datetime
from collections.abc import Iterator

from communities.demo.making import REFORM, Inventor
from communities.models import Community, Premises, Street
from organizations.models import Department, ResidentUnit
from zhoushan_community.base.models import User

from .models import (
    Activity,
    CultureBrand,
    Facility,
    HealthCoverage,
    PreferentialPolicy,
    ServiceItem,
    SharedFacility,
    VolunteerTeam,
)

# kind, share of communities that have it, smallest and largest area in m²
ROOMS = (
    ("office", 0.97, 40, 180),
    ("police_room", 0.88, 12, 40),
    ("activity_room", 0.9, 35, 160),
    ("health_room", 0.8, 12, 45),
    ("service_station", 0.86, 20, 90),
    ("cultural_centre", 0.4, 80, 300),
    ("kindergarten", 0.35, 120, 600),
    ("nursery", 0.2, 60, 200),
    ("education_centre", 0.3, 30, 120),
)
NAMES = {"health_institution": "{}社区卫生服务中心", "service_centre": "{}社区服务中心"}
ITEMS = (
    ("elderly", "居家养老照料", "welfare", "free", "organisation"),
    ("disabled", "残疾人康复训练", "welfare", "free", "organisation"),
    ("preferential", "优抚对象上门慰问", "relief", "free", "volunteers"),
    ("vulnerable", "困难家庭救助代办", "relief", "free", "organisation"),
    ("residents", "家电维修", "convenience", "paid", "organisation"),
    ("residents", "法律援助咨询", "convenience", "free", "volunteers"),
    ("units", "下岗职工就业介绍", "employment", "free", "organisation"),
    ("units", "保洁保安承揽", "socialised", "paid", "organisation"),
)
BRANDS = ("渔歌号子", "书香楼道", "广场越剧", "民间剪纸", "邻里中秋")
ACTIVITIES = (
    ("politics", "形势报告会"),
    ("morals", "文明家庭评选"),
    ("culture", "消夏纳凉晚会"),
    ("sport", "社区运动会"),
    ("sport", "门球邀请赛"),
)
POLICIES = (
    ("市民政局", "社区服务业用房租金减免办法", "社区服务站、个体服务户"),
    ("市财政局", "社区服务业税费优惠规定", "社区服务企业"),
    ("市城建委", "社区服务设施水电费按居民价执行", "社区服务中心、服务站"),
    ("市卫生局", "社区卫生服务机构扶持意见", "社区卫生服务机构"),
)


def load(actor: User) -> None:
    """Fill the registers around the communities and units that were loaded before."""
    inventor = Inventor(actor)
    streets = [
        street
        for street in Street.unscoped.select_related("district")
        if street.holds_on(REFORM) or street.holds_on(inventor.today)
    ]
    premises = {row.community_id: row for row in Premises.unscoped.order_by("-pk")}
    rooms = [room for community in inventor.communities for room in _rooms(inventor, community, premises)]
    centres = [centre for street in streets for centre in _of_street(inventor, street)]
    inventor.keep([*rooms, *centres])
    inventor.keep([row for community in inventor.communities for row in _coverage(inventor, community, centres)])
    inventor.keep([item for facility in (*rooms, *centres) for item in _items(inventor, facility)])
    inventor.keep([row for community in inventor.communities for row in _volunteers(inventor, community)])
    inventor.keep([row for community in inventor.urban for row in _brands(inventor, community)])
    inventor.keep([row for community in inventor.urban for row in _activities(inventor, community)])
    inventor.keep(
        [row for unit in ResidentUnit.unscoped.select_related("community") for row in _shared(inventor, unit)]
    )
    inventor.keep(_policies())


def _rooms(inventor: Inventor, community: Community, premises: dict[int, Premises]) -> Iterator[Facility]:
    """The rooms of a community; some are small, some closed again, some opened late, some of unknown area."""
    for kind, share, least, most in ROOMS:
        chance = inventor.chance(community, f"room {kind}")
        exemplary = inventor.exemplary(community)
        if chance.random() > share and not exemplary:
            continue
        late = 0 if exemplary else chance.choice((0, 0, 0, 0, 0, 120, 300, 500))
        opened = inventor.since(community) + datetime.timedelta(days=late)
        closed = opened + datetime.timedelta(days=chance.randint(600, 4000)) if chance.random() < 0.04 else None
        if exemplary:
            least, closed = (least + most) // 2, None
        if community.closed_on and (closed is None or closed > community.closed_on):
            closed = community.closed_on
        if closed and closed <= opened:
            continue
        yield Facility(
            kind=kind,
            community=community,
            premises=premises.get(community.pk) if kind in ("office", "activity_room", "service_station") else None,
            floor_area_m2=chance.randint(least, most) if exemplary or chance.random() < 0.96 else None,
            opened_on=opened,
            closed_on=closed,
        )


def _of_street(inventor: Inventor, street: Street) -> Iterator[Facility]:
    """A service centre in most streets, a health institution in nearly all, a second one in some."""
    since = max(REFORM, street.valid_from or REFORM)
    until = street.valid_to
    base = street.name.removesuffix("街道").removesuffix("镇").removesuffix("乡")
    for kind, share, least, most in (
        ("service_centre", 0.8, 180, 640),
        ("health_institution", 0.92, 200, 900),
        ("health_institution", 0.3, 120, 400),
    ):
        chance = inventor.chance(street, f"{kind} {share}")
        if chance.random() < share and (until is None or until > since):
            name = NAMES[kind].format(base)
            yield Facility(
                kind=kind,
                street=street,
                name=f"{name}第二分部" if share == 0.3 else name,
                floor_area_m2=chance.randint(least, most),
                opened_on=since,
                closed_on=until,
            )


def _coverage(inventor: Inventor, community: Community, centres: list[Facility]) -> Iterator[HealthCoverage]:
    if not inventor.has(community, "coverage", 0.9) and not inventor.exemplary(community):
        return
    for centre in centres:
        if centre.kind == "health_institution" and centre.street_id == community.street_id:
            start, end = max(centre.opened_on, inventor.since(community)), community.closed_on or centre.closed_on
            if end is None or end > start:
                yield HealthCoverage(community=community, institution=centre, valid_from=start, valid_to=end)
            return


def _items(inventor: Inventor, facility: Facility) -> Iterator[ServiceItem]:
    """A centre offers nearly all items, a station about half of them."""
    if facility.kind not in ("service_centre", "service_station"):
        return
    holder = facility.street or facility.community
    share = 0.88 if facility.kind == "service_centre" else 0.5
    for group, name, category, mode, organised_by in ITEMS:
        if inventor.has(holder, f"item {name}", share):
            yield ServiceItem(
                provider=facility,
                name=name,
                group=group,
                category=category,
                mode=mode,
                organised_by=organised_by,
                valid_from=facility.opened_on,
                valid_to=facility.closed_on,
            )


def _volunteers(inventor: Inventor, community: Community) -> Iterator[VolunteerTeam]:
    for name, share in (("社区志愿者服务队", 0.92), ("夕阳红志愿队", 0.4)):
        chance = inventor.chance(community, name)
        exemplary = inventor.exemplary(community)
        if chance.random() < share or exemplary:
            yield VolunteerTeam(
                community=community,
                name=name,
                members_count=round(
                    inventor.population(community) * chance.uniform(0.010 if exemplary else 0.004, 0.014)
                ),
                valid_from=inventor.since(community),
                valid_to=community.closed_on,
            )


def _brands(inventor: Inventor, community: Community) -> Iterator[CultureBrand]:
    chance = inventor.chance(community, "brand")
    if inventor.exemplary(community) or chance.random() < 0.45:
        start = inventor.since(community)
        if not inventor.exemplary(community):
            start += datetime.timedelta(days=chance.randint(60, 500))
        # One in six was given up again.
        kept_up = inventor.has(community, "brand kept up", 0.83)
        yield CultureBrand(
            community=community,
            name=chance.choice(BRANDS),
            description="演示品牌",
            valid_from=start,
            valid_to=None if kept_up else start + datetime.timedelta(days=120),
        )


def _activities(inventor: Inventor, community: Community) -> Iterator[Activity]:
    chance = inventor.chance(community, "activities")
    for year in (2002, 2003, inventor.today.year):
        for kind, name in chance.sample(ACTIVITIES, 2):
            day = datetime.date(year, chance.randint(7, 10), chance.randint(1, 28))
            if inventor.stood(community, day):
                yield Activity(
                    community=community,
                    held_on=day,
                    kind=kind,
                    name=name,
                    participants=chance.randint(20, 400) if chance.random() < 0.9 else None,
                )


def _shared(inventor: Inventor, unit: ResidentUnit) -> Iterator[SharedFacility]:
    chance = inventor.chance(unit, "shared")
    if chance.random() < 0.6:
        name, kind = chance.choice(
            (("操场", "activity"), ("会议室", "service"), ("阅览室", "activity"), ("食堂", "service"))
        )
        opened = chance.random() < 0.8
        days = chance.choice((0, chance.randint(0, 200)))
        yield SharedFacility(
            resident_unit=unit,
            name=name,
            kind=kind,
            non_profit=chance.choice((True, True, True, False, None)),
            opened=unit.valid_from + datetime.timedelta(days=days) if opened else None,
            # What it costs nobody has asked everywhere.
            fee=chance.choice(("free", "free", "low", "market", "")) if opened else "",
        )


def _policies() -> Iterator[PreferentialPolicy]:
    departments = {row.name: row for row in Department.unscoped.filter(district=None)}
    for number, (department, title, beneficiaries) in enumerate(POLICIES, 1):
        yield PreferentialPolicy(
            department=departments[department],
            title=title,
            number=f"演示〔2002〕{number + 20}号",
            beneficiaries=beneficiaries,
            text="演示政策正文。",
            valid_from=REFORM,
        )
