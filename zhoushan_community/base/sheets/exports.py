"""A register's list as a sheet, as it is filtered."""

import datetime
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.http import FileResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import changes
from ..changes import Origin
from ..models import Change
from ..tables import Listing
from .flat import flat_rows
from .since import exported_now
from .writer import Sheet, write_book, write_csv

FORMATS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}
#: What else is sent as a file.
PAPERS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


Through = Callable[[Iterator[Sequence[Any]]], Iterator[Sequence[Any]]]


def sheet_of(found: Listing, user: Any, through: Through = iter) -> Sheet:
    """The list as a sheet: rows that flow from the database, sums, and a foot that says whence they come.

    through: what the rows pass on their way, such as a counter.
    """
    places = {column.name: number for number, column in enumerate(found.columns)}
    totals = {places[name]: value for name, value in found.totals.items() if name in places}
    notes = [_("Note: %(count)s rows in all") % {"count": len(found)}, source_line(found.day, user)]
    title, label = str(found.register.title), found.register.label
    return Sheet(title, _heads(found), through(flat_rows(found)), totals or None, notes, label)


def _heads(found: Listing) -> list[str]:
    return [*(str(column.head) for column in found.columns), _("Demonstration data")]


def write_listing(found: Listing, path: Path, user: Any, through: Through = iter) -> int:
    """Write the list to a file by its ending, .xlsx or .csv; returns the number of rows."""
    if path.suffix == ".csv":
        return write_csv(path, _heads(found), through(flat_rows(found)))
    told = exported_now(found.register)
    return write_book(path, [sheet_of(found, user, through)], told)[0]


def note_export(found: Listing, count: int, origin: Origin) -> None:
    """A line in the log: who took how many rows of which register away, as filtered."""
    told = {"rows": count, "filter": asked_in_words(found)}
    changes.note(origin, Change.Action.EXPORT, found.register.model, told=told)


def asked_in_words(found: Listing) -> str:
    """What the list was narrowed to: its day, territory, search and filters."""
    form = found.filters.form
    words = [str(found.day), str(found.unit or ""), found.filters.data.get("q", "")]
    for name, value in form.cleaned_data.items() if form.is_valid() else ():
        if isinstance(value, slice):
            first, last = (f"{end:%Y-%m-%d}" if end else "" for end in (value.start, value.stop))
            words.append(f"{form.fields[name].label} {first}–{last}")
        elif value:
            choice = dict(getattr(form.fields[name], "choices", ()) if isinstance(value, str) else ())
            words.append(f"{form.fields[name].label} {choice.get(value, value)}")
    return "，".join(filter(None, words))


def source_line(day: datetime.date, user: Any) -> str:
    """Where a sheet comes from: system, day of the data, time and person of the export."""
    return _("Source: community platform of Zhoushan; as of %(day)s; exported %(now)s by %(user)s") % {
        "day": day,
        "now": f"{timezone.localtime():%Y-%m-%d %H:%M}",
        "user": user,
    }


def download(name: str, write: Callable[[Path], Any]) -> FileResponse:
    """What `write` puts into a file, as a download; its name's ending says of what kind. Nothing stays on the disk."""
    ending = name.rpartition(".")[2]
    with tempfile.NamedTemporaryFile(suffix=f".{ending}", delete=False) as file:
        path = Path(file.name)
    try:
        write(path)
        # The open file can be read to its end after its name is gone.
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=(FORMATS | PAPERS)[ending])
    finally:
        path.unlink()


def query_of(pairs: list[str], day: datetime.date | None) -> QueryDict:
    """The address that `--filter key=value` and `--on` stand for. Raises ValueError."""
    query = QueryDict(mutable=True)
    for pair in pairs:
        key, found, value = pair.partition("=")
        if not found:
            raise ValueError(_("“%(pair)s” is not of the form key=value.") % {"pair": pair})
        query[key] = value
    if day:
        query["on"] = day.isoformat()
    return query
