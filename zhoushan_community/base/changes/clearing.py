"""Taking a person out of a row and out of the log, for good."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db import models, transaction

from .insertion import CHUNK
from .log import Origin, append, lock
from .rows import RecordedModel
from .sealed import ROW_NAME, clear

#: By the key of a row: its fields and what shall stand there.
Blanks = Mapping[int, Mapping[str, Any]]


@transaction.atomic
def clear_rows(model: type[RecordedModel], blanks: Blanks, origin: Origin) -> None:
    """Write other values over what the rows say of persons, and take the older ones out of the log.

    blanks: the rows' names, too, as ROW_NAME, where these are to be forgotten. Rows that are gone have lines alone. The
    lines that tell of it hold no value, so that there is nothing to take back.
    """
    lock()
    rows = model._base_manager.in_bulk(list(blanks))
    written = set()
    for key, row in rows.items():
        values = {name: value for name, value in blanks[key].items() if name != ROW_NAME}
        for name, value in values.items():
            setattr(row, name, value)
        written |= {*values, "version", *row.derived}
        row.version += 1
        row.derive()
    if rows:
        model._base_manager.bulk_update(list(rows.values()), sorted(written), batch_size=CHUNK)
    for key, values in blanks.items():
        _forget(model, key, values)
    append(
        origin,
        [
            {
                "model": model._meta.label_lower,
                "row_id": key,
                "row_name": str(rows.get(key, f"#{key}"))[:200],
                "action": "redact",
                "after": {"fields": sorted(values)},
            }
            for key, values in blanks.items()
        ],
    )


def _forget(model: type[models.Model], key: int, names: Iterable[str]) -> None:
    Change = apps.get_model("base", "Change")
    lines = Change.objects.filter(model=model._meta.label_lower, row_id=key)
    changed = [line for line in lines if clear(line, frozenset(names))]
    Change.objects.bulk_update(changed, ["before", "after", "row_name"], batch_size=CHUNK)
