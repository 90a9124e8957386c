"""Importing a sheet: upload, preview, commit. Each step is a job over the same stored file."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import changes, dated, jobs, previews
from .changes import Origin, Source
from .learning import asked, asked_of_likely, needed
from .models import Change, Job
from .pages import may_add, named_register
from .registers import Register, find
from .sheets.plan import Plan
from .sheets.reader import Refused, likely
from .sheets.register import Progress, RegisterSheet
from .sheets.since import end_of_log, registers_of

SHEET = "sheet"
#: What a commit is told beside what its preview was.
_OF_COMMIT = ("plan", "preview", "again", "rest")
CONFLICT = gettext_lazy("What somebody saved at this moment stands against it; nothing was written. Look at it again.")


def sheet_for(register: Register, actor: Any, day: Any = None) -> RegisterSheet:
    """The register's own way of reading sheets, for one actor."""
    return import_string(register.sheet)(register, actor, day=day)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def report(
    register: Register,
    name: str,
    digest: str,
    plan: Plan | None,
    refused: Refused | None,
    *,
    with_rows: bool = True,
) -> dict[str, Any]:
    """The result of reading a sheet, in the shape that import_sheet --json promises."""
    reading = plan.reading if plan else None
    return {
        "register": register.label,
        "file": name,
        "sha256": digest,
        "committed": False,
        "refused": {"code": refused.code, "text": str(refused)} if refused else None,
        "rows": [row.as_json() for row in plan.rows] if plan and with_rows else [],
        "skipped_rows": [_as_dict(row) for row in reading.skipped_rows] if reading else [],
        "skipped_sheets": [_as_dict(row) for row in reading.skipped_sheets] if reading else [],
        "ignored_columns": list(reading.ignored_columns) if reading else [],
        "counts": plan.counts if plan else {"create": 0, "update": 0, "unchanged": 0, "error": 0},
        "plan": plan.digest if plan else "",
        "good": plan.digest_of_good if plan else "",
        "asked": [],
        "likely": [],
    }


def _as_dict(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("sheet", "row", "reason") if hasattr(row, name)}


def written_since(register: Register, line: int) -> bool:
    """Whether anybody wrote rows of the register after a line of the log.

    A plan is made before its rows are written, and not every register refuses a row that is there already: of two
    people with one file each would write it. Asked under changes.lock(), so that nobody writes between the answer and
    the end of the transaction.
    """
    later = Change.objects.filter(pk__gt=line, model=register.label)
    return later.exclude(action__in=(Change.Action.EXPORT, Change.Action.REVEAL)).exists()


def _plan(
    run: jobs.Run, *, texts: bool = True, progress: Progress | None = None
) -> tuple[Register, RegisterSheet, Plan]:
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
        chosen={(name, row, field): what for name, row, field, what in arguments.get("chosen", ())},
        progress=progress or run.progress,
        texts=texts,
    )
    return register, sheet, plan


@jobs.work("sheet-preview")
def preview_work(run: jobs.Run) -> dict[str, Any]:
    """Read the stored sheet and keep what every row would do."""
    arguments, rows = run.arguments, []
    try:
        register, sheet, plan = _plan(run)
    except Refused as refused:
        register = find(arguments["register"])
        found = report(register, arguments["file"], arguments["sha256"], None, refused)
        if refused.code == "no_header":
            sheet = sheet_for(register, run.actor)
            found["likely"] = asked_of_likely(sheet, likely(run.path(SHEET), sheet.spec()))
            found["needed"] = needed(sheet)
            found["written_for"] = sorted(registers_of(run.path(SHEET)))
    else:
        found = report(register, arguments["file"], arguments["sha256"], plan, None, with_rows=False)
        found["asked"] = asked(sheet, plan.reading.headings)
        rows = plan.rows
    previews.keep(jobs.folder(run.job), found, rows)
    return {"counts": found["counts"], "refused": found["refused"], "next": preview_url(run.job)}


@jobs.work("sheet-commit")
def commit_work(run: jobs.Run) -> dict[str, Any]:
    """Read that very file again, under the actor's present duties, and write it whole or not at all."""
    try:
        # Nobody else waits while the file is read, and read again; only when that was in vain, too, all others do.
        for alone in (False, False, True):
            if outcome := _written(run, alone=alone):
                break
    except (IntegrityError, changes.StaleRow) as error:
        raise jobs.Failed(CONFLICT) from error
    if outcome["rest"]:
        rest = Job.objects.get(key=outcome["rest"])
        jobs.start(rest, inline=is_small(rest))
    return outcome


def _written(run: jobs.Run, *, alone: bool) -> dict[str, Any] | None:
    """Read the file, write it, and end the job; None, and nothing written, when somebody wrote rows of the register
    meanwhile. alone: nobody else can, because others wait until it is done. Raises Failed, IntegrityError, StaleRow."""
    line = end_of_log()
    if not alone:
        register, sheet, plan = _plan(run, texts=False)
        _refuse_changed(run, plan)
    with transaction.atomic():
        changes.lock()
        if alone:
            # Nobody would see the progress of this transaction.
            register, sheet, plan = _plan(run, texts=False, progress=lambda done, total: None)
            _refuse_changed(run, plan)
        elif written_since(register, line):
            return None
        sheet.write(plan, Origin(run.actor, Source.SHEET, place=run.arguments["file"], batch=run.job.key))
        rest = _keep_rest(run.job) if run.arguments.get("rest") else None
        outcome = {
            "counts": plan.counts,
            "batch": str(run.job.key),
            "register": register.label,
            "list": register.url(),
            "rest": str(rest.key) if rest else "",
        }
        run.seal(outcome)
    return outcome


def _refuse_changed(run: jobs.Run, plan: Plan) -> None:
    """Raise Failed where the rows would do something else than the preview said."""
    if plan.digest != run.arguments["plan"]:
        raise jobs.Failed(
            _("The register has changed since the preview; nothing was written. Look at the preview again.")
        )


def _keep_rest(job: Job) -> Job:
    """A preview of the rows that were not right, which waits until they are mended; those written are left out."""
    arguments = {name: value for name, value in job.arguments.items() if name not in _OF_COMMIT}
    arguments["left_out"] = job.arguments["rest"]
    return follow(job, "sheet-preview", _("The rest of %(file)s") % {"file": arguments["file"]}, arguments)


def preview_url(job: Job) -> str:
    """Where the preview that the job made is looked at."""
    app, model = job.arguments["register"].split(".")
    return reverse("register-preview", kwargs={"app": app, "model": model, "key": job.key})


def entering(request: HttpRequest, app: str, model: str) -> Register:
    """The register of an address, for who may enter rows of it by sheets; 404 or 403 otherwise."""
    register = named_register(app, model)
    if not register.sheet_key:
        raise Http404
    if not may_add(register, request.user):
        raise PermissionDenied
    return register


def upload_page(request: HttpRequest, app: str, model: str) -> HttpResponse:
    """Take a file and read it: small ones at once, large ones as a job with progress."""
    register = entering(request, app, model)
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
            problem = _("The file is larger than %(size)s MB; take its pictures out, or split it by street.") % {
                "size": settings.SHEET_MAX_BYTES // 1024**2
            }
        elif counted is None or counted > dated.today():
            problem = _("“%(text)s” is no day up to today; write it as 2002-06-30.") % {"text": day}
        else:
            job = _store(register, request.user, upload, day)
            jobs.start(job, inline=is_small(job))
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
    # No worker sees the job before its file is there, and none that a full disk or a killed server left without one.
    with transaction.atomic():
        job = jobs.create("sheet-preview", _("Preview of %(file)s") % {"file": arguments["file"]}, actor, arguments)
        path = jobs.folder(job) / SHEET
        with path.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        job.arguments["sha256"] = digest_of(path)
        job.save(update_fields=["arguments"])
    return job


def is_small(job: Job) -> bool:
    """Whether the stored file is read at once, while the person waits."""
    return (jobs.folder(job) / SHEET).stat().st_size <= settings.SHEET_INLINE_BYTES


def follow(job: Job, kind: str, title: str, arguments: dict[str, Any]) -> Job:
    """A job over the same stored file."""
    with transaction.atomic():
        following = jobs.create(kind, title, job.actor, arguments)
        (jobs.folder(following) / SHEET).hardlink_to(jobs.folder(job) / SHEET)
    return following
