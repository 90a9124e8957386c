"""A plan drawn: as a map where its areas have outlines, as a graph of areas and borders where not.

It is drawn on the server, so that it prints, needs no script and is the same each time.
"""

import dataclasses
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shapely import line_merge
from shapely.geometry import shape

from . import graph
from .layout import Layout

WIDTH, HEIGHT, MARGIN = 960.0, 560.0, 26.0
#: Tones of the style sheet; neighbours get different ones as long as they last.
TONES = 8
#: Names are written beside the numbers as long as so few areas are drawn; from so many on all is drawn finer still.
NAMED, CROWDED = 60, 300

Point = tuple[float, float]


@dataclasses.dataclass(frozen=True)
class Shape:
    """An area. path: its outline, empty in a graph, where radius says how big its dot is."""

    area: str
    x: float
    y: float
    tone: int
    number: int | None
    path: str = ""
    radius: float = 0.0
    told: str = ""

    @property
    def below(self) -> float:
        """How far under the middle the name stands."""
        return self.radius + 11


@dataclasses.dataclass(frozen=True)
class Edge:
    """A border of a graph. kind: inside a community, between two, or a barrier."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str


@dataclasses.dataclass(frozen=True)
class Drawing:
    """What the template draws. is_map: outlines instead of dots; tones: by the number of a community;
    barriers: the lines of a map that separate."""

    width: int
    height: int
    shapes: list[Shape]
    edges: list[Edge]
    is_map: bool
    named: bool
    crowded: bool
    tones: Mapping[int, int]
    barriers: list[str]


def draw(instance: Mapping[str, Any], layout: Layout | None) -> Drawing:
    """The areas of an instance, coloured by the layout's communities if there is one."""
    areas = instance["areas"]
    is_map = bool(areas) and all(area.get("geometry") for area in areas)
    number_of = {name: each.number for name, each in layout.community_of.items()} if layout else {}
    tones = _tones(instance, number_of)
    rings = {area["id"]: list(rings_of(area["geometry"])) for area in areas} if is_map else {}
    places = {area["id"]: middle_of(area["geometry"]) for area in areas} if is_map else _places(instance)
    onto = scaled([point for found in rings.values() for ring in found for point in ring] or list(places.values()))
    most = max((area["households"] or 0 for area in areas), default=0) or 1
    small = min(1.0, math.sqrt(NAMED / max(len(areas), 1)))
    shapes = []
    for area in areas:
        name, number = area["id"], number_of.get(area["id"])
        x, y = onto(places[name])
        path = "".join(path_of(map(onto, ring)) for ring in rings.get(name, ()))
        radius = 0.0 if is_map else round(small * (8 + 14 * math.sqrt((area["households"] or 0) / most)), 1)
        community = layout.community_of[name] if layout else None
        told = f"{name}：{area['households'] if area['households'] is not None else '?'}户"
        told += f" → {community.number} {community.name}" if community else ""
        shapes.append(Shape(name, x, y, tones.get(number, 0) if number else 0, number, path, radius, told))
    edges = [] if is_map else [_edge(each, places, onto, number_of) for each in instance["adjacency"]]
    barriers = list(_barriers(instance, onto)) if is_map else []
    return Drawing(
        int(WIDTH), int(HEIGHT), shapes, edges, is_map, len(areas) <= NAMED, len(areas) > CROWDED, tones, barriers
    )


def _edge(border: Mapping[str, Any], places: Mapping[str, Point], onto: Any, number_of: Mapping[str, int]) -> Edge:
    same = number_of.get(border["a"], border["a"]) == number_of.get(border["b"], border["b"])
    kind = "barrier" if border["barrier"] else "inside" if same else "between"
    return Edge(*onto(places[border["a"]]), *onto(places[border["b"]]), kind)


def _barriers(instance: Mapping[str, Any], onto: Any) -> Iterable[str]:
    """Where the outlines on both sides of a barrier meet."""
    outlines = {area["id"]: shape(area["geometry"]).boundary for area in instance["areas"]}
    for border in instance["adjacency"]:
        if border["barrier"]:
            common = line_merge(outlines[border["a"]].intersection(outlines[border["b"]]))
            for line in getattr(common, "geoms", [common]):
                if line.length:
                    yield "M" + "L".join(f"{x},{y}" for x, y in map(onto, line.coords))


def _tones(instance: Mapping[str, Any], number_of: Mapping[str, int]) -> dict[int, int]:
    """A tone for each community, another than those of its neighbours while there are enough."""
    near: dict[int, set[int]] = defaultdict(set)
    for border in instance["adjacency"]:
        a, b = number_of.get(border["a"]), number_of.get(border["b"])
        if a and b and a != b:
            near[a].add(b)
            near[b].add(a)
    found: dict[int, int] = {}
    for number in sorted(set(number_of.values())):
        taken = {found.get(other) for other in near[number]}
        wished = [(number - 1 + step) % TONES + 1 for step in range(TONES)]
        found[number] = next((tone for tone in wished if tone not in taken), wished[0])
    return found


def rings_of(geometry: Mapping[str, Any]) -> Iterable[list[Point]]:
    """All outlines of a polygon or of several."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        for ring in polygon:
            yield [(float(point[0]), float(point[1])) for point in ring]


def middle_of(geometry: Mapping[str, Any]) -> Point:
    """Where the number stands: the centre of its largest part, or elsewhere in it where that lies outside."""
    drawn = shape(geometry)
    largest = max(getattr(drawn, "geoms", [drawn]), key=lambda part: part.area)
    point = largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
    return point.x, point.y


def path_of(points: Iterable[Point]) -> str:
    """A closed outline as SVG draws it."""
    return "M" + "L".join(f"{x},{y}" for x, y in points) + "Z"


def scaled(points: Sequence[Point]) -> Any:
    """Puts points onto the paper: north is up, and a degree of longitude is narrower than one of latitude."""
    if not points:
        return lambda point: (WIDTH / 2, HEIGHT / 2)
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    # Longitudes and latitudes of the country; other small numbers are metres of a plan of one's own.
    degrees = all(70 <= x <= 140 for x in xs) and all(0 <= y <= 60 for y in ys)
    narrow = math.cos(math.radians((min(ys) + max(ys)) / 2)) if degrees else 1.0
    wide, high = (max(xs) - min(xs)) * narrow or 1e-9, (max(ys) - min(ys)) or 1e-9
    factor = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    left, top = (WIDTH - wide * factor) / 2, (HEIGHT - high * factor) / 2

    def onto(point: Point) -> Point:
        return (
            round(left + (point[0] - min(xs)) * narrow * factor, 1),
            round(top + (max(ys) - point[1]) * factor, 1),
        )

    return onto


def _places(instance: Mapping[str, Any]) -> dict[str, Point]:
    """Where the dots stand: as entered, else by their borders."""
    areas = instance["areas"]
    if all("x" in area and "y" in area for area in areas):
        return {area["id"]: (area["x"], area["y"]) for area in areas}
    return instance.get("drawn") or graph_of(instance)


def graph_of(instance: Mapping[str, Any]) -> dict[str, Point]:
    """Where the dots stand by their borders alone; nothing where the areas say it themselves."""
    areas = instance["areas"]
    if all("geometry" in area or ("x" in area and "y" in area) for area in areas):
        return {}
    return graph.places([area["id"] for area in areas], [(each["a"], each["b"]) for each in instance["adjacency"]])
