"""The dictionary of the sheets in the back office."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .admin import RecordedAdmin, VersionedForm
from .imports import sheet_for
from .models import OfficeWord, User
from .models.words import IGNORED
from .registers import find
from .sheets.cells import choice
from .sheets.grid import TEXT, Cell
from .sheets.headers import normal, synonyms


class OfficeWordForm(VersionedForm):
    """A word; one that sheets read as something already is refused, because the first meaning would always win."""

    user: User

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("word") and given.get("meaning"):
            self._refuse_known(OfficeWord(word=given["word"], meaning=given["meaning"]))
        return given

    def _get_validation_exclusions(self) -> set[str]:
        """Whose word it is stands not in the form, and still no two may hold for one office at a time."""
        return super()._get_validation_exclusions() - {"office"}

    def _refuse_known(self, wanted: OfficeWord) -> None:
        sheet = sheet_for(find(wanted.register), self.user)
        sheet.office_words = list(OfficeWord.of(wanted.register).exclude(pk=self.instance.pk))
        spec = sheet.spec()
        column = next((field for field in spec.fields if field.name == wanted.column), None)
        if column is None and wanted.column != IGNORED:
            self.add_error("meaning", _("Sheets of this register do not give this column."))
            return
        if wanted.choice:
            stored = choice(Cell(TEXT, wanted.word), column.choices).value
            known = stored and f"{column.name}/{stored}"
        else:
            taken = synonyms(spec).get(normal(wanted.word))
            known = taken and taken.name
        if known:
            words = dict(OfficeWord._meta.get_field("meaning").flatchoices)[f"{wanted.register}/{known}"]
            self.add_error("word", _("Sheets read this word already, as “%(words)s”.") % {"words": words})


@admin.register(OfficeWord)
class OfficeWordAdmin(RecordedAdmin):
    """Edited here; the next sheet is read by it."""

    form = OfficeWordForm
    list_display = ("word", "meaning", "office_name", "valid_from", "valid_to")
    readonly_fields = ("office_name",)
    search_fields = ("word", "office_name")

    def get_form(self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, **kwargs)
        form.user = request.user
        return form
