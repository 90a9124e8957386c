"""A day, a basis and the rows: what holds, what is kept, how much is enough, and who stood where."""

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from .registers import Registers, Row


@dataclasses.dataclass(frozen=True)
class Unit:
    """Who is judged, and where it stood on the day."""

    level: str
    key: int
    community: int | None
    street: int
    district: int
    code: str
    name: str


class Reading:
    """The registers as they are read for one day by one basis."""

    def __init__(self, registers: Registers, day: datetime.date, basis: str) -> None:
        self.registers, self.day, self.basis = registers, day, basis
        self._by: dict[tuple[str, str], dict[Any, list[Row]]] = {}

    def rows(self, register: str, **parent: int) -> list[Row]:
        """Those of a register, or those of one parent, by the column of its key."""
        if not parent:
            return list(self.registers.get(register, ()))
        [(column, key)] = parent.items()
        if (register, column) not in self._by:
            found = defaultdict(list)
            for row in self.registers.get(register, ()):
                found[row[column]].append(row)
            self._by[register, column] = found
        return self._by[register, column].get(key, [])

    def one(self, register: str, key: int) -> Row:
        """The row of a key."""
        [row] = self.rows(register, id=key)
        return row

    def came(self, day: datetime.date | None) -> bool:
        """Whether a day has come; an unknown one never has."""
        return day is not None and day <= self.day

    def begun(self, row: Row, start: str = "valid_from") -> bool:
        """Whether the register keeps the row up to the day: one without a first day was always there. A row that came
        from another unit is kept from the day on which it came."""
        return all(day is None or day <= self.day for day in (row[start], row.get("came_on")))

    def holds(self, row: Row, start: str = "valid_from", end: str = "valid_to") -> bool:
        """Whether it began and has not ended, nor gone to another unit. The last day is the first one on which it is
        no more."""
        return self.begun(row, start) and not self.came(row[end]) and self.at_home(row)

    def at_home(self, row: Row) -> bool:
        """Whether a row that can go over to another unit had come to its own by the day, and not gone from it."""
        come = row.get("came_on") is None or self.came(row["came_on"])
        return come and not self.came(row.get("went_on"))

    # How much is enough

    def _given(self, code: str, district: int | None) -> list[Row]:
        """The thresholds of the code by the basis of any time: the district's own, then the city's."""
        rows = [row for row in self.rows("reporting.threshold", standard=code) if row["basis"] == self.basis]
        own = [row for row in rows if row["district_id"] is not None and row["district_id"] == district]
        return own + [row for row in rows if row["district_id"] is None]

    def in_force(self, code: str, district: int | None) -> Row | None:
        """The threshold of the code by the basis, on the day, for units of the district; None: the city's."""
        return next((row for row in self._given(code, district) if self.holds(row)), None)

    def low(self, code: str, district: int | None) -> Any:
        """The lower bound that is in force; None when none is."""
        row = self.in_force(code, district)
        return row["low"] if row else None

    def first_day(self, code: str, district: int | None) -> datetime.date | None:
        """The first day of the rule in force: as long as on the eve some threshold asked for the same, it is older."""
        row = self.in_force(code, district)
        first = row["valid_from"] if row else None
        while first is not None:
            eve = first - datetime.timedelta(days=1)
            before = [
                row["valid_from"]
                for row in self._given(code, district)
                if (row["valid_from"] or eve) <= eve and (row["valid_to"] or first) > eve
            ]
            if not before:
                break
            first = None if None in before else min(before)
        return first

    def sides(self, target: str) -> list[str]:
        """The codes of what a target is put together from on the day."""
        return [
            row["part"]
            for row in self.rows("reporting.targetpart", target=target)
            if row["basis"] == self.basis and self.holds(row)
        ]

    def exempt(self, code: str, unit: Unit) -> bool:
        """Whether a paper exempts the unit from the norm on the day."""
        column = f"{unit.level}_id"
        rows = self.rows("reporting.exemption", standard=code)
        return any(row.get(column) == unit.key and self.holds(row) for row in rows)

    # Who there is, and where

    def stands(self, community: int) -> bool:
        """Whether the community was founded by the day and is not closed."""
        return self.holds(self.one("communities.community", community), "founded_on", "closed_on")

    def street_of(self, community: int) -> int:
        """The street of the community on the day, else today's."""
        for row in self.rows("communities.communityplacement", community_id=community):
            if self.holds(row):
                return row["street_id"]
        return self.one("communities.community", community)["street_id"]

    def district_of(self, street: int) -> int:
        """The district of a street."""
        return self.one("communities.street", street)["district_id"]

    def _inside(self, level: str, row: Row, community: int, name: str) -> Iterator[Unit]:
        """A unit that belongs to a community, as long as that stands."""
        if self.stands(community):
            street = self.street_of(community)
            code = row["code"] if level == "community" else ""
            yield Unit(level, row["id"], community, street, self.district_of(street), code, name)

    def units(self, level: str) -> Iterator[Unit]:
        """The units of a level that there are on the day."""
        if level == "community":
            for row in self.rows("communities.community"):
                yield from self._inside(level, row, row["id"], row["name"])
        elif level == "street":
            for row in self.rows("communities.street"):
                if self.holds(row):
                    yield Unit(level, row["id"], None, row["id"], row["district_id"], row["code"], row["name"])
        elif level == "committee":
            # An old committee stays one of them when it is absorbed.
            for row in self.rows("communities.residentscommittee"):
                if self.begun(row):
                    street = row["street_id"]
                    yield Unit(level, row["id"], None, street, self.district_of(street), "", row["name"])
        elif level == "estate":
            for row in self.rows("communities.estate"):
                if self.holds(row, "completed_on", "closed_on"):
                    yield from self._inside(level, row, row["community_id"], row["name"])
        elif level == "premises":
            for row in self.rows("communities.premises"):
                of_the_rule = row["origin"] in ("public", "commission") and row["property_management"] is not True
                if of_the_rule and self.holds(row, "held_from", "held_to"):
                    yield from self._inside(level, row, row["community_id"], row["address"])
        elif level == "congress":
            for row in self.rows("organizations.body", kind="congress"):
                if self.holds(row):
                    community = row["community_id"]
                    name = self.one("communities.community", community)["name"]
                    yield from self._inside(level, row, community, name)
        elif level == "staff":
            for row in self.rows("organizations.staffmember"):
                if self.holds(row, "started_on", "left_on"):
                    yield from self._inside(level, row, row["community_id"], row["name"])
        elif level == "shared_facility":
            for row in self.rows("services.sharedfacility"):
                owner = self.one("organizations.residentunit", row["resident_unit_id"])
                if row["non_profit"] is not False and self.holds(owner):
                    yield from self._inside(level, row, owner["community_id"], row["name"])

    def latest(self, register: str, figure: str, **parent: int) -> Row | None:
        """The row of the last count that was known by the day; an empty figure is no figure."""
        known = [row for row in self.rows(register, **parent) if self.came(row["counted_on"])]
        known = [row for row in known if row[figure] is not None]
        return max(known, key=lambda row: (row["counted_on"], row["id"])) if known else None
