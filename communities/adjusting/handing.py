"""The table of what moves: every row of the sources with its destination, and choosing these by hand."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import Adjustment, Destination
from zhoushan_community.base.changes import Origin
from zhoushan_community.base.templatetags.show import show

from .destinations import Key, Sum, decided, propose, send, standing, stored_of, sums
from .division import Division, target_of

#: The units of sums, in words.
UNITS = {
    "yuan": gettext_lazy("yuan"),
    "yuan_paid": gettext_lazy("yuan (allocated)"),
    "m2": "m²",
    "persons": gettext_lazy("persons"),
}


class CannotSend(Exception):
    """Why rows cannot be given that destination, with the remedy."""


@dataclasses.dataclass(frozen=True)
class Line:
    """A row that moves. key: how a form names it. kind: its register's label. source: whose it is, None once it has
    gone over."""

    key: str
    kind: str
    words: str
    source: Model | None
    destination: Destination | None

    @property
    def decided(self) -> bool:
        """Whether it is said where the row goes."""
        return decided(self.destination)


@dataclasses.dataclass
class Moving:
    """What of a case moves. kind: only rows of this register; open_only: only those without a destination."""

    case: Adjustment
    in_effect: bool
    kind: str = ""
    open_only: bool = False

    def __post_init__(self) -> None:
        self.all = self._written() if self.in_effect else self._standing()
        self.lines = [
            line
            for line in self.all
            if (not self.kind or line.kind == self.kind) and not (self.open_only and line.decided)
        ]
        self.open = sum(1 for line in self.all if not line.decided)

    def _standing(self) -> list[Line]:
        return [
            Line(_named(each.key), each.move.label, each.move.words(each.row), each.source, destination)
            for each, destination in standing(self.case)
        ]

    def _written(self) -> list[Line]:
        rows = stored_of(self.case)
        return [Line(_named(key), key[0], row.description, None, row) for key, row in rows.items()]

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        """The registers that have rows here, in words."""
        return [(label, _plural(label)) for label in dict.fromkeys(line.kind for line in self.all)]

    @property
    def sums(self) -> list[tuple[Sum, str]]:
        """Of each kind the rows, and its money, areas and persons before and after in words."""
        return [] if self.in_effect else [(each, _amounts(each)) for each in sums(self.case)]

    @property
    def targets(self) -> list[tuple[str, str]]:
        """The communities that something can go to."""
        return [(_named(key), str(unit)) for key, unit in Division.of(self.case).receiving().items()]


def choose(case: Adjustment, posted: Mapping[str, Any], rows: Sequence[str], origin: Origin) -> int:
    """Send the ticked rows, or all of a kind, where the form says; "" hands them back to the rules. Returns how many.

    Raises CannotSend.
    """
    propose(case, origin.actor)
    division, wanted, kind = Division.of(case), posted.get("target", ""), posted.get("kind", "")
    target = next((unit for key, unit in division.receiving().items() if _named(key) == wanted), None)
    if wanted and target is None:
        raise CannotSend(_("Choose one of the communities that the case gives to."))
    chosen: list[Key] = []
    for each, _destination in standing(case):
        if each.move.label != kind if kind else _named(each.key) not in rows:
            continue
        if target is not None and target_of(target) not in map(target_of, division.successors(each.source.pk)):
            words = _("%(target)s takes nothing of %(source)s; choose a community that does.")
            raise CannotSend(words % {"target": target, "source": each.source})
        chosen.append(each.key)
    if not chosen:
        raise CannotSend(_("Tick the rows first, or choose a kind."))
    send(case, chosen, target, origin)
    return len(chosen)


def _amounts(total: Sum) -> str:
    return "; ".join(
        f"{show(before)} → {show(after)} {UNITS.get(unit, unit)}" for unit, (before, after) in total.amounts.items()
    )


def _named(key: Key | tuple[str, int]) -> str:
    return f"{key[0]}:{key[1]}"


def _plural(label: str) -> Any:
    model: type[models.Model] = apps.get_model(label)
    return model._meta.verbose_name_plural
