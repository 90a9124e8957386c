"""The map of a board: each community whose outline is known, by how it stands against one standard."""

import dataclasses
from typing import Any

from django.utils.translation import gettext as _

from communities.models import Community
from communities.standards import communities
from zhoushan_community.base.standards import Tally

from .board import Board, Judged, Territory
from .judging import BECAUSE, Judging
from .tiles import tile_of

#: Of more communities there is no map that anybody can read; a district or street is opened first.
MOST = 300


@dataclasses.dataclass(frozen=True)
class Map:
    """data: what the script draws it from; without: how many communities have no outline and are in the list alone."""

    data: dict[str, Any]
    without: int


def map_of(board: Board, territory: Territory, judged: Judged) -> Map | None:
    """The map of the territory on the board's day for a standard; None where no outline is known, or there are too many
    communities. One query where there is nothing to draw."""
    # As on the tile plan, districts that follow by reference are there at the city, too.
    within = board.wide.within(territory)
    there = communities(board.judging.asked).filter(within).order_by("unit_name", "unit")
    known = Community.objects.whole_city(because=BECAUSE).filter(pk__in=there.order_by().values("unit"))
    outlines = dict(known.exclude(boundary=None).order_by().values_list("pk", "boundary")[: MOST + 1])
    columns = ("unit", "unit_code", "unit_name", "district_key")
    units = list(there.values_list(*columns)[: MOST + 1]) if outlines else []
    if not 0 < len(units) <= MOST:
        return None
    code = judged.standard.code
    judging = Judging(board.day, board.basis, codes=(code,), within=within)
    counts = {community: found for (_d, _s, community), found in judging.tallies(by_community=True).items()}
    if set(counts) == {None}:
        # What is asked of streets alone says nothing of a community.
        return None
    features, items = [], []
    for key, own_code, name, district in units:
        if key not in outlines:
            continue
        rate = counts.get(key, {}).get(code, Tally()).rate(board.judged_in(district)[code].share)
        tile = tile_of(board, judged, Territory("community", key, own_code, name, district=district), rate)
        features.append({"type": "Feature", "properties": {"name": str(key)}, "geometry": outlines[key]})
        item = {"key": str(key), "name": name, "mark": tile.mark, "shape": tile.shape, "words": str(tile.words)}
        items.append({**item, "address": tile.address})
    data = {
        "map": {"type": "FeatureCollection", "features": features},
        "items": items,
        "title": _("Map of %(territory)s by %(code)s") % {"territory": territory.name, "code": code},
    }
    return Map(data, len(units) - len(items))
