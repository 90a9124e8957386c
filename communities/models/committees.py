"""The residents' committees of before the reform."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base import dated
from zhoushan_community.base.constraints import once
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import count_field, parent_field
from zhoushan_community.base.scope import ScopedModel

from .units import Street


class ResidentsCommittee(DatedModel, ScopedModel):
    """An old residents' committee (居民委员会), from its founding until it was absorbed (T1, N03)."""

    scope_paths = ("street",)
    editor_level = "street"

    street = parent_field(Street, _("street"), related_name="committees")
    name = models.CharField(_("name"), max_length=50)
    households = count_field(_("households"))
    population = count_field(_("population"))

    class Meta(DatedModel.Meta):
        verbose_name = _("residents' committee")
        verbose_name_plural = _("old residents' committees")
        ordering = ("street__district__code", "street__code", "name")
        constraints = [
            *DatedModel.Meta.constraints,
            once(("street", "name"), "committee_name_in_street", _("The street already has a committee of this name.")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """A committee is known by what became of it."""
        return reverse("lineage", args=["committee", self.pk])

    @property
    def went_to(self) -> str:
        """The communities and streets that it became part of, and with which part. A list prefetches `shares_out`."""
        shares = [(share.target.name, share.part_name) for share in self.shares_out.all()]
        return "、".join(f"{target}（{part}）" if part else target for target, part in dict.fromkeys(shares))

    def clean(self) -> None:
        dated.refuse_outside(self, "street")
