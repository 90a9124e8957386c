"""The battery over every register of organizations."""

from typing import Any

from django.db import models

from communities.models import Community
from organizations.models import Body, Department, Member, ResidentUnit, Term
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
    return one(city, Term, body=body(city, ground), number=1, started_on=DAY)


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


class TestDepartment(OfDistrict):
    register = find("organizations.department")

    def make(self, city: City, n: int, ground: str = "own") -> Department:
        district = city.dinghai if ground == "own" else city.putuo
        return Department(district=district, name=f"第{n}局", kind="government")
