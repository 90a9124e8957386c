"""Clocks, query counters and the lines that a benchmark reports."""

import dataclasses
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext


@dataclasses.dataclass(frozen=True)
class Line:
    """One measure. ratio: in words, what the two numbers (or the one, against an earlier line) come to."""

    part: str
    what: str
    ours: float
    unit: str
    peer: float | None = None
    ratio: float | None = None
    ratio_means: str = ""


def seconds(work: Callable[[], Any]) -> float:
    """How long one run takes, in a transaction that is taken back."""
    with transaction.atomic():
        started = time.perf_counter()
        work()
        taken = time.perf_counter() - started
        transaction.set_rollback(True)
    return taken


def medians(
    works: dict[str, Callable[[], Any]], rounds: int, between: Callable[[], Any] = lambda: None
) -> dict[str, float]:
    """The median of each work's times. The works take turns, so that a busy minute of the machine meets them all.

    between: done before each of them, and not counted.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _round in range(rounds):
        for name, work in works.items():
            between()
            taken[name].append(seconds(work))
    return {name: statistics.median(times) for name, times in taken.items()}


def tidy_up() -> None:
    """Rows that were taken back stay in their tables until somebody clears them away; the next work would meet them."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def queries(work: Callable[[], Any]) -> int:
    """How many statements the work sends, not counting those that open and close a transaction."""
    with transaction.atomic(), CaptureQueriesContext(connection) as sent:
        work()
        transaction.set_rollback(True)
    return sum(not statement["sql"].startswith(("SAVEPOINT", "RELEASE SAVEPOINT")) for statement in sent)


def high_water() -> float:
    """The most memory that this process ever held, in MB."""
    # Not getrusage(): its maximum starts at that of the process which started this one.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
