"""Addresses of the boards."""

from django.urls import path

from . import views

urlpatterns = [
    path("board/", views.board_page, name="board"),
    path("board/<str:code>/", views.standard_page, name="standard"),
]
