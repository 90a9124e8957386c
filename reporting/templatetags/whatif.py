"""How what would be compares with what is."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

register = template.Library()

# A word and a shape for each, so that colour is never the only sign.
MARKS = {
    "same": ("＝", gettext_lazy("unchanged")),
    "better": ("↑", gettext_lazy("better")),
    "worse": ("↓", gettext_lazy("worse")),
    "other": ("◆", gettext_lazy("otherwise")),
    "gained": ("↑", gettext_lazy("would meet it")),
    "lost": ("↓", gettext_lazy("would no longer meet it")),
    "gone": ("✕", gettext_lazy("would be no more")),
    "new": ("＋", gettext_lazy("would be new")),
}


@register.filter
def mark_words(mark: str) -> str:
    """How it compares, in words."""
    return str(MARKS[mark][1])


@register.filter
def mark(value: str) -> SafeString:
    """How it compares, with shape and colour."""
    shape, words = MARKS[value]
    return format_html('<span class="compared {}"><span aria-hidden="true">{}</span> {}</span>', value, shape, words)
