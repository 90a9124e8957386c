"""Outlines of areas: in metres, near each other, and lying on each other, which no two may."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

#: The share of the smaller area that two outlines may overlap by; more is a fault of the map.
OVERLAP = 0.01
#: What shapely raises on what is no outline; the last on a number beyond all that can be reckoned with.
UNREADABLE = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, shapely.errors.ShapelyError, OverflowError,
)  # fmt: skip
METRES_OF_A_DEGREE = 111_320.0


def outline(said: Mapping[str, Any]) -> BaseGeometry | None:
    """The outline of an area of an instance: its GeoJSON `geometry`, or a `ring` of points; None where it has neither.

    Raises ValueError for one that cannot be read or crosses itself.
    """
    if said.get("geometry") is None and said.get("ring") is None:
        return None
    try:
        found = shape(said["geometry"]) if said.get("geometry") is not None else shapely.Polygon(said["ring"])
    except UNREADABLE as error:
        raise ValueError from error
    if found.is_empty or not all(map(math.isfinite, found.bounds)) or not found.is_valid:
        raise ValueError
    return found


def in_degrees(bounds: tuple[float, ...]) -> bool:
    return all(abs(value) <= 180 for value in bounds)


def metres(geometries: list[BaseGeometry]) -> Any:
    """Puts degrees onto a plane of metres, right enough for a district; what is in metres already stays."""
    bounds = shapely.total_bounds(geometries) if geometries else (0.0, 0.0, 0.0, 0.0)
    if not in_degrees(tuple(bounds)):
        return lambda geometry: geometry
    narrow = math.cos(math.radians((bounds[1] + bounds[3]) / 2))
    scale = (METRES_OF_A_DEGREE * narrow, METRES_OF_A_DEGREE)
    return lambda geometry: shapely.transform(geometry, lambda points: points * scale)


def near(outlines: Mapping[str, BaseGeometry], within: float) -> Iterator[tuple[str, str]]:
    """The pairs whose outlines come as near as that, each once."""
    names = list(outlines)
    if len(names) < 2:
        return
    tree = shapely.STRtree(list(outlines.values()))
    left, right = tree.query(list(outlines.values()), predicate="dwithin", distance=within)
    yield from sorted((names[i], names[j]) for i, j in zip(left, right, strict=True) if i < j)


def overlapping(outlines: Mapping[str, BaseGeometry]) -> Iterator[tuple[str, str, float]]:
    """The pairs that lie on each other, and on how many m²."""
    for a, b in near(outlines, 0.0):
        common = outlines[a].intersection(outlines[b]).area
        if common > OVERLAP * min(outlines[a].area, outlines[b].area):
            yield a, b, common
