"""Checks the change log's chain, and the files that it speaks of."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ... import attachments, changes
from ._people import CommandFault


class Command(BaseCommand):
    help = "Checks that no line of the change log and no file of evidence was altered or removed."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = changes.verify() + attachments.verify()
        if faults:
            raise CommandFault("\n".join(faults))
        self.stdout.write(_("The change log is whole."))
