"""Who may do what where, said anew in plain Python: nothing here comes from the platform's own scope.

A row lies in a place, a person wears hats: roles in places. All else follows from comparing the two.
"""

import dataclasses
import datetime
from collections.abc import Iterator
from typing import Any

from django.db import models

LEVELS = ("city", "district", "street", "community")
CHANGING = ("enters", "administers")
AUDITING = ("audits", "administers")

OK, REFUSED, NOT_THERE, NO_SUCH_METHOD = 200, 403, 404, 405


@dataclasses.dataclass(frozen=True)
class Rule:
    """Whose a register's rows are.

    ways: the ways from a row to the unit whose it is, the first that leads to one counts; "" when the row is itself a
    unit. changed_from: the lowest level of duty that changes such rows. public: read by everybody under the unit, too.
    """

    ways: tuple[str, ...] = ("community",)
    changed_from: str = "community"
    public: bool = False


_OF_STREETS = Rule(changed_from="street")
_OF_TERMS = Rule(("term.body.community",), "street")

#: Registers whose rows lie otherwise than in their own community, where every duty from the community's up enters.
RULES = {
    "communities.district": Rule(("",), "city"),
    "communities.street": Rule(("",), "district"),
    "communities.community": Rule(("",)),
    "communities.streetfigures": Rule(("street",), "street"),
    "communities.communityplacement": Rule(changed_from="district"),
    "communities.residentscommittee": Rule(("street",), "street"),
    "communities.adjustment": Rule(("district",), "district"),
    "communities.adjustmentstep": Rule(("adjustment.district",), "district"),
    "communities.newcommunity": Rule(("adjustment.district",), "district"),
    "communities.destination": Rule(("adjustment.district",), "district"),
    "communities.adjustmentshare": Rule(("adjustment.district",), "district"),
    "communities.handover": Rule(("share.adjustment.district",), "district"),
    "communities.layoutplan": Rule(("street", "district"), "district"),
    "communities.honour": Rule(("community", "estate.community"), "street"),
    "organizations.body": _OF_STREETS,
    "organizations.term": Rule(("body.community",), "street"),
    "organizations.election": _OF_TERMS,
    "organizations.member": Rule(("term.body.community",)),
    "organizations.partyorganization": _OF_STREETS,
    "organizations.staffmember": _OF_STREETS,
    "organizations.fund": _OF_STREETS,
    "organizations.department": Rule(("district",), "district", public=True),
    "organizations.responsibility": Rule(("department.district",), "district", public=True),
    "organizations.task": Rule(("responsibility.department.district",), "district", public=True),
    "organizations.taskfollowup": Rule(("task.responsibility.department.district",), "district", public=True),
    "organizations.coordinationbody": Rule(("district",), "district", public=True),
    "organizations.coordinationseat": Rule(("body.district",), "district", public=True),
    "organizations.coordinationmeeting": Rule(("body.district",), "district", public=True),
    "services.facility": Rule(("community", "street")),
    "services.healthcoverage": _OF_STREETS,
    "services.serviceitem": Rule(("provider.community", "provider.street")),
    "services.sharedfacility": Rule(("resident_unit.community",)),
    "services.preferentialpolicy": Rule(("department.district",), "district", public=True),
    "security.campaignstep": Rule(("community", "estate.community")),
    "security.policeroom": _OF_STREETS,
    "security.policeofficer": Rule(("room.community",), "street"),
    "reporting.exemption": Rule(("community", "estate.community", "street", "committee.street"), "city"),
}


def rule_of(label: str) -> Rule:
    """The rule of a register by its model's label."""
    return RULES.get(label, Rule())


@dataclasses.dataclass(frozen=True)
class Place:
    """Where a row lies: the keys of its unit and of all above it. own: the level at which the row is itself a unit."""

    keys: dict[str, int]
    own: str = ""


def place_of(row: models.Model) -> Place:
    """The place of a row; the city itself where no way leads to a unit."""
    for way in rule_of(row._meta.label_lower).ways:
        unit = row
        for step in filter(None, way.split(".")):
            unit = unit and getattr(unit, step)
        if unit is not None:
            return dataclasses.replace(ground_of(unit), own="" if way else unit._meta.model_name)
    return Place({})


def ground_of(unit: Any) -> Place:
    """The place that a unit is; the city for none."""
    return Place({each._meta.model_name: each.pk for each in upwards(unit)})


def upwards(unit: Any) -> Iterator[models.Model]:
    """A unit, then those that contain it."""
    while unit is not None:
        yield unit
        unit = getattr(unit, "street", None) or getattr(unit, "district", None)


@dataclasses.dataclass(frozen=True)
class Hat:
    """A role in a place, from a day up to another."""

    role: str
    level: str
    unit: Any = None
    since: datetime.date | None = None
    until: datetime.date | None = None

    @property
    def fits(self) -> bool:
        """Whether it is worn today."""
        day = datetime.date.today()
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def covers(self, place: Place) -> bool:
        """Whether the place lies on the hat's ground."""
        return self.level == "city" or place.keys.get(self.level) == self.unit.pk

    def lies_in(self, place: Place) -> bool:
        """Whether the hat's ground lies in the place, or is it."""
        own = ground_of(self.unit).keys
        return self.level != "city" and all(own.get(level) == key for level, key in place.keys.items())


@dataclasses.dataclass(eq=False)
class Person:
    """One who walks: name in the tests, account, hats; without an account one who has not signed in."""

    name: str
    user: Any = None
    hats: tuple[Hat, ...] = ()
    locked_out: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def gets_in(self) -> bool:
        return self.user is not None and not self.locked_out

    @property
    def worn(self) -> list[Hat]:
        return [hat for hat in self.hats if hat.fits and self.gets_in]

    def wears(self, *roles: str, level: str = "community") -> bool:
        """Whether one of the roles is held at the level or above."""
        return any(hat.role in roles and LEVELS.index(hat.level) <= LEVELS.index(level) for hat in self.worn)

    def sees(self, row: models.Model, place: Place) -> bool:
        """Own ground, and the units above it; of a public register what belongs to these, or to the city."""
        above = place.own != "" or rule_of(row._meta.label_lower).public
        return any(hat.covers(place) or (above and hat.lies_in(place)) for hat in self.worn)

    def changes(self, row: models.Model, place: Place) -> bool:
        """Own ground, in a role that enters, at a level that is high enough."""
        level = rule_of(row._meta.label_lower).changed_from
        return any(hat.covers(place) for hat in self.worn if hat.role in CHANGING and _as_high(hat.level, level))

    def enters_under(self, place: Place) -> bool:
        """Whether rows may be entered beneath what lies there."""
        return any(hat.covers(place) for hat in self.worn if hat.role in CHANGING)

    def enters(self, label: str) -> bool:
        """Whether rows of the register may be entered anywhere."""
        return self.wears(*CHANGING, level=rule_of(label).changed_from)

    def looks_after(self, other: "Person") -> bool:
        """Whether the other's account is this one's to administer: all who work on this ground and nowhere else."""
        mine = [hat for hat in self.worn if hat.role == "administers"]
        if any(hat.level == "city" for hat in mine):
            return True
        inside = [any(own.covers(ground_of(hat.unit)) for own in mine) for hat in other.hats]
        over = [hat.until is not None and hat.until <= datetime.date.today() for hat in other.hats]
        return any(inside) and all(here or ended for here, ended in zip(inside, over, strict=True))


def _as_high(level: str, than: str) -> bool:
    return LEVELS.index(level) <= LEVELS.index(than)
