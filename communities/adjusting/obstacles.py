"""What stands against an adjustment taking effect: each named, with what helps."""

import dataclasses
import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from zhoushan_community.base import dated

from ..models import (
    Adjustment,
    AdjustmentShare,
    AdjustmentStep,
    Community,
    CommunityFigures,
    CommunityPlacement,
    Handover,
    Step,
    in_effect,
)
from .destinations import Given, undecided
from .division import BECAUSE, FIGURES, Division, figures_on
from .moves import all_moves

#: The steps by which it is decided; it may be announced later.
DECIDING = (Step.PROPOSED, Step.AGREED, Step.EXAMINED, Step.APPROVED)


@dataclasses.dataclass(frozen=True)
class Obstacle:
    """What is wrong, and what helps."""

    words: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.words} {self.remedy}"


def obstacles(adjustment: Adjustment, today: datetime.date | None = None) -> list[Obstacle]:
    """Everything that stands against taking effect; empty when nothing does."""
    division = Division.of(adjustment)
    today = today or dated.today()
    found = [*_steps(adjustment, today), *_shares(division), *conflicts(division), *_others(division)]
    return [*found, *_money(division), *_lost(undecided(adjustment)), *_handovers(division)]


def conflicts(division: Division) -> list[Obstacle]:
    """What its units and their names have against it, whatever its steps: so it could not even be tried."""
    return [*_units(division), *_names(division)]


def _steps(adjustment: Adjustment, today: datetime.date) -> Iterator[Obstacle]:
    done = dict(
        AdjustmentStep.objects.whole_city(because=BECAUSE).filter(adjustment=adjustment).values_list("step", "done_on")
    )
    if Step.EFFECTIVE in done or (not adjustment.is_case and not done):
        yield Obstacle(_("The adjustment is in effect already."), _("Take it back first, if it is to be done anew."))
        return
    missing = [step.label for step in Step if step != Step.EFFECTIVE and step not in done]
    if missing:
        yield Obstacle(
            _("These steps are not recorded: %(steps)s.") % {"steps": "、".join(map(str, missing))},
            _("Record them on the page of the case."),
        )
    late = [step.label for step in DECIDING if step in done and done[step] > adjustment.effective_on]
    if late:
        yield Obstacle(
            _("These steps were taken after the effective day: %(steps)s.") % {"steps": "、".join(map(str, late))},
            _("Choose a later effective day."),
        )
    if adjustment.effective_on > today:
        yield Obstacle(
            _("The effective day, %(day)s, has not come.") % {"day": adjustment.effective_on},
            _("Take it into effect on that day or later."),
        )


def _shares(division: Division) -> Iterator[Obstacle]:
    """That the parts of each source are all of it."""
    if not division.shares and not division.founded:
        yield Obstacle(_("The adjustment has no shares."), _("Say which part of whom goes where."))
    known = figures_on(list(division.sources), division.adjustment.effective_on)
    for key, source in division.sources.items():
        shares = division.giving[key]
        whole = [share for share in shares if share.extent == AdjustmentShare.Extent.WHOLE]
        if whole and len(shares) > 1:
            yield Obstacle(
                _("%(unit)s goes somewhere as a whole, and in parts besides.") % {"unit": source},
                _("Give each part its own households, or leave the whole alone."),
            )
        for name in FIGURES:
            parts = [getattr(share, name) for share in shares]
            if len(shares) > 1 and None in parts and name == "households":
                yield Obstacle(
                    _("A part of %(unit)s has no number of households.") % {"unit": source},
                    _("Enter the households of each part."),
                )
            row = known.get(key, {}).get(name)
            if row is None or None in parts:
                continue
            have = getattr(row, name)
            if sum(parts) != have:
                words = _("The parts of %(unit)s have %(sum)s %(what)s, the unit has %(have)s.")
                told = {"unit": source, "sum": sum(parts), "have": have, "what": row._meta.get_field(name).verbose_name}
                yield Obstacle(words % told, _("Correct the parts, so that nothing remains."))
    for shares in division.committees.values():
        committee, parts = shares[0].from_committee, [share.households for share in shares]
        if committee.households is not None and None not in parts and sum(parts) > committee.households:
            words = _("The parts of %(unit)s have %(sum)s %(what)s, the unit has %(have)s.")
            told = {"unit": committee, "sum": sum(parts), "have": committee.households, "what": _("households")}
            yield Obstacle(words % told, _("Correct the parts, so that nothing remains."))


def _units(division: Division) -> Iterator[Obstacle]:
    """That every unit stands on the day, and nothing later speaks against it."""
    day = division.adjustment.effective_on
    for unit in division.units.values():
        fields = getattr(unit, "dated_fields", None)
        if not fields:
            continue
        start, end = (getattr(unit, name) for name in fields)
        source = any(share.source == unit for share in division.shares)
        if start and (start > day or (start == day and source)):
            yield Obstacle(
                _("%(unit)s was founded on %(start)s, not before %(day)s.")
                % {"unit": unit, "start": start, "day": day},
                _("Choose a later effective day, or another unit."),
            )
        if end:
            yield Obstacle(
                _("%(unit)s was closed on %(end)s.") % {"unit": unit, "end": end},
                _("Choose a unit that stands, or take back what closed it."),
            )
    for street in {each.street for each in division.founded} | {street for _unit, street in division.moving()}:
        if not dated.holds_on(street, day):
            yield Obstacle(
                _("%(unit)s does not stand on %(day)s.") % {"unit": street, "day": day}, _("Choose another street.")
            )
    moving = division.moving()
    later = CommunityPlacement.objects.whole_city(because=BECAUSE).filter(valid_from__gte=day)
    gone = set(later.filter(community__in=[unit for unit, _to in moving]).values_list("community", flat=True))
    for unit, street in moving:
        if unit.pk in gone:
            yield Obstacle(
                _("%(unit)s has gone to another street on that day or later.") % {"unit": unit},
                _("Choose a later effective day, or take that back first."),
            )
        elif unit.street_id == street.pk:
            yield Obstacle(
                _("%(unit)s stands in %(street)s already.") % {"unit": unit, "street": street},
                _("Choose another street."),
            )
    for share in division.shares:
        if share.from_street_id and share.extent == AdjustmentShare.Extent.PART:
            yield Obstacle(
                _("Which communities of %(unit)s go to %(street)s is not said.")
                % {"unit": share.from_street, "street": share.target},
                _("Name each community that moves in a share of its own."),
            )
    counted = CommunityFigures.objects.whole_city(because=BECAUSE).filter(
        counted_on=day,
        community__in=[key for label, key in division.receiving() if label == Community._meta.label_lower],
    )
    for row in counted.select_related("community") if division.sources else ():
        yield Obstacle(
            _("%(unit)s has figures that were counted on that very day.") % {"unit": row.community},
            _("Give them the day on which they were counted, or choose another effective day."),
        )


def _others(division: Division) -> Iterator[Obstacle]:
    """That no other adjustment touches the same units on the day, nor one that is in effect since."""
    day = division.adjustment.effective_on
    mine = dict(division.units)
    others = Adjustment.objects.whole_city(because=BECAUSE).exclude(pk=division.adjustment.pk)
    same = others.filter(effective_on=day)
    later = others.filter(in_effect(datetime.date.max), effective_on__gt=day)
    for adjustments, words, remedy in (
        (
            same,
            _("%(other)s touches %(units)s on the same day."),
            _("Make one adjustment of the two, or change a day."),
        ),
        (later, _("%(other)s is in effect since, and touches %(units)s."), _("Take that one back first.")),
    ):
        for other in adjustments.filter(_touching(mine)).distinct():
            shared = [str(unit) for key, unit in Division.of(other).units.items() if key in mine]
            yield Obstacle(words % {"other": other, "units": "、".join(dict.fromkeys(shared))}, remedy)


def _touching(units: dict[Any, models.Model]) -> Q:
    """The adjustments with a share from or to one of the units."""
    found = Q(pk=None)
    for (label, key), _unit in units.items():
        for side in ("from", "to") if label in SIDES else ():
            found |= Q(**{f"shares__{side}_{SIDES[label]}": key})
    return found


#: How a share names units that stand.
SIDES = {
    "communities.community": "community",
    "communities.street": "street",
    "communities.residentscommittee": "committee",
}


def _names(division: Division) -> Iterator[Obstacle]:
    """That no street has two communities of one name in the end."""
    closing = set(division.closing)
    coming = [(each.name, each.street) for each in division.founded]
    coming += [(unit.name, street) for unit, street in division.moving()]
    new_name = division.adjustment.new_name
    renamed = division.renamed()
    if division.adjustment.kind == Adjustment.Kind.RENAME and (renamed is None or not new_name):
        yield Obstacle(_("What is to be renamed, and how, is not said."), _("Name one community and its new name."))
    elif renamed is not None and new_name:
        coming.append((new_name, renamed.street))
    rows = Community.objects.whole_city(because=BECAUSE).filter(street__in=[street for _name, street in coming])
    there = rows.filter(closed_on=None).exclude(pk__in=closing)
    taken = Counter([*there.values_list("name", "street"), *((name, street.pk) for name, street in coming)])
    for name, street in dict.fromkeys(coming):
        if taken[name, street.pk] > 1:
            yield Obstacle(
                _("%(street)s has a community %(name)s already.") % {"street": street, "name": name},
                _("Choose another name."),
            )


def _money(division: Division) -> Iterator[Obstacle]:
    """That no known amount meets an unknown one, in which it would be lost."""
    units = [*division.sources, *(key for label, key in division.receiving() if label == Community._meta.label_lower)]
    for move in (each for each in all_moves() if each.shared and division.sources):
        together: dict[tuple, list[models.Model]] = {}
        for row in move.rows({"in": units}, division.adjustment.effective_on):
            together.setdefault(tuple(getattr(row, name) for name in move.one or ()), []).append(row)
        for rows in together.values():
            silent = {row for row in rows for name in move.adds if getattr(row, name) is None}
            for row in (
                silent if any(len({getattr(row, name) is None for row in rows}) > 1 for name in move.adds) else ()
            ):
                yield Obstacle(
                    _("%(unit)s %(row)s has no amount, and others have one.")
                    % {"unit": row.community, "row": move.words(row)},
                    _("Enter the amount."),
                )


def _lost(rows: Iterable[Given]) -> Iterator[Obstacle]:
    """Rows without a destination, told by register."""
    found: dict[str, list[Given]] = {}
    for each in rows:
        found.setdefault(each.move.label, []).append(each)
    for group in found.values():
        told = {
            "number": len(group),
            "what": group[0].move.model._meta.verbose_name_plural,
            "units": "、".join(dict.fromkeys(str(each.source) for each in group)),
        }
        yield Obstacle(
            _("%(what)s of %(units)s without a destination: %(number)s.") % told,
            _("Choose where each of them goes on the page of the case."),
        )


def _handovers(division: Division) -> Iterator[Obstacle]:
    """N03: what an old committee hands over goes somewhere."""
    rows = Handover.objects.whole_city(because=BECAUSE).filter(share__adjustment=division.adjustment, destination="")
    for row in rows.select_related("share__from_committee"):
        yield Obstacle(
            _("%(what)s of %(unit)s has no destination.") % {"what": row, "unit": row.share.source},
            _("Enter in the handover where it goes."),
        )
