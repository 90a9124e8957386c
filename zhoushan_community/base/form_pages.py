"""The form of any register: add a row, change one."""

import dataclasses
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from . import changes
from .changes import Origin, Source
from .forms import RegisterForm, form_for
from .pages import is_editable, may_add, named_register, visible_row
from .registers import Register


class OutsideTerritory(Exception):
    """The saved row would not be the person's own to keep."""


def form_page(request: HttpRequest, app: str, model: str, pk: int | None = None) -> HttpResponse:
    """Add a row or change one. Nothing is written unless all of it holds; what was typed stays on the page."""
    register = named_register(app, model)
    row = None
    if pk is not None:
        row = visible_row(register, request.user, pk)
        if not is_editable(row, request.user):
            raise PermissionDenied
    elif not may_add(register, request.user):
        raise PermissionDenied
    form_class = form_for(register)
    initial = {key: value for key, value in request.GET.items() if key in form_class.base_fields} if row is None else {}
    form = form_class(request.POST or None, instance=row, user=request.user, initial=initial)
    compared = None
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(register, form, request.user)
        except changes.StaleRow as stale:
            compared = _both_versions(form, stale.current)
        except OutsideTerritory:
            form.add_error(None, _("This lies outside your territory; choose a unit of your own."))
        except IntegrityError:
            form.add_error(None, _("Somebody entered the same at this moment; look at the list before you try again."))
        else:
            messages.success(request, _("“%(row)s” was saved.") % {"row": saved})
            if "again" in request.POST:
                return redirect(register.url("add"))
            return redirect(register.url("detail", pk=saved.pk))
    context = {"register": register, "form": form, "row": row, "compared": compared}
    return render(request, "register/form.html", context, status=409 if compared else 200)


@transaction.atomic
def _save(register: Register, form: RegisterForm, user: Any) -> models.Model:
    origin = Origin(user, Source.PAGE, form.cleaned_data.get("reason", ""))
    saved = form.save_recorded(origin)
    # Asked after writing, inside the transaction: the row as it is now must be the person's own.
    if not register.model.objects.editable_by(user).filter(pk=saved.pk).exists():
        raise OutsideTerritory
    return saved


@dataclasses.dataclass
class Compared:
    """One field as it stands in the register and as it was typed."""

    label: str
    current: Any
    typed: Any

    @property
    def differs(self) -> bool:
        return self.current != self.typed


def _both_versions(form: RegisterForm, current: models.Model) -> list[Compared]:
    # The next save is made against what is shown now, so it overwrites knowingly.
    form.data = form.data.copy()
    form.data["version"] = current.version
    found = []
    for field in current._meta.fields:
        if field.name in form.cleaned_data and field.name != "version":
            label = form.fields[field.name].label
            display = f"get_{field.name}_display"
            typed = getattr(form.instance, display)() if field.choices else getattr(form.instance, field.name)
            now = getattr(current, display)() if field.choices else getattr(current, field.name)
            found.append(Compared(label, now, typed))
    return found
