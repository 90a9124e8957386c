"""The party in a community, and the mass organizations beside it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import in_order, no_overlap, once
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import choice_field, count_field, day_field, parent_field
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

    community = parent_field(Community, _("community"), related_name="party_organizations")
    kind = choice_field(_("kind of party organization"), Kind, max_length=14)
    established_on = day_field(_("established on"), validators=[dated.not_in_future])
    secretary = models.CharField(_("name of the secretary"), max_length=50, blank=True)
    liaison_since = day_field(
        _("two-way liaison since"),
        validators=[dated.not_in_future],
        help_text=_("The day on which the liaison with members registered elsewhere was set up."),
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("party organization")
        verbose_name_plural = _("party organizations")
        ordering = ("community", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            in_order(
                "established_on",
                "valid_from",
                same_day=True,
                name="party_organization_established",
                words=_("It cannot hold before it was established."),
            ),
            no_overlap(
                ("community",),
                "party_organization_once",
                _("The community has a party organization at that time; end that one first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.get_kind_display()}"

    def clean(self) -> None:
        dated.refuse_outside(self, "community")

    def fill(self) -> None:
        self.valid_from = self.valid_from or self.established_on


class PartyMemberCount(ScopedModel):
    """Party members whom a community's organization manages, by the directive's categories (R02), and those who live
    there with their membership elsewhere (N09). Counts, never persons; an empty one is unknown, never nought."""

    search_fields = ()
    #: The categories of those whom the community's organization manages.
    MANAGED = (
        "retired",
        "unemployed",
        "floating",
        "unassigned_graduates",
        "demobilized_soldiers",
        "unorganized_enterprises",
        "social_organizations",
    )

    community = parent_field(Community, _("community"), related_name="party_member_counts")
    counted_on = models.DateField(_("counted on"), validators=[dated.not_in_future])
    retired = count_field(_("retired"))
    unemployed = count_field(_("unemployed"))
    floating = count_field(_("floating"))
    unassigned_graduates = count_field(_("unassigned graduates"))
    demobilized_soldiers = count_field(_("demobilized soldiers"))
    unorganized_enterprises = count_field(_("enterprises without an organization"))
    social_organizations = count_field(_("social organizations"))
    registered_elsewhere = count_field(_("registered elsewhere"))

    class Meta:
        verbose_name = _("count of party members")
        verbose_name_plural = _("counts of party members")
        ordering = ("community", "-counted_on")
        constraints = [
            once(
                ("community", "counted_on"),
                "party_members_once_a_day",
                _("The community has a count of this day already."),
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

    community = parent_field(Community, _("community"), related_name="mass_organizations")
    kind = choice_field(_("mass organization"), Kind, max_length=12)
    head = models.CharField(_("name of its head"), max_length=50, blank=True)
    members_count = count_field(_("number of members"))

    class Meta(DatedModel.Meta):
        verbose_name = _("mass organization")
        verbose_name_plural = _("mass organizations")
        ordering = ("community", "kind", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            no_overlap(
                ("community", "kind"),
                "mass_organization_once",
                _("The community has such an organization at that time; end that one first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.get_kind_display()}"

    def clean(self) -> None:
        dated.refuse_outside(self, "community")
