"""The battery over every register of the ground."""

from typing import Any

from communities.models import (
    Adjustment,
    AdjustmentShare,
    AdjustmentStep,
    Community,
    CommunityFigures,
    CommunityPlacement,
    Destination,
    District,
    Estate,
    Handover,
    Honour,
    LayoutPlan,
    NewCommunity,
    Premises,
    ResidentsCommittee,
    Street,
    StreetFigures,
)
from tests.battery import DAY, OfDistrict, RegisterBattery, later, told
from tests.people import City, officer_of_putuo
from zhoushan_community.base.registers import find


class TestCommunity(RegisterBattery):
    register = find("communities.community")

    def make(self, city: City, n: int, ground: str = "own") -> Community:
        street = city.huannan if ground == "own" else city.changguo
        return Community(street=street, name=f"测试{n}社区", founded_on=DAY, area_m2=n * 1000)


class TestCommunityFigures(RegisterBattery):
    register = find("communities.communityfigures")

    def make(self, city: City, n: int, ground: str = "own") -> CommunityFigures:
        community = city.dongshan if ground == "own" else city.liufang
        return CommunityFigures(community=community, counted_on=later(n), households=2500 + n, population=7000 + n)


class TestCommunityPlacement(OfDistrict):
    register = find("communities.communityplacement")

    def make(self, city: City, n: int, ground: str = "own") -> CommunityPlacement:
        home, new = (city.huannan, city.changguo) if ground == "own" else (city.shenjiamen, city.shenjiamen)
        community = city.keep(Community(street=home, name=f"迁移{n}{ground}社区", founded_on=DAY))
        first = community.placements.get()
        first.valid_to = later(400)
        city.keep(first)
        return CommunityPlacement(community=community, street=new, valid_from=later(400))


class TestResidentsCommittee(RegisterBattery):
    register = find("communities.residentscommittee")

    def make(self, city: City, n: int, ground: str = "own") -> ResidentsCommittee:
        street = city.huannan if ground == "own" else city.changguo
        return ResidentsCommittee(street=street, name=f"测试{n}居委会", households=900 + n, valid_to=DAY)


class TestAdjustment(OfDistrict):
    register = find("communities.adjustment")

    def make(self, city: City, n: int, ground: str = "own") -> Adjustment:
        district = city.dinghai if ground == "own" else city.putuo
        return Adjustment(district=district, kind="merge", title=f"合并{n}", effective_on=DAY)


class TestAdjustmentShare(OfDistrict):
    register = find("communities.adjustmentshare")

    def make(self, city: City, n: int, ground: str = "own") -> AdjustmentShare:
        district, community = (city.dinghai, city.dongshan) if ground == "own" else (city.putuo, city.zhongzhou)
        adjustment, _new = _adjustment(city, district)
        street = city.huannan if ground == "own" else city.shenjiamen
        committee = city.keep(ResidentsCommittee(street=street, name=f"原{n}{ground}居委会"))
        return AdjustmentShare(adjustment=adjustment, from_committee=committee, to_community=community)


class TestAdjustmentStep(OfDistrict):
    register = find("communities.adjustmentstep")

    def make(self, city: City, n: int, ground: str = "own") -> AdjustmentStep:
        district = city.dinghai if ground == "own" else city.putuo
        adjustment = city.keep(Adjustment(district=district, kind="merge", title=f"合并{n}", effective_on=DAY))
        return AdjustmentStep(
            adjustment=adjustment, step="approved", done_on=DAY, office="区人民政府", document_no=f"{n}号"
        )


class TestNewCommunity(OfDistrict):
    register = find("communities.newcommunity")

    def make(self, city: City, n: int, ground: str = "own") -> NewCommunity:
        district, street = (city.dinghai, city.huannan) if ground == "own" else (city.putuo, city.shenjiamen)
        adjustment, _new = _adjustment(city, district)
        return NewCommunity(adjustment=adjustment, street=street, name=f"新{n}社区")


class TestDestination(OfDistrict):
    register = find("communities.destination")

    def make(self, city: City, n: int, ground: str = "own") -> Destination:
        district, community = (city.dinghai, city.dongshan) if ground == "own" else (city.putuo, city.zhongzhou)
        adjustment, _new = _adjustment(city, district)
        return Destination(
            adjustment=adjustment,
            model="communities.premises",
            row_id=n,
            description="东山路8号",
            to_community=community,
        )


class TestHandover(OfDistrict):
    register = find("communities.handover")

    def make(self, city: City, n: int, ground: str = "own") -> Handover:
        share = city.keep(TestAdjustmentShare().make(city, n, ground))
        return Handover(share=share, kind="funds", subject="账户结余", amount=n, destination="社区居委会")


class TestLayoutPlan(OfDistrict):
    register = find("communities.layoutplan")

    def make(self, city: City, n: int, ground: str = "own") -> LayoutPlan:
        district = city.dinghai if ground == "own" else city.putuo
        return LayoutPlan(district=district, number=n, state="passed", reviewed_on=DAY)


class TestLayoutPlanOfStreet(OfDistrict):
    register = find("communities.layoutplan")

    def make(self, city: City, n: int, ground: str = "own") -> LayoutPlan:
        street = city.huannan if ground == "own" else city.shenjiamen
        return LayoutPlan(street=street, number=n, title=f"街道布局规划第{n}稿")

    def test_a_blank_street_says_that_the_plan_is_the_districts(self, city: City, enter: Any) -> None:
        plan = enter(self.register.label, city.officer, "区县,街道,版次,名称", "定海区,环南街道,1,街道稿", ",,1,全区稿")
        assert told(plan) == []
        found = LayoutPlan.unscoped.order_by("pk").values_list("district__name", "street__name", "title")
        assert list(found) == [(None, "环南街道", "街道稿"), ("定海区", None, "全区稿")]


def _adjustment(city: City, district: District) -> tuple[Adjustment, bool]:
    found = Adjustment.unscoped.filter(district=district).first()
    if found:
        return found, False
    return city.keep(Adjustment(district=district, kind="merge", title="合并", effective_on=DAY)), True


class TestEstate(RegisterBattery):
    register = find("communities.estate")

    def make(self, city: City, n: int, ground: str = "own") -> Estate:
        community = city.dongshan if ground == "own" else city.liufang
        return Estate(community=community, name=f"测试{n}小区", households=300 + n, completed_on=DAY)


class TestHonour(RegisterBattery):
    register = find("communities.honour")

    def make(self, city: City, n: int, ground: str = "own") -> Honour:
        community = city.dongshan if ground == "own" else city.liufang
        return Honour(community=community, kind="civilized", title=f"文明社区{n}", awarded_on=later(n))


class TestPremises(RegisterBattery):
    register = find("communities.premises")

    def make(self, city: City, n: int, ground: str = "own") -> Premises:
        community = city.dongshan if ground == "own" else city.liufang
        return Premises(community=community, address=f"东山路{n}号", use="office", origin="public", held_from=DAY)


class TestDistrict(RegisterBattery):
    """Only the city keeps districts; a foreign one cannot be posted, because there is none."""

    register = find("communities.district")
    keeper = "administrator"
    # The tree shows the streets of a handful of districts at once; with more of them a district is opened first.
    few = 7

    def person(self, city: City, name: str) -> Any:
        return {"stranger": officer_of_putuo(city), "reader": city.auditor}.get(name) or super().person(city, name)

    def make(self, city: City, n: int, ground: str = "own") -> District:
        return District(code=f"3309{40 + n}", name=f"测试{n}区")

    test_the_list_shows_own_rows_only = None
    test_a_foreign_parent_is_refused = None
    test_a_sheet_cannot_reach_a_strangers_row = None


class TestStreet(OfDistrict):
    register = find("communities.street")

    def make(self, city: City, n: int, ground: str = "own") -> Street:
        district = city.dinghai if ground == "own" else city.putuo
        return Street(district=district, name=f"测试{n}镇", kind="town", valid_from=DAY)


class TestStreetFigures(RegisterBattery):
    register = find("communities.streetfigures")

    def make(self, city: City, n: int, ground: str = "own") -> StreetFigures:
        street = city.huannan if ground == "own" else city.changguo
        return StreetFigures(street=street, counted_on=later(n), basis="五普", population=23811 + n)
