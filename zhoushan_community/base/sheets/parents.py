"""Which row a sheet means by the words of a facility, an estate, a department and the like."""

import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from .. import dated
from ..scope import LEVELS, ScopedModel, naming, reach

Unit = tuple[str, int]


class Parents:
    """The rows of one model that an actor may name in a sheet, by their words. One query, however many rows.

    register_model, field: what points at them. Where a row has its place through the field, as an honour through its
    estate, the named row must lie in the place that the sheet's row says; else it is looked for from there outwards.
    """

    def __init__(self, register_model: type[ScopedModel], field: models.ForeignKey, actor: Any) -> None:
        model = field.related_model
        self.gives_place = any(path.split("__")[0] == field.name for path in register_model.scope_paths)
        self.reach = reach(model)
        own = model.objects.on_ground_of(actor).values("pk")
        said = register_model.objects.editable_by(actor).exclude(**{field.name: None}).values(field.name)
        rows = model.objects.whole_city(because="own ground, and what own rows name already")
        rows = rows.filter(Q(pk__in=own) | Q(pk__in=said)).select_related(*naming(model), *self._ways())
        self.words = {row.pk: str(row) for row in rows}
        self.rows: dict[str, list[tuple[models.Model, dict[str, int]]]] = {}
        for row in rows:
            units = self._units_of(row)
            for words in {_squeezed(str(row)), _squeezed(row.long_name)}:
                self.rows.setdefault(words, []).append((row, units))

    def _ways(self) -> list[str]:
        ways = (lookup.rpartition("__")[0] for lookups in self.reach.values() for lookup in lookups)
        return [way for way in ways if way]

    def _units_of(self, row: models.Model) -> dict[str, int]:
        found = {}
        for level, lookups in self.reach.items():
            for lookup in lookups:
                value: Any = row
                for step in lookup.split("__"):
                    value = getattr(value, step, None)
                if value is not None:
                    found[level] = value
        return found

    def find(self, words: str, units: list[Unit], day: datetime.date) -> list[models.Model]:
        """What the words mean in a place; several when they are not enough to tell.

        Those that hold on the day are meant before others.

        units: the row's units as (level, key), the narrowest first; [] when the sheet names no place.
        """
        named = self.rows.get(_squeezed(words), [])
        found: list[models.Model] = []
        # A row of a district lies in no street, whatever street the sheet's row names beside it.
        near = [unit for unit in units if unit[0] in self.reach][:1]
        for level, key in near if self.gives_place else units:
            inside = [(row, its) for row, its in named if its.get(level) == key]
            found = [row for row, its in inside if _narrowest(its) == level] or [row for row, _its in inside]
            if found:
                break
        if not units or not (found or self.gives_place):
            found = [row for row, its in named if not its] or [row for row, _its in named]
        return [row for row in found if dated.holds_on(row, day)] or found


def _narrowest(units: dict[str, int]) -> str | None:
    return max(units, key=LEVELS.index, default=None)


def _squeezed(words: str) -> str:
    return "".join(words.split()).lower()
