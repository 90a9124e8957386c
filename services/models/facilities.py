"""The rooms, centres and institutions that serve a community or a street."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from communities.models import Community, Premises, Street
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import check, exactly_one, in_order, no_overlap, not_negative
from zhoushan_community.base.fields import area_field, choice_field, day_field, parent_field
from zhoushan_community.base.scope import ScopedModel


class FacilityKind(models.TextChoices):
    """What a facility is."""

    OFFICE = "office", _("office")
    POLICE_ROOM = "police_room", _("police room")
    ACTIVITY_ROOM = "activity_room", _("activity room")
    HEALTH_ROOM = "health_room", _("health room")
    SERVICE_STATION = "service_station", _("service station")
    SERVICE_CENTRE = "service_centre", _("service centre")
    HEALTH_INSTITUTION = "health_institution", _("health institution")
    NURSERY = "nursery", _("nursery")
    KINDERGARTEN = "kindergarten", _("kindergarten")
    EDUCATION_CENTRE = "education_centre", _("education centre")
    CULTURAL_CENTRE = "cultural_centre", _("cultural centre")


#: What only a community has; a service centre is a street's, the rest may be either's.
OF_COMMUNITY = (
    FacilityKind.OFFICE,
    FacilityKind.POLICE_ROOM,
    FacilityKind.ACTIVITY_ROOM,
    FacilityKind.HEALTH_ROOM,
    FacilityKind.SERVICE_STATION,
)
OPEN = ("opened_on", "closed_on")


class Facility(dated.MovableModel, ScopedModel):
    """A room, centre or institution of a community or a street, from its opening to its closing.

    Its size is told, never judged here: what is under a limit is kept and counts as short (N02, N18–N20, N22, N23,
    N24, R05, R06).
    """

    Kind = FacilityKind

    scope_paths = ("community", "street")
    dated_fields = OPEN

    kind = choice_field(_("kind"), Kind, max_length=20)
    street = parent_field(
        Street,
        _("street"),
        related_name="facilities",
        optional=True,
        help_text=_("Only for what serves the whole street; else choose the community."),
    )
    community = parent_field(Community, _("community"), related_name="facilities", optional=True)
    name = models.CharField(
        _("name"), max_length=80, blank=True, help_text=_("Leave empty when it has none besides its kind.")
    )
    premises = parent_field(Premises, _("premises"), related_name="facilities", optional=True)
    floor_area_m2 = area_field(_("floor area (m²)"))
    opened_on = day_field(_("opened on"))
    closed_on = day_field(_("shut on"))

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        ordering = (
            Coalesce("community__street__district__code", "street__district__code"),
            Coalesce("community__street__code", "street__code"),
            "community__name",
            "kind",
            "name",
        )
        constraints = [
            exactly_one(
                "street",
                "community",
                name="facility_one_holder",
                words=_("A facility belongs to a street or to a community, to one of them."),
            ),
            check(
                ~Q(kind__in=OF_COMMUNITY) | Q(community__isnull=False),
                "facility_room_of_community",
                _("Such a room belongs to a community."),
            ),
            check(
                ~Q(kind=FacilityKind.SERVICE_CENTRE) | Q(street__isnull=False),
                "facility_centre_of_street",
                _("A service centre belongs to a street; a community has a service station."),
            ),
            in_order(*OPEN, name="facility_dates", words=_("The closing must lie after the opening.")),
            not_negative("floor_area_m2", name="facility_area"),
            *(
                no_overlap(
                    (holder, "kind", "name"),
                    f"facility_once_in_{holder}",
                    _("There is a facility of this kind and name at that time already."),
                    dates=OPEN,
                    when=Q(went_on__isnull=True),
                )
                for holder in ("street", "community")
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.holder}{self.get_kind_display()}"

    @property
    def long_name(self) -> str:
        """The name with its holder's, to tell facilities apart in a list of choices."""
        return f"{self.holder} {self.name or self.get_kind_display()}"

    def clean(self) -> None:
        for holder in ("street", "community"):
            dated.refuse_outside(self, holder)
        if self.premises_id and self.community_id and self.premises.community_id != self.community_id:
            raise ValidationError({"premises": _("These premises belong to another community.")})
