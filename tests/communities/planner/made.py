"""Instances made by code: small random pieces, grids, and what has been met as difficult."""

import json
import random
from typing import Any

LIMITS = {"min": 2500, "max": 5000, "hard_max": 7500, "target": 3750}
WEIGHTS = {"cut_per_m": 2, "imbalance_per_household": 1, "change": 1000}


def instance(
    households: dict[str, int],
    borders: list[tuple[str, str] | tuple[str, str, int] | tuple[str, str, int, bool]],
    *,
    streets: dict[str, str] | None = None,
    committees: dict[str, str] | None = None,
    together: list[list[str]] | None = None,
    apart: list[list[str]] | None = None,
    limits: dict[str, int] | None = None,
    weights: dict[str, int] | None = None,
) -> dict[str, Any]:
    """As its JSON says. Borders of 250 m; every area its own committee, all in one street, where nothing is said."""
    return {
        "format": "community-planner-instance/1",
        "name": "made",
        "limits": LIMITS | (limits or {}),
        "weights": WEIGHTS | (weights or {}),
        "areas": [
            {
                "id": name,
                "households": count,
                "street": (streets or {}).get(name, "S"),
                "current": (committees or {}).get(name, f"J-{name}"),
            }
            for name, count in households.items()
        ],
        "adjacency": [
            {"a": a, "b": b, "length_m": more[0] if more else 250, **({"barrier": True} if more[1:] == [True] else {})}
            for a, b, *more in borders
        ],
        "pins": {"together": together or [], "apart": apart or []},
    }


def content(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


def chain(*households: int, **more: Any) -> dict[str, Any]:
    names = [f"A{number}" for number in range(1, len(households) + 1)]
    return instance(dict(zip(names, households, strict=True)), list(zip(names, names[1:], strict=False)), **more)


def grid(rows: int, columns: int, households: Any, **more: Any) -> dict[str, Any]:
    """households(row, column). Areas are named R1C1 and so on."""
    name = {(r, c): f"R{r + 1}C{c + 1}" for r in range(rows) for c in range(columns)}
    borders = [(name[r, c], name[q]) for r, c in name for q in ((r + 1, c), (r, c + 1)) if q in name]
    return instance({name[r, c]: households(r, c) for r, c in name}, borders, **more)


def arithmetic() -> dict[str, Any]:
    """A chain whose total would do for three communities, and that no cut divides within the limits."""
    return chain(2400, 2400, 2400, 300, 2400, 2400, 2300)


def pinned() -> dict[str, Any]:
    """A corner that must lie apart from both of its neighbours; and a pair that must lie together and apart."""
    said = grid(4, 4, lambda r, c: 1000)
    said["pins"] = {
        "together": [["R1C1", "R1C2"], ["R3C3", "R3C4"]],
        "apart": [["R4C4", "R4C3"], ["R4C4", "R3C4"], ["R3C3", "R3C4"]],
    }
    return said


def island() -> dict[str, Any]:
    """A street with an island of 900 households, and a river that another street's ground lies behind."""
    said = grid(4, 4, lambda r, c: 700 + 60 * ((r * 5 + c * 3) % 7))
    for name, count in (("X1", 500), ("X2", 400)):
        said["areas"].append({"id": name, "households": count, "street": "S", "current": "J-X"})
    said["areas"].append({"id": "Y1", "households": 2600, "street": "T", "current": "J-Y"})
    said["adjacency"] += [
        {"a": "X1", "b": "X2", "length_m": 250},
        {"a": "X2", "b": "R4C4", "length_m": 40, "barrier": True},
        {"a": "X1", "b": "Y1", "length_m": 90},
    ]
    return said


def giants() -> dict[str, Any]:
    said = grid(4, 5, lambda r, c: 650 + 70 * ((r * 3 + c * 5) % 8))
    for number, count in ((7, 6300), (0, 5001), (19, 5000)):
        said["areas"][number]["households"] = count
    return said


def equal() -> dict[str, Any]:
    """Thousands of equally good plans."""
    return grid(6, 6, lambda r, c: 1250)


def small(seed: int, size: int) -> dict[str, Any]:
    """A random piece, or several, with everything that an instance may have."""
    dice = random.Random(seed)
    names = [f"A{number:02}" for number in range(size)]
    places = {name: (dice.random(), dice.random()) for name in names}

    def distance(a: str, b: str) -> float:
        return sum((p - q) ** 2 for p, q in zip(places[a], places[b], strict=True))

    pairs = set()
    for number, name in enumerate(names):
        near = sorted(names, key=lambda other, name=name: distance(name, other))[1 : 2 + dice.randrange(3)]
        near += [min(names[:number], key=lambda other, name=name: distance(name, other))] if number else []
        pairs |= {(min(name, other), max(name, other)) for other in near}
    borders = [(a, b, dice.randrange(20, 500), dice.random() < 0.08) for a, b in sorted(pairs)]
    scale = dice.choice([500, 900, 1500, 2400])
    households = {name: max(0, int(dice.gauss(scale, scale / 2))) for name in names}
    if dice.random() < 0.15:
        households[dice.choice(names)] = dice.randrange(4900, 7000)
    committees = {name: f"J{dice.randrange(max(1, size // 2))}" for name in names}
    together, apart = [], []
    for a, b, _length, barrier in borders:
        kind = dice.random()
        if kind < 0.06 and not together and not barrier and households[a] + households[b] <= LIMITS["hard_max"]:
            together.append([a, b])
        elif kind < 0.12:
            apart.append([a, b])
    limits = dice.choice([{}, {}, {"min": 1000, "target": 2000, "max": 3000, "hard_max": 3500}, {"hard_max": 12000}])
    weights = {"change": dice.choice([0, 300, 1000, 4000]), "cut_per_m": dice.choice([1, 2, 3])}
    return instance(
        households,
        [border if border[3] else border[:3] for border in borders],
        streets={name: dice.choice("SSST") for name in names},
        committees=committees,
        together=together,
        apart=apart,
        limits=limits,
        weights=weights,
    )


def town(seed: int, rows: int, columns: int, streets: int) -> dict[str, Any]:
    """A grid of areas of some 850 households, in streets of about the same width and committees of two or three."""
    dice = random.Random(seed)
    said = grid(rows, columns, lambda r, c: min(max(int(dice.lognormvariate(6.7, 0.5)), 300), 2000))
    number = {area["id"]: at for at, area in enumerate(said["areas"])}
    for area in said["areas"]:
        row, column = divmod(number[area["id"]], columns)
        area["street"] = f"S{column * streets // columns:02}"
        area["current"] = f"J{area['street']}-{row}-{column // 3}"
    for border in said["adjacency"]:
        border["length_m"] = dice.randrange(80, 420)
        if dice.random() < 0.02:
            border["barrier"] = True
    return said
