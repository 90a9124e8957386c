"""What stands around every page: the registers at the left, the units that the person sees."""

import dataclasses
import datetime
import functools
import re
from typing import Any

from django.apps import apps
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .registers import Register, all_registers, find
from .scope import LEVELS, reach, unit_models
from .tables import in_unit

#: So many districts are shown with their streets; in a larger country a district is opened first.
OPEN_DISTRICTS = 6
_UNIT = re.compile(r"(district|street|community)-\d{1,18}")


def navigation(request: HttpRequest) -> dict[str, Any]:
    """For the signed-in person: the territory of one list stays that of the next."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    unit = request.GET.get("unit", "")
    return {"nav_query": f"?unit={unit}" if _UNIT.fullmatch(unit) else ""}


@functools.lru_cache(maxsize=200)
def side(chosen: str, query: str, _language: str) -> SafeString:
    """The registers by app, the one of the label chosen, as they stand at the left of every page; so drawn once."""
    return render_to_string(
        "base/side.html", {"groups": _groups(), "chosen": chosen, "app": chosen.partition(".")[0], "query": query}
    )


def _groups() -> list[tuple[str, str, list[tuple[Register, str]]]]:
    """Each app, its name, and its registers with their addresses."""
    groups: dict[str, list] = {}
    for register in all_registers():
        groups.setdefault(register.app, []).append((register, register.url()))
    return [(app, apps.get_app_config(app).verbose_name, found) for app, found in groups.items()]


@dataclasses.dataclass
class Node:
    """One unit of the tree. below: the units under it; None while they are not loaded, as those of a community are."""

    unit: models.Model
    below: "list[Node] | None" = None

    @property
    def key(self) -> str:
        """As an address names the unit, e.g. "street-12"."""
        return f"{self.unit.territory_level}-{self.unit.pk}"

    @property
    def opens(self) -> bool:
        """Whether there can be units under it."""
        return self.unit.territory_level != LEVELS[-1]

    def holds(self, unit: models.Model) -> bool:
        """Whether the unit is this one or is shown somewhere under it."""
        return self.unit == unit or any(node.holds(unit) for node in self.below or ())


def unit_tree(user: Any, unit: models.Model | None, day: datetime.date) -> list[Node]:
    """The districts that the person sees, opened down to the chosen unit; streets and communities as of the day."""
    chosen = _lineage(unit, day)
    districts = [Node(row) for row in unit_models()["district"].objects.visible_to(user)]
    opened = {
        node.unit.pk: node
        for node in districts
        if len(districts) <= OPEN_DISTRICTS or chosen.get("district") == node.unit.pk
    }
    street = unit_models()["street"]
    streets = [Node(row) for row in street.objects.visible_to(user).filter(street.holding(day), district__in=opened)]
    for node in opened.values():
        node.below = [below for below in streets if below.unit.district_id == node.unit.pk]
    for node in streets:
        if chosen.get("street") == node.unit.pk or len(streets) == 1:
            node.below = nodes_below(user, node.unit, day)
    return districts


def nodes_below(user: Any, unit: models.Model, day: datetime.date) -> list[Node]:
    """The units right under one, as of the day."""
    model = unit_models()[LEVELS[LEVELS.index(unit.territory_level) + 1]]
    register = find(model._meta.label)
    seen = model.objects.visible_to(user)
    rows = register.annotate(seen, day) if register.annotate else seen
    # By key, so that what the register adds to its rows is not worked out for the sake of a name.
    under = in_unit(register, rows, unit).filter(model.holding(day)).order_by().values("pk")
    return [Node(row) for row in seen.filter(pk__in=under)]


def _lineage(unit: models.Model | None, day: datetime.date) -> dict[str, Any]:
    """The keys of a unit and of those above it, by level; a community stands where it stood on the day."""
    if unit is None:
        return {}
    register = find(unit._meta.label)
    rows = type(unit).objects.whole_city(because="what lies above a unit that the person was shown").filter(pk=unit.pk)
    rows = register.annotate(rows, day) if register.annotate else rows
    paths = {level: register.then.get(level, path) for level, (path, *_others) in reach(type(unit)).items()}
    return dict(zip(paths, rows.values_list(*paths.values()).get(), strict=True))
