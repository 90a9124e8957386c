"""Checks the change log's chain."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ... import changes
from ._people import CommandFault


class Command(BaseCommand):
    help = "Checks that no line of the change log was altered or removed."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = changes.verify()
        if faults:
            raise CommandFault("\n".join(faults))
        self.stdout.write(_("The change log is whole."))
