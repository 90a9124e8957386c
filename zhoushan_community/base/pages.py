"""Which register and which row an address means, and the list of any register."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from .navigation import unit_tree
from .registers import Register, find
from .scope import may_edit_at, unit_models
from .tables import listing

PAGE_SIZES = (20, 50, 100)


class ReasonForm(forms.Form):
    """Why something is taken back or withdrawn."""

    reason = forms.CharField(label=gettext_lazy("reason"), max_length=500)


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
