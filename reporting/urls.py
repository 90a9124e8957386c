"""Addresses of the boards."""

from django.urls import path

from . import record_pages, standard_page, views

urlpatterns = [
    path("board/", views.board_page, name="board"),
    path("board/<str:code>/", standard_page.standard_page, name="standard"),
    path("records/", record_pages.records_page, name="records"),
    path("records/<str:code>/", record_pages.record_page, name="record"),
]
