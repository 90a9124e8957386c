"""A city whose rows come along by chance, and the days on which they begin and end."""

import datetime
import random
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from .registers import GIVEN, Registers, Row

D = datetime.date
Span = tuple[datetime.date | None, datetime.date | None]

#: Days on which much happens, so that much falls on one day.
TIMES = (
    (
        D(2002, 5, 31), D(2002, 6, 1), D(2002, 6, 23), D(2002, 6, 24), D(2002, 6, 25), D(2002, 6, 30), D(2002, 12, 31),
        D(2003, 1, 1), D(2003, 12, 31), D(2004, 2, 28), D(2004, 2, 29), D(2004, 3, 1), D(2005, 6, 24), D(2007, 2, 28),
    ),
    (
        D(1989, 12, 31), D(1990, 1, 1), D(2001, 2, 28), D(2018, 12, 28), D(2018, 12, 29), D(2020, 2, 29),
        D(2021, 12, 29), D(2023, 2, 28), D(2025, 2, 28), D(2025, 12, 31), D(2026, 1, 1), D(2026, 6, 30),
    ),
)  # fmt: skip


class City:
    """Rows as they come along. Keys are given out here, from 1 on in each register."""

    def __init__(self, seed: int, time: Sequence[datetime.date], given: Registers) -> None:
        self.seed, self.given = seed, given
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.chance = random.Random(f"{seed}/days")
        self.days = sorted(self.chance.sample(time, 8))
        for label in GIVEN:
            self.rows[label] = [{name: row[name] for name in row if name != "register"} for row in given[label]]

    def topic(self, *names: Any) -> None:
        """From here on chance is the topic's own."""
        self.chance = random.Random("/".join(map(str, (self.seed, *names))))

    def add(self, register: str, **values: Any) -> int:
        """One more row; its key."""
        rows = self.rows[register]
        key = max((row["id"] for row in rows), default=0) + 1
        rows.append({**values, "id": key})
        return key

    # Chance

    def one(self, *values: Any) -> Any:
        return self.chance.choice(values)

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def upto(self, most: int) -> range:
        """So many times, at most."""
        return range(self.chance.randint(0, most))

    def day(self, *, open_share: float = 0.0) -> datetime.date | None:
        """One of the days, or the one beside it."""
        if self.maybe(open_share):
            return None
        beside = self.one(0, 0, 0, 0, -1, 1)
        return self.chance.choice(self.days) + datetime.timedelta(days=beside)

    def spans(self, most: int) -> list[Span]:
        """Times that do not overlap; some follow each other on the day."""
        found: list[Span] = []
        days: list[Any] = sorted({self.day() for _time in range(2 * most + 1)})
        place = 0
        for _time in self.upto(most):
            if place + 1 >= len(days):
                break
            found.append((days[place], days[place + 1]))
            place += self.one(1, 2)
        if found and self.maybe(0.2):
            found[0] = (None, found[0][1])
        if found and self.maybe(0.6):
            found[-1] = (found[-1][0], None)
        return found

    def span(self) -> Span:
        """A time: mostly one that began somewhere and is still."""
        first, second = sorted((self.chance.choice(self.days), self.chance.choice(self.days)))
        shift = datetime.timedelta(days=self.one(0, 0, 0, 1))
        start = None if self.maybe(0.15) else first
        end = second + shift if self.maybe(0.45) else None
        if end is not None and end <= first:
            end = first + datetime.timedelta(days=1)
        return start, end


def dated(span: Span, names: tuple[str, str] = ("valid_from", "valid_to")) -> dict[str, Any]:
    return dict(zip(names, span, strict=True))


AREAS = (None, 0, 5, "29.99", 30, "30.01", "49.99", 50, 80, "99.99", 100, 250)


def area(city: City, *more: Any) -> Decimal | None:
    value = city.one(*AREAS, *more)
    return None if value is None else Decimal(value)
