"""Standards judged on a day by a basis: thresholds, definitions and exemptions of that day, and a statement a level."""

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
    def thresholds(self) -> dict[str, Threshold]:
        """Those in force, by code."""
        return {row.standard: row for row in self._begun if row.holds_on(self.by)}

    @cached_property
    def _begun(self) -> list[Threshold]:
        """Those of the basis up to the day, ended ones included, by their first day."""
        rows = Threshold.objects.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=self.by), basis=self.basis)
        return list(rows.order_by(F("valid_from").asc(nulls_first=True)))

    @cached_property
    def _since(self) -> dict[str, datetime.date | None]:
        """The first day of each rule: that of the first of the thresholds that follow each other without a gap."""
        found: dict[str, datetime.date | None] = {}
        ended: dict[str, datetime.date | None] = {}
        for row in self._begun:
            if row.standard not in found or ended[row.standard] != row.valid_from:
                found[row.standard] = row.valid_from
            ended[row.standard] = row.valid_to
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
        bounds = {code: (row.low, row.high) for code, row in self.thresholds.items()}
        # The threshold of a target is a share of units; each of these has it or not.
        for standard in standards.declared():
            if standard.fixed:
                bounds[standard.code] = (1, None)
        return Asked(self.day, self.basis, bounds, self._since)

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
        """The rows read for each result, as (label, key), by code and unit. A query for each measure."""
        found: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
        units: dict[str, list[int]] = defaultdict(list)
        for result in results:
            units[result.standard].append(result.unit)
        for code, keys in units.items():
            # A part for which no number is in force that day asks for nothing, so nothing is read for it.
            parts = [part for part in self.parts_of(code) if part in self.asked.bounds]
            for part in parts if self.parts_of(code) else [code]:
                standard = standards.find(part)
                functions = [function for function in (standard.measure, standard.base) if function]
                for function in functions:
                    for unit, rows in self._read_by(function, keys):
                        found[code, unit] += [row for row in rows if row not in found[code, unit]]
        return found

    def _read_by(self, function: Any, keys: Collection[int]) -> Iterator[tuple[int, list[tuple[str, int]]]]:
        """(unit, rows) that the measures of the function read; a fallback those of the units left to it."""
        measures = standards.measures_of(function, self.asked)
        for place, measure in enumerate(measures):
            left = set(keys)
            if measure.fallback:
                left = left.difference(*(before.speaks_of(keys) for before in measures[:place]))
            yield from measure.evidence(left).items()
