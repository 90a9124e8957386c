"""Lists every admissible community of a piece: connected sets of areas, level by level, as arrays of bit masks.

A community holds few areas, so there are hundreds or thousands for each area, not 2 to the number of areas.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from .pieces import Piece

# Sets in the list, and sets grown on the way to it. Some 100 bytes each; the second bounds the time, too.
MOST_LISTED, MOST_GROWN = 1_500_000, 4_000_000
# Sets looked at together, so that their arrays stay small.
CHUNK = 100_000


@dataclass(frozen=True)
class Pool:
    """Communities to choose from, one a row.

    masks: 64 areas a word. costs: twice what each adds to Z. exceptional: 1 where it is outside the limits, beside the
    unavoidable (Piece.unavoidable); outside: households outside the limits, beside the unavoidable.
    """

    masks: np.ndarray
    costs: np.ndarray
    exceptional: np.ndarray
    outside: np.ndarray

    def __len__(self) -> int:
        return len(self.masks)

    def only(self, chosen: np.ndarray) -> "Pool":
        return Pool(self.masks[chosen], self.costs[chosen], self.exceptional[chosen], self.outside[chosen])

    def sums(self, prices: np.ndarray) -> np.ndarray:
        """The sum of its areas' prices for every community, by tables over 16 areas at a time."""
        halves = np.ascontiguousarray(self.masks.astype("<u8", copy=False)).view("<u2")
        total = np.zeros(len(self), prices.dtype)
        for number in range(halves.shape[1]):
            table = np.zeros(1, prices.dtype)
            for price in prices[16 * number : 16 * number + 16]:
                table = np.concatenate((table, table + price))
            if len(table) > 1:
                total += table[halves[:, number]]
        return total

    def members(self, size: int) -> np.ndarray:
        """A row a community, a column an area: which are in it."""
        octets = np.ascontiguousarray(self.masks.astype("<u8", copy=False)).view(np.uint8)
        return np.unpackbits(octets, axis=1, bitorder="little", count=size)

    def mask(self, row: int) -> int:
        return sum(int(word) << 64 * number for number, word in enumerate(self.masks[row]))

    def row_of(self, mask: int) -> int | None:
        found = np.flatnonzero((self.masks == words(mask, self.masks.shape[1])).all(axis=1))
        return int(found[0]) if len(found) else None


def words(mask: int, count: int) -> np.ndarray:
    return np.array([mask >> 64 * number & (2**64 - 1) for number in range(count)], dtype=np.uint64)


def listed(piece: Piece, low: int, high: int, stop: Callable[[], bool] = lambda: False) -> Pool | None:
    """Every admissible community of `low` to `high` households, and every one around an area above the maximum.

    None when there are too many, or it was stopped. high must be at least the maximum, and the hard maximum when two
    areas that are above the maximum could be put together: what a set is grown from must be allowed itself.
    """
    grown = _Growth(piece, high)
    found, count, kept = [], 0, 0
    level = grown.single()
    while len(level.households):
        chosen = ((level.households >= low) & (level.households <= high)) | level.giant
        for group in piece.together:
            ours = words(group, grown.width)
            part = level.masks & ours
            chosen &= ~part.any(axis=1) | (part == ours).all(axis=1)
        found.append((level.masks[chosen], grown.costs(level, chosen), *grown.exceptions(level, chosen)))
        kept += len(found[-1][0])
        count += len(level.households)
        room = MOST_GROWN - count
        if kept > MOST_LISTED or stop() or (level := grown.next(level, room)) is None:
            return None
    return Pool(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def with_legal_rest(piece: Piece, pool: Pool) -> np.ndarray:
    """Rows whose every connected rest has households for a whole number of communities within the limits.

    No other row is in a plan without exceptions. Where a piece makes two communities, this leaves plans alone.
    """
    parts = [_with_legal_rest(piece, pool.masks[start : start + CHUNK]) for start in range(0, len(pool), CHUNK)]
    return np.flatnonzero(np.concatenate(parts)) if parts else np.zeros(0, np.int64)


def _with_legal_rest(piece: Piece, masks: np.ndarray) -> np.ndarray:
    limits, width = piece.limits, masks.shape[1]
    neighbours = [words(mask, width) for mask in piece.neighbours]
    fits = np.ones(len(masks), dtype=bool)
    rest = words(piece.all, width) & ~masks
    rows = np.flatnonzero(rest.any(axis=1))
    while len(rows):
        left = rest[rows]
        part = _lowest_bit(left)
        edge = part
        while edge.any():
            near = np.zeros_like(edge)
            for i in range(piece.size):
                near |= neighbours[i] * _has(edge, i).astype(np.uint64)[:, None]
            edge = near & left & ~part
            part = part | edge
        households = sum(piece.households[i] * _has(part, i) for i in range(piece.size))
        fits[rows] = -(-households // limits.max) <= households // limits.min
        rest[rows] = left & ~part
        rows = rows[fits[rows] & rest[rows].any(axis=1)]
    return fits


def _lowest_bit(masks: np.ndarray) -> np.ndarray:
    lowest = masks & (~masks + np.uint64(1))
    for number in range(1, masks.shape[1]):
        lowest[masks[:, :number].any(axis=1), number] = 0
    return lowest


@dataclass(frozen=True)
class _Level:
    """Sets of one number of areas. near: what may join; past: what may not any more, so that no set comes twice."""

    masks: np.ndarray
    near: np.ndarray
    past: np.ndarray
    households: np.ndarray
    outer: np.ndarray
    touched: np.ndarray
    giant: np.ndarray
    excess: np.ndarray


class _Growth:
    def __init__(self, piece: Piece, high: int) -> None:
        self.piece, self.high = piece, high
        self.width = (piece.size + 63) // 64
        self.neighbours = [words(mask, self.width) for mask in piece.neighbours]
        self.up_to = [words((2 << i) - 1, self.width) for i in range(piece.size)]
        self.degree = [sum(row.values()) for row in piece.lengths]
        self.committees = [
            [words(mask, self.width) for mask in piece.committees if mask >> i & 1] for i in range(piece.size)
        ]
        self.excess = piece.excess

    def single(self) -> _Level:
        count = self.piece.size
        masks = np.array([words(1 << i, self.width) for i in range(count)])
        past = np.array(self.up_to)
        households = np.array(self.piece.households, dtype=np.int64)
        excess = np.array(self.excess, dtype=np.int64)
        return _Level(
            masks,
            np.array(self.neighbours) & ~past,
            past,
            households,
            np.array(self.degree, dtype=np.int64),
            np.array([len(committees) for committees in self.committees], dtype=np.int64),
            excess > 0,
            excess,
        )

    def next(self, level: _Level, room: int) -> _Level | None:
        """Each set with one more area, in every way; None when there are more than `room`."""
        parts = [empty := self._chosen(level, np.zeros(0, np.int64))]
        for i in range(self.piece.size):
            parts.append(self._joined(level, i) or empty)
            room -= len(parts[-1].households)
            if room < 0:
                return None
        return _Level(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Level.__annotations__))

    def _chosen(self, level: _Level, rows: np.ndarray) -> _Level:
        return _Level(*(getattr(level, name)[rows] for name in _Level.__annotations__))

    def _joined(self, level: _Level, i: int) -> _Level | None:
        """The sets that area i may join, with it."""
        piece, households = self.piece, self.piece.households[i]
        rows = np.flatnonzero(_has(level.near, i))
        together = level.households[rows] + households
        giant = level.giant[rows] | (self.excess[i] > 0)
        rows = rows[(together <= self.high) | (giant & (together <= piece.limits.hard_max))]
        if piece.conflicts[i]:
            rows = rows[~(level.masks[rows] & words(piece.conflicts[i], self.width)).any(axis=1)]
        if not len(rows):
            return None
        old = self._chosen(level, rows)
        masks = old.masks | words(1 << i, self.width)
        past = old.past | (old.near & self.up_to[i])
        outer = old.outer + self.degree[i]
        for j, length in piece.lengths[i].items():
            outer -= 2 * length * _has(old.masks, j)
        touched = old.touched.copy()
        for committee in self.committees[i]:
            touched += ~(old.masks & committee).any(axis=1)
        return _Level(
            masks,
            (old.near | self.neighbours[i]) & ~past,
            past,
            old.households + households,
            outer,
            touched,
            old.giant | (self.excess[i] > 0),
            old.excess + self.excess[i],
        )

    def costs(self, level: _Level, chosen: np.ndarray) -> np.ndarray:
        masks = level.masks[chosen]
        kept = np.zeros(len(masks), dtype=np.int64)
        for mask in sorted(self.piece.keepable):
            kept |= (masks == words(mask, self.width)).all(axis=1)
        weights, target = self.piece.weights, self.piece.limits.target
        return (
            weights.cut_per_m * level.outer[chosen]
            + 2 * weights.imbalance_per_household * np.abs(level.households[chosen] - target)
            + 2 * weights.change * (level.touched[chosen] - kept)
        )

    def exceptions(self, level: _Level, chosen: np.ndarray) -> Iterator[np.ndarray]:
        limits, households = self.piece.limits, level.households[chosen]
        outside = np.maximum(np.maximum(limits.min - households, households - limits.max), 0) - level.excess[chosen]
        yield (
            (outside > 0) & ~level.giant[chosen] if self.piece.giants_apart else outside + level.excess[chosen] > 0
        ).astype(np.int64)
        yield outside


def _has(masks: np.ndarray, i: int) -> np.ndarray:
    return (masks[:, i >> 6] >> np.uint64(i & 63) & np.uint64(1)).astype(np.int64)
