"""What stands against a draft: each fault is named with its remedy, at the place where it is mended."""

import dataclasses
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from communities.models import Adjustment, AdjustmentShare, Community, Street
from zhoushan_community.base import dated

from .drafts import FIGURES, STAYS, Draft, Kind, Source, units_of

BECAUSE = "whether two adjustments touch one unit on a day is asked of all, and only the other's title is told"


@dataclasses.dataclass(frozen=True)
class Fault:
    """Words, and where in the draft: the key of a source or target, the name of a field of the head, or ""."""

    place: str
    words: str


def faults_of(draft: Draft, case: int | None = None) -> list[Fault]:
    """All that stands against the draft. case: the key of the case that it is saved as already."""
    return [*_shape(draft), *_units(draft), *_sums(draft), *_others(draft, case)]


def _shape(draft: Draft) -> Iterator[Fault]:
    """Whether a change of this kind can look like this."""
    sources, targets, kind = list(draft.sources), list(draft.targets), draft.kind
    new = [target for target in targets if target.unit is None]
    stays = [source for source in sources if STAYS in draft.of(source)]
    if not sources and kind != Kind.FOUND:
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


def _units(draft: Draft) -> Iterator[Fault]:
    """Whether each unit stands on the day, in the district, and is named once."""
    day = draft.effective_on
    for unit, count in Counter(units_of(draft)).items():
        if count > 1:
            words = _("%(unit)s is named twice; name it once, and say under “stays” what it keeps.")
            yield Fault(_key_of(draft, unit), words % {"unit": unit})
    for each in (*draft.sources, *draft.targets):
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
        if begun and day <= begun:
            words = _("%(unit)s was founded on %(day)s; let the change take effect on a later day.")
            yield Fault(each.key, words % {**told, "day": begun})
        if ended and day >= ended:
            words = _("%(unit)s was closed on %(day)s; choose a unit that stands, or an earlier day.")
            yield Fault(each.key, words % {**told, "day": ended})


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
    rows = Community.objects.whole_city(because="a name is given only once in a street, whoever asks")
    there = rows.filter(street=target.street, name=target.name, closed_on=None)
    leaving = [source.unit.pk for source in draft.sources if not source.is_committee and STAYS not in draft.of(source)]
    if there.exclude(pk__in=leaving).exists():
        words = _("%(street)s already has a community “%(name)s”; choose another name, or name that one as a target.")
        yield Fault(target.key, words % told)
    if sum(1 for each in draft.targets if each.unit is None and each.name == target.name) > 1:
        yield Fault(target.key, _("“%(name)s” is to be founded twice; give each its own name.") % told)


def _sums(draft: Draft) -> Iterator[Fault]:
    """Whether of each source everything goes somewhere, and nothing twice."""
    for source in draft.sources:
        told: dict[str, Any] = {"unit": source.unit}
        if not draft.of(source):
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
    shares = AdjustmentShare.objects.whole_city(because=BECAUSE).filter(adjustment__effective_on=draft.effective_on)
    shares = shares.exclude(adjustment=case) if case else shares
    for unit in dict.fromkeys(units_of(draft)):
        ends = {
            "Community": ("from_community", "to_community"),
            "Street": ("from_street",),
            "ResidentsCommittee": ("from_committee",),
        }[type(unit).__name__]
        condition = Q()
        for end in ends:
            condition |= Q(**{end: unit})
        found = shares.filter(condition).select_related("adjustment").first()
        if found:
            words = _("“%(title)s” touches %(unit)s on that day, too; choose another day, or join the two.")
            yield Fault(_key_of(draft, unit), words % {"title": found.adjustment.title, "unit": unit})


def _key_of(draft: Draft, unit: Any) -> str:
    return next(each.key for each in (*draft.sources, *draft.targets) if each.unit == unit)


def _district_of(unit: Any) -> int:
    return unit.district_id if isinstance(unit, Street) else unit.street.district_id
