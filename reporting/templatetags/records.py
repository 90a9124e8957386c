"""How a record is kept, as pages show it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from zhoushan_community.base.standards import Record

from ..coverage import words_of

register = template.Library()

# A word and a shape for each, so that colour is never the only sign.
WORDS = {
    "never": ("○", gettext_lazy("never an entry"), "missing"),
    "silent": ("▲", gettext_lazy("no entry in a year"), "unmet"),
    "current": ("●", gettext_lazy("kept"), "met"),
}


@register.filter
def keeping_words(state: str) -> str:
    """How it is kept, in words."""
    return str(WORDS[state][1])


@register.filter
def keeping(state: str) -> SafeString:
    """How it is kept, with its shape and colour."""
    shape, words, colour = WORDS[state]
    return format_html('<span class="state {}"><span aria-hidden="true">{}</span> {}</span>', colour, shape, words)


@register.filter
def kept_by(record: Record) -> str:
    """Who keeps the record."""
    return words_of(record)
