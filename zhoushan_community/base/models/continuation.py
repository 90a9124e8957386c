"""Which row goes on as which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Continuation(models.Model):
    """A row ended and goes on as another of its register, with another unit: what stands beside the one is told of the
    other. What the earlier row went on from is named as well, so that one look finds all of them.

    It follows from the change that wrote the later row. When that is taken back it leads nowhere, and says nothing.
    """

    model = models.CharField(_("register"), max_length=80)
    row_id = models.BigIntegerField(_("row"))
    earlier_id = models.BigIntegerField(_("earlier row"))

    class Meta:
        verbose_name = _("continuation of a row")
        verbose_name_plural = _("continuations of rows")
        constraints = [models.UniqueConstraint(fields=("model", "row_id", "earlier_id"), name="continuation_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.earlier_id} → {self.row_id}"
