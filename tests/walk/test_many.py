"""Sheets, grids and deeds over many rows: one's own rows are taken, all others stay, and none of them is shown."""

import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.battery import all_batteries
from zhoushan_community.base.models import Draft, Job

from .asking import Ask, everybody
from .oracle import Person
from .walking import Walker, digest, read
from .world import Ground

pytestmark = pytest.mark.django_db

NEW = "改过了"


@pytest.fixture(params=range(len(all_batteries())), ids=[each.__name__ for each in all_batteries()])
def ground(walker: Walker, request: Any) -> Ground:
    return walker.world.grounds[request.param]


@pytest.fixture
def one(walker: Walker, ground: Ground) -> Person:
    """Who enters such rows, but not all of them; another one for each battery."""
    world = walker.world
    able = [
        each
        for each in world.people
        if each.enters(ground.register.label) and not all(each.changes(row, world.place(row)) for row in ground.stored)
    ]
    if not able:
        return world.people[0]
    return able[world.grounds.index(ground) % len(able)]


def ask(walker: Walker, one: Person, address: str, posted: Any = None) -> Any:
    """Send, and see that nothing is shown which is not the person's to read."""
    question = Ask(address, everybody(), posted)
    answer = walker.send(one, question)
    text = read(answer)
    assert list(walker.leaks(one, question, text)) == []
    return answer, text


def rows_of(walker: Walker, ground: Ground) -> list[Any]:
    """Every row of the register, wherever it lies."""
    return [row for row in walker.world.rows if row._meta.label_lower == ground.register.label]


def owned(walker: Walker, one: Person, rows: list[Any]) -> set[int]:
    """The keys of those that the person may change."""
    return {row.pk for row in rows if one.changes(row, walker.world.place(row))}


def test_a_deed_changes_own_rows_only(walker: Walker, ground: Ground, one: Person) -> None:
    rows = rows_of(walker, ground)
    deed = {"field": "source_note", "value": NEW, "reason": "核对", "query": "all=1", "row": [row.pk for row in rows]}
    ask(walker, one, ground.register.url("bulk"), deed)
    look = Job.objects.latest("pk")
    assert (look.kind, look.state) == ("bulk-preview", Job.State.DONE), look.error
    ask(walker, one, look.outcome["next"])
    ask(walker, one, look.outcome["next"], {"commit": 1})
    changed = set(ground.register.model.unscoped.filter(source_note=NEW).values_list("pk", flat=True))
    assert changed == owned(walker, one, rows)


def test_a_grid_takes_own_rows_only(walker: Walker, ground: Ground, one: Person) -> None:
    address = ground.register.url("grid")
    rows = rows_of(walker, ground)
    own = owned(walker, one, rows)
    sent = [
        {"key": f"k{row.pk}", "number": row.pk, "pk": row.pk, "version": row.version, "cells": {"source_note": NEW}}
        for row in rows
    ]
    whole = {"batch": str(uuid.uuid4()), "write": True, "reason": "核对", "rows": sent, "left": []}
    before = digest()
    answer, _text = ask(walker, one, address, json.dumps(whole))
    assert own == {row.pk for row in rows} or answer.status_code in (403, 404)
    if answer.status_code != 200:
        assert digest() == before
    # What is kept as a draft is shown again with what is stored, as far as it is one's own.
    kept = {**whole, "batch": str(uuid.uuid4()), "rows": [], "left": sent, "keep": True}
    ask(walker, one, address, json.dumps(kept))
    draft = Draft.objects.get(owner=one.user, rows__0__values__source_note=NEW)
    ask(walker, one, f"{address}?draft={draft.pk}")


def test_a_sheet_takes_own_rows_only(walker: Walker, ground: Ground, one: Person) -> None:
    register = ground.register
    if not register.sheet_key:
        return
    rows = rows_of(walker, ground)
    columns = ",".join(column.name for column in register.table)
    city = walker.world.people[0]
    _answer, sheet = ask(walker, city, f"{register.url('export')}?all=1&format=csv&cols={columns}")
    content = sheet.rpartition("\nContent-Type")[0].encode()
    upload = SimpleUploadedFile("表.csv", content)
    question = Ask(register.url("import"), everybody(), {"sheet": upload, "day": ""})
    walker.send(one, question)
    job = Job.objects.latest("pk")
    assert (job.kind, job.state) == ("sheet-preview", Job.State.DONE), job.error
    answer = walker.send(one, Ask(job.outcome["next"], everybody()))
    assert list(walker.leaks(one, Ask(sheet, everybody()), read(answer))) == []
    counts = job.outcome["counts"]
    own = len(owned(walker, one, rows))
    assert (counts["unchanged"], counts["error"]) == (own, len(rows) - own)
    before = digest()
    walker.send(one, Ask(job.outcome["next"], everybody(), {"commit": 1}))
    assert own == len(rows) or digest() == before
