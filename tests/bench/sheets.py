"""Sheets in and out, beside the peer."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection
from django.http import QueryDict

from tests.people import City
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.imports import sheet_for
from zhoushan_community.base.models import User
from zhoushan_community.base.registers import find
from zhoushan_community.base.sheets.exports import write_listing
from zhoushan_community.base.tables import listing

from . import peer
from .measure import Line, high_water, medians

REGISTER = "communities.community"


def preview(user: User, path: Path) -> None:
    """What `import_sheet` does without --commit."""
    _planned(user, path)


def commit(user: User, path: Path) -> None:
    """What `import_sheet --commit` does: rows, figures, placements and a line of the change log for each of them."""
    sheet, plan = _planned(user, path)
    sheet.write(plan, Origin(user, Source.SHEET, path.name))


def _planned(user: User, path: Path) -> tuple:
    sheet = sheet_for(find(REGISTER), user)
    plan = sheet.plan(path)
    if plan.counts["error"]:
        sys.exit(f"{path.name}: {next(row.messages for row in plan.rows if row.action == 'error')}")
    return sheet, plan


def peer_import(path: Path, *, dry_run: bool) -> None:
    """The peer's import; a row that it could not take would make it look fast, so the run ends there."""
    result = peer.read(path, dry_run=dry_run)
    if result.has_errors():
        sys.exit(f"The peer refused the file: {result.row_errors()[0][1][0].error!r}")


def imports(city: City, paths: dict[str, Path], size: int, rounds: int) -> Iterator[Line]:
    """A sheet of new communities: preview, then preview and commit; a round is taken back before the next."""
    user = city.administrator
    works: dict[str, Callable] = {
        "peer preview": partial(peer_import, paths["csv"], dry_run=True),
        "peer commit": partial(peer_import, paths["csv"], dry_run=False),
    }
    for ending, path in paths.items():
        works[f"preview {ending}"] = partial(preview, user, path)
        works[f"commit {ending}"] = partial(commit, user, path)
    preview(user, paths["csv"])  # compiled patterns and catalogues are not what is measured
    taken = medians(works, rounds)
    for ending in paths:
        for work, what in (("preview", "preview"), ("commit", "preview and commit")):
            yield _speeds("import", f".{ending} {what}", size, taken[f"{work} {ending}"], taken[f"peer {work}"])


def unchanged(city: City, paths: dict[str, Path], size: int, rounds: int) -> Iterator[Line]:
    """The sheet of a register that knows every row already."""
    works = {
        "ours": partial(preview, city.administrator, paths["csv"]),
        "peer": partial(peer_import, paths["csv"], dry_run=True),
    }
    taken = medians(works, rounds)
    yield _speeds("import", ".csv preview, all rows known", size, taken["ours"], taken["peer"])


def _speeds(part: str, what: str, size: int, ours: float, theirs: float) -> Line:
    return Line(part, what, size / ours, "rows/s", size / theirs, theirs / ours, "times as fast as the peer")


def export(user: User, path: Path) -> None:
    """What `export_sheet` does."""
    write_listing(listing(find(REGISTER), user, QueryDict()), path, user)


def exports(city: City, directory: Path, size: int, rounds: int) -> Iterator[Line]:
    """The whole register to a file: speed here, memory in a process of its own."""
    for ending in ("xlsx", "csv"):
        path = directory / f"export.{ending}"
        taken = medians({"ours": partial(export, city.administrator, path), "peer": partial(peer.write, path)}, rounds)
        yield _speeds("export", f".{ending}", size, taken["ours"], taken["peer"])
        ours, theirs = (_peak_of_process(who, path) for who in ("ours", "peer"))
        yield Line("export", f".{ending}, memory", ours, "MB", theirs, theirs / ours, "times less than the peer")


def _peak_of_process(who: str, path: Path) -> float:
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    command = [sys.executable, str(Path(__file__).with_name("run.py")), "--peak-of", who, str(path)]
    output = subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, check=True)
    return float(output.stdout)


def peak_of(who: str, path: Path) -> float:
    """By how many MB one export lifts the most memory that this process ever held."""
    user = User.objects.get(username="wang")
    before = high_water()
    if who == "ours":
        export(user, path)
    else:
        peer.write(path)
    return max(high_water() - before, 0.1)
