"""The party in a community, and the mass organizations beside it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import NoOverlap
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.retention import Retention
from zhoushan_community.base.scope import ScopedModel


class PartyOrganization(DatedModel, ScopedModel):
    """The party organization of a community (N08, N09). One that grows into another kind is ended and followed by it.

    Left empty, the day from which it holds is that of its establishment, which may lie before the community's own.
    """

    class Kind(models.TextChoices):
        COMMITTEE = "committee", _("party committee")
        GENERAL_BRANCH = "general_branch", _("general party branch")
        BRANCH = "branch", _("party branch")

    editor_level = "street"
    search_fields = ("secretary",)

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="party_organizations", verbose_name=_("community")
    )
    kind = models.CharField(_("kind of party organization"), max_length=14, choices=Kind.choices)
    established_on = models.DateField(_("established on"), null=True, blank=True, validators=[dated.not_in_future])
    secretary = models.CharField(_("name of the secretary"), max_length=50, blank=True)
    liaison_since = models.DateField(
        _("two-way liaison since"),
        null=True,
        blank=True,
        validators=[dated.not_in_future],
        help_text=_("The day on which the liaison with members registered elsewhere was set up."),
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("party organization")
        verbose_name_plural = _("party organizations")
        ordering = ("community", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(established_on__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_from__gte=F("established_on")),
                name="party_organization_established",
                violation_error_message=_("It cannot hold before it was established."),
            ),
            NoOverlap(
                same=("community",),
                name="party_organization_once",
                violation_error_message=_("The community has a party organization at that time; end that one first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.get_kind_display()}"

    def clean(self) -> None:
        self._fill_start()
        dated.refuse_outside(self, "community")

    def derive(self) -> None:
        super().derive()
        self._fill_start()

    def _fill_start(self) -> None:
        self.valid_from = self.valid_from or self.established_on


class PartyMemberCount(ScopedModel):
    """Party members whom a community's organization manages, by the directive's categories (R02), and those who live
    there with their membership elsewhere (N09). Counts, never persons; an empty one is unknown, never nought."""

    search_fields = ()

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="party_member_counts", verbose_name=_("community")
    )
    counted_on = models.DateField(_("counted on"), validators=[dated.not_in_future])
    retired = models.PositiveIntegerField(_("retired"), null=True, blank=True)
    unemployed = models.PositiveIntegerField(_("unemployed"), null=True, blank=True)
    floating = models.PositiveIntegerField(_("floating"), null=True, blank=True)
    unassigned_graduates = models.PositiveIntegerField(_("unassigned graduates"), null=True, blank=True)
    demobilized_soldiers = models.PositiveIntegerField(_("demobilized soldiers"), null=True, blank=True)
    unorganized_enterprises = models.PositiveIntegerField(
        _("enterprises without an organization"), null=True, blank=True
    )
    social_organizations = models.PositiveIntegerField(_("social organizations"), null=True, blank=True)
    registered_elsewhere = models.PositiveIntegerField(_("registered elsewhere"), null=True, blank=True)

    class Meta:
        verbose_name = _("count of party members")
        verbose_name_plural = _("counts of party members")
        ordering = ("community", "-counted_on")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "counted_on"],
                name="party_members_once_a_day",
                violation_error_message=_("The community has a count of this day already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.counted_on}"

    def clean(self) -> None:
        dated.refuse_closed(self, "community", self.counted_on)


class MassOrganization(DatedModel, ScopedModel):
    """A trade union, youth league or women's federation of a community (N10)."""

    class Kind(models.TextChoices):
        UNION = "union", _("trade union")
        YOUTH_LEAGUE = "youth_league", _("youth league")
        WOMEN = "women", _("women's federation")

    search_fields = ("head",)
    retention = Retention(names=("head",))

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="mass_organizations", verbose_name=_("community")
    )
    kind = models.CharField(_("mass organization"), max_length=12, choices=Kind.choices)
    head = models.CharField(_("name of its head"), max_length=50, blank=True)
    members_count = models.PositiveIntegerField(_("number of members"), null=True, blank=True)

    class Meta(DatedModel.Meta):
        verbose_name = _("mass organization")
        verbose_name_plural = _("mass organizations")
        ordering = ("community", "kind", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            NoOverlap(
                same=("community", "kind"),
                name="mass_organization_once",
                violation_error_message=_("The community has such an organization at that time; end that one first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.get_kind_display()}"

    def clean(self) -> None:
        dated.refuse_outside(self, "community")
