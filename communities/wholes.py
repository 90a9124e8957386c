"""The territory of a page that tells of a whole: the city, a district, a street or a community."""

import dataclasses
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from zhoushan_community.base.scope import LEVELS, duties_over, unit_models
from zhoushan_community.base.tables import asked_unit


@dataclasses.dataclass(frozen=True)
class Whole:
    """A territory that the person sees as a whole. unit: None for the city; beside: itself, what lies above and right
    under it, each as an address names it and in words."""

    unit: models.Model | None
    beside: list[tuple[str, str]]

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.unit) if self.unit is not None else _("Whole city")

    @property
    def context(self) -> dict[str, Any]:
        """What its page is headed by, and chooses the next one from (units/whole.html)."""
        chosen = _address(self.unit) if self.unit is not None else ""
        return {"unit": self.unit, "name": self.name, "chosen": chosen, "beside": self.beside}


def asked_whole(request: HttpRequest) -> Whole:
    """The territory that an address asks for, else where the person's duties begin.

    Raises Http404 for one that the person does not see as a whole, PermissionDenied where there is none to begin with.
    """
    user = request.user
    duties = user.duties_for("view")
    if not duties:
        raise PermissionDenied
    city = any(duty.level == "city" for duty in duties)
    text = request.GET.get("unit")
    if text:
        problems: list[str] = []
        unit = asked_unit(text, user, problems)
        if problems or not duties_over(user, "view", unit):
            raise Http404
    else:
        unit = None if city else duties[0].unit
    return Whole(unit, _beside(unit, user, city))


def _address(unit: models.Model) -> str:
    return f"{unit.territory_level}-{unit.pk}"


def _beside(unit: models.Model | None, user: Any, city: bool) -> list[tuple[str, str]]:
    chain: list[models.Model] = []
    above = unit
    while above is not None:
        if duties_over(user, "view", above):
            chain.insert(0, above)
        above = getattr(above, above.territory_parent) if above.territory_parent else None
    level = unit.territory_level if unit is not None else "city"
    below: list[models.Model] = []
    if level != LEVELS[-1]:
        model = unit_models()[LEVELS[LEVELS.index(level) + 1]]
        rows = model.objects.visible_to(user)
        below = list(rows if unit is None else rows.filter(**{level: unit.pk}))
    options = [("", _("Whole city"))] if city else []
    return options + [(_address(each), str(each)) for each in (*chain, *below)]
