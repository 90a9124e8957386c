"""Checks the prices that come with a plan. Shares no code with the solver and needs nothing but the instance.

The argument: if no community costs less than the prices of its areas together, then no plan costs less than the prices
of all areas, for each area is in one community. Three areas together may have a price below 0, which the community that
holds two or more of them pays: there can be only one. Communities are listed here once more, one after the other.
Of a small piece all plans are tried, and no price is needed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

# Pieces up to so many areas are tried by all their plans: seconds at most.
SMALL = 16
# After so many communities it is asked whether time is over.
ASKED_EVERY = 5000


class NotProven(Exception):
    """A price list does not prove what it says, or the plan's figures are not those of the instance."""


class Unfinished(Exception):
    """The time was over before all pieces were checked."""


@dataclass(frozen=True)
class Bounds:
    """E; D when E is as the plan has it; Z when both are: what the prices alone prove, None where there are none."""

    e: int
    d: int
    z: int | None
    communities: int


class _Set(NamedTuple):
    """A community: a bit for each area, and what its cost is made of. touched: a bit for each committee."""

    members: int
    households: int
    metres: int
    touched: int
    giants: int


def _places(members: int) -> Iterator[int]:
    while members:
        yield (members & -members).bit_length() - 1
        members &= members - 1


@dataclass(frozen=True)
class _Ground:
    """One piece, as the checker sees it. Numbers stand for areas in the order of their names.

    giants: those above the maximum alone. giants_meet: whether two of them may be together.
    """

    areas: list[str]
    households: list[int]
    borders: list[dict[int, int]]
    apart: list[int]
    together: list[int]
    committees: list[int]
    stay: set[int]
    giants: int
    giants_meet: bool
    limits: dict[str, int]
    weights: dict[str, int]

    def names(self, members: int) -> str:
        return ", ".join(self.areas[i] for i in _places(members))

    def outside(self, households: int) -> int:
        return max(self.limits["min"] - households, households - self.limits["max"], 0)

    def measures(self, found: _Set) -> tuple[int, int, int]:
        """Exceptions and households outside beside those that single areas make anyway; twice the cost."""
        outside = self.outside(found.households)
        anyway = sum(self.households[i] - self.limits["max"] for i in _places(found.giants))
        exceptional = outside > 0 and (self.giants_meet or not anyway)
        cost = (
            self.weights["cut_per_m"] * found.metres
            + 2 * self.weights["imbalance_per_household"] * abs(found.households - self.limits["target"])
            + 2 * self.weights["change"] * (found.touched.bit_count() - (found.members in self.stay))
        )
        return int(exceptional), outside - anyway, cost

    def leaves_legal(self, members: int) -> bool:
        """Whether a plan without exceptions may hold this community: what it leaves over must come out, too."""
        left = {i for i in range(len(self.areas)) if not members >> i & 1}
        while left and not self.giants:
            walk = [min(left)]
            left.remove(walk[0])
            for i in walk:
                near = self.borders[i].keys() & left
                walk += sorted(near)
                left -= near
            size = sum(self.households[i] for i in walk)
            if not any(k * self.limits["min"] <= size <= k * self.limits["max"] for k in range(1, len(walk) + 1)):
                return False
        return True

    def communities(self, low: int, high: int) -> Iterator[_Set]:
        """Every admissible community of low to high households; with a giant in it, of any size that is allowed."""
        near = [sum(1 << j for j in row) for row in self.borders]
        around = [sum(row.values()) for row in self.borders]
        for first, households in enumerate(self.households):
            giant = self.giants & 1 << first
            alone = _Set(1 << first, households, around[first], 1 << self.committees[first], giant)
            waiting = [(alone, (2 << first) - 1, near[first])]
            while waiting:
                found, closed, open_ = waiting.pop()
                wanted = low <= found.households <= high or found.giants
                if wanted and all(found.members & group in (0, group) for group in self.together):
                    yield found
                for i in _places(open_ & ~closed):
                    closed |= 1 << i
                    giants = found.giants | self.giants & 1 << i
                    size = found.households + self.households[i]
                    if size > (self.limits["hard_max"] if giants else high) or self.apart[i] & found.members:
                        continue
                    inner = sum(length for j, length in self.borders[i].items() if found.members >> j & 1)
                    metres = found.metres + around[i] - 2 * inner
                    touched = found.touched | 1 << self.committees[i]
                    joined = _Set(found.members | 1 << i, size, metres, touched, giants)
                    waiting.append((joined, closed, open_ | near[i]))


def check(instance: dict[str, Any], certificate: dict[str, Any], over: Callable[[], bool] = lambda: False) -> Bounds:
    """The bounds that the prices prove for the instance (both as their JSON says). Raises NotProven.

    over is asked now and then; Unfinished is raised once it says so.
    """
    grounds = _grounds(instance, certificate["change"])
    claims = {piece["first_area"]: piece for piece in certificate["pieces"]}
    if set(claims) != set(grounds):
        raise NotProven("the certificate has other pieces than the instance")
    e = d = count = 0
    z: int | None = 0
    for first, ground in grounds.items():
        piece = _check_piece(ground, claims[first], certificate["scale"], over)
        e, d, count = e + piece.e, d + piece.d, count + piece.communities
        z = None if z is None or piece.z is None else z + piece.z
    if z is not None:
        z = -(-z // 2) + _constant(instance, certificate["change"])
    return Bounds(e, d, z, count)


def _check_piece(ground: _Ground, claim: dict[str, Any], scale: int, over: Callable[[], bool]) -> Bounds:
    if over():
        raise Unfinished
    limits = ground.limits
    e_least = 0 if ground.giants_meet else ground.giants.bit_count()
    d_least = sum(ground.households[i] - limits["max"] for i in _places(ground.giants))
    e_free, d_free = claim["E"] - e_least, claim["D"] - d_least
    if min(e_free, d_free) < 0:
        raise NotProven(f"{claim['first_area']}: fewer exceptions than the areas above the maximum make")
    e, d, z, count = e_least, d_least, None, 0
    for proof in claim["proofs"]:
        level = proof["level"]
        if sorted(proof["prices"]) != ground.areas:
            raise NotProven(f"{claim['first_area']}: prices for other areas")
        if level == "legal":
            seen, value = _priced(ground, proof, limits["min"], limits["max"], (0, None), lambda m: 0, (), scale, over)
            e = max(e, e_least + (value > 0))
        elif level == "E":
            seen, value = _priced(ground, proof, 0, limits["hard_max"], (None, None), lambda m: m[0], (), scale, over)
            e = max(e, e_least - (-value // scale))
        else:
            low, high = max(limits["min"] - d_free, 0), min(limits["max"] + d_free, limits["hard_max"])
            rows = [(0, e_free)] if e_free else []
            if level == "Z" and d_free:
                rows.append((1, d_free))
            which = 1 if level == "D" else 2
            seen, value = _priced(
                ground,
                proof,
                low,
                max(high, limits["max"]),
                (e_free, d_free),
                lambda m, k=which: m[k],
                rows,
                scale,
                over,
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
    starting: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for found in ground.communities(0, ground.limits["hard_max"]):
        outside = ground.outside(found.households)
        if outside <= d_most and (not outside or e_most):
            plan = found.members, int(outside > 0), outside, ground.measures(found)[2]
            starting[found.members & -found.members].append(plan)

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

    return best((1 << len(ground.areas)) - 1)


def _priced(
    ground: _Ground,
    proof: dict[str, Any],
    low: int,
    high: int,
    most: tuple[int | None, int | None],
    cost: Callable[[tuple[int, int, int]], int],
    rows: Any,
    scale: int,
    over: Callable[[], bool],
) -> tuple[int, int]:
    """How many communities were priced, and what all prices add up to.

    rows: which measure has which sum in the plan.
    """
    at = {area: i for i, area in enumerate(ground.areas)}
    prices, row_prices = [proof["prices"][area] for area in ground.areas], proof["row_prices"]
    triples = [(sum({1 << at[area] for area in areas}), price) for *areas, price in proof["triples"]]
    if len(row_prices) != len(rows) or not all(isinstance(price, int) for price in [*prices, *row_prices]):
        raise NotProven("prices are whole numbers, one for each area and each condition")
    if not all(triple.bit_count() == 3 and isinstance(price, int) and price <= 0 for triple, price in triples):
        raise NotProven("a price of three areas is a whole number, and not above 0")
    seen = 0
    for found in ground.communities(low, high):
        measures = ground.measures(found)
        if any(limit is not None and measures[k] > limit for k, limit in enumerate(most)):
            continue
        seen += 1
        if not seen % ASKED_EVERY and over():
            raise Unfinished
        price = sum(prices[i] for i in _places(found.members))
        price += sum(row_price * measures[k] for row_price, (k, _total) in zip(row_prices, rows, strict=True))
        if price <= cost(measures) * scale:
            continue
        price += sum(each for triple, each in triples if (triple & found.members).bit_count() > 1)
        if price > cost(measures) * scale and (most[0] != 0 or ground.leaves_legal(found.members)):
            raise NotProven(f"{proof['level']}: {ground.names(found.members)} costs less than its prices")
    total = sum(row_price * total for row_price, (_k, total) in zip(row_prices, rows, strict=True))
    return seen, sum(prices) + total + sum(price for _triple, price in triples)


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
    apart = (forbidden - lost) | barred
    whole: dict[str, set[str]] = defaultdict(set)
    for name, area in areas.items():
        whole[area["current"]].add(name)
    legal = [whole[committee] for committee, size in _totals(instance).items() if _legal(instance, size)]
    number = {committee: i for i, committee in enumerate(sorted(whole))}
    limits = instance["limits"]

    def ground(members: list[str]) -> _Ground:
        at = {name: i for i, name in enumerate(members)}

        def mask(names: Iterable[str]) -> int:
            return sum(1 << at[name] for name in names if name in at)

        households = [areas[name]["households"] for name in members]
        giants = sorted((size, i) for i, size in enumerate(households) if size > limits["max"])
        return _Ground(
            members,
            households,
            [{at[other]: length for other, length in borders[name].items()} for name in members],
            [mask({other for pair in apart if name in pair for other in pair} - {name}) for name in members],
            [mask(pair) for pair in together - lost if pair <= at.keys()],
            [number[areas[name]["current"]] for name in members],
            {mask(names) for names in legal if names <= at.keys()},
            sum(1 << i for _size, i in giants),
            len(giants) > 1 and giants[0][0] + giants[1][0] <= limits["hard_max"],
            limits,
            {**instance["weights"], "change": change},
        )

    return {members[0]: ground(members) for members in pieces}
