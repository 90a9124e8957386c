"""A plan without places is drawn by its borders: neighbours near, others apart, each time alike."""

import math

from communities.planning import graph

BORDERS = [(f"{r},{c}", other) for r in range(12) for c in range(12)
           for other in ([f"{r + 1},{c}"] if r < 11 else []) + ([f"{r},{c + 1}"] if c < 11 else [])]  # fmt: skip
NAMES = [f"{r},{c}" for r in range(12) for c in range(12)]


def test_a_grid_unfolds() -> None:
    """No border crosses another, and none is much longer than the rest."""
    found = graph.places(NAMES, BORDERS)
    lengths = sorted(math.dist(found[a], found[b]) for a, b in BORDERS)
    assert lengths[-1] < 3 * lengths[0]
    lines = [(found[a], found[b]) for a, b in BORDERS]
    crossing = [(one, other) for n, one in enumerate(lines) for other in lines[:n] if _cross(*one, *other)]
    assert crossing == []


def test_it_is_drawn_alike_each_time() -> None:
    assert graph.places(NAMES, BORDERS) == graph.places(NAMES, BORDERS)


def test_islands_stand_beside_the_rest() -> None:
    found = graph.places([*NAMES, "岛", "屿", "礁"], [*BORDERS, ("岛", "屿")])
    right = max(found[name][0] for name in NAMES)
    assert all(found[name][0] > right for name in ("岛", "屿", "礁"))
    assert len({(round(x, 1), round(y, 1)) for x, y in found.values()}) == len(found)


def test_few_areas_have_their_places() -> None:
    assert graph.places([], []) == {}
    assert len(graph.places(["甲"], [])) == 1
    assert len(set(graph.places(["甲", "乙"], [("甲", "乙")]).values())) == 2


def _cross(a: tuple, b: tuple, c: tuple, d: tuple) -> bool:
    def side(p: tuple, q: tuple, r: tuple) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    if {a, b} & {c, d}:
        return False
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
