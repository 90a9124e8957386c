"""Where people are signed in, and ending it: one's own, and those of the people whose accounts one looks after."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from . import changes
from .changes import Origin, Source
from .models import Change, Session, User


def running(user: User) -> list[Session]:
    """Where the person is signed in now, the latest used first."""
    return list(Session.objects.filter(user=user, expire_date__gt=timezone.now()))


def list_page(request: HttpRequest) -> HttpResponse:
    """Where one is signed in oneself."""
    context = {"sessions": running(request.user), "here": request.session.session_key}
    return render(request, "registration/sessions.html", context)


@require_POST
def end_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a session: one's own, or one of a person whose account one looks after."""
    own = Q(user=request.user) | Q(user__in=User.objects.administered_by(request.user))
    found = Session.objects.filter(own, number=key)
    session = found.first()
    if session is None:
        raise Http404
    if session.user_id == request.user.pk:
        found.delete()
        return redirect("sessions")
    with transaction.atomic():
        found.delete()
        told = {"browser": session.browser}
        changes.note(Origin(request.user, Source.ADMIN), Change.Action.END, User, row=session.user, told=told)
    return redirect("admin:base_user_change", session.user_id)
