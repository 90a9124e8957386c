"""Addresses of the boards."""

from django.urls import path

from . import gap_page, record_pages, standard_page, views
from .official import pages as official

urlpatterns = [
    path("board/", views.board_page, name="board"),
    path("board/<str:code>/", standard_page.standard_page, name="standard"),
    path("gaps/", gap_page.gaps_page, name="gaps"),
    path("records/", record_pages.records_page, name="records"),
    path("records/<str:code>/", record_pages.record_page, name="record"),
    path("forms/", official.list_page, name="official-forms"),
    path("forms/<slug:code>/", official.form_page, name="official-form"),
]
