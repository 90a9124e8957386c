"""The filters above a list. Their choices come through the person's scope, as the rows do."""

from collections.abc import Iterator
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from .lookups import UNCLEAR, Lookup
from .registers import Register
from .scope import ScopedModel


def filterset_for(register: Register, user: Any, query: QueryDict, rows: models.QuerySet) -> django_filters.FilterSet:
    """A filter set over the register's declared filters and the rows that its columns point at."""
    pointed_at = [
        column.name
        for column in register.table
        if any(field.name == column.name and field.is_relation for field in register.model._meta.fields)
    ]
    built = {name: _filter(register, name, user) for name in dict.fromkeys((*register.filters, *pointed_at))}
    filterset = type("RegisterFilters", (django_filters.FilterSet,), built)
    return filterset(query, queryset=rows)


def names_of(form: forms.Form) -> Iterator[str]:
    """What an address may say for the filters: a range has two names, a look-up is answered by key or by text."""
    for name, field in form.fields.items():
        yield name
        if isinstance(field.widget, Lookup):
            yield f"{name}_text"
        for suffix in getattr(field.widget, "suffixes", ()):
            yield f"{name}_{suffix}"


class _RowFilter(django_filters.ModelChoiceFilter):
    """Rows that point at the chosen one, by a relation or by an annotated key."""

    def filter(self, rows: models.QuerySet, chosen: models.Model | None) -> models.QuerySet:
        return rows if chosen is None else rows.filter(**{self.field_name: chosen.pk})


def _filter(register: Register, name: str, user: Any) -> django_filters.Filter:
    field = register.model._meta.get_field(name)
    column = next((column for column in register.table if column.name == name), None)
    label = column.head if column else field.verbose_name
    if field.is_relation:
        target = field.related_model
        assert issubclass(target, ScopedModel), "only scoped rows are offered as choices"
        return _RowFilter(
            field_name=register.then.get(name, name),
            queryset=target.objects.visible_to(user),
            label=label,
            widget=Lookup(),
            error_messages={"invalid_choice": UNCLEAR},
        )
    if field.choices:
        return django_filters.ChoiceFilter(choices=field.choices, label=label, empty_label=_("all"))
    if isinstance(field, models.BooleanField):
        choices = [("True", _("yes")), ("False", _("no"))]
        return django_filters.ChoiceFilter(choices=choices, label=label, empty_label=_("all"))
    if isinstance(field, models.DateField):
        widget = django_filters.widgets.DateRangeWidget(attrs={"type": "date"})
        return django_filters.DateFromToRangeFilter(label=label, widget=widget)
    return django_filters.CharFilter(lookup_expr="icontains", label=label)
