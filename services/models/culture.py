"""The culture of a community: its brand and its activities."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import no_overlap, once
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import choice_field, count_field, parent_field
from zhoushan_community.base.scope import ScopedModel


class CultureBrand(DatedModel, ScopedModel):
    """What a community is known for, as “one area, one brand” advises (A03)."""

    search_fields = ("name", "description")

    community = parent_field(Community, _("community"), related_name="brands")
    name = models.CharField(_("name of the brand"), max_length=80)
    description = models.CharField(_("description"), max_length=500, blank=True)

    class Meta(DatedModel.Meta):
        verbose_name = _("culture brand")
        verbose_name_plural = _("culture brands")
        ordering = ("community", "name", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            no_overlap(
                ("community", "name"), "brand_once", _("The community has a brand of this name at that time already.")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        dated.refuse_outside(self, "community")


class Activity(ScopedModel):
    """An activity that a community held on a day, and how many took part (R05)."""

    class Kind(models.TextChoices):
        POLITICS = "politics", _("political education")
        MORALS = "morals", _("education in civic morals")
        CULTURE = "culture", _("culture and arts")
        SPORT = "sport", _("sport")
        OTHER = "other", _("other activity")

    community = parent_field(Community, _("community"), related_name="activities")
    held_on = models.DateField(_("held on"), validators=[dated.not_in_future])
    kind = choice_field(_("kind of activity"), Kind)
    name = models.CharField(_("activity"), max_length=120)
    participants = count_field(_("participants"))

    class Meta:
        verbose_name = _("activity of culture and education")
        verbose_name_plural = _("activities of culture and education")
        ordering = ("-held_on", "community", "name")
        constraints = [
            once(
                ("community", "held_on", "name"),
                "activity_once",
                _("This activity of that day is in the register already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.name}"

    def clean(self) -> None:
        dated.refuse_closed(self, "community", self.held_on)
