"""Choosing one row out of thousands: type a part of its name or its initials, and take one of what is offered.

A filter or form over a register's rows takes it in one line:

    field = forms.ModelChoiceField(Community.objects.on_ground_of(user))
    offer(field, "edit")

The field keeps its queryset, and with it the last word on what may be chosen. The page needs no script: what was typed
is sent as `<name>_text` and taken when exactly one row of the queryset answers to it. static/js/finding.js offers the
choices while one types, for rows that are added to the page later, too.
"""

from typing import Any, Literal

from django import forms
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy

from . import search
from .finding import matching
from .registers import Register, find
from .scope import naming

#: Choices offered at a time.
OFFERED = 20
#: The rows that the person may see, or those under which the person may enter others.
Ground = Literal["view", "edit"]
UNCLEAR = gettext_lazy("“%(value)s” does not name exactly one of them; type more of the name and take one of the list.")


def label_of(row: models.Model) -> str:
    """The row's name, with its unit's where it has a longer one."""
    return getattr(row, "long_name", str(row))


def offer(field: forms.ModelChoiceField, ground: Ground = "view") -> None:
    """Let the field's choice be looked up instead of listed."""
    field.widget = Lookup(ground)
    field.widget.choices = field.choices
    field.widget.is_required = field.required
    field.error_messages = {**field.error_messages, "invalid_choice": UNCLEAR}


class Lookup(forms.TextInput):
    """One row of a ModelChoiceField's queryset, looked up while one types."""

    choices: Any = ()

    def __init__(self, ground: Ground = "view", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.ground = ground

    @property
    def register(self) -> Register:
        """The register whose rows are offered."""
        return find(self.choices.queryset.model._meta.label)

    def _named(self, rows: models.QuerySet) -> models.QuerySet:
        return rows.select_related(*naming(rows.model))

    def _row(self, key: Any) -> models.Model | None:
        try:
            return self._named(self.choices.queryset.filter(pk=key)).first()
        except (ValueError, TypeError):
            return None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The key of the chosen row; where it cannot be told, what was typed, for the field to refuse."""
        key, text = data.get(name), data.get(f"{name}_text")
        if text is None:
            return key
        text = text.strip()
        row = self._row(key) if key and text else None
        if row is not None and label_of(row) == text:
            return key
        return self._meant(text)

    def _meant(self, text: str) -> Any:
        try:
            found = list(self._named(matching(self.choices.queryset, text))[:OFFERED])
        except search.TooMuch:
            return text
        exact = [row for row in found if text in (label_of(row), str(row))]
        only = exact if len(exact) == 1 else found
        return only[0].pk if text and len(only) == 1 else text

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> str:
        row = self._row(value) if value not in (None, "") else None
        app, model = self.register.label.split(".")
        context = {
            "name": name,
            "key": row.pk if row else "",
            "text": label_of(row) if row else value or "",
            "attrs": {**self.attrs, **(attrs or {})},
            "address": f"{reverse('lookup', args=[app, model])}?ground={self.ground}",
            "required": self.is_required,
        }
        return render_to_string("base/lookup.html", context)
