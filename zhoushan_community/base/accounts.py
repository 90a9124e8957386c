"""Signing in and out, and what every request of a person must satisfy."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy

from . import changes
from .changes import Origin, Source

# Addresses that answer without a person; everything else asks for one.
OPEN = ("login", "healthz")


class DutyBackend(ModelBackend):
    """Checks name and password. What a person may do is said by duties, so no permissions come from here."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return False


class SignedInMiddleware:
    """Refuse by default: without a person only the open addresses answer, and a foreign password is changed first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Send strangers to the sign-in page, and those with a password set by others to the change of it."""
        name = request.resolver_match.url_name
        if name in OPEN or request.path.startswith(settings.STATIC_URL):
            return None
        if not request.user.is_authenticated:
            if request.headers.get("HX-Request"):
                # A fragment cannot show the sign-in page; the browser is told to go there whole.
                return HttpResponse(status=204, headers={"HX-Redirect": reverse("login")})
            return redirect_to_login(request.get_full_path())
        if request.user.must_change_password and name not in ("password", "logout"):
            return redirect("password")
        return None


class LoginView(auth_views.LoginView):
    """The sign-in page."""

    template_name = "registration/login.html"
    redirect_authenticated_user = True


class PasswordView(auth_views.PasswordChangeView):
    """The change of one's own password."""

    template_name = "registration/password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        form.user.must_change_password = False
        changes.begin(form.user, Origin(form.user, Source.PAGE))
        return super().form_valid(form)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page's form has expired, or came from elsewhere."""
    return render(request, "403.html", {"expired": True}, status=403)
