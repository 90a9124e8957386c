"""A worked-out plan as people read it: who becomes which community, and what lies outside the limits and why."""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import LayoutPlan
from ..planner.instance import Limits
from ..planner.words import REASONS, REMEDIES

#: What the weights of keeping committees whole are called.
WEIGHTS = {
    0: gettext_lazy("as compact as can be"),
    1000: gettext_lazy("balanced"),
    4000: gettext_lazy("as few changes as can be"),
}
#: What an old name ends with, before 社区 is put behind it.
ENDING = re.compile(r"(社区居民委员会|社区居委会|居民委员会|居委会|居民区|小区|社区)$")
NUMERALS = "二三四五六七八九十"


@dataclasses.dataclass(frozen=True)
class Part:
    """What a community takes of a present one. whole: all of its areas."""

    current: str
    areas: tuple[str, ...]
    households: int
    whole: bool

    def __str__(self) -> str:
        return self.current if self.whole else _("%(name)s (part)") % {"name": self.current}


@dataclasses.dataclass(frozen=True)
class Proposed:
    """A community of the plan. heir: the present one whose name it bears, because most of that one is in it.

    outside_by: households below the minimum (negative) or above the maximum; 0 within the limits. why: the reason in
    words; ways: what was tested and helps. given: whether whoever draws gave it its name.
    """

    number: int
    name: str
    street: str
    areas: tuple[str, ...]
    households: int
    parts: tuple[Part, ...]
    heir: str
    outside_by: int
    why: str = ""
    reason: str = ""
    ways: tuple[str, ...] = ()
    tested: int = 0
    given: bool = False

    @property
    def kept(self) -> bool:
        """Whether it is a present one as it stands."""
        return len(self.parts) == 1 and self.parts[0].whole

    @property
    def judged(self) -> str:
        if not self.outside_by:
            return _("within the limits")
        words = _("%(count)s households too few") if self.outside_by < 0 else _("%(count)s households too many")
        return words % {"count": f"{abs(self.outside_by):,}"}


class Layout:
    """One of the alternatives of a plan. change: its weight of keeping committees whole.

    names: what whoever draws calls a community, beside its areas; it holds in every alternative that has just these.
    """

    def __init__(
        self,
        instance: Mapping[str, Any],
        said: Mapping[str, Any],
        change: int,
        names: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        self.instance, self.said, self.change = instance, said, change
        self._given = {frozenset(each["areas"]): each["name"] for each in names}
        self.limits = Limits(**instance["limits"])
        self.areas = {area["id"]: area for area in instance["areas"]}

    @property
    def title(self) -> Any:
        return WEIGHTS.get(self.change, self.change)

    @property
    def claims(self) -> Mapping[str, Any]:
        return self.said["claims"]

    @property
    def proof(self) -> str:
        """How good it is; a gap only where a bound was computed."""
        claims = self.claims
        if claims["optimal"]:
            return _("proven: there is no better one")
        if claims["gap"] is None:
            return _("the best found, not proven")
        return _("the best found, at most %(gap)s %% above the best there is") % {"gap": f"{100 * claims['gap']:.2f}"}

    @cached_property
    def communities(self) -> list[Proposed]:
        """By street and first area, numbered from 1."""
        members, heirs = self._members, self._heirs
        reasons = {each["community"]: each for each in self.said["exceptions"]}
        names = self._taken()
        found = []
        for number, (street, areas, households) in enumerate(members, 1):
            parts = self._parts(areas)
            given = self._given_to(parts)
            if given:
                # Who gives its name to a community goes on in it; under a new name everybody comes to an end.
                heir = next((part.current for part in parts if self._called(part.current) == given), "")
                name = given
            else:
                heir = heirs.get(number, "")
                largest = max(areas, key=lambda each: (self._size(each), each))
                name = self._called(heir) if heir else self._new_name(largest, street, names)
            told = reasons.get(self.said["communities"][number - 1]["id"])
            more: dict[str, Any] = {"given": bool(given)}
            if told:
                more["reason"], more["why"] = told["reason"], str(REASONS[told["reason"]])
                more["ways"] = tuple(str(REMEDIES[each["kind"]]) % each for each in told["remedies"])
                more["tested"] = told["lifted_one_at_a_time"]
                if told.get("isolated_by"):
                    more["why"] += _(" (kept apart by %(what)s)") % {"what": _isolation(told["isolated_by"])}
            found.append(
                Proposed(number, name, street, areas, households, parts, heir, self._outside(households), **more)
            )
        return found

    def _size(self, area: str) -> int:
        return self.areas[area]["households"] or 0

    def _outside(self, households: int) -> int:
        if households < self.limits.min:
            return households - self.limits.min
        return max(households - self.limits.max, 0)

    @cached_property
    def _whole(self) -> dict[str, int]:
        """How many areas each present one has."""
        counts: dict[str, int] = defaultdict(int)
        for area in self.areas.values():
            counts[area["current"]] += 1
        return counts

    def _parts(self, areas: tuple[str, ...]) -> tuple[Part, ...]:
        own: dict[str, list[str]] = defaultdict(list)
        for area in areas:
            own[self.areas[area]["current"]].append(area)
        return tuple(
            Part(current, tuple(ids), sum(map(self._size, ids)), len(ids) == self._whole[current])
            for current, ids in sorted(own.items())
        )

    @cached_property
    def _members(self) -> list[tuple[str, tuple[str, ...], int]]:
        """Street, areas and households of each community, in the order of their numbers."""
        return [(each["street"], tuple(each["areas"]), each["households"]) for each in self.said["communities"]]

    @cached_property
    def _heirs(self) -> dict[int, str]:
        """The present one that each community goes on from: most of that one is in it, and more than of others."""
        claims: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, (_street, areas, _households) in enumerate(self._members, 1):
            for part in self._parts(areas):
                claims[part.current].append((part.households, -number))
        offers: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for current, found in claims.items():
            households, number = max(found)
            offers[-number].append((households, current))
        return {
            number: max(found, key=lambda each: (each[0], [-ord(sign) for sign in each[1]]))[1]
            for number, found in offers.items()
        }

    def _taken(self) -> set[tuple[str, str]]:
        """Names that an heir of the same street may bear, so that no other one gets them."""
        given = {(street, _plain(self._given_to(self._parts(areas)))) for street, areas, _households in self._members}
        return given | {(area["street"], _plain(area["current"])) for area in self.areas.values()}

    def _given_to(self, parts: tuple[Part, ...]) -> str:
        """The name that whoever draws gave to the community of these parts; "" where there is none.

        A present community that stays as it is keeps its name: that it is called otherwise is a change of its own.
        """
        if self._stays(parts):
            return ""
        return self._given.get(frozenset(area for part in parts for area in part.areas), "")

    def _stays(self, parts: tuple[Part, ...]) -> bool:
        return len(parts) == 1 and parts[0].whole and self._stands(parts[0].current)

    def nameable(self, community: Proposed) -> bool:
        """Whether the plan may give it a name."""
        return not self._stays(community.parts)

    def renamed(self, names: Iterable[Mapping[str, Any]]) -> "Layout":
        """The same with other names."""
        return Layout(self.instance, self.said, self.change, names)

    def _stands(self, current: str) -> bool:
        """Whether the present one is a community of the register, and no old committee."""
        return self.instance.get("holders", {}).get(current, [""])[0] == "community"

    def _called(self, current: str) -> str:
        """What a community is called that goes on from the present one."""
        return current.split(" ")[-1] if self._stands(current) else f"{_plain(current)}社区"

    def _new_name(self, of: str, street: str, taken: set[tuple[str, str]]) -> str:
        """After an area, but as nobody else is called."""
        base = _plain(of)
        candidates = [base, *(f"{base}{sign}" for sign in NUMERALS)]
        name = next((each for each in candidates if (street, each) not in taken), of)
        taken.add((street, name))
        return f"{name}社区"

    @cached_property
    def community_of(self) -> dict[str, Proposed]:
        """By area."""
        return {area: each for each in self.communities for area in each.areas}

    @cached_property
    def moved(self) -> list[str]:
        """The areas that leave the present one with which most of its households stay."""
        # A new name moves nobody.
        mainly = {heir: number for number, heir in self._heirs.items()}
        return [
            name for name, area in self.areas.items() if mainly.get(area["current"]) != self.community_of[name].number
        ]

    @property
    def exceptions(self) -> list[Proposed]:
        return [each for each in self.communities if each.outside_by]


def _plain(name: str) -> str:
    return ENDING.sub("", name.split(" ")[-1]) or name


def _isolation(what: list[str]) -> str:
    words = {"barrier": _("a barrier"), "street": _("the border of the street")}
    return "、".join(words.get(each, each) for each in what)


def layouts_of(plan: LayoutPlan) -> list[Layout]:
    """The alternatives of a plan, by their weights; none before it was worked out."""
    if not plan.instance or not plan.solution:
        return []
    said = (plan.solution, *plan.solution.get("alternatives", ()))
    found = [Layout(plan.instance, each, each["change"], plan.names) for each in said]
    return sorted(found, key=lambda each: each.change)


def chosen_layout(plan: LayoutPlan) -> Layout | None:
    """The alternative that the plan stands for."""
    return next((each for each in layouts_of(plan) if each.change == plan.solution["chosen"]), None)
