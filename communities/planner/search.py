"""A legal plan at once, and a better one by search: what the solver starts from, and the answer where it cannot go.

Steps are counted, not timed, and the dice are seeded: the same piece gives the same plan on every machine.
"""

import math
import random
from collections.abc import Callable

from .pieces import Piece, bits, reached

# What the search takes an exception, and a household outside the limits, to cost, in units of cost: far above the rest.
EXCEPTION, HOUSEHOLD = 60_000, 60
# From and to which rise in cost a step is taken at odds of 1 : e.
HOT, COLD = 3_000.0, 60.0
REMEMBERED = 200_000

Value = tuple[int, int, int]


class Search:
    """Partitions of one piece, as lists of masks."""

    def __init__(self, piece: Piece, seed: int = 2002) -> None:
        self.piece = piece
        self.dice = random.Random(seed)
        self.known: dict[int, Value] = {}
        self.grouped = 0
        for group in piece.together:
            self.grouped |= group
        # One bit for each committee of today that an area belongs to.
        self.belongs = [
            sum(1 << number for number, committee in enumerate(piece.committees) if committee >> i & 1)
            for i in range(piece.size)
        ]

    # --- what a plan is worth

    def value(self, mask: int) -> Value:
        """Exceptions, households outside the limits and cost of a community."""
        if (found := self.known.get(mask)) is None:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            piece, outer, households, belongs = self.piece, 0, 0, 0
            for i in bits(mask):
                households += piece.households[i]
                belongs |= self.belongs[i]
                for j, length in piece.lengths[i].items():
                    if not mask >> j & 1:
                        outer += length
            outside = piece.limits.outside_by(households)
            cost = piece.cost_of(outer, households, belongs.bit_count(), mask in piece.keepable)
            found = self.known[mask] = (int(outside > 0), outside, cost)
        return found

    def total(self, plan: list[int]) -> Value:
        values = [self.value(mask) for mask in plan]
        return sum(v[0] for v in values), sum(v[1] for v in values), sum(v[2] for v in values)

    def weighed(self, mask: int) -> int:
        exceptional, outside, cost = self.value(mask)
        return EXCEPTION * exceptional + HOUSEHOLD * outside + cost

    # --- the first plan

    def first(self) -> list[int] | None:
        """Today's committees, joined until none is too small or none can be joined. None: the pins forbid it."""
        piece = self.piece
        plan = []
        for group in piece.together:
            if not any(group & mask for mask in plan) and (found := self._connected(group, plan)) is None:
                return None
            elif not any(group & mask for mask in plan):
                plan.append(found)
        rest = piece.all
        for mask in plan:
            rest &= ~mask
        for committee in piece.committees:
            left = committee & rest
            while left:
                part = reached(left & -left, left, piece.neighbours)
                left &= ~part
                plan += [part] if piece.admissible(part) else [1 << i for i in bits(part)]
            rest &= ~committee
        plan += [1 << i for i in bits(rest)]
        return self._joined(plan)

    def _connected(self, group: int, taken: list[int]) -> int | None:
        """The group with what lies between: the nearest of its areas are joined by the way of fewest households."""
        piece = self.piece
        free = piece.all
        for other in [*taken, *(other for other in piece.together if other != group)]:
            free &= ~other
        found = group & -group
        while group & ~found:
            best = {i: (piece.households[i], 1 << i) for i in bits(found)}
            edge = sorted(best)
            while edge:
                following = set()
                for i in edge:
                    for j in bits(piece.neighbours[i] & (free | group) & ~found):
                        step = (best[i][0] + piece.households[j], best[i][1] | 1 << j)
                        if j not in best or step < best[j]:
                            best[j] = step
                            following.add(j)
                edge = sorted(following)
            ends = [best[i] for i in bits(group & ~found) if i in best]
            if not ends:
                return None
            found |= min(ends)[1]
        return found if piece.admissible(found) else None

    def _joined(self, plan: list[int]) -> list[int]:
        done = False
        while not done:
            done = True
            for small in sorted(plan, key=lambda mask: (self.piece.households_of(mask), mask)):
                if self.piece.households_of(small) >= self.piece.limits.min:
                    break
                near = self._near(small)
                others = [mask for mask in plan if mask & near and self.piece.admissible(mask | small)]
                gains = [
                    (self.weighed(mask | small) - self.weighed(mask) - self.weighed(small), mask) for mask in others
                ]
                if gains and min(gains)[0] < 0:
                    mask = min(gains)[1]
                    plan = [other for other in plan if other not in (mask, small)] + [mask | small]
                    done = False
                    break
        return sorted(plan)

    def _near(self, mask: int) -> int:
        near = 0
        for i in bits(mask):
            near |= self.piece.neighbours[i]
        return near & ~mask

    # --- the search

    def improve(self, plan: list[int], steps: int, stop: Callable[[], bool] = lambda: False) -> list[int]:
        """The best plan met on a walk that takes rises more and more rarely (simulated annealing)."""
        if self.piece.size == 1:
            return plan
        parts = list(plan)
        best, best_value, value = list(plan), self.total(plan), self.total(plan)
        cooling = math.log(COLD / HOT)
        for step in range(steps):
            if step % 256 == 0 and stop():
                break
            old_new = self._step(parts)
            if old_new is None:
                continue
            old, new = old_new
            rise = sum(map(self.weighed, new)) - sum(self.weighed(parts[i]) for i in old)
            heat = HOT * math.exp(cooling * step / steps)
            if rise > 0 and self.dice.random() >= math.exp(-rise / heat):
                continue
            before, after = [self.value(parts[i]) for i in old], [self.value(mask) for mask in new]
            value = tuple(value[k] + sum(v[k] for v in after) - sum(v[k] for v in before) for k in range(3))  # type: ignore[assignment]
            for i in sorted(old, reverse=True):
                parts[i] = parts[-1]
                parts.pop()
            parts += new
            if value < best_value:
                best, best_value = list(parts), value
        return sorted(best)

    def _step(self, parts: list[int]) -> tuple[list[int], list[int]] | None:
        """Places of communities to go and the communities in their stead; None when the dice fell badly."""
        i = int(self.dice.random() * self.piece.size)
        at = next(number for number, mask in enumerate(parts) if mask >> i & 1)
        across = [j for j in self.piece.lengths[i] if not parts[at] >> j & 1]
        kind = self.dice.random()
        if kind < 0.02:
            halves = self._halves(parts[at])
            return ([at], list(halves)) if halves else None
        if not across:
            return None
        j = across[int(self.dice.random() * len(across))]
        other = next(number for number, mask in enumerate(parts) if mask >> j & 1)
        if kind < 0.05:
            both = parts[at] | parts[other]
            return ([at, other], [both]) if self.piece.admissible(both) else None
        if kind < 0.12:
            halves = self._halves(parts[at] | parts[other])
            return ([at, other], list(halves)) if halves else None
        return self._shifted(parts, i, at, other)

    def _shifted(self, parts: list[int], i: int, at: int, other: int) -> tuple[list[int], list[int]] | None:
        piece, rest = self.piece, parts[at] & ~(1 << i)
        if self.grouped >> i & 1 or piece.conflicts[i] & parts[other]:
            return None
        if piece.households_of(parts[other]) + piece.households[i] > piece.limits.hard_max:
            return None
        if rest and not piece.connected(rest):
            return None
        return [at, other], [mask for mask in (rest, parts[other] | 1 << i) if mask]

    def _halves(self, mask: int) -> tuple[int, int] | None:
        """The best cut of a random tree through these areas."""
        order, parent = self._tree(mask)
        below = {i: 1 << i for i in order}
        best = None
        for i in reversed(order[1:]):
            below[parent[i]] |= below[i]
            one, two = below[i], mask & ~below[i]
            weighed = self.weighed(one) + self.weighed(two)
            if (best is None or weighed < best[0]) and self.piece.admissible(one) and self.piece.admissible(two):
                best = weighed, one, two
        return best and best[1:]

    def _tree(self, mask: int) -> tuple[list[int], dict[int, int]]:
        members = list(bits(mask))
        root = members[int(self.dice.random() * len(members))]
        order, parent, edge = [root], {root: root}, [(root, j) for j in self.piece.lengths[root] if mask >> j & 1]
        while edge:
            place = int(self.dice.random() * len(edge))
            edge[place], edge[-1] = edge[-1], edge[place]
            i, j = edge.pop()
            if j not in parent:
                parent[j] = i
                order.append(j)
                edge += [(j, k) for k in self.piece.lengths[j] if mask >> k & 1 and k not in parent]
        return order, parent
