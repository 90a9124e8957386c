"""What stands against a draft: each fault is named with its remedy, at the place where it is mended."""

import dataclasses
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from communities.models import Adjustment, AdjustmentShare, AdjustmentStep, Community, ResidentsCommittee, Step, Street
from zhoushan_community.base import dated

from .drafts import FIGURES, MOST, STAYS, Draft, Kind, Source, units_of

BECAUSE = "whether two adjustments touch one unit on a day is asked of all, and only the other's title is told"

#: How many years ahead a change is planned at most; beyond, the year is a slip of the pen.
FAR = 10


@dataclasses.dataclass(frozen=True)
class Fault:
    """Words, and where in the draft: the key of a source or target, the name of a field of the head, or ""."""

    place: str
    words: str


def faults_of(draft: Draft, case: int | None = None) -> list[Fault]:
    """All that stands against the draft. case: the key of the case that it is saved as already."""
    return [*_shape(draft), *_wholes(draft), *_units(draft), *_names(draft), *_sums(draft), *_others(draft, case)]


def _shape(draft: Draft) -> Iterator[Fault]:
    """Whether a change of this kind can look like this."""
    sources, targets, kind = list(draft.sources), list(draft.targets), draft.kind
    new = [target for target in targets if target.unit is None]
    stays = [source for source in sources if STAYS in draft.of(source)]
    if not sources and kind != Kind.FOUND and not (draft.wholes and kind == Kind.MOVE):
        yield Fault("community_0", _("Name at least one community or old committee from which something goes."))
    if kind == Kind.RENAME:
        if len(sources) != 1 or sources[0].is_committee:
            yield Fault("community_0", _("A renaming has exactly one community; name that one, and no target."))
        if not draft.new_name:
            yield Fault("new_name", _("Say what the community is to be called."))
        return
    if kind == Kind.MOVE:
        if not any(isinstance(target.unit, Street) for target in targets):
            yield Fault("to_street", _("Say into which street the community moves."))
        for source in stays:
            words = _("%(unit)s moves whole or not at all; for a part choose a change of boundaries.")
            yield Fault(source.key, words % {"unit": source.unit})
        return
    if not targets:
        yield Fault("target_0", _("Name at least one community to which something goes, or one that is to be founded."))
    if kind == Kind.FOUND and not new:
        yield Fault("new_0_name", _("A founding founds a community: give its name and its street."))
    if kind == Kind.MERGE and len(targets) > 1:
        yield Fault("target_0", _("A merger has one target. For several, choose a change of boundaries or a split."))
    if kind == Kind.SPLIT and sources and len(targets) + len(stays) < 2:
        yield Fault("target_0", _("A split needs at least two parts: name another target, or say what stays."))
    if kind in (Kind.MERGE, Kind.CLOSE):
        for source in stays:
            if not source.is_committee:
                words = _("%(unit)s goes whole in a change of this kind; for a part choose a change of boundaries.")
                yield Fault(source.key, words % {"unit": source.unit})


def _wholes(draft: Draft) -> Iterator[Fault]:
    """Whether a street can go as a whole: to one target, and with nobody of it named besides."""
    into = {target.unit for target in draft.targets}
    for whole in draft.wholes:
        told = {"unit": whole.unit}
        if len(draft.targets) != 1:
            words = _("%(unit)s goes as a whole to one target; for several name its communities one by one.")
            yield Fault(whole.key, words % told)
        if whole.unit in into:
            yield Fault(whole.key, _("%(unit)s cannot go into itself; leave it out.") % told)
    if draft.wholes and draft.kind != Kind.MOVE and len(draft.sources) > MOST:
        words = _("%(count)s communities are too many for one case; draft one for each street, or a move.")
        yield Fault(draft.wholes[0].key, words % {"count": len(draft.sources)})


def _units(draft: Draft) -> Iterator[Fault]:
    """Whether each unit stands on the day, in the district, and is named once."""
    day = draft.effective_on
    if day.year > dated.today().year + FAR:
        words = _("%(day)s lies more than %(years)s years ahead; check the year.")
        yield Fault("effective_on", words % {"day": day, "years": FAR})
    with_whole = {source.unit: source.whole for source in draft.sources if source.whole}
    for unit, count in Counter(units_of(draft)).items():
        if count > 1 and unit in with_whole:
            words = _("%(unit)s goes with the whole of %(street)s already; do not name it besides.")
            yield Fault(_key_of(draft, unit), words % {"unit": unit, "street": with_whole[unit]})
        elif count > 1 and not isinstance(unit, Street) and not _gives_and_takes(draft, unit):
            words = _("%(unit)s is named twice; name it once, and say under “stays” what it keeps.")
            yield Fault(_key_of(draft, unit), words % {"unit": unit})
    for each in (*draft.sources, *draft.targets, *draft.wholes):
        if each.unit is None:
            yield from _new(draft, each)
            continue
        begun, ended = getattr(each, "begun", None), getattr(each, "ended", None)
        if not isinstance(each, Source):
            first, last = type(each.unit).dated_fields
            begun, ended = getattr(each.unit, first), getattr(each.unit, last)
        told = {"unit": each.unit, "district": draft.district}
        if _district_of(each.unit) != draft.district.pk:
            words = _("%(unit)s does not lie in %(district)s; choose a unit of that district, or draft it there.")
            yield Fault(each.key, words % told)
        # What takes may begin with the change; what gives was there before.
        if begun and (day < begun or day == begun and each not in draft.targets):
            words = _("%(unit)s was founded on %(day)s; let the change take effect on a later day.")
            yield Fault(each.key, words % {**told, "day": begun})
        if ended and day >= ended:
            words = _("%(unit)s was closed on %(day)s; choose a unit that stands, or an earlier day.")
            yield Fault(each.key, words % {**told, "day": ended})


def _gives_and_takes(draft: Draft, unit: Any) -> bool:
    """Whether the unit keeps a part, gives another away and takes in what others give, as boundaries change."""
    sources = [source for source in draft.sources if source.unit == unit]
    targets = [target for target in draft.targets if target.unit == unit]
    return (
        draft.kind == Kind.BOUNDARY
        and (len(sources), len(targets)) == (1, 1)
        and STAYS in draft.of(sources[0])
        and targets[0].key not in draft.of(sources[0])
    )


def _new(draft: Draft, target: Any) -> Iterator[Fault]:
    """Whether the community can be founded in its street."""
    if not target.name:
        yield Fault(target.key, _("Give the community that is to be founded a name."))
    if target.street is None:
        yield Fault(target.key, _("The street of “%(name)s” is not known; choose one of the list.") % {"name": target})
        return
    told = {"name": target.name, "street": target.street, "district": draft.district}
    if target.street.district_id != draft.district.pk:
        words = _("%(street)s does not lie in %(district)s; choose a street of that district.")
        yield Fault(target.key, words % told)
    if not dated.holds_on(target.street, draft.effective_on):
        words = _("%(street)s does not exist on that day; choose a street that does.")
        yield Fault(target.key, words % told)


def _names(draft: Draft) -> Iterator[Fault]:
    """Whether each community has its street's only one of its name: those to be founded, moved and renamed."""
    leaving = [source.unit.pk for source in draft.sources if not source.is_committee and STAYS not in draft.of(source)]
    coming = [(each.key, each.name, each.street) for each in draft.targets if each.unit is None and each.street]
    own = [source for source in draft.sources if not source.is_committee]
    if draft.kind == Kind.MOVE:
        into = next((each.unit for each in draft.targets if isinstance(each.unit, Street)), None)
        for source in own if into else ():
            if source.unit.street_id == into.pk:
                words = _("%(unit)s stands in %(street)s already; leave it out, or choose another street.")
                yield Fault(source.key, words % {"unit": source.unit, "street": into})
            else:
                coming.append((source.key, source.unit.name, into))
    elif draft.kind == Kind.RENAME and draft.new_name:
        coming += [("new_name", draft.new_name, source.unit.street) for source in own]
    rows = Community.objects.whole_city(because="a name is given only once in a street, whoever asks")
    there = rows.filter(street__in=[street for _key, _name, street in coming], closed_on=None).exclude(pk__in=leaving)
    taken = Counter([*there.values_list("name", "street"), *((name, street.pk) for _key, name, street in coming)])
    for key, name, street in coming:
        if name and taken[name, street.pk] > 1:
            founded = any(each.key == key for each in draft.targets)
            words = (
                _("%(street)s already has a community “%(name)s”; choose another name, or name that one as a target.")
                if founded
                else _("%(street)s already has a community “%(name)s”; give one of the two another name first.")
            )
            yield Fault(key, words % {"name": name, "street": street})


def _sums(draft: Draft) -> Iterator[Fault]:
    """Whether of each source everything goes somewhere, and nothing twice."""
    for source in draft.sources:
        told: dict[str, Any] = {"unit": source.unit}
        if not draft.of(source):
            if source.whole:
                continue
            yield Fault(source.key, _("Say where %(unit)s goes.") % told)
            continue
        if source.households is None and len(draft.of(source)) > 1:
            words = _("The households of %(unit)s are not known on that day; enter its figures first.")
            yield Fault(source.key, words % told)
        for figure in FIGURES:
            left = draft.left(source, figure)
            unknown = any(getattr(part, figure) is None for part in draft.of(source).values())
            if left is None or left == 0 and not unknown:
                continue
            told |= {
                "whole": getattr(source, figure),
                "figure": _("households") if figure == "households" else _("population"),
            }
            if unknown:
                words = _("%(unit)s, %(figure)s: a part is empty; fill it in, with 0 where nobody goes.")
            elif left > 0:
                words = _(
                    "%(unit)s, %(figure)s: %(left)s of %(whole)s go nowhere; give them to a target, or let them stay."
                )
            else:
                words = _("%(unit)s, %(figure)s: %(left)s more than the %(whole)s there are; take that many away.")
            yield Fault(source.key, words % {**told, "left": abs(left)})


def _others(draft: Draft, case: int | None) -> Iterator[Fault]:
    """Whether another adjustment is called so, or touches one of the units, on that very day."""
    titled = Adjustment.objects.whole_city(because=BECAUSE).exclude(pk=case)
    if titled.filter(district=draft.district, title=draft.title, effective_on=draft.effective_on).exists():
        yield Fault("title", _("An adjustment of this title takes effect on that day already; choose another title."))
    touching = AdjustmentShare.objects.whole_city(because=BECAUSE).exclude(adjustment=case)
    touching = touching.select_related("adjustment", *AdjustmentShare.named_by).order_by("pk")
    units = dict.fromkeys(units_of(draft))
    with_whole = {source.unit: source.whole for source in draft.sources if source.whole}
    condition = Q(pk=None)
    for model, ends in ENDS.items():
        keys = [unit.pk for unit in units if isinstance(unit, model)]
        for end in ends:
            condition |= Q(**{f"{end}__in": keys})
    same_day = Q(adjustment__effective_on=draft.effective_on)
    done = AdjustmentStep.objects.whole_city(because=BECAUSE).filter(step=Step.EFFECTIVE)
    under_way = Q(adjustment__is_case=True) & ~Q(adjustment__in=done.order_by().values("adjustment"))
    told = set()
    for share in touching.filter(condition, same_day | under_way):
        other = share.adjustment
        for unit in (share.source, share.target):
            if unit not in units or unit in told:
                continue
            if other.effective_on == draft.effective_on:
                words = _("“%(title)s” touches %(unit)s on that day, too; choose another day, or join the two.")
            elif unit in with_whole:
                words = _(
                    "“%(title)s” is under way and touches %(unit)s; %(street)s goes as a whole only when it is in "
                    "effect or given up."
                )
            else:
                continue
            told.add(unit)
            values = {"title": other.title, "unit": unit, "street": with_whole.get(unit, "")}
            yield Fault(_key_of(draft, unit), words % values)


#: How the shares of other adjustments name what one touches; a street is touched by what it gives.
ENDS = {
    Community: ("from_community", "to_community"),
    Street: ("from_street",),
    ResidentsCommittee: ("from_committee",),
}


def _key_of(draft: Draft, unit: Any) -> str:
    places = (*draft.sources, *draft.targets, *draft.wholes)
    return next(each.key for each in places if each.unit == unit)


def _district_of(unit: Any) -> int:
    return unit.district_id if isinstance(unit, Street) else unit.street.district_id
