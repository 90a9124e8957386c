"""The battery over every register of services."""

from communities.models import Community, Premises
from organizations.models import Department, ResidentUnit
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
from tests.battery import DAY, OfDistrict, RegisterBattery, later
from tests.people import City
from zhoushan_community.base.registers import find


def home(city: City, ground: str) -> Community:
    return city.dongshan if ground == "own" else city.liufang


class TestFacility(RegisterBattery):
    register = find("services.facility")

    def make(self, city: City, n: int, ground: str = "own") -> Facility:
        community = home(city, ground)
        premises = city.keep(Premises(community=community, address=f"东山路{n}号", use="service", origin="new"))
        return Facility(
            community=community,
            kind="activity_room",
            name=f"活动室{n}",
            premises=premises,
            floor_area_m2=n,
            opened_on=DAY,
        )


class TestFacilityOfStreet(RegisterBattery):
    register = find("services.facility")

    def make(self, city: City, n: int, ground: str = "own") -> Facility:
        street = city.huannan if ground == "own" else city.changguo
        return Facility(street=street, kind="health_institution", name=f"卫生服务中心{n}", opened_on=DAY)


class TestHealthCoverage(RegisterBattery):
    register = find("services.healthcoverage")

    def make(self, city: City, n: int, ground: str = "own") -> HealthCoverage:
        street, community = (city.huannan, city.dongshan) if ground == "own" else (city.changguo, city.liufang)
        centre = city.keep(Facility(street=street, kind="health_institution", name=f"卫生服务中心{n}", opened_on=DAY))
        return HealthCoverage(community=community, institution=centre, valid_from=DAY)


class TestServiceItem(RegisterBattery):
    register = find("services.serviceitem")

    def make(self, city: City, n: int, ground: str = "own") -> ServiceItem:
        community = home(city, ground)
        station = city.keep(Facility(community=community, kind="service_station", name=f"服务站{n}", opened_on=DAY))
        return ServiceItem(provider=station, name="送餐", group="elderly", mode="paid", organised_by="volunteers")


class TestServiceItemOfStreet(RegisterBattery):
    register = find("services.serviceitem")

    def make(self, city: City, n: int, ground: str = "own") -> ServiceItem:
        street = city.huannan if ground == "own" else city.changguo
        centre = city.keep(Facility(street=street, kind="service_centre", name=f"服务中心{n}", opened_on=DAY))
        return ServiceItem(provider=centre, name="康复", group="disabled", mode="free", organised_by="organisation")


class TestVolunteerTeam(RegisterBattery):
    register = find("services.volunteerteam")

    def make(self, city: City, n: int, ground: str = "own") -> VolunteerTeam:
        community = home(city, ground)
        return VolunteerTeam(community=community, name=f"志愿者{n}队", members_count=n, valid_from=DAY)


class TestSharedFacility(RegisterBattery):
    register = find("services.sharedfacility")

    def make(self, city: City, n: int, ground: str = "own") -> SharedFacility:
        community = home(city, ground)
        school = city.keep(ResidentUnit(community=community, name=f"第{n}小学", kind="school"))
        return SharedFacility(
            resident_unit=school, name="操场", kind="activity", non_profit=True, opened=DAY, fee="free"
        )


class TestCultureBrand(RegisterBattery):
    register = find("services.culturebrand")

    def make(self, city: City, n: int, ground: str = "own") -> CultureBrand:
        community = home(city, ground)
        return CultureBrand(community=community, name=f"锣鼓{n}", valid_from=DAY)


class TestActivity(RegisterBattery):
    register = find("services.activity")

    def make(self, city: City, n: int, ground: str = "own") -> Activity:
        community = home(city, ground)
        return Activity(community=community, held_on=later(n), kind="sport", name="健身操", participants=n)


class TestPreferentialPolicy(OfDistrict):
    register = find("services.preferentialpolicy")

    def make(self, city: City, n: int, ground: str = "own") -> PreferentialPolicy:
        district = city.dinghai if ground == "own" else city.putuo
        department = city.keep(Department(district=district, name=f"第{n}局", kind="government"))
        return PreferentialPolicy(department=department, title=f"优惠办法{n}", number=f"{n}号", valid_from=DAY)
