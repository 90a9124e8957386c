"""The pages of one change to many rows: what to do, what it would do to each row, and the deed."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from . import changes, jobs
from .bulk import changeable, changed_since, field_of, looked_at
from .job_pages import own_job
from .models import Job
from .pages import ReasonForm, may_add, named_register
from .registers import Register
from .saved_queries import plain
from .tables import listing


class DeedForm(ReasonForm):
    """The value that the rows are to be given, and why."""

    def __init__(self, *args: Any, field: forms.Field, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = field
        self.order_fields(["value", "reason"])

    @property
    def typed(self) -> str:
        """What was typed for the value, as a query string."""
        said = {name: self.data.getlist(name) for name in ("value", "value_text") if name in self.data}
        found = QueryDict(mutable=True)
        for name, values in said.items():
            found.setlist(name, values)
        return found.urlencode()


def _changing(request: HttpRequest, app: str, model: str) -> Register:
    register = named_register(app, model)
    if not may_add(register, request.user):
        raise PermissionDenied
    return register


def deed_page(request: HttpRequest, app: str, model: str) -> HttpResponse:
    """Asks what is to be done to the ticked rows, or to all of the query; then has it looked at.

    Posted: `row` (keys) or `whole`, `query` (the list's question), `field` or `closing`, then `value` and `reason`.
    """
    register = _changing(request, app, model)
    back = f"{register.url()}?{plain(QueryDict(request.POST.get('query', '')))}"
    keys, problem = _chosen(register, request)
    if problem:
        messages.error(request, problem)
        return redirect(back)
    closing = "closing" in request.POST
    fields = {} if closing else changeable(register, request.user)
    name = request.POST.get("field", "")
    field = field_of(register, request.user, name, closing=closing)
    if closing and field is None:
        raise Http404
    form = None
    if field is not None:
        field.label = register.model._meta.get_field(register.closes_on).verbose_name if closing else field.label
        form = DeedForm(request.POST if "reason" in request.POST else None, field=field)
        if form.is_valid():
            what = _("closing") if closing else str(field.label)
            arguments = {"register": register.label, "field": name, "closing": closing, "typed": form.typed}
            arguments |= {"keys": keys, "reason": form.cleaned_data["reason"], "list": back, "back": back}
            job = jobs.create("bulk-preview", _title(register, what), request.user, arguments)
            jobs.start(job, inline=len(keys) <= changes.CHUNK)
            return redirect("job", key=job.key)
    context = {
        "register": register,
        "form": form,
        "fields": [(each, bound.label) for each, bound in fields.items()],
        "name": name,
        "closing": closing,
        "count": len(keys),
        "rows": request.POST.getlist("row"),
        "back": back,
    }
    return render(request, "register/bulk.html", context, status=400 if form is not None and form.errors else 200)


def _title(register: Register, what: str) -> str:
    return _("%(register)s: %(what)s of many rows") % {"register": register.title, "what": what}


def _chosen(register: Register, request: HttpRequest) -> tuple[list[int], str]:
    """The keys of the chosen rows, or what is wrong with the choice."""
    if "whole" in request.POST:
        found = listing(register, request.user, QueryDict(request.POST.get("query", "")))
        if found.problems:
            return [], " ".join(found.problems)
        keys = list(found.all_rows.values_list("pk", flat=True)[: settings.BULK_MAX_ROWS + 1])
    else:
        keys = [int(key) for key in request.POST.getlist("row") if key.isdecimal() and len(key) < 19]
    if not keys:
        return [], _("Tick the rows first, or choose all of the query.")
    if len(keys) > settings.BULK_MAX_ROWS:
        return [], _("More than %(limit)s rows at once; narrow the query.") % {"limit": settings.BULK_MAX_ROWS}
    return keys, ""


def preview_page(request: HttpRequest, app: str, model: str, key: UUID) -> HttpResponse:
    """What would become of every row; from here it is done, or left."""
    register = _changing(request, app, model)
    job = own_job(request, key)
    if job.kind != "bulk-preview" or job.arguments["register"] != register.label:
        raise Http404
    rows = looked_at(job)
    if rows is None:
        return render(request, "base/job.html", {"job": job, "gone": True}) if job.ended else redirect("job", key=key)
    counts = {action: sum(row["action"] == action for row in rows) for action in ("update", "unchanged", "error")}
    if request.method == "POST":
        return _act(request, job, counts["update"])
    stale = changed_since(register, rows)
    for row in rows:
        row["stale"] = row["pk"] in stale
    only = request.GET.get("only", "")
    shown = [row for row in rows if not only or row["action"] == only or (only == "stale" and row["stale"])]
    context = {
        "register": register,
        "job": job,
        "page": Paginator(shown, 50).get_page(request.GET.get("page")),
        "counts": counts,
        "stale": len(stale),
        "only": only,
    }
    return render(request, "register/bulk_preview.html", context)


def _act(request: HttpRequest, look: Job, count: int) -> HttpResponse:
    if "again" in request.POST:
        job = jobs.create("bulk-preview", look.title, look.actor, look.arguments)
    elif not count:
        messages.error(request, _("There is nothing to change; nothing was written."))
        return redirect(request.path)
    else:
        with transaction.atomic():
            # Of two at one moment the later waits here, and finds the other's job.
            Job.objects.select_for_update().get(pk=look.pk)
            before = jobs.asked_before("bulk-commit", look.actor, look=str(look.key))
            arguments = {"look": str(look.key), "back": request.path}
            job = before or jobs.create("bulk-commit", look.title, look.actor, arguments)
        if before:
            return redirect("job", key=before.key)
    jobs.start(job, inline=len(look.arguments["keys"]) <= changes.CHUNK)
    return redirect("job", key=job.key)
