"""Sessions that can be listed and ended: Django's own in the database, with the person and the browser beside them."""

from typing import Any
from uuid import uuid4

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from .models import Session

SIGNED_IN = "signed_in"


class SessionStore(DatabaseStore):
    """Writes who is signed in where beside Django's data."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = super().create_model_instance(data)
        session.user_id = data.get(SESSION_KEY)
        for name, value in data.get(SIGNED_IN, {}).items():
            setattr(session, name, value)
        return session


@receiver(user_logged_in)
def note_browser(request: HttpRequest, **_kwargs: Any) -> None:
    """Remember when and from where the person signed in; sessions that ended meanwhile are forgotten."""
    request.session[SIGNED_IN] = {
        "number": str(uuid4()),
        "began_at": timezone.now().isoformat(),
        "address": request.META.get("REMOTE_ADDR") or None,
        "browser": request.headers.get("User-Agent", "")[:200],
    }
    SessionStore.clear_expired()
