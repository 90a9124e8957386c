"""Reads an instance (JSON, community-planner-instance/1) and names everything that is wrong with it, with its place."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any

from shapely.geometry.base import BaseGeometry

from .instance import Area, BadInstance, Border, Finding, Instance, Limits, Pair, Weights
from .outlines import metres, outline, overlapping
from .pieces import contradictions

FORMAT = "community-planner-instance/1"
# Beyond these numbers a sum could leave the range in which the solver counts exactly.
LARGEST = 1_000_000
#: So many signs of what stands in the file are told again.
TOLD = 80
# Half a character, which an escape can write and no file can hold.
UNWRITABLE = re.compile("[\ud800-\udfff]")


def read(content: bytes) -> tuple[Instance, list[Finding]]:
    """The instance and what is worth a look in it. Raises BadInstance with every fault of the file."""
    return Reader(content).instance()


class Reader:
    """One reading of one file: collects faults and goes on as long as the rest can be judged."""

    def __init__(self, content: bytes) -> None:
        self.faults: list[Finding] = []
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.said = self._json(content)

    def instance(self) -> tuple[Instance, list[Finding]]:
        areas = self._areas()
        known = {area.id for area in areas}
        borders = self._borders(known)
        together, apart = (self._pairs(kind, known) for kind in ("together", "apart"))
        limits = self._numbers("limits", Limits)
        weights = self._numbers("weights", Weights)
        if limits and not 0 < limits.min <= limits.target <= limits.max <= limits.hard_max:
            self._fault("limits_disordered", "limits", **asdict(limits))
        self._stop_at_faults()
        name = self.said.get("name")
        instance = Instance(
            areas=tuple(areas),
            borders=tuple(borders),
            together=together,
            apart=apart,
            limits=limits,
            weights=weights,
            name=name if isinstance(name, str) else "",
            source_sha256=self.sha256,
        )
        self.faults += contradictions(instance)
        self._stop_at_faults()
        return instance, list(warnings(instance))

    def _fault(self, code: str, place: str, **values: object) -> None:
        told = {
            name: f"{each[:TOLD]}…" if isinstance(each, str) and len(each) > TOLD else each
            for name, each in values.items()
        }
        self.faults.append(Finding(code, place, told))

    def _stop_at_faults(self) -> None:
        if self.faults:
            raise BadInstance(self.faults)

    def _json(self, content: bytes) -> dict[str, Any]:
        try:
            text = content.decode("utf-8-sig")
            said = json.loads(text, parse_int=_integer, object_pairs_hook=self._object)
            unwritable = UNWRITABLE.search(json.dumps(said, ensure_ascii=False))
        except UnicodeDecodeError as error:
            raise BadInstance([Finding("not_utf8", f"byte {error.start + 1}")]) from error
        except (json.JSONDecodeError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            raise BadInstance([Finding("not_json", f"line {line}", {"text": getattr(error, "msg", "")})]) from error
        if unwritable:
            line = text[: text.lower().find(f"\\u{ord(unwritable[0]):04x}")].count("\n") + 1
            raise BadInstance([Finding("no_character", f"line {line}")])
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            found = str(said.get("format", "")) if isinstance(said, dict) else ""
            raise BadInstance([Finding("wrong_format", "format", {"found": found[:TOLD], "wanted": FORMAT})])
        return said

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object of the file; what is said twice in it is a fault, as nobody knows which is meant."""
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _value in pairs]
            twice = sorted({name for name in names if names.count(name) > 1})
            self._fault("key_twice", str(found.get("id", "JSON")), key=", ".join(twice))
        return found

    def _rows(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        rows = self.said.get(name)
        if not isinstance(rows, list):
            self._fault("no_list", name)
            return
        for number, row in enumerate(rows, 1):
            if isinstance(row, dict):
                yield f"{name}[{number}]", row
            else:
                self._fault("no_row", f"{name}[{number}]")

    def _text(self, row: dict[str, Any], key: str, place: str) -> str:
        """The text under the key; empty, and a fault, when there is none."""
        value = row.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self._fault(f"no_{key}", place, id=str(row.get("id", "")))
        return ""

    def _whole(self, row: dict[str, Any], key: str, place: str, **named: object) -> int:
        """The whole number from 0 under the key; 0, and a fault, when it is another thing."""
        value = row.get(key)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST:
            return value
        self._fault("missing_number" if value is None else "no_whole_number", place, key=key, found=str(value), **named)
        return 0

    def _areas(self) -> list[Area]:
        streets = self.said.get("streets")
        found: dict[str, Area] = {}
        places: dict[str, str] = {}
        outlines: dict[str, BaseGeometry] = {}
        for place, row in self._rows("areas"):
            identity = self._text(row, "id", place)
            street = self._text(row, "street", place)
            if street and isinstance(streets, list) and street not in streets:
                self._fault("unknown_street", place, id=identity, street=street)
            households = self._whole(row, "households", place, id=identity)
            current = self._text(row, "current", place)
            if identity in found:
                same = found[identity].street == street
                code = "id_twice" if same else "area_in_two_streets"
                self._fault(code, place, id=identity, other=places[identity])
            elif identity:
                found[identity] = Area(identity, households, street, current)
                places[identity] = place
                outlines |= self._outline(identity, row, place)
        self._overlaps(outlines, places)
        if not found and isinstance(self.said.get("areas"), list):
            self._fault("no_areas", "areas")
        return list(found.values())

    def _outline(self, identity: str, row: dict[str, Any], place: str) -> dict[str, BaseGeometry]:
        try:
            drawn = outline(row)
        except ValueError:
            self._fault("no_outline", place, id=identity)
            return {}
        return {} if drawn is None else {identity: drawn}

    def _overlaps(self, outlines: dict[str, BaseGeometry], places: dict[str, str]) -> None:
        onto = metres(list(outlines.values()))
        for a, b, common in overlapping({identity: onto(drawn) for identity, drawn in outlines.items()}):
            self._fault("overlap", places[a], a=a, b=b, other=places[b], m2=f"{common:,.0f}")

    def _borders(self, known: set[str]) -> list[Border]:
        found: dict[Pair, tuple[str, Border]] = {}
        for place, row in self._rows("adjacency"):
            ends = self._ends((row.get("a"), row.get("b")), place, known)
            length = self._whole(row, "length_m", place)
            barrier = row.get("barrier", False)
            if not isinstance(barrier, bool):
                self._fault("no_yes_or_no", place, key="barrier", found=str(barrier))
            if ends is None:
                continue
            border = Border(*ends, length, bool(barrier))
            if ends in found:
                other, first = found[ends]
                code = "border_twice" if first == border else "neighbours_disagree"
                self._fault(code, place, a=ends[0], b=ends[1], other=other)
            else:
                found[ends] = (place, border)
        return [border for _place, border in found.values()]

    def _ends(self, ends: tuple[Any, Any], place: str, known: set[str]) -> Pair | None:
        """Both areas in the order of their ids."""
        unknown = [str(end) for end in ends if not isinstance(end, str) or end not in known]
        if unknown:
            self._fault("unknown_area", place, ids=", ".join(unknown))
            return None
        if ends[0] == ends[1]:
            self._fault("own_neighbour" if place.startswith("adjacency") else "pinned_to_itself", place, id=ends[0])
            return None
        return min(ends), max(ends)

    def _pairs(self, kind: str, known: set[str]) -> tuple[Pair, ...]:
        pins = self.said.get("pins", {})
        pairs = pins.get(kind, []) if isinstance(pins, dict) else None
        if not isinstance(pairs, list):
            self._fault("no_list", f"pins.{kind}")
            return ()
        found = []
        for number, pair in enumerate(pairs, 1):
            place = f"pins.{kind}[{number}]"
            if not isinstance(pair, list) or len(pair) != 2:
                self._fault("no_pair", place)
            elif ends := self._ends(tuple(pair), place, known):
                found.append(ends)
        return tuple(sorted(set(found)))

    def _numbers(self, name: str, kind: type) -> Any:
        row = self.said.get(name)
        if not isinstance(row, dict):
            self._fault("no_object", name)
            return None
        return kind(**{each.name: self._whole(row, each.name, f"{name}.{each.name}") for each in fields(kind)})


def _integer(digits: str) -> int | str:
    """The number; one that is far too long stays text, so that it is refused at its place."""
    return int(digits) if len(digits) < 300 else digits


def warnings(instance: Instance) -> Iterator[Finding]:
    """What a plan can be made of, but should be looked at."""
    met = {end for border in instance.borders for end in (border.a, border.b)}
    for number, area in enumerate(instance.areas, 1):
        place = f"areas[{number}]"
        if area.id not in met:
            yield Finding("no_neighbours", place, {"id": area.id})
        if area.households > instance.limits.max:
            yield Finding("above_max", place, {"id": area.id, "households": area.households})
        if not area.households:
            yield Finding("no_households", place, {"id": area.id})
