"""Records: registers that somebody must keep. Nothing is passed or failed; it is told who keeps them, since when no
more, and how completely.

Each record is declared once, in the standards.py of its app. What a record costs is one statement, however many units
keep it and however many rows they have entered.
"""

import dataclasses
import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Case, Count, DateField, F, Max, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest

from ..scope import ScopedModel
from .declared import Asked, subject_of
from .measures import begun, newest
from .reading import Piece, compiled
from .statement import UNIT, few, stream

BECAUSE = "it is told of every unit whether it keeps a record; what a person sees of it is narrowed by the scope"

#: A record without an entry in so many days is silent.
YEAR = datetime.timedelta(days=365)

#: How a unit keeps a record: never an entry; none in the year up to the day; one in that year, or no days are kept.
NEVER, SILENT, CURRENT = "never", "silent", "current"
KEEPING = (NEVER, SILENT, CURRENT)

#: What a register says of each unit.
TOLD = ("unit", "entries", "last", "parts", "unclear", "invented")


@dataclasses.dataclass(frozen=True)
class Ledger:
    """One of the registers that a record is made up of.

    unit: the path from a row to the key of the unit that keeps it, or an expression of it. on: the fields with the days
    of an entry, at most two, the first of them its beginning; empty where no day is kept. only: which of its rows.
    parts: what must be there, by its words. unclear: rows that leave open what they should say. which: of which rows
    the two are asked: "all", "standing" (those that hold on the day), "year" (those of the year up to it), "latest".
    """

    model: type[ScopedModel]
    unit: Any
    on: tuple[str, ...] = ()
    parts: Mapping[Any, Q] = dataclasses.field(default_factory=dict)
    unclear: Q = dataclasses.field(default_factory=lambda: Q(pk=None))
    only: Q = dataclasses.field(default_factory=Q)
    which: str = "all"

    def rows(self, day: datetime.date) -> QuerySet:
        """What was entered up to the day."""
        rows = self.model.objects.whole_city(because=BECAUSE).filter(self.only)
        if not self.on:
            return rows
        start = self.on[0]
        if self.which == "latest":
            return newest(rows.filter(**{f"{start}__lte": day}), self.unit, start)
        return begun(rows, day, start)

    def _asked(self, day: datetime.date) -> Q:
        every = Q(pk__isnull=False)
        if self.which == "standing":
            return every & self.model.holding(day)
        return every & Q(**{f"{self.on[0]}__gt": day - YEAR}) if self.which == "year" else every

    def _entered(self, day: datetime.date) -> Any:
        """The day of the entry: the later of its days that has come."""
        come = [Case(When(**{f"{name}__lte": day}, then=F(name)), output_field=DateField()) for name in self.on]
        if not come:
            return Cast(None, DateField())
        return come[0] if len(come) == 1 else Coalesce(Greatest(*come), *come)

    def told(self, day: datetime.date, shift: int, keys: Collection[int] | None) -> QuerySet:
        """The columns of TOLD. shift: how many parts the registers before it have. keys: of these units only, and of
        what belongs to none; of all when None."""
        at = F(self.unit) if isinstance(self.unit, str) else self.unit
        rows = self.rows(day).order_by().annotate(at=at)
        if keys is not None:
            rows = rows.filter(Q(at__in=keys) | Q(at__isnull=True))
        asked: Q = self._asked(day)
        bits: Any = Value(0)
        for place, condition in enumerate(self.parts.values(), shift):
            bits = bits + Coalesce(Max(Case(When(asked & condition, then=1))), 0) * (1 << place)
        found = rows.values(unit=F("at")).annotate(
            entries=Count("pk"),
            last=Max(self._entered(day)),
            parts=bits,
            unclear=Count("pk", filter=asked & self.unclear),
            invented=Count("pk", filter=~Q(generated=[])),
        )
        return found.values(*TOLD)


@dataclasses.dataclass(frozen=True)
class Record:
    """A register that somebody must keep.

    paragraph, clause: where it stands in the directive, and its words. level: who keeps it, the name of a subject.
    how: in words, when it is complete. own: names of what keeps it in the city itself whether or not a register has
    it; where `city` is true the first of them is the city, whose rows belong to no district. reference: it is about
    those that follow by reference, so that the city counts them.
    """

    code: str
    paragraph: str
    clause: str
    level: str
    ledgers: tuple[Ledger, ...]
    how: Any
    own: tuple[str, ...] = ()
    city: bool = False
    reference: bool = False

    @property
    def parts(self) -> tuple[Any, ...]:
        """The words of everything that must be there, in the order of their bits."""
        return tuple(words for ledger in self.ledgers for words in ledger.parts)

    @property
    def dated(self) -> bool:
        """Whether its entries have days, so that it can fall silent."""
        return any(ledger.on for ledger in self.ledgers)


@dataclasses.dataclass(frozen=True, slots=True)
class Coverage:
    """How a record is kept: by `kept` of so many units, completely by `complete`; `silent` have no entry in the year up
    to the day, those that never had one included. last: the last entry. made_up: of how many units some entry was made
    up for demonstration."""

    units: int = 0
    kept: int = 0
    complete: int = 0
    silent: int = 0
    last: datetime.date | None = None
    made_up: int = 0

    def __add__(self, other: "Coverage") -> "Coverage":
        days = [day for day in (self.last, other.last) if day]
        return Coverage(
            self.units + other.units,
            self.kept + other.kept,
            self.complete + other.complete,
            self.silent + other.silent,
            max(days, default=None),
            self.made_up + other.made_up,
        )

    @property
    def never(self) -> int:
        """How many units have no entry at all."""
        return self.units - self.kept


@dataclasses.dataclass(frozen=True, slots=True)
class Keeping:
    """How one unit keeps a record. unclear: how many rows leave open what they should say; lacking: the words of what
    is not there; unit: its key, or none above nought where no register has it."""

    unit: int
    community: int | None
    street: int | None
    district: int | None
    code: str
    name: str
    state: str
    entries: int
    last: datetime.date | None
    complete: bool
    lacking: tuple[Any, ...]
    unclear: int
    made_up: bool


class Kept:
    """How the units of the day keep a record. within: which units, by the columns of a subject; all when None. city:
    what the city itself keeps, too."""

    def __init__(
        self, record: Record, asked: Asked, *, within: Q | None = None, city: bool = True, keys: Any = None
    ) -> None:
        self.record, self.day, self.city = record, asked.day, city
        self.rows = subject_of(record.level).rows(asked)
        if within is not None:
            self.rows = self.rows.filter(within)
        self.keys = keys

    def _entered(self) -> Piece:
        pieces, shift = [], 0
        for ledger in self.record.ledgers:
            pieces.append(compiled(ledger.told(self.day, shift, self.keys)))
            shift += len(ledger.parts)
        values = tuple(value for piece in pieces for value in piece.values)
        return Piece(" UNION ALL ".join(piece.sql for piece in pieces), values)

    def _asking(self, columns: Sequence[str], ending: str) -> Piece:
        entered, units = self._entered(), compiled(self.rows)
        own, named = "", []
        for place, name in enumerate(self.record.own if self.city else ()):
            # The city stands at nought, where the rows of no district are; others have no rows to be found by.
            key = -place - (0 if self.record.city else 1)
            own += f" UNION ALL SELECT {key}, NULL, NULL, NULL, '', %s, 0"
            named.append(name)
            if not self.record.city:
                own += " WHERE NOT EXISTS (SELECT 1 FROM s WHERE s.district IS NULL AND s.name LIKE %s)"
                named.append(f"%{name}%")
        full = (1 << len(self.record.parts)) - 1
        silent = "k.entries = 0" + (" OR k.last IS NULL OR k.last <= %s" if self.record.dated else "")
        sql = (
            f"WITH s({', '.join((*UNIT, 'made_up'))}) AS ({units.sql}), l({', '.join(TOLD)}) AS ({entered.sql}),"
            " e AS (SELECT COALESCE(unit, 0) AS unit, SUM(entries) AS entries, MAX(last) AS last, SUM(parts) AS parts,"
            " SUM(unclear) AS unclear, SUM(invented) AS invented FROM l GROUP BY COALESCE(unit, 0)),"
            f" u AS (SELECT * FROM s{own}),"
            " k AS (SELECT u.*, COALESCE(e.entries, 0) AS entries, e.last, COALESCE(e.parts, 0) AS parts,"
            " COALESCE(e.unclear, 0) AS unclear, COALESCE(e.invented, 0) AS invented"
            " FROM u LEFT JOIN e ON e.unit = u.unit),"
            f" r AS (SELECT k.*, CASE WHEN k.entries > 0 AND k.parts = {full} AND k.unclear = 0 THEN 1 ELSE 0 END"
            f" AS complete, CASE WHEN {silent} THEN 1 ELSE 0 END AS silent FROM k)"
            f" SELECT {', '.join(columns)} FROM r {ending}"
        )
        since = (self.day - YEAR,) if self.record.dated else ()
        return Piece(sql, (*units.values, *entered.values, *named, *since))

    def by(self, *levels: str) -> dict[tuple, Coverage]:
        """The coverage by district, street or community, or by several of them. One statement."""
        columns = [*levels, "COUNT(*)", "COUNT(CASE WHEN entries > 0 THEN 1 END)", "SUM(complete)", "SUM(silent)",
                   "MAX(last)", "COUNT(CASE WHEN invented > 0 THEN 1 END)"]  # fmt: skip
        found = {}
        for row in stream(self._asking(columns, f"GROUP BY {', '.join(levels)}")):
            units, kept, complete, silent, last, made_up = row[len(levels) :]
            found[row[: len(levels)]] = Coverage(units, kept, int(complete), int(silent), _day(last), made_up)
        return found

    def keepings(self, *, state: str = "", rows: slice | None = None) -> Iterator[Keeping]:
        """Every unit, or those of the state: those first that never had an entry, then those that fell silent, then by
        the day of the last one. One statement."""
        ending = {
            NEVER: "WHERE entries = 0 ",
            SILENT: "WHERE entries > 0 AND silent = 1 ",
            CURRENT: "WHERE silent = 0 ",
        }.get(state, "")
        ending += "ORDER BY entries > 0, silent DESC, last IS NOT NULL, last, district, street, name, unit"
        if rows is not None:
            ending += f" LIMIT {int(rows.stop - rows.start)} OFFSET {int(rows.start)}"
        columns = (*UNIT, "entries", "last", "parts", "unclear", "complete", "silent", "invented")
        for row in stream(self._asking(columns, ending)):
            unit, community, street, district, code, name, entries, last, parts, unclear, complete, silent, made = row
            yield Keeping(
                unit, community, street, district, code or "", name,
                NEVER if not entries else SILENT if silent else CURRENT, int(entries), _day(last), bool(complete),
                tuple(words for place, words in enumerate(self.record.parts) if not int(parts) >> place & 1),
                int(unclear), bool(made),
            )  # fmt: skip


def few_keys(level: str, asked: Asked, within: Q) -> list[int] | None:
    """The keys of the units of a level, where they are few enough to be named to the database. One query."""
    return few(subject_of(level).rows(asked).filter(within))


def _day(value: Any) -> datetime.date | None:
    """A day as the databases give it."""
    return datetime.date.fromisoformat(value[:10]) if isinstance(value, str) else value


_records: dict[str, Record] = {}


def record(*records: Record) -> None:
    """Take records into service. Called in an app's standards.py."""
    for each in records:
        _records[each.code] = each


def all_records() -> list[Record]:
    """Every declared record, by code."""
    return sorted(_records.values(), key=lambda each: each.code)


def record_of(code: str) -> Record:
    """The record of a code such as "R02". Raises KeyError."""
    return _records[code]
