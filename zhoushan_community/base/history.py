"""The change log in sentences."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from .models import Change


@dataclasses.dataclass(frozen=True)
class Step:
    """One field's change: its head, before and after in words."""

    head: str
    before: str
    after: str


@dataclasses.dataclass(frozen=True)
class Sentence:
    """One line of the log, ready to print."""

    change: Change
    steps: list[Step]


def sentences(lines: Iterable[Change]) -> list[Sentence]:
    """The lines with heads, choices and related rows in words. A constant number of queries for a page."""
    lines = list(lines)
    names = _related_names(lines)
    found = []
    for line in lines:
        model = apps.get_model(line.model)
        keys = [
            key
            for key in {**line.before, **line.after}
            if key not in ("generated", "source_note") or line.action == "update"
        ]
        order = {field.attname: number for number, field in enumerate(model._meta.concrete_fields)}
        steps = []
        for key in sorted(keys, key=lambda key: order.get(key, 999)):
            before, after = (_words(model, key, side.get(key), names) for side in (line.before, line.after))
            if before != after:
                steps.append(Step(_head(model, key), before, after))
        found.append(Sentence(line, steps))
    return found


def _field(model: type[models.Model], attname: str) -> models.Field | None:
    return next((field for field in model._meta.concrete_fields if field.attname == attname), None)


def _head(model: type[models.Model], attname: str) -> str:
    try:
        field = _field(model, attname) or model._meta.get_field(attname)
    except FieldDoesNotExist:
        return attname
    return str(field.verbose_name)


def _words(model: type[models.Model], attname: str, value: Any, names: dict) -> str:
    if value is None or value in ("", []):
        return ""
    field = _field(model, attname)
    if field is not None and field.is_relation:
        return names.get((field.related_model, value), str(value))
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "、".join(_head(model, name) for name in value)
    return str(value)


def _related_names(lines: list[Change]) -> dict[tuple[type[models.Model], int], str]:
    wanted: dict[type[models.Model], set[int]] = {}
    for line in lines:
        model = apps.get_model(line.model)
        for side in (line.before, line.after):
            for key, value in side.items():
                field = _field(model, key)
                if field is not None and field.is_relation and value is not None:
                    wanted.setdefault(field.related_model, set()).add(value)
    return {
        (model, row.pk): str(row) for model, keys in wanted.items() for row in model._base_manager.filter(pk__in=keys)
    }
