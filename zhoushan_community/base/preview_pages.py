"""The preview of a sheet: every row's effect, corrections, the meaning of unknown heads, and the commit."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from . import changes, jobs
from .changes import Origin, Source
from .imports import entering, follow, is_small, preview_url, sheet_for
from .job_pages import own_job
from .learning import choices, remember
from .models import Job
from .models.words import IGNORED
from .previews import Entry, kept, share
from .registers import Register, all_registers
from .sheets.since import CODE, STORED
from .sheets.since import SHEET as SHEET_HOLDS


def preview_page(request: HttpRequest, app: str, model: str, key: UUID) -> HttpResponse:
    """The sheet as it was read, with every row's effect; here it is corrected, and committed as a whole."""
    register = entering(request, app, model)
    job = own_job(request, key)
    if job.kind != "sheet-preview" or job.arguments["register"] != register.label:
        raise Http404
    found = kept(jobs.folder(job))
    if found is None:
        if job.ended:
            return render(request, "base/job.html", {"job": job, "gone": True})
        return redirect("job", key=key)
    if request.method == "POST":
        return _act(request, register, job, found)
    index = found["rows"].index
    doubtful = any(entry.noted for entry in index)
    only = request.GET.get("only", "")
    shown = [entry for entry in index if not only or only in (entry.level, entry.action)]
    page = Paginator(shown, 50).get_page(request.GET.get("page"))
    page.object_list = list(found["rows"].of(page.object_list))
    columns = [column for column in register.table if column.name in found.get("columns", ())]
    for row in page:
        _annotate(row, register, columns)
    place, head = _likely(found, request.GET.get("head"))
    context = {"register": register, "job": job, "found": found, "page": page, "columns": columns, "only": only}
    context |= {
        "questions": _questions(register, found, head),
        "head": head,
        "place": place,
        "others": _others(register, found),
        "doubtful": doubtful,
        "good": len(_good(found)),
    }
    return render(request, "register/preview.html", context)


def _others(register: Register, found: dict[str, Any]) -> list[Register]:
    """The registers for which the platform wrote the file, where none of them is this one."""
    labels = found.get("written_for", ())
    return [] if register.label in labels else [other for other in all_registers() if other.label in labels]


def _likely(found: dict[str, Any], asked: str | None) -> tuple[int, dict[str, Any] | None]:
    """Which of the rows that may be the head is looked at: its place among them, and the row; the first if not said."""
    heads = found.get("likely") or []
    place = int(asked) if asked and asked.isdecimal() and len(asked) < 4 and int(asked) < len(heads) else 0
    return place, heads[place] if heads else None


def _questions(register: Register, found: dict[str, Any], head: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The heads whose meaning is asked, with the choices in words."""
    heads = {column.name: str(column.head) for column in register.table}
    asked = head["asked"] if head else found.get("asked") or []
    choices_of = [
        [("", _("not decided")), *((name, heads[name]) for name in question["free"]), (IGNORED, _("pass it over"))]
        for question in asked
    ]
    return [
        {**question, "choices": offered if not question["chosen"] else offered[1:]}
        for question, offered in zip(asked, choices_of, strict=True)
    ]


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
                "choose": f"{row['row']}:{column.name}" if any(m["code"] == CODE for m in told) else "",
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


def _learn(request: HttpRequest, register: Register, job: Job, found: dict[str, Any]) -> HttpResponse:
    """Remember what the person says about heads, and read the file once more."""
    _place, head = _likely(found, request.POST.get("head"))
    sheet = sheet_for(register, request.user)
    told = choices(request.POST, head["asked"] if head else found.get("asked") or [])
    if not remember(sheet, told, Origin(request.user, Source.SHEET, place=job.arguments["file"])):
        messages.error(request, _("Somebody of your office chose at this moment, too; look at the choices again."))
    return _again(job)


def _again(job: Job, *, instead: bool = False) -> HttpResponse:
    """A new preview of the stored file. instead: the right rows were to be written; the page says why they are not."""
    again = follow(job, "sheet-preview", job.title, {**job.arguments, "instead": instead})
    jobs.start(again, inline=is_small(job))
    return redirect("job", key=again.key)


def _mark(job: Job) -> HttpResponse:
    """The sheet with its faults marked, as a download; a large one is marked by a worker."""
    title = _("%(file)s with its faults marked") % {"file": job.arguments["file"]}
    marked = follow(job, "sheet-marked", title, job.arguments)
    share(jobs.folder(job), jobs.folder(marked))
    jobs.start(marked, inline=is_small(job))
    return redirect("job-result" if marked.state == Job.State.DONE else "job", key=marked.key)


def _good(found: dict[str, Any]) -> list[Entry]:
    """The rows that would be written though others are wrong."""
    return [entry for entry in found["rows"].index if entry.action in ("create", "update")]


def _commit_good(job: Job, found: dict[str, Any]) -> HttpResponse:
    """Write the rows that are right, as one change, and keep the others as a preview of their own."""
    index = found["rows"].index
    wrong = [[entry.sheet, entry.row] for entry in index if entry.action == "error"]
    right = [[entry.sheet, entry.row] for entry in index if entry.action != "error"]
    left_out = job.arguments["left_out"]
    return _commit(job, len(right), plan=found["good"], left_out=left_out + wrong, rest=left_out + right)


def _commit(job: Job, rows: int, **told: Any) -> HttpResponse:
    """Write so many rows of the stored file by a job. told: its arguments beside those of the preview."""
    title = _("Import of %(file)s") % {"file": job.arguments["file"]}
    told |= {"preview": str(job.key), "again": preview_url(job)}
    with transaction.atomic():
        # Of two at one moment the later waits here, and finds the other's job.
        Job.objects.select_for_update().get(pk=job.pk)
        before = jobs.asked_before("sheet-commit", job.actor, preview=told["preview"], plan=told["plan"])
        commit = before or follow(job, "sheet-commit", title, {**job.arguments, **told})
    if not before:
        jobs.start(commit, inline=rows <= changes.CHUNK)
    return redirect("job", key=commit.key)


def _corrected(request: HttpRequest, job: Job, found: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """What the person typed and chose on the page, as the job's arguments; and whether it differs from what stood
    there."""
    corrections = {(sheet, cell): text for sheet, cell, text in job.arguments["corrections"]}
    left_out = {(sheet, row) for sheet, row in job.arguments["left_out"]}
    chosen = {(sheet, row, name): what for sheet, row, name, what in job.arguments.get("chosen", ())}
    before = len(left_out), list(chosen.values()).count(SHEET_HOLDS)
    sheets = {_sheet_key(sheet): sheet for sheet in {entry.sheet for entry in found["rows"].index}}
    typed: dict[tuple[str | None, str], str] = {}
    for name, text in request.POST.items():
        kind, _sep, rest = name.partition("|")
        sheet, _sep, place = rest.rpartition("|")
        if sheet not in sheets:
            continue
        if kind == "fix":
            typed[sheets[sheet], place] = text[:500].replace("\x00", "")
        elif kind == "leave" and place.isdecimal() and len(place) < 8:
            left_out.add((sheets[sheet], int(place)))
        elif kind == "choose" and text in (STORED, SHEET_HOLDS):
            row, _colon, field = place.partition(":")
            if row.isdecimal() and len(row) < 8:
                chosen[sheets[sheet], int(row), field[:80]] = text
    told = {
        "corrections": [[sheet, cell, text] for (sheet, cell), text in (corrections | typed).items()],
        "left_out": [list(pair) for pair in left_out],
        "chosen": [[*place, what] for place, what in chosen.items()],
    }
    changed = before != (len(left_out), list(chosen.values()).count(SHEET_HOLDS))
    return told, changed or any(text != shown for text, shown in _beside(typed, found))


def _beside(typed: dict[tuple[str | None, str], str], found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What was typed into wrong cells, each beside what the page showed there."""
    left = len(typed)
    wrong = [entry for entry in found["rows"].index if entry.action == "error"]
    for row in found["rows"].of(wrong if left else ()):
        for name, cell in row["cells"].items():
            if (row["sheet"], cell) in typed:
                left -= 1
                yield typed[row["sheet"], cell], row["raw"].get(name, "")
        if left <= 0:
            return


def _act(request: HttpRequest, register: Register, job: Job, found: dict[str, Any]) -> HttpResponse:
    if "heads" in request.POST:
        return _learn(request, register, job, found)
    if {"check", "good"} & request.POST.keys():
        told, is_new = _corrected(request, job, found)
        if "check" in request.POST or is_new:
            job.arguments |= told
            return _again(job, instead="good" in request.POST)
    if "marked" in request.POST and not found["refused"]:
        return _mark(job)
    if "good" in request.POST and found["counts"]["error"] and _good(found):
        return _commit_good(job, found)
    if found["counts"]["error"] or found["refused"]:
        messages.error(request, _("Correct the wrong cells first; nothing was written."))
        return redirect(preview_url(job))
    return _commit(job, len(found["rows"]), plan=found["plan"])
