"""The log itself: lines in a chain, each sealed with the digest of the one before."""

import contextlib
import dataclasses
import datetime
import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..fields import Phone
from .insertion import Encoded, insert_values
from .sealed import counted, counted_name, seal

_CHAIN_LOCK = 20020624

#: A row, the action, its values before and after.
Entry = tuple[models.Model, str, dict[str, Any], dict[str, Any]]


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
    append(origin, (_line(origin, entry, undone) for entry in entries))


def _line(origin: Origin, entry: Entry, undone: Mapping[int, models.Model] | None) -> dict[str, Any]:
    row, action, before, after = entry
    back = undone[row.pk] if undone else None
    # What comes or goes whole keeps the name that it had; asking for it anew costs a query for each row.
    name = back.row_name if back and action != "update" else str(row)
    return {
        "model": row._meta.label_lower,
        "row_id": row.pk,
        "row_name": name[:200],
        "action": action,
        "before": _plain(before),
        "after": _plain(after),
        "follows": back.follows if back else origin.follows,
        "undoes_id": back.pk if back else None,
    }


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
    return {name: value if type(value) in _AS_THEY_ARE else _told(value) for name, value in values.items()}


_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def _told(value: Any) -> Any:
    if type(value) is Decimal:
        return str(value)
    if type(value) is datetime.date:
        return value.isoformat()
    if isinstance(value, int):
        return int(value)
    if value == []:
        return []
    return json.loads(json.dumps(value, cls=_Encoder))


_on_trial: ContextVar[bool] = ContextVar("on_trial", default=False)


@contextlib.contextmanager
def trial() -> Iterator[None]:
    """Whatever is written inside is taken back at the end, also by an error. So the log is told nothing of it, and
    those who write meanwhile do not wait for the log."""
    token = _on_trial.set(True)
    try:
        with transaction.atomic():
            try:
                yield
            finally:
                transaction.set_rollback(True)
    finally:
        _on_trial.reset(token)


def on_trial() -> bool:
    """Whether what is written at this moment is on trial."""
    return _on_trial.get()


def lock() -> None:
    """One writer at a time extends the chain; SQLite's transactions already follow one another.

    Taken before any row is locked, so that two writers never wait for each other.
    """
    if not on_trial() and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


def append(origin: Origin, lines: Iterable[dict[str, Any]]) -> None:
    """Add the lines, given by their own fields, to the chain. However many, few of them are in memory at a time."""
    if on_trial():
        return
    Change = apps.get_model("base", "Change")
    lock()
    previous = Change.objects.order_by("-pk").values_list("digest", flat=True).first() or ""
    said = {
        "at": timezone.now(),
        "actor_id": origin.actor.pk,
        "actor_name": str(origin.actor)[:80],
        "source": str(origin.source),
        "place": origin.place[:200],
        "reason": origin.reason[:500],
        "batch": origin.batch,
    }

    def sealed(line: dict[str, Any]) -> dict[str, Any]:
        nonlocal previous
        seal(line)
        whole = {**_UNSAID, **said, **line}
        # The digest counts the same text.
        for side in ("before", "after"):
            whole[side] = Encoded(whole[side], _encoded(whole[side])) if whole[side] else _NOTHING
        previous = whole["digest"] = digest(previous, whole)
        return whole

    insert_values(Change, lines, sealed)


_NOTHING = Encoded({}, "{}")
#: What a line says that does not say otherwise.
_UNSAID: dict[str, Any] = {"before": {}, "after": {}, "follows": False, "undoes_id": None}


def digest(previous: str, line: Mapping[str, Any]) -> str:
    """What seals a line: SHA-256 over the line before it and its own content, in hexadecimal."""
    content = [
        previous,
        line["at"].isoformat(),
        line["actor_id"],
        line["actor_name"],
        line["source"],
        line["reason"],
        str(line["batch"]),
        line["model"],
        line["row_id"],
        counted_name(line["row_name"], line["after"]),
        line["action"],
    ]
    sides = (_text(line["before"]), _text(line["after"]))
    text = ", ".join([_encoded(content)[:-1], *sides])
    # Lines from before these were kept are sealed without them.
    if line["place"] or line["follows"] or line["undoes_id"]:
        text = f"{text}, {_encoded([line['place'], line['follows'], line['undoes_id']])[1:-1]}"
    return hashlib.sha256(f"{text}]".encode()).hexdigest()


def _text(values: dict[str, Any]) -> str:
    """What the digest counts of one side of a line, as JSON."""
    told = counted(values)
    return values.text if told is values and isinstance(values, Encoded) else _encoded(told)


_encoded = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode
