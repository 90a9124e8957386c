"""What a model's field is to a sheet: the kind of its cells, its words, its choices."""

from typing import Any

from django.db import models
from django.utils.translation import override

from ..fields import YearField


def in_both_languages(head: Any) -> tuple[str, str]:
    """The words in the language of the moment, and in English."""
    with override("en"):
        english = str(head)
    with override("zh-hans"):
        return str(head), english


def kind_of(field: models.Field) -> str:
    """How the cells of its column are read: see spec.Field."""
    if field.choices:
        return "choice"
    if isinstance(field, models.DateField):
        return "date"
    if isinstance(field, models.BooleanField):
        return "bool"
    if isinstance(field, models.DecimalField):
        return "area" if field.name.endswith("_m2") else "decimal"
    if isinstance(field, YearField):
        return "year"
    if isinstance(field, models.IntegerField):
        return "count"
    return "text"


def choices_of(field: models.Field) -> dict[str, str]:
    """Text as written, in both languages → stored value."""
    found = {}
    for stored, label in field.flatchoices if field.choices else ():
        found[stored] = stored
        for text in in_both_languages(label):
            found[text] = stored
    return found
