"""How good an alternative is proven to be: piece by piece, and by the prices that anybody can reckon through again."""

import dataclasses
from typing import Any

from django.utils.translation import gettext as _

from .layout import Layout


@dataclasses.dataclass(frozen=True)
class Proof:
    """A piece: areas of a street that hang together and are planned alone.

    considered: the admissible communities that were listed; None where there are too many. above: by how much its part
    of Z can be above the least; None where no bound was computed.
    """

    street: str
    first_area: str
    areas: int
    households: int
    considered: int | None
    words: str
    above: int | None


@dataclasses.dataclass(frozen=True)
class Checked:
    """What the prices of the areas alone prove. least: no plan has a smaller Z; gap: how far Z is above, in per cent of
    it; both None where some piece has no prices for it."""

    exceptions: int
    outside: int
    least: int | None
    gap: str | None
    communities: int


def proofs_of(layout: Layout) -> list[Proof]:
    """All pieces, those that are not proven through first."""
    found = [
        Proof(
            piece["street"],
            piece["first_area"],
            piece["areas"],
            piece["households"],
            piece["listed"],
            _words(piece),
            _above(piece),
        )
        for piece in layout.said["pieces"]
    ]
    order = {piece["first_area"]: len(piece["proven"]) for piece in layout.said["pieces"]}
    return sorted(found, key=lambda each: (order[each.first_area] == 3, each.street, each.first_area))


def _words(piece: dict[str, Any]) -> str:
    if piece["proven"] == "EDZ":
        return _("proven: there is no better one")
    best = _("the best found, not proven")
    if piece["best_that_splits_no_committee"]:
        best = _("the best found, not proven; no plan that divides no committee is better")
    if piece["proven"] == "ED":
        return _("fewest outside the limits, and by the fewest households, proven; the rest: %(best)s") % {"best": best}
    if piece["proven"] == "E":
        return _("fewest outside the limits, proven; the rest: %(best)s") % {"best": best}
    return best


def _above(piece: dict[str, Any]) -> int | None:
    least = piece["lower_bound"]["twice_Z"]
    if least is None or "D" not in piece["proven"]:
        return None
    return (piece["twice_Z"] - least + 1) // 2


def checked_of(layout: Layout) -> Checked | None:
    """What the checker found; None where it did not come to it."""
    said = layout.said.get("checked")
    if not said:
        return None
    value, least = layout.claims["Z"], said["Z"]
    gap = None if least is None else f"{100 * (value - least) / value if value else 0:.2f}"
    return Checked(said["E"], said["D"], least, gap, said["communities"])
