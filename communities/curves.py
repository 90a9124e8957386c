"""How the share of honoured units went over time, by district: every day on which something changed."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from zhoushan_community.base.dated import HOME
from zhoushan_community.base.standards import Point

from .models import Community, CommunityPlacement, Estate, Honour, Street

BECAUSE = "the course of a target covers every unit; a person sees the districts of that person's scope"
START = datetime.date.min
#: A curve is another one once a row of these was written.
RESTS_ON = (Community, CommunityPlacement, Estate, Honour, Street)

Span = tuple[datetime.date | None, datetime.date | None]


def _within(span: Span, day: datetime.date) -> bool:
    start, end = span
    return (start is None or start <= day) and (end is None or end > day)


def _both(
    start: datetime.date | None,
    end: datetime.date | None,
    came: datetime.date | None,
    went: datetime.date | None,
) -> Span:
    """From when to when a row holds that came from another unit, or went to one."""
    starts = [day for day in (start, came) if day]
    ends = [day for day in (end, went) if day]
    return max(starts, default=None), min(ends, default=None)


def _communities() -> dict[int, tuple[Span, list[tuple[Span, int]], int]]:
    """By key: from when to when, in which districts, and today's district. Two queries."""
    placements: dict[int, list[tuple[Span, int]]] = defaultdict(list)
    placed = CommunityPlacement.objects.whole_city(because=BECAUSE).order_by("-valid_from")
    for community, start, end, district in placed.values_list(
        "community", "valid_from", "valid_to", "street__district"
    ):
        placements[community].append(((start, end), district))
    rows = Community.objects.whole_city(because=BECAUSE).order_by()
    return {
        key: ((founded, closed), placements[key], district)
        for key, founded, closed, district in rows.values_list("pk", "founded_on", "closed_on", "street__district")
    }


def _honours(holder: str, **kind: str) -> dict[int, list[tuple[Span, bool]]]:
    """By holder: from when to when, and whether the day of award is known. One query."""
    found: dict[int, list[tuple[Span, bool]]] = defaultdict(list)
    rows = Honour.objects.whole_city(because=BECAUSE).filter(**{f"{holder}__isnull": False}, **kind).order_by()
    for key, *spans in rows.values_list(holder, "awarded_on", "withdrawn_on", *HOME):
        found[key].append((_both(*spans), spans[0] is not None))
    return found


def _points(
    units: Iterable[tuple[list[Span], list[tuple[Span, int]], int, list[tuple[Span, bool]]]],
) -> dict[int, list[Point]]:
    """Sum the units, each given by the spans in which it counts, its districts, today's district and its honours."""
    changes: dict[int, dict[datetime.date, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for spans, districts, today, honours in units:
        days = {day for span in spans for day in span} | {day for span, _d in districts for day in span}
        days |= {day for span, _known in honours for day in span}
        previous: tuple[int, int] | None = None
        for day in [START, *sorted(day for day in days if day)]:
            now = None
            if all(_within(span, day) for span in spans):
                district = next((d for span, d in districts if _within(span, day)), today)
                held = [known for span, known in honours if _within(span, day)]
                now = (district, 0 if any(held) else 2 if held else 1)
            if now == previous:
                continue
            for state, sign in ((previous, -1), (now, 1)):
                if state is not None:
                    step = changes[state[0]][day]
                    step[1] += sign
                    # 0: holds the honour, 2: day of award unknown, 1: does not hold it.
                    if state[1] != 1:
                        step[state[1]] += sign
            previous = now
    found = {}
    for district, steps in changes.items():
        n = total = missing = 0
        points = []
        for day in sorted(steps):
            n, total, missing = n + steps[day][0], total + steps[day][1], missing + steps[day][2]
            points.append(Point(day, n, total, missing))
        found[district] = points
    return found


def civilized_curve(own: set[int] | None = None) -> dict[int, list[Point]]:
    """T4, T5 by district key. own: the communities to count, all when None. Three queries."""
    honours = _honours("community", kind=Honour.Kind.CIVILIZED, level=Honour.Level.MUNICIPAL)
    return _points(
        ([span], districts, today, honours.get(key, []))
        for key, (span, districts, today) in _communities().items()
        if own is None or key in own
    )


def safe_curve(own: set[int] | None = None) -> dict[int, list[Point]]:
    """T7 by district key. own: the communities whose estates count, all when None. Four queries."""
    honours = _honours("estate", kind=Honour.Kind.SAFE)
    communities = _communities()
    rows = Estate.objects.whole_city(because=BECAUSE).order_by()
    return _points(
        ([_both(*spans), communities[home][0]], *communities[home][1:], honours.get(key, []))
        for key, home, *spans in rows.values_list("pk", "community", *Estate.dated_fields, *HOME)
        if own is None or home in own
    )
