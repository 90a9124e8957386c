"""Makes a synthetic country."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils.translation import gettext as _

from reporting import nation
from zhoushan_community.base.management.commands._people import refuse_data


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


class Command(BaseCommand):
    help = "Fills an empty migrated database with a made-up country of so many communities, for benchmarks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--communities", type=_positive, required=True)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_data(_("The database has data already; a country goes into an empty one only."))
        counts = nation.make(options["communities"], options["seed"])
        if connection.vendor == "postgresql":
            # So many rows at once are planned for only after they were counted.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)")
        told = ", ".join(f"{label} {count}" for label, count in counts.items())
        self.stdout.write(_("Made: %(counts)s.") % {"counts": told})
