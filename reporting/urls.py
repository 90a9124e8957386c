"""Addresses of the boards."""

from django.urls import path

from . import gap_page, hundred, record_pages, standard_page, views
from .bulletins import pages as bulletins
from .official import pages as official
from .whatif import pages as whatif

urlpatterns = [
    path("board/", views.board_page, name="board"),
    path("board/<str:code>/", standard_page.standard_page, name="standard"),
    path("gaps/", gap_page.gaps_page, name="gaps"),
    path("estates/check/", hundred.hundred_page, name="hundred"),
    path("records/", record_pages.records_page, name="records"),
    path("records/<str:code>/", record_pages.record_page, name="record"),
    path("forms/", official.list_page, name="official-forms"),
    path("forms/<slug:code>/", official.form_page, name="official-form"),
    path("bulletins/", bulletins.list_page, name="bulletins"),
    path("bulletins/check/", bulletins.check_page, name="bulletin-check"),
    path("bulletins/<int:pk>/", bulletins.bulletin_page, name="bulletin"),
    path("bulletins/<int:pk>/issue/", bulletins.issue_page, name="bulletin-issue"),
    path("bulletins/<int:pk>/refresh/", bulletins.refresh_page, name="bulletin-refresh"),
    path("whatif/", whatif.list_page, name="scenarios"),
    path("whatif/<uuid:key>/", whatif.scenario_page, name="scenario"),
    path("whatif/<uuid:key>/add/<str:kind>/", whatif.add_page, name="scenario-add"),
    path("whatif/<uuid:key>/change/", whatif.change_page, name="scenario-change"),
]
