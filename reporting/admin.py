"""Thresholds and the definitions of targets in the back office."""

from django.contrib import admin

from zhoushan_community.base.admin import RecordedAdmin

from .models import OfficialForm, TargetPart, Threshold


@admin.register(Threshold)
class ThresholdAdmin(RecordedAdmin):
    """Edited here; boards follow at the next load."""

    list_display = ("standard", "basis", "words", "due_on", "valid_from", "valid_to", "source_document", "reading")
    list_filter = ("basis", "standard")


@admin.register(TargetPart)
class TargetPartAdmin(RecordedAdmin):
    """What T2, T3 and T6 are put together from."""

    list_display = ("target", "side", "part", "basis", "valid_from", "valid_to", "source_document")
    list_filter = ("target", "basis")


@admin.register(OfficialForm)
class OfficialFormAdmin(RecordedAdmin):
    """A new edition begins where the one before it ends."""

    list_display = ("number", "name", "issuing_body", "approval_no", "valid_from", "valid_to")
