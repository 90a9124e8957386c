"""Rows that hold for a time: from valid_from, up to but not including valid_to."""

import datetime
import functools
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: Since when, and until when, a row that can go over to another unit is with its present one.
HOME = ("came_on", "went_on")


def today() -> datetime.date:
    """The day in the office's time zone."""
    return timezone.localdate()


def on(day: datetime.date, prefix: str = "", fields: tuple[str, str] = ("valid_from", "valid_to")) -> Q:
    """The rows that hold on the day; an empty start has held since before the records, an empty end still holds.

    prefix: lookup path from the queried model to the dated one, e.g. "placements__".
    """
    start, end = (prefix + name for name in fields)
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": day})) & (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": day})
    )


def overlapping(
    row: models.Model, same: tuple[str, ...], fields: tuple[str, str] = ("valid_from", "valid_to")
) -> models.QuerySet:
    """Other rows with the same values in the named fields whose time overlaps this row's."""
    start, end = fields
    values = {name: value_of(row, name) for name in same}
    rows = type(row)._base_manager.filter(**values).exclude(pk=row.pk)
    if getattr(row, end):
        rows = rows.filter(Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lt": getattr(row, end)}))
    if getattr(row, start):
        rows = rows.filter(Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": getattr(row, start)}))
    return rows


def spans(of: Any) -> list[tuple[str, str]]:
    """The pairs of fields that say when a row of the model holds: its own days, and those with its unit."""
    own = getattr(of, "dated_fields", None)
    return [*([own] if own else []), *([HOME] if hasattr(of, HOME[0]) else [])]


def ended_on(row: models.Model) -> datetime.date | None:
    """The day from which a row no longer holds, once that has come; None for a row that holds, or has no dates."""
    days = [day for _start, end in spans(row) if (day := getattr(row, end)) and day <= today()]
    return min(days, default=None)


def not_in_future(day: datetime.date) -> None:
    """Validator of days on which something has happened."""
    if day > today():
        raise ValidationError(_("This day lies in the future."))


def holds_on(row: models.Model, day: datetime.date) -> bool:
    """Whether the row holds on the day; one without days always does."""
    pairs = [(getattr(row, start), getattr(row, end)) for start, end in spans(row)]
    return all((start is None or start <= day) and (end is None or end > day) for start, end in pairs)


class DatedModel(models.Model):
    """A row with a first day and a day from which it no longer holds."""

    dated_fields = ("valid_from", "valid_to")

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(
        _("valid to"), null=True, blank=True, help_text=_("The first day on which it no longer holds.")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="%(app_label)s_%(class)s_dates",
                violation_error_message=_("The end must lie after the start."),
            )
        ]

    def holds_on(self, day: datetime.date) -> bool:
        """Whether the row holds on the day."""
        return holds_on(self, day)


class MovableModel(models.Model):
    """A row whose own days stay true when it goes over to another unit, as an honour stays awarded on its day.

    The row stays with the unit that it leaves, `went_on` that day; a second one, the same but for its unit, is with the
    other from that day, `came_on`. Both are written when an adjustment takes effect, never on a form.
    """

    came_on = models.DateField(_("with this unit from"), null=True, blank=True, editable=False)
    went_on = models.DateField(_("with this unit until"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


def refuse_closed(row: models.Model, field: str, day: datetime.date | None) -> None:
    """Refuse a row about a day on which its parent in the field was closed. Raises ValidationError on the field."""
    closed = _closing(row, field)
    if closed and day and closed <= day:
        words = _("%(parent)s was closed on %(day)s; choose one that stood on %(start)s.")
        raise ValidationError({field: words % {"parent": getattr(row, field), "day": closed, "start": day}})


def refuse_outside(row: models.Model, field: str, *, may_stay_open: bool = False) -> None:
    """Refuse a row that begins when its parent in the field was already closed, or is entered as if that still stood.

    Both say in dated_fields which days are meant. may_stay_open: the row needs no end of its own when its parent has
    one, as an honour does not. Raises ValidationError on the field.
    """
    start, end = (getattr(row, name) for name in row.dated_fields)
    refuse_closed(row, field, start)
    closed = _closing(row, field)
    if closed and row._state.adding and not end and not may_stay_open:
        words = _("%(parent)s was closed on %(day)s; choose one that stands.")
        raise ValidationError({field: words % {"parent": getattr(row, field), "day": closed}})


def _closing(row: models.Model, field: str) -> datetime.date | None:
    """The day on which the row's parent in the field was closed."""
    parent = getattr(row, field) if value_of(row, field) else None
    return parent and getattr(parent, parent.dated_fields[1])


def value_of(row: models.Model, name: str) -> Any:
    """The row's value of a field, the key for a related one."""
    return getattr(row, _attribute(type(row), name))


@functools.cache
def _attribute(model: type[models.Model], name: str) -> str:
    return model._meta.get_field(name).attname
