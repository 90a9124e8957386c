"""The grid of any register, and the drafts of rows that were typed or pasted and are not written yet."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from .beginnings import way_back
from .changes import Origin, Source
from .forms import form_for
from .grid import SHOWN, Grid, Malformed, NotThere, Outcome, Sent, sent_rows
from .models import Draft
from .pages import may_add, named_register
from .registers import Register

#: What the grid says while one types; the browser has no catalogue of its own.
WORDS = {
    "saved": gettext_lazy("saved"),
    "waiting": gettext_lazy("waiting"),
    "refused": gettext_lazy("refused"),
    "conflict": gettext_lazy("changed by somebody else"),
    "remark": gettext_lazy("to be looked at"),
    "row": gettext_lazy("row {row}"),
    "summary": gettext_lazy("Waiting rows: {waiting} · refused: {refused} · saved: {saved}"),
    "written": gettext_lazy("Rows written: {count}."),
    "pasted": gettext_lazy("Pasted: {rows} rows, {cells} cells."),
    "tooMany": gettext_lazy("A grid takes {limit} rows at once; import the rest as a sheet."),
    "fixed": gettext_lazy("A stored row keeps its place; it is moved in its own form."),
    "writeRight": gettext_lazy("Write the right {right} rows and keep the other {wrong} as a draft"),
    "offline": gettext_lazy("No connection. What you type waits here and is sent when the connection returns."),
    "offlineSend": gettext_lazy("No connection. The rows are sent as soon as it returns."),
    "online": gettext_lazy("The connection is back."),
    "signIn": gettext_lazy("Your session has ended. Sign in again: what you typed is kept here."),
    "failed": gettext_lazy("The server could not take this now; what you typed is kept here. Try again in a moment."),
    "gone": gettext_lazy("This row does not exist, or no longer lies in your territory."),
    "theirs": gettext_lazy("now"),
    "mine": gettext_lazy("yours"),
    "takeTheirs": gettext_lazy("Take what is there now"),
    "keepMine": gettext_lazy("Keep yours"),
    "goTo": gettext_lazy("Go to this cell"),
    "empty": gettext_lazy("empty"),
    "needed": gettext_lazy("must be filled"),
}

#: The shape that stands for each state of a cell, beside its colour; the legend and the cells use the same.
MARKS = {"waiting": "●", "saved": "✓", "refused": "✕", "conflict": "⇄", "remark": "▲"}


def grid_page(request: HttpRequest, app: str, model: str) -> HttpResponse:
    """Rows typed side by side. GET shows them, POST judges or writes what was typed and answers in JSON."""
    register = named_register(app, model)
    if not may_add(register, request.user):
        raise PermissionDenied
    draft = _own_draft(request.user, register, request.GET.get("draft"))
    if draft is None and "draft" in request.GET and request.method == "GET":
        raise Http404
    grid = Grid(register, request.user, request.GET)
    if request.method == "POST":
        return _answer(request, grid)
    form = form_for(register)(user=request.user, unit=grid.listing.unit, query=request.GET)
    rows, count = ([], 0) if draft else grid.stored()
    told = {
        "columns": grid.columns(),
        "rows": rows,
        "begun": grid.begun(form),
        "draft": {"pk": draft.pk, "rows": _opened(grid, draft)} if draft else None,
        "kept": f"{register.label}/grid",
        "marks": MARKS,
        "words": {name: str(words) for name, words in WORDS.items()},
    }
    context = {
        "register": register,
        "listing": grid.listing,
        "told": told,
        "count": count,
        "shown": SHOWN,
        "draft": draft,
        "drafts": Draft.objects.filter(owner=request.user, register=register.label),
        "back": way_back(request),
    }
    return render(request, "register/grid.html", context)


@require_POST
def discard_page(request: HttpRequest, app: str, model: str, pk: int) -> HttpResponse:
    """Throw one's own draft away."""
    register = named_register(app, model)
    get_object_or_404(Draft, pk=pk, owner=request.user, register=register.label).delete()
    return redirect(register.url("grid"))


def _own_draft(user: Any, register: Register, key: Any) -> Draft | None:
    """The person's own draft of the register; another's is as if it did not exist."""
    text = str(key or "")
    if not (text.isdecimal() and len(text) < 19):
        return None
    return Draft.objects.filter(pk=int(text), owner=user, register=register.label).first()


def _opened(grid: Grid, draft: Draft) -> list[dict[str, Any]]:
    """The draft's rows as they were typed. stored, now: what is stored of each today and its version; None for rows
    that are new or gone."""
    stored = {row.pk: row for row in grid.sheet.records({row["pk"] for row in draft.rows if row.get("pk")})}
    found = []
    for row in draft.rows:
        known = stored.get(row.get("pk"))
        found.append(
            {
                "pk": row.get("pk"),
                "version": row.get("version", 0),
                "cells": row["values"],
                "errors": row["errors"],
                "stored": grid.texts(known) if known else None,
                "now": known.version if known else None,
            }
        )
    return found


def _answer(request: HttpRequest, grid: Grid) -> JsonResponse:
    try:
        sent = json.loads(request.body)
        if not isinstance(sent, dict):
            raise Malformed
        rows, left = sent_rows(sent.get("rows", [])), sent_rows(sent.get("left", []))
        origin = Origin(
            request.user, Source.PAGE, str(sent.get("reason") or "")[:500].replace("\x00", ""), uuid.UUID(sent["batch"])
        )
        # A draft that is gone was written or discarded elsewhere; what is left now makes a new one.
        draft = _own_draft(request.user, grid.register, sent.get("draft"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"problem": _("This page is no longer current; load it again.")}, status=400)
    try:
        with transaction.atomic():
            outcomes = grid.write(rows, origin) if sent.get("write") else grid.judge(rows)
            kept = draft
            if sent.get("keep") and not any(outcome.stands_in_the_way for outcome in outcomes):
                kept = _keep(grid, draft, left)
                if kept and rows:
                    count = sum(outcome.state == "written" for outcome in outcomes)
                    text = _("Rows written: %(count)s. The others are kept as a draft and stand here.") % {
                        "count": count
                    }
                    messages.success(request, text)
    except NotThere as strange:
        # One answer for rows that never were and rows of others, so that nothing is learnt from it.
        return JsonResponse({"gone": strange.keys}, status=403 if strange.seen else 404)
    except Malformed:
        return JsonResponse({"problem": _("This page is no longer current; load it again.")}, status=400)
    return JsonResponse(
        {
            "outcomes": [vars(outcome) for outcome in outcomes],
            "draft": {"pk": kept.pk, "count": len(kept.rows)} if kept else None,
        }
    )


def _keep(grid: Grid, draft: Draft | None, left: list[Sent]) -> Draft | None:
    """Keep the rows as the person's draft, with what is wrong with each; a draft without rows is gone."""
    if not left:
        if draft:
            draft.delete()
        return None
    try:
        outcomes = grid.judge(left)
    except NotThere:
        outcomes = [Outcome(row.key, "refused") for row in left]
    rows = [_as_draft(row, outcome) for row, outcome in zip(left, outcomes, strict=True)]
    same = Draft.objects.filter(owner=grid.user, register=grid.register.label)
    # The same rows sent twice, because the first answer was lost, are one draft.
    kept = draft or next((one for one in same if one.rows == rows), None)
    kept = kept or Draft(owner=grid.user, register=grid.register.label)
    kept.rows = rows
    kept.save()
    return kept


def _as_draft(row: Sent, outcome: Outcome) -> dict[str, Any]:
    errors = {message["field"]: message["text"] for message in outcome.messages if message["level"] == "error"}
    found = {"values": row.cells, "errors": errors}
    return {**found, "pk": row.pk, "version": row.version} if row.pk else found
