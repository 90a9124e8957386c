"""What the fields of a row, each for itself, hold against their values; for many rows of one model.

Django asks every validator about every value. Here what a field has let pass once is not asked again, and the usual
fields with nothing but their usual validators are answered by a comparison; all others are asked as ever.
"""

import datetime
import functools
import itertools
from collections.abc import Callable, Container, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core import validators
from django.core.exceptions import ValidationError
from django.db import models

#: Field → values that it has let pass, each with its type and what the field has made of it.
Passed = dict[str, dict[Any, tuple[type, Any]]]
#: Of each field so many are kept in mind.
MOST_PASSED = 10_000

_UNKNOWN = None, None

Passes = Callable[[Sequence[Any]], bool]


def surely_right(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The fields of which every value that the rows give, by field name, is right; of the others nothing is said."""
    found = []
    for field, name, _may_be_empty, passes in _own_fields(model):
        if passes is not None:
            values = [row[name] for row in rows if name in row]
            if values and passes(values):
                found.append(field.name)
    return frozenset(found)


def field_faults(row: models.Model, passed: Passed, right: Container[str] = ()) -> dict[str, list[Any]]:
    """The refusals by field; brings the values to the types that the fields keep. Relations are left out.

    passed: asked first and added to. right: fields whose values need no look.
    """
    errors: dict[str, list[Any]] = {}
    values = row.__dict__
    for field, name, may_be_empty, passes in _own_fields(type(row)):
        if name in right:
            continue
        value = values[name] if name in values else getattr(row, name)
        # What is empty and may be is not looked at; that is Django's rule, too.
        if may_be_empty and (value is None or value in field.empty_values):
            continue
        if passes is not None and passes((value,)):
            continue
        known, kind = passed.setdefault(name, {}), type(value)
        # Lists cannot be kept in mind.
        before, cleaned = known.get(value, _UNKNOWN) if kind.__hash__ else _UNKNOWN
        if before is not kind:
            try:
                cleaned = field.clean(value, row)
            except ValidationError as error:
                errors[field.name] = error.error_list
                continue
            if kind.__hash__:
                if len(known) >= MOST_PASSED:
                    known.clear()
                known[value] = kind, cleaned
        # Equal numbers of one type may be written with more or fewer places: each row keeps its own.
        if type(cleaned) is not kind or before is not kind:
            setattr(row, name, cleaned)
    return errors


@functools.cache
def _own_fields(model: type[models.Model]) -> list[tuple[models.Field, str, bool, Passes | None]]:
    fields = (field for field in model._meta.fields if not field.is_relation and not field.generated)
    return [(field, field.attname, field.blank, _passes(field)) for field in fields]


def _passes(field: models.Field) -> Passes | None:
    """Whether values are surely right, by comparisons of all at once; None for a field that is out of the ordinary.

    False says nothing: then the field itself is asked.
    """
    if field.choices or not field.editable:
        return None
    kind, asked = type(field).to_python, field.validators
    if kind is models.DateField.to_python:
        return (lambda values: _all_are(datetime.date, values)) if not asked else None
    if kind is models.BooleanField.to_python:
        return (lambda values: _all_are(bool, values)) if not asked else None
    if kind is models.CharField.to_python:
        usual = (validators.MaxLengthValidator, validators.ProhibitNullCharactersValidator)
        if not _all_of(asked, usual) or not field.max_length:
            return None
        most = field.max_length
        return lambda values: (
            _all_are(str, values) and all(values) and max(map(len, values)) <= most and "\x00" not in "".join(values)
        )
    bounds = (validators.MinValueValidator, validators.MaxValueValidator)
    if kind is models.IntegerField.to_python and _all_of(asked, bounds):
        low, high = _bounds(asked)
        return lambda values: _all_are(int, values) and low <= min(values) and max(values) <= high
    if kind is models.DecimalField.to_python and _all_of(asked, (*bounds, validators.DecimalValidator)):
        low, high = _bounds([one for one in asked if not isinstance(one, validators.DecimalValidator)])
        step = Decimal(1).scaleb(-field.decimal_places)
        beyond = Decimal(10) ** (field.max_digits - field.decimal_places)
        low, high = max(low, step - beyond), min(high, beyond - step)

        def right(values: Sequence[Any]) -> bool:
            if not _all_are(Decimal, values):
                return False
            in_step = all(map(Decimal.same_quantum, values, itertools.repeat(step)))
            return (in_step or all(map(written_plainly, values))) and low <= min(values) and max(values) <= high

        def written_plainly(value: Decimal) -> bool:
            places = value.as_tuple().exponent  # of what is no number a letter
            return isinstance(places, int) and -field.decimal_places <= places <= 0

        return right
    return None


def _all_are(kind: type, values: Sequence[Any]) -> bool:
    return set(map(type, values)) == {kind}


def _all_of(asked: list[Any], usual: tuple[type, ...]) -> bool:
    return all(type(one) in usual and not callable(getattr(one, "limit_value", None)) for one in asked)


def _bounds(asked: list[Any]) -> tuple[Any, Any]:
    lowest = [one.limit_value for one in asked if isinstance(one, validators.MinValueValidator)]
    highest = [one.limit_value for one in asked if isinstance(one, validators.MaxValueValidator)]
    return max(lowest, default=Decimal("-Infinity")), min(highest, default=Decimal("Infinity"))
