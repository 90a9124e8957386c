"""Many new rows at a time: PostgreSQL takes them in by COPY, several times faster than by INSERT; others as ever."""

import datetime
import itertools
import json
import operator
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection, models

#: Rows that one INSERT takes. Fewer than these are not worth a COPY.
CHUNK = 500
#: Rows that one COPY takes: enough to make it worth while, few enough not to fill the memory.
COPIED = 5_000
#: Rows that are sent at a time: about as much as waits in the connection while the server is busy.
SENT = 200

_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
Writer = Callable[[Any], str]
Values = Mapping[str, Any]


class Encoded(dict[str, Any]):
    """What stands in a JSON column, with its text, where that is known already."""

    __slots__ = ("text",)

    def __init__(self, values: Values, text: str) -> None:
        super().__init__(values)
        self.text = text


def insert_all(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert new rows, and give them their keys where they have none. Neither save() nor signals are called."""
    keyed = [row for row in rows if row.pk is not None]
    new = [row for row in rows if row.pk is None]
    if _by_copy(model, len(new)):
        _give_keys(model, new)
        _copy(model, model._meta.concrete_fields, parts(new, COPIED), vars)
        new = []
    for part in (new, keyed):
        if part:
            model._base_manager.bulk_create(part, batch_size=CHUNK)
    for row in rows:
        row._state.adding = False


def insert_values(model: type[models.Model], rows: Iterable[Values], finish: Callable[[Values], Values]) -> None:
    """Insert new rows without keys. However many, few of them are in memory at a time.

    finish: makes of one of the rows, in their order, what stands in its fields by attribute name. It asks the database
    nothing, because it is called while the server takes in the rows before.
    """
    found = parts(rows, COPIED)
    first = next(found, [])
    if _by_copy(model, len(first)):
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        _copy(model, fields, itertools.chain([first], found), finish)
        return
    for part in itertools.chain([first], found):
        model._base_manager.bulk_create([model(**finish(row)) for row in part], batch_size=CHUNK)


def parts(items: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """The items in their order, so many at a time; of themselves as many as one statement takes."""
    items = iter(items)
    while part := list(itertools.islice(items, size)):
        yield part


def _by_copy(model: type[models.Model], count: int) -> bool:
    return connection.vendor == "postgresql" and count > CHUNK and _is_plain(model)


def _is_plain(model: type[models.Model]) -> bool:
    """Whether everything in the table is what the rows say: nothing worked out by the database or at saving."""
    fields = model._meta.local_concrete_fields
    return not model._meta.parents and not any(
        field.generated or field.has_db_default() or getattr(field, "auto_now", False) or isinstance(field, _AT_SAVING)
        for field in fields
    )


_AT_SAVING = (models.FileField,)


def _give_keys(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """What the database and the fields themselves give to new rows."""
    meta = model._meta
    now = [field for field in meta.concrete_fields if getattr(field, "auto_now_add", False)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(meta.db_table), meta.pk.column, len(rows)],
        )
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk, row._state.db = key, connection.alias
            for field in now:
                field.pre_save(row, add=True)


def _copy(
    model: type[models.Model],
    fields: Sequence[models.Field],
    rows: Iterator[Sequence[Any]],
    finish: Callable[[Any], Values],
) -> None:
    """While the server takes in some rows, the next are made ready here."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    statement = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN"
    told = operator.itemgetter(*(field.attname for field in fields))

    def ready(rows: Sequence[Any]) -> bytes:
        columns = zip(*[told(finish(row)) for row in rows], strict=True)
        texts = [_texts(field, column) for field, column in zip(fields, columns, strict=True)]
        return "".join([f"{line}\n" for line in map("\t".join, zip(*texts, strict=True))]).encode()

    with connection.cursor() as cursor, connection.wrap_database_errors:
        # Taking a part may ask the database, so each one is a COPY of its own.
        for part in rows:
            pieces = _MadeWhenAsked(map(ready, parts(part, SENT)))
            try:
                cursor.copy_expert(statement, pieces)
            except Exception:
                if pieces.failure:
                    # The driver tells it as if the database had been lost.
                    raise pieces.failure from None
                raise


class _MadeWhenAsked:
    """A file of which each piece is made when the driver asks for it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.failure: Exception | None = None

    def read(self, _size: int) -> bytes:
        try:
            return next(self.pieces, b"")
        except Exception as failure:
            self.failure = failure
            raise


def _texts(field: models.Field, values: Sequence[Any]) -> Iterable[str]:
    """A column's values in PostgreSQL's text form. Most columns hold one kind of value, if not just one value, and are
    written at once."""
    kinds = set(map(type, values))
    if len(kinds) == 1 and not isinstance(field, models.JSONField):
        (kind,) = kinds
        if values[0] is values[-1] and values.count(values[0]) == len(values) and kind is not Decimal:
            return itertools.repeat(_writer(field)(values[0]), len(values))
        if kind is str:
            return values if _is_clean("".join(values)) else map(_escaped, values)
        if kind is int:
            return map(str, values)
        if kind is datetime.date:
            return map(datetime.date.isoformat, values)
    return map(_writer(field), values)


@cache
def _writer(field: models.Field) -> Writer:
    """How a value of the field is written in PostgreSQL's text form."""
    if isinstance(field, models.JSONField):
        encode = (field.encoder or json.JSONEncoder)(ensure_ascii=False).encode

        def write_json(value: Any) -> str:
            if value is None:
                return "\\N"
            if type(value) is Encoded:
                return _escaped(value.text)
            return "[]" if type(value) is list and not value else _escaped(encode(value))

        return write_json
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
    return text if _is_clean(text) else text.translate(_ESCAPED)


def _is_clean(text: str) -> bool:
    return not ("\\" in text or "\n" in text or "\t" in text or "\r" in text)
