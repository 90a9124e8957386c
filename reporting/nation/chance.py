"""Chance that is the same on every installation, and what is drawn by it."""

import datetime
import random
from collections.abc import Sequence
from typing import TypeVar

from communities.demo.making import GIVEN_NAMES, SURNAMES

Thing = TypeVar("Thing")

NEAR = "东西南北中新长永安和平福兴海山金银青白大"
THINGS = ("山", "湖", "河", "桥", "门", "园", "苑", "港", "塘", "岭", "洲", "泉", "林", "街", "村")
#: Names of streets and communities, far more than one street has.
NAMES = tuple(first + second for second in THINGS for first in NEAR)


class Chance(random.Random):
    """A source of chance for a country that was looked at in this year."""

    def __init__(self, seed: int, year: int) -> None:
        super().__init__(seed)
        self.year = year

    def has(self, share: float) -> bool:
        """Whether this one is of the share that has it."""
        return self.random() < share

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of them."""
        return things[int(self.random() * len(things))]

    def number(self, low: int, high: int) -> int:
        """A number, both ends included."""
        return low + int(self.random() * (high - low + 1))

    def maybe(self, share: float, thing: Thing) -> Thing | None:
        """The thing, but for the share in which it is unknown."""
        return None if self.random() < share else thing

    def day(self, first: datetime.date, days: int) -> datetime.date:
        """One of so many days from the first on."""
        return datetime.date.fromordinal(first.toordinal() + int(self.random() * days))

    def ago(self, years: int, month: int = 1, day: int = 1) -> datetime.date:
        """A day of the year so many years ago; below nought, of one to come."""
        return datetime.date(self.year - years, month, day)

    def person(self) -> str:
        """A name of nobody."""
        return self.pick(SURNAMES) + self.pick(GIVEN_NAMES)
