"""The best plan of a small instance by trying all partitions, and a check of any plan; neither knows the planner."""

import itertools
from functools import cache
from typing import Any


def connected(members: frozenset[str], borders: set[frozenset[str]]) -> bool:
    reach, grown = set(), {min(members)}
    while grown:
        reach |= grown
        grown = {b for b in members - reach if any(frozenset((a, b)) in borders for a in reach)}
    return reach == members


class Ground:
    """An instance's rules, asked of whole sets of areas."""

    def __init__(self, said: dict[str, Any]) -> None:
        self.said, self.limits, self.weights = said, said["limits"], said["weights"]
        self.areas = {area["id"]: area for area in said["areas"]}
        inside = [row for row in said["adjacency"] if self.areas[row["a"]]["street"] == self.areas[row["b"]]["street"]]
        self.free = {frozenset((row["a"], row["b"])): row["length_m"] for row in inside if not row.get("barrier")}
        self.barred = {frozenset((row["a"], row["b"])) for row in inside if row.get("barrier")}
        pins = said.get("pins", {})
        together = {frozenset(pair) for pair in pins.get("together", [])}
        apart = {frozenset(pair) for pair in pins.get("apart", [])}
        self.impossible = {
            pair for pair in together if pair in apart or pair in self.barred or not self.same_piece(pair)
        }
        self.together, self.apart = together - self.impossible, apart - self.impossible
        self.committees: dict[str, set[str]] = {}
        for name, area in self.areas.items():
            self.committees.setdefault(area["current"], set()).add(name)

    def same_piece(self, pair: frozenset[str]) -> bool:
        first, second = pair
        reach, grown = set(), {first}
        while grown:
            reach |= grown
            grown = {b for edge in self.free if edge & reach for b in edge - reach}
        return second in reach

    def households(self, members: frozenset[str]) -> int:
        return sum(self.areas[name]["households"] for name in members)

    def outside(self, members: frozenset[str]) -> int:
        count = self.households(members)
        return max(self.limits["min"] - count, count - self.limits["max"], 0)

    def allowed(self, members: frozenset[str]) -> bool:
        return (
            len({self.areas[name]["street"] for name in members}) == 1
            and (len(members) == 1 or self.households(members) <= self.limits["hard_max"])
            and not any(pair <= members for pair in self.barred | self.apart)
            and not any(len(pair & members) == 1 for pair in self.together)
            and connected(members, set(self.free))
        )

    def value(self, plan: list[frozenset[str]]) -> tuple[int, int, int]:
        """E, D and Z."""
        of = {name: number for number, members in enumerate(plan) for name in members}
        cut = sum(length for pair, length in self.free.items() if len({of[name] for name in pair}) > 1)
        uneven = sum(abs(self.households(members) - self.limits["target"]) for members in plan)
        split = sum(len({of[name] for name in members}) - 1 for members in self.committees.values())
        lost = sum(
            1
            for members in self.committees.values()
            if not self.outside(frozenset(members)) and frozenset(members) not in plan
        )
        cost = (
            self.weights["cut_per_m"] * cut
            + self.weights["imbalance_per_household"] * uneven
            + self.weights["change"] * (split + lost)
        )
        return sum(1 for members in plan if self.outside(members)), sum(map(self.outside, plan)), cost

    def faults(self, plan: list[frozenset[str]]) -> list[str]:
        """What is not legal in a plan."""
        found = [f"{sorted(members)} is not allowed" for members in plan if not self.allowed(members)]
        if sorted(name for members in plan for name in members) != sorted(self.areas):
            found.append("not every area is in one community")
        return found

    def best(self) -> tuple[int, int, int] | None:
        """The least value of all plans; None when there is none. Streets do not touch each other in a plan's rules."""
        names = sorted(self.areas)
        legal = {
            frozenset(members)
            for count in range(1, len(names) + 1)
            for members in itertools.combinations(names, count)
            if self.allowed(frozenset(members))
        }

        @cache
        def plans(left: frozenset[str]) -> tuple[tuple[int, int, int], ...]:
            if not left:
                return ((0, 0, 0),)
            found = [
                (e + (self.outside(members) > 0), d + self.outside(members), z + self.twice(members))
                for members in legal
                if min(left) in members and members <= left
                for e, d, z in plans(left - members)
            ]
            return (min(found),) if found else ()

        least = plans(frozenset(names))
        if not least:
            return None
        kept = sum(1 for members in self.committees.values() if not self.outside(frozenset(members)))
        return least[0][0], least[0][1], least[0][2] // 2 + self.weights["change"] * (kept - len(self.committees))

    def twice(self, members: frozenset[str]) -> int:
        """What a community adds to twice Z."""
        cut = sum(length for pair, length in self.free.items() if len(pair & members) == 1)
        touched = sum(1 for committee in self.committees.values() if committee & members)
        kept = any(committee == members for committee in self.committees.values()) and not self.outside(members)
        return (
            self.weights["cut_per_m"] * cut
            + 2 * self.weights["imbalance_per_household"] * abs(self.households(members) - self.limits["target"])
            + 2 * self.weights["change"] * (touched - kept)
        )
