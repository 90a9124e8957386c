"""What `make test` runs: checks, the portable tests on SQLite, then every test on PostgreSQL and Redis.

    run.py                      everything; the output closes with pytest's summary of the run on PostgreSQL
    run.py PYTEST-ARGUMENTS     those tests alone, on PostgreSQL and Redis
    run.py --checks             the checks alone: no server, no browser
    run.py --command COMMAND    any command with DATABASE_URL and REDIS_URL naming fresh servers (`make bench`)

The servers are private ones: data in a temporary directory, reachable from this machine alone, stopped and removed at
the end, after a failure and Ctrl-C, too. Standard library only: a broken dependency must not hide the tests.
"""

import contextlib
import os
import pwd
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from ctypes.util import find_library
from pathlib import Path
from urllib.parse import quote

BIN = Path(sys.executable).parent
PYTEST = [sys.executable, "-m", "pytest"]
# Everything runs on all cores; a few chosen tests start quicker alone.
ON_ALL_CORES = ["--numprocesses", "auto"]
CHECKS = [
    [str(BIN / "ruff"), "check", "."],
    [str(BIN / "ruff"), "format", "--check", "."],
    [str(BIN / "lint-imports")],
    [sys.executable, "manage.py", "check"],
    [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
]
SECONDS_TO_START, SECONDS_TO_STOP = 60, 30


def main(arguments: list[str]) -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        # Such an end, too, goes through the `finally` blocks that stop the servers.
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    os.chdir(Path(__file__).resolve().parent.parent)
    with temporary_directory() as directory:
        if arguments[:1] == ["--checks"]:
            return 1 if run_checks(directory) else 0
        if arguments[:1] == ["--command"]:
            install_missing("postgresql", "redis-server")
            with servers(directory) as addresses:
                return step(arguments[1:], addresses)
        install_missing(*PACKAGES)
        failed = [] if arguments else run_checks(directory) + run_portable(directory)
        with servers(directory) as addresses:
            status = step([*PYTEST, *(arguments or ON_ALL_CORES)], test_environment(directory) | addresses)
    if failed:
        print(f"\nFailed before that: {', '.join(failed)}", file=sys.stderr)
    return status or (1 if failed else 0)


# --- the steps


def run_checks(directory: Path) -> list[str]:
    """Runs every check even after a failure and returns the commands that failed."""
    return [show(command) for command in CHECKS if step(command, on_sqlite(directory))]


def run_portable(directory: Path) -> list[str]:
    """What has to hold on a small installation, too: SQLite, and no Redis."""
    command = [*PYTEST, *ON_ALL_CORES, "-m", "not browser and not postgres"]
    return ["pytest (SQLite)"] if step(command, on_sqlite(directory)) else []


def test_environment(directory: Path) -> dict[str, str]:
    """Fixed values, so that neither this machine's .env nor its var/ takes part in a test."""
    return {"DEBUG": "false", "SECURE": "false", "DEMO_PASSWORD": "", "DATA_DIR": str(directory / "var")}


def on_sqlite(directory: Path) -> dict[str, str]:
    return test_environment(directory) | {"DATABASE_URL": f"sqlite:///{directory / 'db.sqlite3'}", "REDIS_URL": ""}


def step(command: list[str], environment: dict[str, str]) -> int:
    """Runs a command with its output on ours and returns its exit status."""
    print(f"\n$ {show(command)}  [{environment['DATABASE_URL'].partition(':')[0]}]", flush=True)
    process = subprocess.Popen(command, env=os.environ | environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # The terminal sent Ctrl-C to the command as well: let it tidy up and say how far it came.
        with contextlib.suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_STOP)
        raise
    finally:
        stop(process, signal.SIGINT)


def stop(process: subprocess.Popen, number: signal.Signals) -> None:
    """Ends one process, by its id: asked first, and killed when it does not hear."""
    if process.poll() is not None:
        return
    process.send_signal(number)
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def show(command: list[str]) -> str:
    return shlex.join([Path(command[0]).name, *command[1:]])


# --- what the machine needs


def postgresql_program(name: str) -> str | None:
    """Debian keeps the server's programs off the PATH, one folder a version; the newest is taken."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(folders, key=lambda folder: float(folder.parent.name), reverse=True)
    return shutil.which(name, path=os.pathsep.join(map(str, newest_first))) or shutil.which(name)


def has_chinese_font() -> bool:
    listing = ["fc-list", ":lang=zh-cn"]
    return bool(shutil.which("fc-list") and subprocess.run(listing, capture_output=True, check=False).stdout)


# Debian's package name, and how to see that it (or another make of it) is there.
PACKAGES: dict[str, Callable[[], object]] = {
    "postgresql": lambda: postgresql_program("postgres") and postgresql_program("initdb"),
    "redis-server": lambda: shutil.which("redis-server"),
    "chromium": lambda: any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    "fonts-noto-cjk": has_chinese_font,
    "libpangoft2-1.0-0": lambda: find_library("pangoft2-1.0"),
    "gettext": lambda: shutil.which("msgfmt") and shutil.which("xgettext"),
}


def install_missing(*packages: str) -> None:
    """Installs what is missing where this user may; else says what to install and ends the run."""
    missing = [name for name in packages if not PACKAGES[name]()]
    if not missing:
        return
    print(f"Missing on this machine: {' '.join(missing)}", flush=True)
    if os.geteuid() == 0:
        prefix = []
    elif shutil.which("sudo"):
        prefix = ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]
    else:
        prefix = None
    if prefix is not None and shutil.which("apt-get"):
        environment = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
        subprocess.run([*environment, "apt-get", "update", "-qq"], check=False)
        install = [*environment, "apt-get", "install", "-qq", "-y", "--no-install-recommends", *missing]
        subprocess.run(install, stdout=subprocess.DEVNULL, check=False)
        missing = [name for name in packages if not PACKAGES[name]()]
    if missing:
        sys.exit(f"The tests need these packages; please run: sudo apt-get install {' '.join(missing)}")


# --- the servers


@contextlib.contextmanager
def temporary_directory() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="zs-"))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextlib.contextmanager
def servers(directory: Path) -> Iterator[dict[str, str]]:
    """A PostgreSQL and a Redis of our own while the block runs; yields the environment that names them."""
    with postgresql(directory / "postgresql") as database_url, redis(directory / "redis") as redis_url:
        yield {"DATABASE_URL": database_url, "REDIS_URL": redis_url}


@contextlib.contextmanager
def postgresql(directory: Path) -> Iterator[str]:
    """Listens on a Unix socket only: no port to clash, and no other user of this machine comes in."""
    directory.mkdir(mode=0o700)
    account, identity = postgresql_account()
    if identity:
        directory.parent.chmod(0o711)
        os.chown(directory, account.pw_uid, account.pw_gid)
    initdb = [postgresql_program("initdb"), "--pgdata", str(directory / "data"), "--username", account.pw_name]
    initdb += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    subprocess.run(initdb, cwd=directory, stdout=subprocess.DEVNULL, check=True, **identity)
    with postgresql_running(directory) as url:
        yield url


@contextlib.contextmanager
def postgresql_running(directory: Path) -> Iterator[str]:
    """Runs the server over the data that `postgresql` made there, anew after it was stopped, too."""
    account, identity = postgresql_account()
    # A crash may lose everything here, so nothing waits for the disk. A table that was vacuumed while it was empty
    # between two tests would be planned as empty in the next one, so nothing vacuums either.
    settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"]
    settings += ["listen_addresses=", f"unix_socket_directories={directory}"]
    command = [postgresql_program("postgres"), "-D", str(directory / "data"), *(f"--{name}" for name in settings)]
    createdb = [postgresql_program("createdb"), "--host", str(directory), "--username", account.pw_name, "zhoushan"]

    def is_ready() -> bool:
        made = subprocess.run(createdb, capture_output=True, text=True, check=False)
        return made.returncode == 0 or "already exists" in made.stderr

    with server(command, directory / "log", is_ready, **identity):
        yield f"postgres://{account.pw_name}@{quote(str(directory), safe='')}/zhoushan"


def postgresql_account() -> tuple[pwd.struct_passwd, dict[str, object]]:
    """Whose the server is, and how to become it. PostgreSQL refuses to run as root; Debian brings a user for it."""
    account = pwd.getpwuid(os.geteuid())
    if account.pw_uid != 0:
        return account, {}
    account = pwd.getpwnam("postgres")
    return account, {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def redis(directory: Path) -> Iterator[str]:
    """Listens on a free port of the loopback address and keeps nothing on disk."""
    directory.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        host, port = probe.getsockname()
    command = ["redis-server", "--bind", host, "--port", str(port), "--save", "", "--dir", str(directory)]

    def is_ready() -> bool:
        with socket.socket() as client:
            return client.connect_ex((host, port)) == 0

    with server(command, directory / "log", is_ready):
        yield f"redis://{host}:{port}/0"


@contextlib.contextmanager
def server(command: list[str], log: Path, is_ready: Callable[[], bool], **identity: object) -> Iterator[None]:
    """Runs a server while the block runs. In a session of its own, so that Ctrl-C reaches the tests before it."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=log.parent, stdout=output, stderr=subprocess.STDOUT, start_new_session=True, **identity
        )
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while process.poll() is not None or not is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{show(command)} did not start:\n{log.read_text()}")
            time.sleep(0.05)
        yield
    finally:
        # SIGINT: PostgreSQL drops its clients and shuts down; on SIGTERM it would wait for them.
        stop(process, signal.SIGINT)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
