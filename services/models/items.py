"""What is offered to whom, and the volunteers who help."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import NoOverlap
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.scope import ScopedModel

from .facilities import Facility


class ServiceItem(DatedModel, ScopedModel):
    """A service that a facility offers to one group of people (N18, R03)."""

    class Group(models.TextChoices):
        ELDERLY = "elderly", _("the elderly")
        DISABLED = "disabled", _("the disabled")
        PREFERENTIAL = "preferential", _("entitled groups")
        VULNERABLE = "vulnerable", _("other vulnerable groups")
        RESIDENTS = "residents", _("all residents")
        UNITS = "units", _("units of the area")

    class Mode(models.TextChoices):
        FREE = "free", _("free of charge")
        PAID = "paid", _("paid")

    class OrganisedBy(models.TextChoices):
        ORGANISATION = "organisation", _("an organization")
        VOLUNTEERS = "volunteers", _("volunteers")

    class Category(models.TextChoices):
        RELIEF = "relief", _("social relief")
        WELFARE = "welfare", _("welfare service")
        CONVENIENCE = "convenience", _("service of convenience")
        EMPLOYMENT = "employment", _("insurance and employment")
        SOCIALISED = "socialised", _("socialised service")
        OTHER = "other", _("other service")

    scope_paths = ("provider__community", "provider__street")

    provider = models.ForeignKey(Facility, models.PROTECT, related_name="items", verbose_name=_("provider"))
    name = models.CharField(_("service"), max_length=80)
    group = models.CharField(_("for whom"), max_length=12, choices=Group.choices)
    category = models.CharField(_("category of service"), max_length=12, choices=Category.choices, blank=True)
    mode = models.CharField(_("free or paid"), max_length=4, choices=Mode.choices)
    organised_by = models.CharField(_("organized by"), max_length=12, choices=OrganisedBy.choices)

    class Meta(DatedModel.Meta):
        verbose_name = _("service item")
        verbose_name_plural = _("service items")
        ordering = ("provider", "group", "name", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            NoOverlap(
                same=("provider", "group", "name"),
                name="item_once",
                violation_error_message=_("This service is offered to the group at that time already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        dated.refuse_outside(self, "provider")


class VolunteerTeam(DatedModel, ScopedModel):
    """A team of registered volunteers of a community (N21). Counted, never named one by one."""

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="volunteer_teams", verbose_name=_("community")
    )
    name = models.CharField(_("name of the team"), max_length=80)
    members_count = models.PositiveIntegerField(_("registered volunteers"), null=True, blank=True)

    class Meta(DatedModel.Meta):
        verbose_name = _("volunteer team")
        verbose_name_plural = _("volunteer teams")
        ordering = ("community", "name", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            NoOverlap(
                same=("community", "name"),
                name="team_once",
                violation_error_message=_("The community has a team of this name at that time already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        dated.refuse_outside(self, "community")
