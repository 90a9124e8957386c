"""Official forms as dated data: what stands in their heads, and by whose authority they are issued."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base.changes import RecordedModel
from zhoushan_community.base.dated import DatedModel, overlapping

if TYPE_CHECKING:
    from .head import Head


class OfficialForm(DatedModel, RecordedModel):
    """A form (表) in its edition of a time. head: see head.py."""

    code = models.SlugField(_("short name in addresses"), max_length=30)
    number = models.CharField(_("form number"), max_length=30)
    name = models.CharField(_("name of the form"), max_length=60)
    issuing_body = models.CharField(_("issued by"), max_length=60, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=60, blank=True)
    approval_no = models.CharField(_("approval number"), max_length=60, blank=True)
    head = models.JSONField(_("head"), help_text=_("Columns as a tree; docs/official-forms.md says how."))
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta(DatedModel.Meta):
        verbose_name = _("official form")
        verbose_name_plural = _("official forms")
        ordering = ("number", "valid_from")
        constraints = [*DatedModel.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def columns(self) -> "Head":
        """The head, read. Raises ValidationError."""
        # Figures are measured as standards are, and those are declared once all models are there.
        from .head import Head

        return Head(self.head)

    def clean(self) -> None:
        try:
            self.columns()
        except ValidationError as error:
            raise ValidationError({"head": error}) from error
        if self.code and overlapping(self, ("code",)).exists():
            raise ValidationError({"valid_from": _("Another edition of this form is valid then; end that one first.")})
