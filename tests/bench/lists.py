"""A register of 100,000 rows in the browser, beside Django's admin over the same rows on the same server.

Both are asked by one person through one gunicorn, in turns. The admin is the plain one of its documentation: the same
columns, `search_fields` and `list_filter`; it lists every row, ours those that stand today, which here are all.
"""

import contextlib
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from tests.people import City

from .measure import Line, queries
from .screens import client_of, get

ROUNDS, WARM_UP = 40, 3
ESTATES = "/r/communities/estate/"
PEER = "/peer/communities/plainestate/"
PAGE = 1000


def pages(city: City, unique: str, rows: int) -> Iterator[Line]:
    """p50 and p95 of page 1, page 1,000, a search with one hit and a filter. unique: a name that one row bears."""
    last = min(PAGE, rows // 20)
    wanted = {
        "page 1": ("", ""),
        f"page {last:,}": (urlencode({"page": last}), urlencode({"p": last})),
        "search, one hit": (urlencode({"q": unique}), urlencode({"q": unique})),
        "filter": (urlencode({"contiguous_development": "True"}), urlencode({"contiguous_development__exact": "1"})),
    }
    cookie = client_of(city.administrator).cookies["sessionid"].value
    with server() as port:
        ask = Asker(port, cookie)
        times: dict[str, list[float]] = {name: [] for side in wanted for name in (f"our {side}", f"peer's {side}")}
        for round_ in range(WARM_UP + ROUNDS):
            for side, (ours, theirs) in wanted.items():
                for name, address in ((f"our {side}", f"{ESTATES}?{ours}"), (f"peer's {side}", f"{PEER}?{theirs}")):
                    taken = ask(address)
                    if round_ >= WARM_UP:
                        times[name].append(taken)
    first = statistics.median(times["our page 1"])
    for side in wanted:
        ours, theirs = sorted(times[f"our {side}"]), sorted(times[f"peer's {side}"])
        for share, name in ((0.5, "p50"), (0.95, "p95")):
            our, their = (taken[int(share * (ROUNDS - 1))] for taken in (ours, theirs))
            yield Line("list", f"{side}, {name}", our, "ms", their, our / their, "times the admin's")
        if side != "page 1":
            yield Line("list", f"{side}, p50", statistics.median(ours), "ms", first,
                       statistics.median(ours) / first, "times our page 1")  # fmt: skip
    client = client_of(city.administrator)
    for side, (ours, _theirs) in wanted.items():
        sent = queries(lambda address=f"{ESTATES}?{ours}": get(client, address))
        yield Line("list", side, sent, "statements")


class Asker:
    """One browser: a connection that stays, signed in where there is a cookie."""

    def __init__(self, port: int, cookie: str = "", holds: bytes = b"<table") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self.headers = {"Cookie": f"sessionid={cookie}"} if cookie else {}
        self.holds = holds

    def __call__(self, address: str) -> float:
        """Opens a page, insists that it came with what it holds, and returns the milliseconds."""
        started = time.perf_counter()
        self.connection.request("GET", address, headers=self.headers)
        response = self.connection.getresponse()
        body = response.read()
        taken = (time.perf_counter() - started) * 1000
        assert response.status == 200, f"{address}: {response.status}"
        assert self.holds in body, address
        return taken


@contextlib.contextmanager
def server() -> Iterator[int]:
    """gunicorn over the benchmark's database while the block runs; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.bench.peer_settings"}
    command = [sys.executable, "-m", "gunicorn", "zhoushan_community.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "1", "--threads", "2", "--timeout", "600", "--log-level", "error"]
    process = subprocess.Popen(command, env=environment)
    try:
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError), contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as one:
                one.request("GET", reverse("healthz"))
                if one.getresponse().status == 200:
                    break
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)
