"""Who is served by which health institution."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import NoOverlap
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.scope import ScopedModel

from .facilities import Facility, FacilityKind


class HealthCoverage(DatedModel, ScopedModel):
    """A community that a health institution serves beside or instead of one of its own (N22)."""

    editor_level = "street"
    search_fields = ()

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="health_coverage", verbose_name=_("community")
    )
    institution = models.ForeignKey(
        Facility,
        models.PROTECT,
        related_name="coverage",
        verbose_name=_("health institution"),
        limit_choices_to={"kind": FacilityKind.HEALTH_INSTITUTION},
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("health coverage")
        verbose_name_plural = _("coverage by health institutions")
        ordering = ("community", "institution", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            NoOverlap(
                same=("community", "institution"),
                name="coverage_once",
                violation_error_message=_("The institution serves the community at that time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} → {self.community}"

    def clean(self) -> None:
        for parent in ("community", "institution"):
            dated.refuse_outside(self, parent)
        if self.institution_id and self.institution.kind != FacilityKind.HEALTH_INSTITUTION:
            words = _("%(facility)s is no health institution.") % {"facility": self.institution}
            raise ValidationError({"institution": words})
