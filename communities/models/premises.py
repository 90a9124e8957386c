"""The premises that communities work in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base import dated
from zhoushan_community.base.constraints import check, in_order, no_overlap, not_negative
from zhoushan_community.base.fields import area_field, choice_field, day_field, parent_field, yes_no_field
from zhoushan_community.base.scope import ScopedModel

from .communities import Community


class Premises(ScopedModel):
    """Rooms or a house that a community holds, whose they are by title and where they came from (N04, N06)."""

    class Use(models.TextChoices):
        OFFICE = "office", _("office premises")
        SERVICE = "service", _("premises for service and activity")
        BOTH = "both", _("office, service and activity together")
        OTHER = "other", _("other use")

    class Origin(models.TextChoices):
        PUBLIC = "public", _("public housing under direct management")
        COMMISSION = "commission", _("bought by the construction commission")
        NEW = "new", _("built with a new estate")
        SWAP = "swap", _("swapped")
        RENT = "rent", _("rented")
        OTHER = "other", _("other origin")

    class Holder(models.TextChoices):
        COMMITTEE = "committee", _("residents' committee of the community")
        FORMER = "former", _("former residents' committee")
        STREET = "street", _("street office or town")
        HOUSING = "housing", _("housing administration")
        COMMISSION = "commission", _("construction commission")
        OTHER = "other", _("other holder")

    dated_fields = ("held_from", "held_to")
    search_fields = ("address", "certificate_no")
    told_with = "community"

    community = parent_field(Community, _("community"), related_name="premises")
    address = models.CharField(_("address"), max_length=120)
    use = choice_field(_("use"), Use)
    floor_area_m2 = area_field(_("floor area (m²)"))
    origin = choice_field(_("origin"), Origin)
    property_management = yes_no_field(
        _("property-management house"), help_text=_("Such houses stay outside the rule on titles.")
    )
    title_holder = choice_field(_("title holder"), Holder, optional=True, help_text=_("Leave empty when unknown."))
    applied_on = day_field(
        _("transfer applied for on"),
        validators=[dated.not_in_future],
        help_text=_("The day on which the papers went to the housing administration."),
    )
    transferred_on = day_field(
        _("title transferred on"), help_text=_("The day on which the present holder got the title.")
    )
    certificate_no = models.CharField(_("certificate number"), max_length=80, blank=True)
    held_from = day_field(_("held from"))
    held_to = day_field(_("held to"), help_text=_("The first day no longer."))

    class Meta:
        verbose_name = _("premises")
        verbose_name_plural = _("premises of communities")
        ordering = ("community__street__district__code", "community__street__code", "community__name", "address")
        constraints = [
            in_order("held_from", "held_to", name="premises_dates", words=_("The end must lie after the start.")),
            not_negative("floor_area_m2", name="premises_area"),
            check(
                ~Q(title_holder="") | Q(transferred_on__isnull=True),
                "premises_transfer_has_holder",
                _("Say who holds the title since that day."),
            ),
            in_order(
                "applied_on",
                "transferred_on",
                same_day=True,
                name="premises_applied_before_transfer",
                words=_("The transfer must not lie before it was applied for."),
            ),
            no_overlap(
                ("community", "address"),
                "premises_once",
                _("The community holds premises of this address at that time already."),
                dates=("held_from", "held_to"),
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @classmethod
    def under_the_rule(cls) -> Q:
        """Those whose title must go to the community's committee (N04). Whether a house is one of property management
        may be unknown; it is under the rule until somebody says so."""
        return Q(origin__in=(cls.Origin.PUBLIC, cls.Origin.COMMISSION)) & ~Q(property_management=True)

    def clean(self) -> None:
        dated.refuse_outside(self, "community")
