"""A sheet of any register: what it accepts, what each row would do, and the writing of it, all or nothing."""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from .. import changes, dated
from ..changes import Origin, state_of
from ..models import Change, OfficeWord
from ..models.words import IGNORED, offices_of
from ..registers import Column, Register
from . import since, together
from .kinds import choices_of, in_both_languages, kind_of
from .parents import Parents
from .places import PLACE_HEADS, Places
from .plan import Plan, PlanRow
from .reader import Field, Reading, Row, Spec, Typed, read, read_typed
from .resource import SheetResource, Values
from .undisturbed import undisturbed

LEVEL_NAMES = ("district", "street", "community")
Progress = Callable[[int, int], None]


class RegisterSheet:
    """Reads sheets into a register for one actor. Subclasses change `field`, `rules`, `prepare` or `write`."""

    #: What must be in the head: at least one name of each group.
    required: tuple[tuple[str, ...], ...] = ()
    #: Whether the records of rows that change nothing are needed, too.
    whole = False

    def __init__(self, register: Register, actor: Any, *, day: datetime.date | None = None) -> None:
        self.register = register
        self.actor = actor
        self.day = day or dated.today()
        self.places = Places(actor)
        names = {field.name for field in register.model._meta.fields if field.editable}
        self.names = [column.name for column in register.table if column.name in names]
        self.parents = {
            field.name: Parents(register.model, field, actor)
            for field in register.model._meta.fields
            if field.is_relation and field.name in self.names and field.name not in LEVEL_NAMES
        }

    # What the register accepts

    def spec(self) -> Spec:
        """What the reader must know: fields with their heads, identity of a row, places."""
        fields = [self.field(column) for column in self.register.table]
        key = self.register.sheet_key
        told = {field.name for field in self.register.model._meta.fields if not field.blank} - {*LEVEL_NAMES}
        required = self.required or tuple((name,) for name in key if name in told)[:1] or (key[-1:],)
        # Without a column that says whose they are, none of such rows could go in.
        holders = () if self.register.model.public or self.required else self.register.model.holders()
        return Spec(
            register=self.register.label,
            fields=tuple(field for field in fields if field),
            required=(*required, holders) if holders else required,
            key=key,
            fill_down=self.fill_down,
            fill_merged=("community",),
            label="name" if "name" in key else key[-1] if key else "",
            check_place=self.places.known,
            passed_over=self.heads(IGNORED),
            rules=self.rules(),
        )

    @property
    def fill_down(self) -> tuple[str, ...]:
        """The units that offices write once for many rows. Where a row may be the city's, a blank district says just
        that; where it may be the district's, so does a blank street."""
        if self.register.model.public:
            return ()
        return ("district",) if self.register.model.holders()[:1] == ("district",) else ("district", "street")

    @cached_property
    def office_words(self) -> list[OfficeWord]:
        """What the back office, and the person's own office on a preview, add to the words of the declaration."""
        return list(OfficeWord.of(self.register.label, [office for office, _name in offices_of(self.actor)]))

    def heads(self, name: str) -> tuple[str, ...]:
        """What offices write over the column besides its own head."""
        told = (each.word for each in self.office_words if each.column == name and not each.choice)
        return (*self.register.heads.get(name, ()), *told)

    def rules(self) -> tuple[Callable[[dict], Iterable[tuple[str, str]]], ...]:
        """Checks across the cells of a row, as (field, code)."""
        days = getattr(self.register.model, "dated_fields", None)
        return (partial(_ends_before_it_begins, days),) if days else ()

    def field(self, column: Column) -> Field | None:
        """How the column is read; None when a sheet cannot give it."""
        model_field = next((f for f in self.register.model._meta.fields if f.name == column.name), None)
        heads = (*in_both_languages(column.head), column.name, *self.heads(column.name))
        if column.name in LEVEL_NAMES:
            place_heads = PLACE_HEADS[column.name]
            return Field(column.name, "place" if column.name != "community" else "name", (*heads, *place_heads))
        if model_field is None or not model_field.editable:
            return None
        unit = self.register.units.get(column.name, "")
        told = {each.word: each.choice for each in self.office_words if each.column == column.name and each.choice}
        choices = {**choices_of(model_field), **self.register.words.get(column.name, {}), **told}
        return Field(column.name, kind_of(model_field), tuple(dict.fromkeys(heads)), unit, choices)

    # What a sheet would do

    @undisturbed()
    def plan(
        self,
        path: Path,
        *,
        corrections: Mapping[tuple[str | None, str], str] | None = None,
        left_out: Iterable[tuple[str | None, int]] = (),
        chosen: since.Choice | None = None,
        progress: Progress = lambda done, total: None,
        texts: bool = True,
    ) -> Plan:
        """Read the file and say for every row what it would do. Raises Refused. Writes nothing.

        chosen: what holds in a cell that somebody changed in the register after the export; texts: see reader.read().
        """
        others, left_out = since.sheets_of_others(path, self.register), frozenset(left_out)
        reading = read(path, self.spec(), corrections=corrections, left_out=left_out, texts=texts, passed_over=others)
        chosen = chosen or {}
        for row in reading.rows if chosen else ():
            for name in [name for name in row.values if chosen.get((row.sheet, row.row, name)) == since.STORED]:
                del row.values[name]
                row.messages = [message for message in row.messages if message.field != name]
        plan = self._planned(reading, progress)
        line = since.exported_at(path, self.register)
        if line is not None:
            keys = [row.instance.pk for row in plan.rows if row.action == "update"]
            since.refuse_older(plan.rows, since.changed_since(self.lines_since(line, keys)), chosen)
        return plan

    def lines_since(self, line: int, keys: Collection[int]) -> Iterator[tuple[int, Change]]:
        """What the log says of these records after one of its lines, in order, each with the record's key."""
        for part in changes.parts(keys):
            written = Change.objects.filter(pk__gt=line, model=self.register.label, action=Change.Action.UPDATE)
            yield from ((each.row_id, each) for each in written.filter(row_id__in=part).order_by("pk"))

    def plan_typed(self, typed: Sequence[Typed]) -> Plan:
        """Say for every row of a grid what it would do. Writes nothing."""
        return self._planned(Reading(read_typed(typed, self.spec())), lambda done, total: None)

    def _planned(self, reading: Reading, progress: Progress) -> Plan:
        resource = SheetResource(self.register.model, self.names, self._key_attributes, self.records, self.whole)
        if any(row.meant is None for row in reading.rows):
            resource.know(self.rows(), self._weight)
        rows: list[PlanRow] = []
        total = len(reading.rows)
        for part in changes.parts(reading.rows):
            progress(len(rows), total)
            begun = [self._begun(found) for found in part]
            resource.look_over([(row.key, prepared) for row, prepared in begun if prepared is not None])
            for row, prepared in begun:
                if prepared is not None:
                    self._take(row, prepared, resource)
                rows.append(row)
        progress(total, total)
        self.across(rows)
        return Plan(reading, rows)

    def rows(self) -> models.QuerySet:
        """The rows that the actor may change, in the order in which they were entered."""
        return self.register.model.objects.editable_by(self.actor).order_by("pk")

    def records(self, keys: Iterable[int] | None = None) -> list[models.Model]:
        """Those of these keys, or all of them, with what a list shows beside them."""
        # Many rows lie in few units: these are read once and not again beside each row.
        units = [way for way in self.register.related if way.partition("__")[0] in LEVEL_NAMES]
        others = [way for way in self.register.related if way not in units]
        rows = (self.rows().select_related(*others) if others else self.rows()).prefetch_related(*units)
        rows = self.register.annotate(rows, self.day) if self.register.annotate else rows
        if keys is None:
            return list(rows)
        return [row for part in changes.parts(keys) for row in rows.filter(pk__in=part)]

    def _weight(self, row: models.Model) -> tuple[bool, bool]:
        """Of two rows with one key that is meant which holds on the sheet's day, else one that has no end."""
        end = getattr(self.register.model, "dated_fields", ("", ""))[1]
        return dated.holds_on(row, self.day), getattr(row, end, None) is None

    def key_of_row(self, row: models.Model) -> tuple:
        """The key of a stored row."""
        return tuple([getattr(row, name) for name in self._key_attributes])

    @cached_property
    def _key_attributes(self) -> list[str]:
        return [self.register.model._meta.get_field(name).attname for name in self.register.key_names]

    def key_of(self, values: dict[str, Any]) -> tuple:
        """The key of a prepared sheet row, comparable with key_of_row()."""
        found = [values.get(name, default) for name, default in self._key_defaults]
        return tuple([value.pk if isinstance(value, models.Model) else value for value in found])

    @cached_property
    def _key_defaults(self) -> list[tuple[str, Any]]:
        """The fields of the key, each with what a row has there that does not say it."""
        return [(name, _default(self.register.model, name)) for name in self.register.key_names]

    def _begun(self, found: Row) -> tuple[PlanRow, dict[str, Any] | None]:
        """The row, and what it says as the register's values; None where it is wrong already."""
        messages = [{"cell": m.cell, "level": m.level, "code": m.code, "text": m.text} for m in found.messages]
        row = PlanRow(found.sheet, found.row, "", found.level, found.values, found.cells, found.raw, messages)
        row.meant = found.meant
        if row.level == "error":
            row.action = "error"
            if not any(message.level == "error" and message.field in LEVEL_NAMES for message in found.messages):
                # Whose it is can be judged all the same, so that one look at the preview tells every fault.
                self.prepare(row)
            return row, None
        prepared = self.prepare(row)
        if found.emptied:
            prepared |= self._emptied(row, found)
        if row.action == "error":
            return row, None
        if row.meant is None:
            row.key = self.key_of(prepared)
        return row, prepared

    def _take(self, row: PlanRow, prepared: dict[str, Any], resource: SheetResource) -> None:
        try:
            taken = resource.take(prepared, row.key, row.meant)
        except ValidationError as error:
            self._refuse(row, error)
            return
        row.instance, row.action = taken.instance, taken.action
        if row.action == "update":
            row.before = self._before(taken.before, taken.instance)

    def _emptied(self, row: PlanRow, found: Row) -> dict[str, Any]:
        """What a stored record's emptied cells say: unknown from now on."""
        if not row.is_known:
            return {}
        empty = {}
        for name in found.emptied:
            if name not in self.names:
                text = _("An empty cell erases no figure here; correct it in the register of figures.")
                row.remark(name, "not_erased", text)
            else:
                field = self.register.model._meta.get_field(name)
                empty[name] = None if field.null else "" if field.empty_strings_allowed else field.get_default()
        return empty

    def _before(self, before: dict[str, Any], instance: models.Model) -> dict[str, Any]:
        after = state_of(instance)
        names = {field.attname: field.name for field in instance._meta.concrete_fields}
        old = {names[key]: before[key] for key in after if before[key] != after[key] and names[key] in self.names}
        return {name: self.parents[name].words.get(old[name]) if name in self.parents else old[name] for name in old}

    def _refuse(self, row: PlanRow, error: ValidationError) -> None:
        for name, texts in error.message_dict.items():
            for text in texts:
                row.refuse(name, "invalid", text)

    def prepare(self, row: PlanRow) -> dict[str, Any]:
        """The row's values with parents as instances. Refuses what is unknown, closed or not the actor's ground."""
        prepared = dict(row.values)
        holders, pointing = self._pointing
        # Of the units that could hold the row, a sheet names the wider ones only to say where the narrowest lies.
        holder = next((name for name in reversed(holders) if row.values.get(name)), None)
        for name, optional in pointing:
            prepared.pop(name, None)
            if name in holders and name != holder:
                continue
            named = self._named if name in self.parents else self._parent
            if (parent := named(row, name, optional)) is not None:
                prepared[name] = parent
        return prepared

    @cached_property
    def _pointing(self) -> tuple[tuple[str, ...], list[tuple[str, bool]]]:
        """The fields of which one names whose the row is, and all that point at something, with whether they must."""
        fields = (f for f in self.register.model._meta.fields if f.name in LEVEL_NAMES or f.name in self.parents)
        return self.register.model.holders(), [(field.name, field.blank) for field in fields]

    def _named(self, row: PlanRow, name: str, optional: bool) -> models.Model | None:
        words = row.values.get(name)
        if not words:
            return None
        units = []
        level = next((level for level in reversed(LEVEL_NAMES) if row.values.get(level)), None)
        if level:
            unit = self._parent(row, level, optional=False)
            if unit is None:
                return None
            while unit is not None:
                units.append((unit.territory_level, unit.pk))
                unit = getattr(unit, unit.territory_parent) if unit.territory_parent else None
        found = self.parents[name].find(words, units, self.day)
        if len(found) == 1:
            return found[0]
        text = _("“%(name)s” means several rows here.") if found else _("“%(name)s” is not known here.")
        row.refuse(name, "ambiguous_parent" if found else "unknown_parent", text % {"name": words})
        return None

    def _parent(self, row: PlanRow, level: str, optional: bool) -> models.Model | None:
        if row.is_known and (present := getattr(row.meant, level, None)) is not None:
            return present
        parent = getattr(self.places, level)(row.values)
        if parent is None:
            if optional and not row.values.get(level):
                if self.register.model.public and not self.actor.may("edit", "city"):
                    row.refuse(level, "missing_parent", _("Name your district; rows without one are kept by the city."))
                return None
            name = row.values.get(level)
            if not name:
                row.refuse(level, "missing_parent", _("The row does not say to which unit it belongs."))
            elif level == "community":
                row.refuse(level, *self._unknown_community(row, name))
            else:
                row.refuse(level, "unknown_street", _("“%(name)s” is not known.") % {"name": name})
            return None
        own = {"district": self.places.own_districts, "street": self.places.own_streets}.get(level)
        if own is not None and parent.pk not in own:
            text = _("%(name)s is not your territory; such rows are entered by its own clerks.") % {"name": parent}
            row.refuse(level, "foreign_territory", text)
            return None
        return parent

    def _unknown_community(self, row: PlanRow, name: str) -> tuple[str, str]:
        """The code and the words for a community that is not found, or is not enough named."""
        if row.values.get("street"):
            text = _("No community “%(name)s” in this street is yours to enter for.")
        elif len(self.places.namesakes(row.values)) > 1:
            return "ambiguous_parent", _("“%(name)s” stands in several streets; name the street, too.") % {"name": name}
        else:
            text = _("No community “%(name)s” is yours to enter for.")
        return "unknown_community", text % {"name": name}

    def across(self, rows: list[PlanRow]) -> None:
        """Judge rows together: two for one record, and values that must be unique."""
        self._same_record(rows)
        together.judge(self.register.model, rows, self.actor)

    def _same_record(self, rows: list[PlanRow]) -> None:
        # Hardly any record has a second row, so a list is made only for those that have.
        firsts: dict[Any, PlanRow] = {}
        by_record: dict[Any, list[PlanRow]] = {}
        for row in rows:
            told = row.instance is not None or row.action == "unchanged"
            if told and not row.is_known and self.register.key_names:
                key = self.key_of_row(row.instance) if row.instance is not None else row.key
                first = firsts.setdefault(key, row)
                if first is not row:
                    by_record.setdefault(key, [first]).append(row)
        for same in by_record.values():
            differing = any(_content(row) != _content(same[0]) for row in same[1:])
            for row in same:
                others = ", ".join(str(other.row) for other in same if other is not row)
                if differing:
                    text = _("Rows %(others)s speak of the same record with other values; keep one.")
                    row.refuse("name", "conflicting_rows", text % {"others": others})
                elif row is not same[0]:
                    row.action = "unchanged"

    # Writing

    @undisturbed()
    @transaction.atomic
    def write(self, plan: Plan, origin: Origin) -> None:
        """Write all rows of the plan. Raises ValueError while one of them is wrong."""
        if plan.counts["error"]:
            raise ValueError("a plan with errors is never written")
        # Taken from the rows, because judging them together may have made one of two equal rows a no-op.
        for action, writer in (("create", changes.create_all), ("update", changes.update_all)):
            writer([row.instance for row in plan.rows if row.action == action], origin)


def _ends_before_it_begins(days: tuple[str, str], values: Values) -> Iterable[tuple[str, str]]:
    first, last = (values.get(name) for name in days)
    if first is not None and last is not None and last < first:
        yield days[1], "implausible"


def _default(model: type[models.Model], name: str) -> Any:
    field = model._meta.get_field(name)
    return field.get_default() if not field.is_relation else None


def _content(row: PlanRow) -> dict[str, Any]:
    return {name: value for name, value in row.values.items() if name not in LEVEL_NAMES}
