"""Areas and neighbours from boundaries: a GeoJSON file of outlines, and of lines that separate."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from ..planner.outlines import UNREADABLE, in_degrees, metres, near, overlapping
from .gathered import AreaSaid, BorderSaid, Fault, Gathered, Place
from .ground import Ground
from .neighbours import AREA_HEADS

#: Metres by which outlines that should meet may miss each other, and the least common border of neighbours.
MISSED, LEAST = 8.0, 15.0
#: The share of a common border along a separating line from which on it separates.
ALONG = 0.5
#: Degrees of longitude and of latitude between which the country lies.
EAST, NORTH = (73, 136), (3, 54)
NAMES = {
    name: tuple(word.casefold() for word in words)
    for name, words in {**AREA_HEADS, "id": (*AREA_HEADS["id"], "名称", "name", "id")}.items()
}


def read_map(content: bytes, ground: Ground) -> Gathered:
    """Every outline is an area, with its name, households, street and present community among its properties; every
    line is a barrier. Neighbours are those that share 15 m of border or more."""
    found = Gathered()
    rows = list(features(content, found.faults))
    outlines: dict[str, BaseGeometry] = {}
    lines: list[BaseGeometry] = []
    onto = metres([geometry for _place, _said, geometry in rows])
    for place, said, geometry in rows:
        if geometry.geom_type in ("LineString", "MultiLineString"):
            lines.append(onto(geometry))
        elif geometry.geom_type not in ("Polygon", "MultiPolygon"):
            words = _("This is a %(kind)s; draw areas as polygons and what separates them as lines.")
            found.faults.append(Fault(place, words % {"kind": geometry.geom_type}))
        elif fault := crossing(place, str(said.get("id", "")), geometry):
            found.faults.append(fault)
        elif area := _area(place, said, geometry, ground, found):
            found.areas.append(area)
            outlines.setdefault(area.id, onto(geometry))
    found.faults += overlaps(outlines, {area.id: area.at["id"] for area in found.areas})
    if not found.faults:
        found.borders += _borders(outlines, lines, {area.id: area.at["id"] for area in found.areas})
    return found


def features(
    content: bytes, faults: list[Fault], names: Mapping[str, Sequence[str]] = NAMES
) -> Iterator[tuple[Place, Mapping[str, Any], BaseGeometry]]:
    """Each feature of a GeoJSON file: its place, its properties by the names that they are known by, its shape. What
    cannot be read is added to the faults."""
    try:
        said = json.loads(content.decode("utf-8-sig"))
        features = said["features"] if said["type"] == "FeatureCollection" else None
    except (ValueError, KeyError, TypeError, RecursionError):
        features = None
    if not isinstance(features, list):
        words = _("This is no GeoJSON file; save the map as a FeatureCollection.")
        faults.append(Fault(Place("GeoJSON", ""), words))
        return
    # Escapes can write what is no character, and no text may hold a zero: nothing of it could be stored or shown.
    plain = json.dumps(features, ensure_ascii=False)
    if "\\u0000" in plain or plain != plain.encode(errors="replace").decode():
        faults.append(
            Fault(Place("GeoJSON", ""), _("The map holds signs that are no characters; type its names anew."))
        )
        return
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        properties = properties if isinstance(properties, dict) else {}
        told = {name.casefold(): value for name, value in properties.items()}
        named = {name: told[word] for name, words in names.items() for word in words[::-1] if word in told}
        place = Place("GeoJSON", f"features[{number}]", str(named.get("id", "")))
        try:
            geometry = shapely.force_2d(shape(feature["geometry"]))
            if geometry.is_empty or not all(map(math.isfinite, geometry.bounds)):
                raise ValueError
        except UNREADABLE:
            faults.append(Fault(place, _("The outline cannot be read; draw it anew or leave the feature out.")))
            continue
        if _turned(geometry.bounds):
            words = _("The points are written with the latitude first; write the longitude first, as GeoJSON asks.")
            faults.append(Fault(place, words))
            continue
        yield place, named, geometry


def _turned(bounds: tuple[float, ...]) -> bool:
    """Whether it lies in the country if its first numbers are the latitude."""
    return all(NORTH[0] <= x <= NORTH[1] for x in bounds[::2]) and all(EAST[0] <= y <= EAST[1] for y in bounds[1::2])


def _area(
    place: Place, said: Mapping[str, Any], geometry: BaseGeometry, ground: Ground, found: Gathered
) -> AreaSaid | None:
    at = {name: Place(place.sheet, place.cell, str(said.get(name) or "")) for name in AREA_HEADS}
    name = str(said.get("id") or "").strip()
    if not name:
        words = _("The area has no name; give it the property “%(property)s”.")
        found.faults.append(Fault(place, words % {"property": AREA_HEADS["id"][0]}))
        return None
    households = said.get("households")
    if isinstance(households, str) and households.strip().isdecimal() and len(households) < 20:
        households = int(households)
    elif isinstance(households, float) and households.is_integer():
        # Programs for maps keep every number as one with a point.
        households = int(households)
    if isinstance(households, bool) or not isinstance(households, int) or households < 0:
        words = _("The households of “%(name)s” are “%(text)s”; write a whole number from 0.")
        found.faults.append(Fault(at["households"], words % {"name": name, "text": said.get("households", "")}))
        return None
    return AreaSaid(
        name,
        households,
        str(said.get("street") or "").strip() or ground.only_street,
        str(said.get("current") or "").strip(),
        at,
        {"geometry": written(geometry)},
    )


def crossing(place: Place, name: str, geometry: BaseGeometry) -> Fault | None:
    """The fault of an outline that is none."""
    if geometry.is_valid:
        return None
    words = _("The outline of “%(name)s” crosses itself, or its holes do, at %(where)s; draw it anew there.")
    where = shapely.is_valid_reason(geometry).partition("[")[2].rstrip("]")
    return Fault(place, words % {"name": name, "where": where})


def written(geometry: BaseGeometry) -> dict[str, Any]:
    """An outline as JSON, to about ten centimetres."""
    fine = shapely.set_precision(geometry, 1e-6 if in_degrees(geometry.bounds) else 0.01)
    return json.loads(json.dumps(mapping(fine)))


def overlaps(outlines: Mapping[str, BaseGeometry], at: Mapping[str, Place]) -> Iterator[Fault]:
    for a, b, common in overlapping(outlines):
        words = _("“%(a)s” and “%(b)s” overlap by %(m2)s m²; draw their common border once, so that both end at it.")
        yield Fault(at[a], words % {"a": a, "b": b, "m2": f"{common:,.0f}"})


def _borders(
    outlines: Mapping[str, BaseGeometry], lines: list[BaseGeometry], at: Mapping[str, Place]
) -> Iterator[BorderSaid]:
    barriers = shapely.union_all(lines).buffer(MISSED) if lines else None
    for a, b in near(outlines, MISSED):
        common = _common(outlines[a], outlines[b])
        if common.length < LEAST:
            continue
        along = common.intersection(barriers).length if barriers else 0.0
        place = Place(at[a].sheet, at[a].cell, f"{a} – {b}")
        yield BorderSaid(
            a, b, round(common.length), along >= ALONG * common.length, dict.fromkeys(("a", "b", "length_m"), place)
        )


def _common(a: BaseGeometry, b: BaseGeometry) -> BaseGeometry:
    """The common border: where both outlines run alike, else where that of the first runs beside the second."""
    exact = a.boundary.intersection(b.boundary)
    if exact.length >= LEAST:
        return exact
    beside = a.boundary.intersection(b.buffer(MISSED))
    # At both ends the border of the first goes on for a while near the second.
    return beside if beside.length >= LEAST + 2 * MISSED else shapely.LineString()
