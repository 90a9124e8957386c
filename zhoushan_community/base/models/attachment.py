"""Files that stand as evidence beside a row."""

import datetime
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..changes import RecordedModel


class Attachment(RecordedModel):
    """A file kept as evidence of one row: minutes, a deed, a photograph. Whoever sees the row sees the file.

    The content lies in DATA_DIR under its digest, outside what any web server serves.
    """

    class Kind(models.TextChoices):
        MINUTES = "minutes", _("minutes")
        DEED = "deed", _("deed or certificate")
        PHOTOGRAPH = "photograph", _("photograph")
        DOCUMENT = "document", _("official document")
        OTHER = "other", _("other")

    untold = ("model", "row_id", "content_type", "sha256")

    model = models.CharField(_("register"), max_length=80, editable=False)
    row_id = models.BigIntegerField(_("row"), editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.DOCUMENT)
    title = models.CharField(_("title"), max_length=120, blank=True)
    file_name = models.CharField(_("file"), max_length=150, editable=False)
    content_type = models.CharField(_("type"), max_length=100, editable=False)
    size = models.PositiveIntegerField(_("size (bytes)"), editable=False)
    sha256 = models.CharField(_("digest"), max_length=64, editable=False)
    added_on = models.DateField(_("added on"), editable=False)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("-pk",)
        indexes = [models.Index(fields=["model", "row_id"])]

    def __str__(self) -> str:
        return self.title or self.file_name

    @property
    def path(self) -> Path:
        """Where the content lies."""
        return Path(settings.DATA_DIR) / "attachments" / self.sha256[:2] / self.sha256

    def stood_on(self, day: datetime.date) -> bool:
        """Whether it was evidence on the day."""
        return self.added_on <= day and (self.withdrawn_on is None or self.withdrawn_on > day)
