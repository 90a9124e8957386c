"""Checks the prices that come with a plan. Shares no code with the solver and needs nothing but the instance.

The argument: if no community costs less than the prices of its areas together, then no plan costs less than the prices
of all areas, for each area is in one community. Three areas together may have a price below 0, which the community that
holds two or more of them pays: there can be only one. Communities are listed here once more, one after the other.
Of a small piece all plans are tried, and no price is needed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

# Pieces up to so many areas are tried by all their plans: seconds at most.
SMALL = 16


class NotProven(Exception):
    """A price list does not prove what it says, or the plan's figures are not those of the instance."""


@dataclass(frozen=True)
class Bounds:
    """E; D when E is as the plan has it; Z when both are: what the prices alone prove, None where there are none."""

    e: int
    d: int
    z: int | None
    communities: int


@dataclass(frozen=True)
class _Ground:
    """One piece, as the checker sees it: areas by name."""

    areas: list[str]
    households: dict[str, int]
    borders: dict[str, dict[str, int]]
    apart: dict[str, set[str]]
    together: list[set[str]]
    committees: dict[str, str]
    stay: dict[str, set[str]]
    limits: dict[str, int]
    weights: dict[str, int]

    @property
    def giants(self) -> list[str]:
        return [area for area in self.areas if self.households[area] > self.limits["max"]]

    @property
    def giants_meet(self) -> bool:
        sizes = sorted(self.households[area] for area in self.giants)
        return len(sizes) > 1 and sizes[0] + sizes[1] <= self.limits["hard_max"]

    def measures(self, members: set[str]) -> tuple[int, int, int]:
        """Exceptions and households outside beside those that single areas make anyway; twice the cost."""
        size = sum(self.households[area] for area in members)
        outside = max(self.limits["min"] - size, size - self.limits["max"], 0)
        anyway = sum(self.households[area] - self.limits["max"] for area in members if area in self.giants)
        exceptional = outside > 0 and (self.giants_meet or not anyway)
        metres = sum(length for area in members for other, length in self.borders[area].items() if other not in members)
        touched = {self.committees[area] for area in members}
        stays = len(touched) == 1 and self.stay.get(next(iter(touched))) == members
        cost = (
            self.weights["cut_per_m"] * metres
            + 2 * self.weights["imbalance_per_household"] * abs(size - self.limits["target"])
            + 2 * self.weights["change"] * (len(touched) - stays)
        )
        return int(exceptional), outside - anyway, cost

    def leaves_legal(self, members: set[str]) -> bool:
        """Whether a plan without exceptions may hold this community: what it leaves over must come out, too."""
        left = set(self.areas) - members
        while left and not self.giants:
            walk = [min(left)]
            left.remove(walk[0])
            for area in walk:
                near = self.borders[area].keys() & left
                walk += sorted(near)
                left -= near
            size = sum(self.households[area] for area in walk)
            if not any(k * self.limits["min"] <= size <= k * self.limits["max"] for k in range(1, len(walk) + 1)):
                return False
        return True

    def communities(self, low: int, high: int) -> Iterator[set[str]]:
        """Every admissible community of low to high households; with a giant in it, of any size that is allowed."""
        place = {area: number for number, area in enumerate(self.areas)}
        giants, cap = set(self.giants), self.limits["hard_max"]
        for first in self.areas:
            before = {area for area in self.areas if place[area] < place[first]}
            waiting = [({first}, self.households[first], before | {first}, set(self.borders[first]) - before)]
            while waiting:
                members, size, closed, open_ = waiting.pop()
                wanted = low <= size <= high or members & giants
                if wanted and all(group <= members or not group & members for group in self.together):
                    yield members
                closed = set(closed)
                for area in sorted(open_ - closed, key=place.__getitem__):
                    closed.add(area)
                    grown = size + self.households[area]
                    most = cap if area in giants or members & giants else high
                    if grown <= most and not self.apart[area] & members:
                        waiting.append((members | {area}, grown, closed.copy(), open_ | set(self.borders[area])))


def check(instance: dict[str, Any], certificate: dict[str, Any]) -> Bounds:
    """The bounds that the prices prove for the instance (both as their JSON says). Raises NotProven."""
    grounds = _grounds(instance, certificate["change"])
    claims = {piece["first_area"]: piece for piece in certificate["pieces"]}
    if set(claims) != set(grounds):
        raise NotProven("the certificate has other pieces than the instance")
    e = d = count = 0
    z: int | None = 0
    for first, ground in grounds.items():
        piece = _check_piece(ground, claims[first], certificate["scale"])
        e, d, count = e + piece.e, d + piece.d, count + piece.communities
        z = None if z is None or piece.z is None else z + piece.z
    if z is not None:
        z = -(-z // 2) + _constant(instance, certificate["change"])
    return Bounds(e, d, z, count)


def _check_piece(ground: _Ground, claim: dict[str, Any], scale: int) -> Bounds:
    limits = ground.limits
    giants = ground.giants
    e_least = 0 if ground.giants_meet else len(giants)
    d_least = sum(ground.households[area] - limits["max"] for area in giants)
    e_free, d_free = claim["E"] - e_least, claim["D"] - d_least
    if min(e_free, d_free) < 0:
        raise NotProven(f"{claim['first_area']}: fewer exceptions than the areas above the maximum make")
    e, d, z, count = e_least, d_least, None, 0
    for proof in claim["proofs"]:
        level = proof["level"]
        if set(proof["prices"]) != set(ground.areas):
            raise NotProven(f"{claim['first_area']}: prices for other areas")
        if level == "legal":
            seen, value = _priced(ground, proof, limits["min"], limits["max"], (0, None), lambda m: 0, (), scale)
            e = max(e, e_least + (value > 0))
        elif level == "E":
            seen, value = _priced(ground, proof, 0, limits["hard_max"], (None, None), lambda m: m[0], (), scale)
            e = max(e, e_least - (-value // scale))
        else:
            low, high = max(limits["min"] - d_free, 0), min(limits["max"] + d_free, limits["hard_max"])
            rows = [(0, e_free)] if e_free else []
            if level == "Z" and d_free:
                rows.append((1, d_free))
            which = 1 if level == "D" else 2
            seen, value = _priced(
                ground, proof, low, max(high, limits["max"]), (e_free, d_free), lambda m, k=which: m[k], rows, scale
            )
            bound = -(-value // scale)
            if level == "D":
                d = max(d, d_least + bound)
            else:
                z = bound
        count = max(count, seen)
    if len(ground.areas) <= SMALL:
        tried = _least(ground, claim["E"], claim["D"])
        if tried is None or tried[:2] < (claim["E"], claim["D"]):
            raise NotProven(f"{claim['first_area']}: the plan's exceptions are not those of the best plan: {tried}")
        return Bounds(*tried, count)
    return Bounds(e, d, z, count)


def _least(ground: _Ground, e_most: int, d_most: int) -> tuple[int, int, int] | None:
    """E, D and twice Z of the best of all plans with no more exceptions; None when there is none."""
    place = {area: 1 << number for number, area in enumerate(ground.areas)}
    starting: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for members in ground.communities(0, ground.limits["hard_max"]):
        size = sum(ground.households[area] for area in members)
        outside = max(ground.limits["min"] - size, size - ground.limits["max"], 0)
        if outside <= d_most and (not outside or e_most):
            mask = sum(place[area] for area in members)
            starting[mask & -mask].append((mask, int(outside > 0), outside, ground.measures(members)[2]))

    @cache
    def best(left: int) -> tuple[int, int, int] | None:
        if not left:
            return 0, 0, 0
        found = None
        for mask, e, d, z in starting[left & -left]:
            rest = best(left & ~mask) if mask & left == mask else None
            if rest is not None:
                plan = e + rest[0], d + rest[1], z + rest[2]
                found = plan if found is None else min(found, plan)
        return found

    return best(sum(place.values()))


def _priced(
    ground: _Ground,
    proof: dict[str, Any],
    low: int,
    high: int,
    most: tuple[int | None, int | None],
    cost: Callable[[tuple[int, int, int]], int],
    rows: Any,
    scale: int,
) -> tuple[int, int]:
    """How many communities were priced, and what all prices add up to.

    rows: which measure has which sum in the plan.
    """
    prices, row_prices = proof["prices"], proof["row_prices"]
    triples = [({*triple}, price) for *triple, price in proof["triples"]]
    if len(row_prices) != len(rows) or not all(isinstance(p, int) for p in [*prices.values(), *row_prices]):
        raise NotProven("prices are whole numbers, one for each area and each condition")
    if not all(len(triple) == 3 and triple <= set(prices) and price <= 0 for triple, price in triples):
        raise NotProven("a price of three areas is not above 0")
    seen = 0
    for members in ground.communities(low, high):
        measures = ground.measures(members)
        if any(limit is not None and measures[k] > limit for k, limit in enumerate(most)):
            continue
        seen += 1
        price = sum(prices[area] for area in members)
        price += sum(row_price * measures[k] for row_price, (k, _total) in zip(row_prices, rows, strict=True))
        price += sum(each for triple, each in triples if len(triple & members) > 1)
        if price > cost(measures) * scale and (most[0] != 0 or ground.leaves_legal(members)):
            raise NotProven(f"{proof['level']}: {', '.join(sorted(members))} costs less than its prices")
    total = sum(row_price * total for row_price, (_k, total) in zip(row_prices, rows, strict=True))
    return seen, sum(prices.values()) + total + sum(price for _triple, price in triples)


# --- the instance, read once more


def _totals(instance: dict[str, Any]) -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    for area in instance["areas"]:
        totals[area["current"]] += area["households"]
    return totals


def _legal(instance: dict[str, Any], households: int) -> bool:
    return instance["limits"]["min"] <= households <= instance["limits"]["max"]


def _constant(instance: dict[str, Any], change: int) -> int:
    totals = _totals(instance)
    return change * (sum(1 for households in totals.values() if _legal(instance, households)) - len(totals))


def _grounds(instance: dict[str, Any], change: int) -> dict[str, _Ground]:
    """Each piece, by its first area."""
    areas = {area["id"]: area for area in instance["areas"]}
    borders: dict[str, dict[str, int]] = {area: {} for area in areas}
    apart: dict[str, set[str]] = {area: set() for area in areas}
    barred = set()
    for border in instance["adjacency"]:
        a, b = border["a"], border["b"]
        if areas[a]["street"] != areas[b]["street"]:
            continue
        if border.get("barrier"):
            barred.add(frozenset((a, b)))
        else:
            borders[a][b] = borders[b][a] = border["length_m"]
    pieces: list[list[str]] = []
    of: dict[str, int] = {}
    for area in sorted(areas):
        if area in of:
            continue
        of[area] = len(pieces)
        walk = [area]
        for step in walk:
            for other in borders[step]:
                if other not in of:
                    of[other] = of[area]
                    walk.append(other)
        pieces.append(sorted(walk))
    pins = instance.get("pins", {})
    together = {frozenset(pair) for pair in pins.get("together", [])}
    forbidden = {frozenset(pair) for pair in pins.get("apart", [])}
    lost = {pair for pair in together if pair in forbidden or pair in barred or len({of[area] for area in pair}) > 1}
    for pair in (forbidden - lost) | barred:
        a, b = sorted(pair)
        apart[a].add(b)
        apart[b].add(a)
    committees = {area: said["current"] for area, said in areas.items()}
    whole: dict[str, set[str]] = defaultdict(set)
    for area, committee in committees.items():
        whole[committee].add(area)
    stay = {committee: whole[committee] for committee, size in _totals(instance).items() if _legal(instance, size)}
    weights = {**instance["weights"], "change": change}
    return {
        members[0]: _Ground(
            members,
            {area: areas[area]["households"] for area in members},
            {area: borders[area] for area in members},
            apart,
            [set(pair) for pair in together - lost if set(pair) <= set(members)],
            committees,
            stay,
            instance["limits"],
            weights,
        )
        for members in pieces
    }
