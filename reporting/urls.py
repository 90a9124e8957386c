"""Addresses of the boards."""

from django.urls import path

from . import standard_page, views

urlpatterns = [
    path("board/", views.board_page, name="board"),
    path("board/<str:code>/", standard_page.standard_page, name="standard"),
]
