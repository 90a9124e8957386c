"""Plans one piece: fewest exceptions, then fewest households outside the limits, then least Z; and proves it.

Where there are too many possible communities to list, the answer is the best found, and says so.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from .control import Control
from .enumeration import Pool, listed, with_legal_rest
from .instance import BadInstance, Finding, PinsImpossible
from .partition import Choice, Infeasible, Relaxation, Row, choose, relax
from .pieces import Piece, bits, contracted, mask_of_units
from .search import Search, Value

# Steps of the search for each area: before the exact work, and where there can be none.
STEPS, LEAST_STEPS = 60, 600
LONG_STEPS, MOST_STEPS, SEEDS = 400, 60_000, 5
# A piece of at most so many communities: what one of them leaves over is looked at, too.
FEW = 5


@dataclass(frozen=True)
class Proof:
    """Prices (times SCALE) that show a bound. levels: of E, of D when E is as claimed, of twice Z when both are; and
    "legal": those that add up to more than 0, though in no community without avoidable exception, so that E is higher.
    row_prices: of E and of D, where they are not 0 beside the unavoidable. triples: of three areas each, paid by the
    one community that holds two or more of them.
    """

    level: str
    prices: tuple[int, ...]
    row_prices: tuple[int, ...] = ()
    triples: tuple[tuple[tuple[int, int, int], int], ...] = ()


@dataclass(frozen=True)
class Solved:
    """A plan of a piece. value and bounds: E, D and twice Z (without the constant).

    A bound that is None was not computed.
    columns: admissible communities that were listed, None when there were too many.
    unsplit: E, D and twice Z of the best plan that splits no committee, when that was proven.
    """

    piece: Piece
    plan: tuple[int, ...]
    value: Value
    bounds: tuple[int, int, int | None]
    columns: int | None = None
    proofs: tuple[Proof, ...] = ()
    unsplit: Value | None = None

    def proven(self, levels: int = 3) -> bool:
        return self.value[:levels] == self.bounds[:levels]


@dataclass
class _Work:
    """What is known of a piece so far. Its bounds only rise; they hold in the order E, D, Z."""

    piece: Piece
    control: Control
    search: Search
    plan: list[int] | None
    columns: int | None = None
    bounds: list[int | None] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)

    @property
    def value(self) -> Value:
        return self.search.total(self.plan)

    def take(self, plan: list[int]) -> None:
        if self.plan is None or self.search.total(plan) < self.value:
            self.plan = sorted(plan)

    def beside(self) -> tuple[int, int]:
        """Exceptions and households outside the limits beside the unavoidable."""
        least = self.piece.unavoidable
        return self.value[0] - least[0], self.value[1] - least[1]


def first_plan(piece: Piece, control: Control) -> list[int] | None:
    """Within a fraction of a second; None when the search does not see how to keep the pins."""
    search = Search(piece)
    plan = search.first()
    if plan is not None:
        plan = search.improve(plan, max(STEPS * piece.size, LEAST_STEPS), control.over)
    return plan


def solve(piece: Piece, control: Control, plan: list[int] | None, *, levels: int = 3) -> Solved:
    """plan: what is known already. levels: 1 leaves D and Z as they come, and searches less.

    Raises PinsImpossible.
    """
    work = _Work(piece, control, Search(piece), plan, bounds=[*piece.unavoidable, None])
    listable = _exact(work, levels)
    unsplit = None
    if not listable and not control.over():
        unsplit = _searched(work) if levels == 3 else _searched_longer(work, 1)
    if work.plan is None:
        raise PinsImpossible([Finding("pins_impossible", "pins", {"ids": ", ".join(_pinned(piece))})])
    return Solved(piece, tuple(work.plan), work.value, tuple(work.bounds), work.columns, tuple(work.proofs), unsplit)


def _pinned(piece: Piece) -> list[str]:
    return sorted({identity for group in piece.together for identity in piece.ids(group)})


# --- the exact way


def _exact(work: _Work, levels: int) -> bool:
    """Whether the admissible communities could be listed."""
    piece, limits = work.piece, work.piece.limits
    if work.control.over():
        return False
    if work.plan is not None and work.beside()[: min(levels, 2)] == (0, 0)[:levels] and levels < 3:
        return True
    if piece.giants_apart:
        pool = listed(piece, limits.min, limits.max, work.control.over)
        if pool is None:
            return False
        work.columns = len(pool)
        if not any(piece.excess) and piece.total // limits.min <= FEW:
            pool = pool.only(with_legal_rest(piece, pool))
        if work.plan is not None and work.beside()[0] == 0:
            return _levels(work, pool, levels)
        legal = _legal_partition(work, pool)
        if legal is None:
            return True
        if legal:
            return levels == 1 or _levels(work, pool, levels)
        work.bounds[0] += 1
    if work.plan is None or work.value[0] > work.bounds[0]:
        pool = listed(piece, 0, limits.hard_max, work.control.over)
        if pool is None:
            return False
        work.columns = len(pool)
        if not _level(work, pool, "E", pool.exceptional, []):
            return True
    if levels == 1:
        return True
    slack = work.beside()[1]
    low, high = max(limits.min - slack, 0), max(min(limits.max + slack, limits.hard_max), limits.max)
    pool = listed(piece, low, high, work.control.over)
    if pool is None:
        return False
    work.columns = len(pool)
    return _levels(work, pool, levels)


def _legal_partition(work: _Work, pool: Pool) -> bool | None:
    """Whether there is a plan without avoidable exceptions; None when time ran out."""
    try:
        relaxed = relax(pool, work.piece.size, pool.costs, [], None, work.control.left)
    except Infeasible as proof:
        work.proofs.append(Proof("legal", tuple(int(price) for price in proof.prices)))
        return False
    if relaxed is None:
        return None
    found = choose(pool, work.piece.size, pool.costs, relaxed=relaxed, left=work.control.left)
    if found.chosen is not None:
        work.take([pool.mask(row) for row in found.chosen])
        return True
    return False if found.complete else None


def _levels(work: _Work, pool: Pool, levels: int) -> bool:
    """D, then Z, over a pool that holds every community of a plan that is as good as the one at hand."""
    rows = []
    pool = pool.only(pool.exceptional <= work.beside()[0])
    if work.beside()[0]:
        rows.append(Row(pool.exceptional, work.beside()[0]))
    pool, rows = _narrowed(work, pool, rows)
    if work.beside()[1] and not _level(work, pool, "D", pool.outside, rows):
        return True
    if levels < 3:
        return True
    pool, rows = _narrowed(work, pool, rows)
    if work.beside()[1]:
        rows.append(Row(pool.outside, work.beside()[1]))
    _level(work, pool, "Z", pool.costs, rows)
    return True


def _narrowed(work: _Work, pool: Pool, rows: list[Row]) -> tuple[Pool, list[Row]]:
    """Without communities that are outside by more households than the whole plan at hand."""
    keep = pool.outside <= work.beside()[1]
    return pool.only(keep), [replace(row, coefficients=row.coefficients[keep]) for row in rows]


def _level(work: _Work, pool: Pool, level: str, costs: np.ndarray, rows: list[Row]) -> bool:
    """Lowers one criterion to its proven least; whether that came to its end."""
    start = None
    if work.plan is not None:
        start = [pool.row_of(mask) for mask in work.plan]
        start = None if None in start else start
    found = choose(pool, work.piece.size, costs, rows, start=start, left=work.control.left)
    if found.chosen is not None:
        work.take([pool.mask(row) for row in found.chosen])
    _note(work, level, found)
    return found.complete and found.chosen is not None


def _note(work: _Work, level: str, found: Choice) -> None:
    number = "EDZ".index(level)
    base = [*work.piece.unavoidable, 0][number]
    relaxed: Relaxation | None = found.relaxation
    if relaxed is None or found.bound is None:
        return
    if work.bounds[number] is None or base + found.bound > work.bounds[number]:
        work.bounds[number] = base + found.bound
    priced = list(zip(relaxed.rows, relaxed.row_prices, strict=True))
    work.proofs.append(
        Proof(
            level,
            tuple(int(price) for price in relaxed.prices),
            tuple(price for row, price in priced if row.triple is None),
            tuple((row.triple, price) for row, price in priced if row.triple is not None and price),
        )
    )


# --- where there are too many


def _searched(work: _Work) -> Value | None:
    """Improves the plan by coarser units, then by a long search. The best plan that splits no committee, if proven."""
    piece, unsplit = work.piece, None
    for groups, whole in ((_with_empty_areas(piece), False), (_with_committees(piece), True)):
        if len(groups) == piece.size or work.control.over():
            continue
        coarse = contracted(piece, groups)
        try:
            solved = _coarse(coarse, work.control)
        except BadInstance:
            continue
        if solved is None:
            continue
        work.take([mask_of_units(groups, mask) for mask in solved.plan])
        if whole and solved.proven():
            unsplit = solved.value
    if work.plan is None:
        work.plan = work.search.first()
    if work.plan is not None:
        _searched_longer(work, SEEDS)
    return unsplit


def _searched_longer(work: _Work, seeds: int) -> None:
    for seed in range(seeds if work.plan is not None else 0):
        steps = min(LONG_STEPS * work.piece.size, MOST_STEPS)
        work.take(Search(work.piece, seed).improve(work.plan, steps, work.control.over))


def _coarse(piece: Piece, control: Control) -> Solved | None:
    work = _Work(piece, control, Search(piece), first_plan(piece, control), bounds=[*piece.unavoidable, None])
    if not _exact(work, 3) or work.plan is None:
        return None
    return Solved(piece, tuple(work.plan), work.value, tuple(work.bounds))


def _with_empty_areas(piece: Piece) -> list[int]:
    """Each area without households goes with the neighbour of the longest border that it may be with."""
    group = [1 << i for i in range(piece.size)]
    for i in range(piece.size):
        if piece.households[i]:
            continue
        for j, _length in sorted(piece.lengths[i].items(), key=lambda item: (-item[1], item[0])):
            joined = group[i] | group[j]
            if not any(piece.conflicts[k] & joined for k in bits(joined)):
                for k in bits(joined):
                    group[k] = joined
                break
    return sorted(set(group))


def _with_committees(piece: Piece) -> list[int]:
    """Today's committees as far as each may stay whole."""
    groups = []
    for committee in piece.committees:
        may_stay = (
            piece.connected(committee)
            and piece.households_of(committee) <= piece.limits.hard_max
            and not any(piece.conflicts[i] & committee for i in bits(committee))
        )
        groups += [committee] if may_stay else [1 << i for i in bits(committee)]
    return sorted(groups)
