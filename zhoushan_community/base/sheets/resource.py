"""Rows of a sheet becoming records: found by their key, judged, told apart as new, changed and unchanged.

Nothing is asked of the database row by row and nothing is written: what is to be written is collected for `changes`,
set-based and recorded.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
Stored = tuple[Any, ...]


class Taken(NamedTuple):
    """What a row comes to. action: create, update or unchanged; before: the state that a known record had; instance:
    the record, if it was fetched."""

    instance: models.Model | None
    action: str
    before: dict[str, Any]


class SheetResource:
    """The records that a sheet's rows speak of.

    Mostly a sheet says of nearly all rows of a register what they say already. So of each only what a sheet may give
    is read; the record itself is fetched when it is to be changed. Where `whole` asks for it all are.

    names: the model fields that a sheet may give; they are set in their order, and a rule of several is told at the
    last of them. key: the attributes by which a record is found. fetch: the records of some primary keys, or all.
    """

    def __init__(
        self,
        model: type[models.Model],
        names: list[str],
        key: Sequence[str],
        fetch: Callable[[Iterable[Any] | None], Iterable[models.Model]],
        whole: bool = False,
    ) -> None:
        self.model, self.names, self.key, self.fetch, self.whole = model, names, key, fetch, whole
        # A field without a descriptor of its own is nothing but its place in the record.
        self.plain = [name for name in names if type(getattr(model, name)) is DeferredAttribute]
        self.others = [(name, model._meta.get_field(name).attname) for name in names if name not in self.plain]
        given = [*self.plain, *(attribute for _name, attribute in self.others)]
        self.attributes = tuple(dict.fromkeys([model._meta.pk.attname, *key, *given]))
        #: By its key what each record holds of these attributes.
        self.stored: dict[tuple, Stored] = {}
        self.records: dict[Any, models.Model] = {}
        self.passed: Passed = {}
        self.ahead: Sequence[Values] = ()
        # What an empty record holds, as Django makes it. Asking all fields for their defaults again for each row would
        # be a tenth of the whole import; only what must not be shared is made anew.
        self.empty = vars(model())
        given = [field for field in model._meta.concrete_fields if field.has_default()]
        self.own = [(field.attname, field.get_default) for field in given if callable(field.default)]

    def know(self, rows: models.QuerySet, weight: Callable[[models.Model], Any]) -> None:
        """Learn which records there are. weight: of two with one key that is meant which weighs more, else the one
        that comes later."""
        end = 1 + len(self.key)
        several: dict[tuple, list[Stored]] = {}
        for row in rows.values_list(*self.attributes):
            first = self.stored.setdefault(key := row[1:end], row)
            if first is not row:
                several.setdefault(key, [first]).append(row)
        if self.whole:
            self.records = {row.pk: row for row in self.fetch(None)}
        weights = {row.pk: weight(row) for row in self.fetch(pk for same in several.values() for pk, *_held in same)}
        for key, same in several.items():
            self.stored[key] = max(reversed(same), key=lambda row: weights[row[0]])

    def look_over(self, rows: Sequence[tuple[tuple | None, Values]]) -> None:
        """The rows that are taken next, as keys and typed values: looked at together, several times faster, if at
        all, and their records fetched at once."""
        self.ahead = [values for _key, values in rows]
        vars(self).pop("right", None)
        known = ((key, self.stored[key], values) for key, values in rows if key in self.stored)
        wanted = {
            key: stored[0]
            for key, stored, values in known
            if stored[0] not in self.records and not self._says_nothing_new(stored, values)
        }
        self.records |= {row.pk: row for row in self.fetch(wanted.values())}
        for key, pk in wanted.items():
            if pk not in self.records:
                del self.stored[key]  # somebody took it away at this moment

    @cached_property
    def right(self) -> frozenset[str]:
        """The fields whose values in these rows are right; none where filling in may change them afterwards."""
        return surely_right(self.model, self.ahead) if self.model.fill is RecordedModel.fill else frozenset()

    def take(self, values: Values, key: tuple | None, meant: models.Model | None = None) -> Taken:
        """Put a row's typed values into its record; what the row does not give stays. Raises ValidationError.

        meant: the record itself, where the row's key is not to say it; an unsaved one is a new record.
        """
        found = meant
        if meant is None and key in self.stored:
            found = self.records.get(self.stored[key][0])
            if found is None:
                return Taken(None, "unchanged", {})
        if found is None or found._state.adding:
            instance, before = found or self._new(), {}
        elif self._says_nothing_new(tuple([getattr(found, name) for name in self.attributes]), values):
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

    def _says_nothing_new(self, stored: Stored, values: Values) -> bool:
        """Whether the record has all these values already. Nothing will be written then, so nothing is to be judged."""
        if self.model.fill is not RecordedModel.fill:
            return False
        told = dict(values)
        for name, attribute in self.others:
            if name in values:
                value = values[name]
                told[attribute] = value.pk if isinstance(value, models.Model) else value
        return tuple(map(told.get, self.attributes, stored)) == stored
