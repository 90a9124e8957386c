"""Addresses of organizations beyond their registers."""

from django.urls import path

from . import views

urlpatterns = [path("terms/", views.terms_page, name="terms")]
