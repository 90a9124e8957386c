"""Rows of a sheet becoming records: found by their key, judged, told apart as new, changed and unchanged.

Nothing is asked of the database row by row and nothing is written: what is to be written is collected for `changes`,
set-based and recorded.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.base import ModelState
from django.db.models.query_utils import DeferredAttribute

from ..changes import RecordedModel, state_of
from ..constraints import faults_of
from ..field_faults import Passed, surely_right

Values = Mapping[str, Any]


class Taken(NamedTuple):
    """What a row comes to. action: create, update or unchanged; before: the state that a known record had."""

    instance: models.Model
    action: str
    before: dict[str, Any]


class SheetResource:
    """The records that a sheet's rows speak of.

    existing: the rows of the actor's ground by key. key_of: the key of a row's values. names: the model fields that
    a sheet may give; they are set in their order, and a rule of several is told at the last of them.
    """

    def __init__(
        self,
        model: type[models.Model],
        names: list[str],
        existing: Mapping[tuple, models.Model],
        key_of: Callable[[Values], tuple],
    ) -> None:
        self.model, self.names, self.existing, self.key_of = model, names, existing, key_of
        # A field without a descriptor of its own is nothing but its place in the record.
        self.plain = [name for name in names if type(getattr(model, name)) is DeferredAttribute]
        self.others = [(name, model._meta.get_field(name).attname) for name in names if name not in self.plain]
        self.passed: Passed = {}
        self.ahead: Sequence[Values] = ()
        # What an empty record holds, as Django makes it. Asking all fields for their defaults again for each row would
        # be a tenth of the whole import; only what must not be shared is made anew.
        self.empty = vars(model())
        given = [field for field in model._meta.concrete_fields if field.has_default()]
        self.own = [(field.attname, field.get_default) for field in given if callable(field.default)]

    def look_over(self, rows: Sequence[Values]) -> None:
        """The typed values of the rows that are taken next: looked at together, several times faster, if at all."""
        self.ahead = rows
        vars(self).pop("right", None)

    @cached_property
    def right(self) -> frozenset[str]:
        """The fields whose values in these rows are right; none where filling in may change them afterwards."""
        return surely_right(self.model, self.ahead) if self.model.fill is RecordedModel.fill else frozenset()

    def take(self, values: Values, meant: models.Model | None = None) -> Taken:
        """Put a row's typed values into its record; what the row does not give stays. Raises ValidationError.

        meant: the record itself, where the row's key is not to say it; an unsaved one is a new record.
        """
        found = self.existing.get(self.key_of(values)) if meant is None else meant
        if found is None or found._state.adding:
            instance, before = found or self._new(), {}
        elif self._says_nothing_new(found, values):
            return Taken(found, "unchanged", {})
        else:
            instance, before = found, state_of(found)
        vars(instance).update({name: values[name] for name in self.plain if name in values})
        for name, _attribute in self.others:
            if name in values:
                setattr(instance, name, values[name])
        if errors := faults_of(instance, shown=self.names, passed=self.passed, right=self.right & values.keys()):
            raise ValidationError(errors)
        if not before:
            return Taken(instance, "create", before)
        return Taken(instance, "unchanged" if before == state_of(instance) else "update", before)

    def _new(self) -> models.Model:
        """An empty record, not saved."""
        row = self.model.__new__(self.model)
        row.__dict__ = {**self.empty, **{name: default() for name, default in self.own}, "_state": ModelState()}
        return row

    def _says_nothing_new(self, row: models.Model, values: Values) -> bool:
        """Whether the record has all these values already. Nothing will be written then, so nothing is to be judged."""
        if type(row).fill is not RecordedModel.fill:
            return False
        stored = vars(row)
        for name in self.plain:
            if name in values and values[name] != (stored[name] if name in stored else getattr(row, name)):
                return False
        for name, attribute in self.others:
            if name in values:
                value = values[name]
                if getattr(row, attribute) != (value.pk if isinstance(value, models.Model) else value):
                    return False
        return True
