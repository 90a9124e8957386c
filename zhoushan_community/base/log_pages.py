"""The change log as pages: the log itself, and one change with all its lines."""

import datetime
import re
from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import changelog
from .changes import RecordedModel, Source
from .history import sentences
from .models import Change, Job, User
from .registers import all_registers
from .scope import ScopedModel
from .undo_pages import may_take_back


class LogFilter(forms.Form):
    """What is asked of the log. Every field may stay empty."""

    person = forms.CharField(label=_("person"), required=False, max_length=80)
    register = forms.ChoiceField(label=_("register"), required=False)
    source = forms.ChoiceField(label=_("from"), required=False, choices=[("", _("all")), *Source.choices])
    since = forms.DateField(label=_("not before"), required=False)
    until = forms.DateField(label=_("not after"), required=False)
    batch = forms.RegexField(
        r"^[0-9a-fA-F-]{8,36}$",
        label=_("change number"),
        required=False,
        error_messages={"invalid": _("A change number has at least its first 8 characters, of 0-9 and a-f.")},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [register.model for register in all_registers()]
        if changelog.sees_all(user):
            kinds += [m for m in apps.get_models() if issubclass(m, RecordedModel) and not issubclass(m, ScopedModel)]
        choices = [(model._meta.label_lower, model._meta.verbose_name_plural) for model in kinds]
        self.fields["register"].choices = [("", _("all")), *choices]
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def narrow(self, lines: models.QuerySet) -> models.QuerySet:
        """The lines that are asked for; none while a field is wrong."""
        if not self.is_valid():
            return lines.none()
        asked = self.cleaned_data
        if asked["person"]:
            people = User.objects.filter(Q(name__icontains=asked["person"]) | Q(username=asked["person"]))
            lines = lines.filter(actor__in=list(people.values_list("pk", flat=True)))
        if asked["register"]:
            lines = lines.filter(model=asked["register"])
        if asked["source"]:
            lines = lines.filter(source=asked["source"])
        if asked["since"]:
            lines = lines.filter(at__gte=_midnight(asked["since"]))
        if asked["until"]:
            lines = lines.filter(at__lt=_midnight(asked["until"], 1))
        if asked["batch"]:
            number = re.sub("-", "", asked["batch"]).lower()[:32]
            lines = lines.filter(batch__gte=UUID(number.ljust(32, "0")), batch__lte=UUID(number.ljust(32, "f")))
        return lines


def _midnight(day: datetime.date, later: int = 0) -> datetime.datetime:
    """The start of the day, or of one after it; days at the ends of the calendar come as such that have neighbours."""
    day = min(max(day, datetime.date(1900, 1, 1)), datetime.date(2999, 12, 31))
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=later), datetime.time.min))


def _asked_line(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def _stretch(request: HttpRequest, lines: models.QuerySet, labels: set[str] | None) -> dict[str, Any]:
    page = changelog.page(
        request.user,
        lines,
        labels=labels,
        before=_asked_line(request.GET.get("before")),
        after=_asked_line(request.GET.get("after")),
    )
    return {"page": page, "history": sentences(page.lines), "addresses": changelog.addresses(page.lines)}


def list_page(request: HttpRequest) -> HttpResponse:
    """The log as the person may see it, newest first."""
    asked = LogFilter(request.GET, user=request.user)
    context = {"filter": asked, "sees_all": changelog.sees_all(request.user)}
    lines = asked.narrow(Change.objects.all())
    labels = {asked.cleaned_data["register"]} if asked.is_valid() and asked.cleaned_data["register"] else None
    return render(request, "changes/list.html", {**context, **_stretch(request, lines, labels)})


def batch_page(request: HttpRequest, batch: UUID) -> HttpResponse:
    """One change: who, when, from where, why, and its lines; 404 when the person may see none of them."""
    context = _stretch(request, Change.objects.filter(batch=batch), changelog.labels_of(batch))
    shown = context["history"]
    if not shown:
        raise Http404
    actions = dict(Change.Action.choices)
    context |= {
        "batch": batch,
        "first": shown[-1],
        "counts": [
            (apps.get_model(label)._meta.verbose_name, actions[action], count)
            for label, action, count in changelog.counted(request.user, batch)
        ],
        "job": Job.objects.filter(key=batch, actor=request.user).first(),
        "may_take_back": may_take_back(batch, request.user),
    }
    return render(request, "changes/batch.html", context)
