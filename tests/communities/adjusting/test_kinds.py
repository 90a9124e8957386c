"""Splits, changes of boundaries, renamings, moves, foundings, closings and the reform of the old committees."""

from decimal import Decimal

import pytest

from communities.adjusting import destinations
from communities.adjusting.division import portions
from communities.adjusting.effect import take_effect
from communities.adjusting.undoing import undo
from communities.models import (
    Community,
    CommunityFigures,
    CommunityPlacement,
    Estate,
    Honour,
    Premises,
    ResidentsCommittee,
    Street,
)
from organizations.models import Fund, Member, StaffMember
from security.models import PoliceRoom
from services.models import Facility
from tests.communities.adjusting.ground import (
    DAY,
    EVE,
    D,
    adjustment,
    all_to,
    counted,
    found,
    founding,
    furnish,
    origin,
    share,
    through,
    west,
)
from tests.communities.adjusting.test_merger import judged, on
from tests.communities.adjusting.test_taking_back import everything
from tests.people import City

pytestmark = pytest.mark.django_db


def money(community: Community, day: D) -> dict[str, Decimal]:
    return {row.kind: row.budgeted for row in on(Fund, day, community) if row.fiscal_year == 2003}


def test_a_split_divides_money_by_households_to_the_fen(city: City) -> None:
    furnish(city, city.dongshan)
    counted(city, city.dongshan, 3000, 9000)
    before = judged()
    case = adjustment(city, "split")
    parts = [founding(city, case, name) for name in ("甲社区", "乙社区", "丙社区")]
    for part in parts:
        share(city, case, city.dongshan, part, 1000, 3000, whole=False)
    through(city, case)
    all_to(city, case, parts[1])
    take_effect(case, city.administrator)
    new = [found(case, name) for name in ("甲社区", "乙社区", "丙社区")]
    assert sorted(money(each, DAY)["work"] for each in new) == [
        Decimal("10000.00"),
        Decimal("10000.00"),
        Decimal("10000.01"),
    ]
    assert money(city.dongshan, EVE)["work"] == Decimal("30000.01")
    assert not money(city.dongshan, DAY)
    assert [len(on(StaffMember, DAY, each)) for each in new] == [0, 1, 0]
    assert [len(on(Member, DAY, each, "term__body__community")) for each in new] == [0, 2, 0]
    assert [each.figures.get().households for each in new] == [1000, 1000, 1000]
    assert new[0].figures.get().volunteers is None, "nobody counted the volunteers of a part"
    city.dongshan.refresh_from_db()
    assert city.dongshan.closed_on == DAY
    assert judged() == before


def test_a_part_goes_over_the_boundary(city: City) -> None:
    other = west(city)
    mine = furnish(city, city.dongshan)
    furnish(city, other, 1)
    counted(city, city.dongshan, 3000, 9000)
    counted(city, other, 1000, 2500)
    before = judged()
    case = adjustment(city, "boundary")
    share(city, case, city.dongshan, city.dongshan, 2000, 6000, whole=False)
    share(city, case, city.dongshan, other, 1000, 3000, whole=False)
    through(city, case)
    destinations.propose(case, city.administrator)
    assert not destinations.undecided(case), "what no rule moves stays where it is"
    going = [("communities.estate", mine["estate"].pk), ("communities.premises", mine["premises"].pk)]
    destinations.send(case, going, other, origin(city))
    take_effect(case, city.administrator)
    city.dongshan.refresh_from_db()
    assert city.dongshan.closed_on is None
    assert {row.name for row in on(Estate, DAY, other)} == {"0新村", "1新村"}
    assert not on(Estate, DAY, city.dongshan)
    assert [row.kind for row in Honour.unscoped.filter(Honour.holding(DAY), estate__community=other)] == [
        "safe",
        "safe",
    ]
    assert len(on(StaffMember, DAY, city.dongshan)) == 1
    office = Facility.unscoped.get(Facility.holding(DAY), community=other, premises__address="解放路1号")
    assert office.name == "东山社区办公室", "a second office without a name is told by where it came from"
    assert money(city.dongshan, DAY)["work"] == Decimal("20000.01")
    assert money(other, DAY)["work"] == Decimal("30001.01") + Decimal("10000.00")
    assert CommunityFigures.unscoped.get(community=city.dongshan, counted_on=DAY).households == 2000
    assert CommunityFigures.unscoped.get(community=other, counted_on=DAY).households == 2000
    assert judged() == before
    undo(case, city.administrator, "有误")
    assert money(city.dongshan, DAY)["work"] == Decimal("30000.01")


def test_what_goes_there_and_back_is_there_once_on_every_day(city: City) -> None:
    other = west(city)
    furnish(city, city.dongshan)
    counted(city, city.dongshan, 3000, 9000)
    counted(city, other, 1000, 2500)
    for number, (source, target) in enumerate(((city.dongshan, other), (other, city.dongshan)), 1):
        case = adjustment(city, "boundary", day=D(2003, 7, number), title=f"第{number}次")
        have = CommunityFigures.unscoped.filter(community=source).latest("counted_on")
        share(city, case, source, source, have.households - 100, have.population - 300, whole=False)
        share(city, case, source, target, 100, 300, whole=False)
        through(city, case)
        destinations.propose(case, city.administrator)
        keys = [each.key for each, _to in destinations.standing(case)
                if each.move.label in ("services.facility", "communities.estate", "communities.premises")]  # fmt: skip
        destinations.send(case, keys, target, origin(city))
        take_effect(case, city.administrator)
    for model, many in ((Facility, 4), (Estate, 1), (Premises, 1)):
        for day, holder in ((EVE, city.dongshan), (DAY, other), (D(2003, 7, 2), city.dongshan)):
            assert len(on(model, day, holder)) == many, (model, day)
            assert len(on(model, day, other if holder == city.dongshan else city.dongshan)) == 0, (model, day)


def test_a_renaming_changes_nothing_but_the_name(city: City) -> None:
    furnish(city, city.dongshan)
    counted(city, city.dongshan, 3000, 9000)
    case = adjustment(city, "rename", new_name="东海社区")
    share(city, case, city.dongshan, city.dongshan, 3000, 9000)
    through(city, case)
    take_effect(case, city.administrator)
    city.dongshan.refresh_from_db()
    assert (city.dongshan.name, city.dongshan.closed_on) == ("东海社区", None)
    assert city.dongshan.figures.count() == 1
    assert len(on(StaffMember, DAY, city.dongshan)) == 1


def test_a_community_moves_to_another_street(city: City) -> None:
    furnish(city, city.dongshan)
    before = judged()
    case = adjustment(city, "move")
    share(city, case, city.dongshan, city.changguo)
    through(city, case)
    take_effect(case, city.administrator)
    city.dongshan.refresh_from_db()
    assert city.dongshan.street == city.changguo
    placed = list(CommunityPlacement.unscoped.filter(community=city.dongshan).order_by("valid_from"))
    assert [(row.street, row.valid_from, row.valid_to) for row in placed] == [
        (city.huannan, D(2002, 6, 1), DAY),
        (city.changguo, DAY, None),
    ]
    assert judged() == before
    undo(case, city.administrator, "有误")
    city.dongshan.refresh_from_db()
    assert city.dongshan.street == city.huannan


def test_a_street_goes_into_another_with_all_its_communities(city: City) -> None:
    other = west(city)
    centre = city.keep(
        Facility(street=city.huannan, kind="service_centre", name="中心", floor_area_m2=400, opened_on=D(2001, 1, 1))
    )
    before = judged()
    kept = everything()
    case = adjustment(city, "merge", title="撤销环南街道")
    share(city, case, city.huannan, city.changguo)
    through(city, case)
    told = everything()
    take_effect(case, city.administrator)
    assert {row.name for row in Community.unscoped.filter(street=city.changguo)} == {"东山社区", "留方社区", "西安社区"}
    assert Street.unscoped.get(pk=city.huannan.pk).valid_to == DAY
    assert [row.name for row in on(Facility, DAY, city.changguo, "street")] == ["中心"]
    assert not on(Facility, DAY, city.huannan, "street")
    assert Facility.unscoped.get(pk=centre.pk).went_on == DAY
    assert other.pk in CommunityPlacement.unscoped.filter(valid_from=DAY).values_list("community", flat=True)
    assert judged() == before
    undo(case, city.administrator, "有误")
    assert everything() == told
    assert kept["communities.Community"] == told["communities.Community"]


def test_old_committees_whole_and_in_part_become_communities(city: City) -> None:
    """中洲 was made of parts of two; 留方 took only 滕坑湾 of 西安."""
    first, second = (
        city.keep(ResidentsCommittee(street=city.huannan, name=name, households=size, population=size * 3))
        for name, size in (("西安", 900), ("滕坑", 500))
    )
    counted(city, city.dongshan, 1000, 3000)
    case = adjustment(city, "found", title="改革")
    new = founding(city, case, "中兴社区")
    share(city, case, first, new, 600, 1800, whole=False)
    share(city, case, first, city.dongshan, 300, 900, whole=False, part_name="滕坑湾")
    share(city, case, second, new, 400, 1200, whole=False)
    through(city, case)
    take_effect(case, city.administrator)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.valid_to, second.valid_to) == (DAY, None), "one of which a part is left still stands"
    assert found(case, "中兴社区").figures.get().households == 1000
    assert CommunityFigures.unscoped.get(community=city.dongshan, counted_on=DAY).households == 1300


def test_a_founding_without_sources(city: City) -> None:
    case = adjustment(city, "found")
    founding(city, case, "新港社区")
    through(city, case)
    take_effect(case, city.administrator)
    new = found(case, "新港社区")
    assert not new.figures.exists()
    undo(case, city.administrator, "有误")
    assert not Community.unscoped.filter(name="新港社区").exists()


def test_a_closed_one_leaves_its_room_and_officer_to_the_successor(city: City) -> None:
    kept = furnish(city, city.dongshan)
    other = west(city)
    case = adjustment(city, "close")
    share(city, case, city.dongshan, other)
    through(city, case)
    take_effect(case, city.administrator)
    room = on(PoliceRoom, DAY, other)[0]
    assert [officer.name for officer in room.officers.all()] == [kept["officer"].name]
    assert room.facility.community == other
    assert [item.name for item in on(Facility, DAY, other)[1].items.all()] == ["上门理发"]


@pytest.mark.parametrize("cents", [0, 1, 2, 99, 100, 3000001, -3001])
def test_a_divided_amount_is_all_of_it(cents: int) -> None:
    from fractions import Fraction

    amount = Decimal(cents).scaleb(-2)
    for weights in ((1, 1, 1), (1, 2), (5, 0, 1), (7, 11, 13, 17)):
        total = sum(weights)
        parts = portions(amount, {("x", n): Fraction(weight, total) for n, weight in enumerate(weights)})
        assert sum(parts.values()) == amount
        assert all(part == part.quantize(Decimal("0.01")) for part in parts.values())


def test_one_without_a_placement_moves(city: City) -> None:
    """Until the day it is where today's street was told."""
    CommunityPlacement._base_manager.filter(community=city.dongshan).delete()
    before = judged()
    case = adjustment(city, "move")
    share(city, case, city.dongshan, city.changguo)
    through(city, case)
    take_effect(case, city.administrator)
    assert judged() == before
