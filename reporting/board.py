"""Targets and norms rolled up by territory, for any day."""

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from communities.models import Community, District, Street
from zhoushan_community.base import dated, standards
from zhoushan_community.base.standards import Rate, Reading, Result, Standard

from .models import Basis, Threshold

CITY_CODE = "330900"
BECAUSE = "results are judged for every unit and then narrowed to the person's scope"


@dataclasses.dataclass(frozen=True)
class Territory:
    """A row of a board: the city, a district, a street or a community."""

    level: str
    key: int | None
    code: str
    name: str
    bound: bool = True

    @property
    def address(self) -> str:
        """How an address names it: by code, else by key."""
        return self.code or f"{self.level}-{self.key}"

    def holds(self, reading: Reading) -> bool:
        """Whether the unit that was read belongs to it."""
        if self.level == "city":
            return True
        return (
            self.key
            == {"district": reading.district, "street": reading.street, "community": reading.community}[self.level]
        )


@dataclasses.dataclass(frozen=True)
class Judged:
    """One standard on the day: its threshold and every unit's result."""

    standard: Standard
    threshold: Threshold | None
    results: list[Result]

    @property
    def share(self) -> Any:
        """The share that a rate must reach; None for a norm, and where no threshold is in force."""
        return self.threshold.low if self.threshold and self.standard.kind == "target" else None


class Board:
    """The state of all standards on one day by one basis, as one person may see it.

    user: None sees the whole city, as a command does. Judging costs the same number of queries however many units.
    """

    def __init__(
        self, day: datetime.date, basis: str = Basis.DIRECTIVE_2002, *, user: Any = None, codes: Iterable[str] = ()
    ) -> None:
        self.day, self.basis, self.user = day, basis, user
        self._others: list[Reading] = []
        wanted = set(codes)
        self.standards = [s for s in standards.all_standards() if not wanted or s.code in wanted]

    @property
    def basis_words(self) -> str:
        return str(Basis(self.basis).label)

    @cached_property
    def judged(self) -> dict[str, Judged]:
        """Every standard, judged."""
        in_force = Threshold.objects.filter(dated.on(self.day), basis=self.basis)
        thresholds = {threshold.standard: threshold for threshold in in_force}
        own = self.own_communities
        read: dict[Any, list[Reading]] = {}
        found = {}
        for standard in self.standards:
            if standard.measure not in read:
                read[standard.measure] = []
                for reading in standard.measure(self.day):
                    if own is None or reading.community in own:
                        read[standard.measure].append(reading)
                    else:
                        self._others.append(reading)
            threshold = thresholds.get(standard.code)
            bounds = (threshold.low, threshold.high) if threshold else None
            results = standards.judge(standard, read[standard.measure], bounds)
            found[standard.code] = Judged(standard, threshold, results)
        return found

    @cached_property
    def own_communities(self) -> set[int] | None:
        """The communities that the person sees; None for all."""
        if self._whole("city", None):
            return None
        return set(Community.objects.visible_to(self.user).values_list("pk", flat=True))

    @cached_property
    def districts(self) -> dict[int, District]:
        return {row.pk: row for row in District.objects.whole_city(because=BECAUSE)}

    @cached_property
    def unbound(self) -> set[int]:
        """The districts that follow by reference and are outside the city's rate."""
        return {key for key, district in self.districts.items() if not district.bound}

    @cached_property
    def streets(self) -> dict[int, Street]:
        return {row.pk: row for row in Street.objects.whole_city(because=BECAUSE)}

    def territory(self, code: str | None) -> Territory | None:
        """The unit of a code or key of an address; None when there is none that the person may see as a whole."""
        start = self.start()
        if start and code == start.address:
            return start
        if not code or code == CITY_CODE:
            return self.city if self._whole("city", None) else None
        for unit in (*self.districts.values(), *self.streets.values()):
            found = self._of(unit)
            if code in (unit.code, f"{found.level}-{unit.pk}") and self._whole(found.level, unit):
                return found
        return None

    def start(self) -> Territory | None:
        """Where the person's board begins: the city, else the own district or street."""
        if self._whole("city", None):
            return self.city
        for duty in self.user.duties_for("view"):
            if duty.level in ("district", "street"):
                return self._of(duty.unit)
            if duty.level == "community":
                return Territory("community", duty.unit_id, duty.unit.code, duty.unit.name)
        return None

    city = Territory("city", None, CITY_CODE, "舟山市")

    def _of(self, unit: District | Street) -> Territory:
        bound = unit.bound if isinstance(unit, District) else self.districts[unit.district_id].bound
        return Territory(unit.territory_level, unit.pk, unit.code, unit.name, bound)

    def _whole(self, level: str, unit: Any) -> bool:
        if self.user is None:
            return True
        for duty in self.user.duties_for("view"):
            if duty.level == "city":
                return True
            if duty.level == level and duty.unit_id == unit.pk:
                return True
            if duty.level == "district" and level == "street" and duty.unit_id == unit.district_id:
                return True
        return False

    def moved_away(self, territory: Territory) -> int:
        """How many communities stood in the territory on the day and are somebody else's ground today."""
        _ = self.judged
        return len({reading.community for reading in self._others if territory.holds(reading)})

    def rows(self, territory: Territory) -> list[Territory]:
        """The territory itself, then what lies in it and has units on the day: districts, streets or communities."""
        if territory.level == "city":
            return [territory, *(self._of(district) for district in self.districts.values())]
        if territory.level == "district":
            inside = {r.reading.street for j in self.judged.values() for r in j.results if territory.holds(r.reading)}
            streets = [self._of(street) for key, street in self.streets.items() if key in inside]
            return [territory, *streets]
        if territory.level == "street":
            # A norm of communities names each of them; estates carry their community along.
            inside = {}
            for judged in self.judged.values():
                for result in judged.results:
                    reading = result.reading
                    if judged.standard.level == "community" and territory.holds(reading):
                        inside[reading.community] = Territory(
                            "community", reading.unit, reading.code, reading.name, territory.bound
                        )
            return [territory, *inside.values()]
        return [territory]

    def results(self, code: str, territory: Territory) -> list[Result]:
        """The units' results within the territory. The city's leave out those that follow by reference."""
        return [
            result
            for result in self.judged[code].results
            if territory.holds(result.reading)
            and not (territory.level == "city" and result.reading.district in self.unbound)
        ]

    def rate(self, code: str, territory: Territory) -> Rate:
        """The share of units in the territory that meet the standard."""
        return standards.rate_of(self.results(code, territory), self.judged[code].share)

    def table(self, territory: Territory) -> list[tuple[Territory, list[tuple[Judged, Rate]]]]:
        """All rows of the board with the rate for each standard, grouped in one pass over the results."""
        rows = self.rows(territory)
        levels = {row.level for row in rows} - {"city"}
        cells: dict[Territory, list[tuple[Judged, Rate]]] = {row: [] for row in rows}
        for judged in self.judged.values():
            inside: dict[tuple[str, int | None], list[Result]] = defaultdict(list)
            for result in judged.results:
                if result.reading.district not in self.unbound:
                    inside["city", None].append(result)
                for level in levels:
                    inside[level, getattr(result.reading, level)].append(result)
            for row in rows:
                cells[row].append((judged, standards.rate_of(inside[row.level, row.key], judged.share)))
        return list(cells.items())
