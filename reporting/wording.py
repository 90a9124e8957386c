"""States, numbers and bounds in words, on screens and sheets alike."""

import datetime

from django.utils.translation import gettext_lazy as _

from zhoushan_community.base.standards import Result, Standard

# A word and a shape for each state, so that colour is never the only sign.
STATES = {
    "met": ("●", _("met")),
    "unmet": ("▲", _("unmet")),
    "missing": ("○", _("data missing")),
    "not_applicable": ("–", _("not applicable")),
    "exempt": ("◇", _("exempt")),
}


def state_words(state: str) -> str:
    """The state in words."""
    return str(STATES[state][1])


def written_out(day: datetime.date) -> str:
    """A day as official papers write it: 2002年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def yes_or_no(standard: Standard) -> bool:
    """Whether a unit has it or not, and nothing is counted."""
    return standard.measure is not None and not standard.unit


def bounds(standard: Standard, result: Result) -> str:
    """What is asked of the unit, in its own numbers: ≥ 50 · 4–6 · > 60,000."""
    if result.low is None or yes_or_no(standard):
        return ""
    if standard.measure is None:
        return f"= {result.low:,}"
    if result.high is not None:
        return f"{result.low:,}–{result.high:,}"
    sign = {"at_most": "≤", "more": ">"}.get(standard.compare, "≥")
    return f"{sign} {result.low:,}"


def short_of(standard: Standard, result: Result) -> str:
    """How far the unit is from its bound: −8 m²; empty where that is no number."""
    if not result.distance or yes_or_no(standard):
        return ""
    return f"{result.distance:+,} {standard.unit}".replace("-", "−").strip()
