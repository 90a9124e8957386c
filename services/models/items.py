"""What is offered to whom, and the volunteers who help."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import no_overlap
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import choice_field, count_field, parent_field
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

    provider = parent_field(Facility, _("provider"), related_name="items")
    name = models.CharField(_("service"), max_length=80)
    group = choice_field(_("for whom"), Group, max_length=12)
    category = choice_field(_("category of service"), Category, optional=True, max_length=12)
    mode = choice_field(_("free or paid"), Mode, max_length=4)
    organised_by = choice_field(_("organized by"), OrganisedBy, max_length=12)

    class Meta(DatedModel.Meta):
        verbose_name = _("service item")
        verbose_name_plural = _("service items")
        ordering = ("provider", "group", "name", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            no_overlap(
                ("provider", "group", "name"),
                "item_once",
                _("This service is offered to the group at that time already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        dated.refuse_outside(self, "provider")


class VolunteerTeam(DatedModel, ScopedModel):
    """A team of registered volunteers of a community (N21). Counted, never named one by one."""

    community = parent_field(Community, _("community"), related_name="volunteer_teams")
    name = models.CharField(_("name of the team"), max_length=80)
    members_count = count_field(_("registered volunteers"))

    class Meta(DatedModel.Meta):
        verbose_name = _("volunteer team")
        verbose_name_plural = _("volunteer teams")
        ordering = ("community", "name", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            no_overlap(
                ("community", "name"), "team_once", _("The community has a team of this name at that time already.")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        dated.refuse_outside(self, "community")
