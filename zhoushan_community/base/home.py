"""The first page of a person, and the sign of life for whoever watches the service."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from . import changelog
from .history import sentences
from .models import Change, Job


def home_page(request: HttpRequest) -> HttpResponse:
    """The person's duties, own last changes and running work."""
    context = {
        "duties": request.user.current_duties,
        "history": sentences(changelog.among(request.user, Change.objects.filter(actor=request.user)[:8])),
        "jobs": Job.objects.filter(actor=request.user)[:5],
    }
    return render(request, "base/home.html", context)


def healthz(request: HttpRequest) -> JsonResponse:
    """200 once the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
