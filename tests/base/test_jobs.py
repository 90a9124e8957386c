"""Long work: claimed once, cancelled on request, taken up again after a death, never half done."""

import datetime
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone

from communities.models import Community
from tests.people import City, build_city
from tests.processes import database_url
from zhoushan_community.base import changes, jobs
from zhoushan_community.base.imports import SHEET, digest_of, sheet_for
from zhoushan_community.base.models import Change, Job
from zhoushan_community.base.registers import find

DAY = datetime.date(2002, 6, 30)
ROOT = Path(__file__).resolve().parents[2]


def sheet_job(city: City, rows: int, *, kind: str = "sheet-commit") -> Job:
    """A job over a sheet of so many new communities of 环南街道."""
    arguments = {
        "register": "communities.community", "file": "大表.csv", "day": "2002-06-30", "corrections": [], "left_out": [],
    }  # fmt: skip
    job = jobs.create(kind, "大表", city.clerk, arguments)
    path = jobs.folder(job) / SHEET
    lines = [f"定海区,环南街道,第{n}社区,{2500 + n},{7500 + n}" for n in range(rows)]
    path.write_text("\n".join(["区县,街道,社区名称,户数,人口", *lines]), encoding="utf-8")
    job.arguments["sha256"] = digest_of(path)
    job.arguments["plan"] = sheet_for(find("communities.community"), city.clerk, DAY).plan(path).digest
    job.save(update_fields=["arguments"])
    return job


def test_a_job_runs_once(city: City) -> None:
    job = sheet_job(city, 5)
    jobs.run(job.key)
    job.refresh_from_db()
    assert (job.state, job.outcome["counts"]["create"], job.done, job.total) == ("done", 5, 5, 5)
    lines = Change.objects.count()
    jobs.run(job.key)
    assert Change.objects.count() == lines


def test_the_page_of_an_ended_job_asks_no_more(city: City, signed_in: Any) -> None:
    """It is loaded anew once, however long that takes: what still asked would begin the loading again and again."""
    job = sheet_job(city, 5)
    client = signed_in(city.clerk)
    asked = client.get(f"/jobs/{job.key}/", headers={"HX-Request": "true"})
    assert "hx-get" in asked.content.decode()
    assert "HX-Trigger-After-Swap" not in asked
    jobs.run(job.key)
    ended = client.get(f"/jobs/{job.key}/", headers={"HX-Request": "true"})
    assert ended.status_code == 200
    assert "hx-get" not in ended.content.decode()
    assert ended["HX-Trigger-After-Swap"] == "job-ended"


def test_a_waiting_job_is_cancelled_at_once(city: City, signed_in: Any) -> None:
    job = sheet_job(city, 5)
    assert signed_in(city.clerk).post(f"/jobs/{job.key}/cancel/").status_code == 302
    job.refresh_from_db()
    assert job.state == "cancelled"
    jobs.run(job.key)
    assert Community.unscoped.count() == 3


def test_a_running_job_stops_at_its_next_step(city: City) -> None:
    job = sheet_job(city, 5)
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    jobs.run(job.key)
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert Community.unscoped.count() == 3


def test_a_lost_claim_writes_nothing(city: City) -> None:
    """Another worker takes over between reading and writing: the first one's work is rolled back whole."""
    job = sheet_job(city, 5)
    seal = jobs.Run.seal

    def taken_over(self: jobs.Run, outcome: dict) -> None:
        Job.objects.filter(pk=self.job.pk).update(claim=None, state=Job.State.WAITING)
        seal(self, outcome)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs.Run, "seal", taken_over)
        jobs.run(job.key)
    assert Community.unscoped.count() == 3
    Job.objects.filter(pk=job.pk).update(claim=None, state=Job.State.WAITING)
    jobs.run(job.key)
    assert Community.unscoped.count() == 8


@pytest.mark.parametrize("kind", ["sheet-preview", "sheet-commit"])
def test_a_tampered_file_is_neither_shown_nor_imported(city: City, kind: str) -> None:
    job = sheet_job(city, 5, kind=kind)
    path = jobs.folder(job) / SHEET
    path.write_text(path.read_text(encoding="utf-8").replace("第", "假"), encoding="utf-8")
    jobs.run(job.key)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "与上传文件不一致" in job.error
    assert Community.unscoped.count() == 3


def test_the_sweep_takes_up_what_a_dead_worker_left(city: City, settings: Any) -> None:
    job = sheet_job(city, 5)
    old = timezone.now() - datetime.timedelta(seconds=settings.JOB_SILENT_SECONDS + 1)
    Job.objects.filter(pk=job.pk).update(state="running", claim=job.key, beat_at=old, attempts=1, created_at=old)
    jobs.sweep()
    job.refresh_from_db()
    assert job.state == "waiting"
    jobs.run(job.key)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_the_sweep_gives_up_in_the_end_and_leaves_the_living_alone(city: City, settings: Any) -> None:
    old = timezone.now() - datetime.timedelta(seconds=settings.JOB_SILENT_SECONDS + 1)
    hopeless, living = sheet_job(city, 1), sheet_job(city, 1)
    Job.objects.filter(pk=hopeless.pk).update(state="running", beat_at=old, attempts=jobs.MAX_ATTEMPTS)
    Job.objects.filter(pk=living.pk).update(state="running", beat_at=timezone.now(), attempts=1)
    jobs.sweep()
    hopeless.refresh_from_db()
    living.refresh_from_db()
    assert (hopeless.state, living.state) == ("failed", "running")


def test_an_expired_result_is_removed(city: City) -> None:
    job = sheet_job(city, 1)
    jobs.run(job.key)
    Job.objects.filter(pk=job.pk).update(expires_on="2020-01-01")
    folder = jobs.folder(job)
    jobs.sweep()
    assert not folder.exists()


@pytest.fixture
def worker(transactional_db: Any, django_db_serialized_rollback: Any, tmp_path: Path) -> Iterator[Any]:
    """worker() starts a real worker process on the test's database; every one is killed at the end."""
    started: list[subprocess.Popen] = []
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(connection.settings_dict["NAME"]),
        "DATA_DIR": str(tmp_path),
        "JOB_SILENT_SECONDS": "3",
        "REDIS_URL": django_settings.REDIS_URL,
    }

    def start() -> subprocess.Popen:
        command = [sys.executable, "-m", "celery", "-q", "-A", "zhoushan_community", "worker", "--pool", "solo"]
        process = subprocess.Popen([*command, "--loglevel", "ERROR"], cwd=ROOT, env=environment, start_new_session=True)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def until(condition: Any, what: str) -> None:
    """Wait until the condition holds; the bound only keeps a broken run from lasting for ever."""
    for _attempt in range(3000):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen: {list(Job.objects.values())}")


@pytest.mark.postgres
def test_a_killed_worker_leaves_nothing_half_done(worker: Any) -> None:
    """kill -9 in the middle of a large import; the next worker does all of it, once."""
    city = build_city()
    job = sheet_job(city, 1500)

    def state() -> str:
        return Job.objects.get(pk=job.pk).state

    first = worker()
    until(lambda: state() == "running" and Job.objects.get(pk=job.pk).done, "the start of the work")
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert state() == "running"
    assert Community.unscoped.count() in (3, 1503)
    worker()
    until(lambda: state() == "done", "the end of the work")
    assert Community.unscoped.count() == 1503
    assert Job.objects.get(pk=job.pk).attempts == 2
    assert Change.objects.filter(batch=job.key, model="communities.community").count() == 1500


def is_writing() -> bool:
    """Whether a transaction of this database holds the lock of the log's chain: the rows are going in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE locktype = 'advisory' AND granted AND objid = %s AND datname = current_database()",
            [20020624],
        )
        return cursor.fetchone()[0] > 0


def lines_of(job: Job) -> int:
    return Change.objects.filter(batch=job.key, model="communities.community").count()


@pytest.mark.postgres
def test_a_worker_killed_in_the_commit_leaves_nothing_half_done(worker: Any) -> None:
    """kill -9 while the rows go in: none of them stays, and the next worker writes all of them, once."""
    city = build_city()
    job = sheet_job(city, 3000)
    first = worker()
    until(lambda: is_writing() or Job.objects.get(pk=job.pk).ended, "the writing")
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    until(lambda: not is_writing(), "the end of the dead worker's transaction")
    state = Job.objects.get(pk=job.pk).state
    assert (state, Community.unscoped.count(), lines_of(job)) in (("running", 3, 0), ("done", 3003, 3000))
    worker()
    until(lambda: Job.objects.get(pk=job.pk).state == "done", "the end of the work")
    assert (Community.unscoped.count(), lines_of(job)) == (3003, 3000)
    assert changes.verify() == []


@pytest.mark.postgres
def test_a_database_that_drops_its_connections_is_outlived(worker: Any) -> None:
    """As in a restart of the server: the transaction is gone, the worker lives on and takes the job up again."""
    city = build_city()
    job = sheet_job(city, 3000)
    alive = worker()
    until(lambda: is_writing() or Job.objects.get(pk=job.pk).ended, "the writing")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    until(lambda: Job.objects.get(pk=job.pk).ended, "the end of the work")
    job.refresh_from_db()
    assert (job.state, Community.unscoped.count(), lines_of(job)) == ("done", 3003, 3000)
    assert alive.poll() is None
    assert changes.verify() == []


def test_a_lost_database_is_no_fault_of_the_work(city: City) -> None:
    """The job stays as it is, for the sweep to take up; it is not told as failed."""
    job = sheet_job(city, 5)

    def lost(self: jobs.Run, outcome: dict) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs.Run, "seal", lost)
        patch.setattr(jobs.connections, "close_all", lambda: None)  # the test's own connection is the one at hand
        jobs.run(job.key)
    job.refresh_from_db()
    assert (job.state, Community.unscoped.count()) == ("running", 3)


@pytest.mark.postgres
def test_a_connection_that_breaks_in_a_copy_is_no_fault_of_the_work(
    transactional_db: Any, django_db_serialized_rollback: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There the driver does not say that the connection is gone, only that something went wrong."""
    job = sheet_job(build_city(), 5)

    def broken(self: jobs.Run, outcome: dict) -> None:
        with socket.socket(fileno=os.dup(connection.connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
        # What psycopg2 raises when the server is gone while it takes in rows.
        raise DatabaseError("server closed the connection unexpectedly")

    monkeypatch.setattr(jobs.Run, "seal", broken)
    jobs.run(job.key)
    job.refresh_from_db()
    assert (job.state, Community.unscoped.count()) == ("running", 3)
