"""One row of any register: its facts, its history, and taking a change back."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from . import changes
from .changes import Origin, Source
from .history import sentences
from .models import Change
from .pages import is_editable, named_register, visible_row
from .registers import Register
from .scope import ScopedModel
from .tables import asked_day


def detail_page(request: HttpRequest, app: str, model: str, pk: int) -> HttpResponse:
    """One row: every field, where it comes from, the last changes."""
    register = named_register(app, model)
    problems: list[str] = []
    day = asked_day(request.GET.get("on"), problems)
    row = visible_row(register, request.user, pk, day=day)
    shown = {column.name for column in register.table}
    more = [
        (field.verbose_name, getattr(row, f"get_{field.name}_display", lambda f=field: getattr(row, f.name))())
        for field in row._meta.fields
        if field.editable and not field.is_relation and field.name not in shown and not field.primary_key
    ]
    context = {
        "register": register,
        "row": row,
        "more": more,
        "day": day,
        "problems": problems,
        "editable": is_editable(row, request.user),
        "history": sentences(_lines(register, row)[:5]),
    }
    return render(request, "register/detail.html", context)


def _lines(register: Register, row: models.Model) -> models.QuerySet:
    return Change.objects.filter(model=register.label, row_id=row.pk)


def history_page(request: HttpRequest, app: str, model: str, pk: int) -> HttpResponse:
    """Every change of one row, as sentences."""
    register = named_register(app, model)
    row = visible_row(register, request.user, pk)
    page = Paginator(_lines(register, row), 50).get_page(request.GET.get("page"))
    context = {"register": register, "row": row, "page": page, "history": sentences(page.object_list)}
    context["editable"] = is_editable(row, request.user)
    return render(request, "register/history.html", context)


@require_POST
def undo_page(request: HttpRequest, app: str, model: str, pk: int, line: int) -> HttpResponse:
    """Take back the whole change that a line of this row's history belongs to."""
    register = named_register(app, model)
    row = visible_row(register, request.user, pk)
    change = _lines(register, row).filter(pk=line).first()
    if change is None:
        raise Http404
    origin = Origin(request.user, Source.UNDO, _("change %(line)s taken back") % {"line": line})
    try:
        count = take_back(change.batch, register.label, origin)
    except NotYours as error:
        raise PermissionDenied from error
    except changes.CannotUndo as error:
        messages.error(request, str(error))
        return redirect(register.url("history", pk=pk))
    messages.success(request, _("The change was taken back; rows: %(count)s.") % {"count": count})
    if not register.model.objects.visible_to(request.user).filter(pk=pk).exists():
        return redirect(register.url())
    return redirect(register.url("history", pk=pk))


class NotYours(Exception):
    """Taking the change back would touch what the person may not change."""


@transaction.atomic
def take_back(batch: Any, label: str, origin: Origin) -> int:
    """Undo a change of the register for the origin's actor. Returns the number of rows. Raises NotYours, CannotUndo.

    Asked before and after, inside the transaction: rows must be the person's to edit as they are and as they will be.
    """
    lines = list(Change.objects.filter(batch=batch).values_list("model", "row_id", "action"))
    _refuse_unless_own(lines, label, origin.actor, gone=Change.Action.DELETE)
    count = changes.undo(batch, origin)
    _refuse_unless_own(lines, label, origin.actor, gone=Change.Action.CREATE)
    return count


def _refuse_unless_own(lines: list[tuple[str, int, str]], label: str, user: Any, *, gone: str) -> None:
    """Every row that stands must be editable by the person. Rows that the change itself brought along, such as a new
    community's first placement, need only lie on the person's ground."""
    editable: dict[str, set[int]] = {}
    along: dict[str, set[int]] = {}
    for name, row_id, action in lines:
        if action != gone:
            side = editable if name == label or action == Change.Action.UPDATE else along
            side.setdefault(name, set()).add(row_id)
    for side, ask in ((editable, "editable_by"), (along, "on_ground_of")):
        for name, keys in side.items():
            model = apps.get_model(name)
            if not issubclass(model, ScopedModel):
                raise NotYours
            ordered = sorted(keys)
            for start in range(0, len(ordered), changes.CHUNK):
                part = ordered[start : start + changes.CHUNK]
                if getattr(model.objects, ask)(user).filter(pk__in=part).count() != len(part):
                    raise NotYours
