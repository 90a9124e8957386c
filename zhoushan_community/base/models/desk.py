"""What lies on a person's own desk: saved queries and unfinished entries. Nobody else sees them."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedQuery(models.Model):
    """One person's way of looking at a register: its filters, sort and columns under a name."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_queries", verbose_name=_("person")
    )
    register = models.CharField(_("register"), max_length=80)
    name = models.CharField(_("name"), max_length=50)
    query = models.TextField(_("query"), blank=True, help_text=_("As in the address, without the page number."))
    # Opened without a query, the list shows this one.
    is_default = models.BooleanField(_("shown first"), default=False)

    class Meta:
        verbose_name = _("saved query")
        verbose_name_plural = _("saved queries")
        ordering = ("register", "name")
        constraints = [
            models.UniqueConstraint(fields=["owner", "register", "name"], name="saved_query_name"),
            models.UniqueConstraint(
                fields=["owner", "register"], condition=models.Q(is_default=True), name="saved_query_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """Rows of a register that one person has typed or pasted and that are not written yet.

    rows: a list of {"values": {field: text as typed}, "errors": {field: words}}; pk and version for a changed row.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("person"))
    register = models.CharField(_("register"), max_length=80)
    title = models.CharField(_("title"), max_length=120, blank=True)
    rows = models.JSONField(_("rows"), default=list, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    saved_at = models.DateTimeField(_("last saved"), auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ("-saved_at",)
        indexes = [models.Index(fields=["owner", "register"])]

    def __str__(self) -> str:
        return self.title or self.register
