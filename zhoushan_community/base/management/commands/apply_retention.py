"""Clears what rows and the log tell of persons whose time is over."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ... import dated, retention
from ._people import acting


class Command(BaseCommand):
    help = "Clears personal data of office-holders who left long ago; a worker does the same every week."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many rows it would be")
        parser.add_argument("--as", dest="user", help="who the log says did it; the first administrator by default")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = acting(options["user"])
        if options["dry_run"]:
            counts = {model: len(retention.due(model, dated.today())) for model in retention.models_kept()}
        else:
            counts = retention.apply(actor)
        told = ", ".join(f"{model._meta.verbose_name_plural} {count}" for model, count in counts.items())
        words = _("Due: %(counts)s.") if options["dry_run"] else _("Cleared: %(counts)s.")
        self.stdout.write(words % {"counts": told})
