"""Signing in and out, and what every request of a person must satisfy."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _

from . import changes
from .changes import Origin, Source
from .models import User

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
        is_open = name in OPEN or not getattr(view, "login_required", True)
        if is_open or request.path.startswith(settings.STATIC_URL):
            return None
        if not request.user.is_authenticated:
            if request.headers.get("HX-Request"):
                # A fragment cannot show the sign-in page; the browser is told to go there whole.
                return HttpResponse(status=204, headers={"HX-Redirect": reverse("login")})
            return redirect_to_login(request.get_full_path())
        if request.user.password_is_due and name not in ("password", "logout"):
            return redirect("password")
        return None


class SignInForm(AuthenticationForm):
    """Name and password; an account that nobody has used for long is refused, with what to do."""

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        if user.is_dormant:
            raise ValidationError(
                _("Unused for %(days)s days, this account is closed. Ask your administrator for a new password.")
                % {"days": settings.DORMANT_DAYS},
                code="dormant",
            )


class LoginView(auth_views.LoginView):
    """The sign-in page."""

    authentication_form = SignInForm
    template_name = "registration/login.html"
    redirect_authenticated_user = True


class PasswordForm(PasswordChangeForm):
    """A new password is another one."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("new_password1") and cleaned.get("new_password1") == cleaned.get("old_password"):
            self.add_error("new_password1", _("This is the present password; choose another."))
        return cleaned


class PasswordView(auth_views.PasswordChangeView):
    """The change of one's own password."""

    form_class = PasswordForm
    template_name = "registration/password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        form.user.must_change_password = False
        changes.begin(form.user, Origin(form.user, Source.PAGE))
        return super().form_valid(form)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page's form has expired, or came from elsewhere."""
    return render(request, "403.html", {"expired": True}, status=403)
