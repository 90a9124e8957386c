"""The tile plan: a tile for each street, or for each community of a street, by how it stands against one standard."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base.standards import MET, MISSING, NOT_APPLICABLE, UNMET, Rate, Tally

from .board import Board, Judged, Territory
from .wording import STATES

#: More streets than this are no plan that anybody can read; then there is a tile for each district that is shown.
MOST = 300
#: Where a norm holds for some units of a territory; of a target and of a single unit there is a state.
PART = "part"
MARKS = {**STATES, PART: ("◐", _("met in part"))}


@dataclasses.dataclass(frozen=True)
class Tile:
    """A territory with its rate and mark, and where it leads. one: it is a single unit."""

    name: str
    address: str
    rate: Rate
    mark: str
    one: bool

    @property
    def shape(self) -> str:
        return MARKS[self.mark][0]

    @property
    def words(self) -> Any:
        return MARKS[self.mark][1]


@dataclasses.dataclass(frozen=True)
class Group:
    """Tiles that lie together, such as those of a district; without a name where there is only one group."""

    name: str
    tiles: list[Tile]


def tiles(board: Board, territory: Territory, judged: Judged, inside: Iterable[tuple[Territory, Any]]) -> list[Group]:
    """The plan of the territory for a standard. inside: the territories in it with the cells of the board. Territories
    without units to judge have no tile."""
    code = judged.standard.code
    if territory.level == "city" and (streets := board.by_street(MOST)):
        groups: dict[str, list[Tile]] = {}
        for street, district, counts in streets:
            share = board.judged_in(street.district)[code].share
            tile = tile_of(board, judged, street, counts.get(code, Tally()).rate(share))
            groups.setdefault(district, []).append(tile)
    else:
        rates = [(row, next(rate for each, rate in cells if each.standard == judged.standard)) for row, cells in inside]
        groups = {"": [tile_of(board, judged, row, rate) for row, rate in rates]}
    shown = {name: [tile for tile in found if tile.rate.denominator] for name, found in groups.items()}
    return [Group(name, found) for name, found in shown.items() if found]


def tile_of(board: Board, judged: Judged, territory: Territory, rate: Rate) -> Tile:
    one = territory.level == "community"
    code = judged.standard.code
    address = reverse("community", args=[territory.key]) if one else reverse("standard", args=[code])
    query = f"?on={board.day}" if one else f"?territory={territory.address}&on={board.day}&basis={board.basis}"
    single = one and judged.standard.level == "community"
    return Tile(territory.name, address + query, rate, rate.state_of_one if single else mark(judged, rate), single)


def mark(judged: Judged, rate: Rate) -> str:
    """The state of a target; of a norm, whether all units meet it, some or none."""
    if judged.standard.kind == "target":
        return rate.state
    if not rate.denominator:
        return NOT_APPLICABLE
    if rate.numerator == rate.denominator:
        return MET
    if rate.numerator:
        return PART
    return MISSING if rate.missing else UNMET
