"""One row of any register: its facts now and then, its files, its history."""

import dataclasses

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import attachments, changes, dated, past, retention, reveal_pages
from .attachments import AttachmentForm, history_of
from .history import Sentence, sentences
from .models import Job
from .pages import is_editable, named_register, visible_row
from .registers import Register
from .tables import asked_day


def detail_page(request: HttpRequest, app: str, model: str, pk: int) -> HttpResponse:
    """One row: every field, where it comes from, the last changes; for another day with on=, as known then with known=
    or line=."""
    return show_row(request, named_register(app, model), pk, AttachmentForm())


def show_row(
    request: HttpRequest, register: Register, pk: int, evidence_form: forms.Form, status: int = 200
) -> HttpResponse:
    """The row's page, with what was wrong about a file that was to be added."""
    problems: list[str] = []
    day = asked_day(request.GET.get("on"), problems)
    row = visible_row(register, request.user, pk, day=day)
    moment = past.asked_moment(request.GET, row, problems)
    then = past.known_at(row, moment) if moment else None
    facts = past.facts(register, row, then) if then or not moment else []
    editable = is_editable(row, request.user)
    context = {
        "register": register,
        "row": row,
        "shown": then or row,
        "facts": facts,
        "differing": sum(fact.differs for fact in facts),
        "day": day,
        "today": dated.today(),
        "holds": dated.holds_on(row, day),
        "moment": moment,
        "problems": problems,
        "editable": editable,
        "numbers": reveal_pages.ways(register, row) if editable and not moment else [],
        "kept_until": retention.kept_until(row),
        "evidence": attachments.listed(row, moment and moment.day, withdrawn=editable or may_audit(request)),
        "earlier_evidence": attachments.of_earlier(row, request.user, moment and moment.day),
        "evidence_form": evidence_form,
        "file_limit": settings.ATTACHMENT_MAX_BYTES,
        "history": marked(request, sentences(history_of(row)[:5])),
    }
    return render(request, "register/detail.html", context, status=status)


def may_audit(request: HttpRequest) -> bool:
    """Whether the person checks what others did."""
    return request.user.may("audit")


def history_page(request: HttpRequest, app: str, model: str, pk: int) -> HttpResponse:
    """Every change of one row and its files, as sentences."""
    register = named_register(app, model)
    row = visible_row(register, request.user, pk)
    page = Paginator(history_of(row), 50).get_page(request.GET.get("page"))
    history = marked(request, sentences(page.object_list))
    context = {"register": register, "row": row, "page": page, "history": history}
    context["editable"] = is_editable(row, request.user)
    return render(request, "register/history.html", context)


def marked(request: HttpRequest, found: list[Sentence]) -> list[Sentence]:
    """The sentences of one row, each with whether it is in effect and whether it was the person's own job."""
    lines = [sentence.change for sentence in found]
    live = {line.pk for line in changes.effect([sentence.change for sentence in found if sentence.wrote])[0]}
    jobs = set(
        Job.objects.filter(actor=request.user, key__in={line.batch for line in lines}).values_list("key", flat=True)
    )
    return [
        dataclasses.replace(
            sentence,
            in_effect=sentence.change.pk in live or not sentence.wrote,
            job=sentence.change.batch if sentence.change.batch in jobs else None,
        )
        for sentence in found
    ]
