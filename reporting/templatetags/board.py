"""States and rates as a board shows them."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

# A word and a shape for each state, so that colour is never the only sign.
WORDS = {
    "met": ("●", gettext_lazy("met")),
    "unmet": ("▲", gettext_lazy("unmet")),
    "missing": ("○", gettext_lazy("data missing")),
    "not_applicable": ("–", gettext_lazy("not applicable")),
    "exempt": ("◇", gettext_lazy("exempt")),
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
def measured(value: Any) -> Any:
    """A measured value: a number, or yes, no and unknown."""
    if value is None:
        return _("unknown")
    return value
