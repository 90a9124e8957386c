"""One search over every register, and the look-ups of one: what the person may see, by name, code or initials."""

import dataclasses
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count, Value
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from . import dated, search
from .finding import matching, nearest
from .lookups import OFFERED, label_of
from .pages import named_register
from .registers import Register, all_registers, walked
from .scope import naming

#: Rows shown of each register; the rest is one click away.
SHOWN = 5


@dataclasses.dataclass(frozen=True)
class Hit:
    """One found row. place: the units in which it lies, from the district down. ended: the day it ended, if it has."""

    row: models.Model
    address: str
    place: str
    ended: Any


@dataclasses.dataclass(frozen=True)
class Group:
    """What one register has. count: all rows found there, those that are not shown included."""

    register: Register
    count: int
    hits: list[Hit]
    address: str


def search_page(request: HttpRequest) -> HttpResponse:
    """Everything that the person may see and that holds every word typed, grouped by register."""
    text = request.GET.get("q", "").strip()
    groups, problem = [], ""
    try:
        groups = found_groups(request.user, text)
    except search.TooMuch as error:
        problem = str(error)
    context = {"searched": text, "groups": groups, "count": sum(group.count for group in groups), "problem": problem}
    return render(request, "base/search.html", context, status=400 if problem else 200)


def found_groups(user: Any, text: str) -> list[Group]:
    """The registers that have something, ended rows included. Raises search.TooMuch.

    One statement counts in all registers, and one for each register that has hits reads the first of them. Registers
    with rows of that very name come first.
    """
    if not search.words_of(text):
        return []
    found = {register.label: matching(register.model.objects.visible_to(user), text) for register in all_registers()}
    counts = _counts(found)
    groups = []
    for register in all_registers():
        if count := counts.get(register.label):
            query = {"q": text} | ({"all": 1} if hasattr(register.model, "dated_fields") else {})
            hits = _hits(register, nearest(found[register.label], text))
            groups.append(Group(register, count, hits, f"{register.url()}?{urlencode(query)}"))
    return sorted(groups, key=lambda group: group.hits[0].row.nearness)


def _counts(found: dict[str, models.QuerySet]) -> dict[str, int]:
    counted = [
        rows.order_by().annotate(label=Value(label)).values_list("label").annotate(count=Count("*"))
        for label, rows in found.items()
        if not rows.query.is_empty()
    ]
    return dict(counted[0].union(*counted[1:], all=True)) if counted else {}


def _hits(register: Register, rows: models.QuerySet) -> list[Hit]:
    related = {*naming(register.model), *walked(register.model, register.place)}
    hits = []
    for row in rows.select_related(*related)[:SHOWN]:
        place = dict.fromkeys(name for column in register.place if (name := column.value(row)))
        address = row.get_absolute_url() if hasattr(row, "get_absolute_url") else register.url("detail", pk=row.pk)
        hits.append(Hit(row, address, " ".join(place), dated.ended_on(row)))
    return hits


def lookup_page(request: HttpRequest, app: str, model: str) -> JsonResponse:
    """What answers to `q`, nearest names first, as {"choices": [{"key", "text", "note"}], "told": words}.

    `ground` says which rows: those that the person sees, or with "edit" those under which the person may enter.
    """
    register = named_register(app, model)
    objects = register.model.objects
    rows = (
        objects.on_ground_of(request.user) if request.GET.get("ground") == "edit" else objects.visible_to(request.user)
    )
    text = request.GET.get("q", "").strip()
    try:
        rows = nearest(matching(rows, text), text) if text else rows
    except search.TooMuch as error:
        return JsonResponse({"choices": [], "told": str(error)})
    found = list(rows.select_related(*naming(rows.model))[: OFFERED + 1])
    told = ""
    if not found:
        told = _("Nothing of that name.")
    elif len(found) > OFFERED:
        told = _("There are more: type on to narrow them.")
    return JsonResponse({"choices": [_choice(row) for row in found[:OFFERED]], "told": told})


def _choice(row: models.Model) -> dict[str, Any]:
    ended = dated.ended_on(row)
    note = _("ended on %(day)s") % {"day": ended} if ended else ""
    return {"key": row.pk, "text": label_of(row), "note": note}
