"""The back office: Django's admin under the same duties and the same change log as the pages."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class BackOffice(AdminSite):
    """Open to those who administer the city, and to them alone."""

    site_header = site_title = _("Back office of community building")
    index_title = _("Users, thresholds, registers")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.is_staff


class AdminConfig(DjangoAdminConfig):
    """Django's admin with our site."""

    default_site = "zhoushan_community.base.admin_site.BackOffice"
