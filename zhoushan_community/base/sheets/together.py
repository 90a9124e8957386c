"""What the rows of a sheet say together: values that must be unique, times that must not overlap.

The model's own constraints are judged for the whole sheet at once, against the other rows and against the register.
A few queries for each constraint, however many rows.
"""

import datetime
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from ..changes import parts
from ..constraints import NoOverlap, value_of
from ..constraints import judge as judge_of

if TYPE_CHECKING:
    from .register import PlanRow


def judge(model: type[models.Model], rows: Sequence["PlanRow"], actor: Any) -> None:
    """Refuse the rows that the model's constraints across rows would not let in."""
    written = [row for row in rows if row.instance is not None and row.action in ("create", "update")]
    # A row of the register that the sheet rewrites is judged as the sheet will leave it.
    own = {row.instance.pk for row in written}
    refusals: list[tuple[PlanRow, Any, str, str, str]] = []
    for fields, condition in _unique(model):
        for same in _gathered(model, written, own, fields, condition):
            for row, other in _duplicates(same):
                value = row.values.get(fields[-1]) or value_of(row.instance, fields[-1])
                refusals.append((row, other, fields[-1], "duplicate_code", f"“{value}”"))
    for constraint in model._meta.constraints:
        if isinstance(constraint, NoOverlap):
            words = str(constraint.get_violation_error_message())
            for same in _gathered(model, written, own, constraint.same, constraint.condition):
                refusals += [
                    (row, other, constraint.dates[0], "overlap", words) for row, other in _clashes(constraint, same)
                ]
    _refuse(model, refusals, actor)


def _refuse(model: type[models.Model], refusals: Sequence[tuple], actor: Any) -> None:
    """Say at each row which other one stands against it; by name only where the actor may see that one."""
    stored = {other.pk for _row, other, *_words in refusals if not _of_sheet(other)}
    seen = set(model.objects.visible_to(actor).filter(pk__in=stored).values_list("pk", flat=True)) if stored else set()
    for row, other, field, code, words in refusals:
        if _of_sheet(other):
            place = _("row %(row)s of the sheet") % {"row": other.row}
        else:
            place = str(other) if other.pk in seen else _("a row outside your territory")
        if code == "overlap":
            text = _("%(rule)s In the way: %(other)s.") % {"rule": words, "other": place}
        else:
            text = _("%(value)s belongs to %(other)s already.") % {"value": words, "other": place}
        if not any(message["text"] == text for message in row.messages):
            row.refuse(field, code, text)


def _unique(model: type[models.Model]) -> Iterator[tuple[tuple[str, ...], models.Q | None]]:
    for field in model._meta.fields:
        if field.unique and not field.primary_key:
            yield (field.name,), None
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            yield tuple(constraint.fields), constraint.condition


def _values_of(model: type[models.Model], fields: Sequence[str]) -> Callable[[models.Model], tuple]:
    """What gives a row's values of the fields, the key for a related one."""
    names = [model._meta.get_field(name).attname for name in fields]
    if len(names) == 1:
        return lambda row: (getattr(row, names[0]),)
    return operator.attrgetter(*names)


def _gathered(
    model: type[models.Model],
    rows: Iterable["PlanRow"],
    own: set[Any],
    fields: tuple[str, ...],
    condition: models.Q | None,
) -> Iterable[list[Any]]:
    """Rows of the sheet, and after them rows of the register as they stay, together where they share the values that
    are not to be shared."""
    groups: dict[tuple, list[Any]] = defaultdict(list)
    values_of = _values_of(model, fields)
    counts = judge_of(condition) if condition is not None else None
    for row in rows:
        values = values_of(row.instance)
        if None not in values and (counts is None or counts(row.instance) is True):
            groups[values].append(row)
    if not groups:
        return ()
    # Asked by the field that tells the rows apart best.
    wanted = [{values[place] for values in groups} for place in range(len(fields))]
    name, keys = max(zip(fields, wanted, strict=True), key=lambda pair: len(pair[1]))
    for part in parts(sorted(keys)):
        stored = model._base_manager.filter(**{f"{name}__in": part})
        for row in stored if condition is None else stored.filter(condition):
            if row.pk not in own and (values := values_of(row)) in groups:
                groups[values].append(row)
    return [same for same in groups.values() if len(same) > 1]


def _record(entry: Any) -> models.Model:
    return entry.instance if _of_sheet(entry) else entry


def _of_sheet(entry: Any) -> bool:
    return not isinstance(entry, models.Model)


def _duplicates(same: list[Any]) -> Iterator[tuple["PlanRow", Any]]:
    """Rows of the sheet that share their values with another row, with that one."""
    for row in same:
        other = next((other for other in reversed(same) if _record(other) is not _record(row)), None)
        if _of_sheet(row) and other is not None:
            yield row, other


def _clashes(constraint: NoOverlap, same: list[Any]) -> Iterator[tuple["PlanRow", Any]]:
    """Rows of the sheet that hold while another one does, with that one; found in one sweep along time."""
    start, end = constraint.dates

    def first_day(entry: Any) -> datetime.date:
        return value_of(_record(entry), start) or datetime.date.min

    def last_day(entry: Any) -> datetime.date:
        return value_of(_record(entry), end) or datetime.date.max

    longest = None
    for entry in sorted(same, key=first_day):
        if longest is not None and _record(longest) is not _record(entry) and first_day(entry) < last_day(longest):
            yield from ((row, other) for row, other in ((longest, entry), (entry, longest)) if _of_sheet(row))
        if longest is None or last_day(entry) > last_day(longest):
            longest = entry
