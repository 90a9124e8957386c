"""The change log."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..changes import Source


class Change(models.Model):
    """One changed row: who, when, from where, why, before and after. Lines are only ever added."""

    class Action(models.TextChoices):
        CREATE = "create", _("added")
        UPDATE = "update", _("changed")
        DELETE = "delete", _("taken back")
        # A person's data whose time was over; nothing brings it back.
        REDACT = "redact", _("cleared for good")
        # These change no row: who was shown a person's data, and who took rows away in a file.
        REVEAL = "reveal", _("shown in full")
        EXPORT = "export", _("exported")
        # Nor does this: whose session was ended by somebody else.
        END = "end", _("signed out")

    #: The actions that a row's version counts.
    WRITES = (Action.CREATE, Action.UPDATE, Action.DELETE, Action.REDACT)

    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    # Copied, so that the line still reads as it did after the person was renamed.
    actor_name = models.CharField(_("person's name"), max_length=80)
    source = models.CharField(_("from"), max_length=10, choices=Source.choices)
    place = models.CharField(_("sheet or page"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    batch = models.UUIDField(_("change number"), db_index=True)
    model = models.CharField(_("register"), max_length=80)
    row_id = models.BigIntegerField(_("row"))
    row_name = models.CharField(_("row's name"), max_length=200)
    action = models.CharField(_("action"), max_length=6, choices=Action.choices)
    before = models.JSONField(_("before"), default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), default=dict, encoder=DjangoJSONEncoder)
    # The line came of others of the same change: a new community's first placement.
    follows = models.BooleanField(_("in consequence"), default=False)
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("takes back")
    )
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("change log")
        ordering = ("-pk",)
        indexes = [models.Index(fields=["model", "row_id"]), models.Index(fields=["at"])]

    @classmethod
    def newest_write(cls) -> tuple[int, str]:
        """Number and digest of the newest line that wrote a row; (0, "") in an empty log. The digest seals all lines
        before it, so that it is another one after a backup was restored, though the number may be the same."""
        lines = cls.objects.filter(action__in=cls.WRITES).order_by("-pk")
        return lines.values_list("pk", "digest").first() or (0, "")

    def __str__(self) -> str:
        when = timezone.localtime(self.at)
        return f"{when:%Y-%m-%d %H:%M} {self.actor_name} {self.get_action_display()} {self.row_name}"
