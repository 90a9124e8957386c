"""Who changed what, when, from where and why: one line per changed row, written in the same transaction.

A recorded row refuses save() until changes.begin() has said who changes it and from where; writes of many rows go
through create_all() and update_all(). Every line carries the digest of the line before it, so that a line that was
altered or removed afterwards is found by verify().
"""

import dataclasses
import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CHUNK = 500
_CHAIN_LOCK = 20020624


class UnrecordedWrite(RuntimeError):
    """A recorded row was to be written without saying who changes it."""


class StaleRow(Exception):
    """Somebody else saved the row meanwhile. `.current` is the row as it stands now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(_("“%(row)s” was changed by somebody else meanwhile.") % {"row": current})
        self.current = current


class CannotUndo(Exception):
    """Later changes stand on the one that was to be undone. The text names them."""


class Source(models.TextChoices):
    """From where a change was made."""

    PAGE = "page", gettext_lazy("page")
    SHEET = "sheet", gettext_lazy("sheet")
    ADMIN = "admin", gettext_lazy("back office")
    COMMAND = "command", gettext_lazy("command")
    DEMO = "demo", gettext_lazy("demonstration data")
    UNDO = "undo", gettext_lazy("undo")


@dataclasses.dataclass(frozen=True)
class Origin:
    """Who changes rows, from where and why. All lines of one origin are one change and are undone together."""

    actor: models.Model
    source: str
    reason: str = ""
    batch: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4)


def begin(row: "RecordedModel", origin: Origin) -> None:
    """Say who is about to change the row. Holds for the next save() only."""
    row._origin = origin


class RecordedModel(models.Model):
    """A row whose every change leaves a line in the log, and whose version guards against overwriting others."""

    unrecorded: tuple[str, ...] = ()
    #: Fields that derive() works out from the others: written along, not told in the log.
    derived: tuple[str, ...] = ()

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

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

    def derive(self) -> None:
        """Work out the derived fields anew. Called before every write."""

    @classmethod
    def consequences(cls, rows: Sequence["RecordedModel"], origin: Origin) -> None:
        """Bring other rows in line after these were written, under the same origin. Nothing by default."""


def state_of(row: models.Model) -> dict[str, Any]:
    """The row's own values by attribute name, without key and version."""
    skipped = {"id", "version", *row.unrecorded, *row.derived}
    return {
        field.attname: field.to_python(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.attname not in skipped
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """The values as they come back from a JSON column."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


@transaction.atomic
def create_all(rows: Sequence[RecordedModel], origin: Origin) -> None:
    """Insert the rows (of one model) and their lines."""
    if rows:
        _insert(rows, origin)
        type(rows[0]).consequences(rows, origin)


@transaction.atomic
def update_all(rows: Sequence[RecordedModel], origin: Origin) -> int:
    """Write the rows (of one model) that differ from what is stored, and their lines. Returns how many did.

    Raises StaleRow when one was saved by somebody else since it was read.
    """
    changed = _update(rows, origin) if rows else []
    if changed:
        type(changed[0]).consequences(changed, origin)
    return len(changed)


def _insert(rows: Sequence[RecordedModel], origin: Origin) -> None:
    for row in rows:
        row.version = 1
        row.derive()
    model = type(rows[0])
    keyed = [row for row in rows if row.pk is not None]
    model._base_manager.bulk_create([row for row in rows if row.pk is None], batch_size=CHUNK)
    model._base_manager.bulk_create(keyed, batch_size=CHUNK)
    for row in rows:
        row._state.adding = False
    _record(origin, [(row, "create", {}, state_of(row)) for row in rows])


def _update(rows: Sequence[RecordedModel], origin: Origin) -> list[RecordedModel]:
    model = type(rows[0])
    stored: dict[Any, RecordedModel] = {}
    for start in range(0, len(rows), CHUNK):
        keys = [row.pk for row in rows[start : start + CHUNK]]
        stored.update(model._base_manager.select_for_update().order_by().in_bulk(keys))
    lines, changed, names = [], [], {"version"}
    for row in rows:
        old = stored[row.pk]
        if old.version != row.version:
            raise StaleRow(old)
        before, after = state_of(old), state_of(row)
        differing = {name for name in after if before[name] != after[name]}
        if not differing:
            continue
        if "generated" in after and "generated" not in differing:
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
        lines.append((row, "update", {n: before[n] for n in differing}, {n: after[n] for n in differing}))
    if changed:
        fields = [field.name for field in model._meta.concrete_fields if field.attname in names]
        model._base_manager.bulk_update(changed, fields, batch_size=CHUNK)
        _record(origin, lines)
    return changed


def _digest(previous: str, change: models.Model) -> str:
    content = [
        previous,
        change.at.isoformat(),
        change.actor_id,
        change.actor_name,
        change.source,
        change.reason,
        str(change.batch),
        change.model,
        change.row_id,
        change.row_name,
        change.action,
        change.before,
        change.after,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _lock_chain() -> None:
    """One writer at a time extends the chain; SQLite's transactions already follow one another."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


def _record(origin: Origin, lines: Iterable[tuple[RecordedModel, str, dict, dict]]) -> None:
    Change = apps.get_model("base", "Change")
    _lock_chain()
    previous = Change.objects.order_by("-pk").values_list("digest", flat=True).first() or ""
    now = timezone.now()
    changes = []
    for row, action, before, after in lines:
        change = Change(
            at=now,
            actor=origin.actor,
            actor_name=str(origin.actor)[:80],
            source=origin.source,
            reason=origin.reason[:500],
            batch=origin.batch,
            model=row._meta.label_lower,
            row_id=row.pk,
            row_name=str(row)[:200],
            action=action,
            before=_plain(before),
            after=_plain(after),
        )
        previous = change.digest = _digest(previous, change)
        changes.append(change)
    Change.objects.bulk_create(changes, batch_size=CHUNK)


def verify() -> list[str]:
    """The faults of the log, in words; empty when every line is as it was written and every row has its lines.

    The digests show a line that was altered or taken out between others; a row's version, which counts its lines,
    shows one that was taken off the end.
    """
    Change = apps.get_model("base", "Change")
    faults, previous = [], ""
    counts: dict[tuple[str, int], int] = {}
    for change in Change.objects.order_by("pk").iterator(chunk_size=2000):
        if change.digest != _digest(previous, change):
            faults.append(_("Line %(number)s was altered, or a line before it is missing.") % {"number": change.pk})
        previous = change.digest
        if change.action not in Change.WRITES:
            continue
        row = change.model, change.row_id
        counts[row] = 0 if change.action == "delete" else counts.get(row, 0) + 1
    for model in apps.get_models():
        if issubclass(model, RecordedModel):
            label = model._meta.label_lower
            for pk, version in model._base_manager.values_list("pk", "version").iterator():
                if counts.pop((label, pk), 0) != version:
                    faults.append(_("The lines of %(row)s do not account for it.") % {"row": f"{label} {pk}"})
    lost = [f"{label} {pk}" for (label, pk), count in counts.items() if count]
    return faults + [_("The lines of %(row)s do not account for it.") % {"row": row} for row in lost]


@transaction.atomic
def undo(batch: uuid.UUID, origin: Origin) -> int:
    """Take one change back, whole. Returns the number of rows.

    Raises CannotUndo when later changes stand on it, and when what it would bring back breaks a rule by now.
    """
    Change = apps.get_model("base", "Change")
    _lock_chain()
    lines = list(Change.objects.filter(batch=batch).order_by("-pk"))
    _refuse_if_built_on(lines)
    restored = []
    try:
        for line in lines:
            row = _undo_line(line, origin)
            if row is not None:
                restored.append(row)
        for row in restored:
            row.full_clean()
    except ValidationError as error:
        raise CannotUndo(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise CannotUndo(_("What it would bring back no longer fits what was entered since.")) from error
    return len(lines)


def _undo_line(line: models.Model, origin: Origin) -> RecordedModel | None:
    """Take one line back. Returns the row that stands again, None when it is gone."""
    model = apps.get_model(line.model)
    row = model._base_manager.filter(pk=line.row_id).first()
    if line.action == "create":
        try:
            # A row that others refer to cannot go; the database's own protection says who they are.
            models.Model.delete(row)
        except models.ProtectedError as error:
            names = ", ".join(str(found) for found in list(error.protected_objects)[:5])
            raise CannotUndo(_("“%(row)s” is in use by: %(names)s.") % {"row": row, "names": names}) from error
        row.pk = line.row_id
        _record(origin, [(row, "delete", state_of(row), {})])
        return None
    # What followed from the change has lines of its own in it, so nothing follows from taking it back.
    if line.action == "delete":
        row = model(pk=line.row_id, **_restored(model, line.before))
        _insert([row], origin)
    else:
        for name, value in _restored(model, line.before).items():
            setattr(row, name, value)
        _update([row], origin)
    return row


def _restored(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in values.items() if name in fields}


def _refuse_if_built_on(lines: Sequence[models.Model]) -> None:
    Change = apps.get_model("base", "Change")
    if not lines:
        raise CannotUndo(_("There is no such change."))
    newest = {}
    for line in lines:
        newest.setdefault((line.model, line.row_id), line.pk)
    later = []
    for model in {line.model for line in lines}:
        ids = sorted({line.row_id for line in lines if line.model == model})
        for start in range(0, len(ids), CHUNK):
            found = Change.objects.filter(model=model, row_id__in=ids[start : start + CHUNK], pk__gt=lines[-1].pk)
            later += [line for line in found if line.pk > newest[model, line.row_id] and line.batch != lines[0].batch]
    if later:
        names = "; ".join(dict.fromkeys(str(line) for line in later[:5]))
        raise CannotUndo(_("Later changes stand on this one; undo them first: %(names)s") % {"names": names})
