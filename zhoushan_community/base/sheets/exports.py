"""A register's list as a sheet, as it is filtered."""

import datetime
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import changes
from ..changes import Origin, Source
from ..models import Change
from ..pages import named_register
from ..tables import Listing, listing
from .since import exported_now
from .writer import write_csv, write_xlsx

FORMATS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}
#: What else is sent as a file.
PAPERS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def made_up(found: Listing, row: Any) -> str:
    """The heads of the row's columns whose values were made up for demonstration."""
    return "、".join(str(column.head) for column in found.columns if column.is_generated(row))


def export_rows(found: Listing) -> Iterator[list[Any]]:
    """The list's rows, one at a time; the last column names what was made up."""
    for row in found.all_rows.iterator(chunk_size=2000):
        yield [*(column.value(row) for column in found.columns), made_up(found, row)]


def write_listing(found: Listing, path: Path, user: Any) -> int:
    """Write the list to a file by its ending, .xlsx or .csv; returns the number of rows."""
    heads = [*(str(column.head) for column in found.columns), _("Demonstration data")]
    if path.suffix == ".csv":
        return write_csv(path, heads, export_rows(found))
    told = exported_now(found.register)
    places = {column.name: number for number, column in enumerate(found.columns)}
    totals = {places[name]: value for name, value in found.totals.items() if name in places}
    count = len(found)
    return write_xlsx(
        path,
        heads,
        export_rows(found),
        title=str(found.register.title),
        totals=totals or None,
        notes=[
            _("Note: %(count)s rows in all") % {"count": count},
            source_line(found.day, user),
        ],
        properties=told,
    )


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


def send(path: Path, name: str) -> FileResponse:
    """The written file as a download; it is gone once it is sent."""
    kind = (FORMATS | PAPERS)[path.suffix[1:]]
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=kind)
    path.unlink()
    return response


def temporary(ending: str) -> Path:
    """A new empty file for one download."""
    with tempfile.NamedTemporaryFile(suffix=f".{ending}", delete=False) as file:
        return Path(file.name)


def export_page(request: HttpRequest, app: str, model: str) -> HttpResponse:
    """The list of the same address as a sheet. What is wrong with the address is told by the list, not by a sheet."""
    register = named_register(app, model)
    ending = request.GET.get("format", "xlsx")
    if ending not in FORMATS:
        raise Http404
    found = listing(register, request.user, request.GET)
    if found.problems:
        return redirect(f"{register.url()}?{request.GET.urlencode()}")
    path = temporary(ending)
    count = write_listing(found, path, request.user)
    note_export(found, count, Origin(request.user, Source.PAGE))
    return send(path, f"{register.title}_{found.day}.{ending}")


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
