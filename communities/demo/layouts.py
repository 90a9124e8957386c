"""A made-up layout plan of 昌国街道: blocks of its communities on a made-up map, worked out as anybody would."""

import datetime
import random
from typing import Any

from ..models import LayoutPlan, Street
from ..planning.ground import COMMUNITIES, Ground
from ..planning.running import worked_out
from .making import Inventor

STREET, DAY, DRAWN = "昌国街道", datetime.date(2016, 6, 30), datetime.date(2016, 7, 15)
#: Households of a block, about.
BLOCK = 900
#: The south-western corner of the map, and the sides of a cell in degrees and about as many metres.
CORNER, CELL, METRES = (122.090, 30.010), (0.0032, 0.0028), 310
WIDE = 6
#: Far more than it takes.
SECONDS = 60
#: Between these rows of cells a river runs, with one bridge.
RIVER, BRIDGE = 2, 1


def make(inventor: Inventor) -> None:
    """A plan that waits for the commission, and the next version, of which nothing is worked out yet."""
    street = Street.unscoped.filter(name=STREET).first()
    ground = Ground(street, DAY, inventor.origin.actor) if street else None
    found = [area for area in ground.proposed(COMMUNITIES) if area["households"]] if ground else []
    if not found:
        return
    instance = _instance(ground, found)
    solution = worked_out(instance, SECONDS) | {"seconds": SECONDS, "cancelled": False}
    title = f"{STREET}社区布局规划（演示）"
    common = {"street": street, "title": title, "drawn_on": DRAWN}
    apart = sorted(area["id"] for area in instance["areas"][:2])
    pinned = {**instance, "pins": {"together": [], "apart": [apart]}}
    inventor.keep(
        [
            LayoutPlan(**common, number=1, state="submitted", instance=instance, solution=solution),
            LayoutPlan(**common, number=2, instance=pinned),
        ]
    )


def _instance(ground: Ground, communities: list[dict[str, Any]]) -> dict[str, Any]:
    """Each community in blocks, one after the other along a snake over the grid, so that each hangs together."""
    chance = random.Random(STREET)
    areas: list[dict[str, Any]] = []
    for each in communities:
        count = max(round(each["households"] / BLOCK), 1)
        base = each["id"].removesuffix("社区")
        for number in range(count):
            name = f"{base}{'一二三四五六七八九'[number]}片" if count > 1 else base
            households = each["households"] // count + (each["households"] % count if not number else 0)
            areas.append({**each, "id": name, "households": households})
    corners: dict[tuple[int, int], list[float]] = {}

    def corner(column: int, row: int) -> list[float]:
        if (column, row) not in corners:
            shifted = (at + chance.uniform(-0.22, 0.22) for at in (column, row))
            corners[column, row] = [
                round(begin + at * side, 6) for begin, at, side in zip(CORNER, shifted, CELL, strict=True)
            ]
        return corners[column, row]

    at: dict[tuple[int, int], str] = {}
    for number, area in enumerate(areas):
        row, place = divmod(number, WIDE)
        column = place if row % 2 == 0 else WIDE - 1 - place
        at[column, row] = area["id"]
        ring = [corner(column + right, row + up) for right, up in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
        area["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    adjacency = []
    for (column, row), name in at.items():
        for other in ((column + 1, row), (column, row + 1)):
            if other in at:
                river = other[1] == row + 1 == RIVER + 1 and column != BRIDGE and column != WIDE - 1
                a, b = sorted((name, at[other]))
                length = METRES + chance.randint(-60, 60)
                adjacency.append({"a": a, "b": b, "length_m": length, "barrier": river})
    return ground.instance(areas, adjacency=adjacency, source="none")
