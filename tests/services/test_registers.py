"""The battery over every register of services."""

import datetime

from communities.models import Premises
from services.models import Facility
from tests.battery import RegisterBattery
from tests.people import City
from zhoushan_community.base.registers import find

DAY = datetime.date(2002, 6, 1)


class TestFacility(RegisterBattery):
    register = find("services.facility")

    def make(self, city: City, n: int, ground: str = "own") -> Facility:
        community = city.dongshan if ground == "own" else city.liufang
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
