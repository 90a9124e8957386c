"""Whose rows: a query on a scoped model says for whom, or it does not run.

A model names the way from a row to its territory in `scope_paths`; a territory model (community, street, district)
names its level and its parent. A duty's territory is the city or one such unit. Nobody's rows are the default: a
person without a fitting duty gets none.
"""

import datetime
import functools
import operator
from typing import Any, Self

from django.db import models
from django.db.models import Q, sql
from django.utils.translation import gettext_lazy as _

from . import changes, dated, search

LEVELS = ("city", "district", "street", "community")

Reach = dict[str, list[str]]


class UnscopedQuery(RuntimeError):
    """A query on a scoped model was run without saying for whom."""


class ScopedQuery(sql.Query):
    """A query that compiles only after it was said for whom; as a subquery, too."""

    said = False

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        if not self.said:
            raise UnscopedQuery(
                f"{self.model.__name__}: say for whom with visible_to(), editable_by() or whole_city(because=…)"
            )
        return super().get_compiler(*args, **kwargs)


class ScopedQuerySet(models.QuerySet):
    """Rows of a scoped model. Reads need a person; writes of many rows go through `changes`."""

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, query or ScopedQuery(model), using, hints)

    def _said(self) -> Self:
        clone = self._chain()
        clone._query.said = True
        return clone

    def none(self) -> Self:
        return super().none()._said()

    def visible_to(self, user: Any) -> Self:
        """The rows that the person may see: own ground, and the units above it."""
        return self._narrow(user, "view")

    def editable_by(self, user: Any) -> Self:
        """The rows that the person may change."""
        return self._narrow(user, "edit")

    def on_ground_of(self, user: Any) -> Self:
        """The rows under the person's editing duties, as parents to enter under, theirs to change or not."""
        return self._narrow(user, "edit", parents=True)

    def administered_by(self, user: Any) -> Self:
        """The rows under the duties by which the person administers; units above them are not among these."""
        return self._narrow(user, "administer")

    def whole_city(self, *, because: str) -> Self:
        """All rows, for a reason that a reader of the code can check."""
        if not because:
            raise UnscopedQuery(f"{self.model.__name__}: whole_city needs its reason")
        return self._said()

    def _narrow(self, user: Any, verb: str, *, parents: bool = False) -> Self:
        reached = reach(self.model)
        condition = None
        for duty in user.duties_for(verb):
            if verb == "edit" and not parents and not may_edit_at(self.model, duty.level):
                continue
            if duty.level == "city":
                return self._said()
            terms = [Q(**{lookup: duty.unit_id}) for lookup in reached.get(duty.level, ())]
            if verb == "view":
                terms += _seen_above(self.model, duty)
            for term in terms:
                condition = term if condition is None else condition | term
        # An empty Q() would match every row; without a fitting duty there is nothing to see.
        return self.none() if condition is None else self.filter(condition)._said()

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise changes.UnrecordedWrite(f"{self.model.__name__}: write through changes.create_all() or update_all()")

    update = delete = bulk_create = bulk_update = _raw_delete = _refuse


ScopedManager = models.Manager.from_queryset(ScopedQuerySet)


class ScopedModel(changes.RecordedModel):
    """A row that belongs to a territory.

    scope_paths: lookups from the row to a territory model; "" when the row is itself one.
    editor_level: the lowest level of duty that may change such rows.
    public: every duty reads the rows of the units above its own, too, and those of no unit, which are the city's. Who
    changes them stays as it is: only a duty in the city reaches a row of no unit.
    search_fields: the texts by which a row is found; the names of the rows that it points at are searched as well.
    named_by: the relations that a row's name reads, where they are others than those of scope_paths.
    told_with: the parent whose name stands before the row's own wherever rows of several parents are chosen from.
    """

    scope_paths: tuple[str, ...] = ("community",)
    editor_level = "community"
    public = False
    territory_level: str | None = None
    territory_parent: str | None = None
    search_fields: tuple[str, ...] = ("name",)
    named_by: tuple[str, ...] = ()
    told_with = ""
    derived = ("search_key",)

    search_key = models.TextField(default="", editable=False)
    # Names of the fields whose values were made up for demonstration; a person's correction takes the name out.
    generated = models.JSONField(_("demonstration data"), default=list, blank=True, editable=False)
    source_note = models.CharField(_("where the facts come from"), max_length=600, blank=True)

    # Django's own needs (foreign keys, uniqueness) use the first manager; people's queries use the second.
    unscoped = models.Manager()
    objects = ScopedManager()

    class Meta:
        abstract = True

    @classmethod
    def holders(cls) -> tuple[str, ...]:
        """The fields of which one names whose the row is, when it can be another's; the wider unit comes first."""
        heads = dict.fromkeys(path.partition("__")[0] for path in cls.scope_paths if path)
        ranked = sorted(heads, key=lambda name: LEVELS.index(name) if name in LEVELS else len(LEVELS))
        return tuple(ranked) if len(ranked) > 1 else ()

    @classmethod
    def holding(cls, day: datetime.date) -> Q:
        """The rows that hold on the day, by the model's `dated_fields` and by when they are with their unit; rows
        without such days always do."""
        return functools.reduce(operator.and_, (dated.on(day, fields=fields) for fields in dated.spans(cls)), Q())

    @property
    def made_up(self) -> bool:
        """Whether every filled field was made up for demonstration, so that one mark says it for the row."""
        filled = (
            field.name
            for field in self._meta.concrete_fields
            if field.editable and field.name != "source_note" and getattr(self, field.attname) not in (None, "")
        )
        return bool(self.generated) and set(filled) <= {*self.generated, "id"}

    @property
    def holder(self) -> models.Model | None:
        """Whose the row is, where it can be another's: the one of its holders() that it names."""
        return next((found for name in self.holders() if (found := getattr(self, name))), None)

    @property
    def long_name(self) -> str:
        """The name that tells the row apart in a list of choices, with its parent's where one is needed."""
        return f"{getattr(self, self.told_with)} {self}" if self.told_with else str(self)

    def derive(self) -> None:
        """A row is found by its own texts and their pinyin initials."""
        self.search_key = search.key_of(getattr(self, name, "") for name in self.search_fields)


def reach(model: type[models.Model]) -> Reach:
    """For each level, the lookups from a row of the model to the key of its unit."""
    found: Reach = {}
    for path in model.scope_paths:
        target = model
        for step in filter(None, path.split("__")):
            target = target._meta.get_field(step).related_model
        while True:
            found.setdefault(target.territory_level, []).append(f"{path}__pk" if path else "pk")
            if not target.territory_parent:
                break
            path = f"{path}__{target.territory_parent}" if path else target.territory_parent
            target = target._meta.get_field(target.territory_parent).related_model
    return found


def _seen_above(model: type[models.Model], duty: Any) -> list[Q]:
    """What a duty sees beyond its own unit: the units that contain it; of a public list their rows and the city's."""
    higher = LEVELS[1 : LEVELS.index(duty.level)]
    if model.territory_level in higher:
        return [Q(pk=duty.above(model.territory_level).pk)]
    if not model.public:
        return []
    found = reach(model)
    terms = [Q(**{lookup: duty.above(level).pk}) for level in higher for lookup in found.get(level, ())]
    # A row is the city's only when every way to a unit ends empty; a model without a way has no such rows.
    nowhere = [Q(**{f"{path}__isnull": True}) for path in model.scope_paths]
    return [*terms, functools.reduce(operator.and_, nowhere)] if nowhere else terms


def naming(model: type[models.Model]) -> list[str]:
    """The relations that the name of a row reads, to be fetched along wherever rows are named."""
    return list(model.named_by) or [way for path in model.scope_paths if (way := path or model.territory_parent)]


def may_edit_at(model: type[models.Model], level: str) -> bool:
    """Whether a duty at this level is high enough to change rows of the model."""
    return LEVELS.index(level) <= LEVELS.index(model.editor_level)


def reaches(model: type[models.Model], user: Any) -> bool:
    """Whether some duty of the person is of a level at which such rows are seen."""
    return any(duty.level == "city" or duty.level in reach(model) for duty in user.duties_for("view"))


def above(unit: models.Model) -> list[models.Model]:
    """The units that contain the unit today, from the district down."""
    found: list[models.Model] = []
    while unit.territory_parent:
        unit = getattr(unit, unit.territory_parent)
        found.insert(0, unit)
    return found


def duties_over(user: Any, verb: str, unit: models.Model) -> list[Any]:
    """The person's duties of the verb whose territory holds the whole of the unit."""
    keys = {each.territory_level: each.pk for each in (*above(unit), unit)}
    return [duty for duty in user.duties_for(verb) if duty.level == "city" or keys.get(duty.level) == duty.unit_id]


def may_add_at(model: type[models.Model], user: Any, unit: models.Model) -> bool:
    """Whether the person may enter rows of the model at the unit."""
    return any(may_edit_at(model, duty.level) for duty in duties_over(user, "edit", unit))


def within(rows: models.QuerySet, level: str, unit_id: int) -> models.QuerySet:
    """The rows that belong to one unit."""
    condition = None
    for lookup in reach(rows.model).get(level, ()):
        term = Q(**{lookup: unit_id})
        condition = term if condition is None else condition | term
    return rows.none() if condition is None else rows.filter(condition)


def unit_models() -> dict[str, type[models.Model]]:
    """The territory models by level, from what a duty can point at."""
    from django.apps import apps

    duty = apps.get_model("base", "Duty")
    return {level: duty._meta.get_field(level).related_model for level in LEVELS[1:]}
