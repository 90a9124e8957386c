"""The ground of a plan: its streets, who stands there on a day, and the areas that the registers propose."""

import dataclasses
import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhoushan_community.base import dated

from ..models import Community, District, Estate, LayoutPlan, ResidentsCommittee, Street
from ..planner.instance import Weights
from ..planner.reading import FORMAT
from .limits import limits_on

COMMITTEES, COMMUNITIES, ESTATES, NONE = "committees", "communities", "estates", "none"
SOURCES = (
    (COMMITTEES, gettext_lazy("the old committees of the day")),
    (COMMUNITIES, gettext_lazy("the communities of the day")),
    (ESTATES, gettext_lazy("the estates, and what else is in each community")),
    (NONE, gettext_lazy("none: they come with the sheet or the map")),
)
#: So many names are told, and then that there are more.
TOLD = 12


@dataclasses.dataclass(frozen=True)
class Present:
    """Who holds ground today: a community or an old committee. key: its name, with the street's where two share it."""

    key: str
    kind: str
    pk: int
    name: str
    street: str
    households: int | None


class Ground:
    """The ground of a district or street on a day, as the person sees it."""

    def __init__(self, holder: models.Model, day: datetime.date, user: Any) -> None:
        self.holder, self.day, self.user = holder, day, user

    @cached_property
    def streets(self) -> dict[str, Street]:
        """Those that stand on the day, by name."""
        rows = Street.objects.visible_to(self.user).filter(Street.holding(self.day))
        here = {"pk": self.holder.pk} if isinstance(self.holder, Street) else {"district": self.holder.pk}
        return {row.name: row for row in rows.filter(**here)}

    @property
    def district(self) -> int:
        """The key of the district that it is or lies in."""
        return self.holder.district_id if isinstance(self.holder, Street) else self.holder.pk

    @property
    def only_street(self) -> str:
        """The street's name where there is only one; then it need not be written."""
        return next(iter(self.streets)) if len(self.streets) == 1 else ""

    @cached_property
    def _communities(self) -> list[Community]:
        rows = Community.objects.visible_to(self.user).existing(self.day).as_of(self.day)
        return list(rows.filter(street_then__in=[row.pk for row in self.streets.values()]))

    @cached_property
    def _committees(self) -> list[ResidentsCommittee]:
        rows = ResidentsCommittee.objects.visible_to(self.user).filter(ResidentsCommittee.holding(self.day))
        return list(rows.filter(street__in=self.streets.values()).select_related("street"))

    @property
    def standing(self) -> dict[tuple[str, int], Community | ResidentsCommittee]:
        """Communities and committees of the day, by kind and key, with their figures of the day."""
        return {("community", row.pk): row for row in self._communities} | {
            ("committee", row.pk): row for row in self._committees
        }

    @cached_property
    def presents(self) -> list[Present]:
        """Communities and committees of the day."""
        names = {row.pk: row.name for row in self.streets.values()}
        rows = [("community", each, names[each.street_then]) for each in self._communities]
        rows += [("committee", each, each.street.name) for each in self._committees]
        twice = Counter(each.name for _kind, each, _street in rows)
        return [
            Present(
                f"{street} {each.name}" if twice[each.name] > 1 else each.name,
                kind, each.pk, each.name, street, each.households,
            )
            for kind, each, street in rows
        ]  # fmt: skip

    def present(self, street: str, name: str) -> Present | None:
        """The one of that name in the street, a community before a committee; by its key as well."""
        return next((each for each in self.presents if each.street == street and name in (each.name, each.key)), None)

    def proposed(self, source: str) -> list[dict[str, Any]]:
        """Areas from the registers, as an instance holds them; households None where the register knows none."""
        if source == ESTATES:
            return list(self._estates())
        kind = {COMMITTEES: "committee", COMMUNITIES: "community"}.get(source)
        return [
            {"id": each.key, "households": each.households, "street": each.street, "current": each.key}
            for each in self.presents
            if each.kind == kind
        ]

    def _estates(self) -> Iterator[dict[str, Any]]:
        """The estates of each community, and as one more area what of its households lives elsewhere."""
        found: dict[int, list[Estate]] = defaultdict(list)
        rows = Estate.objects.visible_to(self.user).filter(dated.on(self.day, fields=Estate.dated_fields))
        for estate in rows.filter(community__in=[row.pk for row in self._communities]):
            found[estate.community_id].append(estate)
        twice = Counter(each.name for estates in found.values() for each in estates)
        for each in self.presents:
            if each.kind != "community":
                continue
            common = {"street": each.street, "current": each.key}
            for estate in found[each.pk]:
                name = f"{each.key} {estate.name}" if twice[estate.name] > 1 else estate.name
                yield {"id": name, "households": estate.households, **common}
            counted = [estate.households for estate in found[each.pk]]
            known = each.households is not None and None not in counted
            rest = each.households - sum(counted) if known else None
            if not counted:
                yield {"id": each.key, "households": each.households, **common}
            elif rest is None or rest > 0:
                yield {"id": _("%(community)s: the rest") % {"community": each.key}, "households": rest, **common}

    def doubts(self, areas: list[dict[str, Any]]) -> Iterator[str]:
        """Where these areas and the registers differ: whose ground is left out, whose households are others."""
        given: dict[str, list[int | None]] = defaultdict(list)
        for area in areas:
            given[area["current"]].append(area["households"])
        kinds = {each.kind for each in self.presents if each.key in given}
        absent = [each.key for each in self.presents if each.kind in kinds and each.key not in given]
        if absent:
            words = _("No area belongs to %(names)s: the plan leaves them out, and they stay as they are.")
            yield words % {"names": _some(absent)}
        counted = [
            (each, sum(given[each.key]))
            for each in self.presents
            if each.key in given and None not in given[each.key] and each.households is not None
        ]
        differing = [f"{each.key} {sum_:,} ≠ {each.households:,}" for each, sum_ in counted if sum_ != each.households]
        if differing:
            words = _("Households of the areas that are not those of the registers on %(day)s: %(names)s.")
            yield words % {"day": self.day, "names": _some(differing)}

    def instance(self, areas: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        """What the planner is given; `holders` says besides which row each present committee is."""
        used = {area["current"] for area in areas}
        return {
            "format": FORMAT,
            "name": str(self.holder),
            "day": self.day.isoformat(),
            "streets": sorted(self.streets),
            "limits": dataclasses.asdict(limits_on(self.day, self.district)),
            "weights": dataclasses.asdict(Weights()),
            "areas": areas,
            "adjacency": [],
            "pins": {"together": [], "apart": []},
            "holders": {each.key: [each.kind, each.pk] for each in self.presents if each.key in used},
            **more,
        }


def _some(names: list[str]) -> str:
    return "、".join(names[:TOLD]) + ("…" if len(names) > TOLD else "")


def ground_of(plan: LayoutPlan, user: Any) -> Ground:
    """The ground of a plan on the day for which its areas were taken."""
    said = (plan.instance or {}).get("day")
    return Ground(plan.holder, datetime.date.fromisoformat(said) if said else plan.drawn_on or dated.today(), user)


def next_number(holder: District | Street) -> int:
    """The number of the holder's next version."""
    rows = LayoutPlan.objects.whole_city(because="versions of one holder are numbered, whoever looks")
    name = "street" if isinstance(holder, Street) else "district"
    return (rows.filter(**{name: holder}).aggregate(last=models.Max("number"))["last"] or 0) + 1
