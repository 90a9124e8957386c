"""Numbered system checks: what could be declared or set wrong."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.utils.module_loading import import_string

from .fields import PhoneField
from .registers import Register, all_registers


@register(Tags.models)
def declarations(**_kwargs: Any) -> list[Error]:
    """Every register's declaration reads names that exist."""
    found = []
    for declared in all_registers():
        names = {column.name for column in declared.table}
        for name in (*declared.sheet_key, *declared.totals):
            if name not in names:
                found.append(Error(f"{declared.label}: “{name}” is none of its columns.", id="zhoushan.E001"))
        if declared.carry and not declared.period:
            found.append(Error(f"{declared.label}: figures are carried, but its key has no day.", id="zhoushan.E003"))
        found += _personal(declared)
        for path in (declared.form, declared.sheet):
            try:
                import_string(path)
            except ImportError as error:
                found.append(Error(f"{declared.label}: {error}", id="zhoushan.E002"))
    return found


def _personal(declared: Register) -> Iterator[Error]:
    """A number that is masked is not found out by searching or filtering; what is cleared one day exists."""
    fields = {field.name: field for field in declared.model._meta.fields}
    for name in declared.model.retention.fields if declared.model.retention else ():
        if name not in fields:
            yield Error(f"{declared.label}: “{name}” is to be cleared one day and is no field.", id="zhoushan.E005")
    phones = {name for name, field in fields.items() if isinstance(field, PhoneField)}
    for name in phones.intersection((*declared.filters, *declared.totals, *declared.model.search_fields)):
        yield Error(f"{declared.label}: “{name}” is masked and nothing to search or filter by.", id="zhoushan.E004")


@register(Tags.security, deploy=True)
def deployment(**_kwargs: Any) -> list[Warning]:
    """A city's installation runs on PostgreSQL behind https."""
    found = []
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        found.append(Warning("DATABASE_URL names no server; SQLite suits a trial only.", id="zhoushan.W001"))
    for number, name in (("3", "PASSWORD_DAYS"), ("4", "DORMANT_DAYS")):
        if not getattr(settings, name):
            found.append(Warning(f"{name} is 0, which sets no limit.", id=f"zhoushan.W00{number}"))
    if settings.DEMO_PASSWORD:
        found.append(
            Warning("DEMO_PASSWORD is set; demonstration accounts have one known password.", id="zhoushan.W002")
        )
    return found
