"""The first page of a person, and the sign of life for whoever watches the service."""

import dataclasses
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from . import changelog
from .history import sentences
from .models import Change, Draft, Job
from .registers import Register, find


@dataclasses.dataclass(frozen=True)
class Card:
    """A card of an app on the first page: its title, and lines of a text and the address that it leads to."""

    title: str
    lines: list[tuple[str, str]]


_cards: list[Callable[[Any], Card]] = []


def card(function: Callable[[Any], Card]) -> Callable[[Any], Card]:
    """Puts the card that the function gives for a person on the first page of everybody with a duty."""
    _cards.append(function)
    return function


def home_page(request: HttpRequest) -> HttpResponse:
    """The person's duties, own last changes and running work."""
    context = {
        "duties": request.user.current_duties,
        "cards": [make(request.user) for make in _cards] if request.user.current_duties else [],
        "history": sentences(changelog.among(request.user, Change.objects.filter(actor=request.user)[:8])),
        "drafts": _drafts(request.user),
        "jobs": Job.objects.filter(actor=request.user)[:5],
    }
    return render(request, "base/home.html", context)


def _drafts(user: Any) -> list[tuple[Register, Draft]]:
    """The person's rows that were typed and are not written yet, by register."""
    found = []
    for draft in Draft.objects.filter(owner=user):
        with suppress(KeyError):
            found.append((find(draft.register), draft))
    return found


def healthz(request: HttpRequest) -> JsonResponse:
    """200 once the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
