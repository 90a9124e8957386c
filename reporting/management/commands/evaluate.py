"""Judges standards."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from reporting.board import Board
from reporting.evaluate import evaluation
from reporting.models import Basis
from reporting.wording import state_words
from zhoushan_community.base import dated, standards
from zhoushan_community.base.management.commands._people import CommandFault, asked_date


class Command(BaseCommand):
    help = "Judges standards for a day; the whole city unless a territory is named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", help="the day, as 2002-06-30; today otherwise")
        parser.add_argument("--basis", default=Basis.DIRECTIVE_2002.value)
        parser.add_argument("--territory", help="code of a district or street")
        parser.add_argument("--standard", action="append", default=[], metavar="CODE")
        parser.add_argument("--units", action="store_true", help="one result for each unit, too")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        day = asked_date(options["on"]) or dated.today()
        if options["basis"] not in Basis.values:
            raise CommandFault(
                _("There is no basis “%(basis)s”; there are: %(all)s.")
                % {"basis": options["basis"], "all": ", ".join(Basis.values)}
            )
        known = {each.code for each in (*standards.all_standards(), *standards.all_records())}
        if unknown := set(options["standard"]) - known:
            raise CommandFault(
                _("There is no standard %(codes)s; there are: %(all)s.")
                % {"codes": ", ".join(sorted(unknown)), "all": ", ".join(sorted(known))}
            )
        board = Board(day, options["basis"], codes=options["standard"])
        territory = board.territory(options["territory"])
        if territory is None:
            raise CommandFault(_("There is no district or street of code %(code)s.") % {"code": options["territory"]})
        found = evaluation(board, territory, asked=options["territory"], units=options["units"])
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for target in found["targets"]:
            for row in target["rows"]:
                self.stdout.write(
                    f"{target['code']} {row['name']}: {row['numerator']} / {row['denominator']}"
                    f" ({_('missing')} {row['missing']}) {state_words(row['state'])}"
                )
        for norm in found["norms"]:
            self.stdout.write(
                f"{norm['code']}: "
                + ", ".join(f"{state_words(state)} {count}" for state, count in norm["counts"].items())
            )
        for record in found["records"]:
            self.stdout.write(
                f"{record['code']}: {record['kept']} / {record['units']} ({_('complete')} {record['complete']},"
                f" {_('no entry in a year')} {record['silent']}) {record['last'] or ''}".rstrip()
            )
