"""The change log in sentences."""

import dataclasses
import datetime
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .changes.sealed import CLEARED, ROW_NAME, opened
from .models import Attachment, Change
from .templatetags.show import show

Names = dict[tuple[type[models.Model], int], str]


@dataclasses.dataclass(frozen=True)
class Step:
    """One field's change: its head, before and after in words; empty where there was nothing."""

    head: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """What a person did to the field."""
        if self.before and self.after:
            words = _("changed %(head)s from %(before)s to %(after)s")
        elif self.after:
            words = _("set %(head)s to %(after)s")
        else:
            words = _("cleared %(head)s, which was %(before)s")
        return words % {"head": self.head, "before": self.before, "after": self.after}


@dataclasses.dataclass(frozen=True)
class Sentence:
    """One line of the log, ready to print: when, who, where, what and why.

    in_effect: False once it was taken back. job: the number of the reader's own job that wrote it.
    """

    change: Change
    steps: list[Step]
    in_effect: bool = True
    job: UUID | None = None

    @property
    def when(self) -> str:
        return f"{timezone.localtime(self.change.at):%Y-%m-%d %H:%M}"

    @property
    def wrote(self) -> bool:
        """Whether it changed a row, and can be taken back."""
        return self.change.action in Change.WRITES and self.change.action != Change.Action.REDACT

    @property
    def names_row(self) -> bool:
        """Whether what was done already says to which row."""
        return self.change.action != Change.Action.UPDATE

    @property
    def of_file(self) -> bool:
        """Whether it is about a file beside the row."""
        return self.change.model == Attachment._meta.label_lower

    @property
    def kind(self) -> str:
        """What sort of row it is about."""
        return str(apps.get_model(self.change.model)._meta.verbose_name)

    @property
    def what(self) -> str:
        """What was done, without the name of a row that was changed."""
        change = self.change
        if change.action == Change.Action.UPDATE:
            return "，".join(step.words for step in self.steps) or _("changed nothing that is shown")
        if change.action == Change.Action.EXPORT:
            words = _("exported %(count)s rows of %(register)s (%(filter)s)")
            asked = change.after.get("filter") or _("all")
            return words % {"count": show(change.after.get("rows")), "register": change.row_name, "filter": asked}
        words = {
            Change.Action.CREATE: _("brought back %(kind)s “%(row)s”")
            if change.undoes_id
            else _("added %(kind)s “%(row)s”"),
            Change.Action.DELETE: _("removed %(kind)s “%(row)s”"),
            Change.Action.REVEAL: _("was shown %(heads)s of %(kind)s “%(row)s” in full"),
            Change.Action.END: _("ended the session of %(kind)s “%(row)s” in %(browser)s"),
            Change.Action.REDACT: _("cleared %(heads)s of %(kind)s “%(row)s” for good"),
        }[change.action] % {
            "kind": self.kind,
            "row": change.row_name,
            "heads": self._heads,
            "browser": show(change.after.get("browser")),
        }
        facts = "，".join(f"{step.head} {step.after}" for step in self.steps if step.after)
        return f"{words}（{facts}）" if facts else words

    @property
    def _heads(self) -> str:
        """The heads of the fields that were shown or cleared."""
        model = apps.get_model(self.change.model)
        names = self.change.after.get("fields", ()) if not self.wrote else ()
        return "、".join(head_of(model, name) for name in names if name != ROW_NAME)

    @property
    def why(self) -> str:
        """The reason, with what leads over to it; empty without one."""
        return _("; reason: %(reason)s") % {"reason": self.change.reason} if self.change.reason else ""

    @property
    def deed(self) -> str:
        """From which sheet or screen, what and why."""
        words = _("in %(source)s (%(place)s) %(what)s") if self.change.place else _("in %(source)s %(what)s")
        source = self.change.get_source_display()
        return words % {"source": source, "place": self.change.place, "what": self.what} + self.why

    def __str__(self) -> str:
        return f"{self.when} {self.change.actor_name} {self.deed}"


def sentences(lines: Iterable[Change]) -> list[Sentence]:
    """The lines with heads, choices and related rows in words. A constant number of queries for a page."""
    lines = list(lines)
    names = related_names(lines)
    return [Sentence(line, list(_steps(line, names))) for line in lines]


def _steps(line: Change, names: Names) -> Iterator[Step]:
    if line.action not in Change.WRITES or line.action == Change.Action.REDACT:
        return
    model = apps.get_model(line.model)
    keys = {**line.before, **line.after}.keys() - {ROW_NAME, *model.untold}
    if line.action != Change.Action.UPDATE:
        keys -= {"generated", "source_note"}
    order = {field.attname: number for number, field in enumerate(model._meta.concrete_fields)}
    for key in sorted(keys, key=lambda key: order.get(key, 999)):
        before, after = (in_words(model, key, side.get(key), names) for side in (line.before, line.after))
        if before != after:
            yield Step(head_of(model, key), before, after)


def _field(model: type[models.Model], attname: str) -> models.Field | None:
    return next((field for field in model._meta.concrete_fields if field.attname == attname), None)


def head_of(model: type[models.Model], attname: str) -> str:
    """The field's head; the bare name of one that the model no longer has."""
    try:
        field = _field(model, attname) or model._meta.get_field(attname)
    except FieldDoesNotExist:
        return attname
    return str(field.verbose_name)


def in_words(model: type[models.Model], attname: str, value: Any, names: Names) -> str:
    """A value of the log as a person says it; empty when there is none."""
    value = opened(value)
    if value is CLEARED:
        return _("(cleared)")
    if value is None or value in ("", [], {}):
        return ""
    field = _field(model, attname)
    if isinstance(value, list):
        return "、".join(head_of(model, name) if isinstance(name, str) else str(name) for name in value)
    if field is None or isinstance(value, dict):
        return Truncator(str(value)).chars(60)
    if field.is_relation:
        return names.get((field.related_model, value), str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    try:
        value = field.to_python(value)
    except ValidationError:
        return str(value)
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value)
    return show(value)


def related_names(lines: list[Change]) -> Names:
    """The names of all rows at which values of the lines point. One query for each model."""
    wanted: dict[type[models.Model], set[int]] = {}
    for line in lines:
        if line.action not in Change.WRITES:
            continue
        model = apps.get_model(line.model)
        for side in (line.before, line.after):
            for key, value in side.items():
                field = _field(model, key)
                if field is not None and field.is_relation and value is not None:
                    wanted.setdefault(field.related_model, set()).add(value)
    return names_of(wanted)


def names_of(wanted: dict[type[models.Model], set[int]]) -> Names:
    """The names of rows by model and key, one query for each model."""
    found = {}
    for model, keys in wanted.items():
        parents = [path for path in getattr(model, "scope_paths", ()) if path]
        for row in model._base_manager.select_related(*parents).filter(pk__in=keys):
            found[model, row.pk] = str(row)
    return found
