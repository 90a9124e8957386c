from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    name = "zhoushan_community.base"
    label = "base"
    verbose_name = _("people and log")

    def ready(self) -> None:
        # Each app declares its registers, standards, long work and panels in modules of these names.
        autodiscover_modules("registers", "standards", "mends", "work", "panels", "moves")
        from . import checks  # noqa: F401  (registers the system checks)
