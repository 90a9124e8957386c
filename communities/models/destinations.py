"""Where the people, money and goods of an adjustment's sources go."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base.constraints import check, once
from zhoushan_community.base.fields import parent_field
from zhoushan_community.base.scope import ScopedModel

from .adjustments import Adjustment, NewCommunity
from .communities import Community


class Destination(ScopedModel):
    """Where one row of a source goes when the adjustment takes effect (N03); with neither target it is not decided,
    unless it is an amount that all successors divide by their households, `by_share`.

    model, row_id: which row, as the log names it. by_hand: a person chose it, so that the rule leaves it alone.
    """

    scope_paths = ("adjustment__district",)
    editor_level = "district"
    search_fields = ("description",)

    adjustment = parent_field(Adjustment, _("adjustment"), related_name="destinations")
    model = models.CharField(_("register"), max_length=60)
    row_id = models.PositiveBigIntegerField(_("row number"))
    description = models.CharField(_("what is handed over"), max_length=200, blank=True)
    to_community = parent_field(Community, _("to community"), related_name="receives", optional=True)
    to_new = parent_field(NewCommunity, _("to new community"), related_name="receives", optional=True)
    by_share = models.BooleanField(_("divided by households"), default=False, editable=False)
    by_hand = models.BooleanField(_("chosen by hand"), default=False)

    class Meta:
        verbose_name = _("destination")
        verbose_name_plural = _("destinations")
        ordering = ("adjustment", "model", "row_id")
        constraints = [
            once(
                ("adjustment", "model", "row_id"),
                "destination_once",
                _("The row has a destination in this adjustment already."),
            ),
            check(
                Q(to_community__isnull=True) | Q(to_new__isnull=True),
                "destination_one_target",
                _("Name one target, not two."),
            ),
        ]

    def __str__(self) -> str:
        return self.description or f"{self.model} {self.row_id}"

    @property
    def target(self) -> models.Model | None:
        """The community that receives it, founded or still to be; None where that is not decided."""
        return self.to_community or self.to_new
