"""Which register and which row an address means, and the list of any register."""

from collections.abc import Container
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .navigation import nodes_below, unit_tree
from .registers import Register, find
from .saved_queries import first_address, own_queries, plain
from .scope import LEVELS
from .tables import asked_day, asked_unit, listing

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
    return user.may_enter(register.model)


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
    saved = own_queries(request.user, register)
    if address := first_address(register, request.GET, saved):
        return redirect(address)
    found = listing(register, request.user, request.GET)
    size = asked_number(request.GET.get("size"), PAGE_SIZES, found.problems) or PAGE_SIZES[0]
    pages = Paginator(found, size)
    page = pages.page(asked_number(request.GET.get("page"), pages.page_range, found.problems) or 1)
    tree = unit_tree(request.user, found.unit, found.day)
    context = {
        "register": register,
        "listing": found,
        "page": page,
        "totals": found.totals if pages.count else {},
        "tree": tree,
        "lost_unit": found.unit if found.unit and not any(node.holds(found.unit) for node in tree) else None,
        "may_add": may_add(register, request.user),
        "sizes": PAGE_SIZES,
        "saved_queries": saved,
        "question": plain(request.GET),
    }
    fragment = request.headers.get("HX-Target") == "rows"
    return render(request, "register/rows.html" if fragment else "register/list.html", context)


def tree_page(request: HttpRequest, app: str, model: str, unit: str) -> HttpResponse:
    """What a unit of the tree at the left opens to, as links of the list that the rest of the address asks for."""
    register = named_register(app, model)
    problems: list[str] = []
    day = asked_day(request.GET.get("on"), problems)
    row = asked_unit(unit, request.user, problems)
    if row is None or row.territory_level == LEVELS[-1]:
        raise Http404
    return render(request, "register/branch.html", {"register": register, "nodes": nodes_below(request.user, row, day)})


def asked_number(text: str | None, known: Container[int], problems: list[str]) -> int | None:
    """The page or size that an address names; None when it names none, with a problem noted when it is unknown."""
    number = int(text) if text and text.isdecimal() and len(text) < 10 else None
    if not text or number in known:
        return number
    problems.append(_("There is no page or size “%(text)s”; the list begins anew.") % {"text": text[:20]})
    return None
