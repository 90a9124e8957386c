"""Writes a register's list to a spreadsheet."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from ...changes import Origin, Source
from ...sheets.exports import FORMATS, note_export, query_of, write_listing
from ...tables import listing
from ._people import CommandFault, acting, asked_date, asked_register


class Command(BaseCommand):
    help = "Writes a register's list as .xlsx or .csv, by the file's ending."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("register", help="e.g. communities.community")
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="user", help="whose rows; the first administrator's otherwise")
        parser.add_argument("--on", help="the day, as 2002-06-30; today otherwise")
        parser.add_argument("--filter", action="append", default=[], metavar="key=value")

    def handle(self, *args: Any, **options: Any) -> None:
        register, user, path = asked_register(options["register"]), acting(options["user"]), options["file"]
        if path.suffix[1:] not in FORMATS:
            raise CommandFault(_("The file's name must end in .xlsx or .csv."))
        try:
            query = query_of(options["filter"], asked_date(options["on"]))
        except ValueError as error:
            raise CommandFault(error) from error
        found = listing(register, user, query)
        if found.problems:
            raise CommandFault(" ".join(found.problems))
        count = write_listing(found, path, user)
        note_export(found, count, Origin(user, Source.COMMAND))
        self.stdout.write(_("%(count)s rows written to %(path)s") % {"count": count, "path": path})
