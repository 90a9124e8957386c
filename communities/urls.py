"""Addresses of the ground beyond its registers."""

from django.urls import path

from . import views

urlpatterns = [
    path("community/<int:pk>/", views.community_page, name="community"),
    path("street/<int:pk>/", views.street_page, name="street"),
    path("district/<int:pk>/", views.district_page, name="district"),
]
