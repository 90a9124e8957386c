"""Pages and the board, at several sizes of the city."""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from reporting.board import Board
from tests.people import City
from zhoushan_community.base import dated
from zhoushan_community.base.registers import find
from zhoushan_community.base.tables import listing

from .measure import Line, medians, queries

SIZES = (20, 400, 4000)
PAGE_ROUNDS = 15


def client_of(user: Any) -> Client:
    """A signed-in client. It names a host that the settings allow, because nothing is set up as for tests here."""
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="zhoushan_community.base.accounts.DutyBackend")
    return client


def get(client: Client, address: str) -> None:
    """Opens a page and insists that it came."""
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"


def board(city: City, grow: Callable[[int], None], size: int, rounds: int) -> Iterator[Line]:
    """All standards judged for the city and its districts: the statements must not grow with the communities."""
    client, address = client_of(city.administrator), reverse("board")
    works = {
        "Board.table": lambda: Board(dated.today(), user=city.administrator).table(Board.city),
        "page": partial(get, client, address),
    }
    first: dict[str, float] = {}
    for count in [count for count in SIZES if count <= size]:
        grow(count)
        for work in works.values():
            work()
        taken = medians(works, rounds)
        for name, work in works.items():
            sent, milliseconds = queries(work), taken[name] * 1000
            start = first.setdefault(name, milliseconds)
            statements = first.setdefault(f"{name} statements", sent)
            yield Line("board", f"{name}, {count} communities", milliseconds, "ms", ratio=milliseconds / start,
                       ratio_means=f"times the time at {SIZES[0]}")  # fmt: skip
            yield Line("board", f"{name}, {count} communities", sent, "statements", ratio=sent / statements,
                       ratio_means=f"times the statements at {SIZES[0]}")  # fmt: skip


def list_page(city: City) -> Iterator[Line]:
    """The first page of the register, beside its rows and their count fetched by a bare cursor."""
    register = find("communities.community")
    client = client_of(city.administrator)
    rows = listing(register, city.administrator, QueryDict()).all_rows
    wanted, parameters = rows[:20].query.sql_with_params()
    count = 'SELECT COUNT(*) FROM "communities_community" WHERE "closed_on" IS NULL OR "closed_on" > CURRENT_DATE'

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(wanted, parameters)
            cursor.fetchall()
            cursor.execute(count)
            cursor.fetchall()

    page = partial(get, client, register.url())
    page()
    times: dict[str, list[float]] = {"page": [], "bare": []}
    for _round in range(PAGE_ROUNDS):
        for name, work in (("page", page), ("bare", bare)):
            started = time.perf_counter()
            work()
            times[name].append((time.perf_counter() - started) * 1000)
    ours, theirs = (statistics.median(taken) for taken in times.values())
    yield Line("list", "first page, p50", ours, "ms", theirs, ours / theirs, "times its bare SQL")
    yield Line("list", "first page", queries(page), "statements")
