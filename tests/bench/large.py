"""A hundred thousand rows of thirty columns in and out, beside the least that such work can cost.

The floor of an import is python-calamine's parse and a COPY of the same rows: no head is found, no cell is judged, no
line of the log is written. That of an export is XlsxWriter in constant memory, or the csv module, over the ORM's own
values_list. Beside them the peer, on a part of the rows, because it would take the whole night for all.
"""

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import xlsxwriter
from django.db import connection
from django.http import QueryDict

from communities.models import Community
from tests.people import City
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.imports import sheet_for
from zhoushan_community.base.models import User
from zhoushan_community.base.sheets.exports import write_listing
from zhoushan_community.base.tables import listing

from . import peer, wide
from .measure import Line, high_water, medians, tidy_up

#: Rows of the peer's part.
SAMPLE = 1000


def commit(user: User, path: Path) -> None:
    """The whole import: read, judged, written with a line of the log for each row, in one transaction."""
    sheet = sheet_for(wide.LEDGER, user)
    plan = sheet.plan(path, texts=False)
    if plan.counts["error"]:
        sys.exit(f"{path.name}: {next(row.messages for row in plan.rows if row.action == 'error')}")
    sheet.write(plan, Origin(user, Source.SHEET, path.name))


def parse_and_copy(path: Path, communities: dict[tuple[str, str], int]) -> None:
    """The floor of an import: calamine's cells, put into the table as they are."""
    from python_calamine import CalamineWorkbook

    _heads, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    names = [column.name for column in wide.LEDGER.table]
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    numbers = [names.index(name) for name in names if name not in ("district", "street", "community")]
    kinds = {label: value for value, label in wide.Ledger.Kind.choices}
    kind, whole = names.index("kind"), {names.index(name) for name in (*wide.COUNTS, "built_in")}
    blank = {names.index(name) for name in ("address", "keeper", "note")}
    answers = {"有": "t", "无": "f"}
    lift, gas = names.index("lift"), names.index("gas")
    for row in rows:
        row[kind], row[lift], row[gas] = kinds[row[kind]], answers[row[lift]], answers[row[gas]]
        told = [int(row[n]) if n in whole and row[n] != "" else row[n] for n in numbers]
        told = ["\\N" if value == "" and n not in blank else value for n, value in zip(numbers, told, strict=True)]
        writer.writerow([communities[row[1], row[2]], *told, 1, "", "[]", ""])
    text.seek(0)
    columns = ["community_id", *(names[n] for n in numbers), "version", "search_key", "generated", "source_note"]
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {wide.Ledger._meta.db_table} ({', '.join(columns)}) FROM STDIN", text)


def imports(city: City, directory: Path, size: int, rounds: int) -> Iterator[Line]:
    """Into the empty register, beside the floor and the peer; then once more into the full one."""
    user = city.administrator
    communities = list(Community.unscoped.filter(name__startswith="第").select_related("street__district")[:400])
    path, part = directory / "wide.xlsx", directory / "part.xlsx"
    wide.write_sheet(communities, size, path)
    wide.write_sheet(communities, SAMPLE, part)
    keys = {(row.street.name, row.name): row.pk for row in communities}
    works: dict[str, Callable[[], Any]] = {
        "ours": partial(commit, user, path),
        "floor": partial(parse_and_copy, path, keys),
        "peer": partial(peer.read_ledgers, part),
    }
    taken = medians(works, rounds, tidy_up)
    ours, floor, theirs = taken["ours"] / size * 1e6, taken["floor"] / size * 1e6, taken["peer"] / SAMPLE * 1e6
    yield Line("sheets", ".xlsx in, beside calamine and COPY", ours, "µs a row", floor, ours / floor, "times the floor")
    yield Line("sheets", ".xlsx in, beside the peer", ours, "µs a row", theirs, theirs / ours, "times as fast")
    yield Line("sheets", ".xlsx in, memory", _peak("in", path), "MB")
    commit(user, path)
    again = medians({"again": partial(commit, user, path)}, rounds, tidy_up)["again"] / size * 1e6
    yield Line("sheets", ".xlsx in, every row known", again, "µs a row", ours, again / ours, "of the first time")


def exports(city: City, directory: Path, size: int, rounds: int) -> Iterator[Line]:
    """The full register as a sheet, beside XlsxWriter and the csv module over the same rows."""
    user = city.administrator
    for ending, theirs, what in (("xlsx", by_xlsxwriter, "of XlsxWriter"), ("csv", by_csv, "times values_list")):
        path = directory / f"out.{ending}"
        works = {"ours": partial(export, user, path), "floor": partial(theirs, path)}
        taken = {name: seconds / size * 1e6 for name, seconds in medians(works, rounds).items()}
        ratio = taken["ours"] / taken["floor"]
        yield Line("sheets", f".{ending} out", taken["ours"], "µs a row", taken["floor"], ratio, what)
        yield Line("sheets", f".{ending} out, memory", _peak("out", path), "MB")


def export(user: User, path: Path) -> None:
    """What `export_sheet` does."""
    write_listing(listing(wide.LEDGER, user, QueryDict()), path, user)


def _values() -> Iterator[tuple[Any, ...]]:
    ways = {"district": "community__street__district__name", "street": "community__street__name"}
    ways |= {"community": "community__name"}
    names = [ways.get(column.name, column.name) for column in wide.LEDGER.table]
    return wide.Ledger.unscoped.order_by(*wide.Ledger._meta.ordering).values_list(*names).iterator(chunk_size=2000)


def by_xlsxwriter(path: Path) -> None:
    """The floor of an export: typed cells of the same query, written as XlsxWriter's documentation shows it."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [str(column.head) for column in wide.LEDGER.table])
        for number, row in enumerate(_values(), start=1):
            sheet.write_row(number, 0, row)


def by_csv(path: Path) -> None:
    """The floor of an export as text."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([str(column.head) for column in wide.LEDGER.table])
        writer.writerows(_values())


def _peak(way: str, path: Path) -> float:
    """The most memory, in MB, that a process of its own ever holds for the work."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    command = [sys.executable, str(Path(__file__).with_name("run.py")), "--peak-of", way, str(path)]
    output = subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, check=True)
    return float(output.stdout)


def peak_of(way: str, path: Path) -> float:
    """The most memory, in MB, that this process holds when one import or export is done; nothing is kept of it."""
    from django.db import transaction

    user = User.objects.get(username="wang")
    with transaction.atomic():
        commit(user, path) if way == "in" else export(user, path)
        transaction.set_rollback(True)
    return high_water()
