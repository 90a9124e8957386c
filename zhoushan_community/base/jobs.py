"""Long work: a Job row is the truth, the queue only carries its key.

A worker claims a waiting row, beats while it works, and may write the result only while the claim is its own, in the
same transaction as the work. A job whose worker fell silent is claimed again; so it ends whole, or not at all.
"""

import contextlib
import datetime
import logging
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, InterfaceError, OperationalError, connections, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from . import dated
from .models import Change, Job, User

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
PROGRESS_WRITES = 100

Work = Callable[["Run"], dict[str, Any]]
_kinds: dict[str, Work] = {}
_weekly: dict[str, Any] = {}


class Cancelled(Exception):
    """The person asked to stop; the transaction rolls back."""


class LostClaim(Exception):
    """Another worker has taken the job over; nothing of this run may stay."""


class Failed(Exception):
    """The work cannot be done, for a reason that the person is told."""


def work(kind: str) -> Callable[[Work], Work]:
    """Declare a kind of long work. The function gets a Run and returns the outcome, as JSON-ready values."""

    def declare(function: Work) -> Work:
        _kinds[kind] = function
        return function

    return declare


def weekly(title: Any) -> Callable[[Work], Work]:
    """Declare that a kind of long work is done once a week by itself, for the first who administers the city."""

    def declare(function: Work) -> Work:
        (kind,) = (kind for kind, work in _kinds.items() if work is function)
        _weekly[kind] = title
        return function

    return declare


class Run:
    """One attempt at a job, as its function sees it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.actor = job.actor
        self.arguments = job.arguments
        self._written = 0
        self.sealed = False

    def progress(self, done: int, total: int) -> None:
        """Note how far the work is, at most a hundred times. Raises Cancelled, LostClaim.

        Called outside the work's transaction: inside, nobody else would see it.
        """
        step = max(total // PROGRESS_WRITES, 1)
        if done - self._written < step and done != total and self._written:
            return
        self._written = done
        mine = Job.objects.filter(pk=self.job.pk, claim=self.job.claim, state=Job.State.RUNNING)
        if not mine.update(done=done, total=total, beat_at=timezone.now()):
            raise LostClaim
        if mine.filter(cancel_asked=True).exists():
            raise Cancelled

    def seal(self, outcome: dict[str, Any]) -> None:
        """End the job inside the work's own transaction: work and result are kept together or not at all."""
        _end(self.job, Job.State.DONE, outcome=outcome)
        self.sealed = True

    def path(self, name: str) -> Path:
        """A file in the job's own folder."""
        return folder(self.job) / Path(name).name


def folder(job: Job) -> Path:
    """Where the job's files are kept; outside everything that the web server serves."""
    path = Path(settings.DATA_DIR) / "jobs" / str(job.key)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def create(kind: str, title: str, actor: Any, arguments: dict[str, Any]) -> Job:
    """A new job, not yet sent. Files it needs go to folder(job) before start()."""
    assert kind in _kinds, kind
    expires = dated.today() + datetime.timedelta(days=settings.JOB_DAYS)
    return Job.objects.create(kind=kind, title=title[:200], actor=actor, arguments=arguments, expires_on=expires)


def asked_before(kind: str, actor: Any, **arguments: Any) -> Job | None:
    """The person's job of the kind with these arguments that is under way, or whose changes stand. Asked for twice, as
    by a double click, they are made once, and the second answer leads to the same job."""
    told = {f"arguments__{name}": value for name, value in arguments.items()}
    same = Job.objects.filter(kind=kind, actor=actor, **told).exclude(state__in=(Job.State.FAILED, Job.State.CANCELLED))
    standing = Change.objects.filter(undone_by=None)
    return next((job for job in same if not job.ended or standing.filter(batch=job.key).exists()), None)


def start(job: Job, *, inline: bool = False) -> None:
    """Send the job to the workers after commit; short work runs here and now instead."""
    if inline:
        run(job.key)
        job.refresh_from_db()
    else:
        transaction.on_commit(lambda: run_job.delay(str(job.key)))


def cancel(job: Job) -> None:
    """Ask a job to stop. A waiting one stops at once, a running one at its next step."""
    now = timezone.now()
    Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(state=Job.State.CANCELLED, ended_at=now)
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_asked=True)


@shared_task(name="run_job", ignore_result=True)
def run_job(key: str) -> None:
    """The one task: run the job of this key."""
    run(uuid.UUID(key))


def run(key: uuid.UUID) -> None:
    """Claim the job and do it. Does nothing when it is not waiting, so running it twice changes nothing twice."""
    claim = uuid.uuid4()
    now = timezone.now()
    claimed = Job.objects.filter(key=key, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, claim=claim, started_at=now, beat_at=now, attempts=F("attempts") + 1
    )
    if not claimed:
        return
    # Read again here: the actor's duties are those of this moment, not of the moment the job was asked for.
    job = Job.objects.select_related("actor").get(key=key)
    attempt = Run(job)
    with translation.override(settings.LANGUAGE_CODE), _beating(job):
        state, outcome, error = Job.State.DONE, {}, ""
        try:
            outcome = _kinds[job.kind](attempt)
        except Cancelled:
            state = Job.State.CANCELLED
        except LostClaim:
            logger.warning("job %s was taken over by another worker", job.key)
            return
        except (Failed, ValidationError) as failure:
            state, error = Job.State.FAILED, " ".join(getattr(failure, "messages", [str(failure)]))
        except Exception as failure:
            if _lost_the_database(failure):
                # Nothing of the transaction stays, and the job is ours in name only: the sweep takes it up again.
                logger.exception("job %s lost the database", job.key)
                connections.close_all()
                return
            logger.exception("job %s failed", job.key)
            state = Job.State.FAILED
            error = _("A fault of the program stopped the work; nothing was changed. Please report number %(key)s.")
            error %= {"key": job.key}
        if not attempt.sealed:
            with contextlib.suppress(LostClaim):
                _end(job, state, outcome=outcome, error=error)


def _lost_the_database(failure: Exception) -> bool:
    """Whether the connection broke. In the middle of a COPY the driver says so by its most general error, which it has
    for nothing that the server refuses; whether the connection is open tells nothing, for Django opens another."""
    return isinstance(failure, OperationalError | InterfaceError) or type(failure) is DatabaseError


def _end(job: Job, state: str, *, outcome: dict[str, Any] | None = None, error: str = "") -> None:
    ended = Job.objects.filter(pk=job.pk, claim=job.claim, state=Job.State.RUNNING).update(
        state=state,
        outcome=outcome or {},
        error=error,
        ended_at=timezone.now(),
        **({"done": F("total")} if state == Job.State.DONE else {}),
    )
    if not ended:
        raise LostClaim


@contextlib.contextmanager
def _beating(job: Job) -> Iterator[None]:
    """Show every few seconds that the worker lives, also while the work itself has nothing to report."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(settings.JOB_SILENT_SECONDS / 6):
            try:
                Job.objects.filter(pk=job.pk, claim=job.claim, state=Job.State.RUNNING).update(beat_at=timezone.now())
            except Exception:
                # A locked database is no reason to stop the work; the next beat comes soon.
                logger.warning("job %s: a beat was missed", job.key)
                connections.close_all()  # a lost one is of no more use; the next beat opens its own
        connections.close_all()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def sweep() -> int:
    """Take up jobs that a dead worker left and such as the queue has lost; remove expired ones. Returns how many."""
    silent = timezone.now() - datetime.timedelta(seconds=settings.JOB_SILENT_SECONDS)
    lost = Q(state=Job.State.RUNNING, beat_at__lt=silent)
    Job.objects.filter(lost, attempts__gte=MAX_ATTEMPTS).update(
        state=Job.State.FAILED,
        error=_("The work was interrupted several times; nothing was changed."),
        ended_at=timezone.now(),
    )
    Job.objects.filter(lost).update(state=Job.State.WAITING, claim=None, beat_at=None)
    forgotten = Job.objects.filter(state=Job.State.WAITING).filter(
        Q(beat_at__isnull=True, created_at__lt=silent) | Q(beat_at__lt=silent)
    )
    keys = list(forgotten.values_list("key", flat=True))
    # While it waits, beat_at says when it was last sent, so that a long queue is not filled with the same key.
    Job.objects.filter(key__in=keys, state=Job.State.WAITING).update(beat_at=timezone.now())
    for key in keys:
        run_job.delay(str(key))
    for job in Job.objects.filter(expires_on__lt=dated.today(), state__in=Job.ENDED).exclude(outcome={"expired": True}):
        shutil.rmtree(folder(job), ignore_errors=True)
        Job.objects.filter(pk=job.pk).update(outcome={"expired": True}, result_file="")
    return len(keys)


def start_weekly() -> None:
    """Send this week's work, once, whichever worker asks first. Without an administrator nobody could have asked."""
    actor = User.objects.first_administrator()
    if actor is None:
        return
    week = f"{dated.today():%G-W%V}"
    with translation.override(settings.LANGUAGE_CODE):
        for kind, title in _weekly.items():
            expires = dated.today() + datetime.timedelta(days=settings.JOB_DAYS)
            defaults = {"kind": kind, "title": str(title), "actor": actor, "expires_on": expires}
            # The key says which week it is for, and no two jobs have one key.
            key = uuid.uuid5(uuid.NAMESPACE_OID, f"{kind} {week}")
            job, made = Job.objects.get_or_create(key=key, defaults=defaults)
            if made:
                start(job)


@worker_ready.connect
def _watch(**_kwargs: Any) -> None:
    """Every worker also looks for jobs that another one left behind."""

    def watch() -> None:
        while True:
            try:
                sweep()
                start_weekly()
            except Exception:
                logger.exception("sweep failed")
            connections.close_all()
            time.sleep(settings.JOB_SILENT_SECONDS / 3)

    threading.Thread(target=watch, daemon=True).start()
