"""The bodies that coordinate community building in the city and its districts."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models import District
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import check, no_overlap, once
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import choice_field, count_field, parent_field
from zhoushan_community.base.retention import Retention
from zhoushan_community.base.scope import ScopedModel

from .departments import Department


class CoordinationBody(DatedModel, ScopedModel):
    """The coordination committee of the city, or the leading group of a district (R11). Every duty may read of it."""

    class Level(models.TextChoices):
        CITY = "city", _("city level")
        DISTRICT = "district", _("district or county level")

    scope_paths = ("district",)
    editor_level = "district"
    public = True

    level = choice_field(_("level"), Level)
    district = parent_field(
        District,
        _("district"),
        related_name="coordination_bodies",
        optional=True,
        help_text=_("Empty for the city's own."),
    )
    name = models.CharField(_("name of the body"), max_length=80)
    document_no = models.CharField(_("document number"), max_length=80, blank=True)

    class Meta(DatedModel.Meta):
        verbose_name = _("coordination body")
        verbose_name_plural = _("coordination bodies")
        ordering = (F("district__code").asc(nulls_first=True), "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            check(
                Q(level="city", district__isnull=True) | Q(level="district", district__isnull=False),
                "coordination_body_level",
                _("A body of a district names its district; the city's names none."),
            ),
            no_overlap(
                ("level",),
                "coordination_body_of_city",
                _("The city has a coordination body at that time; end that one first."),
                when=Q(level="city"),
            ),
            no_overlap(
                ("district",),
                "coordination_body_of_district",
                _("The district has a coordination body at that time; end that one first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CoordinationSeat(DatedModel, ScopedModel):
    """A seat in a coordination body, held by whoever holds the office it goes with (R11)."""

    class Role(models.TextChoices):
        HEAD = "head", _("head")
        DEPUTY = "deputy", _("deputy head")
        MEMBER = "member", _("seat")

    scope_paths = ("body__district",)
    editor_level = "district"
    public = True
    search_fields = ("office", "person_name")
    retention = Retention(names=("person_name",))

    body = parent_field(CoordinationBody, _("coordination body"), related_name="seats")
    role = choice_field(_("role in the body"), Role, default=Role.MEMBER)
    office = models.CharField(
        _("office with a seat"), max_length=80, help_text=_("The seat goes with it, whoever holds it.")
    )
    department = parent_field(Department, _("department"), related_name="seats", optional=True)
    person_name = models.CharField(_("holder of the office"), max_length=50, blank=True)

    class Meta(DatedModel.Meta):
        verbose_name = _("seat in a coordination body")
        verbose_name_plural = _("seats in coordination bodies")
        ordering = ("body", "pk")
        constraints = [
            *DatedModel.Meta.constraints,
            no_overlap(
                ("body", "office"),
                "coordination_seat_once",
                _("This office has a seat in the body at that time already."),
            ),
            no_overlap(
                ("body",),
                "coordination_seat_one_head",
                _("The body has another head at that time."),
                when=Q(role="head"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.person_name}".strip()

    def clean(self) -> None:
        dated.refuse_outside(self, "body")


class CoordinationMeeting(ScopedModel):
    """A meeting of a coordination body, and what it decided (R11)."""

    scope_paths = ("body__district",)
    editor_level = "district"
    public = True
    search_fields = ("subject", "document_no")

    body = parent_field(CoordinationBody, _("coordination body"), related_name="meetings")
    held_on = models.DateField(_("meeting held on"), validators=[dated.not_in_future])
    subject = models.CharField(_("subject"), max_length=120)
    attended = count_field(_("persons who attended"))
    decisions = models.TextField(_("decisions"), max_length=3000, blank=True)
    document_no = models.CharField(_("document number"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("meeting of a coordination body")
        verbose_name_plural = _("meetings of coordination bodies")
        ordering = ("body", "-held_on")
        constraints = [
            once(
                ("body", "held_on", "subject"),
                "coordination_meeting_once",
                _("This meeting is in the register already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.subject}"

    def clean(self) -> None:
        dated.refuse_closed(self, "body", self.held_on)
