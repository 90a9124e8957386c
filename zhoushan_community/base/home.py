"""The first page of a person, and the sign of life for whoever watches the service."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from .history import sentences
from .models import Change, Job
from .scope import ScopedModel


def home_page(request: HttpRequest) -> HttpResponse:
    """The person's duties, own last changes and running work."""
    context = {
        "duties": request.user.current_duties,
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
