"""What commands share: the person they act for, and their way of refusing."""

import datetime

from django.core.management.base import CommandError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from ...models import User
from ...registers import Register, find
from ...scope import unit_models


class CommandFault(CommandError):
    """Bad input: the reason goes to standard error and the command ends with 1."""

    def __init__(self, text: object) -> None:
        super().__init__(str(text), returncode=1)


def refuse_data(words: str) -> None:
    """Ends a command that fills an empty database with these words, unless there is nobody and no unit in it."""
    if User.objects.exists() or unit_models()["district"].unscoped.exists():
        raise CommandFault(words)


def acting(username: str | None) -> User:
    """The named person, else the first administrator of the city."""
    if username:
        user = User.objects.filter(is_active=True, username=username).first()
        if user is None:
            raise CommandFault(_("There is no active person “%(name)s”.") % {"name": username})
        return user
    user = User.objects.first_administrator()
    if user is None:
        raise CommandFault(
            _("Nobody administers the city yet; name a person with --as, or make one with createsuperuser.")
        )
    return user


def asked_register(label: str) -> Register:
    """The register of a label such as communities.community."""
    try:
        return find(label)
    except KeyError as error:
        raise CommandFault(_("There is no register “%(label)s”.") % {"label": label}) from error


def asked_date(text: str | None) -> datetime.date | None:
    """A day given as 2002-06-30."""
    if text is None:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise CommandFault(_("“%(text)s” is no day of the calendar; write it as 2002-06-30.") % {"text": text})
    return day
