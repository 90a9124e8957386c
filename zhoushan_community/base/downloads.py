"""The download centre: lists as workbooks, made by a worker, kept for a time, had by whoever asked for them alone.

One workbook takes several registers, each whole or by one of the person's saved queries, all as of one day. The job
looks under the duties of its own moment and leaves a line in the log for every register: who took how many rows of
what. The link to the file is signed for its owner and opens only while the duties are those it was made under.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from . import dated, jobs
from .changes import Origin, Source
from .models import Job, SavedQuery, User
from .pages import named_register
from .registers import Register, all_registers, find
from .scope import reaches
from .sheets.exports import FORMATS, download, note_export, sheet_of, write_listing
from .sheets.since import exported_now
from .sheets.writer import write_book
from .tables import listing

KIND = "download"
_SALT = "zhoushan.download"
#: Lists of more rows are written by a worker; fewer take about a second.
MOST_AT_ONCE = 10_000


@jobs.work(KIND)
def download_work(run: jobs.Run) -> dict[str, Any]:
    """Write the asked lists to one file: one list as .xlsx or .csv, several as the sheets of a workbook."""
    parts = run.arguments["parts"]
    asked = [(find(part["register"]), QueryDict(part["query"])) for part in parts]
    found = [listing(register, run.actor, query) for register, query in asked]
    for each in found:
        if each.problems:
            raise jobs.Failed(f"{each.register.title}: {' '.join(each.problems)}")
    duties = duties_of(run.actor)
    ending = run.arguments["ending"]
    name = f"{run.job.title}.{ending}".replace("/", "_")
    rows = _Counted(run, sum(len(each) for each in found))
    if ending == "csv":
        counts = [write_listing(found[0], run.path(name), run.actor, rows)]
    else:
        told = exported_now(*(each.register for each in found))
        sheets = [sheet_of(each, run.actor, rows) for each in found]
        for sheet, part in zip(sheets, parts, strict=True):
            sheet.title = part.get("name") or sheet.title
        counts = write_book(run.path(name), sheets, told)
    with transaction.atomic():
        # The lines stand before the file can be had: nobody takes rows that no line tells of.
        for each, count in zip(found, counts, strict=True):
            note_export(each, count, Origin(run.actor, Source.PAGE, place=name, batch=run.job.key))
        Job.objects.filter(pk=run.job.pk).update(result_file=name)
        outcome = {"rows": sum(counts), "duties": duties, "next": reverse("downloads")}
        run.seal(outcome)
    return outcome


class _Counted:
    """Passes rows on and tells the job how many went by."""

    def __init__(self, run: jobs.Run, total: int) -> None:
        self.run, self.total, self.done = run, total, 0

    def __call__(self, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        for row in rows:
            if self.done % 1000 == 0:
                self.run.progress(self.done, self.total)
            self.done += 1
            yield row


def duties_of(user: Any) -> list[list[Any]]:
    """What the person may do where, in a form that is compared."""
    return sorted([duty.role, duty.level, duty.unit_id or 0] for duty in user.duties_for("view"))


def start(user: Any, parts: list[tuple[Register, str, str]], ending: str, back: str = "") -> Job:
    """Ask for a file of these lists. parts: each a register, what its address asks, and the name of the query that it
    is by, empty if none; ending: xlsx, or csv for one; back: where it is asked for, if not in the download centre."""
    day = QueryDict(parts[0][1]).get("on") or dated.today().isoformat()
    title = f"{_titled([register for register, _query, _name in parts])}_{day}"
    told = [{"register": register.label, "query": query, "name": name} for register, query, name in parts]
    arguments = {"parts": told, "ending": ending, "back": back or reverse("downloads")}
    job = jobs.create(KIND, title, user, arguments)
    jobs.start(job)
    return job


def _titled(registers: list[Register]) -> str:
    names = list(dict.fromkeys(str(register.title) for register in registers))
    more = _(" and %(count)s more") % {"count": len(names) - 3} if len(names) > 3 else ""
    return f"{'、'.join(names[:3])}{more}"


def link(job: Job) -> str:
    """The address of the job's file, signed for its owner."""
    return reverse("download", args=[signing.Signer(salt=_SALT).sign(job.key)])


def offered(user: Any) -> list[tuple[Register, list[SavedQuery]]]:
    """The registers of which the person sees rows, each with the person's own queries."""
    own: dict[str, list[SavedQuery]] = {}
    for saved in SavedQuery.objects.filter(owner=user):
        own.setdefault(saved.register, []).append(saved)
    return [(each, own.get(each.label, [])) for each in all_registers() if reaches(each.model, user)]


def export_page(request: HttpRequest, app: str, model: str) -> HttpResponse:
    """The list of the same address as a sheet; a long one is made by a worker.

    What is wrong with the address is told by the list, not by a sheet.
    """
    register = named_register(app, model)
    ending = request.GET.get("format", "xlsx")
    if ending not in FORMATS:
        raise Http404
    found = listing(register, request.user, request.GET)
    if found.problems:
        return redirect(f"{register.url()}?{request.GET.urlencode()}")
    if len(found) > MOST_AT_ONCE:
        asked = request.GET.copy()
        asked.pop("format", None)
        query = asked.urlencode()
        job = start(request.user, [(register, query, "")], ending, f"{register.url()}?{query}")
        return redirect("job", key=job.key)

    def write(path: Path) -> None:
        count = write_listing(found, path, request.user)
        note_export(found, count, Origin(request.user, Source.PAGE))

    return download(f"{register.title}_{found.day}.{ending}", write)


def list_page(request: HttpRequest) -> HttpResponse:
    """The person's files, newest first, and what can be asked for."""
    problem, day = "", request.POST.get("on", "")
    if request.method == "POST":
        parts, problem = _asked(request.user, request.POST)
        if not problem:
            ending = "csv" if request.POST.get("format") == "csv" and len(parts) == 1 else "xlsx"
            return redirect("job", key=start(request.user, parts, ending).key)
    made = Job.objects.filter(actor=request.user, kind=KIND)[:50]
    context = {
        "offered": [
            (register, [(saved, f"{register.label}|{saved.pk}") for saved in own])
            for register, own in offered(request.user)
        ],
        "files": [(job, link(job) if job.result_file else "", _size(job)) for job in made],
        "problem": problem,
        "day": day or dated.today().isoformat(),
        "chosen": request.POST.getlist("part"),
        "ending": request.POST.get("format", "xlsx"),
    }
    return render(request, "base/downloads.html", context, status=400 if problem else 200)


def _asked(user: User, posted: QueryDict) -> tuple[list[tuple[Register, str, str]], str]:
    """The lists that a form asks for, each for the form's day; or what is wrong with it."""
    day = _day(posted.get("on", ""))
    if day is None:
        return [], _("“%(text)s” is no day of the calendar; write it as 2002-06-30.") % {"text": posted.get("on", "")}
    known = {register.label: (register, {str(saved.pk): saved for saved in own}) for register, own in offered(user)}
    parts = []
    for text in posted.getlist("part"):
        label, _bar, key = text.partition("|")
        register, own = known.get(label, (None, {}))
        if register is None or (key and key not in own):
            raise Http404
        query = QueryDict(own[key].query if key else "", mutable=True)
        query["on"] = day.isoformat()
        parts.append((register, query.urlencode(), own[key].name if key else ""))
    if posted.get("format") == "csv" and len(parts) > 1:
        return [], _("A .csv holds one list; choose one, or take .xlsx.")
    return parts, "" if parts else _("Choose at least one list.")


def _day(text: str) -> datetime.date | None:
    try:
        return parse_date(text) if text else dated.today()
    except ValueError:
        return None


def _size(job: Job) -> int | None:
    path = jobs.folder(job) / job.result_file if job.result_file else None
    return path.stat().st_size if path is not None and path.is_file() else None


def file_page(request: HttpRequest, token: str) -> FileResponse:
    """The file of a signed link: for its owner alone, until it expires, while the duties are those it was made under.

    404 for whoever else holds the link, 403 once the duties have changed.
    """
    try:
        key = signing.Signer(salt=_SALT).unsign(token)
    except signing.BadSignature as error:
        raise Http404 from error
    job = Job.objects.filter(key=key, kind=KIND, actor=request.user, state=Job.State.DONE).first()
    if job is None or not job.result_file or job.expires_on < dated.today():
        raise Http404
    if job.outcome["duties"] != duties_of(request.user):
        raise PermissionDenied(_("Your duties have changed since this file was made; ask for it again."))
    path = jobs.folder(job) / job.result_file
    if not path.is_file():
        raise Http404
    kind = FORMATS[path.suffix[1:]]
    return FileResponse(path.open("rb"), as_attachment=True, filename=job.result_file, content_type=kind)
