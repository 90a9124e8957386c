"""The course of the targets over time, as the chart on the board draws it."""

import datetime
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from communities.curves import RESTS_ON
from zhoushan_community.base import standards
from zhoushan_community.base.standards import Point

from .board import Board, Territory
from .drawn import while_unwritten
from .models import Threshold

#: Earlier days are drawn at this one: before the reform there was nothing to compare.
FIRST = datetime.date(2000, 1, 1)


def course(board: Board, territory: Territory, beside: Collection[int | None] = ()) -> list[dict[str, Any]]:
    """One chart for each distinct curve of the targets, with lines for the territory and for the districts beside it.
    Streets have no chart of their own, so theirs is empty."""
    if territory.level not in ("city", "district"):
        return []
    charts = []
    curves: dict[Any, list[str]] = {}
    for code, judged in board.judged.items():
        if judged.standard.curve:
            curves.setdefault(judged.standard.curve, []).append(code)
    for curve, codes in curves.items():
        own = board.own_communities
        by_district = while_unwritten(curve, RESTS_ON) if own is None else curve(own)
        districts = board.districts(by_district)
        if territory.level == "city":
            bound = [points for key, points in by_district.items() if districts[key].bound]
            lines = [(territory.name, summed(bound))]
            lines += [(districts[key].name, points) for key, points in sorted(by_district.items()) if key in beside]
        else:
            lines = [(territory.name, by_district.get(territory.key, []))]
        charts.append(
            {
                "id": f"course-{'-'.join(codes)}",
                "title": " / ".join(f"{code} {standards.find(code).clause}" for code in codes),
                "day": board.day.isoformat(),
                "series": [{"name": name, "points": _shares(points, board.day)} for name, points in lines],
                "limits": limits(codes, board, territory),
                "generated": bool(board.rate(codes[0], territory).generated),
                "words": {"missing": _("missing"), "as_of": _("As of"), "threshold": _("threshold")},
            }
        )
    return charts


def summed(curves: list[list[Point]]) -> list[Point]:
    """The curve of several districts together."""
    steps: dict[datetime.date, list[int]] = {}
    for points in curves:
        before = Point(datetime.date.min, 0, 0, 0)
        for point in points:
            step = steps.setdefault(point.day, [0, 0, 0])
            step[0] += point.numerator - before.numerator
            step[1] += point.denominator - before.denominator
            step[2] += point.missing - before.missing
            before = point
    found, total = [], [0, 0, 0]
    for day in sorted(steps):
        total = [have + more for have, more in zip(total, steps[day], strict=True)]
        found.append(Point(day, *total))
    return found


def _shares(points: list[Point], until: datetime.date) -> list[list[Any]]:
    """[day, share in percent, n, N, missing] for the chart, from FIRST to the board's day."""
    found: list[list[Any]] = []
    for point in points:
        if point.day > until or not (point.denominator or found):
            continue
        # Where nothing is left to count the line is broken.
        share = round(100 * point.numerator / point.denominator, 2) if point.denominator else None
        day = max(point.day, FIRST)
        if found and found[-1][0] == day.isoformat():
            found.pop()
        found.append([day.isoformat(), share, point.numerator, point.denominator, point.missing])
    if found and found[-1][0] < until.isoformat():
        found.append([until.isoformat(), *found[-1][1:]])
    return found


def limits(codes: list[str], board: Board, territory: Territory) -> list[dict[str, Any]]:
    """The threshold lines, each from its first day to its last: the city's, and what the district has of its own."""
    rows = Threshold.objects.of_ground(territory.district).filter(standard__in=codes, basis=board.basis)
    return [
        {
            "name": " ".join(filter(None, (row.standard, row.words, row.district and row.district.name))),
            "value": float(row.low * 100),
            "from": (row.valid_from or FIRST).isoformat(),
            "to": row.valid_to.isoformat() if row.valid_to else None,
        }
        for row in rows.order_by("low")
    ]
