"""Thresholds in the back office."""

from django.contrib import admin

from zhoushan_community.base.admin import RecordedAdmin

from .models import Threshold


@admin.register(Threshold)
class ThresholdAdmin(RecordedAdmin):
    """Edited here; boards follow at the next load."""

    list_display = ("standard", "basis", "words", "due_on", "valid_from", "valid_to", "source_document")
    list_filter = ("basis", "standard")
