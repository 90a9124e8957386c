"""Reads a spreadsheet into a register."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ... import changes
from ...changes import Origin, Source, StaleRow
from ...imports import CONFLICT, digest_of, report, sheet_for, written_since
from ...pages import may_add
from ...sheets.reader import Refused
from ...sheets.since import end_of_log
from ._people import CommandFault, acting, asked_register


class Command(BaseCommand):
    help = "Reads a spreadsheet into a register. Without --commit nothing is changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("register", help="e.g. communities.community")
        parser.add_argument("file", type=Path)
        parser.add_argument("--commit", action="store_true", help="write, when no row is wrong")
        parser.add_argument("--as", dest="user", help="the person who enters; the first administrator otherwise")
        parser.add_argument("--json", action="store_true", help="print the whole result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        register, user, path = asked_register(options["register"]), acting(options["user"]), options["file"]
        if not register.sheet_key:
            raise CommandFault(_("This register takes no sheets."))
        if not path.is_file():
            raise CommandFault(_("There is no file %(path)s.") % {"path": path})
        if not may_add(register, user):
            raise CommandFault(_("%(user)s may not enter rows of this register.") % {"user": user})
        line, sheet = end_of_log(), sheet_for(register, user)
        plan = refused = None
        try:
            plan = sheet.plan(path)
        except Refused as error:
            refused = error
        found = report(register, path.name, digest_of(path), plan, refused)
        fault = str(refused) if refused else ""
        if plan is not None and options["commit"]:
            if found["counts"]["error"]:
                fault = _("%(count)s rows are wrong; nothing was written.") % {"count": found["counts"]["error"]}
            else:
                try:
                    with transaction.atomic():
                        changes.lock()
                        if written_since(register, line):
                            fault = _("Somebody wrote rows of this register meanwhile; nothing was written. Try again.")
                        else:
                            sheet.write(plan, Origin(user, Source.SHEET, place=path.name))
                            found["committed"] = True
                except (IntegrityError, StaleRow):
                    found["committed"], fault = False, str(CONFLICT)
        if options["json"]:
            keys = ("sheet", "row", "action", "level", "values", "messages")
            del found["plan"], found["good"]
            found["rows"] = [{key: row[key] for key in keys} for row in found["rows"]]
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            self._print(found)
        if fault:
            raise CommandFault(fault)

    def _print(self, found: dict[str, Any]) -> None:
        for row in found["rows"]:
            for message in row["messages"]:
                sheet = f"{row['sheet']}!" if row["sheet"] else ""
                self.stdout.write(f"{sheet}{message['cell']} {message['level']} {message['code']}: {message['text']}")
        counts = ", ".join(f"{name} {count}" for name, count in found["counts"].items())
        self.stdout.write(f"{found['file']}: {counts}; committed: {found['committed']}")
