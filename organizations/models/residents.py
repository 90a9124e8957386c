"""Units that stand in a community."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import no_overlap
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import choice_field, parent_field
from zhoushan_community.base.scope import ScopedModel


class ResidentUnit(DatedModel, ScopedModel):
    """A unit that resides in a community (驻区单位): it elects to the congress and opens its facilities (N07, N12)."""

    class Kind(models.TextChoices):
        ORGAN = "organ", _("government organ")
        INSTITUTION = "institution", _("public institution")
        ENTERPRISE = "enterprise", _("enterprise")
        SCHOOL = "school", _("school")
        MILITARY = "military", _("military unit")
        SOCIAL = "social", _("social organization")
        OTHER = "other", _("other unit")

    told_with = "community"

    community = parent_field(Community, _("community"), related_name="resident_units")
    name = models.CharField(_("name of the unit"), max_length=80)
    kind = choice_field(_("kind of unit"), Kind, max_length=12)

    class Meta(DatedModel.Meta):
        verbose_name = _("resident unit")
        verbose_name_plural = _("resident units")
        ordering = ("community", "name", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            no_overlap(
                ("community", "name"), "resident_unit_once", _("The community has a unit of this name at that time.")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        dated.refuse_outside(self, "community")
