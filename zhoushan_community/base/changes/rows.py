"""Rows whose every change is recorded, and the ways to write them."""

import dataclasses
import datetime
import functools
import operator
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import compress
from typing import Any, Self

from django.db import models, transaction
from django.db.models import signals
from django.db.models.base import ModelState
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext as _

from .insertion import CHUNK, insert_all, parts
from .log import Origin, lock, record
from .sealed import CLEARED, opened


class UnrecordedWrite(RuntimeError):
    """A recorded row was to be written without saying who changes it."""


class StaleRow(Exception):
    """Somebody else saved the row meanwhile. `.current` is the row as it stands now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(_("“%(row)s” was changed by somebody else meanwhile.") % {"row": current})
        self.current = current


def begin(row: "RecordedModel", origin: Origin) -> None:
    """Say who is about to change the row. Holds for the next save() only."""
    row._origin = origin


class RecordedModel(models.Model):
    """A row whose every change leaves a line in the log, and whose version guards against overwriting others."""

    unrecorded: tuple[str, ...] = ()
    #: Fields that derive() works out from the others: written along, not told in the log.
    derived: tuple[str, ...] = ()
    #: What the rows say of a person, and until when: a retention.Retention.
    retention: Any = None
    #: Fields that the log keeps and its sentences leave out, because they say nothing to a reader.
    untold: tuple[str, ...] = ()

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str, field_names: Collection[str], values: Sequence[Any]) -> Self:
        """As Django makes a stored row, without a call for each of its fields: they take half the time of a long
        list."""
        names = _kept_as_read(cls)
        if len(names) != len(values):
            return super().from_db(db, field_names, values)
        row = cls.__new__(cls)
        row.__dict__ = dict(zip(names, values, strict=True))
        row._state = ModelState()
        row._state.adding, row._state.db = False, db
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row and its line. Raises UnrecordedWrite, StaleRow."""
        update_fields = kwargs.get("update_fields")
        if update_fields is not None and set(update_fields) <= set(self.unrecorded):
            super().save(*args, **kwargs)
            return
        origin = self.__dict__.pop("_origin", None)
        if origin is None:
            raise UnrecordedWrite(f"{self._meta.label}: say who changes the row with changes.begin()")
        if self._state.adding:
            create_all([self], origin)
        else:
            update_all([self], origin)
            if self.unrecorded:
                super().save(update_fields=list(self.unrecorded))

    def delete(self, *args: Any, **kwargs: Any) -> None:
        """Rows are closed by date; only undo() removes one that should never have been."""
        raise UnrecordedWrite(f"{self._meta.label}: rows are closed by date, not deleted")

    def fill(self) -> None:
        """Put in what was left empty and follows from other fields. Called before every check and every write."""

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.fill()
        super().full_clean(*args, **kwargs)

    def derive(self) -> None:
        """Work out the derived fields anew. Called before every write."""

    @classmethod
    def consequences(cls, rows: Sequence["RecordedModel"], origin: Origin) -> None:
        """Bring other rows in line after these were written, under the same origin. Nothing by default."""

    @classmethod
    def standing_on(cls, keys: Collection[int]) -> Iterable[int]:
        """The keys of rows of the model that stand on these without naming them, as a later step on an earlier one:
        they are taken back first. None by default."""
        return ()


@functools.cache
def _kept_as_read(model: type[models.Model]) -> list[str]:
    """The attributes of all fields, if a row does nothing with their values but keep them; else none."""
    plain = model.__init__ is models.Model.__init__ and not any(
        signal.has_listeners(model) for signal in (signals.pre_init, signals.post_init)
    )
    fields = model._meta.concrete_fields if plain else ()
    if not all(isinstance(getattr(model, field.attname), DeferredAttribute) for field in fields):
        return []
    return [field.attname for field in fields]


def state_of(row: models.Model) -> dict[str, Any]:
    """The row's own values by attribute name, without key and version."""
    names, kinds, to_python = _stated(type(row))
    values = row.__dict__
    told = [values[name] if name in values else getattr(row, name) for name in names]
    state = dict(zip(names, told, strict=True))
    # Most values are of the type that is kept as it is; only the others are looked at one by one.
    for name, bring in compress(zip(names, to_python, strict=True), map(operator.is_not, map(type, told), kinds)):
        state[name] = bring(state[name])
    return state


#: What these make of a value of this very type is the value itself, so that they need not be asked.
_KEPT_AS_IT_IS = {
    models.CharField.to_python: str,
    models.TextField.to_python: str,
    models.IntegerField.to_python: int,
    models.BooleanField.to_python: bool,
    models.DateField.to_python: datetime.date,
    models.DecimalField.to_python: Decimal,
}


@functools.cache
def _stated(model: type[models.Model]) -> tuple[list[str], list[Any], list[Any]]:
    """Of the fields that a state tells: attributes, types that are kept as they are, what brings others to them."""
    skipped = {"id", "version", *model.unrecorded, *model.derived}
    fields = [field for field in model._meta.concrete_fields if field.attname not in skipped]
    kinds = [_KEPT_AS_IT_IS.get(type(field).to_python) for field in fields]
    return [field.attname for field in fields], kinds, [field.to_python for field in fields]


def restored(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """The log's values as the model's fields hold them; what the model no longer has, or was cleared, is left out."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    told = {name: opened(value) for name, value in values.items() if name in fields}
    return {name: fields[name].to_python(value) for name, value in told.items() if value is not CLEARED}


@transaction.atomic
def create_all(rows: Sequence[RecordedModel], origin: Origin) -> None:
    """Insert the rows (of one model) and their lines."""
    if rows:
        lock()
        insert(rows, origin)
        type(rows[0]).consequences(rows, dataclasses.replace(origin, follows=True))


@transaction.atomic
def update_all(rows: Sequence[RecordedModel], origin: Origin) -> int:
    """Write the rows (of one model) that differ from what is stored, and their lines. Returns how many did.

    Raises StaleRow when one was saved by somebody else since it was read.
    """
    if not rows:
        return 0
    lock()
    changed = update(rows, origin)
    if changed:
        type(changed[0]).consequences(changed, dataclasses.replace(origin, follows=True))
    return len(changed)


def insert(rows: Sequence[RecordedModel], origin: Origin, undone: Mapping[int, models.Model] | None = None) -> None:
    """Insert the rows without what follows from them. undone: by key, the line that each takes back."""
    for row in rows:
        row.version = 1
        row.fill()
        row.derive()
    insert_all(type(rows[0]), rows)
    record(origin, ((row, "create", {}, state_of(row)) for row in rows), undone)


def update(
    rows: Sequence[RecordedModel], origin: Origin, undone: Mapping[int, models.Model] | None = None
) -> list[RecordedModel]:
    """Write the rows that differ, without what follows from them. undone: by key, the line that each takes back."""
    model = type(rows[0])
    stored: dict[Any, RecordedModel] = {}
    for part in parts(row.pk for row in rows):
        # No key changes, so that others may go on writing rows that point at these.
        stored.update(model._base_manager.select_for_update(no_key=True).order_by().in_bulk(part))
    entries, changed, names = [], [], {"version"}
    for row in rows:
        old = stored.get(row.pk)
        if old is None or old.version != row.version:
            raise StaleRow(old or row)
        row.fill()
        before, after = state_of(old), state_of(row)
        differing = {name for name in after if before[name] != after[name]}
        if not differing and undone is None:
            continue
        if "generated" in after and "generated" not in differing and undone is None:
            # A figure that a person has corrected is a fact from then on.
            changed_names = {field.name for field in model._meta.concrete_fields if field.attname in differing}
            row.generated = [name for name in row.generated if name not in changed_names]
            after["generated"] = row.generated
            if after["generated"] != before["generated"]:
                differing.add("generated")
        row.version += 1
        row.derive()
        names |= differing | {name for name in row.derived if getattr(row, name) != getattr(old, name)}
        changed.append(row)
        entries.append((row, "update", {n: before[n] for n in differing}, {n: after[n] for n in differing}))
    if changed:
        fields = [field.name for field in model._meta.concrete_fields if field.attname in names]
        model._base_manager.bulk_update(changed, fields, batch_size=CHUNK)
        record(origin, entries, undone)
    return changed
