"""Two plans of the same ground side by side: which areas change their community between them."""

import dataclasses
from collections import Counter

from .layout import Layout, Proposed


@dataclasses.dataclass(frozen=True)
class Moved:
    """An area that lies elsewhere in the second plan. first, second: None where the plan does not know the area."""

    area: str
    households: int
    first: Proposed | None
    second: Proposed | None


def same_communities(first: Layout, second: Layout) -> dict[int, int]:
    """Which community of the second plan each of the first has become: the pairs with most common households first."""
    common: Counter[tuple[int, int]] = Counter()
    for area, community in first.community_of.items():
        if other := second.community_of.get(area):
            # An area without households still tells which communities lie on the same ground.
            common[community.number, other.number] += 1 + 1000 * (second.areas[area]["households"] or 0)
    found: dict[int, int] = {}
    for (one, other), _weight in sorted(common.items(), key=lambda each: (-each[1], each[0])):
        if one not in found and other not in found.values():
            found[one] = other
    return found


def moved_between(first: Layout, second: Layout) -> list[Moved]:
    """The areas that are with others in the second plan, and those that only one of the two knows."""
    became = same_communities(first, second)
    found = []
    for area in dict.fromkeys([*first.areas, *second.areas]):
        one, other = first.community_of.get(area), second.community_of.get(area)
        if one and other and became.get(one.number) == other.number:
            continue
        households = (second if other else first).areas[area]["households"] or 0
        found.append(Moved(area, households, one, other))
    return found
