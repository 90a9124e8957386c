"""Several rows of a register typed side by side: what each would do, and the writing of all of them as one change.

The browser sends only the cells that a person typed, as text. They are read by the register's own sheet, so "约1200户"
means in the grid what it means in a file, and a cell that nobody touched cannot overwrite anything.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from . import changes
from .changes import Origin
from .fields import PhoneField
from .imports import CONFLICT, sheet_for
from .last import doubts, last_figures
from .models import Change
from .registers import Column, Register
from .scope import LEVELS
from .sheets.headers import normal
from .sheets.plan import PlanRow
from .sheets.reader import Typed
from .tables import Listing, listing

#: Stored rows that one grid shows, and rows that one sending may bring.
SHOWN, SENT = 500, 1000
LONGEST = 2000
#: What the address says to the grid and not to the list.
OWN = ("next", "draft")
#: More choices than these are no help in a list; the cell is typed, and read all the same.
CHOICES = 200


class Malformed(ValueError):
    """What was sent is no grid of rows."""


class NotThere(Exception):
    """Some rows are not the person's: `keys` names them as the browser does. seen: whether all can be read at least."""

    def __init__(self, keys: list[str], seen: bool) -> None:
        super().__init__(keys)
        self.keys, self.seen = keys, seen


@dataclasses.dataclass(frozen=True)
class Sent:
    """One row as the browser sends it. key: its own name for the row; number: as shown; pk: None for a new row;
    version: the stored row's when the browser got it; cells: column → text, only those that were typed."""

    key: str
    number: int
    pk: int | None
    version: int
    cells: dict[str, str]


def sent_rows(found: Any) -> list[Sent]:
    """The rows of a request, once all about them has the shape that it must have. Raises Malformed."""
    if not isinstance(found, list) or len(found) > SENT:
        raise Malformed
    rows = [_sent(row) for row in found]
    if len({row.key for row in rows}) != len(rows) or len({row.number for row in rows}) != len(rows):
        raise Malformed
    return rows


def _sent(row: Any) -> Sent:
    if not isinstance(row, dict) or not isinstance(row.get("cells"), dict):
        raise Malformed
    pk, version, number = row.get("pk"), row.get("version") or 0, row.get("number")
    whole = [value for value in (pk, version, number) if value is not None]
    if number is None or not all(type(value) is int and 0 <= value < 2**63 for value in whole):
        raise Malformed
    cells = row["cells"]
    if not all(isinstance(part, str) for part in (row.get("key"), *cells, *cells.values())):
        raise Malformed
    return Sent(
        row["key"], number, pk, version, {name: text[:LONGEST].replace("\x00", "") for name, text in cells.items()}
    )


@dataclasses.dataclass
class Outcome:
    """What came of one sent row.

    state: right (could be written), same (says nothing new), refused, conflict (somebody else saved the row meanwhile),
    written. cells: for the last two, the row as it is stored now, in words.
    """

    key: str
    state: str
    messages: list[dict[str, str]] = dataclasses.field(default_factory=list)
    pk: int | None = None
    version: int = 0
    cells: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def stands_in_the_way(self) -> bool:
        return self.state in ("refused", "conflict")


class Grid:
    """The grid of a register for one person: the columns of its list and after them all else that its form asks."""

    def __init__(self, register: Register, user: Any, query: Any) -> None:
        known = {column.name for column in register.table}
        more = [
            field.name
            for field in register.model._meta.fields
            if field.editable
            and not field.primary_key
            and field.name not in known
            and not isinstance(field, models.JSONField | models.FileField)
        ]
        self.register = dataclasses.replace(register, columns=(*register.columns, *more))
        self.user = user
        asked = query.copy()
        for name in OWN:
            asked.pop(name, None)
        self.listing: Listing = listing(self.register, user, asked)
        self.sheet = sheet_for(self.register, user, self.listing.day)
        fields = ((column, self.sheet.field(column)) for column in self.register.table)
        self.fields = {column.name: (column, field) for column, field in fields if field is not None}

    # What the browser is shown

    def columns(self) -> list[dict[str, Any]]:
        """What the browser must know of each column: name, head and unit, kind, choices in words, the heads by which
        a pasted head is recognised, whether a new row needs it, whether a stored row keeps it as it is, and whether
        it is a person's own and not to be kept in the browser."""
        needed = self._needed()
        return [
            {
                "name": name,
                "head": str(column.head),
                "unit": self.register.units.get(name, ""),
                "numeric": field.kind in ("count", "decimal", "area", "year"),
                "long": column.long,
                "choices": self._choices(column),
                "heads": sorted({normal(head) for head in (str(column.head), *field.heads)}),
                "needed": name in needed,
                "fixed": name in LEVELS,
                "private": isinstance(self._model_field(name), PhoneField),
            }
            for name, (column, field) in self.fields.items()
        ]

    def _needed(self) -> set[str]:
        model = self.register.model
        fields = {field.name: field for field in model._meta.fields}
        return {
            name for name in self.fields if name in fields and not fields[name].blank and not fields[name].has_default()
        }

    def _model_field(self, name: str) -> models.Field | None:
        return next((field for field in self.register.model._meta.fields if field.name == name), None)

    def _choices(self, column: Column) -> list[str]:
        name = column.name
        if name in LEVELS:
            places = self.sheet.places
            if name == "community":
                found = dict.fromkeys(community for _street, community in places.communities)
            else:
                own = places.own_districts if name == "district" else places.own_streets
                rows = places.districts.values() if name == "district" else places.streets.values()
                found = dict.fromkeys(row.name for row in rows if row.pk in own)
            return list(found) if len(found) <= CHOICES else []
        if name in self.sheet.parents:
            words = list(dict.fromkeys(self.sheet.parents[name].words.values()))
            return words if len(words) <= CHOICES else []
        field = self._model_field(name)
        if isinstance(field, models.BooleanField):
            return [_("yes"), _("no")]
        return [str(label) for _stored, label in field.flatchoices] if field is not None and field.choices else []

    def stored(self) -> tuple[list[dict[str, Any]], int]:
        """The rows of the address that the person may change, the first of them, and how many there are."""
        own = self.register.model.objects.editable_by(self.user)
        mine = dataclasses.replace(self.listing, rows=self.listing.rows.filter(pk__in=own.values("pk")))
        return [self._shown(row) for row in mine[:SHOWN]], len(mine)

    def _shown(self, row: models.Model) -> dict[str, Any]:
        return {"pk": row.pk, "version": row.version, "cells": self.texts(row)}

    def texts(self, row: models.Model) -> dict[str, str]:
        """The row as a person would type it."""
        return {name: typed_as(column.value(row)) for name, (column, _field) in self.fields.items()}

    def begun(self, form: Any) -> dict[str, str]:
        """The cells that a new row begins with, from the form as it opens at the same place."""
        found = {}
        for name, field in form.fields.items():
            value = form.get_initial_for_field(field, name)
            if name in self.fields and value not in (None, "", False):
                found[name] = self._begun(field, value)
        # A row's place is said by the units above it, too, as in a sheet.
        for unit in self._units(form):
            if unit.territory_level in self.fields:
                found.setdefault(unit.territory_level, str(unit))
        return found

    def _units(self, form: Any) -> list[models.Model]:
        duties = self.user.duties_for("edit")
        units = [form.unit or (duties[0].unit if len(duties) == 1 else None)]
        for name in LEVELS:
            if name in form.fields and (value := form.get_initial_for_field(form.fields[name], name)):
                units.append(form.fields[name].queryset.filter(pk=value).first())
        for unit in filter(None, units):
            if unit.territory_parent:
                units.append(getattr(unit, unit.territory_parent))
        return [unit for unit in units if unit is not None]

    def _begun(self, field: Any, value: Any) -> str:
        if hasattr(field, "queryset"):
            row = field.queryset.filter(pk=value).first()
            return "" if row is None else str(row)
        if getattr(field, "choices", None):
            return next((str(label) for stored, label in field.choices if str(stored) == str(value)), "")
        return typed_as(value)

    # What is sent

    def judge(self, sent: Sequence[Sent]) -> list[Outcome]:
        """What each row would do. Writes nothing. Raises NotThere."""
        return self._judged(sent)[0]

    def write(self, sent: Sequence[Sent], origin: Origin) -> list[Outcome]:
        """Write all rows as one change, or none while one of them stands in the way. Raises NotThere.

        A change that was written already is not written again: its answer was lost on the way, and is told anew.
        """
        try:
            with transaction.atomic():
                # One at a time, so that equal rows meet one after the other, sent twice or by two people.
                changes.lock()
                if (told := self._written_before(sent, origin)) is not None:
                    return told
                return self._write(sent, origin)
        except changes.StaleRow:
            return self.judge(sent)
        except IntegrityError:
            return [Outcome(row.key, "refused", [_message("", "refused", str(CONFLICT))]) for row in sent]

    def _write(self, sent: Sequence[Sent], origin: Origin) -> list[Outcome]:
        found, plan = self._judged(sent)
        if any(outcome.stands_in_the_way for outcome in found):
            return found
        self.sheet.write(plan, origin)
        keys = [row.instance.pk for row in plan.rows]
        # Asked after writing, inside the transaction: the rows as they are now must be the person's own.
        own = self.register.model.objects.editable_by(self.user).filter(pk__in=keys).count()
        if own != len(set(keys)):
            raise NotThere([row.key for row in sent], seen=True)
        for outcome in found:
            outcome.state = "written" if outcome.state == "right" else outcome.state
        return self._with_cells(found, keys)

    def _judged(self, sent: Sequence[Sent]) -> tuple[list[Outcome], Any]:
        stored = self._stored_rows(sent)
        stale = [row for row in sent if row.pk and stored[row.pk].version != row.version]
        fresh = [row for row in sent if row not in stale]
        typed = [
            Typed(row.number, self._cells(row, stored), stored.get(row.pk) or self.register.model()) for row in fresh
        ]
        plan = self.sheet.plan_typed(typed)
        by_key = {row.key: self._outcome(row, planned) for row, planned in zip(fresh, plan.rows, strict=True)}
        self._remark_on_figures(plan.rows, [by_key[row.key] for row in fresh])
        for row in stale:
            by_key[row.key] = Outcome(row.key, "conflict", [_message("", "conflict", self._stale(stored[row.pk]))])
        found = [by_key[row.key] for row in sent]
        conflicts = [outcome for outcome in found if outcome.state == "conflict"]
        self._with_cells(conflicts, [row.pk for row in sent if row in stale])
        return found, plan

    def _stored_rows(self, sent: Sequence[Sent]) -> dict[int, models.Model]:
        keys = {row.pk for row in sent if row.pk is not None}
        stored = {row.pk: row for row in self.sheet.records(keys)}
        if strange := [row for row in sent if row.pk is not None and row.pk not in stored]:
            visible = self.register.model.objects.visible_to(self.user).filter(pk__in={row.pk for row in strange})
            raise NotThere([row.key for row in strange], seen=visible.count() == len({row.pk for row in strange}))
        return stored

    def _cells(self, row: Sent, stored: dict[int, models.Model]) -> dict[str, str]:
        """What was typed; a stored row's place goes along, because it says which parents are meant."""
        if row.pk is None:
            return {name: text for name, text in row.cells.items() if text.strip()}
        now = self.texts(stored[row.pk])
        # What is typed as it is shown changes nothing: a masked number comes back as it went.
        changed = {name: text for name, text in row.cells.items() if name not in LEVELS and text != now.get(name)}
        return {**{name: now[name] for name in LEVELS if now.get(name)}, **changed}

    def _outcome(self, row: Sent, planned: PlanRow) -> Outcome:
        if planned.action == "unchanged" and not planned.is_known:
            planned.refuse("", "duplicate_row", _("Another row here says the same; take one of the two out."))
        state = {"create": "right", "update": "right", "unchanged": "same", "error": "refused"}[planned.action]
        messages = [
            _message(m["cell"] if m["cell"] in self.fields else "", m["level"], m["text"]) for m in planned.messages
        ]
        return Outcome(row.key, state, messages, row.pk, row.version)

    def _remark_on_figures(self, planned: Sequence[PlanRow], found: Sequence[Outcome]) -> None:
        """Figures that are far from the last known ones: said, not refused."""
        if not self.register.carry:
            return
        right = [(row, outcome) for row, outcome in zip(planned, found, strict=True) if outcome.state == "right"]
        last = last_figures(self.register, self.user, [row.instance for row, _outcome in right])
        for (row, outcome), figures in zip(right, last, strict=True):
            told = {name: figure for name, figure in figures.items() if name in row.values}
            for name, text in doubts(self.register, row.instance, told).items():
                outcome.messages.append(_message(name, "warning", text))

    def _stale(self, row: models.Model) -> str:
        line = Change.objects.filter(model=self.register.label, row_id=row.pk).first()
        return _("%(who)s saved this row meanwhile.") % {"who": line.actor_name if line else _("Somebody else")}

    def _with_cells(self, found: list[Outcome], keys: Sequence[int]) -> list[Outcome]:
        """Put the rows as they are stored now beside their outcomes."""
        now = {row.pk: row for row in self.sheet.records(set(keys))}
        for outcome, key in zip(found, keys, strict=True):
            outcome.pk, outcome.version, outcome.cells = key, now[key].version, self.texts(now[key])
        return found

    def _written_before(self, sent: Sequence[Sent], origin: Origin) -> list[Outcome] | None:
        lines = Change.objects.filter(batch=origin.batch)
        if not lines.exists():
            return None
        own = lines.filter(actor=origin.actor, model=self.register.label)
        created = list(own.filter(action=Change.Action.CREATE).order_by("pk").values_list("row_id", flat=True))
        new = [row for row in sent if row.pk is None]
        if len(created) != len(new):
            raise Malformed
        known = dict(zip((row.key for row in new), created, strict=True))
        keys = [known[row.key] if row.pk is None else row.pk for row in sent]
        if len(self.sheet.records(set(keys))) != len(set(keys)):
            raise NotThere([row.key for row in sent], seen=False)
        return self._with_cells([Outcome(row.key, "written") for row in sent], keys)


def typed_as(value: Any) -> str:
    """A value as a person would type it into a cell, so that reading it gives the value again."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float) or hasattr(value, "normalize"):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _message(field: str, level: str, text: str) -> dict[str, str]:
    return {"field": field, "level": level, "text": text}
