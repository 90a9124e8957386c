"""Whose lines of the change log: who audits the city sees all of them, everybody else those of rows in sight.

Pages go by the number of the line, never by counting off, so that the log opens as fast with a million lines.
"""

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count, Q

from .attachments import LABEL
from .models import Attachment, Change
from .registers import Register, all_registers

Row = tuple[str, int]

#: What a person is shown of the own deeds though no row in sight has it: exports, and rows that were taken back.
OWN = (Change.Action.EXPORT, Change.Action.DELETE)


@dataclasses.dataclass(frozen=True)
class Page:
    """A stretch of the log, newest line first. older, newer: the numbers to go on from; None where it ends."""

    lines: list[Change]
    older: int | None
    newer: int | None


def sees_all(user: Any) -> bool:
    """Whether the person audits the whole city: people and duties are changed in the log, too."""
    return user.may("audit", "city")


def page(
    user: Any,
    lines: models.QuerySet,
    *,
    labels: set[str] | None = None,
    before: int | None = None,
    after: int | None = None,
    size: int = 50,
) -> Page:
    """The next of these lines that the person may see, before or after a line. One query.

    labels: the registers that they are about, where that is known.
    """
    upwards = after is not None
    if upwards:
        lines = lines.filter(pk__gt=after)
    elif before is not None:
        lines = lines.filter(pk__lt=before)
    order = "pk" if upwards else "-pk"
    if not sees_all(user):
        # Of each register no more than a page is looked up; the page is then made of these.
        parts = [part.order_by(order).values("pk")[: size + 1] for part in _visible_parts(user, lines, labels)]
        found = [Change.objects.filter(pk__in=part).order_by().values_list("pk") for part in parts]
        lines = Change.objects.filter(pk__in=found[0].union(*found[1:], all=True))
    found = list(lines.order_by(order).select_related("actor")[: size + 1])
    more, found = len(found) > size, found[:size]
    if upwards:
        found.reverse()
    first, last = (found[0].pk, found[-1].pk) if found else (None, None)
    older, newer = (last, first if more else None) if upwards else (last if more else None, first if before else None)
    return Page(found, older, newer)


def counted(user: Any, batch: UUID) -> list[tuple[str, str, int]]:
    """Of one change the lines that the person may see: register, action and number. A query for each register."""
    lines = Change.objects.filter(batch=batch)
    parts = [lines] if sees_all(user) else _visible_parts(user, lines, labels_of(batch))
    kinds = [part.order_by("model", "action").values_list("model", "action").annotate(Count("pk")) for part in parts]
    return [found for part in kinds for found in part]


def labels_of(batch: UUID) -> set[str]:
    """The registers in which a change wrote."""
    return set(Change.objects.filter(batch=batch).order_by().values_list("model", flat=True).distinct())


def _visible_parts(user: Any, lines: models.QuerySet, labels: set[str] | None = None) -> Iterator[models.QuerySet]:
    """The lines that the person may see, by register: those of visible rows, their files, and own deeds.

    labels: the registers that are asked for; all of them without it.
    """
    beside = Q(pk=None)
    for register in all_registers():
        if labels is not None and not {register.label, LABEL} & labels:
            continue
        rows = register.model.objects.visible_to(user).order_by().values("pk")
        yield lines.filter(model=register.label, row_id__in=rows)
        beside |= Q(model=register.label, row_id__in=rows)
    yield lines.filter(model=LABEL, row_id__in=Attachment.objects.filter(beside).order_by().values("pk"))
    yield lines.filter(action__in=OWN, actor=user)


def among(user: Any, lines: Iterable[Change]) -> list[Change]:
    """Those of the lines that the person may see, in their order. A query for each register among them."""
    lines = list(lines)
    if sees_all(user):
        return lines
    about = _about(lines)
    seen = set()
    for register, keys in _by_register(about.values()):
        rows = register.model.objects.visible_to(user).filter(pk__in=keys)
        seen |= {(register.label, key) for key in rows.values_list("pk", flat=True)}
    return [line for line in lines if about[line.pk] in seen or (line.action in OWN and line.actor_id == user.pk)]


def addresses(lines: Iterable[Change]) -> dict[int, str]:
    """By the line's number, the page of the row that it is about; rows that are gone have none."""
    about = _about(lines)
    found = {}
    for register, keys in _by_register(about.values()):
        rows = register.model.objects.whole_city(because="only whether they exist; the caller chose the lines")
        for key in rows.filter(pk__in=keys).values_list("pk", flat=True):
            found[register.label, key] = register.url("detail", pk=key)
    return {number: found[row] for number, row in about.items() if row in found}


def _about(lines: Iterable[Change]) -> dict[int, Row]:
    """By the line's number, the row that it is about: of a file, the row beside which it stands."""
    lines = list(lines)
    files = {line.row_id for line in lines if line.model == LABEL}
    stored = Attachment.objects.filter(pk__in=files).values_list("pk", "model", "row_id") if files else ()
    beside = {key: (label, row_id) for key, label, row_id in stored}
    return {
        line.pk: beside.get(line.row_id, (LABEL, line.row_id)) if line.model == LABEL else (line.model, line.row_id)
        for line in lines
    }


def _by_register(rows: Iterable[Row]) -> Iterator[tuple[Register, set[int]]]:
    keys: dict[str, set[int]] = {}
    for label, key in rows:
        keys.setdefault(label, set()).add(key)
    return ((register, keys[register.label]) for register in all_registers() if register.label in keys)
