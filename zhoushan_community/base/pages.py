"""The pages of any register: list, detail, form, history. One function each, for all registers."""

import dataclasses
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from . import changes
from .changes import Origin, Source
from .forms import RegisterForm, form_for
from .history import sentences
from .models import Change
from .navigation import unit_tree
from .registers import Register, find
from .scope import ScopedModel, may_edit_at, unit_models
from .tables import asked_day, listing

PAGE_SIZES = (20, 50, 100)


class OutsideTerritory(Exception):
    """The saved row would not be the person's own to keep."""


def named_register(app: str, model: str) -> Register:
    """The register of an address; 404 when there is none."""
    try:
        return find(f"{app}.{model}")
    except KeyError as error:
        raise Http404 from error


def may_add(register: Register, user: Any) -> bool:
    """Whether some duty of the person is high enough to enter such rows somewhere."""
    return any(may_edit_at(register.model, duty.level) for duty in user.duties_for("edit"))


def visible_row(register: Register, user: Any, pk: int, *, day: Any = None) -> models.Model:
    """The row when the person may see it; a stranger's row is 404, like one that does not exist."""
    rows = register.model.objects.visible_to(user)
    if register.annotate and day:
        rows = register.annotate(rows, day)
    row = rows.select_related(*register.related).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def is_editable(row: models.Model, user: Any) -> bool:
    """Whether the person may change the row."""
    return type(row).objects.editable_by(user).filter(pk=row.pk).exists()


def list_page(request: HttpRequest, app: str, model: str) -> HttpResponse:
    """All rows that the person may see, as the address filters them."""
    register = named_register(app, model)
    found = listing(register, request.user, request.GET)
    size = {str(size): size for size in PAGE_SIZES}.get(request.GET.get("size", ""), PAGE_SIZES[0])
    page = Paginator(found.rows, size).get_page(request.GET.get("page"))
    context = {
        "register": register,
        "listing": found,
        "page": page,
        "totals": found.totals() if page.paginator.count else {},
        "tree": unit_tree(request.user, unit_models(), found.day),
        "may_add": may_add(register, request.user),
        "sizes": PAGE_SIZES,
    }
    fragment = request.headers.get("HX-Target") == "rows"
    return render(request, "register/rows.html" if fragment else "register/list.html", context)


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
