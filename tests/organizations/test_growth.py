"""Sheets that name bodies, terms and departments ask the same of the database for few of them and for many."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from communities.models import Community
from organizations.models import Body, Department, Member, Responsibility, StaffMember, Term
from tests.base.test_growth import FOUNDED, assert_same, read_in, statements
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.registers import find

Line = Callable[[int], tuple[str, ...]]
SHEETS: dict[str, tuple[str, Line]] = {
    "organizations.term": (
        "街道,社区,组织,届次,任期起始日",
        lambda n: ("环南街道", f"第{n}社区", "居民委员会", "2", "2005-06-24"),
    ),
    "organizations.member": (
        "街道,社区,任期,姓名,出生年份,职务",
        lambda n: ("环南街道", f"第{n}社区", "居民委员会第1届", "新委员", "1970", "委员"),
    ),
    "organizations.staffmember": (
        "街道,社区,姓名,出生年份",
        lambda n: ("环南街道", f"第{n}社区", "新专职", "1970"),
    ),
    "organizations.responsibility": (
        "区,责任部门,条款,分工",
        lambda n: ("", f"第{n}局", "N17", "配合"),
    ),
}


def grow(city: City, first: int, last: int) -> None:
    """Communities with a committee in its term, its chair and one on the staff; departments with a duty."""
    origin = Origin(city.administrator, Source.COMMAND, "test")

    def kept(rows: list[Any]) -> list[Any]:
        changes.create_all(rows, origin)
        return rows

    numbers = range(first, last)
    communities = kept([Community(street=city.huannan, name=f"第{n}社区", founded_on=FOUNDED) for n in numbers])
    bodies = kept([Body(community=row, kind="committee") for row in communities])
    terms = kept([Term(body=row, number=1, started_on=FOUNDED) for row in bodies])
    kept([Member(term=row, person_name="王芳", post="chair") for row in terms])
    kept([StaffMember(community=row, name="李军") for row in communities])
    departments = kept([Department(name=f"第{n}局", kind="government") for n in numbers])
    kept([Responsibility(department=row, clause="N16", role="lead") for row in departments])


@pytest.mark.parametrize("label", SHEETS)
def test_sheets_of_organizations(city: City, tmp_path: Path, label: str) -> None:
    head, line = SHEETS[label]
    sent = {}
    for first, last in ((0, 2), (2, 40)):
        grow(city, first, last)
        path = tmp_path / f"{last}.csv"
        path.write_text("\n".join([head, *(",".join(line(n)) for n in range(last))]), encoding="utf-8")
        sent[last] = statements(lambda path=path: read_in(city, label, path, "create", commit=True))
    assert_same(sent[2], sent[40])


@pytest.mark.parametrize("label", SHEETS)
def test_pages_of_organizations(city: City, signed_in: Any, label: str) -> None:
    register = find(label)
    client = signed_in(city.administrator)

    def pages() -> None:
        row = register.model.unscoped.latest("pk")
        for url in (
            register.url(),
            register.url("add"),
            register.url("edit", pk=row.pk),
            register.url("detail", pk=row.pk),
        ):
            assert client.get(url, {"all": 1}).status_code == 200
        assert b"".join(client.get(register.url("export"), {"format": "csv"}).streaming_content)

    sent = {}
    for first, last in ((0, 2), (2, 40)):
        grow(city, first, last)
        sent[last] = statements(pages)
    assert_same(sent[2], sent[40])
