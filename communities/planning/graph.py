"""A graph drawn by its borders alone: neighbours near each other, all others apart, and always alike."""

import math
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, shortest_path
from scipy.spatial import cKDTree

#: How far neighbours are to be from each other, and in how many rounds all are pulled there.
WISHED, ROUNDS = 60.0, 150
#: So many of the nearest push an area away.
NEAREST = 12
#: Areas far from each other from which a graph is measured out before.
PIVOTS = 40


def places(names: Sequence[str], borders: Sequence[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """Where each stands. What does not hang together stands side by side."""
    at = {name: number for number, name in enumerate(names)}
    pairs = np.array([(at[a], at[b]) for a, b in borders], dtype=int).reshape(-1, 2)
    count = len(names)
    graph = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _number, part_of = connected_components(graph, directed=False)
    drawn = []
    for part in range(part_of.max(initial=-1) + 1):
        members = np.flatnonzero(part_of == part)
        number = np.zeros(count, dtype=int)
        number[members] = np.arange(len(members))
        drawn.append((members, _drawn(len(members), number[pairs[part_of[pairs[:, 0]] == part]])))
    found = _side_by_side(drawn, count)
    # Numbers as small as those of a map of longitudes and latitudes would be taken for such.
    return {name: (round(float(x) + 1000, 1), round(float(y), 1)) for name, (x, y) in zip(names, found, strict=True)}


def _drawn(count: int, pairs: np.ndarray) -> np.ndarray:
    """The places of areas that hang together."""
    place = _measured_out(count, pairs) * WISHED
    nearest = min(NEAREST, count - 1)
    for step in range(ROUNDS if count > 2 else 0):
        far, near = cKDTree(place).query(place, nearest + 1)
        apart = place[:, None, :] - place[near]
        push = (apart * (WISHED / (far + 1e-6))[..., None] ** 2).sum(axis=1)
        pull = place[pairs[:, 0]] - place[pairs[:, 1]]
        pull *= (np.sqrt((pull**2).sum(axis=1)) / WISHED)[:, None]
        np.add.at(push, pairs[:, 0], -pull)
        np.add.at(push, pairs[:, 1], pull)
        length = np.sqrt((push**2).sum(axis=1))[:, None] + 1e-6
        place = place + push / length * np.minimum(length, WISHED * (1 - step / ROUNDS) / 2)
    return place


def _measured_out(count: int, pairs: np.ndarray) -> np.ndarray:
    """Places about as far apart as there are borders between them, by the ways from some areas far from each other."""
    graph = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    far, pivot = np.zeros((count, 0)), 0
    for _turn in range(min(PIVOTS, count)):
        far = np.column_stack([far, shortest_path(graph, directed=False, unweighted=True, indices=pivot)])
        pivot = int(far.min(axis=1).argmax())
    squares = far**2
    centred = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    left, size, _right = np.linalg.svd(centred, full_matrices=False)
    found = np.zeros((count, 2))
    for axis in range(min(2, len(size))):
        line = left[:, axis]
        # Which end of a line is its beginning is arbitrary, and is to be the same on every machine.
        found[:, axis] = line * np.sign(line[np.abs(line).argmax()]) * math.sqrt(size[axis])
    if len(pairs):
        edges = found[pairs[:, 0]] - found[pairs[:, 1]]
        found /= np.sqrt((edges**2).sum(axis=1)).mean() or 1.0
    # Areas at the same place would have no way to part.
    angle = 2 * math.pi * np.arange(count) / count
    return found + 0.05 * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _side_by_side(drawn: Sequence[tuple[np.ndarray, np.ndarray]], count: int) -> np.ndarray:
    """The largest part first, the others in columns beside it, none higher than the first."""
    found = np.zeros((count, 2))
    left = right = top = height = 0.0
    for members, place in sorted(drawn, key=lambda each: (-len(each[0]), each[0][0])):
        low, high = place.min(axis=0), place.max(axis=0)
        wide, tall = high - low + WISHED
        if top + tall > height:
            left, top = right, 0.0
            height = max(height, tall)
        found[members] = place - low + (left, top)
        top += tall
        right = max(right, left + wide)
    return found
