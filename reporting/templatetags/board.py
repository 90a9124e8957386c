"""States and rates as a board shows them."""

import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhoushan_community.base.standards import JUDGED, Result, Standard
from zhoushan_community.base.templatetags.show import show

from .. import explained
from ..board import Judged
from ..official.head import Leaf

register = template.Library()

# A word and a shape for each state, so that colour is never the only sign.
WORDS = {
    "met": ("●", gettext_lazy("met")),
    "unmet": ("▲", gettext_lazy("unmet")),
    "missing": ("○", gettext_lazy("data missing")),
    "not_applicable": ("–", gettext_lazy("not applicable")),
    "exempt": ("◇", gettext_lazy("exempt")),
}
#: What the tabs of units are called, beside the states themselves.
TABS = {
    "met": gettext_lazy("numerator"),
    JUDGED: gettext_lazy("denominator"),
    "": gettext_lazy("all units"),
}


@register.filter
def state_words(state: str) -> str:
    """The state in words."""
    return str(WORDS[state][1])


@register.filter
def state(value: str) -> SafeString:
    """The state with its shape and colour."""
    shape, words = WORDS[value]
    return format_html('<span class="state {}"><span aria-hidden="true">{}</span> {}</span>', value, shape, words)


@register.filter
def tab(value: str) -> SafeString | str:
    """The name of a tab of units."""
    if value not in WORDS:
        return str(TABS[value])
    return format_html("{} {}", TABS[value], state(value)) if value in TABS else state(value)


@register.filter
def measured(result: Result, standard: Standard) -> str:
    """What was measured: a number, or yes, no and unknown."""
    if result.measured is None:
        return _("unknown")
    return show(bool(result.measured) if explained.yes_or_no(standard) else result.measured)


@register.filter
def bounds(result: Result, standard: Standard) -> str:
    """What is asked of the unit, in its own numbers."""
    return explained.bounds(standard, result)


@register.filter
def short_of(result: Result, standard: Standard) -> str:
    """How far the unit is from its bound."""
    return explained.short_of(standard, result)


@register.filter
def asked_for(judged: Judged) -> str:
    """The threshold in force with its unit; that there is none, where there is none."""
    if judged.threshold is None:
        return _("no threshold in force")
    standard = judged.standard
    plain = not standard.unit or standard.reckoned or standard.compare == "more"
    return judged.threshold.words if plain else f"{judged.threshold.words} {standard.unit}"


@register.filter
def cell(value: Any, leaf: Leaf) -> Any:
    """What stands in a cell of an official form: a blank, a day, a state in words, or a number."""
    if value is None:
        return ""
    if leaf.count == "state":
        return state(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    places = 1 if leaf.kind == "share" or leaf.count == "threshold" else leaf.places
    return f"{value:,.{places}f}"
