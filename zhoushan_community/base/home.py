"""The first page of a person, and the sign of life for whoever watches the service."""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from .history import sentences
from .models import Change, Job
from .scope import ScopedModel


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
        "history": sentences(_still_own(Change.objects.filter(actor=request.user)[:8], request.user)),
        "jobs": Job.objects.filter(actor=request.user)[:5],
    }
    return render(request, "base/home.html", context)


def _still_own(lines: Iterable[Change], user: Any) -> list[Change]:
    """The lines whose rows the person may see today; a duty that ended takes its rows along."""
    seen: dict[str, set[int]] = {}
    lines = list(lines)
    for label in {line.model for line in lines}:
        model = apps.get_model(label)
        if issubclass(model, ScopedModel):
            keys = [line.row_id for line in lines if line.model == label]
            seen[label] = set(model.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    return [line for line in lines if line.row_id in seen.get(line.model, ())]


def healthz(request: HttpRequest) -> JsonResponse:
    """200 once the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
