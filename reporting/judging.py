"""Standards judged on a day by a basis: thresholds, definitions and exemptions of that day, and a statement a level."""

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any

from django.db.models import F, Q

from zhoushan_community.base import dated, standards
from zhoushan_community.base.standards import Asked, Result, Standard, Statement, Tally

from .models import Basis, Exemption, TargetPart, Threshold

BECAUSE = "results are judged for every unit and then narrowed to the person's scope"

#: (district, street, community or None) on the day.
Place = tuple[int, int, int | None]


class Judging:
    """All standards, or those of the codes, on one day.

    within: which units, by the columns of a subject; all when None. by: the day whose thresholds and definitions
    judge; the same day when None. The number of statements is the same however many units there are.
    """

    def __init__(
        self,
        day: datetime.date,
        basis: str = Basis.DIRECTIVE_2002,
        *,
        codes: Collection[str] = (),
        within: Q | None = None,
        by: datetime.date | None = None,
    ) -> None:
        self.day, self.basis, self.within, self.by = day, str(basis), within, by or day
        self.standards = [each for each in standards.all_standards() if not codes or each.code in codes]

    @cached_property
    def in_force(self) -> list[Threshold]:
        """The thresholds in force: the city's, and those that districts have of their own."""
        return [row for row in self._begun if row.holds_on(self.by)]

    @cached_property
    def own(self) -> dict[int, dict[str, Threshold]]:
        """Those that districts have of their own, by district and code."""
        found: dict[int, dict[str, Threshold]] = defaultdict(dict)
        for row in self.in_force:
            if row.district_id:
                found[row.district_id][row.standard] = row
        return dict(found)

    def thresholds(self, district: int | None = None) -> dict[str, Threshold]:
        """By code, those of the city, or those by which a district is judged: its own, else the city's."""
        city = {row.standard: row for row in self.in_force if row.district_id is None}
        return city | self.own.get(district, {})

    def judges(self, district: int | None) -> list[Threshold]:
        """The thresholds by which units of the district are judged; None: by which any unit of the city is, what
        districts have of their own included."""
        return list(self.thresholds(district).values()) if district else self.in_force

    @cached_property
    def _begun(self) -> list[Threshold]:
        """Those of the basis up to the day, ended ones included, by their first day."""
        rows = Threshold.objects.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=self.by), basis=self.basis)
        return list(rows.select_related("district").order_by(F("valid_from").asc(nulls_first=True)))

    def _since(self, district: int | None) -> dict[str, datetime.date | None]:
        """The first day of each rule: that of the first of the thresholds that follow each other without a gap, those
        of the city and the district's own alike."""
        found: dict[str, datetime.date | None] = {}
        ended: dict[str, datetime.date] = {}
        for row in self._begun:
            code, end = row.standard, row.valid_to or datetime.date.max
            if row.district_id not in (None, district):
                continue
            if code not in found or (row.valid_from or datetime.date.min) > ended[code]:
                found[code], ended[code] = row.valid_from, end
            ended[code] = max(ended[code], end)
        return found

    @cached_property
    def definitions(self) -> dict[str, list[tuple[str, list[str]]]]:
        """(side, codes of its parts) of the targets that are put together, in the order of the paper."""
        found: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for row in TargetPart.objects.filter(dated.on(self.by), basis=self.basis):
            found[row.target].setdefault(row.side, []).append(row.part)
        return {target: list(sides.items()) for target, sides in found.items()}

    def parts_of(self, code: str) -> list[str]:
        """The codes of what a target is put together from; empty for others."""
        return [part for _side, parts in self.definitions.get(code, ()) for part in parts]

    @cached_property
    def asked(self) -> Asked:
        """What every measure is asked."""
        city = self._asked_of(None)
        # One that is no longer in force may still be where a rule began.
        districts = sorted({row.district_id for row in (*self._begun, *self.in_force) if row.district_id})
        return dataclasses.replace(city, own={key: own for key in districts if (own := self._asked_of(key)) != city})

    def _asked_of(self, district: int | None) -> Asked:
        bounds = {code: (row.low, row.high) for code, row in self.thresholds(district).items()}
        # The threshold of a target is a share of units; each of these has it or not.
        for standard in standards.declared():
            if standard.fixed:
                bounds[standard.code] = (1, None)
        return Asked(self.day, self.basis, bounds, self._since(district))

    def before(self, day: datetime.date) -> "Judging":
        """The same on an earlier day, by the thresholds that are read already."""
        found = Judging(day, self.basis, codes=[standard.code for standard in self.standards], within=self.within)
        found._begun = [row for row in self._begun if row.valid_from is None or row.valid_from <= day]
        return found

    def is_judged(self, code: str) -> bool:
        """Whether a threshold of the code is in force, be it in one district alone."""
        return any(row.standard == code for row in self.in_force)

    def _exempt(self, level: str) -> dict[str, Any]:
        """The keys of exempt units, by code, as queries."""
        if level not in self._exempted:
            return {}
        rows = Exemption.objects.whole_city(because=BECAUSE).filter(dated.on(self.day), **{f"{level}__isnull": False})
        return {code: rows.filter(standard=code).order_by().values(level) for code in self._exempted[level]}

    @cached_property
    def _exempted(self) -> dict[str, set[str]]:
        """By level, the codes of norms from which a unit is exempt."""
        found: dict[str, set[str]] = defaultdict(set)
        rows = Exemption.objects.whole_city(because=BECAUSE).filter(dated.on(self.day)).order_by()
        for code in rows.values_list("standard", flat=True).distinct():
            found[standards.find(code).level].add(code)
        return found

    def statements(self) -> Iterator[Statement]:
        """One for each level of the standards and of what they are put together from."""
        wanted: dict[str, dict[str, Standard]] = defaultdict(dict)
        for standard in self.standards:
            for code in (standard.code, *self.parts_of(standard.code)):
                wanted[standard.level][code] = standards.find(code)
        for level, by_code in wanted.items():
            yield Statement(
                level,
                list(by_code.values()),
                self.asked,
                definitions=self.definitions,
                exempt=self._exempt(level),
                within=self.within,
            )

    def results(self, *, parts: bool = False, **how: Any) -> Iterator[Result]:
        """How every unit stands, streamed. parts: against what the targets are put together from, too. how: as
        Statement.results() takes it."""
        codes = {standard.code for standard in self.standards}
        for statement in self.statements():
            yield from statement.results(None if parts else codes, **how)

    def spread(self, code: str) -> list[tuple[Any, str, int]]:
        """How many units have which number, as Statement.spread() tells it. One statement."""
        [statement] = (each for each in self.statements() if code in each.place)
        return list(statement.spread(code))

    def tallies(self, *, by_community: bool = False) -> dict[Place, dict[str, Tally]]:
        """How many units are in each state, by place and code."""
        found: dict[Place, dict[str, Tally]] = defaultdict(dict)
        for statement in self.statements():
            for place, counts in statement.tallies(by_community=by_community):
                for code, tally in counts.items():
                    found[place][code] = tally
        return dict(found)

    def evidence(self, results: Collection[Result]) -> dict[tuple[str, int], list[tuple[str, int]]]:
        """The rows read for each result, as (label, key), by code and unit. A query for each measure, and for what it
        measures by other numbers in some district."""
        found: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
        units: dict[tuple[str, Any], tuple[Asked, list[int]]] = {}
        for result in results:
            asked = self.asked.of(result.district)
            units.setdefault((result.standard, self._numbers(result.standard, asked)), (asked, []))[1].append(
                result.unit
            )
        for (code, _numbers), (asked, keys) in units.items():
            # A part for which no number is in force that day asks for nothing, so nothing is read for it.
            parts = [part for part in self.parts_of(code) if part in asked.bounds]
            for part in parts if self.parts_of(code) else [code]:
                standard = standards.find(part)
                functions = [function for function in (standard.measure, standard.base) if function]
                for function in functions:
                    for unit, rows in self._read_by(function, asked, keys):
                        found[code, unit] += [row for row in rows if row not in found[code, unit]]
        return found

    def _numbers(self, code: str, asked: Asked) -> Any:
        """What the standard, or each of its parts, may read of the thresholds; None where no district has its own."""
        if not self.asked.own:
            return None
        return tuple(asked.about(standards.find(each).numbers) for each in self.parts_of(code) or [code])

    @staticmethod
    def _read_by(function: Any, asked: Asked, keys: Collection[int]) -> Iterator[tuple[int, list[tuple[str, int]]]]:
        """(unit, rows) that the measures of the function read; a fallback those of the units left to it."""
        measures = standards.measures_of(function, asked)
        for place, measure in enumerate(measures):
            left = set(keys)
            if measure.fallback:
                left = left.difference(*(before.speaks_of(keys) for before in measures[:place]))
            yield from measure.evidence(left).items()
