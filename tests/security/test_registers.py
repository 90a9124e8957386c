"""The battery over every register of public security."""

import datetime
from typing import Any

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
from services.models import Facility
from tests.battery import DAY, RegisterBattery, later
from tests.people import City
from zhoushan_community.base.registers import find


class TestPoliceRoom(RegisterBattery):
    register = find("security.policeroom")

    def make(self, city: City, n: int, ground: str = "own") -> PoliceRoom:
        community = city.dongshan if ground == "own" else city.liufang
        facility = city.keep(Facility(community=community, kind="police_room", name=f"第{n}警务室"))
        return PoliceRoom(community=community, facility=facility, up_to_standard=True, valid_from=DAY)


class TestPoliceOfficer(RegisterBattery):
    register = find("security.policeofficer")

    def make(self, city: City, n: int, ground: str = "own") -> PoliceOfficer:
        community = city.dongshan if ground == "own" else city.liufang
        room = PoliceRoom.unscoped.filter(community=community).first() or city.keep(PoliceRoom(community=community))
        return PoliceOfficer(room=room, name=f"民警{n}", is_head=n == 1, phone="0580-2020110")

    def test_a_sheet_names_the_room_by_its_words(self, city: City, signed_in: Any) -> None:
        client = signed_in(city.clerk)
        for community in (city.dongshan, city.liufang):
            city.keep(PoliceRoom(community=community))
        lines = (
            "街道,社区,警务室,民警姓名,职务,负责人",
            "环南街道,东山社区,东山社区警务室,甲,民警,是",
            "环南街道,东山社区,留方社区警务室,乙,民警,否",
        )
        job = self.upload(client, "\n".join(lines).encode("utf-8-sig"), "民警.csv")
        assert [row["action"] for row in self.preview(client, job)] == ["create", "error"]


class TestSecurityOrganization(RegisterBattery):
    register = find("security.securityorganization")

    def make(self, city: City, n: int, ground: str = "own") -> SecurityOrganization:
        community = city.dongshan if ground == "own" else city.liufang
        return SecurityOrganization(community=community, kind="patrol", name=f"{n}号巡防队", members_count=n)


class TestMeasure(RegisterBattery):
    register = find("security.measure")

    def make(self, city: City, n: int, ground: str = "own") -> Measure:
        community = city.dongshan if ground == "own" else city.liufang
        return Measure(community=community, kind="technical", name=f"监控{n}", quantity=n, valid_from=DAY)


class TestCampaignStep(RegisterBattery):
    register = find("security.campaignstep")

    def make(self, city: City, n: int, ground: str = "own") -> CampaignStep:
        community = city.dongshan if ground == "own" else city.liufang
        return CampaignStep(community=community, step="plan", started_on=later(n), done_on=later(n))


class TestCase(RegisterBattery):
    register = find("security.case")

    def make(self, city: City, n: int, ground: str = "own") -> Case:
        community = city.dongshan if ground == "own" else city.liufang
        return Case(community=community, case_no=f"2002-{n}", kind="neighbours", parties_count=2, opened_on=DAY)


class TestCheckRound(RegisterBattery):
    register = find("security.checkround")

    def make(self, city: City, n: int, ground: str = "own") -> CheckRound:
        community = city.dongshan if ground == "own" else city.liufang
        return CheckRound(community=community, held_on=later(n), found=n, settled=0)

    def test_a_sheet_is_told_what_is_impossible(self, city: City, signed_in: Any) -> None:
        client = signed_in(city.clerk)
        sheet = "街道,社区,排查日期,排查数,化解数\n环南街道,东山社区,2002-07-01,3,4\n环南街道,东山社区,2002-07-02,3,3\n"
        rows = self.preview(client, self.upload(client, sheet.encode("utf-8-sig"), "排查.csv"))
        assert [row["action"] for row in rows] == ["error", "create"]
        assert [message["cell"] for message in rows[0]["messages"]] == ["E2"]


class TestLegalEvent(RegisterBattery):
    register = find("security.legalevent")

    def make(self, city: City, n: int, ground: str = "own") -> LegalEvent:
        community = city.dongshan if ground == "own" else city.liufang
        return LegalEvent(community=community, kind="education", held_on=later(n), topic="交通安全", participants=40)


class TestPeriodCount(RegisterBattery):
    register = find("security.periodcount")

    def make(self, city: City, n: int, ground: str = "own") -> PeriodCount:
        community = city.dongshan if ground == "own" else city.liufang
        first = datetime.date(2002 + n // 12, n % 12 + 1, 1)
        return PeriodCount(community=community, period="month", starts_on=first, floating=300 + n, resettled=0)
