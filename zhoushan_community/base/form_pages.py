"""The form of any register: add a row, change one."""

import dataclasses
from functools import partial
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from . import changes
from .beginnings import repeated, way_back
from .changes import Origin, Source
from .forms import RegisterForm, form_for
from .last import doubts, last_figures
from .lookups import Lookup, label_of
from .models import Change
from .pages import is_editable, may_add, named_register, visible_row
from .registers import Register
from .tables import asked_unit


class OutsideTerritory(Exception):
    """The saved row would not be the person's own to keep."""


def form_page(request: HttpRequest, app: str, model: str, pk: int | None = None) -> HttpResponse:
    """Add a row or change one. Nothing is written unless all of it holds; what was typed stays on the page."""
    register = named_register(app, model)
    row = _to_change(register, request.user, pk)
    problems: list[str] = []
    unit = asked_unit(request.GET.get("unit"), request.user, problems)
    filled = partial(form_for(register), user=request.user, unit=unit, query=request.GET)
    form = filled(request.POST or None, instance=row)
    back = way_back(request)
    compared = None
    sending = _sending(request)
    if request.method == "POST" and not form.is_valid() and (before := saved_before(register, request.user, sending)):
        # What stands in the way of this row is the row itself.
        form = filled(request.POST, instance=before)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_own(register, form, request.user, Source.PAGE, sending)
        except changes.StaleRow as stale:
            compared = both_versions(form, stale.current)
        except OutsideTerritory:
            form.add_error(None, _("This lies outside your territory; choose a unit of your own."))
        except IntegrityError:
            form.add_error(None, _("Somebody entered the same at this moment; look at the list before you try again."))
        else:
            return _saved(request, register, form, saved, row is None, back)
    context = {
        "register": register,
        "form": form,
        "row": row,
        "unit": form.unit,
        "problems": problems,
        "compared": compared,
        "back": back,
        "kept": f"{register.label}/{row.pk if row else 'new'}",
        "sending": uuid4(),
    }
    return render(request, "register/form.html", context, status=409 if compared else 200)


def _to_change(register: Register, user: Any, pk: int | None) -> models.Model | None:
    """The row to be changed, None for a new one. Raises Http404, PermissionDenied."""
    if pk is None:
        if not may_add(register, user):
            raise PermissionDenied
        return None
    row = visible_row(register, user, pk)
    if not is_editable(row, user):
        raise PermissionDenied
    return row


def _sending(request: HttpRequest) -> UUID | None:
    """The number of the change that a page asks for: the same for the same page that says the same, as by a double
    click or after an answer was lost. None for a form that no page of ours has drawn."""
    try:
        page = UUID(request.POST.get("sending", ""))
    except ValueError:
        return None
    said = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "again"):
        said.pop(name, None)
    return uuid5(page, f"{request.user.pk} {request.path} {said.urlencode()}")


def saved_before(register: Register, user: Any, sending: UUID | None) -> models.Model | None:
    """The row that this very sending has saved already, unless that was taken back."""
    lines = Change.objects.filter(batch=sending, actor=user, model=register.label, follows=False, undone_by=None)
    line = lines.first() if sending else None
    return register.model.objects.editable_by(user).filter(pk=line.row_id).first() if line else None


def _saved(
    request: HttpRequest, register: Register, form: RegisterForm, saved: models.Model, is_new: bool, back: str
) -> HttpResponse:
    """Say what was saved and what is to be looked at again, and go on: to the next row, or to the saved one."""
    text = _("“%(row)s” was saved.") % {"row": saved}
    if back:
        text = format_html('{} <a href="{}">{}</a>', text, back, _("Back to where you came from"))
    # The tag tells the browser which typed text it need not keep any longer.
    messages.success(request, text, extra_tags=f"kept:{register.label}/{'new' if is_new else saved.pk}")
    if register.carry:
        last = last_figures(register, request.user, [saved])[0]
        for doubt in doubts(register, saved, last).values():
            messages.warning(request, doubt)
    if "again" in request.POST:
        again = repeated(register, form, request.GET)
        if back:
            again["next"] = back
        return redirect(f"{register.url('add')}?{again.urlencode()}")
    return redirect(register.url("detail", pk=saved.pk))


def last_page(request: HttpRequest, app: str, model: str, pk: int | None = None) -> HttpResponse:
    """The last figures before the row that a form describes so far, for the places beside its fields."""
    register = named_register(app, model)
    row = _to_change(register, request.user, pk)
    form = form_for(register)(request.GET, instance=row, user=request.user)
    return render(request, "register/last_figures.html", {"register": register, "form": form})


@transaction.atomic
def save_own(
    register: Register, form: RegisterForm, user: Any, source: str, sending: UUID | None = None
) -> models.Model:
    """Write the row of a valid form; what was sent twice is written once. Raises OutsideTerritory, StaleRow."""
    # One at a time, so that a form that is sent twice meets itself.
    changes.lock()
    if before := saved_before(register, user, sending):
        return before
    if sending is None or Change.objects.filter(batch=sending).exists():
        sending = uuid4()
    origin = Origin(user, source, form.cleaned_data.get("reason", ""), batch=sending)
    saved = form.save_recorded(origin)
    # Asked after writing, inside the transaction: the row as it is now must be the person's own.
    if not register.model.objects.editable_by(user).filter(pk=saved.pk).exists():
        raise OutsideTerritory
    return saved


@dataclasses.dataclass
class Compared:
    """One field as it stands in the register and as it was typed, in words; stored: as the field would hold it."""

    field: Any
    label: str
    current: Any
    typed: Any
    stored: Any

    @property
    def differs(self) -> bool:
        return self.current != self.typed


def both_versions(form: forms.ModelForm, current: models.Model) -> list[Compared]:
    """The form's fields as they stand and as they were typed.

    The next save is made against what is shown now, so it overwrites knowingly.
    """
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = current.version
    found = []
    for field in current._meta.fields:
        if field.name in form.cleaned_data and field.name != "version":
            label = form.fields[field.name].label
            display = f"get_{field.name}_display"
            typed = getattr(form.instance, display)() if field.choices else getattr(form.instance, field.name)
            now = getattr(current, display)() if field.choices else getattr(current, field.name)
            stored = form.fields[field.name].prepare_value(getattr(current, field.attname))
            if isinstance(form.fields[field.name].widget, Lookup) and now is not None:
                stored = label_of(now)
            found.append(Compared(form[field.name], label, now, typed, stored))
    return found
