"""What the old committees handed over: people, money and rooms."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base import dated
from zhoushan_community.base.constraints import check, once
from zhoushan_community.base.fields import choice_field, day_field, parent_field
from zhoushan_community.base.scope import ScopedModel

from .adjustments import AdjustmentShare


class Handover(ScopedModel):
    """Staff, a balance or premises of a closed committee, and where they went (N03).

    Staff are told by post and number. What has no destination yet is not settled. A debt is a negative balance.
    """

    class Kind(models.TextChoices):
        STAFF = "staff", _("staff")
        FUNDS = "funds", _("funds")
        PREMISES = "premises", _("handed-over premises")

    class Unit(models.TextChoices):
        PERSONS = "persons", _("persons")
        YUAN = "yuan", _("yuan")
        M2 = "m2", _("square metres")
        ROOMS = "rooms", _("rooms")

    scope_paths = ("share__adjustment__district",)
    editor_level = "district"
    search_fields = ("subject", "destination")

    share = parent_field(AdjustmentShare, _("share of an adjustment"), related_name="handovers")
    kind = choice_field(_("kind"), Kind)
    subject = models.CharField(
        _("what is handed over"),
        max_length=120,
        help_text=_("The post, the account or the address; no names of persons."),
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = choice_field(
        _("unit"), Unit, optional=True, help_text=_("Left empty: persons, yuan or square metres, as the kind has it.")
    )
    destination = models.CharField(_("destination"), max_length=120, blank=True)
    settled_on = day_field(_("settled on"), validators=[dated.not_in_future])

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ("share__adjustment", "share", "kind", "subject")
        constraints = [
            check(
                Q(kind="staff", unit="persons")
                | Q(kind="funds", unit="yuan")
                | Q(kind="premises", unit__in=("m2", "rooms")),
                "handover_unit",
                _("Staff are counted in persons, funds in yuan, premises in m² or rooms."),
            ),
            check(
                Q(amount__isnull=True) | Q(amount__gte=0) | Q(kind="funds"),
                "handover_amount",
                _("Only funds can be negative."),
            ),
            check(
                Q(settled_on__isnull=True) | ~Q(destination=""),
                "handover_settled_somewhere",
                _("What is settled has a destination."),
            ),
            once(("share", "kind", "subject"), "handover_once", _("This is handed over in the share already.")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"

    def fill(self) -> None:
        usual = {"staff": self.Unit.PERSONS, "funds": self.Unit.YUAN, "premises": self.Unit.M2}
        self.unit = self.unit or usual.get(self.kind, "")
