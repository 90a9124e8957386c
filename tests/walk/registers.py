"""What is asked at the addresses that every register has."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.http import QueryDict

from tests.battery import posted
from zhoushan_community.base.fields import PhoneField
from zhoushan_community.base.grid import Grid
from zhoushan_community.base.scope import ScopedModel

from .asking import (
    AWAY,
    DONE,
    NOT_THERE,
    SHOWN,
    WRONG,
    Ask,
    Judge,
    Verdict,
    both,
    everybody,
    looked_at,
    of_registers,
    only,
    posted_only,
    whoever_changes,
    whoever_enters,
    whoever_sees,
)  # fmt: skip
from .oracle import Person
from .world import Ground, World, key_of

WHY = {"reason": "为什么"}
#: What was typed is shown again with what is wrong about it, and nothing is written.
REFUSED_IN_WORDS = Verdict((200, 400, 409))


def sees(w: World, row: models.Model, then: Verdict = SHOWN) -> Judge:
    return whoever_sees(row, w.place(row), then)


def changes(w: World, row: models.Model, then: Verdict = SHOWN) -> Judge:
    return whoever_changes(row, w.place(row), then)


def relations(model: type[models.Model]) -> list[models.Field]:
    """The fields of a model that point at rows which belong to somebody."""
    return [f for f in model._meta.fields if f.is_relation and issubclass(f.related_model, ScopedModel) and f.editable]


# Lists and sheets


@of_registers("register-list")
def lists(w: World, g: Ground) -> Iterator[Ask]:
    yield from looked_at(f"{g.register.url()}?all=1&size=100", everybody(), rows=g.register.label)
    for row in g.stored:
        # Every filter that takes a row is given a stranger's, the territory and the search as well.
        asked = "".join(f"&{field.name}={getattr(row, field.attname) or ''}" for field in relations(type(row)))
        yield Ask(f"{g.register.url()}?all=1&cols=source_note{asked}", everybody())
        for level, key in list(w.place(row).keys.items())[:1]:
            yield Ask(f"{g.register.url()}?all=1&unit={level}-{key}&q=mkw&cols=source_note", everybody())


@of_registers("register-export")
def exports(w: World, g: Ground) -> Iterator[Ask]:
    for ending in ("csv", "xlsx"):
        yield from looked_at(f"{g.register.url('export')}?all=1&format={ending}&cols=source_note", everybody())


@of_registers("register-template", sparing=True)
def templates(w: World, g: Ground) -> Iterator[Ask]:
    answer = everybody(SHOWN if g.register.sheet_key else NOT_THERE)
    yield from looked_at(g.register.url("template"), answer)
    yield from looked_at(f"{g.register.url('template')}?rows=1", answer)


@of_registers("register-tree")
def trees(w: World, g: Ground) -> Iterator[Ask]:
    for row in (w.city.dinghai, w.city.putuo, w.city.huannan, w.city.changguo):
        unit = f"{row._meta.model_name}-{row.pk}"
        yield from looked_at(g.register.url("tree", unit=unit), sees(w, row))


@of_registers("register-save-query", sparing=True)
def saving_queries(w: World, g: Ground) -> Iterator[Ask]:
    asked = {"name": "我的", "query": "q=x", "is_default": "on"}
    yield from posted_only(g.register.url("save-query"), everybody(DONE), asked)


@of_registers("register-query", sparing=True)
def queries(w: World, g: Ground) -> Iterator[Ask]:
    for action in ("first", "delete"):
        address = g.register.url("query", pk=g.query.pk)
        yield from posted_only(address, only(g.keeper, DONE), {"action": action})


# Forms


def posts(w: World, row: models.Model, first: Judge) -> Judge:
    """A row that is posted is taken on one's own ground only."""

    def judge(one: Person) -> Verdict:
        return DONE if one.changes(row, w.place(row)) else REFUSED_IN_WORDS

    return both(first, judge)


@of_registers("register-add")
def adding(w: World, g: Ground) -> Iterator[Ask]:
    enters = whoever_enters(g.register.label)
    yield Ask(g.register.url("add"), enters)
    for row in g.new:
        yield Ask(g.register.url("add"), posts(w, row, enters), posted=posted(row))
        # A page that begins with a stranger's parent, as an address may ask for it.
        asked = "&".join(f"{field.name}={getattr(row, field.attname) or ''}" for field in relations(type(row)))
        yield Ask(f"{g.register.url('add')}?{asked}", enters)


@of_registers("register-edit")
def editing(w: World, g: Ground) -> Iterator[Ask]:
    for row in g.stored:
        address = g.register.url("edit", pk=row.pk)
        yield Ask(address, changes(w, row))
        yield Ask(address, changes(w, row, DONE), posted=posted(row))
    # One's own row, pointed at what lies elsewhere.
    for row, other in (g.stored, g.stored[::-1]):
        for field in relations(type(row)):
            target = getattr(other, field.name)
            if target is not None and target.pk != getattr(row, field.attname):
                yield Ask(
                    g.register.url("edit", pk=row.pk),
                    _points_at(w, row, target),
                    posted={**posted(row), field.name: target.pk},
                )


def _points_at(w: World, row: models.Model, target: models.Model) -> Judge:
    """Nobody writes it who may not enter under both; others may be refused for another reason."""

    def judge(one: Person) -> Verdict:
        return Verdict((200, 302, 409), one.enters_under(w.place(target)))

    return both(changes(w, row), judge)


@of_registers("register-last")
def last_figures(w: World, g: Ground) -> Iterator[Ask]:
    for row in g.new:
        asked = QueryDict(mutable=True)
        asked.update({name: str(value) for name, value in posted(row).items()})
        yield from looked_at(f"{g.register.url('last')}?{asked.urlencode()}", whoever_enters(g.register.label))


@of_registers("register-row-last")
def row_last_figures(w: World, g: Ground) -> Iterator[Ask]:
    for row in g.stored:
        yield from looked_at(g.register.url("row-last", pk=row.pk), changes(w, row))


# Many rows at once


def _sent(*rows: dict[str, Any], **more: Any) -> str:
    sent = [{"key": f"k{n}", "number": n, "version": 0, **row} for n, row in enumerate(rows, 1)]
    return json.dumps({"batch": str(uuid.uuid4()), "write": True, "reason": "为什么", "rows": sent, "left": [], **more})


@of_registers("register-grid")
def grids(w: World, g: Ground) -> Iterator[Ask]:
    label, address = g.register.label, g.register.url("grid")
    enters = whoever_enters(label)
    yield Ask(f"{address}?all=1", enters)
    yield Ask(f"{address}?draft={g.draft.pk}", both(enters, only(g.keeper)))
    written = Verdict((200,), writes=True)
    for row in g.stored:
        cells = {"pk": row.pk, "version": row.version, "cells": {"source_note": "改"}}
        yield Ask(address, both(enters, changes(w, row, written)), posted=_sent(cells))
        # As what is left over it becomes a draft of one's own, with what is wrong with it.
        left = [{"key": "k1", "number": 1, **cells}]
        yield Ask(address, both(enters, everybody(written)), posted=_sent(left=left, keep=True, draft=g.draft.pk))
    for row in g.new:
        texts = Grid(g.register, w.city.administrator, QueryDict()).texts(row)
        yield Ask(address, both(enters, _takes(w, row, written)), posted=_sent({"pk": None, "cells": texts}))


def _takes(w: World, row: models.Model, written: Verdict) -> Judge:
    return lambda one: written if one.changes(row, w.place(row)) else SHOWN


@of_registers("register-discard", sparing=True)
def discarding(w: World, g: Ground) -> Iterator[Ask]:
    yield from posted_only(g.register.url("discard", pk=g.draft.pk), only(g.keeper, DONE), {})


@of_registers("register-bulk")
def deeds(w: World, g: Ground) -> Iterator[Ask]:
    address, enters = g.register.url("bulk"), whoever_enters(g.register.label, AWAY)
    yield Ask(address, enters)
    deed = {"field": "source_note", "value": "改", **WHY}
    for row in g.stored:
        # A look at the rows is a job on one's own desk; what it shows is asked in a test of its own.
        looked = whoever_enters(g.register.label, DONE)
        yield Ask(address, looked, posted={**deed, "row": [row.pk], "query": "all=1"})


@of_registers("register-bulk-preview", sparing=True)
def deed_previews(w: World, g: Ground) -> Iterator[Ask]:
    address = g.register.url("bulk-preview", key=g.look.key)
    owner = both(whoever_enters(g.register.label), only(g.keeper))
    yield Ask(address, owner)
    yield Ask(address, both(owner, everybody(DONE)), posted={"again": 1})


# Sheets that come in


def _uploaded(g: Ground) -> Judge:
    return whoever_enters(g.register.label) if g.register.sheet_key else everybody(NOT_THERE)


@of_registers("register-import")
def uploads(w: World, g: Ground) -> Iterator[Ask]:
    yield Ask(g.register.url("import"), _uploaded(g))
    yield Ask(g.register.url("import"), both(_uploaded(g), everybody(WRONG)), posted={"day": "2002-06-30"})


@of_registers("register-preview", sparing=True)
def previews(w: World, g: Ground) -> Iterator[Ask]:
    key = g.sheet.key if g.sheet else uuid.uuid4()
    owner = both(_uploaded(g), only(g.keeper))
    yield Ask(g.register.url("preview", key=key), owner)
    yield Ask(g.register.url("preview", key=key), both(owner, everybody(DONE)), posted={"commit": 1})
    yield Ask(g.register.url("preview", key=key), both(owner, everybody(DONE)), posted={"heads": 1})
    yield Ask(g.register.url("preview", key=key), both(owner, everybody(DONE)), posted={"marked": 1})


# One row


@of_registers("register-detail")
def details(w: World, g: Ground) -> Iterator[Ask]:
    for row in g.stored:
        line = w.lines[key_of(row)]
        yield from looked_at(g.register.url("detail", pk=row.pk), sees(w, row))
        yield Ask(f"{g.register.url('detail', pk=row.pk)}?line={line.pk}&on=2003-01-01", sees(w, row))


@of_registers("register-reveal")
def revealing(w: World, g: Ground) -> Iterator[Ask]:
    for row in g.stored:
        names = [field.name for field in row._meta.fields if isinstance(field, PhoneField)]
        for name in names:
            address = g.register.url("reveal", pk=row.pk, field=name)
            yield Ask(address, changes(w, row))
            told = changes(w, row, Verdict((200,), writes=True))
            yield Ask(address, told, posted={"reason": "核对身份"}, tells="numbers")
        if not names:
            address = g.register.url("reveal", pk=row.pk, field="source_note")
            yield from looked_at(address, everybody(NOT_THERE))


@of_registers("register-history")
def histories(w: World, g: Ground) -> Iterator[Ask]:
    for row in g.stored:
        yield from looked_at(g.register.url("history", pk=row.pk), sees(w, row))


@of_registers("register-undo")
def undoing(w: World, g: Ground) -> Iterator[Ask]:
    for row, other in (g.stored, g.stored[::-1]):
        address = g.register.url("undo", pk=row.pk, line=w.lines[key_of(row)].pk)
        yield Ask(address, changes(w, row))
        yield Ask(address, changes(w, row, DONE), posted=WHY)
        # A stranger's line under the address of one's own row.
        strange = g.register.url("undo", pk=row.pk, line=w.lines[key_of(other)].pk)
        yield Ask(strange, everybody(NOT_THERE))
        yield Ask(strange, everybody(NOT_THERE), posted=WHY)


@of_registers("register-files")
def adding_files(w: World, g: Ground) -> Iterator[Ask]:
    for row in g.stored:
        upload = SimpleUploadedFile("纪要.txt", b"minutes")
        yield from posted_only(
            g.register.url("files", pk=row.pk), changes(w, row, DONE), {"kind": "minutes", "title": "", "file": upload}
        )


@of_registers("register-file")
def files(w: World, g: Ground) -> Iterator[Ask]:
    for row, other in (g.stored, g.stored[::-1]):
        own, strange = (g.register.url("file", pk=row.pk, file=w.files[key_of(each)].pk) for each in (row, other))
        yield Ask(own, sees(w, row))
        yield Ask(strange, everybody(NOT_THERE))


@of_registers("register-withdraw")
def withdrawing(w: World, g: Ground) -> Iterator[Ask]:
    for row, other in (g.stored, g.stored[::-1]):
        own, strange = (g.register.url("withdraw", pk=row.pk, file=w.files[key_of(each)].pk) for each in (row, other))
        yield from posted_only(own, changes(w, row, DONE), WHY)
        yield Ask(strange, both(changes(w, row), everybody(NOT_THERE)), posted=WHY)
