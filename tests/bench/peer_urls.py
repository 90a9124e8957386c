"""The platform's addresses, and beside them Django's admin as its documentation begins it."""

from typing import Any

from django.contrib import admin
from django.urls import path

from communities.models import Estate
from zhoushan_community.urls import urlpatterns as platform

from .peer import PlainEstate


class PlainAdmin(admin.ModelAdmin):
    """The columns, search and filters of our list."""

    list_display = (
        "district",
        "street",
        "community",
        "name",
        "households",
        "approved_on",
        "completed_on",
        "closed_on",
        "contiguous_development",
        "office_m2",
        "activity_m2",
    )
    list_select_related = ("community__street__district",)
    list_filter = ("contiguous_development", "approved_on")
    search_fields = ("name", "community__name")
    list_per_page = 20

    @admin.display(ordering="community__street__district__name")
    def district(self, row: Estate) -> Any:
        return row.community.street.district

    @admin.display(ordering="community__street__name")
    def street(self, row: Estate) -> Any:
        return row.community.street


site = admin.AdminSite("peer")
site.register(PlainEstate, PlainAdmin)
urlpatterns = [*platform, path("peer/", site.urls)]
