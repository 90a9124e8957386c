"""How long rows tell of persons who have left, and the clearing when that time is over (docs/decisions/)."""

import dataclasses
import datetime
import hashlib
import hmac
import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import override

from . import changes, dated
from .changes import Origin, Source
from .changes.sealed import ROW_NAME
from .fields import PhoneField

Due = dict[int, dict[str, Any]]


@dataclasses.dataclass(frozen=True)
class Retention:
    """What rows of a model say of a person who holds an office, and when the person left it.

    names: the fields that name the person; afterwards they hold a stand-in. blanks: other fields, emptied. ended: the
    ways to the day on which the office ended, the first that is known.
    """

    names: tuple[str, ...]
    blanks: tuple[str, ...] = ()
    ended: tuple[str, ...] = ("valid_to",)

    @property
    def fields(self) -> tuple[str, ...]:
        """All that is personal, telephone numbers left aside, which go by themselves."""
        return (*self.names, *self.blanks)

    def ended_on(self, row: models.Model) -> datetime.date | None:
        """The day on which the person left; None while the person holds the office."""
        for way in self.ended:
            found: Any = row
            for step in way.split("__"):
                found = getattr(found, step, None)
            if found is not None:
                return found
        return None


def kept_until(row: models.Model) -> datetime.date | None:
    """The day on which the row's name and other personal fields are cleared; None where no such day is known."""
    retention = getattr(row, "retention", None)
    if retention is None or is_stand_in(row, retention) or _made_up(row, retention):
        return None
    ended = retention.ended_on(row)
    return _later(ended, settings.PERSON_YEARS) if ended and ended <= dated.today() else None


def _later(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        # 29 February, or the end of the calendar.
        return datetime.date(min(day.year + years, datetime.MAXYEAR), 3, 1)


def _cutoff(day: datetime.date, years: int) -> datetime.date:
    return _later(day, -years)


def stand_in(name: str) -> str:
    """What stands for a name. The same name has the same, so that who held two posts is told by rows of long ago, too.

    Made with the installation's key; who does not have it cannot try names.
    """
    code = hmac.new(settings.SECRET_KEY.encode(), name.encode(), hashlib.sha256).hexdigest()[:8]
    return f"{_former()} {code}"


def _former() -> str:
    # Data is in the installation's language, whoever's screen it is.
    with override(settings.LANGUAGE_CODE):
        return _("former office-holder")


def is_stand_in(row: models.Model, retention: Retention) -> bool:
    """Whether the row's name was cleared."""
    return bool(re.fullmatch(rf"{re.escape(_former())} [0-9a-f]{{8}}", getattr(row, retention.names[0])))


def _made_up(row: models.Model, retention: Retention) -> bool:
    """Persons of the demonstration never lived."""
    return bool({*retention.names} & {*row.generated})


def models_kept() -> Iterator[type[models.Model]]:
    """The models that tell of persons."""
    return (model for model in apps.get_models() if getattr(model, "retention", None))


def due(model: type[models.Model], day: datetime.date) -> Due:
    """By the key of a row, the fields whose time is over on the day, and what shall stand there."""
    retention = model.retention
    phones = [field.name for field in model._meta.fields if isinstance(field, PhoneField)]
    parents = {way.rpartition("__")[0] for way in retention.ended} - {""}
    rows = model._base_manager.select_related(*parents) if parents else model._base_manager.all()
    ended = Coalesce(*retention.ended) if len(retention.ended) > 1 else models.F(retention.ended[0])
    rows = rows.annotate(ended=ended)
    found: Due = {}
    for row in rows.filter(ended__lte=_cutoff(day, min(settings.PERSON_YEARS, settings.PHONE_YEARS))).iterator():
        values: dict[str, Any] = {}
        if row.ended <= _cutoff(day, settings.PHONE_YEARS):
            values |= {name: "" for name in phones if getattr(row, name)}
        if row.ended <= _cutoff(day, settings.PERSON_YEARS):
            values |= _blanked(row, retention)
        if values and not _made_up(row, retention):
            found[row.pk] = values
    return found | _gone(model, day)


def _blanked(row: models.Model, retention: Retention) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if getattr(row, retention.names[0]) and not is_stand_in(row, retention):
        values = {name: stand_in(getattr(row, name)) for name in retention.names if getattr(row, name)}
        values[ROW_NAME] = None
    for name in retention.blanks:
        field = row._meta.get_field(name)
        if getattr(row, name) not in (None, ""):
            values[name] = None if field.null else ""
    return values


def _gone(model: type[models.Model], day: datetime.date) -> Due:
    """Rows that were taken back: only the log tells of them, and for no longer than of others."""
    Change = apps.get_model("base", "Change")
    lines = Change.objects.filter(model=model._meta.label_lower)
    last = lines.order_by().values("row_id").annotate(last=Max("pk")).values("last")
    removed = lines.filter(pk__in=last, action="delete", at__date__lte=_cutoff(day, settings.PERSON_YEARS))
    names = {*changes.personal_fields(model), ROW_NAME}
    return {key: dict.fromkeys(names) for key in removed.values_list("row_id", flat=True)}


def apply(actor: models.Model, day: datetime.date | None = None) -> dict[type[models.Model], int]:
    """Clear what is due, one change for each model. Returns the number of rows."""
    counts = {}
    reason = _("kept for %(person)s years after the office ended, telephone numbers for %(phone)s")
    reason %= {"person": settings.PERSON_YEARS, "phone": settings.PHONE_YEARS}
    for model in models_kept():
        with transaction.atomic():
            # Nobody writes between the look and the clearing.
            changes.lock()
            blanks = due(model, day or dated.today())
            changes.clear_rows(model, blanks, Origin(actor, Source.COMMAND, reason))
        counts[model] = len(blanks)
    return counts
