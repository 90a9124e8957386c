"""How values, cells and addresses are shown. Loaded in every template."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.db import models
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .. import navigation
from ..clauses import part_of
from ..fields import Year
from ..registers import Column, Register

register = template.Library()


@register.filter
def show(value: Any) -> str:
    """A value in words: 12,005 · 2002-06-30 · yes · an en dash where nothing is known."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | Decimal) and not isinstance(value, Year):
        if isinstance(value, Decimal) and value == value.to_integral_value():
            value = int(value)
        # A page of boards shows thousands of whole numbers; their grouping is the same in both languages.
        return f"{value:,}" if isinstance(value, int) else number_format(value, force_grouping=True)
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(value)


@register.simple_tag(takes_context=True)
def side(context: dict[str, Any]) -> SafeString:
    """The registers at the left of every page."""
    chosen = context.get("register")
    label = chosen.label if isinstance(chosen, Register) else ""
    return navigation.side(label, context["nav_query"], get_language())


@register.simple_tag
def cell(column: Column, row: models.Model, first: bool = True) -> SafeString | str:
    """One cell of a list, with its mark when the value was made up for demonstration. A row that was made up as a
    whole is marked in its first cell alone."""
    return marked(show(column.said(row)), first if row.made_up else column.is_generated(row))


@register.simple_tag(takes_context=True)
def linked_cell(context: dict[str, Any], column: Column, row: models.Model, first: bool = True) -> SafeString | str:
    """One cell of a list; where it names a unit, it leads to the unit's own page on the same day."""
    unit = context["register"].unit_named(column, row)
    text = cell(column, row, first)
    if unit is None:
        return text
    return format_html('<a href="{}">{}</a>', on_that_day(context, unit.get_absolute_url()), text)


@register.simple_tag(takes_context=True)
def on_that_day(context: dict[str, Any], address: str) -> str:
    """The address, with the day that the present one asks for."""
    day = context["request"].GET.get("on")
    return f"{address}?{urlencode({'on': day})}" if day else address


@register.simple_tag
def mark(row: models.Model, name: str, first: bool = True) -> SafeString | str:
    """One field of a row, with its mark when the value was made up for demonstration; of a row that was made up as a
    whole the first field that is shown bears it alone."""
    return marked(show(getattr(row, name)), first if row.made_up else name in row.generated)


@register.simple_tag
def mark_whole(row: models.Model) -> SafeString | str:
    """At the head of a row's page, the mark of one that was made up as a whole; its fields then bear none."""
    return marked("", row.made_up)


def marked(text: str, made_up: bool) -> SafeString | str:
    """A text, with its mark when the value was made up for demonstration."""
    if not made_up:
        return text
    return format_html('{} <span class="made-up" title="{}">{}</span>', text, _("demonstration data"), _("demo"))


@register.simple_tag(takes_context=True)
def address(context: dict[str, Any], **changed: Any) -> str:
    """The present address with some of its values changed; None takes one out."""
    request: HttpRequest = context["request"]
    pairs = [(name, value) for name, values in request.GET.lists() if name not in changed for value in values]
    pairs += [(name, value) for name, value in changed.items() if value is not None and value != ""]
    return f"?{urlencode(pairs)}"


@register.simple_tag(takes_context=True)
def carried(context: dict[str, Any], only: str = "", without: str = "") -> SafeString:
    """What the present address says, as hidden fields of a form; only: such names alone, without: all but such."""
    pairs = [
        (name, value)
        for name, values in context["request"].GET.lists()
        for value in values
        if value and name not in without.split() and (not only or name in only.split())
    ]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag
def page_url(declared: Register, page: str = "list", **kwargs: Any) -> str:
    """The address of a register's page."""
    return declared.url(page, **kwargs)


@register.filter
def in_directive(codes: Iterable[str]) -> str:
    """Clauses with their part of the directive: 二(一) N02 · 二(三) N20."""
    return " · ".join(f"{part_of(code)} {code}" for code in codes)


@register.filter
def lookup(mapping: dict, key: Any) -> Any:
    """mapping[key], or None."""
    return mapping.get(key)


@register.filter
def percent(rate: Any) -> str:
    """A share between 0 and 1 as 45.0 %; an en dash where there is none."""
    return "–" if rate is None else f"{float(rate) * 100:.1f} %"
