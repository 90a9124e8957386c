"""Which unit a sheet means by the names of a district, a street and a community."""

from functools import cached_property
from typing import Any

from django.db import models

from ..scope import unit_models
from .spec import Place

#: What offices write over the columns of each level.
PLACE_HEADS = {
    "district": ("区", "县", "区县", "县区", "所属区", "所在区", "所属区县", "所在区县"),
    "street": ("街道", "乡镇", "镇街", "乡镇街道", "街道乡镇", "所属街道", "所在街道", "街道名称"),
    "community": ("社区", "社区名称", "所属社区", "所在社区"),
}


class Places:
    """All units by name, read once for a sheet, with the ground of the actor. Five queries, however many rows."""

    def __init__(self, actor: Any) -> None:
        units = unit_models()
        district, street, community = units["district"], units["street"], units["community"]
        because = "a sheet's place names are known or unknown for everybody; rows are then held to the actor's ground"
        self.districts = {row.name: row for row in district.objects.whole_city(because=because)}
        self.streets: dict[tuple[str, str], models.Model] = {}
        self.by_street_name: dict[str, list[models.Model]] = {}
        for row in street.objects.whole_city(because=because).select_related("district").order_by("valid_to"):
            # A name that was used twice means the street that still stands.
            known = self.streets.get((row.district.name, row.name))
            if known is None or known.valid_to is not None:
                self.streets[row.district.name, row.name] = row
            self.by_street_name.setdefault(row.name, []).append(row)
        self.own_districts = set(district.objects.on_ground_of(actor).values_list("pk", flat=True))
        self.own_streets = set(street.objects.on_ground_of(actor).values_list("pk", flat=True))
        self.communities = self._communities(community, actor)

    def _communities(self, community: type[models.Model], actor: Any) -> dict[tuple[int, str], models.Model]:
        """By street and name, the streets of former days included; who stands there today comes first."""
        own = {row.pk: row for row in community.objects.on_ground_of(actor).select_related("street__district")}
        placements = community._meta.get_field("placements").related_model
        found: dict[tuple[int, str], models.Model] = {}
        # A person's ground is what stands there today, so every placement of such a community is that person's, too.
        for street, key in (
            placements.objects.on_ground_of(actor).order_by("valid_from").values_list("street", "community")
        ):
            if key in own:
                found[street, own[key].name] = own[key]
        for row in own.values():
            known = found.get((row.street_id, row.name))
            if known is None or known.street_id != row.street_id or (known.closed_on and not row.closed_on):
                found[row.street_id, row.name] = row
        return found

    def district(self, values: dict[str, Any]) -> models.Model | None:
        return self.districts.get(values.get("district"))

    def street(self, values: dict[str, Any]) -> models.Model | None:
        """The street of the row; without a district, the only one of that name."""
        name = values.get("street")
        if not name:
            return None
        if values.get("district"):
            return self.streets.get((values["district"], name))
        same = self.by_street_name.get(name, [])
        return same[0] if len(same) == 1 else None

    def community(self, values: dict[str, Any], name: str = "community") -> models.Model | None:
        """The community of the row, by today's or a former street; without a street, the only one of that name."""
        if not values.get("street"):
            found = self.namesakes(values, name)
            return found[0] if len(found) == 1 else None
        street = self.street(values)
        return self.communities.get((street.pk, values.get(name))) if street and values.get(name) else None

    def namesakes(self, values: dict[str, Any], name: str = "community") -> list[models.Model]:
        """The actor's communities of the row's name in the row's district, if it says one. Of those that stand and
        those that have ended, the former are meant."""
        district = values.get("district")
        named = self._by_name.get(values.get(name) or "", ())
        found = [row for row in named if district in (None, "", row.street.district.name)]
        return [row for row in found if row.closed_on is None] or found

    @cached_property
    def _by_name(self) -> dict[str, list[models.Model]]:
        found: dict[str, dict[int, models.Model]] = {}
        for (_street, name), row in self.communities.items():
            found.setdefault(name, {})[row.pk] = row
        return {name: list(rows.values()) for name, rows in found.items()}

    @cached_property
    def own_street(self) -> models.Model | None:
        """The street of an actor who enters for one alone, as a street's clerk does."""
        standing = [row for row in self.streets.values() if row.pk in self.own_streets and row.valid_to is None]
        return standing[0] if len(standing) == 1 else None

    def known(self, district: str | None, street: str | None) -> Place:
        """Whether the district, or the street in it, has ever been, and how codes of the district begin."""
        prefix = self.districts[district].code if district in self.districts else ""
        if street:
            found = (district, street) in self.streets if district else street in self.by_street_name
        else:
            found = district is None or district in self.districts
        return Place(found, prefix)
