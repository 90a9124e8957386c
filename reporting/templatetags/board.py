"""States and rates as a board shows them."""

import datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhoushan_community.base.standards import JUDGED, Rate, Result, Standard
from zhoushan_community.base.templatetags.show import percent, show

from .. import since, wording
from ..board import Judged
from ..official.head import Leaf

register = template.Library()

#: What the tabs of units are called, beside the states themselves.
TABS = {
    "met": gettext_lazy("numerator"),
    JUDGED: gettext_lazy("denominator"),
    "": gettext_lazy("all units"),
}


state_words = register.filter(wording.state_words)


@register.filter
def state(value: str) -> SafeString:
    """The state with its shape and colour."""
    shape, words = wording.STATES[value]
    markup = '<span class="state {}"><span aria-hidden="true">{}</span> <span class="text-nowrap">{}</span></span>'
    return format_html(markup, value, shape, words)


@register.simple_tag
def rate_in_words(judged: Judged, rate: Rate) -> SafeString:
    """n / N (missing m), the share, the state of a target, the same without the exempt, and what was made up. A board
    has hundreds of them, so they are not a template."""
    pieces = [
        format_html(
            '<span class="rate">{} / {}</span> <span class="quiet text-nowrap">{}</span> '
            '<span class="text-nowrap">{}</span>',
            show(rate.numerator),
            show(rate.denominator),
            _("(missing %(m)s)") % {"m": show(rate.missing)},
            percent(rate.rate),
        )
    ]
    if judged.standard.kind == "target":
        pieces.append(format_html("<br>{}", state(rate.state)))
        if rate.short_by:
            more = _("%(count)s more needed") % {"count": show(rate.short_by)}
            pieces.append(format_html(' <span class="quiet">{}</span>', more))
    if rate.exempt:
        rest = rate.without_exempt
        told = {"k": show(rate.exempt), "n": show(rate.numerator), "of": show(rest.denominator)}
        told["share"] = percent(rest.rate)
        words = _("without %(k)s exempt: %(n)s / %(of)s %(share)s") % told
        pieces.append(format_html('<br><span class="quiet">{}</span>', words))
    if rate.generated:
        mark = '<span class="made-up" title="{}">{} {}</span>'
        pieces.append(format_html(f" {mark}", _("demonstration data"), _("demo"), show(rate.generated)))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


@register.filter
def tab(value: str) -> SafeString | str:
    """The name of a tab of units."""
    if value not in wording.STATES:
        return str(TABS[value])
    return format_html("{} {}", TABS[value], state(value)) if value in TABS else state(value)


@register.filter
def measured(result: Result, standard: Standard) -> str:
    """What was measured: a number, or yes, no and unknown."""
    if result.measured is None:
        return _("unknown")
    return show(bool(result.measured) if wording.yes_or_no(standard) else result.measured)


@register.filter
def bounds(result: Result, standard: Standard) -> str:
    """What is asked of the unit, in its own numbers."""
    return wording.bounds(standard, result)


@register.filter
def short_of(result: Result, standard: Standard) -> str:
    """How far the unit is from its bound."""
    return wording.short_of(standard, result)


@register.filter
def asked_for(judged: Judged) -> str:
    """The threshold in force with its unit, and whose it is where a district has its own; that there is none, where
    there is none."""
    if judged.threshold is None:
        return _("no threshold in force")
    standard = judged.standard
    plain = not standard.unit or standard.reckoned or standard.compare == "more"
    words = judged.threshold.words if plain else f"{judged.threshold.words} {standard.unit}"
    return f"{words} ({judged.threshold.district.name})" if judged.threshold.district else words


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


@register.simple_tag
def points(then: Rate | None, now: Rate) -> str:
    """By how many percentage points a rate rose: +12.5; empty where one of them is none."""
    found = since.points(then, now)
    if found is None:
        return ""
    return f"{found:+.1f}".replace("-", "−") if found else "±0"
