"""Addresses of the ground beyond its registers."""

from django.urls import path

from . import views
from .adjusting import pages as adjusting

urlpatterns = [
    path("community/<int:pk>/", views.community_page, name="community"),
    path("street/<int:pk>/", views.street_page, name="street"),
    path("district/<int:pk>/", views.district_page, name="district"),
    path("adjustments/", adjusting.list_page, name="cases"),
    path("adjustments/new/", adjusting.new_page, name="case-new"),
    path("adjustments/<int:pk>/", adjusting.case_page, name="case"),
    path("adjustments/<int:pk>/step/", adjusting.step_page, name="case-step"),
    path("adjustments/<int:pk>/back/", adjusting.back_page, name="case-back"),
    path("adjustments/<int:pk>/files/<int:file>/", adjusting.file_page, name="case-file"),
]
