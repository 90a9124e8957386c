"""Gaps and targets in words, as an office says them: 环南街道 西园社区: 文体活动室 42 m², 还差 8 m², 二(三)."""

import dataclasses
import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhoushan_community.base.registers import find
from zhoushan_community.base.standards import MISSING, Mend, mend_of
from zhoushan_community.base.templatetags.show import show

from .gaps import COUNTS, WHOLE, Candidate, Effect, Gap, Head
from .mending import page_of

#: So many gaps of a unit are named beside a target.
TOLD = 3

MORE = {
    "community": gettext_lazy("%(count)s more communities"),
    "estate": gettext_lazy("%(count)s more estates"),
    "committee": gettext_lazy("%(count)s more committees"),
}


def amount(number: Any, unit: str) -> str:
    """42 m²"""
    return f"{show(number)} {unit}".strip()


def joined(words: Iterable[Any]) -> str:
    """In a row, as a sentence names several things."""
    return "、".join(map(str, words))


def measured(gap: Gap) -> str:
    """What was measured, and how much of it there is: 文体活动室 42 m²"""
    if gap.result.measured is None or gap.mend.short:
        return str(gap.mend.named)
    return f"{gap.mend.named} {amount(gap.result.measured, gap.standard.unit)}"


def short(gap: Gap) -> str:
    """What is missing: 还差 8 m²"""
    result, unit = gap.result, gap.standard.unit
    number, low, high = result.measured, result.low, result.high
    if result.state == MISSING:
        known = gap.mend.base if gap.unknown_base and number is not None else None
        return _("data missing: %(what)s") % {"what": known.named} if known else _("data missing")
    if gap.absent:
        return _("missing: %(parts)s") % {"parts": joined(part.named for part in gap.absent)}
    if gap.above:
        return _("%(amount)s too many") % {"amount": amount(number - high, unit)}
    if gap.standard.compare == "at_most":
        return _("%(amount)s not settled") % {"amount": amount(number - low, unit)}
    if gap.standard.compare == "more":
        return _("not above the %(amount)s of the year before") % {"amount": amount(low, unit)}
    return str(gap.mend.short) or _("short by %(amount)s") % {"amount": amount(low - number, unit)}


def what(gap: Gap) -> str:
    """文体活动室 42 m², 还差 8 m²"""
    return f"{measured(gap)}, {short(gap)}"


def sentence(gap: Gap, place: str) -> str:
    """The whole of it."""
    return f"{place}: {what(gap)}, {gap.standard.paragraph}"


def asked(gap: Gap) -> str:
    """What is asked for: ≥ 50 m². Empty where it is a matter of yes or no."""
    result, standard = gap.result, gap.standard
    if result.low is None or gap.mend.short or standard.compare == "more":
        return ""
    if standard.compare == "at_most":
        return f"≤ {amount(result.low, standard.unit)}"
    if standard.compare == "within" and result.high is not None:
        return amount(f"{show(result.low)}–{show(result.high)}", standard.unit)
    return f"≥ {amount(result.low, standard.unit)}"


def deed(gap: Gap) -> str:
    """What to do, as a sentence."""
    if gap.result.state == MISSING:
        return _("enter what is not known yet: %(what)s") % {"what": joined(task.named for task in gap.tasks)}
    return str(gap.mend.over.deed if gap.above and gap.mend.over else gap.mend.deed)


def effect(found: Effect) -> str:
    """What closing a gap does to a target."""
    told = {"target": found.target, "side": found.side, "count": found.lacking}
    if found.weight == COUNTS:
        return (_("%(target)s needs only this") if found.lacking else _("counts for %(target)s")) % told
    if found.weight == WHOLE:
        return _("with this one %(side)s (%(target)s) is whole") % told
    return _("one of %(count)s that %(target)s needs") % told


@dataclasses.dataclass(frozen=True)
class Told:
    """A target and what it takes, in words. nearest: units by name and address, each with what it lacks."""

    code: str
    text: str
    nearest: list[tuple[str, str, str]]

    def __str__(self) -> str:
        names = joined(f"{name} ({lacking})" for name, _address, lacking in self.nearest)
        return f"{self.text}；{nearest(names)}" if names else self.text


def nearest(names: str) -> str:
    """The units that are nearest to a target."""
    return _("nearest: %(names)s") % {"names": names}


def told(head: Head, day: datetime.date) -> Told:
    """To reach 45 % in 普陀区: 3 more communities; nearest: …"""
    said = {
        "share": head.judged.threshold.words,
        "name": head.name,
        "more": MORE[head.judged.standard.level] % {"count": show(head.rate.short_by)},
    }
    text = _("To reach %(share)s in %(name)s: %(more)s") % said
    if head.never and head.never > head.rate.denominator - head.rate.numerator - head.rate.short_by:
        text += " " + _("(%(count)s are exempt and cannot count)") % {"count": head.never}
    units = [(each.result.name, page_of(each.result, day), lacks(each)) for each in head.nearest]
    return Told(head.judged.standard.code, text, units)


def lacks(candidate: Candidate) -> str:
    """What a unit lacks of a target."""
    if candidate.lacking:
        text = "；".join(map(what, candidate.lacking[:TOLD]))
        rest = len(candidate.lacking) - TOLD
        return text + _(" and %(count)s more") % {"count": rest} if rest > 0 else text
    mend = mend_of(candidate.result.standard)
    if candidate.result.state == MISSING:
        return _("not entered: %(what)s") % {"what": entered(mend)}
    if candidate.result.community is None:
        return str(mend.short)
    if candidate.other:
        return _("holds one of another level")
    if candidate.short:
        return _("%(count)s norms short") % {"count": candidate.short}
    return _("short of no norm")


def entered(mend: Mend) -> str:
    """What of a row is not entered yet: the field that is asked for, else what is measured."""
    if not mend.field:
        return str(mend.named)
    return str(find(mend.register).model._meta.get_field(mend.field).verbose_name)
