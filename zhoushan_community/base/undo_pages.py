"""Taking changes back on the screen: what it would restore, what stands against it, a reason, and the deed."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from . import changelog, changes, jobs
from .attachments import LABEL, history_of
from .changes import Origin, Source
from .history import Sentence, sentences
from .models import Attachment, Change
from .pages import ReasonForm, named_register, visible_row
from .scope import ScopedModel

SHOWN = 100


class NotYours(Exception):
    """Taking the change back would touch what the person may not change."""


@transaction.atomic
def take_back(lines: Sequence[Change], origin: Origin) -> int:
    """Take lines back for the origin's actor. Returns how many. Raises NotYours, CannotUndo.

    Asked before and after, inside the transaction: rows must be the person's to edit as they are and as they will be.
    """
    written = [(line.model, line.row_id, line.action, line.follows) for line in lines]
    _refuse_unless_own(written, origin.actor, gone=Change.Action.DELETE)
    count = changes.take_back(lines, origin)
    _refuse_unless_own(written, origin.actor, gone=Change.Action.CREATE)
    return count


def may_take_back(batch: UUID, user: Any) -> bool:
    """Whether the rows of the change, as they stand, are the person's to change."""
    written = Change.objects.filter(batch=batch, action__in=Change.WRITES)
    try:
        _refuse_unless_own(
            list(written.values_list("model", "row_id", "action", "follows")), user, gone=Change.Action.DELETE
        )
    except NotYours:
        return False
    return written.exists()


def _refuse_unless_own(written: Iterable[tuple[str, int, str, bool]], user: Any, *, gone: str) -> None:
    """Every row that stands must be editable by the person. Rows that the change itself brought along, such as a new
    community's first placement, need only lie on the person's ground."""
    editable: dict[str, set[int]] = {}
    along: dict[str, set[int]] = {}
    for label, row_id, action, follows in written:
        if action != gone:
            side = along if follows and action != Change.Action.UPDATE else editable
            side.setdefault(label, set()).add(row_id)
    # A file is changed by whoever may change the row beside which it stands.
    files = Attachment.objects.filter(pk__in=editable.pop(LABEL, ()))
    for label, row_id in files.values_list("model", "row_id"):
        editable.setdefault(label, set()).add(row_id)
    for side, ask in ((editable, "editable_by"), (along, "on_ground_of")):
        for label, keys in side.items():
            model = apps.get_model(label)
            if not issubclass(model, ScopedModel):
                raise NotYours
            for part in changes.parts(sorted(keys)):
                if getattr(model.objects, ask)(user).filter(pk__in=part).count() != len(part):
                    raise NotYours


@dataclasses.dataclass(frozen=True)
class Preview:
    """What taking lines back would do. count: of the lines still in effect. restored: the first of them in sentences.
    standing: the later lines to take back first, as far as the person may see them; hidden: how many more there are.
    """

    count: int
    restored: list[Sentence]
    standing: list[Sentence]
    hidden: int
    addresses: dict[int, str]

    @property
    def possible(self) -> bool:
        return bool(self.count) and not self.standing and not self.hidden


def preview(lines: Sequence[Change], user: Any) -> Preview:
    """Look at what taking the lines back would do. Nothing is written."""
    live, standing = changes.effect(lines)
    standing = sorted({*standing, *changes.obstacles(live)}, key=lambda line: -line.pk)
    seen = changelog.among(user, standing[:SHOWN])
    return Preview(
        count=len(live),
        restored=sentences([_turned_round(line) for line in live[:SHOWN]]),
        standing=sentences(seen),
        hidden=len(standing) - len(seen),
        addresses=changelog.addresses([*live[:SHOWN], *seen]),
    )


def _turned_round(line: Change) -> Change:
    """The line that taking this one back would write, for a sentence about it."""
    turned = {Change.Action.CREATE: Change.Action.DELETE, Change.Action.DELETE: Change.Action.CREATE}
    return Change(
        pk=line.pk,
        at=line.at,
        model=line.model,
        row_id=line.row_id,
        row_name=line.row_name,
        action=turned.get(line.action, line.action),
        before=line.after,
        after=line.before,
        undoes_id=line.pk,
    )


def line_page(request: HttpRequest, app: str, model: str, pk: int, line: int) -> HttpResponse:
    """Take back a line of a row's history: with its whole change, or alone where the change is of many rows."""
    register = named_register(app, model)
    row = visible_row(register, request.user, pk)
    change = history_of(row).filter(pk=line, action__in=Change.WRITES).first()
    if change is None:
        raise Http404
    alone = change.source in Source.of_many()
    problem = ""
    try:
        lines = changes.company(change) if alone else changes.lines_of(change.batch)
    except changes.CannotUndo as error:
        lines, problem = [change], _said(error)
    history = register.url("history", pk=pk)
    context = {"change": sentences([change])[0], "alone": alone, "back": history, "problem": problem}
    answer = _ask(request, lines, context)
    if isinstance(answer, HttpResponse):
        return answer
    seen = register.model.objects.visible_to(request.user).filter(pk=pk).exists()
    return redirect(history) if seen else redirect("change-batch", batch=answer)


def batch_page(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Take back one change, whole. A large one is taken back as a job."""
    lines = changes.lines_of(batch)
    if not lines or not changelog.counted(request.user, batch):
        raise Http404
    back = reverse("change-batch", kwargs={"batch": batch})
    context = {"change": sentences(lines[:1])[0], "alone": False, "back": back, "problem": ""}
    answer = _ask(request, lines, context)
    return answer if isinstance(answer, HttpResponse) else redirect("change-batch", batch=answer)


def _ask(request: HttpRequest, lines: Sequence[Change], context: dict[str, Any]) -> HttpResponse | UUID:
    """The page that shows what it would do and asks for a reason; the number of the new change once it is done."""
    written = [(line.model, line.row_id, line.action, line.follows) for line in lines]
    try:
        _refuse_unless_own(written, request.user, gone=Change.Action.DELETE)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and not context["problem"] and form.is_valid():
            origin = Origin(request.user, Source.UNDO, form.cleaned_data["reason"])
            if len(lines) > changes.CHUNK:
                return _as_job(lines[0].batch, origin, str(context["change"]))
            try:
                count = take_back(lines, origin)
                messages.success(request, _("The change was taken back; rows: %(count)s.") % {"count": count})
                return origin.batch
            except changes.CannotUndo as error:
                context["problem"] = _said(error)
    except NotYours as error:
        raise PermissionDenied from error
    found = preview(lines, request.user)
    if not found.count and not context["problem"]:
        context["problem"] = _("This change was taken back already.")
    status = 409 if context["problem"] and request.method == "POST" else 200
    return render(request, "changes/undo.html", {**context, "preview": found, "form": form}, status=status)


def _said(error: changes.CannotUndo) -> str:
    """What stands against it. Later changes are listed apart, as far as the person may see them."""
    return _("Later changes stand on this one; nothing was taken back.") if error.standing else str(error)


def _as_job(batch: UUID, origin: Origin, title: str) -> HttpResponse:
    job = jobs.create(
        "undo",
        _("Taking back: %(change)s") % {"change": title},
        origin.actor,
        {"batch": str(batch), "reason": origin.reason},
    )
    jobs.start(job)
    return redirect("job", key=job.key)


@jobs.work("undo")
def undo_work(run: jobs.Run) -> dict[str, Any]:
    """Take a large change back, under the actor's present duties, whole or not at all."""
    origin = Origin(run.actor, Source.UNDO, run.arguments["reason"], batch=run.job.key)
    outcome = {"next": reverse("change-batch", kwargs={"batch": run.job.key})}
    try:
        with transaction.atomic():
            take_back(changes.lines_of(UUID(run.arguments["batch"])), origin)
            run.seal(outcome)
    except NotYours as error:
        raise jobs.Failed(_("Some of these rows are not yours to change; nothing was taken back.")) from error
    except changes.CannotUndo as error:
        raise jobs.Failed(_said(error)) from error
    return outcome
