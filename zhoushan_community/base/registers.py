"""A register is declared once; its pages, sheets, admin and addresses follow from the declaration."""

import dataclasses
import datetime
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Case, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .fields import Phone, PhoneField, Year, YearField
from .scope import LEVELS, ScopedModel, naming, reach

#: The columns that say where a row lies, and those of a row that holds for a time.
PLACE = LEVELS[1:]
DATES = ("valid_from", "valid_to")


@dataclasses.dataclass(frozen=True)
class Column:
    """One column of lists, details and sheets.

    name: the field's name, the key in sheets. paths: where the value is read, first that is not empty; attribute
    names joined by "__". generated: attribute that lists the made-up fields of the row the value came from. long: its
    text may run over several lines. nothing: what an empty value says on the screen, where it says something.
    """

    name: str
    head: Any = ""
    paths: tuple[str, ...] = ()
    numeric: bool = False
    generated: str = "generated"
    long: bool = False
    nothing: Any = ""

    def value(self, row: models.Model) -> Any:
        """The plain value: text, number, date, True/False or None; a choice by its words."""
        for path in self.paths:
            found: Any = row
            *steps, last = path.split("__")
            for step in steps:
                found = getattr(found, step, None)
            display = getattr(found, f"get_{last}_display", None)
            found = display() if display else getattr(found, last, None)
            if found is not None and found != "":
                return str(found) if isinstance(found, models.Model | Phone) else found
        return None

    def said(self, row: models.Model) -> Any:
        """The value for the screen, where an empty one may say something."""
        value = self.value(row)
        return self.nothing if value is None else value

    def is_generated(self, row: models.Model) -> bool:
        """Whether the value was made up for demonstration."""
        return self.name in (getattr(row, self.generated, None) or ())


@dataclasses.dataclass(frozen=True)
class Register:
    """What a register is made of.

    columns: field names, level names ("district", "street", "community") or Columns; left out, where a row lies and its
    model's own fields in their order, the dates from and to which it holds last. filters: fields offered above
    the list. sheet_key: columns by which a sheet's row finds its record.
    totals: columns summed at the foot. heads: further names of columns in office sheets. words: further spellings of
    choices there, column → text → stored value. units: column → the unit of its figures as a cell may carry it (户,
    人). carry: figures that are entered anew for each period; the last known ones stand beside the empty fields.
    annotate: adds what the columns read, for a day. then: level → the annotation that names the unit of that day.
    form, sheet: hatches where the ordinary does not do; kept as dotted paths, read when used.
    """

    model: type[ScopedModel]
    columns: tuple[str | Column, ...] = ()
    clauses: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    sheet_key: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    heads: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)
    units: Mapping[str, str] = dataclasses.field(default_factory=dict)
    carry: tuple[str, ...] = ()
    annotate: Callable[[models.QuerySet, datetime.date], models.QuerySet] | None = None
    then: Mapping[str, str] = dataclasses.field(default_factory=dict)
    form: str = "zhoushan_community.base.forms.RegisterForm"
    sheet: str = "zhoushan_community.base.sheets.register.RegisterSheet"

    def __post_init__(self) -> None:
        if not self.columns:
            object.__setattr__(self, "columns", (*_levels(self.model), *_own(self.model)))

    @property
    def label(self) -> str:
        """communities.community"""
        return self.model._meta.label_lower

    @property
    def app(self) -> str:
        """communities"""
        return self.model._meta.app_label

    @property
    def title(self) -> str:
        return self.model._meta.verbose_name_plural

    def url(self, page: str = "list", **kwargs: Any) -> str:
        app, model = self.label.split(".")
        return reverse(f"register-{page}", kwargs={"app": app, "model": model, **kwargs})

    @cached_property
    def table(self) -> tuple[Column, ...]:
        """The columns, resolved."""
        return tuple(column if isinstance(column, Column) else self._column(column) for column in self.columns)

    @cached_property
    def key_names(self) -> tuple[str, ...]:
        """The model's own fields among the sheet key; level names that are no fields are said by the parent."""
        return tuple(name for name in self.sheet_key if _field(self.model, name) is not None)

    @property
    def period(self) -> str | None:
        """The field of the key that says when: a day or a year."""
        said = (name for name in self.key_names if isinstance(_field(self.model, name), models.DateField | YearField))
        return next(said, None)

    @property
    def related(self) -> tuple[str, ...]:
        """Foreign keys that the columns walk, for select_related()."""
        return walked(self.model, self.table)

    @cached_property
    def place(self) -> tuple[Column, ...]:
        """The units in which a row lies, from the district down, as columns."""
        found = []
        for level, paths in reversed(reach(self.model).items()):
            above = tuple(path.removesuffix("__pk") for path in paths if path != "pk")
            if above:
                found.append(Column(level, paths=above))
        return tuple(found)

    def in_words(self, name: str, value: Any) -> Any:
        """A stored value of a field as the register's own pages show it: a choice by its words, a year as one."""
        field = _field(self.model, name)
        if field is None or value is None:
            return value
        if field.choices:
            return dict(field.flatchoices).get(value, value)
        return Year(value) if isinstance(field, YearField) else value

    @cached_property
    def closes_on(self) -> str:
        """The field whose day closes a row; "" where rows do not end."""
        end = getattr(self.model, "dated_fields", ("", ""))[1]
        return end if end and _field(self.model, end).editable else ""

    @cached_property
    def offered(self) -> tuple[Column, ...]:
        """The columns that a list can show: its own, then the units above a row, then the model's further fields."""
        named = {column.name for column in self.table}
        all_names = (*_levels(self.model), *_own(self.model), "source_note")
        further = [name for name in all_names if name not in named]
        return (*self.table, *(self._column(name) for name in further))

    def ordering(self, column: Column, annotations: Container[str] = ()) -> Any:
        """What to sort a queryset by for the column; None when the database does not know its value."""
        terms = []
        for path in column.paths:
            target, field = self.model, None
            for step in path.split("__"):
                field = _field(target, step)
                if field is None and path not in annotations:
                    return None
                target = field.related_model if field is not None else None
            if target is not None and _field(target, "name"):
                terms.append(models.F(f"{path}__name"))
            elif field is not None and field.choices:
                # As the choices are declared: a national honour before a provincial one.
                places = enumerate(value for value, _words in field.flatchoices)
                terms.append(Case(*(When(**{path: value}, then=Value(place)) for place, value in places)))
            else:
                terms.append(models.F(path))
        return terms[0] if len(terms) == 1 else Coalesce(*terms)

    def unit_named(self, column: Column, row: models.Model) -> models.Model | None:
        """The unit that the column names in the row. None where it names none, or where one of an earlier day stands
        that is not today's: whether the person sees that one is not known here."""
        if column.name == "name" and self.model.territory_level:
            return row
        for path in column.paths if column.name in LEVELS else ():
            found: Any = row
            for step in path.removesuffix("__name").split("__"):
                found = getattr(found, step, None)
            if isinstance(found, models.Model):
                then = self.then.get(column.name)
                return found if then is None or getattr(row, then, None) == found.pk else None
        return None

    def _column(self, name: str) -> Column:
        field = _field(self.model, name)
        if name in LEVELS and (field is None or name in self.model.scope_paths):
            paths = tuple(path.removesuffix("__pk") for path in reach(self.model)[name])
            nothing = _("city level") if self.model.public else Column.nothing
            return Column(name, head=_verbose(self.model, paths[0]), paths=paths, nothing=nothing)
        numeric = isinstance(field, models.IntegerField | models.DecimalField) and not isinstance(field, YearField)
        long = (getattr(field, "max_length", None) or 0) > 60
        return Column(name, head=field.verbose_name if field else name, paths=(name,), numeric=numeric, long=long)


def _levels(model: type[ScopedModel]) -> list[str]:
    """The units in which the model's rows lie, from the district down."""
    return [level for level in PLACE if "pk" not in reach(model).get(level, ("pk",))]


def _own(model: type[ScopedModel]) -> list[str]:
    """The model's fields that a list can show, in their order; that of the facts' source left out."""
    hidden = (models.AutoField, models.JSONField, PhoneField)
    kept = {*_levels(model), "source_note"}
    fields = [field for field in model._meta.fields if field.editable and not isinstance(field, hidden)]
    names = [field.name for field in fields if field.name not in kept]
    return sorted(names, key=lambda name: name in DATES)


def walked(model: type[models.Model], columns: Iterable[Column]) -> tuple[str, ...]:
    """Foreign keys that the columns walk and that the names at their ends read, for select_related()."""
    found = set()
    for path in (path for column in columns for path in column.paths):
        target, steps = model, []
        for step in path.split("__"):
            field = _field(target, step)
            if field is None or not field.is_relation:
                break
            steps.append(step)
            target = field.related_model
        way = "__".join(steps)
        if steps:
            found.add(way)
        if way == path and issubclass(target, ScopedModel):
            found.update(f"{way}__{named}" for named in naming(target))
    return tuple(sorted(found))


def _field(model: type[models.Model] | None, name: str) -> Any:
    return next((field for field in model._meta.fields if field.name == name), None) if model else None


def _verbose(model: type[models.Model], path: str) -> Any:
    field = None
    for step in path.split("__"):
        field = _field(model, step)
        model = field.related_model
    return field.verbose_name


_registers: dict[str, Register] = {}


def register(declaration: Register) -> Register:
    """Take a register into service. Called in an app's registers.py."""
    _registers[declaration.label] = declaration
    return declaration


def find(label: str) -> Register:
    """The register of a model's label, e.g. "communities.community". Raises KeyError."""
    return _registers[label.lower()]


def all_registers() -> Iterator[Register]:
    """Every register, in the order of declaration."""
    return iter(_registers.values())
