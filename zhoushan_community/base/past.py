"""A row as the register knew it at an earlier time, rebuilt from the change log.

Two days must not be confused. `on` is a day in the world: who stood where on 30 June 2002, as we know it now. `known`
is a day in the office: what the register said on that day, right or wrong.
"""

import dataclasses
import datetime
from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from . import changes, dated
from .models import Change
from .registers import Register
from .tables import asked_day
from .templatetags.show import marked, show


@dataclasses.dataclass(frozen=True)
class Moment:
    """Until when lines of the log are believed: the end of a day, or one line and all before it."""

    day: datetime.date
    line: Change | None = None

    def __str__(self) -> str:
        if self.line is None:
            return str(self.day)
        when = timezone.localtime(self.line.at)
        return _("%(when)s, after the change by %(person)s") % {
            "when": f"{when:%Y-%m-%d %H:%M}",
            "person": self.line.actor_name,
        }

    def narrow(self, lines: models.QuerySet) -> models.QuerySet:
        """The lines that had been written by then."""
        if self.line is not None:
            return lines.filter(pk__lte=self.line.pk)
        midnight = datetime.datetime.combine(self.day + datetime.timedelta(days=1), datetime.time.min)
        return lines.filter(at__lt=timezone.make_aware(midnight))


def asked_moment(query: QueryDict, row: models.Model, problems: list[str]) -> Moment | None:
    """The moment that an address asks for with known=2026-11-20 or line=123; None for now."""
    number = query.get("line", "")
    if number.isdecimal() and len(number) < 19:
        line = Change.objects.filter(model=row._meta.label_lower, row_id=row.pk, pk=number).first()
        if line is not None:
            return Moment(timezone.localdate(line.at), line)
    if number:
        problems.append(_("The row's history has no such line; it is shown as it stands now."))
    if not query.get("known"):
        return None
    faults = len(problems)
    day = asked_day(query["known"], problems)
    return Moment(min(max(day, datetime.date(1900, 1, 1)), dated.today())) if len(problems) == faults else None


def known_at(row: models.Model, moment: Moment) -> models.Model | None:
    """The row with the values that the register had at the moment; None when it was not in the register then."""
    lines = Change.objects.filter(model=row._meta.label_lower, row_id=row.pk, action__in=Change.WRITES)
    values: dict[str, Any] = {}
    for action, after in moment.narrow(lines).order_by("pk").values_list("action", "after"):
        values = {} if action == Change.Action.DELETE else {**values, **after}
    return type(row)(pk=row.pk, **changes.restored(type(row), values)) if values else None


@dataclasses.dataclass(frozen=True)
class Fact:
    """One field of a row as it is shown. now: its value of today, where that differs from what was known then."""

    head: str
    value: Any
    made_up: bool = False
    now: Any = None
    differs: bool = False

    @property
    def shown(self) -> str:
        """The value in words, marked when it was made up."""
        return marked(show(self.value), self.made_up)


def facts(register: Register, row: models.Model, then: models.Model | None = None) -> list[Fact]:
    """The row's columns and its other fields; with `then`, its earlier values, each beside the present one.

    What a column adds from other rows is left out of an earlier state, because that row never said it.
    """
    if then is not None:
        models.prefetch_related_objects([then], *register.related)
    shown = then or row
    told = shown.made_up  # at the head of the page
    names = {field.name for field in row._meta.fields}
    found = [
        Fact(str(column.head), value, column.is_generated(shown) and not told, now, value != now)
        for column in register.table
        if then is None or any(path.split("__")[0] in names for path in column.paths)
        for value, now in [(column.said(shown), column.said(row))]
    ]
    listed = {column.name for column in register.table}
    for field in row._meta.fields:
        if field.editable and not field.is_relation and field.name not in listed and not field.primary_key:
            value, now = _value(field, shown), _value(field, row)
            made_up = field.name in shown.generated and not told
            found.append(Fact(str(field.verbose_name), value, made_up, now, value != now))
    return found


def _value(field: models.Field, row: models.Model) -> Any:
    return getattr(row, f"get_{field.name}_display")() if field.choices else getattr(row, field.name)
