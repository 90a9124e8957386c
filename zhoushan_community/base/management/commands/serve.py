"""Serves the platform: database, demonstration data, web and worker in one go."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _


class Command(BaseCommand):
    help = "Migrates, loads the demonstration data into an empty database, and serves web and worker until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        self._prepare()
        self._greet()
        with contextlib.suppress(KeyboardInterrupt):
            self._serve()

    def _prepare(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
        if not apps.get_model("base", "User").objects.exists():
            self.stdout.write(_("Loading the demonstration data…"))
            call_command("load_demo", stdout=io.StringIO())
        connection.close()

    def _greet(self) -> None:
        self.stdout.write(f"http://127.0.0.1:{settings.PORT}/")
        accounts = Path(settings.DATA_DIR) / "accounts.txt"
        if accounts.is_file():
            self.stdout.write(_("Demonstration accounts (kept in %(path)s):") % {"path": accounts})
            self.stdout.write(accounts.read_text(encoding="utf-8"))
        self.stdout.flush()

    def _serve(self) -> None:
        here = str(Path(sys.executable).parent)
        environment = {**os.environ, "PATH": f"{here}:{os.environ.get('PATH', '')}"}
        # One writer at a time is SQLite's rule, so its worker does one job at a time, too.
        worker = [sys.executable, "-m", "celery", "-q", "-A", "zhoushan_community", "worker", "--loglevel", "WARNING"]
        worker += ["--pool", "solo", "--without-mingle", "--without-gossip"] if not settings.REDIS_URL else []
        web = [
            sys.executable, "-m", "gunicorn", "zhoushan_community.wsgi", "--bind", f"127.0.0.1:{settings.PORT}",
            "--workers", "2", "--threads", "4", "--timeout", "120", "--log-level", "warning",
        ]  # fmt: skip
        commands = {"web": web, "worker": worker}
        running = {name: subprocess.Popen(command, env=environment) for name, command in commands.items()}
        signal.signal(signal.SIGTERM, lambda *_args: sys.exit(0))
        try:
            while True:
                pid, _status = os.wait()
                name = next((name for name, process in running.items() if process.pid == pid), None)
                if name == "web":
                    running[name].returncode = 1
                    raise SystemExit(_("The web server stopped; see the message above."))
                if name:
                    # A worker that was killed is started anew; what it was doing is taken up again.
                    running[name].returncode = 0
                    time.sleep(1)
                    running[name] = subprocess.Popen(commands[name], env=environment)
        finally:
            for process in running.values():
                if process.returncode is None:
                    process.terminate()
            for process in running.values():
                if process.returncode is None:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(timeout=10)
