"""One file that holds the platform as it stood at one moment: the database and the files of evidence.

The file is a .tar.gz: backup.json with what the copy is, then the database as its own tools copy it, then attachments/.
The database is copied first: files are only ever added, so every one that it speaks of is there. Put back, it is
written last, for the same reason.
"""

import contextlib
import datetime
import hashlib
import io
import json
import os
import re
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _

from . import attachments
from .models import Change, User

TITLE, DATABASE = "backup.json", "database"
_EVIDENCE = re.compile(r"attachments/[0-9a-f]{2}/([0-9a-f]{64})")

#: What says where a PostgreSQL server is; its client programs read the same names from the environment.
_REACHED_BY = ("host", "port", "user", "password", "sslmode", "sslrootcert", "sslcert", "sslkey", "passfile", "service")


class Refused(Exception):
    """The copy cannot be made or put back; the words say why."""


def write(target: Path) -> int:
    """Copy database and files of evidence into a new file, for its user alone. Returns how many files those are.

    The platform may go on working meanwhile. Raises Refused.
    """
    if target.exists():
        raise Refused(_("“%(name)s” is there already; a backup overwrites nothing.") % {"name": target})
    try:
        handle, aside = tempfile.mkstemp(dir=target.parent)  # mode 600
    except OSError as error:
        raise Refused(_("“%(name)s” cannot be written: %(why)s.") % {"name": target, "why": error.strerror}) from error
    try:
        with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as archive:
            count = _fill(archive, target.parent)
        os.replace(aside, target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(aside)
    return count


def _fill(archive: tarfile.TarFile, room: Path) -> int:
    with tempfile.TemporaryDirectory(dir=room) as directory:
        database = Path(directory) / DATABASE
        _copy_out(database)
        title = {
            "vendor": connection.vendor,
            "made_at": timezone.now().isoformat(timespec="seconds"),
            "migrations": sorted(map(list, MigrationLoader(connection).applied_migrations)),
            "sha256": _digest(database),
        }
        content = json.dumps(title).encode()
        entry = tarfile.TarInfo(TITLE)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
        archive.add(database, DATABASE)
    found = {path.relative_to(settings.DATA_DIR).as_posix(): path for path in _evidence()}
    for name in sorted(found):
        archive.add(found[name], name)
    return len(found)


def _evidence() -> Iterator[Path]:
    for path in (Path(settings.DATA_DIR) / "attachments").glob("*/*"):
        if _EVIDENCE.fullmatch(path.relative_to(settings.DATA_DIR).as_posix()):
            yield path


def put_back(source: Path) -> tuple[datetime.datetime, int, bool]:
    """Put a copy back into an empty database. Returns when it was made, how many files of evidence came with it, and
    whether the database is as this release knows it; else migrations are still to be run. Raises Refused.
    """
    if not _is_empty():
        raise Refused(_("The database has data already; a backup is put back into an empty one only."))
    try:
        with tarfile.open(source, "r|gz") as archive, tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as directory:
            title = _title(archive)
            database = Path(directory) / DATABASE
            count = _unpack(archive, database)
            if not database.exists() or _digest(database) != title["sha256"]:
                raise Refused(_("“%(name)s” is incomplete or was altered.") % {"name": source})
            _copy_in(database)
    except OSError as error:
        raise Refused(
            _("“%(name)s” cannot be read: %(why)s.") % {"name": source, "why": error.strerror or error}
        ) from error
    except (tarfile.TarError, EOFError, zlib.error, KeyError, TypeError, ValueError) as error:
        raise Refused(_("“%(name)s” is no backup, or is incomplete.") % {"name": source}) from error
    loader = MigrationLoader(connection)
    current = set(loader.disk_migrations) <= set(loader.applied_migrations)
    return datetime.datetime.fromisoformat(title["made_at"]), count, current


def _title(archive: tarfile.TarFile) -> dict[str, Any]:
    entry = archive.next()
    if entry is None or entry.name != TITLE or not entry.isfile():
        raise ValueError("no title")
    title = json.load(archive.extractfile(entry))
    if title["vendor"] != connection.vendor:
        words = _("The backup is one of %(theirs)s, and this database is %(ours)s.")
        raise Refused(words % {"theirs": title["vendor"], "ours": connection.vendor})
    unknown = {tuple(each) for each in title["migrations"]} - set(MigrationLoader(None).disk_migrations)
    if unknown:
        raise Refused(_("The backup was made by a newer release; install that one first."))
    return title


def _unpack(archive: tarfile.TarFile, database: Path) -> int:
    count = 0
    for entry in archive:
        content = archive.extractfile(entry)
        if entry.name == DATABASE and content:
            with database.open("wb") as file:
                while chunk := content.read(1 << 20):
                    file.write(chunk)
        elif (named := _EVIDENCE.fullmatch(entry.name)) and content:
            if attachments.store(content.read()) != named[1]:
                raise ValueError("another content")
            count += 1
    return count


def _is_empty() -> bool:
    """No table at all, or ours as `migrate` leaves them."""
    tables = connection.introspection.table_names()
    ours = {User._meta.db_table, Change._meta.db_table}
    return not tables or (ours <= set(tables) and not User.objects.exists() and not Change.objects.exists())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy_out(target: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
    else:
        _postgresql("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(target))


def _copy_in(database: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(database)) as copy:
            copy.backup(connection.connection)
    else:
        # Ours as `migrate` leaves them are taken away in the same transaction.
        options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        _postgresql("pg_restore", *options, str(database))


def _postgresql(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL's client on our database. Raises Refused."""
    asked = connection.get_connection_params()
    where = {f"PG{name.upper()}": str(asked[name]) for name in _REACHED_BY if name in asked}
    # The program waits for whoever still looks at a table; that shall not be us.
    connection.close()
    command = [program, "--dbname", asked["dbname"], *arguments]
    try:
        subprocess.run(command, env=os.environ | where, capture_output=True, text=True, check=True)
    except FileNotFoundError as error:
        words = _("%(program)s is not installed here; Debian has it in the package postgresql-client.")
        raise Refused(words % {"program": program}) from error
    except subprocess.CalledProcessError as error:
        raise Refused(f"{program}: {error.stderr.strip()}") from error
