"""Targets and norms rolled up by territory, for any day."""

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from communities.models import Community, District, Street
from communities.standards import communities
from zhoushan_community.base.standards import Rate, Result, Standard, Tally

from . import kept
from .judging import BECAUSE, Judging
from .models import Basis, Threshold

CITY_CODE = "330900"


@dataclasses.dataclass(frozen=True)
class Territory:
    """A row of a board: the city, a district, a street or a community. district: the key of the one that it lies in or
    is; None for the city."""

    level: str
    key: int | None
    code: str
    name: str
    bound: bool = True
    district: int | None = None

    @property
    def address(self) -> str:
        """How an address names it: by code, else by key."""
        return self.code or f"{self.level}-{self.key}"


@dataclasses.dataclass(frozen=True)
class Judged:
    """One standard of a board, and its threshold on the day."""

    standard: Standard
    threshold: Threshold | None

    @property
    def share(self) -> Any:
        """The share that a rate must reach; None for a norm, and where no threshold is in force."""
        return self.threshold.low if self.threshold and self.standard.kind == "target" else None


Cells = list[tuple[Judged, Rate]]
#: From the first up to, not including, the last of what lies in a territory; None is to the end.
Part = tuple[int, int | None]


class Board:
    """The state of all standards on one day by one basis, as one person may see it.

    user: None sees the whole city, as a command does. everything: the city's rates count those that follow by
    reference, too. What a board costs does not grow with the units.
    """

    def __init__(
        self,
        day: datetime.date,
        basis: str = Basis.DIRECTIVE_2002,
        *,
        user: Any = None,
        codes: Collection[str] = (),
        everything: bool = False,
    ) -> None:
        self.day, self.basis, self.user, self.codes, self.everything = day, basis, user, codes, everything
        self._found: dict[tuple[Territory, Part | None], list[tuple[Territory, dict[str, Tally]]]] = {}
        self._judged: dict[int | None, dict[str, Judged]] = {}

    @cached_property
    def wide(self) -> "Board":
        """The same board with those counted that follow by reference, who are listed though the city's rates leave them
        out."""
        if self.everything:
            return self
        return Board(self.day, self.basis, user=self.user, codes=self.codes, everything=True)

    @property
    def basis_words(self) -> str:
        return str(Basis(self.basis).label)

    @cached_property
    def judging(self) -> Judging:
        """The standards with their thresholds, of the whole city."""
        return Judging(self.day, self.basis, codes=self.codes)

    @cached_property
    def judged(self) -> dict[str, Judged]:
        """Every standard with the city's threshold, by code."""
        return self.judged_in(None)

    def judged_in(self, district: int | None) -> dict[str, Judged]:
        """Every standard with the threshold of a district, by code: its own, else the city's. None: the city's."""
        own = district if district in self.judging.own else None
        if own not in self._judged:
            thresholds = self.judging.thresholds(own)
            self._judged[own] = {each.code: Judged(each, thresholds.get(each.code)) for each in self.judging.standards}
        return self._judged[own]

    def within(self, territory: Territory) -> Q:
        """The units of the territory, as far as they are the person's. The city's leave out those that follow by
        reference."""
        if territory.level == "city":
            inside = Q() if self.everything else ~Q(district_key__in=self.unbound)
        else:
            inside = Q(**{f"{territory.level}_key": territory.key})
        return inside if self._own is None else inside & self._own

    @cached_property
    def _own(self) -> Q | None:
        """Units that belong to the person's ground today; None for all."""
        if self._whole_city:
            return None
        whole = Street.objects.whole_city(because=BECAUSE).filter(
            self._duties("district", "district") | self._duties("street", "pk")
        )
        of_districts = Q(street_key__isnull=True) & self._duties("district", "district_key")
        return Q(community_key__in=self._visible) | Q(community_key__isnull=True) & (
            Q(street_key__in=whole.order_by().values("pk")) | of_districts
        )

    @property
    def _visible(self) -> QuerySet:
        """The keys of the communities that the person sees today."""
        return Community.objects.visible_to(self.user).order_by().values_list("pk", flat=True)

    def _duties(self, level: str, path: str) -> Q:
        keys = [duty.unit_id for duty in self.user.duties_for("view") if duty.level == level]
        return Q(**{f"{path}__in": keys})

    @cached_property
    def _whole_city(self) -> bool:
        return self.user is None or any(duty.level == "city" for duty in self.user.duties_for("view"))

    @cached_property
    def unbound(self) -> set[int]:
        """The districts that follow by reference and are outside the city's rate."""
        rows = District.objects.whole_city(because=BECAUSE).filter(bound=False)
        return set(rows.values_list("pk", flat=True))

    @property
    def own_communities(self) -> set[int] | None:
        """The communities that the person sees; None for all."""
        if self._whole_city:
            return None
        return set(self._visible)

    @staticmethod
    def districts(keys: Iterable[int]) -> dict[int, District]:
        """Districts by key. One query."""
        return District.objects.whole_city(because=BECAUSE).in_bulk(list(keys))

    @staticmethod
    def streets(keys: Iterable[int]) -> dict[int, Street]:
        """Streets by key. One query."""
        return Street.objects.whole_city(because=BECAUSE).in_bulk(list(keys))

    # Territories

    city = Territory("city", None, CITY_CODE, "舟山市")

    def start(self) -> Territory | None:
        """Where the person's board begins: the city, else the own district or street, else the own community."""
        if self._whole_city:
            return self.city
        for duty in self.user.duties_for("view"):
            return self.of(duty.unit)
        return None

    def territory(self, code: str | None) -> Territory | None:
        """The unit of a code or key of an address; None when there is none that the person may see as a whole."""
        start = self.start()
        if start and code == start.address:
            return start
        if not code or code == CITY_CODE:
            return self.city if self._whole_city else None
        level, _dash, key = code.partition("-")
        for model in (District, Street):
            rows = model.objects.whole_city(because=BECAUSE)
            asked = Q(code=code)
            if level == model.territory_level and key.isdecimal():
                asked |= Q(pk=int(key))
            unit = rows.filter(asked).first()
            if unit and self._sees_whole(unit):
                return self.of(unit)
        return None

    def _sees_whole(self, unit: District | Street) -> bool:
        above = {unit.territory_level: unit.pk}
        if isinstance(unit, Street):
            above["district"] = unit.district_id
        return self._whole_city or any(above.get(duty.level) == duty.unit_id for duty in self.user.duties_for("view"))

    def of(self, unit: District | Street | Community) -> Territory:
        """The unit as a territory. Of a community it is not asked whether its district is bound."""
        if isinstance(unit, District):
            bound, district = unit.bound, unit.pk
        elif isinstance(unit, Street):
            bound, district = unit.district_id not in self.unbound, unit.district_id
        else:
            bound, district = True, unit.street.district_id
        return Territory(unit.territory_level, unit.pk, unit.code, unit.name, bound, district)

    def above(self, territory: Territory) -> list[Territory]:
        """The territories over this one that the person may open."""
        found = []
        if territory.level == "street":
            district = District.objects.whole_city(because=BECAUSE).get(streets=territory.key)
            if self._sees_whole(district):
                found.append(self.of(district))
        if territory.level in ("street", "district") and self._whole_city:
            found.insert(0, self.city)
        return found

    def moved_away(self, territory: Territory) -> int:
        """How many communities stood in the territory on the day and are somebody else's ground today."""
        if self._own is None or territory.level == "community":
            return 0
        there = communities(self.judging.asked).filter(**{f"{territory.level}_key": territory.key})
        return there.exclude(unit__in=self._visible).count()

    # What is counted

    def table(self, territory: Territory, part: Part | None = None) -> list[tuple[Territory, Cells]]:
        """The territory itself, then what lies in it and has units on the day, or a part of that, each with the
        rates."""
        found = self._tallied(territory, part)
        return [
            (row, [(each, self._rate(each, counts)) for each in self.judged_in(row.district).values()])
            for row, counts in found
        ]

    def columns(self, territory: Territory) -> int:
        """How many territories lie in it."""
        if territory.level == "city":
            return District.objects.whole_city(because=BECAUSE).count()
        return len(self._tallied(territory)) - 1

    def _tallied(self, territory: Territory, part: Part | None = None) -> list[tuple[Territory, dict[str, Tally]]]:
        """The territory itself, then what lies in it, with their counts; asked for once, however often it is shown."""
        # A country has more districts than are read for a page.
        read = part if territory.level == "city" else None
        if (territory, read) not in self._found:
            everybodys = self._own is None and territory.level in ("city", "district")
            found = self._kept(territory, read or (0, None)) if everybodys else self._counted(territory)
            self._found[territory, read] = found
        found = self._found[territory, read]
        return found if part == read else [found[0], *found[1:][slice(*part)]]

    @staticmethod
    def _rate(judged: Judged, counts: dict[str, Tally]) -> Rate:
        return counts.get(judged.standard.code, Tally()).rate(judged.share)

    def _kept(self, territory: Territory, part: Part) -> list[tuple[Territory, dict[str, Tally]]]:
        """From the judgement that is kept for everybody."""
        if territory.level == "city":
            level, units = "district", list(District.objects.whole_city(because=BECAUSE)[slice(*part)])
        else:
            level, units = "street", list(Street.objects.whole_city(because=BECAUSE).filter(district=territory.key))
        own, key = self.kept_as(territory)
        total = kept.tallies(self.day, self.basis, own, [key]).get(key, {})
        counts = kept.tallies(self.day, self.basis, level, [unit.pk for unit in units])
        units = [unit for unit in units if unit.pk in counts or level == "district"]
        return [(territory, total), *((self.of(unit), counts.get(unit.pk, {})) for unit in units)]

    def _counted(self, territory: Territory) -> list[tuple[Territory, dict[str, Tally]]]:
        """Judged for this person, as far as the person sees."""
        judging = Judging(self.day, self.basis, codes=self.codes, within=self.within(territory))
        by_community = territory.level in ("street", "community")
        total: dict[str, Tally] = defaultdict(Tally)
        inside: dict[int | None, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
        for (_district, street, community), counts in judging.tallies(by_community=by_community).items():
            for code, tally in counts.items():
                total[code] += tally
                inside[community if by_community else street][code] += tally
        if territory.level == "community":
            return [(territory, total)]
        if by_community:
            existing = communities(judging.asked).filter(unit__in=[key for key in inside if key])
            units = [
                Territory(
                    "community", row["unit"], row["unit_code"], row["unit_name"], territory.bound, territory.district
                )
                for row in existing.order_by("unit_name", "unit")
            ]
        else:
            streets = Street.objects.whole_city(because=BECAUSE).filter(pk__in=list(inside))
            units = [self.of(street) for street in streets]
        return [(territory, total), *((unit, inside[unit.key]) for unit in units)]

    def kept_as(self, territory: Territory) -> tuple[str, int] | None:
        """Level and unit of the counts that are kept of the territory for everybody; None where this person's own are
        others."""
        if self._own is not None or territory.level == "community":
            return None
        if territory.level == "city":
            return (kept.WHOLE if self.everything else kept.CITY), 0
        return territory.level, territory.key

    def by_street(self, most: int) -> list[tuple[Territory, str, dict[str, Tally]]]:
        """The streets of the whole city that have units on the day, each with the name of its district and the counts
        that are kept for everybody; none where they are more than so many. For those who see the whole city."""
        if not self._whole_city:
            return []
        rows = Street.objects.whole_city(because=BECAUSE).select_related("district")
        streets = list(rows.order_by("district__code", "district", "code", "pk")[: most + 1])
        if len(streets) > most:
            return []
        counts = kept.tallies(self.day, self.basis, "street", [street.pk for street in streets])
        return [(self.of(unit), unit.district.name, counts[unit.pk]) for unit in streets if unit.pk in counts]

    def spread(self, code: str, territory: Territory) -> list[tuple[Any, str, int]]:
        """How many units of the territory have which number, as Statement.spread() tells it."""
        return Judging(self.day, self.basis, codes=(code,), within=self.within(territory)).spread(code)

    def counts(self, territory: Territory) -> dict[str, Tally]:
        """The units of the territory by code and state."""
        found = next((rows for (each, _part), rows in self._found.items() if each == territory), None)
        return defaultdict(Tally, (found or self._tallied(territory, (0, 0)))[0][1])

    def rate(self, code: str, territory: Territory) -> Rate:
        """The share of units in the territory that meet the standard."""
        return self._rate(self.judged_in(territory.district)[code], self.counts(territory))

    def results(self, territory: Territory, codes: Collection[str] = (), **how: Any) -> Iterable[Result]:
        """How the units of the territory stand, streamed. how: as Judging.results() takes it."""
        codes = codes or self.codes
        return Judging(self.day, self.basis, codes=codes, within=self.within(territory)).results(**how)
