"""The database server is stopped in the middle of an import and started again: nothing is left half done, the job is
taken up again without anybody's doing, and the pages answer as before."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError

import psycopg2
import pytest

from tests import run

ROOT = Path(__file__).resolve().parents[2]
ROWS = 3000
#: The small city, and a job over a sheet of so many communities, which is not sent: workers find it.
PREPARING = """
import sys
import django
django.setup()
from tests.base.test_jobs import sheet_job
from tests.people import build_city
print(sheet_job(build_city(), int(sys.argv[1])).key)
"""
WRITING = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 20020624"
STATE = "SELECT state FROM base_job WHERE kind = 'sheet-commit'"
WRITTEN = "SELECT count(*) FROM communities_community"
LINES = "SELECT count(*) FROM base_change JOIN base_job ON key = batch WHERE model = 'communities.community'"


def ask(directory: Path, question: str) -> object:
    """The first value of the answer; None where there is none."""
    account, _identity = run.postgresql_account()
    database = psycopg2.connect(host=str(directory), user=account.pw_name, dbname="zhoushan")
    with contextlib.closing(database), database.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
        return row and row[0]


def until(condition: Callable[[], object], what: str) -> None:
    """Wait until the condition holds; the bound only keeps a broken run from lasting for ever."""
    for _attempt in range(6000):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen")


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=30) as answer:
            return answer.status == 200
    except URLError:
        return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(environment: dict[str, str], *command: str) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


# Fast: clients are told. Immediate: as in a crash.
@pytest.mark.postgres
@pytest.mark.parametrize("stopping", [signal.SIGINT, signal.SIGQUIT])
def test_a_restart_of_the_database_leaves_nothing_half_done(stopping: signal.Signals) -> None:
    with run.temporary_directory() as top, contextlib.ExitStack() as stack:
        directory, address = top / "postgresql", "127.0.0.1:" + str(free_port())
        url = stack.enter_context(run.postgresql(directory))
        environment = os.environ | run.test_environment(top)
        environment |= {"DATABASE_URL": url, "REDIS_URL": "", "JOB_SILENT_SECONDS": "3"}
        environment |= {"DJANGO_SETTINGS_MODULE": "zhoushan_community.settings"}
        told = {"cwd": ROOT, "env": environment, "check": True}
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], **told)
        subprocess.run([sys.executable, "-c", PREPARING, str(ROWS)], stdout=subprocess.DEVNULL, **told)
        before = ask(directory, WRITTEN)
        web = stack.enter_context(running(environment, "gunicorn", "zhoushan_community.wsgi", "--bind", address))
        celery = ("celery", "-q", "-A", "zhoushan_community", "worker", "--pool", "solo", "--loglevel", "ERROR")
        worker = stack.enter_context(running(environment, *celery, "--without-mingle", "--without-gossip"))
        until(lambda: answers(f"http://{address}"), "the first page")
        until(lambda: ask(directory, WRITING) or ask(directory, STATE) == "done", "the writing")

        postmaster = directory / "data" / "postmaster.pid"
        os.kill(int(postmaster.read_text().split()[0]), stopping)
        until(lambda: not postmaster.exists(), "the end of the server")
        assert not answers(f"http://{address}")
        stack.enter_context(run.postgresql_running(directory))

        assert answers(f"http://{address}")
        assert ask(directory, WRITTEN) == before + ROWS * (ask(directory, STATE) == "done")
        until(lambda: ask(directory, STATE) in ("done", "failed"), "the end of the work")
        assert ask(directory, STATE) == "done"
        assert (ask(directory, WRITTEN), ask(directory, LINES)) == (before + ROWS, ROWS)
        assert (web.poll(), worker.poll()) == (None, None)
        subprocess.run([sys.executable, "manage.py", "verify_changes"], stdout=subprocess.DEVNULL, **told)
