"""Who is served by which health institution."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import no_overlap
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import parent_field
from zhoushan_community.base.scope import ScopedModel

from .facilities import Facility, FacilityKind


class HealthCoverage(DatedModel, ScopedModel):
    """A community that a health institution serves beside or instead of one of its own (N22)."""

    editor_level = "street"
    search_fields = ()

    community = parent_field(Community, _("community"), related_name="health_coverage")
    institution = parent_field(
        Facility,
        _("health institution"),
        related_name="coverage",
        limit_choices_to={"kind": FacilityKind.HEALTH_INSTITUTION},
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("health coverage")
        verbose_name_plural = _("coverage by health institutions")
        ordering = ("community", "institution", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            no_overlap(
                ("community", "institution"),
                "coverage_once",
                _("The institution serves the community at that time already."),
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
