"""The last known figures of a unit, shown beside the fields of the next period and never copied unasked."""

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from .registers import Register
from .scope import ScopedModel

# Older rows than these say nothing of what is plausible now.
LOOK_BACK = 8


@dataclasses.dataclass(frozen=True)
class Last:
    """A figure of an earlier period. when: the day or year that it was of."""

    value: int | Decimal
    when: Any

    @property
    def low(self) -> Decimal:
        """What is below this is hardly right: less than half, and not for small numbers."""
        return Decimal(min(self.value / 2, self.value - 10))

    @property
    def high(self) -> Decimal:
        """What is above this is hardly right: more than double, and not for small numbers."""
        return Decimal(max(self.value * 2, self.value + 10))

    def fits(self, value: int | Decimal) -> bool:
        """Whether the next figure can well follow this one."""
        return self.low <= value <= self.high


def series_of(register: Register, row: models.Model) -> tuple | None:
    """What rows of one series share: the unit and all else in the key but the period. None while it is not said."""
    names = [name for name in register.key_names if name != register.period]
    values = tuple(getattr(row, row._meta.get_field(name).attname, None) for name in names)
    return None if None in values or "" in values else values


def last_figures(register: Register, user: Any, rows: list[models.Model]) -> list[dict[str, Last]]:
    """For each row, the last figure before it in each of the register's carried fields. One query for all rows.

    The rows need not be saved; one without its unit has none.
    """
    series = [series_of(register, row) for row in rows]
    wanted = {found for found in series if found}
    if not wanted:
        return [{} for _row in rows]
    names = [name for name in register.key_names if name != register.period]
    earlier: dict[tuple, list[models.Model]] = {found: [] for found in wanted}
    # Asked by the units alone; which of their rows are of the series is told apart here.
    place = next((number for number, name in enumerate(names) if _is_unit(register.model, name)), 0)
    stored = register.model.objects.visible_to(user).filter(
        **{f"{names[place]}__in": {found[place] for found in wanted}}
    )
    for row in stored.order_by(models.F(register.period).desc(nulls_last=True)):
        if (found := series_of(register, row)) in earlier:
            earlier[found].append(row)
    return [_before(register, row, earlier.get(found, [])) for row, found in zip(rows, series, strict=True)]


def _is_unit(model: type[models.Model], name: str) -> bool:
    field = model._meta.get_field(name)
    return field.is_relation and issubclass(field.related_model, ScopedModel)


def _before(register: Register, row: models.Model, stored: list[models.Model]) -> dict[str, Last]:
    when = getattr(row, register.period)
    rows = [
        old for old in stored if old.pk != row.pk and (when is None or (getattr(old, register.period) or when) < when)
    ]
    found = {}
    for name in register.carry:
        for old in rows[:LOOK_BACK]:
            if getattr(old, name) is not None:
                found[name] = Last(getattr(old, name), getattr(old, register.period))
                break
    return found


def doubts(register: Register, row: models.Model, last: Mapping[str, Last]) -> dict[str, str]:
    """What is to be looked at again in the row, by field; a doubt blocks nothing."""
    found = {}
    for name, figure in last.items():
        value = getattr(row, name)
        if value is not None and not figure.fits(value):
            found[name] = _("%(head)s: %(value)s now, %(last)s on %(when)s. Is that right?") % {
                "head": row._meta.get_field(name).verbose_name,
                "value": value,
                "last": figure.value,
                "when": figure.when,
            }
    return found
