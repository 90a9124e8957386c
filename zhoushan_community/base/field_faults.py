"""What the fields of a row, each for itself, hold against their values; for many rows of one model.

Django asks every validator about every value. Here what a field has let pass once is not asked again, and the usual
fields with nothing but their usual validators are answered by a comparison; all others are asked as ever.
"""

import datetime
import functools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core import validators
from django.core.exceptions import ValidationError
from django.db import models

#: Field → values that it has let pass, each with its type.
Passed = dict[str, dict[Any, type]]
#: Of each field so many are kept in mind.
MOST_PASSED = 10_000

Passes = Callable[[Any], bool]


def field_faults(row: models.Model, passed: Passed) -> dict[str, list[Any]]:
    """The refusals by field; brings the values to the types that the fields keep. Relations are left out.

    passed: asked first and added to.
    """
    errors: dict[str, list[Any]] = {}
    values = row.__dict__
    for field, name, may_be_empty, passes in _own_fields(type(row)):
        value = values[name] if name in values else getattr(row, name)
        # What is empty and may be is not looked at; that is Django's rule, too.
        if may_be_empty and (value is None or value in field.empty_values):
            continue
        if passes is not None and passes(value):
            continue
        known = passed.setdefault(name, {})
        try:
            if known.get(value) is type(value):
                continue
        except TypeError:  # lists cannot be kept in mind
            known = {}
        try:
            cleaned = field.clean(value, row)
        except ValidationError as error:
            errors[field.name] = error.error_list
            continue
        setattr(row, name, cleaned)
        if type(cleaned) is type(value) and not isinstance(value, list | dict):
            if len(known) >= MOST_PASSED:
                known.clear()
            known[value] = type(value)
    return errors


@functools.cache
def _own_fields(model: type[models.Model]) -> list[tuple[models.Field, str, bool, Passes | None]]:
    fields = (field for field in model._meta.fields if not field.is_relation and not field.generated)
    return [(field, field.attname, field.blank, _passes(field)) for field in fields]


def _passes(field: models.Field) -> Passes | None:
    """Whether a value is surely right, by a comparison; None for a field that is out of the ordinary.

    False says nothing: then the field itself is asked.
    """
    if field.choices or not field.editable:
        return None
    kind, asked = type(field).to_python, field.validators
    if kind is models.DateField.to_python:
        return (lambda value: type(value) is datetime.date) if not asked else None
    if kind is models.BooleanField.to_python:
        return (lambda value: type(value) is bool) if not asked else None
    if kind is models.CharField.to_python:
        usual = (validators.MaxLengthValidator, validators.ProhibitNullCharactersValidator)
        if not _all_of(asked, usual) or not field.max_length:
            return None
        most = field.max_length
        return lambda value: type(value) is str and 0 < len(value) <= most and "\x00" not in value
    bounds = (validators.MinValueValidator, validators.MaxValueValidator)
    if kind is models.IntegerField.to_python and _all_of(asked, bounds):
        low, high = _bounds(asked)
        return lambda value: type(value) is int and low <= value <= high
    if kind is models.DecimalField.to_python and _all_of(asked, (*bounds, validators.DecimalValidator)):
        low, high = _bounds([one for one in asked if not isinstance(one, validators.DecimalValidator)])
        step = Decimal(1).scaleb(-field.decimal_places)
        beyond = Decimal(10) ** (field.max_digits - field.decimal_places)

        def right(value: Any) -> bool:
            return type(value) is Decimal and value.same_quantum(step) and low <= value <= high and abs(value) < beyond

        return right
    return None


def _all_of(asked: list[Any], usual: tuple[type, ...]) -> bool:
    return all(type(one) in usual and not callable(getattr(one, "limit_value", None)) for one in asked)


def _bounds(asked: list[Any]) -> tuple[Any, Any]:
    lowest = [one.limit_value for one in asked if isinstance(one, validators.MinValueValidator)]
    highest = [one.limit_value for one in asked if isinstance(one, validators.MaxValueValidator)]
    return max(lowest, default=Decimal("-Infinity")), min(highest, default=Decimal("Infinity"))
