"""Disputes: the cases that a community mediates, and its rounds of checks."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from zhoushan_community.base import dated
from zhoushan_community.base.scope import ScopedModel


class Case(ScopedModel):
    """A dispute that was brought to a community (R09). Its parties are a count: nobody is named anywhere.

    A case is open for as long as it has no day of closing; a closed one may keep its outcome unknown.
    """

    class Kind(models.TextChoices):
        NEIGHBOURS = "neighbours", _("neighbours")
        FAMILY = "family", _("marriage and family")
        PROPERTY = "property", _("property management")
        RELOCATION = "relocation", _("relocation")
        LABOUR = "labour", _("labour")
        PUBLIC_ORDER = "public_order", _("public order")
        OTHER = "other", _("other")

    class Level(models.TextChoices):
        COMMUNITY = "community", _("community")
        STREET = "street", _("street")
        DISTRICT = "district", _("district")
        COURT = "court", _("court")

    class Outcome(models.TextChoices):
        AGREED = "agreed", _("settled by agreement")
        DECIDED = "decided", _("settled by decision")
        WITHDRAWN = "withdrawn", _("withdrawn by the parties")
        FAILED = "failed", _("not settled")

    search_fields = ("case_no",)

    community = models.ForeignKey(Community, models.PROTECT, related_name="cases", verbose_name=_("community"))
    case_no = models.CharField(_("case number"), max_length=30, help_text=_("As in the community's ledger."))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    parties_count = models.PositiveIntegerField(_("number of parties"), null=True, blank=True)
    opened_on = models.DateField(_("case opened on"), validators=[dated.not_in_future])
    closed_on = models.DateField(_("case closed on"), null=True, blank=True, validators=[dated.not_in_future])
    level = models.CharField(_("solved at"), max_length=10, choices=Level.choices, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        verbose_name = _("dispute case")
        verbose_name_plural = _("dispute cases")
        # Open ones stand first.
        ordering = (F("closed_on").desc(nulls_first=True), "-opened_on")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "case_no"],
                name="case_number_in_community",
                violation_error_message=_("The community has a case of this number already."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__gte=F("opened_on")),
                name="case_dates",
                violation_error_message=_("A case is not closed before it is opened."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=False) | Q(level="", outcome=""),
                name="case_solved_when_closed",
                violation_error_message=_("A case with an outcome is closed: say on which day."),
            ),
            models.CheckConstraint(
                condition=Q(parties_count__gte=1),
                name="case_has_parties",
                violation_error_message=_("A dispute has a party at least."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.case_no}"

    def clean(self) -> None:
        dated.refuse_closed(self, "community", self.opened_on)


class CheckRound(ScopedModel):
    """A round through the community in search of disputes and unrest (排查): what it found and settled (R09)."""

    search_fields = ()

    community = models.ForeignKey(Community, models.PROTECT, related_name="check_rounds", verbose_name=_("community"))
    held_on = models.DateField(_("held on"), validators=[dated.not_in_future])
    found = models.PositiveIntegerField(_("disputes found"), null=True, blank=True)
    settled = models.PositiveIntegerField(_("of which settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("round of checks")
        verbose_name_plural = _("rounds of checks")
        ordering = ("-held_on", "community")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "held_on"],
                name="check_round_once_a_day",
                violation_error_message=_("The community has a round of this day already."),
            ),
            models.CheckConstraint(
                condition=Q(settled__lte=F("found")),
                name="check_round_settled",
                violation_error_message=_("No more is settled than was found."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.held_on}"

    def clean(self) -> None:
        dated.refuse_closed(self, "community", self.held_on)
