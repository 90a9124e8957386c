"""Standards judged for whole countries, beside SQL that was written by hand, and the boards that show them.

Each country is a database of its own, made by `make_nation` from the empty one; each question is asked by a process of
its own, so that its memory is nobody else's. The sign-in page of the same server is the peer of every board.
"""

import datetime
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from .measure import Line, queries

CITY = 200
ROUNDS, WARM_UP = 40, 3
RUN = Path(__file__).with_name("run.py")


def lines(countries: list[int], rounds: int) -> Iterator[Line]:
    """The boards of a small and of a larger city, then every country; the largest one's boards come last."""
    statements = {}
    for size in (CITY // 10, CITY):
        with _country(size) as (address, _taken):
            told = _asked(address, "pages", 1)
            statements[size] = told["statements"]
    yield Line("standards", f"board, {CITY} communities", statements[CITY], "statements", statements[CITY // 10],
               statements[CITY] / statements[CITY // 10], f"times those at {CITY // 10}")  # fmt: skip
    yield from _pages(f"{CITY} communities", told)
    first: dict[str, float] = {}
    for size in sorted(countries):
        with _country(size) as (address, taken):
            name = f"{size:,} communities"
            yield Line("standards", f"make_nation, {name}", taken, "s")
            told = _asked(address, "judge", rounds)
            ours, hand = told["ours"], told["hand"]
            yield Line("standards", f"judged, {name}", ours, "s", hand, ours / hand, "times SQL by hand")
            yield Line("standards", f"states that differ, {name}", told["different"], "of", told["states"])
            each = first.setdefault("each", ours / size)
            yield Line("standards", f"judged, {name}, each", ours / size * 1000, "ms", ratio=ours / size / each,
                       ratio_means="times the smallest country's")  # fmt: skip
            yield Line("standards", f"memory, {name}", told["peak"], "MB")
            yield Line("standards", f"judged a year ago, {name}", told["past"], "s", ours, told["past"] / ours,
                       "times today")  # fmt: skip
            if size == max(countries):
                yield from _pages(name, _asked(address, "pages", 1))


def _pages(name: str, told: dict[str, Any]) -> Iterator[Line]:
    yield Line("standards", f"board, {name}, first load", told["first"], "ms")
    for board, means in (("board", "today"), ("past", "a year ago")):
        for share in ("p50", "p95"):
            ours, peer = told[board][share], told["sign-in"][share]
            yield Line("standards", f"board of {means}, {name}, {share}", ours, "ms", peer, ours / peer,
                       "times the sign-in page")  # fmt: skip
    yield Line("standards", f"board after an edit, {name}", told["edited"], "ms", told["board"]["p50"],
               told["edited"] / told["board"]["p50"], "times without one")  # fmt: skip
    yield Line("standards", f"wrong after an edit, {name}", told["wrong"], "figures")


@contextmanager
def _country(size: int) -> Iterator[tuple[str, float]]:
    """A database with so many communities while the block runs; yields its address and the seconds it took."""
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    empty, name = connection.settings_dict["NAME"], f"bench_nation_{size}"
    # A template has nobody in it while it is copied.
    connection.close()
    _administer(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} TEMPLATE {empty}")
    environment = {**os.environ, "DATABASE_URL": f"{server}/{name}"}
    command = [sys.executable, str(RUN.parents[2] / "manage.py"), "make_nation", "--communities", str(size)]
    started = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    try:
        yield environment["DATABASE_URL"], time.perf_counter() - started
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


def _administer(*statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _asked(address: str, question: str, rounds: int) -> dict[str, Any]:
    """What a process of its own says to the question, one of QUESTIONS."""
    command = [sys.executable, str(RUN), "--ask", question, "--rounds", str(rounds)]
    environment = {**os.environ, "DATABASE_URL": address}
    return json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout)


def judge(rounds: int) -> dict[str, Any]:
    """All standards for all units today and a year ago, and today's states by hand."""
    from reporting.judging import Judging
    from zhoushan_community.base import dated

    from .by_hand import counted

    today = dated.today()
    before = today - datetime.timedelta(days=365)
    Judging(today).tallies()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counted(today)
    taken: dict[str, list[float]] = {"ours": [], "hand": [], "past": []}
    for _round in range(rounds):
        started = time.perf_counter()
        found = Judging(today).tallies()
        judged = time.perf_counter()
        hand = counted(today)
        counted_by_hand = time.perf_counter()
        Judging(before).tallies()
        taken["ours"].append(judged - started)
        taken["hand"].append(counted_by_hand - judged)
        taken["past"].append(time.perf_counter() - counted_by_hand)
    ours = {
        (street, code): tally.numbers[:5]
        for (_district, street, _community), counts in found.items()
        for code, tally in counts.items()
    }
    none = (0,) * 5
    keys = ours.keys() | hand.keys()
    different = sum(ours.get(key, none) != hand.get(key, none) and key[1] != "T6H" for key in keys)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    return {**medians, "peak": peak, "different": different, "states": sum(map(sum, ours.values()))}


def pages(_rounds: int) -> dict[str, Any]:
    """The city's board through a server, beside its sign-in page; and after an edit, held against a judgement anew."""
    from reporting import kept
    from reporting.judging import Judging
    from services.models import Facility
    from zhoushan_community.base import changes, dated
    from zhoushan_community.base.changes import Origin, Source
    from zhoushan_community.base.models import User

    from .lists import Asker, server
    from .screens import client_of, get

    today = dated.today()
    bureau = User.objects.get(username="bureau")
    client = client_of(bureau)
    board, past, sign_in = "/board/", f"/board/?on={today - datetime.timedelta(days=365)}", "/login/"
    with server() as port:
        ask, stranger = Asker(port, client.cookies["sessionid"].value), Asker(port, holds=b"<form")
        asked = {"board": (ask, board), "past": (ask, past), "sign-in": (stranger, sign_in)}
        first = ask(board)
        times: dict[str, list[float]] = {name: [] for name in asked}
        for round_ in range(WARM_UP + ROUNDS):
            for name, (asker, address) in asked.items():
                taken = asker(address)
                if round_ >= WARM_UP:
                    times[name].append(taken)
        edited = []
        stations = Facility.objects.whole_city(because="a benchmark").filter(kind="service_station", closed_on=None)
        for number, station in enumerate(stations.order_by("pk")[:5]):
            station.floor_area_m2 = 10 if number % 2 else 90
            changes.update_all([station], Origin(bureau, Source.COMMAND, "benchmark"))
            edited.append(ask(board))
    found = kept.tallies(today, "directive-2002", kept.WHOLE, [0])[0]
    for counts in Judging(today).tallies().values():
        for code, tally in counts.items():
            found[code] -= tally
    wrong = sum(any(tally.numbers) for tally in found.values())
    shares = {name: _shares(taken) for name, taken in times.items()}
    with transaction.atomic():
        get(client, board)
        statements = queries(lambda: get(client, board))
    return {**shares, "first": first, "edited": statistics.median(edited), "wrong": wrong, "statements": statements}


def _shares(taken: list[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {name: ordered[int(share * (len(ordered) - 1))] for name, share in (("p50", 0.5), ("p95", 0.95))}


QUESTIONS = {"judge": judge, "pages": pages}
