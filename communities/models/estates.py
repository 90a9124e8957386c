"""Residential estates and honours."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base import dated
from zhoushan_community.base.constraints import exactly_one, in_order, once
from zhoushan_community.base.fields import area_field, choice_field, count_field, day_field, parent_field, yes_no_field
from zhoushan_community.base.scope import ScopedModel

from .communities import Community


class Estate(dated.MovableModel, ScopedModel):
    """A residential estate (住宅小区) and the rooms that its builder handed over (N05, T7)."""

    dated_fields = ("completed_on", "closed_on")
    told_with = "community"

    community = parent_field(Community, _("community"), related_name="estates")
    name = models.CharField(_("name"), max_length=50)
    households = count_field(_("households"))
    approved_on = day_field(_("approved on"))
    completed_on = day_field(_("completed on"))
    closed_on = day_field(_("closed on"))
    contiguous_development = yes_no_field(_("contiguous development"))
    office_m2 = area_field(_("office (m²)"))
    activity_m2 = area_field(_("activity space (m²)"))

    class Meta:
        verbose_name = _("estate")
        verbose_name_plural = _("residential estates")
        ordering = ("community__street__district__code", "community__street__code", "community__name", "name")
        constraints = [
            once(
                ("community", "name"),
                "estate_name_in_community",
                _("The community already has an estate of this name."),
                when=Q(went_on__isnull=True),
            ),
            in_order(
                "completed_on", "closed_on", name="estate_dates", words=_("The closing must lie after the completion.")
            ),
            in_order(
                "approved_on",
                "completed_on",
                same_day=True,
                name="estate_built_after_approval",
                words=_("The completion must not lie before the approval."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.approved_on and self.completed_on and self.completed_on < self.approved_on:
            raise ValidationError({"completed_on": _("The completion must not lie before the approval.")})
        dated.refuse_outside(self, "community")


class Honour(dated.MovableModel, ScopedModel):
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

    community = parent_field(Community, _("community"), related_name="honours", optional=True)
    estate = parent_field(Estate, _("estate"), related_name="honours", optional=True)
    kind = choice_field(_("honour"), Kind)
    level = choice_field(_("level"), Level, default=Level.MUNICIPAL)
    title = models.CharField(_("title"), max_length=80, blank=True, help_text=_("As written on the certificate."))
    awarded_on = day_field(_("awarded on"))
    withdrawn_on = day_field(_("withdrawn on"))
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
                "awarded_on", "withdrawn_on", name="honour_dates", words=_("The withdrawal must lie after the award.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.title or self.get_kind_display()}"

    def clean(self) -> None:
        if self.awarded_on and self.awarded_on > dated.today():
            raise ValidationError({"awarded_on": _("The day of the award lies in the future.")})
        dated.refuse_outside(self, "community", may_stay_open=True)
        founded = self.community and self.community.founded_on
        # What came from another community may have been won there.
        if founded and self.awarded_on and self.awarded_on < founded and not self.came_on:
            words = _("%(parent)s was founded on %(day)s, after this award.")
            raise ValidationError({"awarded_on": words % {"parent": self.community, "day": founded}})
