"""Mergers, splits and moves of units, as they were decided."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base.scope import ScopedModel

from .committees import ResidentsCommittee
from .communities import Community
from .units import District, Street


class Adjustment(ScopedModel):
    """One decided change of units: who came out of whom, and from which day (T1, N03)."""

    class Kind(models.TextChoices):
        FOUND = "found", _("founding")
        CLOSE = "close", _("abolition")
        MERGE = "merge", _("merger")
        SPLIT = "split", _("split")
        BOUNDARY = "boundary", _("change of boundaries")
        RENAME = "rename", _("renaming")
        MOVE = "move", _("move to another parent")

    scope_paths = ("district",)
    editor_level = "district"
    search_fields = ("title", "note", "document_no")

    district = models.ForeignKey(District, models.PROTECT, related_name="adjustments", verbose_name=_("district"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    document_no = models.CharField(_("document number"), max_length=80, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    effective_on = models.DateField(_("in effect from"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments of units")
        ordering = ("-effective_on", "title")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "title", "effective_on"],
                name="adjustment_once",
                violation_error_message=_("This adjustment is in the register already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.effective_on} {self.title}"


class AdjustmentShare(ScopedModel):
    """How much of a source went to a target: the whole of it, or a named part."""

    class Extent(models.TextChoices):
        WHOLE = "whole", _("whole")
        PART = "part", _("part")

    scope_paths = ("adjustment__district",)
    editor_level = "district"
    search_fields = ("part_name",)
    named_by = ("from_committee", "from_community", "from_street", "to_community", "to_street")

    adjustment = models.ForeignKey(Adjustment, models.PROTECT, related_name="shares", verbose_name=_("adjustment"))
    from_committee = models.ForeignKey(
        ResidentsCommittee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="shares_out",
        verbose_name=_("from committee"),
    )
    from_community = models.ForeignKey(
        Community, models.PROTECT, null=True, blank=True, related_name="shares_out", verbose_name=_("from community")
    )
    from_street = models.ForeignKey(
        Street, models.PROTECT, null=True, blank=True, related_name="shares_out", verbose_name=_("from street")
    )
    to_community = models.ForeignKey(
        Community, models.PROTECT, null=True, blank=True, related_name="shares_in", verbose_name=_("to community")
    )
    to_street = models.ForeignKey(
        Street, models.PROTECT, null=True, blank=True, related_name="shares_in", verbose_name=_("to street")
    )
    extent = models.CharField(_("extent"), max_length=5, choices=Extent.choices, default=Extent.WHOLE)
    part_name = models.CharField(_("name of the part"), max_length=50, blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)

    class Meta:
        verbose_name = _("share of an adjustment")
        verbose_name_plural = _("shares of adjustments")
        ordering = ("adjustment", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(from_committee__isnull=False, from_community=None, from_street=None)
                | Q(from_committee=None, from_community__isnull=False, from_street=None)
                | Q(from_committee=None, from_community=None, from_street__isnull=False),
                name="share_one_source",
                violation_error_message=_("Name exactly one source."),
            ),
            models.CheckConstraint(
                condition=Q(to_community__isnull=False, to_street=None) | Q(to_community=None, to_street__isnull=False),
                name="share_one_target",
                violation_error_message=_("Name exactly one target."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"

    @property
    def source(self) -> models.Model:
        """The committee, community or street that gave."""
        return self.from_committee or self.from_community or self.from_street

    @property
    def target(self) -> models.Model:
        """The community or street that received."""
        return self.to_community or self.to_street
