"""Loads the demonstration data."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Count
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _

from ...models import Change, User
from ._people import refuse_data


class Command(BaseCommand):
    help = "Loads the demonstration data into an empty migrated database; refuses one that has data."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        refuse_data(_("The database has data already; the demonstration data goes into an empty one only."))
        # Made first, because everything else is made by this person. What apps load gives the password.
        actor = User.objects.create_superuser("bureau", None, name="市民政局管理员", must_change_password=False)
        for config in apps.get_app_configs():
            if module_has_submodule(config.module, "demo"):
                load = getattr(import_module(f"{config.name}.demo"), "load", None)
                if load:
                    load(actor)
        self.stdout.write(_("Loaded: %(counts)s.") % {"counts": self._counts()})

    def _counts(self) -> str:
        made = Change.objects.filter(action="create").values_list("model").annotate(rows=Count("pk")).order_by("model")
        return ", ".join(f"{apps.get_model(label)._meta.verbose_name_plural} {rows}" for label, rows in made)
