"""The communities that a case touches, before and after; and what the apps above have to say of it.

How each unit stands by the standards is known uphill: reporting declares the comparison here.
"""

import dataclasses
import datetime
import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Model

from communities.models import (
    Adjustment,
    AdjustmentShare,
    Community,
    CommunityPlacement,
    NewCommunity,
    ResidentsCommittee,
    Street,
)
from communities.planner.instance import Limits
from communities.planning.limits import limits_on
from zhoushan_community.base import dated

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
class Bit:
    """What goes from the unit, or comes to it. other: whom it goes to or comes from; None: it stays. name: what the
    part is called."""

    other: Model | None
    households: int | None
    whole: bool
    name: str = ""


@dataclasses.dataclass(frozen=True)
class Leaf:
    """A unit with its households. outside: "below" or "above" the limits, "" within or where that is not known. name:
    what it is called on that side. bits: before the day what of it goes where, from the day on what it is made of."""

    unit: Model
    households: int | None
    outside: str = ""
    is_new: bool = False
    by: int = 0
    name: str = ""
    ends: bool = False
    bits: Sequence[Bit] = ()


@dataclasses.dataclass
class Branch:
    """A street and what lies in it. ends: it goes into another as a whole."""

    street: Street
    leaves: list[Leaf]
    ends: bool = False


def before_and_after(case: Adjustment, shares: Sequence[AdjustmentShare]) -> tuple[list[Branch], list[Branch]]:
    """What stands before the day and from the day on, by street. A unit of unknown size makes its targets unknown."""
    limits = functools.cache(functools.partial(limits_on, case.effective_on))
    # Of a street that goes as a whole, each community has a share of its own.
    ending = [share.from_street for share in shares if share.from_street_id and share.to_street_id]
    shares = [share for share in shares if not share.from_street_id]
    units = [unit for share in shares for unit in (share.source, share.target)]
    places = {
        f"{unit._meta.label}{unit.pk}": unit for unit in units if isinstance(unit, Community | ResidentsCommittee)
    }
    # In effect, the targets were counted on the day itself: before it is before that day.
    eve = case.effective_on - datetime.timedelta(days=1)
    communities = [unit for unit in places.values() if isinstance(unit, Community)]
    placed = CommunityPlacement.objects.whole_city(because="where the units of the case stood before it")
    rows = placed.filter(dated.on(eve), community__in=communities).select_related("community", "street")
    stood = {row.community: row.street for row in rows}
    touched: dict[Model, tuple[Street, int | None]] = {
        source.unit: (stood.get(source.unit, source.unit.street), source.households) for source in sized(places, eve)
    }
    after = list(_after(case, shares, touched, limits))
    going_on = {leaf.unit for _street, leaf in after}
    before = [
        (
            street,
            dataclasses.replace(
                _leaf(unit, size, limits(street.district_id)),
                ends=unit not in going_on,
                bits=[_bit(share, share.target) for share in shares if share.source == unit],
            ),
        )
        for unit, (street, size) in touched.items()
        if not _is_new(unit, case.effective_on)
    ]
    return _by_street(before, ending), _by_street(after, ())


def _bit(share: AdjustmentShare, other: Model) -> Bit:
    """What the share says, as told at one of its ends; other: who is at its other end."""
    stays = share.source == share.target
    whole = share.extent == AdjustmentShare.Extent.WHOLE
    return Bit(None if stays else other, share.households, whole, share.part_name)


def _is_new(unit: Model, day: datetime.date) -> bool:
    return isinstance(unit, Community) and unit.founded_on is not None and unit.founded_on >= day


def _after(
    case: Adjustment,
    shares: Sequence[AdjustmentShare],
    touched: dict[Model, tuple[Street, int | None]],
    limits: Callable[[int | None], Limits],
) -> Iterable[tuple[Street, Leaf]]:
    sources = {share.source for share in shares}
    sizes: dict[Model, list[int | None]] = {}
    bits: dict[Model, list[Bit]] = defaultdict(list)
    streets: dict[Model, Street] = {unit: street for unit, (street, _size) in touched.items()}
    for unit, (_street, size) in touched.items():
        # Who only receives keeps what there was; who was founded by the case had nothing.
        if unit not in sources and not isinstance(unit, ResidentsCommittee) and not _is_new(unit, case.effective_on):
            sizes[unit] = [size]
            bits[unit].append(Bit(None, size, whole=True))
    for share in shares:
        goal = share.source if share.to_street_id else share.target
        bits[goal].append(_bit(share, streets[goal] if share.to_street_id else share.source))
        if share.to_street_id:
            streets[goal] = share.to_street
        elif isinstance(goal, NewCommunity):
            streets[goal] = goal.street
        whole = share.extent == AdjustmentShare.Extent.WHOLE
        known = touched.get(share.source, (None, None))[1]
        sizes.setdefault(goal, []).append(known if share.households is None and whole else share.households)
    for unit, rest in _left(shares).items():
        sizes[unit] = [rest]
        bits[unit].append(Bit(None, rest, whole=False))
    for unit, given in sizes.items():
        size = None if None in given else sum(each for each in given if each is not None)
        bounds = limits(streets[unit].district_id)
        leaf = _leaf(unit, size, bounds, is_new=isinstance(unit, NewCommunity))
        yield streets[unit], dataclasses.replace(leaf, bits=bits[unit], name=case.new_name or leaf.name)


def _left(shares: Sequence[AdjustmentShare]) -> dict[Model, int | None]:
    """The old committees that go on, because only parts of them are given, and what is left of each."""
    given: dict[ResidentsCommittee, list[AdjustmentShare]] = defaultdict(list)
    for share in shares:
        if share.from_committee_id:
            given[share.from_committee].append(share)
    found: dict[Model, int | None] = {}
    for committee, own in given.items():
        if any(share.extent == AdjustmentShare.Extent.WHOLE for share in own):
            continue
        parts = [share.households for share in own]
        known = committee.households is not None and None not in parts
        left = committee.households - sum(parts) if known else None
        if left is None or left > 0:
            found[committee] = left
    return found


def _leaf(unit: Model, size: int | None, bounds: Limits, *, is_new: bool = False) -> Leaf:
    # Old committees are not measured by the size of a community.
    leaf = Leaf(unit, size, is_new=is_new, name=str(unit))
    if size is None or isinstance(unit, ResidentsCommittee | Street):
        return leaf
    if size < bounds.min:
        return dataclasses.replace(leaf, outside="below", by=bounds.min - size)
    if size > bounds.max:
        return dataclasses.replace(leaf, outside="above", by=size - bounds.max)
    return leaf


def _by_street(found: Iterable[tuple[Street, Leaf]], ending: Iterable[Street]) -> list[Branch]:
    branches: dict[int, Branch] = {street.pk: Branch(street, [], ends=True) for street in ending}
    for street, leaf in found:
        branches.setdefault(street.pk, Branch(street, [])).leaves.append(leaf)
    return list(branches.values())
