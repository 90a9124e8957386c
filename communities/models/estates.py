"""Residential estates and honours."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base import dated
from zhoushan_community.base.constraints import exactly_one, in_order
from zhoushan_community.base.fields import area_field
from zhoushan_community.base.scope import ScopedModel

from .communities import Community


class Estate(ScopedModel):
    """A residential estate (住宅小区) and the rooms that its builder handed over (N05, T7)."""

    dated_fields = ("completed_on", "closed_on")

    community = models.ForeignKey(Community, models.PROTECT, related_name="estates", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=50)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    contiguous_development = models.BooleanField(_("contiguous development"), null=True, blank=True)
    office_m2 = area_field(_("office (m²)"))
    activity_m2 = area_field(_("activity space (m²)"))

    class Meta:
        verbose_name = _("estate")
        verbose_name_plural = _("residential estates")
        ordering = ("community__street__district__code", "community__street__code", "community__name", "name")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "name"],
                name="estate_name_in_community",
                violation_error_message=_("The community already has an estate of this name."),
            ),
            in_order(
                "completed_on",
                "closed_on",
                name="estate_dates",
                words=_("The closing must lie after the completion."),
            ),
            models.CheckConstraint(
                condition=Q(approved_on__isnull=True)
                | Q(completed_on__isnull=True)
                | Q(completed_on__gte=F("approved_on")),
                name="estate_built_after_approval",
                violation_error_message=_("The completion must not lie before the approval."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def long_name(self) -> str:
        """The name with its community's, to tell estates apart in a list of choices."""
        return f"{self.community} {self.name}"

    def clean(self) -> None:
        if self.approved_on and self.completed_on and self.completed_on < self.approved_on:
            raise ValidationError({"completed_on": _("The completion must not lie before the approval.")})
        dated.refuse_outside(self, "community")


class Honour(ScopedModel):
    """An honour that a community or an estate holds from its award to its withdrawal (T4, T5, T7, A04, R07).

    A holder whose day of award is unknown is missing for every day, neither met nor unmet.
    """

    class Kind(models.TextChoices):
        CIVILIZED = "civilized", _("civilized community")
        SAFE = "safe", _("safe estate or community")
        GREEN = "green", _("green community")
        MODERN = "modern", _("new modern community")
        OTHER = "other", _("other honour")

    class Level(models.TextChoices):
        NATIONAL = "national", _("national")
        PROVINCIAL = "provincial", _("provincial")
        MUNICIPAL = "municipal", _("municipal")
        DISTRICT = "district", _("district level")

    scope_paths = ("community", "estate__community")
    editor_level = "street"
    dated_fields = ("awarded_on", "withdrawn_on")
    search_fields = ("title", "document_no")

    kind = models.CharField(_("honour"), max_length=10, choices=Kind.choices)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, default=Level.MUNICIPAL)
    community = models.ForeignKey(
        Community, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name=_("community")
    )
    estate = models.ForeignKey(
        Estate, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name=_("estate")
    )
    title = models.CharField(_("title"), max_length=80, blank=True, help_text=_("As written on the certificate."))
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    document_no = models.CharField(_("document number"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("honour")
        verbose_name_plural = _("honours")
        ordering = ("kind", "level", "-awarded_on", "pk")
        constraints = [
            exactly_one(
                "estate",
                "community",
                name="honour_one_holder",
                words=_("An honour is held by a community or by an estate, by one of them."),
            ),
            in_order(
                "awarded_on",
                "withdrawn_on",
                name="honour_dates",
                words=_("The withdrawal must lie after the award."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.title or self.get_kind_display()}"

    @property
    def holder(self) -> Community | Estate:
        """The community or the estate."""
        return self.community or self.estate

    def clean(self) -> None:
        if self.awarded_on and self.awarded_on > dated.today():
            raise ValidationError({"awarded_on": _("The day of the award lies in the future.")})
        dated.refuse_outside(self, "community", may_stay_open=True)
        founded = self.community and self.community.founded_on
        if founded and self.awarded_on and self.awarded_on < founded:
            raise ValidationError(
                {
                    "awarded_on": _("%(parent)s was founded on %(day)s, after this award.")
                    % {"parent": self.community, "day": founded}
                }
            )
