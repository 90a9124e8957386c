"""Rows that are supposed: written on trial, judged, and rolled back whatever happens."""

import contextlib
import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import OperationalError, connection, models

from zhoushan_community.base import changes
from zhoushan_community.base.changes import RecordedModel

#: What is supposed waits at most so long for somebody who writes: less than until the server looks for transactions
#: that wait for each other, so that it is never the clerk who is sent away. And it is judged within so long.
PATIENCE = ("SET LOCAL lock_timeout = '200ms'", "SET LOCAL statement_timeout = '15s'")


class Busy(Exception):
    """Somebody is writing one of the rows this very moment, or there is too much to be judged."""


class NotSupposed(RuntimeError):
    """A row was to be written below the log outside of supposed()."""


def is_on() -> bool:
    """Whether something is supposed at this moment."""
    return changes.on_trial()


@contextlib.contextmanager
def supposed() -> Iterator[None]:
    """Whatever is written inside is taken back at the end, also by an error. A process that dies takes it back, too,
    because it never commits. Raises Busy.

    All inside sees the same moment, so that what a clerk saves meanwhile does not pass for a consequence of an edit.
    On PostgreSQL the supposed rows are locked until the end, which is soon; sequences move on, so that keys are left
    out, and foreign keys are never checked, because that is done at commits. SQLite lets nobody else write meanwhile.
    What waits for a commit (jobs) is forgotten with the rest.
    """
    outermost = not connection.in_atomic_block
    try:
        with changes.trial():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    if outermost:
                        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                    for words in PATIENCE:
                        cursor.execute(words)
            yield
    except OperationalError as error:
        raise Busy from error


def put(rows: Sequence[RecordedModel]) -> None:
    """Insert rows of one model. Raises IntegrityError."""
    _only_inside()
    for row in rows:
        row.fill()
        row.derive()
    type(rows[0])._base_manager.bulk_create(rows)


def change(rows: Sequence[models.Model], **values: Any) -> None:
    """Write the values into stored rows of one model. Raises IntegrityError."""
    _only_inside()
    if rows:
        type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows]).update(**values)


def end(rows: Sequence[models.Model], day: datetime.date) -> None:
    """Let stored rows of one model hold no longer from the day on. Raises IntegrityError."""
    _only_inside()
    if not rows:
        return
    first, last = rows[0].dated_fields
    # No constraint lets a row end on the very day on which it begins.
    begun = [row for row in rows if getattr(row, first) == day]
    change(begun, **{first: day - datetime.timedelta(days=1), last: day})
    change([row for row in rows if row not in begun], **{last: day})


def rewrite(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write the named fields of stored rows of one model, each its own values. Raises IntegrityError."""
    _only_inside()
    if rows:
        type(rows[0])._base_manager.bulk_update(rows, names)


def _only_inside() -> None:
    if not is_on():
        raise NotSupposed("rows are supposed inside supposed() only")
