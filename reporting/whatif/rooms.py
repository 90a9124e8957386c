"""Rooms and facilities: opened, made larger or smaller, shut."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.standards import BECAUSE
from security.models import PoliceRoom
from services.models import Facility, FacilityKind, HealthCoverage, ServiceItem
from services.standards import OBLIGATORY

from . import supposing
from .edits import Edit, Reach, RowField, amount, edit

#: What serves a street as a whole.
OF_STREETS = (FacilityKind.SERVICE_CENTRE, FacilityKind.HEALTH_INSTITUTION)


def area() -> forms.DecimalField:
    """A floor area in m²."""
    return forms.DecimalField(
        label=gettext_lazy("floor area (m²)"), min_value=Decimal("0.01"), max_digits=10, decimal_places=2
    )


def kinds(*chosen: FacilityKind, none: tuple[FacilityKind, ...] = ()) -> forms.ChoiceField:
    """A kind of facility: one of these, or any but some."""
    offered = [(kind.value, kind.label) for kind in chosen or FacilityKind if kind not in none]
    return forms.ChoiceField(label=gettext_lazy("kind"), choices=offered)


def served(facility: Facility) -> frozenset[int]:
    """The communities that an institution serves beside its own."""
    if facility.kind != FacilityKind.HEALTH_INSTITUTION:
        return frozenset()
    rows = HealthCoverage.objects.whole_city(because=BECAUSE).filter(institution=facility)
    return frozenset(rows.values_list("community", flat=True))


class _NewRoom(Edit):
    """Opens a facility of a holder."""

    holder = "community"

    def facility(self) -> Facility:
        """The facility, unsaved. A name that no other has lets several of a kind stand beside each other."""
        chosen = self.cleaned_data
        return Facility(
            **{self.holder: chosen[self.holder]},
            kind=chosen["room"],
            name=" ".join((_("What if"), str(self.number))),
            floor_area_m2=chosen["floor_area_m2"],
            opened_on=self.setting.day,
        )

    def sentence(self) -> str:
        chosen = self.cleaned_data
        return _("%(unit)s opens: %(room)s of %(area)s m²") % {
            "unit": chosen[self.holder],
            "room": FacilityKind(chosen["room"]).label,
            "area": amount(chosen["floor_area_m2"]),
        }


@edit
class OpenRoom(_NewRoom):
    """A room of a community."""

    kind = "room"
    title = gettext_lazy("Open a room or facility of a community")

    community = RowField(gettext_lazy("community"))
    room = kinds(none=(FacilityKind.SERVICE_CENTRE,))
    floor_area_m2 = area()
    standard_room = forms.BooleanField(
        label=gettext_lazy("as a police room that is up to the uniform standard"),
        required=False,
        help_text=gettext_lazy("For a police room only."),
    )

    def clean(self) -> dict[str, Any]:
        chosen = super().clean()
        if chosen.get("standard_room") and chosen.get("room") != FacilityKind.POLICE_ROOM:
            self.add_error("standard_room", _("Only a police room is up to this standard; choose that kind."))
        return chosen

    def apply(self) -> None:
        facility = self.facility()
        supposing.put([facility])
        if self.cleaned_data["standard_room"]:
            room = PoliceRoom(
                community=self.cleaned_data["community"],
                facility=facility,
                up_to_standard=True,
                valid_from=self.setting.day,
            )
            supposing.put([room])


@edit
class OpenRoomOfStreet(_NewRoom):
    """A centre or institution of a street."""

    kind = "centre"
    title = gettext_lazy("Open a centre or institution of a street")
    holder = "street"

    street = RowField(gettext_lazy("street"))
    room = kinds(*OF_STREETS)
    floor_area_m2 = area()
    services = forms.BooleanField(
        label=gettext_lazy("with services for the elderly, the disabled and entitled groups"), required=False
    )

    def offered(self) -> dict[str, QuerySet]:
        return {"street": self.setting.streets()}

    def reach(self) -> Reach:
        return Reach(streets=frozenset({self.cleaned_data["street"].pk}))

    def apply(self) -> None:
        facility = self.facility()
        supposing.put([facility])
        if self.cleaned_data["services"]:
            supposing.put(
                [
                    ServiceItem(
                        provider=facility,
                        name=str(ServiceItem.Group(group).label),
                        group=group,
                        mode=ServiceItem.Mode.FREE,
                        organised_by=ServiceItem.OrganisedBy.ORGANISATION,
                        valid_from=self.setting.day,
                    )
                    for group in OBLIGATORY
                ]
            )


class _PresentRoom(Edit):
    """Changes a facility that is open."""

    facility = RowField(gettext_lazy("room or facility"))

    def offered(self) -> dict[str, QuerySet]:
        setting = self.setting
        rows = Facility.objects.visible_to(setting.user).filter(Facility.holding(setting.day))
        inside = models.Q(community__in=setting.communities().order_by().values("pk"))
        inside |= models.Q(street__in=setting.streets().order_by().values("pk"))
        return {"facility": rows.filter(inside)}

    def row(self) -> Facility:
        return self.cleaned_data["facility"]

    def reach(self) -> Reach:
        facility = self.row()
        own = {facility.community_id} - {None}
        return Reach(own | served(facility), frozenset({facility.street_id} - {None}))


@edit
class ResizeRoom(_PresentRoom):
    """Another floor area."""

    kind = "size"
    title = gettext_lazy("Enlarge a room or facility, or make it smaller")

    floor_area_m2 = area()

    def sentence(self) -> str:
        facility = self.row()
        return _("%(room)s: %(before)s m² → %(after)s m²") % {
            "room": facility.long_name,
            "before": amount(facility.floor_area_m2),
            "after": amount(self.cleaned_data["floor_area_m2"]),
        }

    def apply(self) -> None:
        supposing.change([self.row()], floor_area_m2=self.cleaned_data["floor_area_m2"])


@edit
class ShutRoom(_PresentRoom):
    """No longer open on the day, nor is the police room in it."""

    kind = "shut"
    title = gettext_lazy("Shut a room or facility")

    def sentence(self) -> str:
        return _("%(room)s (%(area)s m²) is shut") % {
            "room": self.row().long_name,
            "area": amount(self.row().floor_area_m2),
        }

    def apply(self) -> None:
        facility, day = self.row(), self.setting.day
        supposing.end([facility], day)
        rooms = PoliceRoom.objects.whole_city(because="the room in a facility that is supposed to be shut")
        supposing.end(list(rooms.filter(PoliceRoom.holding(day), facility=facility)), day)
