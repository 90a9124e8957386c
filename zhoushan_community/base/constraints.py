"""Constraints that a sheet of many rows can be held to without a query for each row.

The database keeps them. Django asks it once for each row and rule; a sheet of a thousand rows asks here instead, in
Python, and gets the field that a refusal belongs to.
"""

import functools
from collections.abc import Callable, Container, Iterator
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from . import dated
from .dated import value_of
from .field_faults import Passed, field_faults

Judge = Callable[[models.Model], bool | None]

_COMPARE = {
    "gt": lambda left, right: left > right,
    "gte": lambda left, right: left >= right,
    "lt": lambda left, right: left < right,
    "lte": lambda left, right: left <= right,
    "exact": lambda left, right: left == right,
    "in": lambda left, right: left in right,
}


class NoOverlap(ExclusionConstraint):
    """Of rows with the same values in the fields `same`, no two hold at one time.

    dates: the fields of the first day and of the first day no longer; empty ones reach without end. condition: leaves
    out rows to which the rule does not apply. PostgreSQL keeps it as an exclusion constraint; SQLite knows none, so
    there it is held by validation alone.
    """

    def __init__(
        self,
        *,
        same: tuple[str, ...],
        name: str,
        dates: tuple[str, str] = ("valid_from", "valid_to"),
        condition: Q | None = None,
        violation_error_code: str | None = None,
        violation_error_message: Any = None,
    ) -> None:
        self.same, self.dates = tuple(same), tuple(dates)
        days = Func(*(F(name) for name in dates), Value("[)"), function="daterange", output_field=DateRangeField())
        super().__init__(
            name=name,
            expressions=[*((name, "=") for name in same), (days, "&&")],
            condition=condition,
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,
        )

    def deconstruct(self) -> tuple[str, tuple, dict[str, Any]]:
        _path, args, kwargs = super().deconstruct()
        kwargs.pop("expressions")
        path = f"{type(self).__module__}.{type(self).__name__}"
        return path, args, {**kwargs, "same": self.same, "dates": self.dates}

    def constraint_sql(self, model: type[models.Model], schema_editor: Any) -> Any:
        return super().constraint_sql(model, schema_editor) if _excludes(schema_editor) else None

    def create_sql(self, model: type[models.Model], schema_editor: Any) -> Any:
        return super().create_sql(model, schema_editor) if _excludes(schema_editor) else None

    def remove_sql(self, model: type[models.Model], schema_editor: Any) -> Any:
        return super().remove_sql(model, schema_editor) if _excludes(schema_editor) else None

    def validate(
        self, model: type[models.Model], instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        """Raises ValidationError when another row of the same values holds at the same time."""
        read = {*self.same, *self.dates, *(_names(self.condition) if self.condition is not None else ())}
        if read.intersection(exclude or ()):
            return
        if any(value_of(instance, name) is None for name in self.same):
            return
        if self.condition is not None and holds(self.condition, instance) is not True:
            return
        others = dated.overlapping(instance, self.same, self.dates)
        if self.condition is not None:
            others = others.filter(self.condition)
        if others.exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)


def check(condition: Q, name: str, words: Any) -> models.CheckConstraint:
    """The condition holds, or an empty value leaves it open; the words say what is wrong where it does not."""
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=words)


def once(fields: tuple[str, ...], name: str, words: Any, *, when: Q | None = None) -> models.UniqueConstraint:
    """No two rows have the same values in the fields; of those that fulfil `when`, where it is given."""
    return models.UniqueConstraint(fields=fields, condition=when, name=name, violation_error_message=words)


def no_overlap(
    same: tuple[str, ...],
    name: str,
    words: Any,
    *,
    dates: tuple[str, str] = ("valid_from", "valid_to"),
    when: Q | None = None,
) -> NoOverlap:
    """No two rows with the same values in the fields hold at one time; of those that fulfil `when`, where given."""
    return NoOverlap(same=same, dates=dates, condition=when, name=name, violation_error_message=words)


def in_order(start: str, end: str, *, name: str, words: Any, same_day: bool = False) -> models.CheckConstraint:
    """The day in the field `end` lies after that in `start`, where both are known; same_day: or is that very day."""
    later = Q(**{f"{end}__{'gte' if same_day else 'gt'}": F(start)})
    return check(Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__isnull": True}) | later, name, words)


NO_NEGATIVE_AREA = _("An area is not negative.")


def not_negative(field: str, *, name: str, words: Any = NO_NEGATIVE_AREA) -> models.CheckConstraint:
    """The area, or the amount that the words speak of, is not below nought, where it is known."""
    return check(Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0}), name, words)


def exactly_one(*fields: str, name: str, words: Any) -> models.CheckConstraint:
    """One of the fields is filled, and no other of them."""
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{field}__isnull": field != chosen for field in fields})
    return check(condition, name, words)


def _excludes(schema_editor: Any) -> bool:
    return schema_editor.connection.vendor == "postgresql"


def broken_checks(row: models.Model) -> Iterator[tuple[list[str], str]]:
    """The check constraints that the row breaks: the names of their fields, and the words of the refusal."""
    for constraint, holds_for in _checks(type(row)):
        # Like the database: a check that comes to unknown is passed.
        if holds_for(row) is False:
            yield list(dict.fromkeys(_names(constraint.condition))), str(constraint.get_violation_error_message())


@functools.cache
def _checks(model: type[models.Model]) -> list[tuple[models.CheckConstraint, Judge]]:
    found = [constraint for constraint in model._meta.constraints if isinstance(constraint, models.CheckConstraint)]
    return [(constraint, judge(constraint.condition)) for constraint in found]


def faults_of(
    row: models.Model, *, shown: Container[str] = (), passed: Passed | None = None, right: Container[str] = ()
) -> dict[str, list[Any]]:
    """What the model's own rules hold against the row, by field; uniqueness and overlaps are left to sheets.together.

    shown: the fields that the reader sees; a rule of several fields is told at the last of them. passed: what the
    fields have let pass of other rows, by field; it is asked first and added to. right: fields whose values by
    themselves need no look.
    """
    row.fill()
    errors = field_faults(row, passed if passed is not None else {}, right)
    try:
        row.clean()
    except ValidationError as error:
        errors = error.update_error_dict(errors)
    for names, words in broken_checks(row):
        errors.setdefault(next((name for name in reversed(names) if name in shown), names[-1]), [words])
    for field in _relations(type(row)):
        if not field.blank and getattr(row, field.attname) is None:
            errors[field.name] = [field.error_messages["blank"]]
    return errors


@functools.cache
def _relations(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.fields if field.is_relation]


def _names(condition: Q) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _names(child)
        else:
            yield child[0].partition("__")[0]


def holds(condition: Q, row: models.Model) -> bool | None:
    """Whether the row fulfils the condition; see judge()."""
    return judge(condition)(row)


def judge(condition: Q, *, negated: bool = False) -> Judge:
    """What says whether a row fulfils the condition; None where an empty value leaves it open.

    As in the SQL that Django writes: a comparison with an empty value is open, but not fulfilled under a negation, so
    that ~Q(kind="x") takes in the rows without a kind. negated: whether the condition stands under one.
    Raises NotImplementedError for what is no comparison of the row's own fields.
    """
    if not isinstance(condition, Q) or condition.connector == Q.XOR:
        raise NotImplementedError(f"{condition}: only comparisons joined by & and | can be judged")
    negated = negated != condition.negated
    parts = [_one(child, negated) for child in condition.children]
    deciding = condition.connector == Q.OR

    def answer(row: models.Model) -> bool | None:
        found = [part(row) for part in parts]
        said = deciding if deciding in found else None if None in found else not deciding
        return said if said is None or not condition.negated else not said

    return answer


def _one(child: Any, negated: bool) -> Judge:
    if not isinstance(child, tuple):
        return judge(child, negated=negated)
    lookup, wanted = child
    name, _sep, compare = lookup.partition("__")
    compare = compare or "exact"
    if compare == "isnull" or (compare == "exact" and wanted is None):
        empty = True if wanted is None else wanted
        return lambda row: (_own(row, name, lookup) is None) is empty
    if compare not in _COMPARE:
        raise NotImplementedError(f"{lookup}: this comparison is not known here")
    other = wanted.name if isinstance(wanted, F) else ""
    if isinstance(wanted, models.Model):
        wanted = wanted.pk
    elif not other and hasattr(wanted, "resolve_expression"):
        raise NotImplementedError(f"{lookup}: only values and fields can be compared with")
    comparison, unknown = _COMPARE[compare], False if negated else None

    def answer(row: models.Model) -> bool | None:
        have, against = _own(row, name, lookup), _own(row, other, lookup) if other else wanted
        return unknown if have is None or against is None else comparison(have, against)

    return answer


def _own(row: models.Model, name: str, lookup: str) -> Any:
    try:
        return value_of(row, name)
    except FieldDoesNotExist as error:
        raise NotImplementedError(f"{lookup}: only the row's own fields can be judged") from error
