"""Taking changes back: which lines are still in effect, what stands on them, and the way back itself.

A line that takes another back names it, so a change that was taken back and brought again is told from one that still
stands. The changes of a row lie on each other like a pile: one is taken back only from the top of it.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from .insertion import parts
from .log import Origin, lock, record
from .rows import RecordedModel, StaleRow, insert, restored, state_of, update

#: How many of the lines that stand in the way are looked up for each relation.
NAMED = 20

Key = tuple[str, int]


class CannotUndo(Exception):
    """Something stands against taking a change back. `.standing` are the lines to take back first, newest first."""

    def __init__(self, text: str, standing: Iterable[models.Model] = ()) -> None:
        super().__init__(text)
        self.standing = sorted(standing, key=lambda line: -line.pk)


def lines_of(batch: uuid.UUID) -> list[models.Model]:
    """The lines of one change that wrote rows, newest first."""
    Change = apps.get_model("base", "Change")
    return list(Change.objects.filter(batch=batch, action__in=Change.WRITES).order_by("-pk"))


def undo(batch: uuid.UUID, origin: Origin) -> int:
    """Take one change back, whole. Returns the number of lines taken back. Raises CannotUndo."""
    return take_back(lines_of(batch), origin)


@transaction.atomic
def take_back(lines: Sequence[models.Model], origin: Origin) -> int:
    """Take the lines back, those left out that were taken back before. Returns how many.

    Raises CannotUndo when later changes stand on them, and when what it would bring back breaks a rule by now.
    """
    lock()
    live, standing = effect(lines)
    if not lines:
        raise CannotUndo(_("There is no such change."))
    if not live:
        raise CannotUndo(_("This change was taken back already."))
    if any(line.action == "redact" for line in live):
        raise CannotUndo(_("What was cleared because its time was over is gone for good."))
    standing += obstacles(live)
    if standing:
        # The reason tells which deed it was, as of an adjustment that took effect.
        named = (f"{line} ({line.reason})" if line.reason else str(line) for line in standing[:5])
        names = "; ".join(dict.fromkeys(named))
        raise CannotUndo(_("Later changes stand on this one; undo them first: %(names)s") % {"names": names}, standing)
    restored: dict[Key, RecordedModel] = {}
    try:
        for group in _groups(live):
            for line, row in zip(group, _bring_back(group, origin), strict=True):
                restored[line.model, line.row_id] = row
        for row in restored.values():
            if row is not None:
                row.full_clean()
    except ValidationError as error:
        raise CannotUndo(" ".join(error.messages)) from error
    except (IntegrityError, StaleRow) as error:
        raise CannotUndo(_("What it would bring back no longer fits what was entered since.")) from error
    return len(live)


def effect(lines: Sequence[models.Model]) -> tuple[list[models.Model], list[models.Model]]:
    """Which of the lines are still in effect, newest first, and the later ones that stand on these."""
    Change = apps.get_model("base", "Change")
    chosen: dict[Key, dict[int, models.Model]] = defaultdict(dict)
    for line in lines:
        chosen[line.model, line.row_id][line.pk] = line
    live: list[models.Model] = []
    standing: set[int] = set()
    for model, keys in keys_by_model(chosen).items():
        for part in parts(keys):
            found = Change.objects.filter(model=model, row_id__in=part, action__in=Change.WRITES)
            told: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
            for key, number, undoes in found.order_by("pk").values_list("row_id", "pk", "undoes_id"):
                told[key].append((number, undoes))
            for key, numbers in told.items():
                own = chosen[model, key]
                still, above = weigh(numbers, own.keys())
                live += [own[number] for number in still]
                standing |= above
    return sorted(live, key=lambda line: -line.pk), list(Change.objects.filter(pk__in=standing))


def weigh(numbers: Iterable[tuple[int, int | None]], chosen: Collection[int]) -> tuple[list[int], set[int]]:
    """Of the chosen lines of a row those in effect, and the other lines that stand on them.

    numbers: the number of each line of the row, oldest first, and of the one that it takes back. A line either puts a
    change on the pile, or takes one off; to take back what took it off puts it there again.
    """
    pile: list[int] = []
    means: dict[int, tuple[int, bool]] = {}
    put: dict[int, int] = {}
    taken: dict[int, int] = {}
    below: dict[int, list[int]] = {}
    for number, undoes in numbers:
        change, puts = means.get(undoes, (number, False))
        means[number] = change, not puts
        if puts:
            pile.remove(change)
            taken[change], below[change] = number, list(pile)
        else:
            pile.append(change)
            put[change] = number
    own = {means[number][0] for number in chosen}
    live, standing = [], set()
    for number in chosen:
        change, puts = means[number]
        if puts == (change in pile):
            live.append(number)
            if puts:
                standing |= {put[other] for other in pile[pile.index(change) + 1 :] if other not in own}
            else:
                standing |= {put[other] for other in pile if other not in below[change] and other not in own}
                standing |= {taken[other] for other in below[change] if other not in pile and other not in own}
    return live, standing


def obstacles(lines: Sequence[models.Model]) -> list[models.Model]:
    """The lines of other rows that stand against taking these back.

    A row that others point at, or stand on, cannot go, and a row cannot come back without what it points at.
    """
    touched = {(line.model, line.row_id) for line in lines}
    gone: dict[str, set[int]] = defaultdict(set)
    wanted: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        if line.action == "create":
            gone[line.model].add(line.row_id)
        else:
            for label, key in pointed_at(line.model, line.before):
                wanted[label].add(key)
    found = []
    for label, keys in gone.items():
        found += _newest("create", [key for key in _pointing_at(label, keys) if key not in touched])
    for label, keys in wanted.items():
        there = apps.get_model(label)._base_manager
        missing = [key for part in parts(keys) for key in set(part) - set(there.in_bulk(part))]
        found += _newest("delete", [(label, key) for key in missing if (label, key) not in touched])
    return found


def pointed_at(label: str, values: dict[str, Any]) -> Iterator[Key]:
    """The recorded rows that a row of these values points at."""
    model = apps.get_model(label)
    for field in model._meta.concrete_fields:
        key = values.get(field.attname) if field.is_relation else None
        if key is not None and issubclass(field.related_model, RecordedModel):
            yield field.related_model._meta.label_lower, key
    if label == "base.attachment" and "row_id" in values:
        yield values["model"], values["row_id"]


def _pointing_at(label: str, keys: set[int]) -> Iterator[Key]:
    """The recorded rows that stand on rows of the model or point at them, a number of each kind."""
    model = apps.get_model(label)
    for part in parts(keys):
        for key in model.standing_on(part):
            yield label, key
        for relation in model._meta.get_fields(include_hidden=True):
            if relation.auto_created and not relation.concrete and issubclass(relation.related_model, RecordedModel):
                others = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": part})
                for key in others.values_list("pk", flat=True)[:NAMED]:
                    yield relation.related_model._meta.label_lower, key
        beside = apps.get_model("base", "Attachment")._base_manager.filter(model=label, row_id__in=part)
        for key in beside.values_list("pk", flat=True)[:NAMED]:
            yield "base.attachment", key


def _newest(action: str, keys: Iterable[Key]) -> list[models.Model]:
    """For each row the last line of this action."""
    Change = apps.get_model("base", "Change")
    found: dict[Key, models.Model] = {}
    for model, ids in keys_by_model(keys).items():
        for part in parts(ids):
            for line in Change.objects.filter(model=model, row_id__in=part, action=action).order_by("pk"):
                found[model, line.row_id] = line
    return list(found.values())


def keys_by_model(keys: Iterable[Key]) -> dict[str, list[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for model, key in keys:
        found[model].add(key)
    return {model: sorted(ids) for model, ids in found.items()}


def _groups(lines: Sequence[models.Model]) -> Iterator[list[models.Model]]:
    """The lines in their order, cut where the model or the action changes, or a row comes again.

    Rows of a model that points at itself come one by one: the database would not let go a row before the other.
    """
    group: list[models.Model] = []
    for line in lines:
        model = apps.get_model(line.model)
        alone = any(field.related_model is model for field in model._meta.concrete_fields if field.is_relation)
        if group and (
            alone
            or (line.model, line.action) != (group[0].model, group[0].action)
            or any(line.row_id == other.row_id for other in group)
        ):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _bring_back(lines: Sequence[models.Model], origin: Origin) -> list[RecordedModel | None]:
    """Take back lines of one model and action, each of a row of its own. Returns the rows as they stand again, None
    for those that are gone. What followed from the change has lines of its own, so nothing follows from this.
    """
    model = apps.get_model(lines[0].model)
    undone = {line.row_id: line for line in lines}
    if lines[0].action == "delete":
        rows = {key: model(pk=key, **restored(model, line.before)) for key, line in undone.items()}
        insert(list(rows.values()), origin, undone)
        return list(rows.values())
    rows = {}
    for part in parts(undone):
        rows.update(model._base_manager.in_bulk(part))
    if len(rows) < len(undone):
        raise CannotUndo(_("The log does not account for what is stored; let verify_changes look at it."))
    if lines[0].action == "create":
        _remove(model, [rows[key] for key in undone], origin, undone)
        return [None] * len(lines)
    for key, line in undone.items():
        for name, value in restored(model, line.before).items():
            setattr(rows[key], name, value)
    update([rows[key] for key in undone], origin, undone)
    return [rows[key] for key in undone]


def _remove(
    model: type[models.Model], rows: Sequence[RecordedModel], origin: Origin, undone: dict[int, models.Model]
) -> None:
    entries = [(row, "delete", state_of(row), {}) for row in rows]
    try:
        for part in parts(undone):
            model._base_manager.filter(pk__in=part).delete()
    except models.ProtectedError as error:
        names = ", ".join(str(found) for found in list(error.protected_objects)[:5])
        raise CannotUndo(_("“%(row)s” is in use by: %(names)s.") % {"row": rows[0], "names": names}) from error
    record(origin, entries, undone)
