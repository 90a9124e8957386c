"""The bodies that coordinate community building in the city and its districts."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models import District
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import NoOverlap
from zhoushan_community.base.dated import DatedModel
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

    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="coordination_bodies",
        verbose_name=_("district"),
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
            models.CheckConstraint(
                condition=Q(level="city", district__isnull=True) | Q(level="district", district__isnull=False),
                name="coordination_body_level",
                violation_error_message=_("A body of a district names its district; the city's names none."),
            ),
            NoOverlap(
                same=("level",),
                condition=Q(level="city"),
                name="coordination_body_of_city",
                violation_error_message=_("The city has a coordination body at that time; end that one first."),
            ),
            NoOverlap(
                same=("district",),
                name="coordination_body_of_district",
                violation_error_message=_("The district has a coordination body at that time; end that one first."),
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

    body = models.ForeignKey(
        CoordinationBody, models.PROTECT, related_name="seats", verbose_name=_("coordination body")
    )
    role = models.CharField(_("role in the body"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    office = models.CharField(
        _("office with a seat"), max_length=80, help_text=_("The seat goes with it, whoever holds it.")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("department")
    )
    person_name = models.CharField(_("holder of the office"), max_length=50, blank=True)

    class Meta(DatedModel.Meta):
        verbose_name = _("seat in a coordination body")
        verbose_name_plural = _("seats in coordination bodies")
        ordering = ("body", "pk")
        constraints = [
            *DatedModel.Meta.constraints,
            NoOverlap(
                same=("body", "office"),
                name="coordination_seat_once",
                violation_error_message=_("This office has a seat in the body at that time already."),
            ),
            NoOverlap(
                same=("body",),
                condition=Q(role="head"),
                name="coordination_seat_one_head",
                violation_error_message=_("The body has another head at that time."),
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

    body = models.ForeignKey(
        CoordinationBody, models.PROTECT, related_name="meetings", verbose_name=_("coordination body")
    )
    held_on = models.DateField(_("meeting held on"), validators=[dated.not_in_future])
    subject = models.CharField(_("subject"), max_length=120)
    attended = models.PositiveIntegerField(_("persons who attended"), null=True, blank=True)
    decisions = models.TextField(_("decisions"), max_length=3000, blank=True)
    document_no = models.CharField(_("document number"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("meeting of a coordination body")
        verbose_name_plural = _("meetings of coordination bodies")
        ordering = ("body", "-held_on")
        constraints = [
            models.UniqueConstraint(
                fields=["body", "held_on", "subject"],
                name="coordination_meeting_once",
                violation_error_message=_("This meeting is in the register already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.subject}"

    def clean(self) -> None:
        dated.refuse_closed(self, "body", self.held_on)
