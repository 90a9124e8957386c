"""Thresholds and the definitions of targets in the back office."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from zhoushan_community.base.admin import RecordedAdmin

from .models import OfficialForm, TargetPart, Threshold


@admin.register(Threshold)
class ThresholdAdmin(RecordedAdmin):
    """Edited here; boards follow at the next load. A district's own are the city's matter, too: nobody sets the bar by
    which the own ground is measured."""

    list_select_related = ("district",)
    list_display = (
        "standard", "basis", "district", "words", "due_on", "valid_from", "valid_to", "source_document", "reading",
    )  # fmt: skip
    list_filter = ("basis", "standard")

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField:
        kwargs["queryset"] = db_field.related_model.objects.administered_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.is_relation and field is not None:
            # Districts are kept in their own register, not from within a threshold.
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = False
        return field


@admin.register(TargetPart)
class TargetPartAdmin(RecordedAdmin):
    """What T2, T3 and T6 are put together from."""

    list_display = ("target", "side", "part", "basis", "valid_from", "valid_to", "source_document")
    list_filter = ("target", "basis")


@admin.register(OfficialForm)
class OfficialFormAdmin(RecordedAdmin):
    """A new edition begins where the one before it ends."""

    list_display = ("number", "name", "issuing_body", "approval_no", "valid_from", "valid_to")
