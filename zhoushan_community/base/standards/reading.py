"""What is said of all units, written down in SQL: a named query for each set of rows that measures read."""

import dataclasses
import functools
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from .declared import Asked, MeasureFunction, measures_of
from .measures import SAID, Measure, together


@dataclasses.dataclass
class Piece:
    """A piece of SQL with the values for its places."""

    sql: str
    values: tuple[Any, ...] = ()


def compiled(rows: QuerySet) -> Piece:
    # What no row can match is a table without rows here, and no reason to leave the whole statement out.
    sql, values = rows.query.get_compiler(connection.alias, elide_empty=False).as_sql()
    return Piece(sql, tuple(values))


@dataclasses.dataclass(frozen=True)
class Said:
    """What a measure says, by the columns of the named query that it stands in."""

    measure: Measure
    columns: Mapping[str, str]

    def of(self, name: str, otherwise: str = "") -> str:
        """What it says by a name of SAID; otherwise: what holds of units of which it says nothing."""
        column = self.columns.get(name)
        if column is None:
            return SAID[name]
        return f"COALESCE({column}, {otherwise})" if otherwise else column


def _widenings(rows: QuerySet) -> int:
    """How many of the joins can make several rows of one."""
    joins = (getattr(join, "join_field", None) for join in rows.query.alias_map.values())
    return sum(getattr(field, "one_to_many", False) or getattr(field, "many_to_many", False) for field in joins)


#: What the measures of a function say in districts that have numbers of their own; those of no district hold elsewhere.
Sayings = list[tuple[list[int], list[Said]]]


@functools.lru_cache(maxsize=512)
def plan(
    functions: tuple[tuple[MeasureFunction, tuple[str, ...]], ...], asked: Asked
) -> tuple[dict[MeasureFunction, Sayings], list[tuple[str, Piece]]]:
    """What the measures of the functions say, and the named queries that they say it in. Measures of the same rows
    share one. All this is a matter of the day and the thresholds alone, and to write it down takes longer than a city
    takes to be judged.

    functions: each with the codes of the thresholds that it may read.
    """
    read: dict[Any, list[Measure]] = {}
    places: dict[MeasureFunction, list[tuple[list[int], list[tuple[Any, int]]]]] = {}
    for function, districts, measures in _variants(functions, asked):
        found: list[tuple[Any, int]] = []
        places.setdefault(function, []).append((districts, found))
        for measure in measures:
            rows = measure.rows.order_by().values(unit=F(measure.unit))
            piece = compiled(rows)
            # What joins more to a row reads it more than once, and what is one row says one thing.
            alone = measure.single or _widenings(together([measure])) > _widenings(rows)
            key = (piece.sql, piece.values, measure if alone else None)
            read.setdefault(key, []).append(measure)
            found.append((key, len(read[key]) - 1))
    names = {key: f"m{number}" for number, key in enumerate(read)}
    said = {
        function: [
            (
                districts,
                [
                    Said(read[key][place], {name: f"{names[key]}.{name}{place}" for name in read[key][place].said()})
                    for key, place in found
                ],
            )
            for districts, found in variants
        ]
        for function, variants in places.items()
    }
    return said, [(names[key], compiled(together(measures))) for key, measures in read.items()]


def _variants(
    functions: tuple[tuple[MeasureFunction, tuple[str, ...]], ...], asked: Asked
) -> Iterator[tuple[MeasureFunction, list[int], tuple[Measure, ...]]]:
    """The measures of each function, and those of districts by whose own numbers it measures otherwise."""
    for function, codes in functions:
        measures = measures_of(function, asked)
        yield function, [], measures
        for districts, own in asked.groups(codes):
            others = measures_of(function, own)
            if [compiled(together([each])) for each in others] != [compiled(together([each])) for each in measures]:
                yield function, districts, others
