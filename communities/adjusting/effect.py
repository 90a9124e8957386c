"""An adjustment takes effect: one transaction, in which either all of it is written or nothing."""

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhoushan_community.base import changes, continuing
from zhoushan_community.base.changes import Origin, Source

from ..models import (
    Adjustment,
    AdjustmentShare,
    AdjustmentStep,
    Community,
    CommunityFigures,
    CommunityPlacement,
    Step,
    Street,
)
from .carrying import CannotMove, Carrying
from .conserving import NotConserved, census, compare, past, words_of
from .destinations import given, propose, stored_of
from .division import BECAUSE, COMMUNITY, COUNTS, FIGURES, Division, Target, figures_on, target_of
from .moves import all_endings
from .obstacles import Obstacle, obstacles


class CannotTakeEffect(Exception):
    """Something stands against it. `.obstacles` says what, each with what helps."""

    def __init__(self, found: Iterable[Obstacle]) -> None:
        self.obstacles = list(found)
        super().__init__(" ".join(map(str, self.obstacles)))


@transaction.atomic
def take_effect(adjustment: Adjustment, actor: Any, *, origin: Origin | None = None) -> Origin:
    """Closes, founds, renames and moves what the shares say, gives every row of the sources its new home, and records
    the last step (N03). Rows that the rules can place need no hand; the others must have a destination.

    Returns the origin of all that was written, which undo() takes back. Raises CannotTakeEffect, and NotConserved when
    what was written does not add up; nothing is kept then.
    """
    origin = origin or Origin(actor, Source.PAGE, str(adjustment))
    # One writer at a time, so that what is counted before is what moves.
    changes.lock()
    adjustment = Adjustment.objects.whole_city(because=BECAUSE).get(pk=adjustment.pk)
    propose(adjustment, actor, origin=origin)
    if found := obstacles(adjustment):
        raise CannotTakeEffect(found)
    carry_out(adjustment, origin)
    return origin


@transaction.atomic
def carry_out(adjustment: Adjustment, origin: Origin, *, strict: bool = True) -> Division:
    """What taking effect writes, without asking whether it may: for looking ahead in a transaction that is rolled back.

    strict: refuse what does not add up; without it the rules are asked first, and rows for which they have no answer
    stay behind.
    """
    if not strict:
        propose(adjustment, origin.actor, origin=origin)
    division = Division.of(adjustment)
    day = adjustment.effective_on
    rows, stored = list(given(division)), stored_of(adjustment)
    known = {key for label, key in {*division.receiving(), *((COMMUNITY, key) for key in division.sources)}
             if label == COMMUNITY}  # fmt: skip
    known |= {row.to_community_id for row in stored.values() if row.to_community_id}
    eve = day - datetime.timedelta(days=1)
    before, yesterday = census(known, known, day), past(known, eve)
    figures = figures_on(list(known), day)
    _close(division, origin)
    communities = _found(division, origin)
    brought, unknown = _count(division, communities, figures, origin)
    carrying = Carrying(division, rows, stored, communities, origin)
    try:
        carrying.carry()
        for old, new in division.streets():
            carrying.carry_street(old, new)
    except CannotMove as error:
        raise CannotTakeEffect([Obstacle(str(error), _("Send it elsewhere, or correct the row."))]) from error
    _move(division, origin)
    _rename(division, origin)
    _name_founded(division, communities, origin)
    steps = AdjustmentStep.objects.whole_city(because=BECAUSE).filter(adjustment=adjustment)
    last = max((step.done_on for step in steps), default=day)
    changes.create_all([AdjustmentStep(adjustment=adjustment, step=Step.EFFECTIVE, done_on=max(day, last))], origin)
    if strict:
        everybody = known | {unit.pk for unit in communities.values()}
        after = census(everybody, everybody - set(division.closing), day)
        before.amounts.update(brought)
        faults = compare(before, after, carrying.more, carrying.unknown | unknown)
        changed = [label for label, rows in past(everybody, eve).items() if rows != yesterday[label]]
        if changed:
            words = _("what held on %(day)s is not what it was: %(registers)s")
            faults.append(words % {"day": eve, "registers": "、".join(map(words_of, changed))})
        if faults:
            raise NotConserved("; ".join(faults))
    continuing.go_on((row._meta.label_lower, row.pk, earlier) for row, earlier in carrying.going_on)
    return division


def _close(division: Division, origin: Origin) -> None:
    """Sources of which nothing stays end on the day, and so do old committees that are given whole, and what is said of
    nobody but a unit that ends."""
    day = division.adjustment.effective_on
    for unit in division.closing.values():
        unit.closed_on = day
    changes.update_all(list(division.closing.values()), origin)
    committees = division.absorbed()
    for committee in committees:
        committee.valid_to = day
    changes.update_all(committees, origin)
    for ending in all_endings():
        first, last = ending.model.dated_fields
        # What was to begin only now never holds of a unit that is gone; its days stay as they were decided.
        rows = [row for row in ending.rows(division.ending(), day) if (getattr(row, first) or day) < day]
        for row in rows:
            setattr(row, last, day)
        changes.update_all(rows, origin)


def _found(division: Division, origin: Origin) -> dict[Target, Community]:
    """The communities that the adjustment founds, by what was to become of them."""
    day = division.adjustment.effective_on
    found = {}
    for each in division.founded:
        sources = [share for share in division.shares if share.to_new_id == each.pk]
        areas = [
            share.from_community.area_m2 if share.from_community and is_whole(share) else None for share in sources
        ]
        area = sum(areas) if sources and None not in areas else None
        found[target_of(each)] = Community(street=each.street, name=each.name, founded_on=day, area_m2=area)
    changes.create_all(list(found.values()), origin)
    return found


def is_whole(share: AdjustmentShare) -> bool:
    return share.extent == AdjustmentShare.Extent.WHOLE


def _count(
    division: Division,
    communities: dict[Target, Community],
    known: dict[int, dict[str, CommunityFigures]],
    origin: Origin,
) -> tuple[Counter[tuple[str, str]], set[str]]:
    """Households and population of each unit from the shares; everything else that was counted only where whole units
    come together. An unknown part leaves the whole unknown.

    Returns what old committees brought, and the register's label where something stayed unknown.
    """
    title = division.adjustment.title
    rows = []
    label = CommunityFigures._meta.label_lower
    brought: Counter[tuple[str, str]] = Counter()
    unknown: set[str] = set()
    for key, unit in division.receiving().items():
        community = communities.get(key, unit)
        shares = [share for share in division.shares if target_of(share.target) == key]
        # Who only receives keeps what there was, unless a share says so of it.
        only_receives = key not in communities and community.pk not in division.giving
        own = known.get(community.pk, {}) if only_receives else None
        if not shares and own is None and community.pk not in division.sources:
            continue
        row = CommunityFigures(
            community=community, counted_on=division.adjustment.effective_on,
            note=_("from the shares of the adjustment %(title)s") % {"title": title},
        )  # fmt: skip
        for name in COUNTS:
            parts = [_part(share, name, known) for share in shares]
            parts += [_value(own.get(name), name)] if own is not None else []
            if parts and all(part is not None for part, _made_up in parts):
                setattr(row, name, sum(part for part, _made_up in parts))
                row.generated += [name] if any(made_up for _part, made_up in parts) else []
                if name in FIGURES:
                    brought[label, name] += sum(
                        _part(share, name, known)[0] for share in shares if share.from_committee
                    )
            elif name in FIGURES and any(part is not None for part, _made_up in parts):
                unknown.add(label)
        if any(getattr(row, name) is not None for name in COUNTS):
            rows.append(row)
    changes.create_all(rows, origin)
    return brought, unknown


def _part(share: AdjustmentShare, name: str, known: dict[int, dict[str, CommunityFigures]]) -> tuple[int | None, bool]:
    """What a share brings of a figure, and whether it was made up."""
    said = getattr(share, name) if name in FIGURES else None
    if said is not None:
        return said, name in share.generated
    if not is_whole(share):
        return None, False
    if share.from_community_id:
        return _value(known.get(share.from_community_id, {}).get(name), name)
    source = share.from_committee
    return (getattr(source, name), name in source.generated) if source and name in FIGURES else (None, False)


def _value(row: CommunityFigures | None, name: str) -> tuple[int | None, bool]:
    return (getattr(row, name), name in row.generated) if row is not None else (None, False)


def _move(division: Division, origin: Origin) -> None:
    """Communities go to another street, one by one or because theirs goes into another."""
    day = division.adjustment.effective_on
    moving = division.moving()
    named = {unit.pk for unit, _to in moving}
    for old, new in division.streets():
        moving += [(unit, new) for unit in _standing_in(old, day) if unit.pk not in named]
    placed = CommunityPlacement.objects.whole_city(because=BECAUSE).filter(community__in=[unit for unit, _to in moving])
    begun: set[int] = set()
    ended, new_rows = [], []
    for row in placed:
        begun.add(row.community_id)
        if row.holds_on(day):
            row.valid_to = day
            ended.append(row)
    for unit, street in moving:
        if unit.pk not in begun:
            # Until then it stood where today's street is told.
            new_rows.append(
                CommunityPlacement(community=unit, street_id=unit.street_id, valid_from=unit.founded_on, valid_to=day)
            )
        new_rows.append(CommunityPlacement(community=unit, street=street, valid_from=day))
    changes.update_all(ended, origin)
    changes.create_all(new_rows, origin)
    closed = [old for old, _new in division.streets()]
    for street in closed:
        street.valid_to = day
    changes.update_all(closed, origin)


def _standing_in(street: Street, day: Any) -> list[Community]:
    """The communities that stand in the street on the day."""
    rows = Community.objects.whole_city(because=BECAUSE).existing(day).as_of(day)
    return list(rows.filter(street_then=street.pk).order_by("pk"))


def _rename(division: Division, origin: Origin) -> None:
    unit = division.renamed()
    if unit is not None:
        unit.name = division.adjustment.new_name
        changes.update_all([unit], origin)


def _name_founded(division: Division, communities: dict[Target, Community], origin: Origin) -> None:
    """What was to be founded says what it has become, and the shares name it."""
    for each in division.founded:
        each.community = communities[target_of(each)]
    changes.update_all(list(division.founded), origin)
    shares = [share for share in division.shares if share.to_new_id]
    for share in shares:
        share.to_community, share.to_new = communities[target_of(share.to_new)], None
    changes.update_all(shares, origin)
