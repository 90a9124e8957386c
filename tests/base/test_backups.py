"""One file holds the platform: what `backup` wrote, `restore` puts back into an empty database, and nothing else."""

import os
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from tests.base.evidence_files import PDF
from tests.people import City, build_city
from tests.processes import database_url
from zhoushan_community.base import attachments
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import Attachment, Change, User

ROOT = Path(__file__).resolve().parents[2]
LOOK = (
    "from zhoushan_community.base.models import *; from communities.models import Community;"
    "print(Change.objects.latest('pk').digest, User.objects.count(), Community.unscoped.get(name='东山社区').street)"
)


@pytest.fixture
def stood(transactional_db: Any, django_db_serialized_rollback: Any, own_data_dir: None) -> City:
    """The small city, written for good, with a file of evidence."""
    city = build_city()
    origin = Origin(city.clerk, Source.PAGE)
    upload = SimpleUploadedFile("协议.pdf", PDF)
    attachments.add(city.dongshan, upload, kind="document", title="协议", origin=origin)
    return city


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Any]:
    """elsewhere(command, …) runs a command on another, empty database, with a folder of its own."""
    name = f"restored_{uuid.uuid4().hex}"
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    else:
        name = str(folder / "db.sqlite3")
    environment = {**os.environ, "DATABASE_URL": database_url(name), "DATA_DIR": str(folder)}

    def run(*arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    yield run
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


def written(tmp_path: Path) -> Path:
    path = tmp_path / "backup.tar.gz"
    call_command("backup", str(path))
    return path


def test_what_was_copied_stands_again_elsewhere(stood: City, elsewhere: Any, tmp_path: Path) -> None:
    path = written(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    done = elsewhere("restore", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "变更日志完整" in done.stdout, done.stdout
    last, people = Change.objects.latest("pk").digest, str(User.objects.count())
    assert elsewhere("shell", "--no-imports", "-c", LOOK).stdout.split()[-3:] == [last, people, "环南街道"]
    kept = Attachment.objects.get().path.relative_to(django_settings.DATA_DIR)
    assert (tmp_path / "elsewhere" / kept).read_bytes() == PDF
    again = elsewhere("restore", str(path))
    assert (again.returncode, again.stdout) == (1, "")
    assert "已有数据" in again.stderr


def test_it_goes_into_a_migrated_database_without_people(stood: City, elsewhere: Any, tmp_path: Path) -> None:
    path = written(tmp_path)
    assert elsewhere("migrate", "--verbosity", "0").returncode == 0
    done = elsewhere("restore", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert elsewhere("verify_changes").returncode == 0


def spoiled(path: Path, how: str) -> None:
    """Damage the backup."""
    whole = path.read_bytes()
    if how == "cut off":
        path.write_bytes(whole[: len(whole) // 2])
    elif how == "no archive":
        path.write_bytes(b"PK\x03\x04 no backup")
    elif how == "gone":
        path.unlink()
    else:
        with tarfile.open(path) as archive:
            archive.extractall(path.parent / "parts", filter="data")
        parts = path.parent / "parts"
        if how == "another file":
            next(parts.glob("attachments/*/*")).write_bytes(b"forged")
        elif how == "another database":
            (parts / "database").write_bytes(b"forged")
        elif how in ("newer", "of another kind"):
            title = (parts / "backup.json").read_text()
            old, new = ('[["', '[["base", "9999_later"], ["') if how == "newer" else (connection.vendor, "oracle")
            (parts / "backup.json").write_text(title.replace(old, new, 1))
        names = ["database"] if how == "no title" else ["backup.json", "database", "attachments"]
        with tarfile.open(path, "w:gz") as archive:
            for name in names:
                archive.add(parts / name, name)


#: What is wrong with a backup, and what is said of it.
REFUSED = {
    "cut off": "不完整",
    "no archive": "不是备份",
    "gone": "无法读取",
    "another file": "不完整",
    "another database": "改动",
    "newer": "新版本",
    "of another kind": "oracle",
    "no title": "不是备份",
}


@pytest.mark.parametrize("how", REFUSED)
def test_a_damaged_or_foreign_copy_is_refused_and_writes_nothing(stood: City, tmp_path: Path, how: str) -> None:
    path = written(tmp_path)
    spoiled(path, how)
    call_command("flush", interactive=False, verbosity=0)
    with pytest.raises(CommandError, match=REFUSED[how]) as refused:
        call_command("restore", str(path))
    assert refused.value.returncode == 1
    assert not Change.objects.exists()


def test_a_copy_overwrites_nothing_and_needs_a_place(stood: City, tmp_path: Path) -> None:
    path = written(tmp_path)
    before = path.read_bytes()
    for wrong in (path, tmp_path / "nowhere" / "backup.tar.gz"):
        with pytest.raises(CommandError):
            call_command("backup", str(wrong))
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["backup.tar.gz"]


def test_what_a_failed_write_left_is_not_copied(stood: City, tmp_path: Path) -> None:
    aside = Attachment.objects.get().path.parent / "tmp_left"
    aside.write_bytes(b"half")
    with tarfile.open(written(tmp_path)) as archive:
        assert [name for name in archive.getnames() if "tmp" in name] == []
