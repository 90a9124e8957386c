"""Within which limits a plan keeps its communities."""

import datetime
from collections.abc import Callable

from ..planner.instance import Limits

#: Fewest and most households of a community on a day in the district of a key; None where no paper says.
Bounds = Callable[[datetime.date, int | None], tuple[int, int] | None]
_bounds: list[Bounds] = []


def bounds_of_size(function: Bounds) -> Bounds:
    """Declare who knows the limits in force (N01): they are dated data of a floor above."""
    _bounds[:] = [function]
    return function


def limits_on(day: datetime.date, district: int | None) -> Limits:
    """The limits of the day in a district, aimed at their middle; those of the directive where nothing else is in
    force.

    Several areas together are never more than half as many again as the maximum.
    """
    found = next((bounds for function in _bounds if (bounds := function(day, district))), None)
    low, high = found or (Limits().min, Limits().max)
    return Limits(min=low, max=high, target=(low + high) // 2, hard_max=high + high // 2)
