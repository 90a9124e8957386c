"""How the records are kept, by territory, for any day and as one person may see it."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any

from django.db.models import Q

from communities.models import Community, District, Street
from zhoushan_community.base.standards import Asked, Coverage, Keeping, Kept, Record, all_records, few_keys, subject_of

from .board import Board, Territory
from .judging import BECAUSE
from .models import Basis

#: The level of the units that stand in a row of a table beside the whole.
BELOW = {"city": "district", "district": "street", "street": "community"}


class Records:
    """The records on one day, all or those of the codes. What they cost does not grow with the units.

    user: None sees the whole city, as a command does.
    """

    def __init__(self, day: datetime.date, *, user: Any = None, codes: Collection[str] = ()) -> None:
        self.day = day
        self.records = [each for each in all_records() if not codes or each.code in codes]
        # Counties are listed with the others; the city's sums leave them out.
        self.board = Board(day, user=user, everything=True)
        self.asked = Asked(day, str(Basis.DIRECTIVE_2002))
        self._keys: dict[tuple[str, Territory], list[int] | None] = {}

    def kept(self, record: Record, territory: Territory) -> Kept:
        """How the units of the territory keep the record, as far as the person sees them."""
        within = self.board.within(territory)
        keys = None
        if within:
            place = (record.level, territory)
            if place not in self._keys:
                self._keys[place] = few_keys(record.level, self.asked, within)
            keys = self._keys[place]
        # What is the city's own is told to those who see all of it.
        city = territory.level == "city" and not within
        return Kept(record, self.asked, within=within or None, city=city, keys=keys)

    def of_unit(self, unit: Community) -> list[tuple[Record, Keeping]]:
        """How a community keeps each of the records that communities keep. A statement for each."""
        kept = (
            (record, Kept(record, self.asked, within=Q(unit=unit.pk), city=False, keys=[unit.pk]))
            for record in self.records
            if record.level == unit.territory_level
        )
        return [(record, keeping) for record, found in kept for keeping in found.keepings()]

    def table(self, territory: Territory) -> list[tuple[Territory, dict[str, Coverage]]]:
        """The territory itself, then what lies in it, with the coverage by code."""
        below = BELOW.get(territory.level)
        total: dict[str, Coverage] = {}
        inside: dict[int | None, dict[str, Coverage]] = defaultdict(dict)
        for record in self.records:
            level = below or territory.level
            found = {key: coverage for (key,), coverage in self.kept(record, territory).by(level).items()}
            for key, coverage in found.items():
                inside[key][record.code] = coverage
            counted = (coverage for key, coverage in found.items() if self._counts(record, territory, key))
            total[record.code] = sum(counted, start=Coverage())
        return [(territory, total), *((unit, inside[unit.key]) for unit in self._units(below, set(inside)))]

    def _counts(self, record: Record, territory: Territory, key: int | None) -> bool:
        """Whether the city's sum counts the district; sums of others count all that is in them."""
        return territory.level != "city" or record.reference or key not in self.board.unbound

    def _units(self, level: str | None, keys: set[int | None]) -> Iterator[Territory]:
        if level == "district":
            for district in District.objects.whole_city(because=BECAUSE):
                yield self.board.of(district)
        elif level == "street":
            for street in Street.objects.whole_city(because=BECAUSE).filter(pk__in=keys - {None}):
                yield self.board.of(street)
        elif level == "community":
            rows = Community.objects.whole_city(because=BECAUSE).filter(pk__in=keys - {None}).select_related("street")
            for community in rows.order_by("name", "pk"):
                yield self.board.of(community)

    @cached_property
    def districts(self) -> dict[int, District]:
        """Every district by key."""
        return District.objects.whole_city(because=BECAUSE).in_bulk()

    def keepings(self, record: Record, territory: Territory, **how: Any) -> list[Keeping]:
        """The units of the territory, as Kept.keepings() takes `how`."""
        return list(self.kept(record, territory).keepings(**how))


def as_values(records: Records, territory: Territory) -> list[dict[str, Any]]:
    """The plain values that `evaluate --json` has of the records of a territory."""
    [(_territory, by_code), *_inside] = records.table(territory)
    return [
        {
            "code": record.code,
            "clause": record.clause,
            "level": record.level,
            "kept": by_code[record.code].kept,
            "units": by_code[record.code].units,
            "complete": by_code[record.code].complete,
            "silent": by_code[record.code].silent,
            "last": day.isoformat() if (day := by_code[record.code].last) else None,
        }
        for record in records.records
    ]


def words_of(record: Record) -> str:
    """Who keeps the record, in words."""
    return str(subject_of(record.level).words)
