"""Figures of a territory over time: as things stood then, and restated on the units of today by the shares.

A unit has what was last counted of it, carried on over the adjustments since that count. Restating carries what every
unit had on a day over all adjustments up to today, and then looks at the units that are there now.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.db.models import Q

from ..models import (
    Adjustment,
    AdjustmentShare,
    Community,
    CommunityFigures,
    CommunityPlacement,
    ResidentsCommittee,
    Street,
    StreetFigures,
    in_effect,
)
from .edges import SOURCES, TARGETS, Unit
from .ledger import Division, Ledger, Share, Span, Sum, divide

BECAUSE = "a restated sum counts what came into the territory from others; only the sums are shown"
FIRST = datetime.date.min
#: More days than these are told by the last one of each year.
DAYS = 60
#: The figures of communities that can be followed, in the order of their register, and the census of streets.
OF_COMMUNITIES = tuple(
    field.name for field in CommunityFigures._meta.fields if isinstance(field, models.PositiveIntegerField)
)
CENSUS = {"census_population": "population", "census_households": "households"}
#: Counts of households and buildings are divided by households first, those of persons by population first.
BY_HOUSEHOLDS = ("households", "registered_households", "buildings", "low_income", "census_households")


@dataclass(frozen=True)
class Point:
    """A figure on a day. because: the adjustments of that day that touch the territory."""

    day: datetime.date
    then: Sum
    now: Sum
    because: tuple[Adjustment, ...] = ()


@dataclass(frozen=True)
class Method:
    """How one source was divided on a day. targets: their names, and the fraction that each got, None if unknown."""

    day: datetime.date
    division: Division
    source: str
    targets: tuple[tuple[str, float | None], ...]


class Series:
    """One figure of a district, street, community or, without a unit, of the city. A constant number of queries.

    figure: a field of CommunityFigures, or "census_population", "census_households" of streets.
    """

    def __init__(self, unit: models.Model | None, figure: str, day: datetime.date) -> None:
        self.unit, self.figure, self.day = unit, figure, day
        self.of_streets = figure in CENSUS
        self.level = unit.territory_level if unit is not None else "city"
        self.district = self._district()
        self.generated = False
        self.spans: dict[Unit, Span] = {}
        self.places: dict[Unit, list[tuple[Span, int | None, int]]] = {}
        self.names: dict[Unit, str] = {}
        self.counts: dict[datetime.date, list[tuple[Unit, int]]] = defaultdict(list)
        self.sizes: dict[Unit, list[tuple[datetime.date, dict[str, int | None]]]] = defaultdict(list)
        if self.of_streets:
            self._read_streets()
        else:
            self._read_communities()
            self._read_committees()
        self._papers: dict[datetime.date, list[tuple[Adjustment, set[Unit]]]] = defaultdict(list)
        self.divisions = self._read_divisions()

    def _district(self) -> int | None:
        """The district whose rows are read; None for the whole city."""
        if self.unit is None or self.level == "district":
            return self.unit.pk if self.unit is not None else None
        return self.unit.district_id if self.level == "street" else self.unit.street.district_id

    # Reading

    def _read_communities(self) -> None:
        rows = Community.objects.whole_city(because=BECAUSE).order_by()
        placed = CommunityPlacement.objects.whole_city(because=BECAUSE).order_by("-valid_from")
        counted = CommunityFigures.objects.whole_city(because=BECAUSE).filter(counted_on__lte=self.day)
        if self.district:
            there = Q(street__district=self.district)
            known = placed.filter(there).order_by().values("community")
            rows = rows.filter(there | Q(pk__in=known))
            inside = Q(community__in=rows.values("pk"))
            placed, counted = placed.filter(inside), counted.filter(inside)
        stays: dict[int, list[tuple[Span, int, int]]] = defaultdict(list)
        fields = ("community", "valid_from", "valid_to", "street", "street__district")
        for key, start, end, street, district in placed.values_list(*fields):
            stays[key].append(((start, end), street, district))
        fields = ("pk", "name", "founded_on", "closed_on", "street", "street__district")
        for key, name, start, end, street, district in rows.values_list(*fields):
            unit = Unit("community", key)
            self.spans[unit], self.names[unit] = (start, end), name
            self.places[unit] = [*stays[key], ((None, None), street, district)]
        wanted = dict.fromkeys(("households", "population", self.figure))
        for key, counted_on, generated, *values in counted.order_by("counted_on").values_list(
            "community", "counted_on", "generated", *wanted
        ):
            known = dict(zip(wanted, values, strict=True))
            self._counted(Unit("community", key), counted_on, known[self.figure], known)
            if known[self.figure] is not None and {self.figure, "counted_on"} & set(generated):
                self.generated = True

    def _read_committees(self) -> None:
        """What an old committee had, as far as the register tells it: households and population, from its first day."""
        rows = ResidentsCommittee.objects.whole_city(because=BECAUSE).order_by()
        if self.district:
            rows = rows.filter(street__district=self.district)
        fields = ("pk", "name", "valid_from", "valid_to", "street", "street__district", "households", "population")
        for key, name, start, end, street, district, households, population in rows.values_list(*fields):
            unit = Unit("committee", key)
            self.spans[unit], self.names[unit] = (start, end), name
            self.places[unit] = [((None, None), street, district)]
            known = {"households": households, "population": population}
            self._counted(unit, start or FIRST, known.get(self.figure), known)

    def _read_streets(self) -> None:
        rows = Street.objects.whole_city(because=BECAUSE).order_by()
        counted = StreetFigures.objects.whole_city(because=BECAUSE).filter(counted_on__lte=self.day)
        if self.district:
            rows, counted = rows.filter(district=self.district), counted.filter(street__district=self.district)
        for key, name, start, end, district in rows.values_list("pk", "name", "valid_from", "valid_to", "district"):
            unit = Unit("street", key)
            self.spans[unit], self.names[unit] = (start, end), name
            self.places[unit] = [((None, None), key, district)]
        fields = ("street", "counted_on", "households", "population", "generated")
        for key, counted_on, households, population, generated in counted.order_by("counted_on", "pk").values_list(
            *fields
        ):
            known = {"households": households, "population": population}
            self._counted(Unit("street", key), counted_on, known[CENSUS[self.figure]], known)
            self.generated = self.generated or bool(generated)

    def _counted(self, unit: Unit, day: datetime.date, amount: int | None, sizes: dict[str, int | None]) -> None:
        self.sizes[unit].append((day, sizes))
        if amount is not None:
            self.counts[day].append((unit, amount))

    def _read_divisions(self) -> dict[datetime.date, list[Division]]:
        """What was divided on each day, of the layer that the figure is counted in: moves between layers are no
        division of households."""
        kinds = ("street",) if self.of_streets else ("committee", "community")
        sources, targets = ([fields[kind] for kind in kinds if kind in fields] for fields in (SOURCES, TARGETS))
        rows = AdjustmentShare.objects.whole_city(because=BECAUSE).filter(
            Q(*((f"{name}__isnull", False) for name in sources), _connector=Q.OR),
            Q(*((f"{name}__isnull", False) for name in targets), _connector=Q.OR),
            in_effect(self.day, "adjustment"),
        )
        if self.district:
            rows = rows.filter(adjustment__district=self.district)
        by_day: dict[datetime.date, dict[Unit, list[Share]]] = defaultdict(lambda: defaultdict(list))
        for share in rows.select_related("adjustment").order_by("adjustment__effective_on", "pk"):
            source = next(Unit(kind, key) for kind in kinds if (key := getattr(share, f"{SOURCES[kind]}_id", None)))
            target = next(
                Unit(kind, key) for kind in kinds if kind in TARGETS and (key := getattr(share, f"{TARGETS[kind]}_id"))
            )
            sizes = {"households": share.households, "population": share.population}
            whole = share.extent == AdjustmentShare.Extent.WHOLE
            by_day[share.adjustment.effective_on][source].append(Share(target, whole, sizes))
            self._papers[share.adjustment.effective_on].append((share.adjustment, {source, target}))
        measures = ("households", "population")
        if self.figure not in BY_HOUSEHOLDS:
            measures = measures[::-1]
        return {
            day: [
                divide(
                    source,
                    shares,
                    stands=self._stands(source, day),
                    size=self._size(source, day),
                    measures=measures,
                )
                for source, shares in by_source.items()
            ]
            for day, by_source in sorted(by_day.items())
        }

    def _stands(self, unit: Unit, day: datetime.date) -> bool:
        start, end = self.spans.get(unit, (day, day))
        return (start is None or start <= day) and (end is None or day < end)

    def _size(self, unit: Unit, day: datetime.date) -> dict[str, int | None]:
        """How large the unit was when it was last counted before the day."""
        found: dict[str, int | None] = {}
        for counted_on, sizes in self.sizes.get(unit, ()):
            if counted_on < day:
                found |= {name: size for name, size in sizes.items() if size is not None}
        return found

    # Where units stand

    def _inside(self, unit: Unit, day: datetime.date) -> bool:
        """Whether the unit stood in the territory on the day."""
        if self.level == "city":
            return True
        if self.level == "community":
            return unit == Unit("community", self.unit.pk)
        for span, street, district in self.places[unit]:
            if dated_on(span, day):
                return (street if self.level == "street" else district) == self.unit.pk
        return False

    def standing(self, day: datetime.date) -> set[Unit]:
        """The units that stood in the territory on the day."""
        return {unit for unit, span in self.spans.items() if dated_on(span, day) and self._inside(unit, day)}

    @cached_property
    def _ever(self) -> set[Unit]:
        """The units that stood in the territory at any time."""
        if self.level in ("city", "community"):
            return {unit for unit in self.places if self._inside(unit, self.day)}
        place = 1 if self.level == "street" else 2
        return {unit for unit, stays in self.places.items() if any(stay[place] == self.unit.pk for stay in stays)}

    @cached_property
    def _kin(self) -> set[Unit]:
        """Those, and the units that they came out of: what was counted of these bears on the territory's past."""
        found = set(self._ever)
        for divisions in reversed(self.divisions.values()):
            found |= {each.source for each in divisions if found & set(each.targets)}
        return found

    def _closed(self, day: datetime.date) -> set[Unit]:
        """The units that stood in the territory last, and were closed by the day."""
        return {unit for unit in self._ever if (end := self.spans[unit][1]) and end <= day and self._last_here(unit)}

    def _last_here(self, unit: Unit) -> bool:
        """Whether the unit stood in the territory on its last day."""
        end = self.spans[unit][1]
        return self._inside(unit, end - datetime.timedelta(days=1)) if end else False

    # The series

    def _events(self) -> list[datetime.date]:
        """The days on which a count or an adjustment touched the territory, up to the day itself."""
        found = {day for day, counts in self.counts.items() if any(unit in self._kin for unit, _amount in counts)}
        found |= {day for day, papers in self._papers.items() if any(units & self._kin for _paper, units in papers)}
        if self.level in ("street", "district"):
            stays = (span for unit in self._ever for span, _street, _district in self.places[unit])
            found |= {end for span in stays for end in span if end}
        days = sorted(day for day in found if FIRST < day <= self.day)
        if len(days) > DAYS:
            last_of_year = {day.year: day for day in days}
            days = sorted(last_of_year.values())
        return days if days and days[-1] == self.day else [*days, self.day]

    def points(self) -> Iterator[Point]:
        """The figure on each of the days, the first known one first."""
        ledger = Ledger(self.spans)
        events = sorted(self.counts.keys() | self.divisions.keys())
        position, begun = 0, False
        today = self.standing(self.day)
        for day in self._events():
            while position < len(events) and events[position] <= day:
                self._take(ledger, events[position])
                position += 1
            there = self.standing(day)
            then = ledger.sum(there, there, self._closed(day))
            now = self.restated(ledger, day, today)
            begun = begun or then.value is not None or now.value is not None
            if begun:
                touched = {paper.pk: paper for paper, units in self._papers.get(day, ()) if units & self._kin}
                yield Point(day, then, now, tuple(touched.values()))

    def _take(self, ledger: Ledger, day: datetime.date, *, counts: bool = True) -> None:
        """What happened on a day: first the adjustments, then the counts, which are of the units after these."""
        if day in self.divisions:
            ledger.miss(unit for unit in self.spans if self._was(unit, day))
            ledger.adjust(self.divisions[day], day)
        for unit, amount in self.counts.get(day, ()) if counts else ():
            ledger.counted(unit, amount)

    def _was(self, unit: Unit, day: datetime.date) -> bool:
        """Whether the unit stood right before the day."""
        return dated_on(self.spans[unit], day - datetime.timedelta(days=1)) if day > FIRST else False

    def restated(self, ledger: Ledger, day: datetime.date, today: set[Unit] | None = None) -> Sum:
        """What the units of the day held, on the units of today: carried over every adjustment since."""
        today = self.standing(self.day) if today is None else today
        carried = ledger.copy()
        there = {unit for unit, span in self.spans.items() if dated_on(span, day)}
        carried.miss(there)
        for later in sorted(self.divisions):
            if later > day:
                carried.adjust(self.divisions[later], later)
        return carried.sum(today, closed=self._closed(self.day))

    def methods(self) -> list[Method]:
        """How each source was divided that gave to the territory or was of it."""
        found = []
        for day, divisions in self.divisions.items():
            for division in divisions:
                if not {division.source, *division.targets} & self._kin:
                    continue
                parts = dict(division.parts or ())
                targets = tuple(
                    (self.names.get(unit, ""), float(parts[unit]) if unit in parts else None)
                    for unit in division.targets
                )
                found.append(Method(day, division, self.names.get(division.source, ""), targets))
        return found


def dated_on(span: Span, day: datetime.date) -> bool:
    """Whether the span holds on the day."""
    start, end = span
    return (start is None or start <= day) and (end is None or day < end)
