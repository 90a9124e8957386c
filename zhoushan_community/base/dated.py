"""Rows that hold for a time: from valid_from, up to but not including valid_to."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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
    values = {name: getattr(row, row._meta.get_field(name).attname) for name in same}
    rows = type(row)._base_manager.filter(**values).exclude(pk=row.pk)
    if getattr(row, end):
        rows = rows.filter(Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lt": getattr(row, end)}))
    if getattr(row, start):
        rows = rows.filter(Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": getattr(row, start)}))
    return rows


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
        start, end = (getattr(self, name) for name in self.dated_fields)
        return (start is None or start <= day) and (end is None or end > day)

    def refuse_outside(self, parent: "DatedModel | None", field: str) -> None:
        """Refuse a row that begins when its parent had not begun or was already closed.

        Raises ValidationError on the named field.
        """
        start = getattr(self, self.dated_fields[0])
        if parent is None or start is None:
            return
        end = getattr(parent, parent.dated_fields[1])
        if end and end <= start:
            raise ValidationError(
                {
                    field: _("%(parent)s was closed on %(day)s; choose one that stood on %(start)s.")
                    % {"parent": parent, "day": end, "start": start}
                }
            )
