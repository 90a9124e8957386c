"""Many new rows at a time: PostgreSQL takes them in by COPY, several times faster than by INSERT; others as ever."""

import datetime
import functools
import io
import json
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection, models

#: Rows that one INSERT takes. Fewer than these are not worth a COPY.
CHUNK = 500
#: Rows that one COPY takes: enough to make it worth while, few enough not to fill the memory.
COPIED = 5_000

_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
Writer = Callable[[Any], str]


def insert_all(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert new rows, and give them their keys where they have none. Neither save() nor signals are called."""
    keyed = [row for row in rows if row.pk is not None]
    new = [row for row in rows if row.pk is None]
    if connection.vendor == "postgresql" and len(new) > CHUNK and _is_plain(model):
        for start in range(0, len(new), COPIED):
            _copy(model, new[start : start + COPIED])
        new = []
    for part in (new, keyed):
        if part:
            model._base_manager.bulk_create(part, batch_size=CHUNK)
    for row in rows:
        row._state.adding = False


def _is_plain(model: type[models.Model]) -> bool:
    """Whether everything in the table is what the rows say: nothing worked out by the database or at saving."""
    fields = model._meta.local_concrete_fields
    return not model._meta.parents and not any(
        field.generated or field.has_db_default() or getattr(field, "auto_now", False) or isinstance(field, _AT_SAVING)
        for field in fields
    )


_AT_SAVING = (models.FileField,)


def _copy(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    meta = model._meta
    now = [field for field in meta.concrete_fields if getattr(field, "auto_now_add", False)]
    columns = _columns(model)
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [quote(meta.db_table), meta.pk.column, len(rows)],
        )
        lines = []
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
            for field in now:
                field.pre_save(row, add=True)
            lines.append("\t".join([write(getattr(row, name)) for name, write in columns]))
        text = io.StringIO("\n".join(lines) + "\n")
        with connection.wrap_database_errors:
            cursor.copy_expert(f"COPY {quote(meta.db_table)} ({names}) FROM STDIN", text)
    for row in rows:
        row._state.db = connection.alias


@functools.cache
def _columns(model: type[models.Model]) -> list[tuple[str, Writer]]:
    return [(field.attname, _writer(field)) for field in model._meta.concrete_fields]


def _writer(field: models.Field) -> Writer:
    """How a value of the field is written in PostgreSQL's text form."""
    if isinstance(field, models.JSONField):
        encode = (field.encoder or json.JSONEncoder)(ensure_ascii=False).encode
        return lambda value: "\\N" if value is None else _escaped(encode(value))
    places = getattr(field, "decimal_places", None)

    def write(value: Any) -> str:
        kind = type(value)
        if value is None:
            return "\\N"
        if kind is str:
            return _escaped(value)
        if kind is int:
            return str(value)
        if kind is bool:
            return "t" if value else "f"
        if kind is datetime.date:
            return value.isoformat()
        if kind is uuid.UUID:
            return str(value)
        if kind is Decimal and places and (text := str(value))[-places - 1 : -places] == ".":
            return text
        prepared = field.get_db_prep_save(value, connection)
        return "\\N" if prepared is None else _escaped(str(prepared))

    return write


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED) if "\\" in text or "\n" in text or "\t" in text or "\r" in text else text
