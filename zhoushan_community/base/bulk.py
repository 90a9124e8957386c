"""One change to many rows: a field set to a value, or rows closed on a day. Looked at first, then written whole.

The look is a job that keeps for every row what would become of it; the deed is a job over that very look. It judges
every row anew, and where one was changed meanwhile or may no longer be changed, nothing is written.
"""

import dataclasses
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.db import IntegrityError, models, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from . import changes, jobs, lookups
from .changes import Origin, Source, parts
from .constraints import faults_of
from .fields import PhoneField
from .forms import form_for
from .models import Job
from .registers import Register, find
from .scope import naming
from .sheets import together
from .sheets.plan import PlanRow
from .templatetags.show import show

PREVIEW = "preview.json"


def changeable(register: Register, actor: Any) -> dict[str, forms.Field]:
    """The fields that many rows may be given one value in: neither what names a row nor whose it is."""
    model = register.model
    naming_fields = {name for constraint in model._meta.constraints for name in getattr(constraint, "fields", ())}
    parents = {path.partition("__")[0] for path in model.scope_paths} | {model.territory_parent}
    left_out = {*register.sheet_key, *naming_fields, *parents, register.closes_on, "reason", "version"}
    found = {}
    for name, field in form_for(register)(user=actor).fields.items():
        stored = next((each for each in model._meta.fields if each.name == name), None)
        if stored is None or stored.unique or isinstance(stored, PhoneField) or name in left_out or field.disabled:
            continue
        if stored.is_relation and stored.related_model.territory_level:
            continue
        field.initial = None
        if isinstance(field, forms.ModelChoiceField):
            lookups.offer(field, "edit")
        found[name] = field
    return found


@dataclasses.dataclass(frozen=True)
class Deed:
    """What is to be done to many rows. closing: the field is the one that ends a row, the value the day."""

    register: Register
    actor: Any
    name: str
    value: Any
    closing: bool

    def rows(self, keys: Sequence[int]) -> Iterator[tuple[list[PlanRow], int]]:
        """What would become of the rows, a chunk at a time, with the number of keys dealt with so far."""
        model = self.register.model
        done = 0
        for part in parts(keys):
            read = {
                *self.register.related,
                *naming(model),
                *([self.name] if model._meta.get_field(self.name).is_relation else []),
            }
            stored = model.objects.visible_to(self.actor).select_related(*read).in_bulk(part)
            own = set(model.objects.editable_by(self.actor).filter(pk__in=part).values_list("pk", flat=True))
            found = [self._planned(stored[key], key in own) for key in part if key in stored]
            together.judge(model, found, self.actor)
            done += len(part)
            yield found, done

    def _planned(self, row: models.Model, own: bool) -> PlanRow:
        before = getattr(row, self.name)
        planned = PlanRow(None, row.pk, "update", "ok", {}, {}, {}, [], {self.name: before}, row)
        setattr(row, self.name, self.value)
        if not own:
            planned.refuse(self.name, "foreign", _("You may not change this row."))
        elif self.closing and before is not None:
            planned.refuse(self.name, "closed", _("It was closed on %(day)s already.") % {"day": before})
        elif before == self.value:
            planned.action = "unchanged"
        else:
            for words in (words for found in faults_of(row).values() for words in found):
                planned.refuse(self.name, "invalid", str(words))
        return planned

    def in_words(self, value: Any) -> str:
        """A value of the field as lists show it."""
        return show(str(value) if isinstance(value, models.Model) else self.register.in_words(self.name, value))

    def as_json(self, planned: PlanRow) -> dict[str, Any]:
        """The row as the look keeps it."""
        return {
            "pk": planned.row,
            "version": planned.instance.version,
            "name": planned.instance.long_name,
            "before": self.in_words(planned.before[self.name]),
            "after": self.in_words(self.value),
            "action": planned.action,
            "reasons": [message["text"] for message in planned.messages],
        }


def field_of(register: Register, actor: Any, name: str, *, closing: bool) -> forms.Field | None:
    """The field of a deed; None when there is no such deed for the person."""
    if closing:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"})) if register.closes_on else None
    return changeable(register, actor).get(name)


def _deed(run: jobs.Run, arguments: dict[str, Any]) -> Deed:
    """The deed of a job, its value read again for the person as duties are now."""
    register, closing = find(arguments["register"]), arguments["closing"]
    field = field_of(register, run.actor, arguments["field"], closing=closing)
    if field is None:
        raise jobs.Failed(_("You no longer have the right to change rows of this register."))
    value = field.clean(field.widget.value_from_datadict(QueryDict(arguments["typed"]), {}, "value"))
    return Deed(register, run.actor, register.closes_on if closing else arguments["field"], value, closing)


def _planned(run: jobs.Run, deed: Deed, keys: Sequence[int]) -> list[PlanRow]:
    rows: list[PlanRow] = []
    run.progress(0, len(keys))
    for found, done in deed.rows(keys):
        rows += found
        run.progress(done, len(keys))
    return rows


@jobs.work("bulk-preview")
def preview_work(run: jobs.Run) -> dict[str, Any]:
    """Keep what the deed would do to every row."""
    arguments = run.arguments
    deed = _deed(run, arguments)
    rows = [deed.as_json(planned) for planned in _planned(run, deed, arguments["keys"])]
    run.path(PREVIEW).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return {"next": reverse("register-bulk-preview", kwargs={**_place(deed.register), "key": run.job.key})}


def _place(register: Register) -> dict[str, str]:
    app, model = register.label.split(".")
    return {"app": app, "model": model}


def looked_at(job: Job) -> list[dict[str, Any]] | None:
    """The rows of a look, as Deed.as_json() gives them; None when it is not there, or no longer."""
    path = jobs.folder(job) / PREVIEW
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def changed_since(register: Register, rows: Iterable[dict[str, Any]]) -> set[int]:
    """The keys of the rows that somebody saved since they were looked at."""
    versions = {row["pk"]: row["version"] for row in rows}
    found = dict.fromkeys(versions)
    objects = register.model.objects.whole_city(because="the versions of rows that the person has looked at")
    for part in parts(versions):
        found.update(objects.filter(pk__in=part).order_by().values_list("pk", "version"))
    return {key for key, version in versions.items() if found[key] != version}


@jobs.work("bulk-commit")
def commit_work(run: jobs.Run) -> dict[str, Any]:
    """Do what was looked at, to all rows that it would change, or to none."""
    look = Job.objects.get(key=run.arguments["look"], actor=run.actor, kind="bulk-preview")
    kept = looked_at(look)
    if kept is None:
        raise jobs.Failed(_("The look at these rows is gone; nothing was changed. Look at them anew."))
    deed = _deed(run, look.arguments)
    wanted = {row["pk"]: row for row in kept if row["action"] == "update"}
    planned = _planned(run, deed, list(wanted))
    now = {row.row: deed.as_json(row) for row in planned}
    other = [row["name"] for key, row in wanted.items() if now.get(key) != row]
    if other:
        raise jobs.Failed(_refusal(other))
    origin = Origin(run.actor, Source.BULK, look.arguments["reason"], batch=run.job.key, place=run.job.title)
    outcome = {"changed": len(wanted), "batch": str(run.job.key), "list": look.arguments["list"]}
    try:
        with transaction.atomic():
            changes.update_all([row.instance for row in planned], origin)
            # Asked after writing, inside the transaction: the rows as they are now must be the person's own.
            for part in parts(row.row for row in planned):
                if deed.register.model.objects.editable_by(run.actor).filter(pk__in=part).count() != len(part):
                    raise jobs.Failed(_("It would take rows out of your territory; nothing was changed."))
            run.seal(outcome)
    except changes.StaleRow as stale:
        raise jobs.Failed(_refusal([str(stale.current)])) from stale
    except IntegrityError as error:
        raise jobs.Failed(_("What somebody saved at this moment stands against it; nothing was changed.")) from error
    return outcome


def _refusal(names: Sequence[str]) -> str:
    told = "、".join(names[:5]) + (" …" if len(names) > 5 else "")
    words = _("Changed since you looked, or no longer yours to change: %(rows)s. Nothing was changed; look again.")
    return words % {"rows": told}
