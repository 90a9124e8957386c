"""Puts a copy of the platform back."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from ... import backups
from ._people import CommandFault


class Command(BaseCommand):
    help = "Puts what `backup` wrote back into an empty database, and checks it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="what `backup` wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made_at, count, current = backups.put_back(options["file"])
        except backups.Refused as refused:
            raise CommandFault(refused) from refused
        words = _("Put back: the database of %(time)s and %(count)s files of evidence.")
        self.stdout.write(words % {"time": f"{timezone.localtime(made_at):%Y-%m-%d %H:%M}", "count": count})
        if not current:
            self.stdout.write(_("It is of an older release: run `manage.py migrate`, then `manage.py verify_changes`."))
            return
        call_command("verify_changes", stdout=self.stdout)
