"""Where people are signed in, and ending it: one's own, and those of the people whose accounts one looks after."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from .models import Session, User


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
    found.delete()
    if session.user_id == request.user.pk:
        return redirect("sessions")
    return redirect("admin:base_user_change", session.user_id)
