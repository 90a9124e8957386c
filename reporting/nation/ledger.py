"""How made-up rows come into the database by the million: with keys of their own, without a query for any of them."""

import datetime
import functools
import io
import json
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self

from django.core.management.color import no_style
from django.db import connection, models

from communities.demo.sources import INVENTED
from zhoushan_community.base import search

from .bare import Bare

_key_of = functools.lru_cache(maxsize=100_000)(search.key_of)


class _Table:
    """Rows of one model for which the same fields are given, until they are written."""

    def __init__(self, model: type[models.Model], names: tuple[str, ...]) -> None:
        self.model, self.rows = model, []
        self.searched = [name for name in model.search_fields if name in names]
        fields = {field.name: field for field in model._meta.concrete_fields}
        rest = [name for name in fields if name not in ("id", "search_key", *names)]
        told = {"version": 0, "source_note": INVENTED, "generated": json.dumps(names)}
        self.same = tuple(told.get(name, _default(fields[name])) for name in rest)
        quote = connection.ops.quote_name
        columns = [quote(fields[name].column) for name in ("id", "search_key", *names, *rest)]
        self.head = f"{quote(model._meta.db_table)} ({', '.join(columns)})"
        self.width = len(columns)

    @property
    def lines(self) -> str:
        """The rows as COPY reads them. Nothing that is made up holds a tab, a line's end or a backslash."""
        same = "".join(f"\t{value}" for value in self.same)
        line = "\t".join(["%s"] * (self.width - len(self.same))) + same.replace("%", "%%") + "\n"
        return "".join([line % row for row in self.rows])


def _default(field: models.Field) -> Any:
    """What stands in a field that is not given, as a driver takes it."""
    value = field.get_default()
    return json.dumps(value) if isinstance(value, list | dict) else value


class Ledger:
    """Takes in rows and writes them many at a time, while the next ones are made up. As a context it leaves the
    database with its keys, constraints and indexes as they were, and with all rows in it."""

    def __init__(self) -> None:
        self.keys: dict[type[models.Model], int] = {}
        self._tables: dict[tuple, _Table] = {}
        self._bare = Bare()
        self._writer = ThreadPoolExecutor(1)
        self._written: Future | None = None

    def put(self, model: type[models.Model], **values: Any) -> int:
        """Take in a row by the names of its fields, parents by their keys. Returns the row's own key."""
        shape = (model, *values)
        table = self._tables.get(shape)
        if table is None:
            table = self._tables[shape] = _Table(model, tuple(values))
        key = self.keys[model] = self.keys.get(model, 0) + 1
        found_by = _key_of(tuple([values[name] for name in table.searched])) if table.searched else ""
        table.rows.append((key, found_by, *values.values()))
        return key

    @property
    def counts(self) -> dict[str, int]:
        """How many rows were taken in, by label."""
        return {model._meta.label_lower: count for model, count in self.keys.items()}

    def flush(self) -> None:
        """Write what was taken in."""
        full = [table for table in self._tables.values() if table.rows]
        if connection.vendor != "postgresql":
            for table in full:
                _insert(table)
        else:
            lines = [(table.head, table.lines) for table in full]
            self.wait()
            for table in full:
                self._bare.strip(table.model)
            self._written = self._writer.submit(_copy, connection.connection, lines)
        for table in full:
            table.rows.clear()

    def wait(self) -> None:
        """Until everything is written that is on its way. Raises what went wrong there."""
        if self._written:
            self._written.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: Any, *_fault: Any) -> None:
        try:
            if kind is None:
                self.flush()
                self.wait()
                self._bare.dress()
                with connection.cursor() as cursor:
                    for statement in connection.ops.sequence_reset_sql(no_style(), list(self.keys)):
                        cursor.execute(statement)
        finally:
            self._writer.shutdown()


def _copy(driver: Any, parts: list[tuple[str, str]]) -> None:
    with driver.cursor() as cursor:
        for head, lines in parts:
            cursor.copy_expert(f"COPY {head} FROM STDIN WITH (NULL 'None')", io.StringIO(lines))


def _insert(table: _Table) -> None:
    places = ", ".join(["%s"] * table.width)
    rows = [
        [str(value) if isinstance(value, datetime.date) else value for value in (*row, *table.same)]
        for row in table.rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table.head} VALUES ({places})", rows)
