"""Facilities that resident units share with the community."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models import ResidentUnit
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import in_order, once
from zhoushan_community.base.fields import choice_field, day_field, parent_field, yes_no_field
from zhoushan_community.base.scope import ScopedModel


class SharedFacility(ScopedModel):
    """A facility of a resident unit, and since when and for what it is open to the community (N07).

    Without a first day it is not open. Those that are run for profit stay outside the rule.
    """

    class Kind(models.TextChoices):
        SERVICE = "service", _("facility for service")
        ACTIVITY = "activity", _("place for activity")
        OTHER = "other", _("other facility")

    class Fee(models.TextChoices):
        FREE = "free", _("free of charge")
        LOW = "low", _("low fee")
        MARKET = "market", _("market price")

    scope_paths = ("resident_unit__community",)

    resident_unit = parent_field(ResidentUnit, _("resident unit"), related_name="shared_facilities")
    name = models.CharField(_("name of the facility"), max_length=80)
    kind = choice_field(_("kind of facility"), Kind)
    non_profit = yes_no_field(_("not for profit"))
    opened = day_field(_("open since"), help_text=_("Leave empty while it is not open to the community."))
    opened_until = day_field(_("open until"), help_text=_("The first day on which it is no longer open."))
    fee = choice_field(_("fee"), Fee, optional=True, max_length=6)

    class Meta:
        verbose_name = _("shared facility")
        verbose_name_plural = _("shared facilities")
        ordering = ("resident_unit__community", "resident_unit__name", "name")
        constraints = [
            in_order("opened", "opened_until", name="shared_dates", words=_("The end must lie after the start.")),
            once(("resident_unit", "name"), "shared_once", _("The unit already has a facility of this name.")),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        dated.refuse_closed(self, "resident_unit", self.opened)
