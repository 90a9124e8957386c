"""The filters above a list. Their choices come through the person's scope, as the rows do."""

from typing import Any

import django_filters
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from .registers import Register
from .scope import ScopedModel


def filterset_for(register: Register, user: Any, query: QueryDict, rows: models.QuerySet) -> django_filters.FilterSet:
    """A filter set over the register's declared filter fields."""
    built = {name: _filter(register.model, name, user) for name in register.filters}
    filterset = type("RegisterFilters", (django_filters.FilterSet,), built)
    return filterset(query, queryset=rows)


def _filter(model: type[models.Model], name: str, user: Any) -> django_filters.Filter:
    field = model._meta.get_field(name)
    label = field.verbose_name
    if field.is_relation:
        target = field.related_model
        assert issubclass(target, ScopedModel), "only scoped rows are offered as choices"
        return django_filters.ModelChoiceFilter(
            queryset=target.objects.visible_to(user), label=label, empty_label=_("all")
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
