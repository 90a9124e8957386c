"""Layout plans: towns made by code, and the instances with known best plans where they lie beside the repository."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from communities.planner import certificate, reading, solution
from communities.planner.control import Control
from communities.planner.plan import make_plan
from tests.communities.planner import made

from .measure import Line

SHARED = Path(__file__).resolve().parents[3] / "shared" / "planner"
TOWNS = {"60 areas": (6, 10, 1), "300 areas": (15, 20, 6), "1,000 areas": (25, 40, 15)}
SECONDS = 600


def plans() -> Iterator[Line]:
    """For each instance: CPU seconds, the worst gap that the prices leave, pieces proven; Z beside the best known."""
    for name, (rows, columns, streets) in TOWNS.items():
        yield from _lines(name, made.town(2002, rows, columns, streets), None)
    best = SHARED / "best_known.json"
    if best.exists():
        for name, known in json.loads(best.read_bytes()).items():
            yield from _lines(name, json.loads((SHARED / "instances" / f"{name}.json").read_bytes()), known)


def _lines(name: str, said: dict[str, Any], known: dict[str, Any] | None) -> Iterator[Line]:
    started = time.process_time()
    plan = make_plan(reading.read(made.content(said))[0], Control(SECONDS))
    yield Line("planner", f"{name}, CPU", time.process_time() - started, "s")
    proven = sum(each.proven() for each in plan.pieces)
    yield Line(
        "planner", f"{name}, pieces proven", proven, "pieces", ratio=proven / len(plan.pieces), ratio_means="of all"
    )
    if (least := certificate.check(said, json.loads(solution.written(plan))["certificate"]).z) is not None:
        gap = 100 * (plan.value[2] - least) / max(plan.value[2], 1)
        yield Line("planner", f"{name}, gap by prices", gap, "% of Z")
    if known:
        as_good = plan.value[:2] == (known["E"], known["D"])
        ratio = plan.value[2] / known["Z"] if as_good else None
        yield Line("planner", f"{name}, Z", plan.value[2], "Z", known["Z"], ratio, "of the best known")
