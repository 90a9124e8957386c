"""The battery over every register of organizations."""

from typing import Any

from django.db import models

from communities.models import Community
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
    TaskFollowUp,
    Term,
)
from organizations.models.bodies import years_after
from tests.battery import DAY, OfDistrict, RegisterBattery, later
from tests.people import City
from zhoushan_community.base.registers import find


def community(city: City, ground: str) -> Community:
    return city.dongshan if ground == "own" else city.liufang


def another(city: City, ground: str, n: int) -> Community:
    """A community for each row, where it has only one of the kind at a time."""
    street = city.huannan if ground == "own" else city.changguo
    return one(city, Community, street=street, name=f"测试{n}社区", founded_on=DAY)


def one(city: City, model: type[models.Model], **values: Any) -> models.Model:
    """The row of these values, made at the first call."""
    return model.unscoped.filter(**values).first() or city.keep(model(**values))


def body(city: City, ground: str, kind: str = "committee") -> Body:
    return one(city, Body, community=community(city, ground), kind=kind)


def term(city: City, ground: str) -> Term:
    of = body(city, ground)
    return of.terms.first() or city.keep(Term(body=of, number=1, started_on=DAY))


class TestResidentUnit(RegisterBattery):
    register = find("organizations.residentunit")

    def make(self, city: City, n: int, ground: str = "own") -> ResidentUnit:
        return ResidentUnit(community=community(city, ground), name=f"第{n}小学", kind="school")


class TestBody(RegisterBattery):
    register = find("organizations.body")

    def make(self, city: City, n: int, ground: str = "own") -> Body:
        return Body(community=another(city, ground, n), kind="congress", valid_from=later(n))


class TestTerm(RegisterBattery):
    register = find("organizations.term")

    def make(self, city: City, n: int, ground: str = "own") -> Term:
        start = years_after(DAY, 3 * n)
        return Term(body=body(city, ground), number=n, started_on=start, ends_on=years_after(start, 3))


class TestMember(RegisterBattery):
    register = find("organizations.member")

    def make(self, city: City, n: int, ground: str = "own") -> Member:
        return Member(term=term(city, ground), person_name=f"第{n}委员", gender="female", birth_year=1960 + n)


class TestElection(RegisterBattery):
    register = find("organizations.election")

    def make(self, city: City, n: int, ground: str = "own") -> Election:
        return Election(term=term(city, ground), held_on=later(-n), method="households", eligible=900, voted=800 + n)


class TestPartyOrganization(RegisterBattery):
    register = find("organizations.partyorganization")

    def make(self, city: City, n: int, ground: str = "own") -> PartyOrganization:
        return PartyOrganization(community=another(city, ground, n), kind="branch", established_on=later(-n))


class TestPartyMemberCount(RegisterBattery):
    register = find("organizations.partymembercount")

    def make(self, city: City, n: int, ground: str = "own") -> PartyMemberCount:
        return PartyMemberCount(community=community(city, ground), counted_on=later(n), retired=40 + n, floating=0)


class TestMassOrganization(RegisterBattery):
    register = find("organizations.massorganization")

    def make(self, city: City, n: int, ground: str = "own") -> MassOrganization:
        return MassOrganization(community=another(city, ground, n), kind="women", head=f"第{n}主任", members_count=n)


class TestStaffMember(RegisterBattery):
    register = find("organizations.staffmember")

    def make(self, city: City, n: int, ground: str = "own") -> StaffMember:
        return StaffMember(
            community=community(city, ground), name=f"第{n}专职", birth_year=1960 + n, recruited_by="election"
        )


class TestFund(RegisterBattery):
    register = find("organizations.fund")

    def make(self, city: City, n: int, ground: str = "own") -> Fund:
        year = Fund._meta.get_field("fiscal_year").to_python(2001 + n)
        return Fund(community=community(city, ground), fiscal_year=year, kind="work", level="district", budgeted=n)


class OfDepartments(OfDistrict):
    """Rows of departments and coordination bodies of a district; who is elsewhere sees the city's only."""

    def department(self, city: City, ground: str) -> Department:
        district = city.dinghai if ground == "own" else city.putuo
        return one(city, Department, district=district, name="民政局", kind="government")

    def body(self, city: City, ground: str) -> CoordinationBody:
        district = city.dinghai if ground == "own" else city.putuo
        found = CoordinationBody.unscoped.filter(district=district, valid_to=None).first()
        return found or city.keep(
            CoordinationBody(level="district", district=district, name="社区建设领导小组", valid_from=DAY)
        )

    def task(self, city: City, ground: str) -> Task:
        duty = one(city, Responsibility, department=self.department(city, ground), clause="N16", role="lead")
        return one(city, Task, responsibility=duty, title="落实经费", due_on=later(100))


class TestDepartment(OfDepartments):
    register = find("organizations.department")

    def make(self, city: City, n: int, ground: str = "own") -> Department:
        district = city.dinghai if ground == "own" else city.putuo
        return Department(district=district, name=f"第{n}局", kind="government")


class TestResponsibility(OfDepartments):
    register = find("organizations.responsibility")

    def make(self, city: City, n: int, ground: str = "own") -> Responsibility:
        return Responsibility(department=self.department(city, ground), clause=f"N{n:02}", role="support")


class TestTask(OfDepartments):
    register = find("organizations.task")

    def make(self, city: City, n: int, ground: str = "own") -> Task:
        return Task(
            responsibility=self.task(city, ground).responsibility,
            title=f"第{n}项任务",
            due_on=later(n),
            state="under_way",
        )


class TestTaskFollowUp(OfDepartments):
    register = find("organizations.taskfollowup")

    def make(self, city: City, n: int, ground: str = "own") -> TaskFollowUp:
        return TaskFollowUp(task=self.task(city, ground), held_on=later(n), way="visit", finding="进度偏慢")


class TestCoordinationBody(OfDepartments):
    """One after another, because a district has one at a time."""

    register = find("organizations.coordinationbody")

    def make(self, city: City, n: int, ground: str = "own") -> CoordinationBody:
        district = city.dinghai if ground == "own" else city.putuo
        return CoordinationBody(
            level="district", district=district, name=f"第{n}届领导小组", valid_from=later(-n - 1), valid_to=later(-n)
        )


class TestCoordinationSeat(OfDepartments):
    register = find("organizations.coordinationseat")

    def make(self, city: City, n: int, ground: str = "own") -> CoordinationSeat:
        return CoordinationSeat(body=self.body(city, ground), office=f"第{n}局局长", person_name="周局长")


class TestCoordinationMeeting(OfDepartments):
    register = find("organizations.coordinationmeeting")

    def make(self, city: City, n: int, ground: str = "own") -> CoordinationMeeting:
        return CoordinationMeeting(
            body=self.body(city, ground), held_on=later(n), subject="例会", decisions="一、二、三"
        )
