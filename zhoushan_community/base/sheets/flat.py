"""A list's rows as the plain values of its columns, straight from the database: no object is made for each row.

Says the same as `Column.value`, which asks a row. A list with a column that only a row can answer is read by rows.
"""

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models.functions import Cast

from ..changes import parts
from ..fields import PhoneField
from ..registers import Column
from ..scope import ScopedModel, naming
from ..tables import Listing

#: Rows that come at a time.
BATCH = 1000
NOTHING_MADE_UP = ("[]", "null", "", None)


@dataclasses.dataclass
class _Read:
    """Where one way of a column stands in a row of values, and what its value is called.

    words: stored value → text, for choices. named: the model whose row's name it is; text: said as text, as a masked
    number is. texts: whether it may be an empty text; looking for one among numbers would cost as much as reading them.
    """

    place: int
    words: Mapping[Any, Any] | None = None
    named: type[models.Model] | None = None
    text: bool = False
    texts: bool = True


def flat_rows(found: Listing) -> Iterator[Sequence[Any]]:
    """The list's rows in order, one at a time; the last value names the columns that were made up."""
    lookups: list[str | Cast] = []
    columns = [_reads(found, column, lookups) for column in found.columns]
    if any(reads is None for reads in columns):
        yield from _by_rows(found)
        return
    marks = [(column.name, _mark(found, column, lookups)) for column in found.columns]
    heads = [str(column.head) for column in found.columns]
    names: dict[type[models.Model], dict[Any, str]] = {}
    asked = {read.place: read.named for reads in columns for read in reads if read.named}
    rows = found.every_row.values_list(*lookups).iterator(chunk_size=BATCH)
    for batch in parts(rows, BATCH):
        # A column at a time: what is the same for all its values is decided once, and most need nothing done to them.
        values = list(zip(*batch, strict=True))
        for place, model in asked.items():
            _learn(model, set(values[place]), names.setdefault(model, {}))
        told = [_values(values, reads, names) for reads in columns]
        yield from zip(*told, _made_up(values, marks, heads), strict=True)


def _made_up(values: list[Sequence[Any]], marks: list[tuple[str, int | None]], heads: list[str]) -> Sequence[str]:
    """The heads of the columns that were made up, row by row."""
    told = [""] * len(values[0])
    for place in {place for _name, place in marks if place is not None}:
        columns = [(name, head) for (name, at), head in zip(marks, heads, strict=True) if at == place]
        for number, text in enumerate(values[place]):
            if text not in NOTHING_MADE_UP:
                names = json.loads(text)
                told[number] += "".join(f"{head}、" for name, head in columns if name in names)
    return [text.rstrip("、") for text in told] if any(told) else told


def _by_rows(found: Listing) -> Iterator[Sequence[Any]]:
    for row in found.all_rows.iterator(chunk_size=BATCH):
        made_up = "、".join(str(column.head) for column in found.columns if column.is_generated(row))
        yield [*(column.value(row) for column in found.columns), made_up]


def _values(
    values: list[Sequence[Any]], reads: list[_Read], names: Mapping[type[models.Model], Mapping[Any, str]]
) -> Sequence[Any]:
    """Of each row the first of the column's values that is not empty."""
    told: Sequence[Any] = ()
    for read in reads:
        found = values[read.place]
        if read.words is not None:
            found = [None if value is None else read.words.get(value, value) for value in found]
        elif read.named is not None:
            found = [names[read.named].get(value) for value in found]
        elif read.text:
            found = [None if value is None else str(value) for value in found]
        if read.texts and "" in found:
            found = [None if value == "" else value for value in found]
        told = [other if one is None else one for one, other in zip(told, found, strict=True)] if told else found
    return told


def _learn(model: type[models.Model], keys: set[Any], known: dict[Any, str]) -> None:
    missing = keys - known.keys() - {None}
    if missing:
        # The list was asked for somebody, and its rows name these; the name is all that is taken of them.
        rows = model._base_manager.filter(pk__in=missing)
        if issubclass(model, ScopedModel):
            rows = rows.select_related(*naming(model))
        known.update((row.pk, str(row)) for row in rows)


def _place(lookup: str | Cast, lookups: list[str | Cast]) -> int:
    if lookup not in lookups:
        lookups.append(lookup)
    return lookups.index(lookup)


def _mark(found: Listing, column: Column, lookups: list[str | Cast]) -> int | None:
    """Where a row of values names what was made up of the column's row."""
    known = {field.name for field in found.register.model._meta.concrete_fields} | found.source.query.annotations.keys()
    # As text: for nearly all rows it is an empty list, and reading that as JSON would take longer than all the rest.
    return _place(Cast(column.generated, models.TextField()), lookups) if column.generated in known else None


def _reads(found: Listing, column: Column, lookups: list[str | Cast]) -> list[_Read] | None:
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
        texts = model is not None or isinstance(field, models.CharField | models.TextField)
        reads.append(_Read(_place(path, lookups), words, model, isinstance(field, PhoneField), texts))
    return reads
