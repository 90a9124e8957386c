"""What a new row begins with, from where the person comes, and the way back there."""

from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from .registers import Register
from .scope import within

#: The longest text that is carried from one row to the next through an address.
LONGEST = 100


def way_back(request: HttpRequest) -> str:
    """The address in `next` when it lies on this site, else an empty text."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    # Only a path: an address with a host, even our own, is never needed to go back.
    return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, None) else ""


def said_by(form: forms.ModelForm, query: QueryDict) -> dict[str, Any]:
    """The fields' values that an address says; what a field cannot take is passed over."""
    found = {}
    for name, field in form.fields.items():
        if name in query:
            try:
                value = field.clean(query[name])
            except forms.ValidationError:
                continue
            found[name] = value.pk if isinstance(value, models.Model) else value
    return found


def narrowed(rows: models.QuerySet, unit: models.Model | None) -> models.QuerySet:
    """The choices that belong to the unit, or to the nearest above it that has any; without a unit all of them."""
    while unit is not None:
        inside = within(rows, unit.territory_level, unit.pk)
        if inside.exists():
            return inside
        unit = getattr(unit, unit.territory_parent) if unit.territory_parent else None
    return rows


def repeated(register: Register, form: forms.ModelForm, query: QueryDict) -> QueryDict:
    """The address for the next row: parents, days, choices and sources of the saved one; its own facts are left out.

    Where figures are entered period by period, the next unit without any takes the place of the saved one.
    """
    again = query.copy()
    for name, field in form.fields.items():
        again.pop(name, None)
        value = form.cleaned_data.get(name)
        if value in (None, "") or not _repeats(register, name, field):
            continue
        text = str(value.pk) if isinstance(value, models.Model) else str(value)
        if len(text) <= LONGEST:
            again[name] = text
    if register.carry:
        name = next(name for name in register.key_names if isinstance(form.fields[name], forms.ModelChoiceField))
        unit = _next_unit(register, form, name)
        again.pop(name, None)
        if unit is not None:
            again[name] = str(unit)
    return again


def _repeats(register: Register, name: str, field: forms.Field) -> bool:
    if name in ("source_note", "document_no", "basis"):
        return True
    if isinstance(field, forms.DateField):
        # The end of one row says nothing of the next.
        return name in register.key_names or name == getattr(register.model, "dated_fields", ("",))[0]
    return isinstance(field, forms.ModelChoiceField | forms.TypedChoiceField) or name == register.period


def _next_unit(register: Register, form: forms.ModelForm, name: str) -> int | None:
    """The unit after the saved one, under the same parent, that has no row of this period yet."""
    saved = form.cleaned_data[name]
    parent = saved.territory_parent
    beside = form.fields[name].queryset.filter(**{parent: getattr(saved, f"{parent}_id")} if parent else {})
    keys = list(beside.values_list("pk", flat=True))
    same = {other: form.cleaned_data[other] for other in register.key_names if other != name}
    entered = set(
        register.model.objects.visible_to(form.user)
        .filter(**same, **{f"{name}__in": keys})
        .values_list(name, flat=True)
    )
    start = keys.index(saved.pk) + 1
    return next((key for key in keys[start:] + keys[:start] if key not in entered), None)
