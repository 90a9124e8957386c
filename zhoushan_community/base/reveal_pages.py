"""A telephone number told in full: to who may change the row, once, with a reason that the log keeps."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from . import changes
from .changes import Origin, Source
from .fields import Phone, PhoneField
from .models import Change
from .pages import is_editable, named_register, visible_row
from .registers import Register


class ReasonForm(forms.Form):
    """Why the number is needed."""

    reason = forms.CharField(
        label=_("What the number is needed for"), min_length=4, max_length=500, help_text=_("Kept in the change log.")
    )


@never_cache
def reveal_page(request: HttpRequest, app: str, model: str, pk: int, field: str) -> HttpResponse:
    """Ask for the reason, then tell the number on the very answer, which no browser keeps."""
    register = named_register(app, model)
    row = visible_row(register, request.user, pk)
    phone = next((one for one in phones(row) if one.name == field), None)
    if phone is None:
        raise Http404
    if not is_editable(row, request.user):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    number = None
    if request.method == "POST" and form.is_valid():
        origin = Origin(request.user, Source.PAGE, form.cleaned_data["reason"])
        changes.note(origin, Change.Action.REVEAL, type(row), row=row, told={"fields": [phone.name]})
        number = getattr(row, phone.name).number
    context = {"register": register, "row": row, "head": phone.verbose_name, "form": form, "number": number}
    return render(request, "register/reveal.html", context)


def phones(row: models.Model) -> list[PhoneField]:
    """The telephone fields of the row that hold a number."""
    fields = (field for field in row._meta.fields if isinstance(field, PhoneField))
    return [field for field in fields if isinstance(getattr(row, field.name), Phone)]


def ways(register: Register, row: models.Model) -> list[tuple[str, str]]:
    """The heads of the row's telephone numbers, and where each is told in full."""
    return [(field.verbose_name, register.url("reveal", pk=row.pk, field=field.name)) for field in phones(row)]
