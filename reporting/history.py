"""How a rate went over time: on days that are kept, and on a few that are judged for it."""

import dataclasses
import datetime
from typing import Any

from django.utils.translation import gettext as _

from zhoushan_community.base.standards import Rate, Tally

from . import kept
from .board import Board, Territory
from .charts import limits
from .judging import Judging
from .models import Threshold

#: The first day that is looked at, the end of the year before the reform.
FIRST = datetime.date(2001, 12, 31)
#: So many days are judged for a page, and no more; none where there are more units, of which it would take long.
DAYS, UNITS = 8, 20_000


@dataclasses.dataclass(frozen=True)
class Moment:
    """A rate on a day, and by which threshold it was judged."""

    day: datetime.date
    rate: Rate
    threshold: Threshold | None


def days(until: datetime.date) -> list[datetime.date]:
    """Ends of quarters from FIRST on, so far apart that they are no more than DAYS with the last day itself."""
    ends = []
    for number in range((until.year - FIRST.year + 1) * 4):
        year, quarter = divmod(number + 4, 4)
        following = datetime.date(FIRST.year + year, quarter * 3 + 1, 1)
        ends.append(following - datetime.timedelta(days=1))
    ends = [day for day in ends if day < until]
    step = 1
    while len(ends[::step]) > DAYS - 1:
        step *= 2
    return [*ends[::step], until]


def history(board: Board, territory: Territory, code: str) -> list[Moment]:
    """The rates of the territory on those days up to the board's. A statement for each day that is not kept."""
    place = board.kept_as(territory)
    counts = {day: found.get(code, Tally()) for day, found in kept.known(board.basis, *place).items()} if place else {}
    counts = {day: tally for day, tally in counts.items() if FIRST <= day < board.day}
    counts[board.day] = board.counts(territory)[code]
    if counts[board.day].units <= UNITS:
        for day in days(board.day):
            if day not in counts:
                counts[day] = _judged(board, territory, code, day)
    rows = Threshold.objects.of_ground(territory.district).filter(standard=code, basis=board.basis)
    # What the district has of its own goes before the city's.
    rows = sorted(rows, key=lambda row: row.district_id is None)
    found = []
    for day in sorted(counts):
        threshold = next((row for row in rows if row.holds_on(day)), None)
        share = threshold.low if threshold and board.judged[code].standard.kind == "target" else None
        found.append(Moment(day, counts[day].rate(share), threshold))
    return found


def _judged(board: Board, territory: Territory, code: str, day: datetime.date) -> Tally:
    found = Tally()
    for counts in Judging(day, board.basis, codes=(code,), within=board.within(territory)).tallies().values():
        found += counts.get(code, Tally())
    return found


def chart(board: Board, territory: Territory, code: str, moments: list[Moment]) -> dict[str, Any]:
    """What the curve is drawn from; the thresholds of a target are lines in it."""
    points = [
        [moment.day.isoformat(), round(100 * moment.rate.rate, 2), *_numbers(moment.rate)]
        for moment in moments
        if moment.rate.rate is not None
    ]
    return {
        "sampled": True,
        "day": board.day.isoformat(),
        "series": [{"name": territory.name, "points": points}],
        "limits": limits([code], board, territory) if board.judged[code].standard.kind == "target" else [],
        "words": {"missing": _("missing"), "as_of": _("As of"), "threshold": _("threshold")},
    }


def _numbers(rate: Rate) -> tuple[int, int, int]:
    return rate.numerator, rate.denominator, rate.missing
