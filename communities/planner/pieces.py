"""Pieces: the connected parts that barriers leave of a street. Each is planned alone, which loses nothing.

Sets of areas are bit masks over a piece's areas, in the order of their ids.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from .instance import Finding, Instance, Limits, Pair, Weights


@dataclass(frozen=True)
class Piece:
    """What the solver sees. units: the areas that bit i stands for (one, unless contracted).

    lengths[i][j]: metres of free border. conflicts[i]: whom i must not be with. together: groups to be kept whole.
    committees: today's, as far as they lie here; keepable: those that could stay as they are, within the limits.
    """

    street: str
    units: tuple[tuple[str, ...], ...]
    households: tuple[int, ...]
    lengths: tuple[dict[int, int], ...]
    neighbours: tuple[int, ...]
    conflicts: tuple[int, ...]
    together: tuple[int, ...]
    committees: tuple[int, ...]
    keepable: frozenset[int]
    limits: Limits
    weights: Weights

    @property
    def size(self) -> int:
        return len(self.units)

    @property
    def all(self) -> int:
        return (1 << self.size) - 1

    @property
    def total(self) -> int:
        return sum(self.households)

    @cached_property
    def excess(self) -> tuple[int, ...]:
        """Households by which an area alone is above the maximum."""
        return tuple(max(households - self.limits.max, 0) for households in self.households)

    @cached_property
    def giants_apart(self) -> bool:
        """Whether no two areas above the maximum can be put together, so that each makes an exception of its own."""
        giants = sorted(self.households[i] for i in range(self.size) if self.excess[i])
        return sum(giants[:2]) > self.limits.hard_max or len(giants) < 2

    @property
    def unavoidable(self) -> tuple[int, int]:
        """Exceptions and households outside the limits in every plan, by the areas above the maximum alone."""
        return sum(map(bool, self.excess)) if self.giants_apart else 0, sum(self.excess)

    def ids(self, mask: int) -> list[str]:
        return sorted(identity for i in bits(mask) for identity in self.units[i])

    def households_of(self, mask: int) -> int:
        return sum(self.households[i] for i in bits(mask))

    def cost(self, mask: int) -> int:
        """Twice what a community adds to Z: whole numbers, as each border is seen from both of its sides."""
        outer = sum(length for i in bits(mask) for j, length in self.lengths[i].items() if not mask >> j & 1)
        touched = sum(1 for committee in self.committees if committee & mask)
        return self.cost_of(outer, self.households_of(mask), touched, mask in self.keepable)

    def cost_of(self, outer: int, households: int, touched: int, kept: bool) -> int:
        balance = self.weights.imbalance_per_household * abs(households - self.limits.target)
        return self.weights.cut_per_m * outer + 2 * balance + 2 * self.weights.change * (touched - kept)

    def connected(self, mask: int) -> bool:
        return mask == reached(mask & -mask, mask, self.neighbours)

    def admissible(self, mask: int) -> bool:
        """Whether these areas may form a community, within the limits or not."""
        return (
            (mask & (mask - 1) == 0 or self.households_of(mask) <= self.limits.hard_max)
            and not any(self.conflicts[i] & mask for i in bits(mask))
            and all(group & mask in (0, group) for group in self.together)
            and self.connected(mask)
        )


def bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def reached(start: int, within: int, neighbours: tuple[int, ...]) -> int:
    """All of `within` that can be walked to from start."""
    found = edge = start
    while edge:
        near = 0
        for i in bits(edge):
            near |= neighbours[i]
        edge = near & within & ~found
        found |= edge
    return found


def mask_of(indices: Iterable[int]) -> int:
    mask = 0
    for i in indices:
        mask |= 1 << i
    return mask


def split(instance: Instance) -> tuple[list[Piece], list[Pair]]:
    """The pieces, by street and first area; and the together pins that cannot be kept, which are left out."""
    street = {area.id: area.street for area in instance.areas}
    near: dict[str, set[str]] = defaultdict(set)
    for border in instance.borders:
        if not border.barrier and street[border.a] == street[border.b]:
            near[border.a].add(border.b)
            near[border.b].add(border.a)
    piece_of: dict[str, int] = {}
    members: list[list[str]] = []
    for first in sorted(street, key=lambda identity: (street[identity], identity)):
        if first not in piece_of:
            piece_of[first] = len(members)
            members.append([first])
            for identity in members[-1]:
                for other in sorted(near[identity] - piece_of.keys()):
                    piece_of[other] = piece_of[first]
                    members[-1].append(other)
    barred = {(b.a, b.b) for b in instance.borders if b.barrier and street[b.a] == street[b.b]}
    lost = [
        pair
        for pair in instance.together
        if pair in instance.apart or pair in barred or piece_of[pair[0]] != piece_of[pair[1]]
    ]
    together = set(instance.together) - set(lost)
    forbidden = barred | (set(instance.apart) - set(lost))
    sizes = Counter(area.current for area in instance.areas)
    return [_piece(instance, sorted(ids), together, forbidden, sizes) for ids in members], lost


def _piece(
    instance: Instance, ids: list[str], together: set[Pair], forbidden: set[Pair], sizes: dict[str, int]
) -> Piece:
    at = {identity: i for i, identity in enumerate(ids)}
    areas = {area.id: area for area in instance.areas}
    lengths: list[dict[int, int]] = [{} for _ in ids]
    # In order, so that of equally good plans the same one is found however the file is sorted.
    for border in sorted(instance.borders, key=lambda border: (border.a, border.b)):
        if border.a in at and border.b in at and not border.barrier:
            lengths[at[border.a]][at[border.b]] = border.length_m
            lengths[at[border.b]][at[border.a]] = border.length_m
    conflicts = [0] * len(ids)
    for a, b in forbidden:
        if a in at and b in at:
            conflicts[at[a]] |= 1 << at[b]
            conflicts[at[b]] |= 1 << at[a]
    committees: dict[str, int] = defaultdict(int)
    for identity in ids:
        committees[areas[identity].current] |= 1 << at[identity]
    whole = {name: mask for name, mask in committees.items() if mask.bit_count() == sizes[name]}
    households = tuple(areas[identity].households for identity in ids)
    keepable = frozenset(
        mask for mask in whole.values() if not instance.limits.outside_by(sum(households[i] for i in bits(mask)))
    )
    return Piece(
        street=areas[ids[0]].street,
        units=tuple((identity,) for identity in ids),
        households=households,
        lengths=tuple(lengths),
        neighbours=tuple(mask_of(row) for row in lengths),
        conflicts=tuple(conflicts),
        together=_groups((1 << at[a] | 1 << at[b]) for a, b in sorted(together) if a in at),
        committees=tuple(sorted(committees.values())),
        keepable=keepable,
        limits=instance.limits,
        weights=instance.weights,
    )


def _groups(pairs: Iterable[int]) -> tuple[int, ...]:
    """Pairs that share an area become one group."""
    groups: list[int] = []
    for pair in pairs:
        met = [group for group in groups if group & pair]
        groups = [group for group in groups if not group & pair]
        for group in met:
            pair |= group
        groups.append(pair)
    return tuple(sorted(groups))


def contradictions(instance: Instance) -> Iterator[Finding]:
    """Chains of together pins that no plan can keep. (A single such pair is left out and reported instead.)"""
    for piece in split(instance)[0]:
        for group in piece.together:
            ids = ", ".join(piece.ids(group))
            against = next(
                (mask_of([i]) | piece.conflicts[i] & group for i in bits(group) if piece.conflicts[i] & group), 0
            )
            if against:
                yield Finding("pins_contradict", "pins", {"ids": ids, "against": ", ".join(piece.ids(against))})
            elif piece.households_of(group) > piece.limits.hard_max:
                values = {"households": piece.households_of(group), "hard_max": piece.limits.hard_max}
                yield Finding("pins_too_big", "pins", {"ids": ids, **values})


def constant(instance: Instance) -> int:
    """What is added to the communities' costs to make Z: the committees themselves, and those that could stay."""
    total: dict[str, int] = defaultdict(int)
    for area in instance.areas:
        total[area.current] += area.households
    legal = sum(1 for households in total.values() if not instance.limits.outside_by(households))
    return instance.weights.change * (legal - len(total))


def contracted(piece: Piece, groups: list[int]) -> Piece:
    """The same piece with each group (disjoint, connected, free of conflicts, together all areas) as one unit."""
    at = {i: number for number, group in enumerate(groups) for i in bits(group)}

    def over(mask: int) -> int:
        return mask_of(at[i] for i in bits(mask))

    lengths: list[dict[int, int]] = [{} for _ in groups]
    for i in range(piece.size):
        for j, length in piece.lengths[i].items():
            if at[i] != at[j]:
                lengths[at[i]][at[j]] = lengths[at[i]].get(at[j], 0) + length
    conflicts = [0] * len(groups)
    for i in range(piece.size):
        conflicts[at[i]] |= over(piece.conflicts[i])
    whole = {over(mask) for mask in piece.keepable if mask_of_units(groups, over(mask)) == mask}
    return Piece(
        street=piece.street,
        units=tuple(tuple(piece.ids(group)) for group in groups),
        households=tuple(piece.households_of(group) for group in groups),
        lengths=tuple(lengths),
        neighbours=tuple(mask_of(row) for row in lengths),
        conflicts=tuple(conflicts),
        together=_groups(mask for mask in map(over, piece.together) if mask.bit_count() > 1),
        committees=tuple(over(mask) for mask in piece.committees),
        keepable=frozenset(whole),
        limits=piece.limits,
        weights=piece.weights,
    )


def mask_of_units(groups: list[int], mask: int) -> int:
    """The areas of a set of units."""
    return mask_of(i for number in bits(mask) for i in bits(groups[number]))
