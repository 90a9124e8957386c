"""Proposes how the areas of streets form communities."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from communities.planner import reading, solution
from communities.planner.control import Control
from communities.planner.instance import BadInstance
from communities.planner.plan import Plan, alternatives, make_plan
from communities.planner.words import explained, sentence
from zhoushan_community.base.management.commands._people import CommandFault


class Command(BaseCommand):
    help = (
        "Proposes communities for the areas of a file, proves how good the plan is, and says what cannot fit and why."
    )
    # A file goes in, a file comes out: the database is not asked.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("instance", type=Path, help="a JSON file, community-planner-instance/1")
        parser.add_argument("--out", type=Path, required=True, help="where the plan is written, as JSON")
        parser.add_argument("--seconds", type=seconds, default=300.0, help="stops then with the best found; 300")
        parser.add_argument(
            "--change",
            type=int,
            nargs="+",
            default=[],
            metavar="WEIGHT",
            help="plans with other weights of keeping committees whole beside it, such as 0 1000 4000",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        control = Control(options["seconds"])
        try:
            instance, findings = reading.read(options["instance"].read_bytes())
            plan = make_plan(instance, control)
            others = alternatives(instance, options["change"], control)
        except OSError as error:
            raise CommandFault(
                _("The file “%(name)s” cannot be read: %(why)s") % {"name": options["instance"], "why": error.strerror}
            ) from error
        except BadInstance as error:
            raise CommandFault("\n".join(map(sentence, error.findings))) from error
        try:
            options["out"].write_text(solution.written(plan, others), encoding="utf-8")
        except OSError as error:
            raise CommandFault(
                _("The file “%(name)s” cannot be written: %(why)s") % {"name": options["out"], "why": error.strerror}
            ) from error
        for finding in findings:
            self.stderr.write(sentence(finding))
        self.stdout.write("\n".join([told(plan), *map(explained, plan.exceptions)]))


def seconds(text: str) -> float:
    """A time limit; refuses nothing, less and what is no number."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise ValueError
    return value


def told(plan: Plan) -> str:
    exceptions, outside, cost = plan.value
    words = {
        "communities": len(plan.communities()),
        "exceptions": exceptions,
        "outside": outside,
        "cost": cost,
    }
    line = (
        _("%(communities)s communities, %(exceptions)s outside the limits (by %(outside)s households), Z %(cost)s")
        % words
    )
    if plan.optimal:
        return line + _("; proven: there is no better one.")
    if plan.gap is None:
        return line + _("; the best found, not proven.")
    return line + _("; the best found, at most %(gap)s %% above the best there is.") % {"gap": f"{100 * plan.gap:.2f}"}
