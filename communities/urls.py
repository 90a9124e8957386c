"""Addresses of the ground beyond its registers."""

from django.urls import path

from . import transfers, views
from .adjusting import pages as adjusting
from .lineage import pages as lineage
from .lineage import reform
from .lineage import series_pages as series
from .planning import deeds as plan_deeds
from .planning import outlines
from .planning import pages as plans

urlpatterns = [
    path("community/<int:pk>/", views.community_page, name="community"),
    path("street/<int:pk>/", views.street_page, name="street"),
    path("district/<int:pk>/", views.district_page, name="district"),
    path("adjustments/", adjusting.list_page, name="cases"),
    path("adjustments/new/", adjusting.new_page, name="case-new"),
    path("adjustments/<int:pk>/", adjusting.case_page, name="case"),
    path("adjustments/<int:pk>/step/", adjusting.step_page, name="case-step"),
    path("adjustments/<int:pk>/back/", adjusting.back_page, name="case-back"),
    path("adjustments/<int:pk>/destinations/", adjusting.destinations_page, name="case-destinations"),
    path("adjustments/<int:pk>/effect/", adjusting.effect_page, name="case-effect"),
    path("adjustments/<int:pk>/undo/", adjusting.undo_page, name="case-undo"),
    path("adjustments/<int:pk>/files/<int:file>/", adjusting.file_page, name="case-file"),
    path("plans/", plans.list_page, name="plans"),
    path("plans/new/", plans.new_page, name="plan-new"),
    path("plans/boundaries/", outlines.boundaries_page, name="plan-boundaries"),
    path("plans/compare/", plans.compare_page, name="plan-compare"),
    path("plans/<int:pk>/", plans.plan_page, name="plan"),
    path("plans/<int:pk>/sheet/", plan_deeds.sheet_page, name="plan-sheet"),
    path("plans/<int:pk>/pins/", plan_deeds.pins_page, name="plan-pins"),
    path("plans/<int:pk>/names/", plan_deeds.names_page, name="plan-names"),
    path("plans/<int:pk>/run/", plan_deeds.run_page, name="plan-run"),
    path("plans/<int:pk>/state/", plan_deeds.state_page, name="plan-state"),
    path("plans/<int:pk>/drafts/", plan_deeds.drafts_page, name="plan-drafts"),
    path("lineage/<str:kind>/<int:pk>/", lineage.lineage_page, name="lineage"),
    path("premises/transfers/", transfers.transfers_page, name="transfers"),
    path("reform/", reform.reform_page, name="reform"),
    path("series/", series.series_page, name="series"),
]
