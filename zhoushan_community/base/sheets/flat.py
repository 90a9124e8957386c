"""A list's rows as the plain values of its columns, straight from the database: no object is made for each row.

Says the same as `Column.value`, which asks a row. A list with a column that only a row can answer is read by rows.
"""

import dataclasses
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models

from ..changes import parts
from ..fields import PhoneField
from ..registers import Column
from ..scope import ScopedModel, naming
from ..tables import Listing

#: Rows that come at a time.
BATCH = 2000


@dataclasses.dataclass
class _Read:
    """Where one way of a column stands in a row of values, and what its value is called.

    words: stored value → text, for choices. named: the model whose row's name it is; text: said as text, as a masked
    number is.
    """

    place: int
    words: Mapping[Any, Any] | None = None
    named: type[models.Model] | None = None
    text: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the value itself is what is told."""
        return self.words is None and self.named is None and not self.text


def flat_rows(found: Listing) -> Iterator[list[Any]]:
    """The list's rows in order, one at a time; the last value names the columns that were made up."""
    lookups: list[str] = []
    columns = [_reads(found, column, lookups) for column in found.columns]
    if any(reads is None for reads in columns):
        yield from _by_rows(found)
        return
    marks = [(column.name, _mark(found, column, lookups)) for column in found.columns]
    marked = {place for _name, place in marks if place is not None}
    # Where a column is one value that stands for itself, nothing more is asked about it.
    plain = [reads[0].place if len(reads) == 1 and reads[0].is_plain else None for reads in columns]
    heads = [str(column.head) for column in found.columns]
    names: dict[type[models.Model], dict[Any, str]] = {}
    asked = {read.place: read.named for reads in columns for read in reads if read.named}
    rows = found.every_row.values_list(*lookups).iterator(chunk_size=BATCH)
    for batch in parts(rows, BATCH):
        for place, model in asked.items():
            _learn(model, {row[place] for row in batch}, names.setdefault(model, {}))
        for row in batch:
            told = [
                _value(row, reads, names) if place is None else (row[place] or _nothing(row[place]))
                for place, reads in zip(plain, columns, strict=True)
            ]
            told.append("")
            if any(row[place] for place in marked):
                made_up = (at is not None and name in (row[at] or ()) for name, at in marks)
                told[-1] = "、".join(itertools.compress(heads, made_up))
            yield told


def _nothing(value: Any) -> Any:
    """An empty text as nothing; 0 and False stay."""
    return None if value == "" else value


def _by_rows(found: Listing) -> Iterator[list[Any]]:
    for row in found.all_rows.iterator(chunk_size=BATCH):
        made_up = "、".join(str(column.head) for column in found.columns if column.is_generated(row))
        yield [*(column.value(row) for column in found.columns), made_up]


def _value(row: tuple[Any, ...], reads: list[_Read], names: Mapping[type[models.Model], Mapping[Any, str]]) -> Any:
    """The first of the column's values that is not empty."""
    for read in reads:
        value = row[read.place]
        if value is None:
            continue
        if read.words is not None:
            value = read.words.get(value, value)
        elif read.named is not None:
            value = names[read.named].get(value)
        elif read.text:
            value = str(value)
        if value is not None and value != "":
            return value
    return None


def _learn(model: type[models.Model], keys: set[Any], known: dict[Any, str]) -> None:
    missing = keys - known.keys() - {None}
    if missing:
        # The list was asked for somebody, and its rows name these; the name is all that is taken of them.
        rows = model._base_manager.filter(pk__in=missing)
        if issubclass(model, ScopedModel):
            rows = rows.select_related(*naming(model))
        known.update((row.pk, str(row)) for row in rows)


def _place(lookup: str, lookups: list[str]) -> int:
    if lookup not in lookups:
        lookups.append(lookup)
    return lookups.index(lookup)


def _mark(found: Listing, column: Column, lookups: list[str]) -> int | None:
    """Where a row of values names what was made up of the column's row."""
    known = {field.name for field in found.register.model._meta.concrete_fields} | found.source.query.annotations.keys()
    return _place(column.generated, lookups) if column.generated in known else None


def _reads(found: Listing, column: Column, lookups: list[str]) -> list[_Read] | None:
    """How the column's value is read; None where only a row can tell it."""
    reads = []
    for path in column.paths:
        told_by_row = getattr(found.register.model, f"get_{path}_display", None)
        if told_by_row is not None and path in found.source.query.annotations:
            return None
        if path in found.source.query.annotations:
            reads.append(_Read(_place(path, lookups)))
            continue
        model, field = found.register.model, None
        for step in path.split("__"):
            if model is None:
                return None
            field = next((f for f in model._meta.concrete_fields if f.name == step), None)
            if field is None:
                return None
            model = field.related_model
        words = dict(field.flatchoices) if field.choices else None
        words = {value: str(label) for value, label in words.items()} if words else None
        reads.append(_Read(_place(path, lookups), words, model, isinstance(field, PhoneField)))
    return reads
