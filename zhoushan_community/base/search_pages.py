"""One search over every register: what the person may see, by name, code or pinyin initials."""

import dataclasses
from functools import reduce
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Case, Count, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import dated, search
from .registers import Register, all_registers, walked
from .scope import matching

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
    words = search.words_of(text)
    if not words:
        return []
    found = {register.label: matching(register.model.objects.visible_to(user), text) for register in all_registers()}
    counts = _counts(found)
    groups = []
    for register in all_registers():
        if count := counts.get(register.label):
            query = {"q": text} | ({"all": 1} if hasattr(register.model, "dated_fields") else {})
            hits = _hits(register, nearest(found[register.label], words))
            groups.append(Group(register, count, hits, f"{register.url()}?{urlencode(query)}"))
    return sorted(groups, key=lambda group: group.hits[0].row.nearness)


def _counts(found: dict[str, models.QuerySet]) -> dict[str, int]:
    counted = [
        rows.order_by().annotate(label=Value(label)).values_list("label").annotate(count=Count("*"))
        for label, rows in found.items()
        if not rows.query.is_empty()
    ]
    return dict(counted[0].union(*counted[1:], all=True)) if counted else {}


def nearest(rows: models.QuerySet, words: list[str]) -> models.QuerySet:
    """The rows whose own name begins with what was typed first, then those that hold it, then those found by others."""
    begins = Q(search_key__startswith=words[-1])
    holds = reduce(Q.__and__, (Q(search_key__contains=word) for word in words))
    nearness = Case(When(begins, Value(0)), When(holds, Value(1)), default=Value(2))
    return rows.annotate(nearness=nearness).order_by("nearness", "pk")


def _hits(register: Register, rows: models.QuerySet) -> list[Hit]:
    model, today = register.model, dated.today()
    related = {*register.related, *walked(model, register.place)}
    end = model.dated_fields[1] if hasattr(model, "dated_fields") else None
    hits = []
    for row in rows.select_related(*related)[:SHOWN]:
        place = dict.fromkeys(name for column in register.place if (name := column.value(row)))
        day = getattr(row, end) if end else None
        address = row.get_absolute_url() if hasattr(row, "get_absolute_url") else register.url("detail", pk=row.pk)
        hits.append(Hit(row, address, " ".join(place), day if day and day <= today else None))
    return hits
