"""Where people are signed in."""

import datetime

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _


class Session(AbstractBaseSession):
    """One browser in which a person is signed in. Whoever has the key is that person, so pages speak of the number."""

    # Not unique: while a session is given a new key, its row stands twice.
    number = models.UUIDField(_("number"), null=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions", verbose_name=_("user")
    )
    began_at = models.DateTimeField(_("signed in"), null=True)
    address = models.GenericIPAddressField(_("network address"), null=True)
    browser = models.CharField(_("browser"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("-expire_date",)

    @classmethod
    def get_session_store_class(cls) -> type:
        from ..sessions import SessionStore

        return SessionStore

    @property
    def last_seen(self) -> datetime.datetime:
        """The last request: every one gives the session its whole time anew."""
        return self.expire_date - datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
