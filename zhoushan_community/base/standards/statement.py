"""All standards of one level in one SQL statement.

The units of the day are joined with what every measure says of them; from the numbers and the bounds come the states,
from these the states of what is put together. The answer is read unit by unit, or counted by territory. What it costs
is a statement for each level, however many units, standards and days there are.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from .declared import Asked, MeasureFunction, Standard, subject_of
from .measures import NO_NUMBER
from .reading import Piece, Said, compiled, plan
from .results import EXEMPT, JUDGED, MET, MISSING, NOT_APPLICABLE, STATES, UNMET, Result, Tally, plain

#: The sides of what is put together, by code: (side, codes of its parts).
Definitions = Mapping[str, Sequence[tuple[str, Sequence[str]]]]

#: More units than this are not named one by one to the database.
FEW = 2000
#: A share is reckoned in so many parts, because a threshold has four decimals and a float has none that are exact.
SHARES = 10_000

#: The columns of a subject beside made_up.
UNIT = ("unit", "community", "street", "district", "code", "name")


class Statement:
    """The standards of one level on a day.

    within: which of the units are judged, by the columns of a subject; all when None. exempt: by code, a queryset of
    the keys of exempt units. definitions: of those without a measure; their parts must be among the standards.
    """

    def __init__(
        self,
        level: str,
        standards: Sequence[Standard],
        asked: Asked,
        *,
        definitions: Definitions | None = None,
        exempt: Mapping[str, QuerySet] | None = None,
        within: Q | None = None,
    ) -> None:
        self.level, self.asked = level, asked
        self.exempt, self.definitions = exempt or {}, definitions or {}
        self.measured = [standard for standard in standards if standard.measure]
        self.composed = [standard for standard in standards if not standard.measure]
        self.standards = [*self.measured, *self.composed]
        self.place = {standard.code: number for number, standard in enumerate(self.standards)}
        self.rows = subject_of(level).rows(asked)
        self.keys: list[int] | None = None
        if within is not None:
            self.rows = self.rows.filter(within)
            self.keys = few(self.rows)
        read: dict[MeasureFunction, tuple[str, ...]] = {}
        for each in self.measured:
            for function in filter(None, (each.measure, each.base)):
                read[function] = (*read.get(function, ()), *each.numbers)
        self.said, self.named = plan(tuple(read.items()), asked)

    # What is said of every unit

    def _told(self, function: MeasureFunction, tell: Callable[[Sequence[Said]], str]) -> str:
        """What the measures come to, in a district that measures by numbers of its own what they come to by these."""
        found = ""
        for districts, said in self.said[function]:
            found = _in(districts, tell(said), found) if districts else tell(said)
        return found

    def _number(self, function: MeasureFunction) -> str:
        """What the measures come to: unknown when none of them says anything of the unit."""
        return self._told(function, self._number_of)

    @staticmethod
    def _number_of(said: Sequence[Said]) -> str:
        names = [each.of("number") for each in said if not each.measure.fallback]
        last = [each.of("number") for each in said if each.measure.fallback]
        number = names[0]
        if len(names) > 1:
            silent = " AND ".join(f"{name} IS NULL" for name in names)
            added = " + ".join(f"COALESCE({name}, 0)" for name in names)
            number = f"CASE WHEN {silent} THEN NULL ELSE {added} END"
        return f"COALESCE({', '.join((number, *last))})" if last else number

    def _added(self, function: MeasureFunction, name: str) -> str:
        return self._told(function, lambda said: " + ".join(each.of(name, "0") for each in said))

    def _applies(self, function: MeasureFunction) -> str:
        return self._told(function, lambda said: " * ".join(each.of("applies", "1") for each in said))

    def _parts(self, function: MeasureFunction) -> str:
        return self._told(function, self._parts_of)

    @staticmethod
    def _parts_of(said: Sequence[Said]) -> str:
        terms, shift = [], 0
        for each in said:
            terms.append(f"{each.of('parts', '0')} * {1 << shift}")
            shift += max(len(each.measure.parts), 1)
        return " + ".join(terms)

    def _bounds(self, standard: Standard) -> tuple[Piece, Piece, str]:
        """The lower and the upper bound of a unit, and what they are reckoned from."""
        base = NO_NUMBER
        if standard.compare == "more":
            base = self._told(standard.measure, lambda said: said[0].of("base"))
            return Piece(base), Piece(NO_NUMBER), base
        if standard.base:
            # A figure times the parts of a share can be more than a whole number of 32 bits.
            base = f"CAST({self._number(standard.base)} AS bigint)"
        low, high = _reckoned(standard, self.asked, base)
        for districts, asked in self.asked.groups((standard.code,)):
            own_low, own_high = _reckoned(standard, asked, base)
            low, high = _either(districts, own_low, low), _either(districts, own_high, high)
        return low, high, base

    def _read(self) -> Piece:
        columns, values = [f"u.{name}" for name in UNIT], []
        for number, standard in enumerate(self.measured):
            low, high, base = self._bounds(standard)
            number_of = self._number(standard.measure)
            made_up = self._added(standard.measure, "made_up")
            if standard.base:
                made_up += f" + {self._added(standard.base, 'made_up')}"
            pieces = {
                "n": Piece(f"COALESCE({number_of}, 0)" if standard.nought else number_of),
                "l": low,
                "h": high,
                "d": Piece(self._added(standard.measure, "doubt")),
                "a": Piece(self._where_asked(standard)),
                "b": Piece(base),
                "p": Piece(self._parts(standard.measure)),
                "g": Piece(f"u.made_up + {made_up}"),
                "e": self._exempt(standard),
            }
            for letter, piece in pieces.items():
                columns.append(f"{piece.sql} AS {letter}{number}")
                values += piece.values
        for number, standard in enumerate(self.composed, len(self.measured)):
            piece = self._exempt(standard)
            columns.append(f"{piece.sql} AS e{number}")
            values += piece.values
        joins = "".join(f" LEFT JOIN {name} ON {name}.unit = u.unit" for name, _piece in self.named)
        return Piece(f"SELECT {', '.join(columns)} FROM u{joins}", tuple(values))

    def _narrowed(self, piece: Piece) -> Piece:
        """What is said of the units alone, where they are few: the database looks for these only."""
        if self.keys is None:
            return piece
        keys = ", ".join(map(str, self.keys)) or "NULL"
        return Piece(f"SELECT * FROM ({piece.sql}) s WHERE s.unit IN ({keys})", piece.values)

    def _exempt(self, standard: Standard) -> Piece:
        if standard.code not in self.exempt:
            return Piece("0")
        piece = compiled(self.exempt[standard.code])
        return Piece(f"CASE WHEN u.unit IN ({piece.sql}) THEN 1 ELSE 0 END", piece.values)

    # How it is judged

    def _asked(self, standard: Standard) -> bool:
        """Whether it is judged on this day by this basis at all."""
        if standard.measure is None:
            return bool(self.definitions.get(standard.code))
        return any(standard.code in asked.bounds for asked in (self.asked, *self.asked.own.values()))

    def _where_asked(self, standard: Standard) -> str:
        """Whether it applies to a unit. What districts alone have a number for applies in these alone."""
        applies = self._applies(standard.measure)
        if standard.code in self.asked.bounds:
            return applies
        return _in([key for key, asked in self.asked.own.items() if standard.code in asked.bounds], applies, "0")

    def _state(self, standard: Standard, number: int) -> str:
        if not self._asked(standard):
            return f"'{NOT_APPLICABLE}'"
        n, low, high, doubt = (f"{letter}{number}" for letter in "nlhd")
        unknown = f"WHEN {n} IS NULL OR {low} IS NULL THEN '{MISSING}'"
        doubtful = f"WHEN {doubt} > 0 THEN '{MISSING}'"
        judged = {
            # What is in doubt could only add to it; what is short with all of it is short.
            "at_least": f"{unknown} WHEN {n} >= {low} THEN '{MET}'"
            f" WHEN {n} + {doubt} >= {low} THEN '{MISSING}' ELSE '{UNMET}'",
            "at_most": f"{unknown} WHEN {n} > {low} THEN '{UNMET}' {doubtful} ELSE '{MET}'",
            "within": f"{unknown} {doubtful} WHEN {n} >= {low} AND {n} <= {high} THEN '{MET}' ELSE '{UNMET}'",
            "more": f"{unknown} {doubtful} WHEN {n} > {low} THEN '{MET}' ELSE '{UNMET}'",
        }[standard.compare]
        return (
            f"CASE WHEN a{number} = 0 THEN '{NOT_APPLICABLE}' WHEN e{number} = 1 THEN '{EXEMPT}' {judged} END"
        )  # fmt: skip

    def _judged(self) -> Piece:
        read = self._read()
        states = [f"{self._state(standard, number)} AS s{number}" for number, standard in enumerate(self.measured)]
        sql = f"SELECT r.*{''.join(f', {state}' for state in states)} FROM ({read.sql} {_fence()}) r"
        return Piece(sql, read.values)

    def _whole(self) -> Piece:
        judged = self._judged()
        columns = ["j.*"]
        for number, standard in enumerate(self.composed, len(self.measured)):
            parts = [self.place[code] for _side, codes in self.definitions.get(standard.code, ()) for code in codes]
            states = ", ".join(f"s{part}" for part in parts)
            if not parts:
                columns += [
                    f"'{NOT_APPLICABLE}' AS s{number}",
                    f"{NO_NUMBER} AS n{number}",
                    f"{NO_NUMBER} AS l{number}",
                ]
                columns += [f"0 AS p{number}", f"0 AS g{number}"]
                continue
            columns += [
                f"CASE WHEN e{number} = 1 THEN '{EXEMPT}' WHEN '{UNMET}' IN ({states}) THEN '{UNMET}'"
                f" WHEN '{MISSING}' IN ({states}) THEN '{MISSING}' WHEN '{EXEMPT}' IN ({states}) THEN '{EXEMPT}'"
                f" WHEN '{MET}' IN ({states}) THEN '{MET}' ELSE '{NOT_APPLICABLE}' END AS s{number}",
                " + ".join(f"CASE WHEN s{part} = '{MET}' THEN 1 ELSE 0 END" for part in parts) + f" AS n{number}",
                " + ".join(f"CASE WHEN s{part} = '{NOT_APPLICABLE}' THEN 0 ELSE 1 END" for part in parts)
                + f" AS l{number}",
                f"0 AS p{number}",
                " + ".join(f"g{part}" for part in parts) + f" AS g{number}",
            ]
        return Piece(f"SELECT {', '.join(columns)} FROM ({judged.sql} {_fence()}) j", judged.values)

    # The answer

    def _asking(self, columns: Sequence[str], ending: str) -> Piece:
        """The whole statement: the units and measures first, named, because what is in them may name columns anew."""
        whole = self._whole()
        told = [(f"u({', '.join((*UNIT, 'made_up'))})", compiled(self.rows))]
        told += [(name, self._narrowed(piece)) for name, piece in self.named]
        sql = f"WITH {', '.join(f'{head} AS ({piece.sql})' for head, piece in told)}"
        values = [value for _head, piece in told for value in piece.values]
        sql += f" SELECT {', '.join(columns)} FROM ({whole.sql} {_fence()}) w {ending}"
        return Piece(sql, (*values, *whole.values))

    def results(
        self, codes: Collection[str] | None = None, *, state: str = "", nearest: bool = False, rows: slice | None = None
    ) -> Iterator[Result]:
        """How every unit stands against every standard, or against those of the codes. One statement, streamed.

        state, nearest, rows: of one code: only units of the state (JUDGED: of any but not applicable), what is unmet
        first, then what is not known, each the nearest to its bound first, and of these a part.
        """
        wanted = [standard for standard in self.standards if codes is None or standard.code in codes]
        places = [self.place[standard.code] for standard in wanted]
        columns = list(UNIT)
        for place in places:
            more = "hbd" if place < len(self.measured) else ""
            columns += [f"{letter}{place}" for letter in f"snlpg{more}"]
        ending = _only(places[0], state)
        first = []
        if nearest:
            states = [f"s{places[0]} <> '{state}'" for state in (UNMET, MISSING)]
            first = [*states, _nearness(places[0], wanted[0].compare == "within")]
        ending += f"ORDER BY {', '.join([*first, 'district', 'street', 'name', 'unit'])}"
        if rows is not None:
            ending += f" LIMIT {int(rows.stop - rows.start)} OFFSET {int(rows.start)}"
        for row in stream(self._asking(columns, ending)):
            unit, community, street, district, code, name = row[:6]
            at = 6
            for standard, place in zip(wanted, places, strict=True):
                found, n, low, parts, made_up = row[at : at + 5]
                measured = place < len(self.measured)
                high, base, doubt = row[at + 5 : at + 8] if measured else (None, None, 0)
                at += 8 if measured else 5
                # What is in doubt has no number yet.
                n = None if doubt and found == MISSING else plain(n)
                low, high = plain(low), plain(high)
                yield Result(
                    standard.code, unit, code or "", name, community, street, district, found, n, low, high,
                    _distance(standard, found, n, low, high), plain(base), int(parts or 0), bool(made_up),
                )  # fmt: skip

    def spread(self, code: str) -> Iterator[tuple[Any, str, int]]:
        """How many of the units to which the standard applies have which number: (number or None, state, units). A
        share is in tenths of a percent, downwards; one for so many is what falls to one, upwards; growth is in tenths
        of a percent of what was before. One statement."""
        place = self.place[code]
        standard = self.standards[place]
        n, base = f"n{place}", f"b{place}"
        number = {
            "share": f"FLOOR({n} * 1000.0 / NULLIF({base}, 0))",
            "per": f"CEILING({base} * 1.0 / NULLIF({n}, 0))",
        }.get(standard.reckoned, n)
        if standard.compare == "more":
            number = f"FLOOR(({n} - {base}) * 1000.0 / NULLIF({base}, 0))"
        known = f"CASE WHEN s{place} = '{MISSING}' THEN NULL ELSE {number} END"
        ending = f"{_only(place, JUDGED)} GROUP BY 1, 2"
        for found, state, units in stream(self._asking([known, f"s{place}", "COUNT(*)"], ending)):
            yield plain(found), state, units

    def tallies(self, *, by_community: bool = False) -> Iterator[tuple[tuple, dict[str, Tally]]]:
        """(district, street, community or None) and the counts by code. One statement."""
        group = ("district", "street", *(("community",) if by_community else ()))
        columns = list(group)
        for number, standard in enumerate(self.standards):
            if not self._asked(standard):
                columns += ["COUNT(*)" if state == NOT_APPLICABLE else "0" for state in STATES] + ["0"]
                continue
            columns += [f"COUNT(CASE WHEN s{number} = '{state}' THEN 1 END)" for state in STATES]
            columns.append(f"COUNT(CASE WHEN g{number} > 0 AND s{number} <> '{NOT_APPLICABLE}' THEN 1 END)")
        piece = self._asking(columns, f"GROUP BY {', '.join(group)}")
        # All at once: what is streamed is planned for its first rows, and a count has none before it has them all.
        with connection.cursor() as cursor:
            cursor.execute(piece.sql, piece.values)
            found = cursor.fetchall()
        for row in found:
            place, counts = row[: len(group)], row[len(group) :]
            where = (*place, *((None,) if not by_community else ()))
            yield where, {code: Tally(*counts[number * 6 : number * 6 + 6]) for code, number in self.place.items()}


def _in(districts: Sequence[int], own: str, other: str) -> str:
    """The one in these districts, the other elsewhere."""
    if not districts:
        return other
    return f"CASE WHEN u.district IN ({', '.join(map(str, districts))}) THEN {own} ELSE {other} END"


def _either(districts: Sequence[int], own: Piece, other: Piece) -> Piece:
    return Piece(_in(districts, own.sql, other.sql), (*own.values, *other.values))


def _reckoned(standard: Standard, asked: Asked, base: str) -> tuple[Piece, Piece]:
    """The lower and the upper bound of what is asked."""
    low, high = asked.bounds.get(standard.code, (None, None))
    if standard.reckoned == "share" and low is not None:
        share = int(low * SHARES)
        return Piece(f"(({base}) * {share} + {SHARES - 1}) / {SHARES}"), Piece(NO_NUMBER)
    if standard.reckoned == "per" and low is not None:
        most, least = int(high), int(low)
        return Piece(f"(({base}) + {most - 1}) / {most}"), Piece(f"(({base}) + {least - 1}) / {least}")
    return _bound(low), _bound(high)


def _bound(bound: Any) -> Piece:
    """A bound as the database compares it with whole numbers and areas alike."""
    if bound is None:
        return Piece(NO_NUMBER)
    return Piece("%s", (plain(bound) if connection.vendor == "postgresql" else float(bound),))


def _fence() -> str:
    """Ends a query within another so that each of its columns is worked out once for a row. Otherwise it is written out
    wherever it is named, and what is counted in six ways is worked out six times."""
    return "OFFSET 0" if connection.vendor == "postgresql" else "LIMIT -1"


def _only(place: int, state: str) -> str:
    if state == JUDGED:
        return f"WHERE s{place} <> '{NOT_APPLICABLE}' "
    return f"WHERE s{place} = '{state}' " if state in STATES else ""


def _distance(standard: Standard, state: str, n: Any, low: Any, high: Any) -> Any:
    if n is None or low is None or state in (NOT_APPLICABLE, MISSING):
        return None
    if standard.compare == "at_most":
        return max(n - low, 0)
    if standard.compare == "more":
        return min(n - low, 0)
    if n < low:
        return n - low
    return n - high if standard.compare == "within" and high is not None and n > high else 0


def _nearness(place: int, bounded: bool) -> str:
    """How far a unit is from its bounds, as a share of them, so that a few rooms and many yuan compare."""
    n, low = f"n{place}", f"l{place}"
    above = f"WHEN {n} > h{place} THEN ({n} - h{place}) * 1.0 / h{place} " if bounded else ""
    below = f"WHEN {low} > 0 THEN ABS({low} - {n}) * 1.0 / {low}"
    return f"CASE WHEN {n} IS NULL OR {low} IS NULL THEN 9 {above}{below} ELSE {n} END"


def few(rows: QuerySet) -> list[int] | None:
    """The keys of the units of a subject, where they are few enough to be named to the database. One query."""
    found = list(rows.order_by().values_list("unit", flat=True)[: FEW + 1])
    return found if len(found) <= FEW else None


def stream(piece: Piece) -> Iterator[tuple]:
    """The rows of the answer, some at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(piece.sql, piece.values)
        while rows := cursor.fetchmany(2000):
            yield from rows
