"""The log itself: lines in a chain, each sealed with the digest of the one before."""

import dataclasses
import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..fields import Phone
from .sealed import counted, counted_name, seal

CHUNK = 500
_CHAIN_LOCK = 20020624

#: A row, the action, its values before and after.
Entry = tuple[models.Model, str, dict[str, Any], dict[str, Any]]


def parts(items: Iterable[Any]) -> Iterator[list[Any]]:
    """The items in their order, at most CHUNK at a time: as many as one statement takes."""
    ordered = list(items)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


class Source(models.TextChoices):
    """From where a change was made."""

    PAGE = "page", _("page")
    GRID = "grid", _("grid entry")
    BULK = "bulk", _("bulk edit")
    SHEET = "sheet", _("sheet import")
    ADMIN = "admin", _("back office")
    COMMAND = "command", _("command")
    DEMO = "demo", _("demonstration data")
    UNDO = "undo", _("undo")

    @classmethod
    def of_many(cls) -> frozenset[str]:
        """Where one change holds rows that have nothing to do with each other, so that one alone can be taken back."""
        return frozenset({cls.GRID, cls.BULK, cls.SHEET, cls.COMMAND, cls.DEMO})


@dataclasses.dataclass(frozen=True)
class Origin:
    """Who changes rows, from where and why. All lines of one origin are one change and are undone together.

    place: which sheet it was, or which page, where the source alone does not say it. follows: the rows are written in
    consequence of others of the same change.
    """

    actor: models.Model
    source: str
    reason: str = ""
    batch: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4)
    place: str = ""
    follows: bool = False


def record(origin: Origin, entries: Iterable[Entry], undone: Mapping[int, models.Model] | None = None) -> None:
    """Add a line for each written row. undone: by the row's key, the line that is taken back."""
    lines = []
    for row, action, before, after in entries:
        back = undone[row.pk] if undone else None
        # What comes or goes whole keeps the name that it had; asking for it anew costs a query for each row.
        name = back.row_name if back and action != "update" else str(row)
        lines.append(
            {
                "model": row._meta.label_lower,
                "row_id": row.pk,
                "row_name": name[:200],
                "action": action,
                "before": _plain(before),
                "after": _plain(after),
                "follows": back.follows if back else origin.follows,
                "undoes": back,
            }
        )
    append(origin, lines)


@transaction.atomic
def note(
    origin: Origin,
    action: str,
    model: type[models.Model],
    *,
    row: models.Model | None = None,
    told: dict[str, Any] | None = None,
) -> None:
    """Add a line about something that changes no row, as Change.Action.REVEAL, EXPORT and END do.

    row: the one that it is about; without one it is about the whole register. told: what there is to say of it.
    """
    name = row or model._meta.verbose_name_plural
    line = {"model": model._meta.label_lower, "row_id": row.pk if row else 0, "row_name": str(name)[:200]}
    append(origin, [{**line, "action": action, "after": _plain(told or {})}])


class _Encoder(DjangoJSONEncoder):
    """Taking a change back needs the true number, so the log keeps it; whatever shows the log masks it again."""

    def default(self, value: Any) -> Any:
        return value.number if isinstance(value, Phone) else super().default(value)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """The values as they come back from a JSON column."""
    return json.loads(json.dumps(values, cls=_Encoder))


def lock() -> None:
    """One writer at a time extends the chain; SQLite's transactions already follow one another.

    Taken before any row is locked, so that two writers never wait for each other.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


def append(origin: Origin, lines: list[dict[str, Any]]) -> None:
    """Add the lines, given by their own fields, to the chain."""
    Change = apps.get_model("base", "Change")
    lock()
    previous = Change.objects.order_by("-pk").values_list("digest", flat=True).first() or ""
    now = timezone.now()
    changes = []
    for line in lines:
        seal(line)
        change = Change(
            at=now,
            actor=origin.actor,
            actor_name=str(origin.actor)[:80],
            source=origin.source,
            place=origin.place[:200],
            reason=origin.reason[:500],
            batch=origin.batch,
            **line,
        )
        previous = change.digest = digest(previous, change)
        changes.append(change)
    Change.objects.bulk_create(changes, batch_size=CHUNK)


def digest(previous: str, change: models.Model) -> str:
    """What seals a line: SHA-256 over the line before it and its own content, in hexadecimal."""
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
        counted_name(change),
        change.action,
        counted(change.before),
        counted(change.after),
    ]
    # Lines from before these were kept are sealed without them.
    if change.place or change.follows or change.undoes_id:
        content += [change.place, change.follows, change.undoes_id]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
