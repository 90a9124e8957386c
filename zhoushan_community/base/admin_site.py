"""The back office: Django's admin under the same duties and the same change log as the pages."""

from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class BackOffice(AdminSite):
    """Open to those who administer the city or a part of it, each on the own ground."""

    site_header = site_title = _("Back office of community building")
    index_title = _("Users, thresholds, registers")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.is_staff

    def get_urls(self) -> list[Any]:
        # Django's way to a row's page looks the row up for everybody; registers have addresses of their own.
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """In the order of the floors, people first."""
        order = {config.label: number for number, config in enumerate(apps.get_app_configs())}
        return sorted(super().get_app_list(request, app_label), key=lambda entry: order[entry["app_label"]])

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        # Django reads this file before there are models.
        from .people_admin import UnitChoices

        return UnitChoices.as_view(admin_site=self)(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one page to sign in, with its lock-out and ageing."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect(f"{reverse('login')}?{request.GET.urlencode()}")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one page for it."""
        return redirect("password")


class AdminConfig(DjangoAdminConfig):
    """Django's admin with our site."""

    default_site = "zhoushan_community.base.admin_site.BackOffice"
