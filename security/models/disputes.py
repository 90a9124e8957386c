"""Disputes: the cases that a community mediates, and its rounds of checks."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import check, once
from zhoushan_community.base.fields import choice_field, count_field, day_field, parent_field
from zhoushan_community.base.scope import ScopedModel


class Case(dated.MovableModel, ScopedModel):
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

    community = parent_field(Community, _("community"), related_name="cases")
    case_no = models.CharField(_("case number"), max_length=30, help_text=_("As in the community's ledger."))
    kind = choice_field(_("kind"), Kind, max_length=12)
    parties_count = count_field(_("number of parties"))
    opened_on = models.DateField(_("case opened on"), validators=[dated.not_in_future])
    closed_on = day_field(_("case closed on"), validators=[dated.not_in_future])
    level = choice_field(_("solved at"), Level, optional=True)
    outcome = choice_field(_("outcome"), Outcome, optional=True)

    class Meta:
        verbose_name = _("dispute case")
        verbose_name_plural = _("dispute cases")
        # Open ones stand first.
        ordering = (F("closed_on").desc(nulls_first=True), "-opened_on")
        constraints = [
            once(
                ("community", "case_no"),
                "case_number_in_community",
                _("The community has a case of this number already."),
                when=Q(went_on__isnull=True),
            ),
            check(Q(closed_on__gte=F("opened_on")), "case_dates", _("A case is not closed before it is opened.")),
            check(
                Q(closed_on__isnull=False) | Q(level="", outcome=""),
                "case_solved_when_closed",
                _("A case with an outcome is closed: say on which day."),
            ),
            check(Q(parties_count__gte=1), "case_has_parties", _("A dispute has a party at least.")),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.case_no}"

    def clean(self) -> None:
        dated.refuse_closed(self, "community", self.opened_on)


class CheckRound(ScopedModel):
    """A round through the community in search of disputes and unrest (排查): what it found and settled (R09)."""

    search_fields = ()

    community = parent_field(Community, _("community"), related_name="check_rounds")
    held_on = models.DateField(_("held on"), validators=[dated.not_in_future])
    found = count_field(_("disputes found"))
    settled = count_field(_("of which settled"))

    class Meta:
        verbose_name = _("round of checks")
        verbose_name_plural = _("rounds of checks")
        ordering = ("-held_on", "community")
        constraints = [
            once(
                ("community", "held_on"), "check_round_once_a_day", _("The community has a round of this day already.")
            ),
            check(Q(settled__lte=F("found")), "check_round_settled", _("No more is settled than was found.")),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.held_on}"

    def clean(self) -> None:
        dated.refuse_closed(self, "community", self.held_on)
