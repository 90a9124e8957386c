"""Sheets of the ground that are out of the ordinary."""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin
from zhoushan_community.base.models import Change
from zhoushan_community.base.registers import Column
from zhoushan_community.base.sheets.plan import Plan, PlanRow
from zhoushan_community.base.sheets.reader import Field, Reading
from zhoushan_community.base.sheets.register import Progress, RegisterSheet
from zhoushan_community.base.sheets.resource import SheetResource

from .models import Community, CommunityFigures
from .models.communities import LATEST


def fewer_than_a_tenth(values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """A population below a tenth of the households is a slip of the pen."""
    households, population = values.get("households"), values.get("population")
    if households is not None and population is not None and population * 10 < households:
        yield "population", "implausible"


class CommunitySheet(RegisterSheet):
    """Communities with their latest figures in one row, as offices list them.

    Figures that differ from the latest known ones are kept as counted on the sheet's day; equal ones change nothing.
    """

    required = (("name",), ("code", "founded_on", "area_m2", *LATEST))
    whole = True

    def rules(self) -> tuple[Callable[[dict], Iterable[tuple[str, str]]], ...]:
        return (*super().rules(), fewer_than_a_tenth)

    def field(self, column: Column) -> Field | None:
        heads = (str(column.head), column.name, *self.heads(column.name))
        if column.name in LATEST:
            return Field(column.name, "count", heads, unit=self.register.units[column.name])
        if column.name == "name":
            return Field(column.name, "name", heads)
        if column.name == "code":
            return Field(column.name, "code", (*heads, "nbs_code"))
        if column.name == "founded_on":
            return Field(column.name, "date", (*heads, "founded"))
        return super().field(column)

    def _planned(self, reading: Reading, progress: Progress) -> Plan:
        """Reads the figures of the sheet's day beside the communities."""
        counted = CommunityFigures.objects.on_ground_of(self.actor).filter(counted_on=self.day)
        self.same_day = {figures.community_id: figures for figures in counted.select_related("community")}
        return super()._planned(reading, progress)

    def lines_since(self, line: int, keys: Collection[int]) -> Iterator[tuple[int, Change]]:
        """The figures of a community are rows of their own."""
        yield from super().lines_since(line, keys)
        figures = CommunityFigures.objects.on_ground_of(self.actor)
        whose: dict[int, int] = {}
        for part in changes.parts(keys):
            whose |= dict(figures.filter(community__in=part).values_list("pk", "community"))
        for part in changes.parts(whose):
            written = Change.objects.filter(pk__gt=line, model=CommunityFigures._meta.label_lower, row_id__in=part)
            yield from ((whose[each.row_id], each) for each in written.order_by("pk"))

    def prepare(self, row: PlanRow) -> dict[str, Any]:
        prepared = {name: value for name, value in row.values.items() if name not in LATEST}
        street = self.places.street(row.values)
        known = self.places.community(row.values, "name")
        if known is not None:
            prepared["street"] = known.street
            if street is not None and street.pk != known.street_id:
                row.remark(
                    "street",
                    "former_street",
                    _("%(community)s stood in %(then)s and stands in %(now)s today; its record there is meant.")
                    % {"community": known, "then": street, "now": known.street},
                )
        elif (own := self._own_street(row)) is not None:
            prepared["street"] = own
        elif (parent := self._parent(row, "street", optional=False)) is not None:
            prepared["street"] = parent
        return prepared

    def _own_street(self, row: PlanRow) -> models.Model | None:
        """Where a new community stands whose row names no street: a street's clerk need not say it."""
        own = self.places.own_street
        if row.values.get("street") or own is None or row.values.get("district") not in (None, "", own.district.name):
            return None
        return None if self.places.namesakes(row.values, "name") else own

    def _take(self, row: PlanRow, prepared: dict[str, Any], resource: SheetResource) -> None:
        super()._take(row, prepared, resource)
        if row.instance is None:
            return
        told = {name: row.values[name] for name in LATEST if name in row.values}
        self._judge_figures(row, told)
        known = {name: getattr(row.instance, name, None) for name in told}
        differing = [name for name in told if told[name] != known[name]]
        if differing and row.action in ("unchanged", "update"):
            row.action = "update"
            row.before |= {name: known[name] for name in differing}

    def _judge_figures(self, row: PlanRow, told: dict[str, int]) -> None:
        """The model's own rules, for the figures as they will stand on the sheet's day."""
        present = self.same_day.get(row.instance.pk)
        together = {name: getattr(present, name) for name in LATEST} if present else {}
        figures = CommunityFigures(community=row.instance, counted_on=self.day, **{**together, **told})
        try:
            figures.full_clean(exclude={"community"}, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            self._refuse(row, error)

    @transaction.atomic
    def write(self, plan: Plan, origin: Origin) -> None:
        super().write(plan, origin)
        told: dict[Community, dict[str, int]] = {}
        for row in plan.rows:
            figures = {name: row.values[name] for name in LATEST if name in row.values}
            new = row.action == "create" or any(name in row.before for name in LATEST)
            if figures and new and row.action != "unchanged":
                told[row.instance] = figures
        self._write_figures(told, self.day, origin)

    def _write_figures(self, told: dict[Community, dict[str, int]], day: datetime.date, origin: Origin) -> None:
        same_day = [self.same_day[community.pk] for community in told if community.pk in self.same_day]
        for figures in same_day:
            for name, value in told[figures.community].items():
                setattr(figures, name, value)
        changes.update_all(same_day, origin)
        changes.create_all(
            [
                CommunityFigures(
                    community=community, counted_on=day, source=CommunityFigures.Source.SHEET, **told[community]
                )
                for community in told
                if community.pk not in self.same_day
            ],
            origin,
        )


class PlacementSheet(RegisterSheet):
    """Placements name the street to which a community moves, so the community is looked for in the whole district."""

    def _parent(self, row: PlanRow, level: str, optional: bool) -> models.Model | None:
        name, district = row.values.get("community"), row.values.get("district")
        if level != "community" or row.is_known or not name:
            return super()._parent(row, level, optional)
        same = {found for (_street, known), found in self.places.communities.items() if known == name}
        found = [one for one in same if district in (None, one.street.district.name)]
        if len(found) > 1:
            row.refuse(level, "ambiguous_parent", _("“%(name)s” means several rows here.") % {"name": name})
            return None
        return found[0] if found else super()._parent(row, level, optional)
