"""The communities that a case touches, before and after; and what the apps above have to say of it.

How each unit stands by the standards is known uphill: reporting declares the comparison here.
"""

import dataclasses
import datetime
import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Model

from communities.models import Adjustment, AdjustmentShare, Community, NewCommunity, ResidentsCommittee, Street
from communities.planner.instance import Limits
from communities.planning.limits import limits_on

from .drafts import sized

_comparisons: list[Callable[[Adjustment, Any], dict[str, Any]]] = []


def comparison(function: Callable[[Adjustment, Any], dict[str, Any]]) -> Callable[[Adjustment, Any], dict[str, Any]]:
    """The function compares what is before with what would be after, for a person: a template and its context."""
    _comparisons.append(function)
    return function


def comparisons_of(case: Adjustment, user: Any) -> list[dict[str, Any]]:
    """What was declared to be compared."""
    return [function(case, user) for function in _comparisons]


@dataclasses.dataclass(frozen=True)
class Leaf:
    """A unit with its households. outside: "below" or "above" the limits, "" within or where that is not known."""

    unit: Model
    households: int | None
    outside: str = ""
    is_new: bool = False
    by: int = 0


@dataclasses.dataclass
class Branch:
    """A street and what lies in it."""

    street: Street
    leaves: list[Leaf]


def before_and_after(case: Adjustment, shares: Sequence[AdjustmentShare]) -> tuple[list[Branch], list[Branch]]:
    """What stands before the day and from the day on, by street. A unit of unknown size makes its targets unknown."""
    limits = functools.cache(functools.partial(limits_on, case.effective_on))
    # Of a street that goes as a whole, each community has a share of its own.
    shares = [share for share in shares if not share.from_street_id]
    units = [unit for share in shares for unit in (share.source, share.target)]
    places = {
        f"{unit._meta.label}{unit.pk}": unit for unit in units if isinstance(unit, Community | ResidentsCommittee)
    }
    # In effect, the targets were counted on the day itself: before it is before that day.
    eve = case.effective_on - datetime.timedelta(days=1)
    touched: dict[Model, tuple[Street, int | None]] = {
        source.unit: (source.unit.street, source.households) for source in sized(places, eve)
    }
    before = [
        (street, _leaf(unit, size, limits(street.district_id)))
        for unit, (street, size) in touched.items()
        if not _is_new(unit, case.effective_on)
    ]
    return _by_street(before), _by_street(_after(shares, touched, limits, case.effective_on))


def _is_new(unit: Model, day: datetime.date) -> bool:
    return isinstance(unit, Community) and unit.founded_on is not None and unit.founded_on >= day


def _after(
    shares: Sequence[AdjustmentShare],
    touched: dict[Model, tuple[Street, int | None]],
    limits: Callable[[int | None], Limits],
    day: datetime.date,
) -> Iterable[tuple[Street, Leaf]]:
    sources = {share.source for share in shares}
    sizes: dict[Model, list[int | None]] = {}
    streets: dict[Model, Street] = {unit: street for unit, (street, _size) in touched.items()}
    for unit, (_street, size) in touched.items():
        # Who only receives keeps what there was; who was founded by the case had nothing.
        if unit not in sources and not isinstance(unit, ResidentsCommittee) and not _is_new(unit, day):
            sizes[unit] = [size]
    for share in shares:
        goal = share.source if share.to_street_id else share.target
        if share.to_street_id:
            streets[goal] = share.to_street
        elif isinstance(goal, NewCommunity):
            streets[goal] = goal.street
        whole = share.extent == AdjustmentShare.Extent.WHOLE
        known = touched.get(share.source, (None, None))[1]
        sizes.setdefault(goal, []).append(known if share.households is None and whole else share.households)
    for unit, given in sizes.items():
        size = None if None in given else sum(each for each in given if each is not None)
        bounds = limits(streets[unit].district_id)
        yield streets[unit], _leaf(unit, size, bounds, is_new=isinstance(unit, NewCommunity))


def _leaf(unit: Model, size: int | None, bounds: Limits, *, is_new: bool = False) -> Leaf:
    # Old committees are not measured by the size of a community.
    if size is None or isinstance(unit, ResidentsCommittee | Street):
        return Leaf(unit, size, is_new=is_new)
    if size < bounds.min:
        return Leaf(unit, size, "below", is_new, bounds.min - size)
    if size > bounds.max:
        return Leaf(unit, size, "above", is_new, size - bounds.max)
    return Leaf(unit, size, is_new=is_new)


def _by_street(found: Iterable[tuple[Street, Leaf]]) -> list[Branch]:
    branches: dict[int, Branch] = {}
    for street, leaf in found:
        branches.setdefault(street.pk, Branch(street, [])).leaves.append(leaf)
    return list(branches.values())
