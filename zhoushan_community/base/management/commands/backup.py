"""Copies the platform into one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from ... import backups
from ._people import CommandFault


class Command(BaseCommand):
    help = "Copies the database as it stands at this moment, and the files of evidence, into one file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a new file, such as zhoushan-2002-06-30.tar.gz")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = backups.write(options["file"])
        except backups.Refused as refused:
            raise CommandFault(refused) from refused
        words = _("“%(name)s” holds the database and %(count)s files of evidence.")
        self.stdout.write(words % {"name": options["file"], "count": count})
