"""Chooses communities from a pool so that each area is in one, at least cost, with a bound that whole numbers prove.

The linear relaxation is priced over the whole pool; what its reduced costs rule out never reaches the integer program.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, vstack

from .enumeration import Pool

# Prices are kept in thousandths of a unit of cost, so that the bound is a sum of whole numbers.
SCALE = 1000
# What SciPy says when HiGHS gives up with an error of its own.
SOLVE_ERROR = 4
# A pool up to this size goes into the programs whole; of a larger one so many at first, and so many more a round.
WHOLE, FIRST, MORE = 2000, 1500, 1200
ROUNDS = 200
# Columns that the integer program gets at first, and how many times more when they hold no plan.
NARROW, WIDER = 600, 3
# Branches of the integer program before the relaxation is made tighter; how near to the best it should come.
NODES, TIGHTER_ROUNDS, NEAR = 300, 12, 0.002


@dataclass(frozen=True)
class Row:
    """A condition beside the areas' own: the chosen communities' coefficients add up to `total`.

    triple: of any three areas, at most one community holds two or more; then `total` is not to be exceeded.
    """

    coefficients: np.ndarray
    total: int
    triple: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Relaxation:
    """prices of areas and of rows, in SCALE: no community costs less than its prices. value: what they add up to.

    reduced: what each costs more than its prices. shares: the fractions of communities that come to this value.
    """

    prices: np.ndarray
    rows: tuple[Row, ...]
    row_prices: tuple[int, ...]
    value: int
    reduced: np.ndarray
    shares: np.ndarray

    @property
    def bound(self) -> int:
        return -(-self.value // SCALE)


@dataclass(frozen=True)
class Choice:
    """chosen: rows of the pool, None when no partition was found. bound: None when no partition exists.

    complete: the chosen one is proven best, or it is proven that there is none.
    """

    chosen: list[int] | None
    value: int
    bound: int | None
    complete: bool
    relaxation: Relaxation | None


class Infeasible(Exception):
    """Not even fractions of communities cover each area once. prices: the proof, in SCALE."""

    def __init__(self, prices: np.ndarray) -> None:
        super().__init__()
        self.prices = prices


def choose(
    pool: Pool,
    size: int,
    costs: np.ndarray,
    rows: Sequence[Row] = (),
    *,
    start: list[int] | None = None,
    relaxed: Relaxation | None = None,
    left: Callable[[], float] = lambda: math.inf,
) -> Choice:
    """The cheapest partition of `size` areas. start: a partition that keeps the rows. left: seconds until to stop."""
    try:
        relaxed = relaxed or relax(pool, size, costs, rows, start, left)
    except Infeasible:
        return Choice(None, 0, None, True, None)
    if relaxed is None:
        return Choice(start, _total(costs, start), 0, False, None)
    found = _close(pool, size, costs, start, left, relaxed, NODES)
    # Three areas at a time, the relaxation comes closer: where it is far off, and where the program found no end.
    for _round in range(TIGHTER_ROUNDS):
        known = found.value if found.chosen is not None else relaxed.bound * 2
        if found.complete and (found.chosen is None or known - relaxed.bound <= abs(known) * NEAR):
            break
        more = violated(pool, size, relaxed)
        tighter = more and relax(pool, size, costs, [*relaxed.rows, *more], found.chosen, left, relaxed)
        if not tighter or tighter.value - relaxed.value < SCALE * abs(known) * NEAR / 10:
            break
        relaxed = tighter
    if not found.complete:
        found = _close(pool, size, costs, found.chosen, left, relaxed, None)
    bound = None if found.bound is None else max(found.bound, relaxed.bound)
    return replace(found, relaxation=relaxed, bound=bound)


def violated(pool: Pool, size: int, relaxed: Relaxation) -> list[Row]:
    """Conditions on three areas each that the fractions break, the worst first."""
    known = {row.triple for row in relaxed.rows}
    used = np.flatnonzero(relaxed.shares > 1e-6)
    members = pool.only(used).members(size).astype(float)
    weighted = members * relaxed.shares[used][:, None]
    pairs = members.T @ weighted
    found = []
    for i in range(size):
        here = members[:, i] > 0
        all_three = members[here].T @ weighted[here]
        sums = pairs[i][:, None] + pairs[i][None, :] + pairs - 2 * all_three
        for j, k in np.argwhere(np.triu(sums[i + 1 :, i + 1 :], 1) > 1.02) + i + 1:
            if (triple := (i, int(j), int(k))) not in known:
                found.append((round(-float(sums[j, k]), 6), triple))
    return [_triple(pool, size, triple) for _worth, triple in sorted(found)[: max(size, 20)]]


def _triple(pool: Pool, size: int, triple: tuple[int, int, int]) -> Row:
    ours = np.zeros(size, dtype=np.int64)
    ours[list(triple)] = 1
    return Row((pool.sums(ours) >= 2).astype(np.int64), 1, triple)


def _total(costs: np.ndarray, chosen: list[int] | None) -> int:
    return int(costs[chosen].sum()) if chosen is not None else 0


# --- the linear program


def relax(
    pool: Pool,
    size: int,
    costs: np.ndarray,
    rows: Sequence[Row],
    start: list[int] | None,
    left: Callable[[], float],
    former: Relaxation | None = None,
) -> Relaxation | None:
    """Prices of the whole pool's relaxation. former: with fewer rows. None when time ran out; raises Infeasible."""
    active = np.zeros(len(pool), dtype=bool)
    if former is not None:
        active[_lowest(former.reduced, FIRST)] = True
        active |= former.shares > 0
        if start is not None:
            active[start] = True
    elif len(pool) <= WHOLE:
        active[:] = True
    elif start is not None:
        active[start] = True
    if start is None and former is None and not _cover(pool, size, rows, active, left):
        return None
    if not active.all() and former is None:
        guess = _guess(pool, size, costs, active if start is None else start)
        active[_lowest(costs - pool.sums(guess), FIRST)] = True
    for _round in range(ROUNDS):
        if left() <= 0:
            return None
        columns = np.flatnonzero(active)
        prices, row_prices, _value, shares = _linear(pool, size, costs, rows, columns)
        reduced = costs - pool.sums(prices)
        for row, price in zip(rows, row_prices, strict=True):
            reduced = reduced - price * row.coefficients
        wanted = (reduced < -0.004) & ~active
        if not wanted.any():
            break
        candidates = np.flatnonzero(wanted)
        active[candidates[_lowest(reduced[candidates], MORE)]] = True
    fractions = np.zeros(len(pool))
    fractions[columns] = shares
    return _whole_numbers(pool, costs, rows, prices, row_prices, fractions)


def _guess(pool: Pool, size: int, costs: np.ndarray, chosen: np.ndarray | list[int]) -> np.ndarray:
    """First prices: every known community's cost by equal parts on its areas."""
    members = pool.only(np.asarray(chosen)).members(size)
    shares = costs[chosen] / np.maximum(members.sum(axis=1), 1)
    return (members * shares[:, None]).sum(axis=0) / np.maximum(members.sum(axis=0), 1)


def _lowest(values: np.ndarray, count: int) -> np.ndarray:
    """Places of the lowest values; of equal ones the first, so that the same input is solved in the same way."""
    if len(values) <= count:
        return np.arange(len(values))
    limit = np.partition(values, count - 1)[count - 1]
    below = np.flatnonzero(values < limit)
    return np.concatenate((below, np.flatnonzero(values == limit)[: count - len(below)]))


def _cover(pool: Pool, size: int, rows: Sequence[Row], active: np.ndarray, left: Callable[[], float]) -> bool:
    """Adds communities until fractions of them cover all areas and keep the rows. False when time ran out."""
    if not active.any() and len(pool):
        for i in range(size):
            active[_lowest(-pool.sums(np.eye(size, dtype=np.int64)[i]), 20)] = True
    nothing = np.zeros(len(pool))
    while left() > 0:
        prices, row_prices, value, _shares = _linear(pool, size, nothing, rows, np.flatnonzero(active), lacking=True)
        if value < 1e-7:
            return True
        reduced = -pool.sums(prices)
        for row, price in zip(rows, row_prices, strict=True):
            reduced = reduced - price * row.coefficients
        candidates = np.flatnonzero((reduced < -1e-9) & ~active)
        if not len(candidates):
            raise Infeasible(np.floor(prices * SCALE * SCALE).astype(np.int64))
        active[candidates[_lowest(reduced[candidates], MORE)]] = True
    return False


def _matrix(pool: Pool, size: int, rows: Sequence[Row], columns: np.ndarray) -> csc_array:
    members = csc_array(pool.only(columns).members(size).T.astype(float))
    if not rows:
        return members
    return csc_array(vstack([members, *(row.coefficients[columns][None, :].astype(float) for row in rows)]))


def _linear(
    pool: Pool, size: int, costs: np.ndarray, rows: Sequence[Row], columns: np.ndarray, lacking: bool = False
) -> tuple[np.ndarray, np.ndarray, float, np.ndarray]:
    """Prices of areas and rows, the value, the shares. lacking: at cost 1 an area may stay out and a row be missed."""
    matrix = _matrix(pool, size, rows, columns)
    totals = np.array([1.0] * size + [row.total for row in rows])
    exact = np.array([True] * size + [row.triple is None for row in rows])
    cost = costs[columns].astype(float)
    if lacking:
        slack = csc_array(np.hstack([np.eye(len(totals)), -np.eye(len(totals))[:, size:]]))
        matrix, cost = (
            csc_array(np.hstack([matrix.todense(), slack.todense()])),
            np.append(cost, [1.0] * slack.shape[1]),
        )
    matrix = matrix.tocsr()
    at_most = {} if exact.all() else {"A_ub": matrix[~exact], "b_ub": totals[~exact]}
    found = linprog(cost, A_eq=matrix[exact], b_eq=totals[exact], bounds=(0, None), method="highs", **at_most)
    if found.x is None:
        raise RuntimeError(f"the linear program was not solved: {found.message}")
    prices = np.zeros(len(totals))
    prices[exact] = found.eqlin.marginals
    prices[~exact] = found.ineqlin.marginals
    return prices[:size], prices[size:], float(found.fun), found.x[: len(columns)]


def _whole_numbers(
    pool: Pool,
    costs: np.ndarray,
    rows: Sequence[Row],
    prices: np.ndarray,
    row_prices: np.ndarray,
    shares: np.ndarray,
) -> Relaxation:
    """The same prices as whole numbers, lowered until no community costs less than its areas' prices."""
    exact = np.floor(prices * SCALE).astype(np.int64)
    # What must not be exceeded has no price above 0.
    exact_rows = tuple(
        min(int(price), 0) if row.triple else int(price)
        for price, row in zip(np.floor(row_prices * SCALE), rows, strict=True)
    )
    reduced = costs * SCALE - pool.sums(exact)
    for row, price in zip(rows, exact_rows, strict=True):
        reduced = reduced - price * row.coefficients
    if (short := -int(reduced.min(initial=0))) > 0:
        exact = exact - short
        reduced = reduced + short * pool.sums(np.ones(len(exact), dtype=np.int64))
    value = int(exact.sum()) + sum(price * row.total for price, row in zip(exact_rows, rows, strict=True))
    return Relaxation(exact, tuple(rows), exact_rows, value, reduced, shares)


# --- the integer program


def _close(
    pool: Pool,
    size: int,
    costs: np.ndarray,
    start: list[int] | None,
    left: Callable[[], float],
    relaxed: Relaxation,
    nodes: int | None,
) -> Choice:
    """Solves over the columns of low reduced cost, first few, then as many as could still be better."""
    best, reduced = start, relaxed.reduced
    bound = relaxed.bound
    window = int(reduced.max(initial=0)) if len(pool) <= NARROW else int(np.partition(reduced, NARROW)[NARROW])
    while True:
        known = _total(costs, best) * SCALE - relaxed.value if best is not None else None
        if known is not None:
            window = min(window, known)
        if known is not None and known < SCALE:
            return Choice(best, _total(costs, best), _total(costs, best), True, relaxed)
        columns = np.flatnonzero(reduced <= window)
        found, proven = _integer(pool, size, relaxed.rows, columns, reduced[columns] / SCALE, left, nodes)
        if found is not None and (best is None or _total(costs, found) < _total(costs, best)):
            best = found
        value = _total(costs, best)
        inside = best is not None and value * SCALE - relaxed.value <= window
        if proven and inside:
            return Choice(best, value, value, True, relaxed)
        if proven and window >= int(reduced.max(initial=0)):
            return Choice(None, 0, None, True, relaxed) if best is None else Choice(best, value, value, True, relaxed)
        if not proven:
            return Choice(best, value, bound, False, relaxed)
        # Nothing costs less than the relaxation and the window together, or it would have been found.
        bound = max(bound, -(-(relaxed.value + window) // SCALE))
        if found is not None:
            window = value * SCALE - relaxed.value
        else:
            window = int(np.sort(reduced)[min(WIDER * len(columns), len(pool) - 1)])


def _integer(
    pool: Pool,
    size: int,
    rows: Sequence[Row],
    columns: np.ndarray,
    costs: np.ndarray,
    left: Callable[[], float],
    nodes: int | None,
) -> tuple[list[int] | None, bool]:
    """The best of these columns, and whether the solver proved that (or that there is none)."""
    if not len(columns):
        return None, True
    totals = np.array([1.0] * size + [row.total for row in rows])
    least = np.where([True] * size + [row.triple is None for row in rows], totals, -np.inf)
    options = {"mip_rel_gap": 0.0, "presolve": True}
    if nodes is not None:
        options["node_limit"] = nodes
    if (seconds := left()) < math.inf:
        options["time_limit"] = max(seconds, 0.01)
    problem = {
        "constraints": LinearConstraint(_matrix(pool, size, rows, columns), least, totals),
        "integrality": np.ones(len(columns)),
        "bounds": Bounds(0, 1),
    }
    found = milp(costs, **problem, options=options)
    if found.status == SOLVE_ERROR:
        # The solver loses itself now and then in what its presolve made of the problem.
        found = milp(costs, **problem, options={**options, "presolve": False})
    if found.status == 2:
        return None, True
    if found.x is None:
        return None, False
    return [int(column) for column in columns[np.flatnonzero(found.x > 0.5)]], found.status == 0
