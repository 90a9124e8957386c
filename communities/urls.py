"""Addresses of the ground beyond its registers."""

from django.urls import path

from . import views

urlpatterns = [path("community/<int:pk>/", views.community_page, name="community")]
