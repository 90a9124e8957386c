"""Importing a sheet in the browser: upload, preview, correct, commit. Each step is a job over the same stored file."""

import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import changes, dated, jobs
from .changes import Origin, Source
from .job_pages import own_job
from .models import Job
from .pages import may_add, named_register
from .registers import Register, find
from .sheets.plan import Plan
from .sheets.reader import Refused
from .sheets.register import RegisterSheet

SHEET = "sheet"
PREVIEW = "preview.json"
CONFLICT = gettext_lazy("What somebody saved at this moment stands against it; nothing was written. Look at it again.")


def sheet_for(register: Register, actor: Any, day: Any = None) -> RegisterSheet:
    """The register's own way of reading sheets, for one actor."""
    return import_string(register.sheet)(register, actor, day=day)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def report(register: Register, name: str, digest: str, plan: Plan | None, refused: Refused | None) -> dict[str, Any]:
    """The result of reading a sheet, in the shape that import_sheet --json promises."""
    reading = plan.reading if plan else None
    return {
        "register": register.label,
        "file": name,
        "sha256": digest,
        "committed": False,
        "refused": {"code": refused.code, "text": str(refused)} if refused else None,
        "rows": [row.as_json() for row in plan.rows] if plan else [],
        "skipped_rows": [_as_dict(row) for row in reading.skipped_rows] if reading else [],
        "skipped_sheets": [_as_dict(row) for row in reading.skipped_sheets] if reading else [],
        "ignored_columns": list(reading.ignored_columns) if reading else [],
        "counts": plan.counts if plan else {"create": 0, "update": 0, "unchanged": 0, "error": 0},
        "plan": plan.digest if plan else "",
    }


def _as_dict(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("sheet", "row", "reason") if hasattr(row, name)}


def _plan(run: jobs.Run) -> tuple[Register, RegisterSheet, Plan]:
    arguments = run.arguments
    register = find(arguments["register"])
    if not may_add(register, run.actor):
        raise jobs.Failed(_("You no longer have the right to enter rows of this register."))
    path = run.path(SHEET)
    if digest_of(path) != arguments["sha256"]:
        raise jobs.Failed(_("The stored file is not the one that was uploaded; upload it again."))
    sheet = sheet_for(register, run.actor, parse_date(arguments["day"]))
    plan = sheet.plan(
        path,
        corrections={(name, cell): text for name, cell, text in arguments["corrections"]},
        left_out=[(name, row) for name, row in arguments["left_out"]],
        progress=run.progress,
    )
    return register, sheet, plan


@jobs.work("sheet-preview")
def preview_work(run: jobs.Run) -> dict[str, Any]:
    """Read the stored sheet and keep what every row would do."""
    arguments = run.arguments
    try:
        register, _sheet, plan = _plan(run)
    except Refused as refused:
        found = report(find(arguments["register"]), arguments["file"], arguments["sha256"], None, refused)
    else:
        found = report(register, arguments["file"], arguments["sha256"], plan, None)
    run.path(PREVIEW).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return {"counts": found["counts"], "refused": found["refused"], "next": _preview_url(run.job)}


@jobs.work("sheet-commit")
def commit_work(run: jobs.Run) -> dict[str, Any]:
    """Read that very file again, under the actor's present duties, and write it whole or not at all."""
    register, sheet, plan = _plan(run)
    if plan.digest != run.arguments["plan"]:
        raise jobs.Failed(
            _("The register has changed since the preview; nothing was written. Look at the preview again.")
        )
    origin = Origin(run.actor, Source.SHEET, place=run.arguments["file"], batch=run.job.key)
    try:
        with transaction.atomic():
            sheet.write(plan, origin)
            outcome = {
                "counts": plan.counts,
                "batch": str(run.job.key),
                "register": register.label,
                "list": register.url(),
            }
            run.seal(outcome)
    except (IntegrityError, changes.StaleRow) as error:
        raise jobs.Failed(CONFLICT) from error
    return outcome


def _preview_url(job: Job) -> str:
    app, model = job.arguments["register"].split(".")
    return reverse("register-preview", kwargs={"app": app, "model": model, "key": job.key})


def _entering(request: HttpRequest, app: str, model: str) -> Register:
    register = named_register(app, model)
    if not register.sheet_key:
        raise Http404
    if not may_add(register, request.user):
        raise PermissionDenied
    return register


def upload_page(request: HttpRequest, app: str, model: str) -> HttpResponse:
    """Take a file and read it: small ones at once, large ones as a job with progress."""
    register = _entering(request, app, model)
    problem = ""
    day = request.POST.get("day") or dated.today().isoformat()
    if request.method == "POST":
        upload = request.FILES.get("sheet")
        try:
            counted = parse_date(day)
        except ValueError:
            counted = None
        if upload is None:
            problem = _("Choose a file first.")
        elif upload.size > settings.SHEET_MAX_BYTES:
            problem = _("The file is larger than %(size)s MB; split it by street.") % {
                "size": settings.SHEET_MAX_BYTES // 1024**2
            }
        elif counted is None or counted > dated.today():
            problem = _("“%(text)s” is no day up to today; write it as 2002-06-30.") % {"text": day}
        else:
            job = _store(register, request.user, upload, day)
            jobs.start(job, inline=upload.size <= settings.SHEET_INLINE_BYTES)
            return redirect("job", key=job.key)
    context = {"register": register, "problem": problem, "day": day}
    return render(request, "register/import.html", context, status=400 if problem else 200)


def _store(register: Register, actor: Any, upload: Any, day: str) -> Job:
    arguments = {
        "register": register.label,
        "file": Path(upload.name).name[:150],
        "day": day,
        "corrections": [],
        "left_out": [],
    }
    job = jobs.create("sheet-preview", _("Preview of %(file)s") % {"file": arguments["file"]}, actor, arguments)
    path = jobs.folder(job) / SHEET
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    job.arguments["sha256"] = digest_of(path)
    job.save(update_fields=["arguments"])
    return job


def preview_page(request: HttpRequest, app: str, model: str, key: UUID) -> HttpResponse:
    """The sheet as it was read, with every row's effect; here it is corrected, and committed as a whole."""
    register = _entering(request, app, model)
    job = own_job(request, key)
    if job.kind != "sheet-preview" or job.arguments["register"] != register.label:
        raise Http404
    path = jobs.folder(job) / PREVIEW
    if not path.is_file():
        if job.ended:
            return render(request, "base/job.html", {"job": job, "gone": True})
        return redirect("job", key=key)
    found = json.loads(path.read_text(encoding="utf-8"))
    if request.method == "POST":
        return _act(request, register, job, found)
    rows = found["rows"]
    only = request.GET.get("only", "")
    shown = [row for row in rows if not only or only in (row["level"], row["action"])]
    page = Paginator(shown, 50).get_page(request.GET.get("page"))
    columns = [c for c in register.table if any(c.name in row["values"] or c.name in row["cells"] for row in rows)]
    for row in page:
        _annotate(row, register, columns)
    context = {"register": register, "job": job, "found": found, "page": page, "columns": columns, "only": only}
    return render(request, "register/preview.html", context)


def _sheet_key(sheet: str | None) -> str:
    """How a field's name on the page says which sheet; a text file has none."""
    return json.dumps(sheet, ensure_ascii=False)


def _annotate(row: dict[str, Any], register: Register, columns: list[Any]) -> None:
    """Put each cell's reading beside what was written, for the template."""
    by_cell: dict[str, list] = {}
    for message in row["messages"]:
        by_cell.setdefault(message["cell"], []).append(message)
    row["shown"] = []
    row["sheet_key"] = _sheet_key(row["sheet"])
    for column in columns:
        cell = row["cells"].get(column.name, "")
        told = by_cell.pop(cell, []) if cell else []
        wrong = any(message["level"] == "error" for message in told)
        value = register.in_words(column.name, row["values"].get(column.name))
        raw = row["raw"].get(column.name, "")
        row["shown"].append(
            {
                "column": column,
                "cell": cell,
                "raw": raw,
                "value": value,
                "read_as": value is not None and str(value) != raw,
                "changed": column.name in row["before"],
                "before": register.in_words(column.name, row["before"].get(column.name)),
                "messages": told,
                "state": "wrong"
                if wrong
                else "interpreted"
                if told
                else "changed"
                if column.name in row["before"]
                else "ok",
            }
        )
    row["other_messages"] = [message for told in by_cell.values() for message in told]


def _act(request: HttpRequest, register: Register, job: Job, found: dict[str, Any]) -> HttpResponse:
    if "check" in request.POST:
        corrections = {(sheet, cell): text for sheet, cell, text in job.arguments["corrections"]}
        left_out = {(sheet, row) for sheet, row in job.arguments["left_out"]}
        sheets = {_sheet_key(row["sheet"]): row["sheet"] for row in found["rows"]}
        for name, text in request.POST.items():
            kind, _sep, rest = name.partition("|")
            sheet, _sep, place = rest.rpartition("|")
            if sheet not in sheets:
                continue
            if kind == "fix":
                corrections[sheets[sheet], place] = text[:500].replace("\x00", "")
            elif kind == "leave" and place.isdecimal() and len(place) < 8:
                left_out.add((sheets[sheet], int(place)))
        job.arguments["corrections"] = [[sheet, cell, text] for (sheet, cell), text in corrections.items()]
        job.arguments["left_out"] = [list(pair) for pair in left_out]
        again = _follow(job, "sheet-preview", job.title, job.arguments)
        jobs.start(again, inline=(jobs.folder(job) / SHEET).stat().st_size <= settings.SHEET_INLINE_BYTES)
        return redirect("job", key=again.key)
    if found["counts"]["error"] or found["refused"]:
        messages.error(request, _("Correct the wrong cells first; nothing was written."))
        return redirect(_preview_url(job))
    title = _("Import of %(file)s") % {"file": job.arguments["file"]}
    commit = _follow(job, "sheet-commit", title, {**job.arguments, "plan": found["plan"], "preview": str(job.key)})
    jobs.start(commit, inline=len(found["rows"]) <= changes.CHUNK)
    return redirect("job", key=commit.key)


def _follow(job: Job, kind: str, title: str, arguments: dict[str, Any]) -> Job:
    """A job over the same stored file."""
    following = jobs.create(kind, title, job.actor, arguments)
    (jobs.folder(following) / SHEET).hardlink_to(jobs.folder(job) / SHEET)
    return following
