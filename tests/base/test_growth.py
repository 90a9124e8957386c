"""What a piece of work asks of the database must not grow with the rows: the same number of statements, few or many."""

import collections
import csv
import datetime
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.models import Community, CommunityFigures, Estate, Honour
from reporting.board import Board
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.imports import sheet_for
from zhoushan_community.base.models import User
from zhoushan_community.base.registers import find

DAY = datetime.date(2003, 12, 31)
FOUNDED = datetime.date(2002, 6, 1)


def statements(work: Callable[[], Any]) -> list[str]:
    """What the work sends, on its second run: what a process looks up once is there by then; pages are drawn anew.
    Nothing stays written."""
    for _time in range(2):
        caches["pages"].clear()
        with transaction.atomic(), CaptureQueriesContext(connection) as sent:
            work()
            transaction.set_rollback(True)
    return [statement["sql"] for statement in sent]


def _heads(sent: list[str]) -> collections.Counter[str]:
    return collections.Counter(sql[:200] for sql in sent if not sql.startswith(("SAVEPOINT", "RELEASE")))


def assert_same(few: list[str], many: list[str]) -> None:
    """Fails with the statements that are sent more often for many rows."""
    grown = _heads(many) - _heads(few)
    assert len(few) == len(many), f"{len(few)} statements became {len(many)}: {grown.most_common(3)}"


# Sheets: head, and the row of number n in the community 东山社区

SHEETS: dict[str, tuple[tuple[str, ...], Callable[[int, int], tuple]]] = {
    "communities.community": (
        ("街道", "社区名称", "代码", "成立时间", "面积", "户数", "人口", "幢数"),
        lambda n, more: ("环南街道", f"第{n}社区", 330902003900 - n, FOUNDED, 9000 + more, 3000 + more, 8000, 9),
    ),
    "communities.communityfigures": (
        ("街道", "社区", "统计日期", "户数", "人口"),
        lambda n, more: ("环南街道", "东山社区", FOUNDED + datetime.timedelta(days=n), 3000 + more, 8000),
    ),
    "communities.estate": (
        ("街道", "社区", "小区名称", "户数"),
        lambda n, more: ("环南街道", "东山社区", f"{n}号小区", 300 + more),
    ),
    "communities.honour": (
        ("街道", "社区", "estate", "荣誉种类", "level", "荣誉名称", "awarded_on", "document_no"),
        lambda n, more: ("环南街道", "东山社区", "", "green", "municipal", f"第{n}号", FOUNDED, f"{more}号"),
    ),
}


def sheet(path: Path, label: str, count: int, more: int = 0) -> Path:
    """A sheet of `count` rows; `more` changes a value in each of them."""
    head, row = SHEETS[label]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *(row(n, more) for n in range(count))])
    return path


def read_in(city: City, label: str, path: Path, action: str, *, commit: bool) -> None:
    """Import as a person who is read anew, so that nobody's duties are known beforehand."""
    user = User.objects.get(pk=city.administrator.pk)
    register = sheet_for(find(label), user)
    plan = register.plan(path)
    assert {row.action for row in plan.rows} == {action}, [row.messages for row in plan.rows][:1]
    if commit:
        register.write(plan, Origin(user, Source.SHEET, path.name))


@pytest.mark.parametrize("label", SHEETS)
@pytest.mark.parametrize("commit", [False, True], ids=["preview", "commit"])
def test_new_rows_of_a_sheet(city: City, tmp_path: Path, label: str, commit: bool) -> None:
    few, many = (sheet(tmp_path / f"{n}.csv", label, n) for n in (2, 40))
    assert_same(
        statements(lambda: read_in(city, label, few, "create", commit=commit)),
        statements(lambda: read_in(city, label, many, "create", commit=commit)),
    )


@pytest.mark.parametrize("label", SHEETS)
@pytest.mark.parametrize("action", ["unchanged", "update"])
def test_known_rows_of_a_sheet(city: City, tmp_path: Path, label: str, action: str) -> None:
    read_in(city, label, sheet(tmp_path / "known.csv", label, 40), "create", commit=True)
    few, many = (sheet(tmp_path / f"{n}.csv", label, n, more=int(action == "update")) for n in (2, 40))
    assert_same(
        statements(lambda: read_in(city, label, few, action, commit=True)),
        statements(lambda: read_in(city, label, many, action, commit=True)),
    )


# The board


def grow(city: City, size: int) -> None:
    """Fills the city up to `size` communities with figures, estates and honours."""
    origin = Origin(city.administrator, Source.COMMAND, "test")
    streets = (city.huannan, city.changguo, city.shenjiamen, city.gaoting)
    communities = [
        Community(street=streets[n % 4], name=f"第{n}社区", founded_on=FOUNDED)
        for n in range(Community.unscoped.count(), size)
    ]
    changes.create_all(communities, origin)
    estates = [Estate(community=row, name="一号小区", completed_on=FOUNDED) for row in communities]
    changes.create_all(estates, origin)
    # Too small ones, so that the first page of a standard has evidence to tell, however many there are.
    figures = [CommunityFigures(community=row, counted_on=FOUNDED, households=2400) for row in communities[::3]]
    changes.create_all(figures, origin)
    honours = [Honour(community=row, kind="civilized", awarded_on=FOUNDED) for row in communities[::2]]
    honours += [Honour(estate=row, kind="safe", awarded_on=FOUNDED) for row in estates[::2]]
    changes.create_all(honours, origin)


def judged_rows(board: Board) -> None:
    """The whole table, and a proof that it was judged at size."""
    table = board.table(board.city)
    assert max(rate.denominator for _judged, rate in table[0][1]) > 10


def evaluated() -> None:
    """`evaluate` with every unit."""
    call_command("evaluate", "--on", DAY.isoformat(), "--units", "--json", stdout=io.StringIO())


@pytest.fixture
def works(city: City, signed_in: Any) -> dict[str, Callable[[], Any]]:
    """Everything that judges the whole city."""

    def get(address: str) -> None:
        assert signed_in(city.administrator).get(address, {"on": DAY.isoformat()}).status_code == 200

    return {
        "table": lambda: judged_rows(Board(DAY)),
        "own table": lambda: judged_rows(Board(DAY, user=User.objects.get(pk=city.auditor.pk))),
        "page": lambda: get(reverse("board")),
        "one standard": lambda: get(reverse("standard", args=["N01"])),
        "evaluate": evaluated,
    }


def test_the_board(city: City, works: dict[str, Callable[[], Any]]) -> None:
    sent = {}
    for size in (20, 400):
        grow(city, size)
        sent[size] = {name: statements(work) for name, work in works.items()}
    for name in works:
        assert_same(sent[20][name], sent[400][name])
