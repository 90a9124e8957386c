"""Pages of scenarios: one's own list, a scenario with its board before and after, and the forms of its edits."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from communities.models import Community, District, Street
from zhoushan_community.base.scope import unit_models
from zhoushan_community.base.sheets.exports import FORMATS, download
from zhoushan_community.base.tables import asked_day

from ..asked import DUE, asked_basis
from ..board import CITY_CODE, Board, Territory
from ..models import Basis, Scenario, ScenarioEdit
from .edits import KINDS, Edit, Setting
from .outcome import Outcome, evaluate
from .sheets import write_outcome, write_units
from .supposing import Busy

#: Units of a standard on the page of all, and on its own.
FEW, SHOWN = 10, 50
#: The kinds of edits in the order in which they are offered.
OFFERED = ("room", "size", "shut", "centre", "staff", "members", "award", "withdraw", "funds", "figures", "merge",
           "threshold")  # fmt: skip
#: A scenario of more edits than these is no longer understood, and would hold the tables for long.
MOST = 60


class ScenarioForm(forms.ModelForm):
    """What a scenario is called, where it plays and on which day."""

    territory = forms.ChoiceField(label=gettext_lazy("territory"))

    class Meta:
        model = Scenario
        fields = ("name", "territory", "day", "note")
        widgets = {"day": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def __init__(self, *args: Any, territories: list[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_address = {each.address: each for each in territories}
        self.fields["territory"].choices = [(address, each.name) for address, each in self.by_address.items()]
        for field in self.fields.values():
            field.label = field.label[:1].upper() + field.label[1:]

    def save(self, commit: bool = True) -> Scenario:
        chosen = self.by_address[self.cleaned_data["territory"]]
        self.instance.level, self.instance.unit = chosen.level, chosen.key
        return super().save(commit)


def list_page(request: HttpRequest) -> HttpResponse:
    """One's own scenarios, and the form of a new one."""
    problems: list[str] = []
    board = Board(asked_day(request.GET.get("on"), problems), user=request.user)
    start = board.start()
    if start is None:
        raise PermissionDenied
    asked = request.GET.get("territory")
    chosen = board.territory(asked) if asked else start
    if chosen is None:
        raise Http404
    offered = [start, *(each for each in _inside(board, start) if each != start)]
    if chosen not in offered:
        offered.append(chosen)
    form = ScenarioForm(
        request.POST or None, territories=offered, initial={"territory": chosen.address, "day": board.day}
    )
    if request.method == "POST" and form.is_valid():
        form.instance.owner = request.user
        scenario = form.save()
        return redirect("scenario", key=scenario.key)
    own = list(Scenario.objects.filter(owner=request.user).prefetch_related("edits"))
    names = _names(own)
    rows = [(each, names.get((each.level, each.unit), Board.city.name)) for each in own]
    return render(request, "whatif/list.html", {"rows": rows, "form": form, "problems": problems})


def _inside(board: Board, start: Territory) -> list[Territory]:
    """What lies directly in the territory."""
    if start.level == "city":
        rows = District.objects.visible_to(board.user)
    elif start.level == "district":
        rows = Street.objects.visible_to(board.user).filter(district=start.key)
    else:
        return []
    return [board.of(each) for each in rows]


def _names(scenarios: list[Scenario]) -> dict[tuple[str, int], str]:
    """The names of their territories. A query for each level."""
    found = {}
    for level, model in unit_models().items():
        keys = [each.unit for each in scenarios if each.level == level]
        rows = model.objects.whole_city(because="a person's own scenarios name the territory in which they play")
        found.update({(level, row.pk): row.name for row in (rows.filter(pk__in=keys) if keys else ())})
    return found


def _opened(request: HttpRequest, key: uuid.UUID) -> tuple[Scenario, Board, Territory, list[str]]:
    """The scenario as the person may see it on the asked day; there is none for who does not see its territory."""
    scenario = get_object_or_404(Scenario.objects.select_related("owner"), key=key)
    problems: list[str] = []
    day = asked_day(request.GET.get("on") or f"{scenario.day}", problems)
    board = Board(
        day, asked_basis(request, problems), user=request.user, everything=bool(request.GET.get("everything"))
    )
    territory = _territory(board, scenario)
    if territory is None:
        raise Http404
    return scenario, board, territory, problems


def _territory(board: Board, scenario: Scenario) -> Territory | None:
    """Where the scenario plays; None for who does not see it as a whole."""
    start = board.start()
    if start is None or (start.level, start.key) == (scenario.level, scenario.unit):
        return start
    if scenario.level == "community":
        found = Community.objects.visible_to(board.user).select_related("street").filter(pk=scenario.unit).first()
        if found is None:
            return None
        district = found.street.district_id
        return Territory("community", found.pk, found.code, found.name, district not in board.unbound, district)
    return board.territory(CITY_CODE if scenario.level == "city" else f"{scenario.level}-{scenario.unit}")


def scenario_page(request: HttpRequest, key: uuid.UUID) -> HttpResponse | FileResponse:
    """A scenario: its edits in words, and the board before and after. Nothing of it is written anywhere."""
    scenario, board, territory, problems = _opened(request, key)
    try:
        outcome = evaluate(scenario.edits.all(), board, territory)
    except Busy:
        problems.append(
            _(
                "Somebody is saving one of these rows at this moment, or it took too long; load the page again, or try"
                " it on a smaller territory."
            )
        )
        outcome = Outcome([], [], [])
    standard = next((line for line in outcome.lines if line.judged.standard.code == request.GET.get("standard")), None)
    ending = request.GET.get("format")
    if ending in FORMATS and outcome.lines:
        name = f"{_('What if')}_{scenario.name}_{territory.name}_{board.day}.{ending}"
        if standard:
            return download(name, lambda path: write_units(path, scenario, board, standard, request.user))
        return download(name, lambda path: write_outcome(path, scenario, board, outcome, request.user))
    everything = request.GET.get("show") == "all"
    shown = set(range(len(outcome.territories)))
    if not everything:
        shown = {0, *(place for place in shown if any(line.cells[place].mark != "same" for line in outcome.lines))}
    moved = [(standard, standard.moved)] if standard else [(line, line.staying) for line in outcome.lines]
    context = {
        "scenario": scenario,
        "board": board,
        "territory": territory,
        "problems": problems,
        "above": [],
        "bases": Basis.choices,
        "anniversaries": DUE,
        "own": scenario.owner_id == request.user.pk,
        "kinds": [(each, KINDS[each].title) for each in OFFERED],
        "outcome": outcome,
        "everything": everything,
        "columns": [row for place, row in enumerate(outcome.territories) if place in shown],
        "lines": [
            (line, [cell for place, cell in enumerate(line.cells) if place in shown])
            for line in (outcome.lines if everything else outcome.changed)
        ],
        "standard": standard,
        "moved": [
            (line, Paginator(units, SHOWN if standard else FEW).get_page(request.GET.get("page")))
            for line, units in moved
            if units
        ],
    }
    return render(request, "whatif/scenario.html", context)


def _own(request: HttpRequest, scenario: Scenario) -> None:
    """Only its owner changes a scenario."""
    if scenario.owner_id != request.user.pk:
        raise PermissionDenied


def add_page(request: HttpRequest, key: uuid.UUID, kind: str) -> HttpResponse:
    """The form of one more edit."""
    scenario, board, territory, problems = _opened(request, key)
    _own(request, scenario)
    if kind not in KINDS:
        raise Http404
    initial = {name: value for name, value in request.GET.items() if name in ("community", "facility", "estate")}
    form: Edit = KINDS[kind](request.POST or None, setting=Setting(board, territory), initial=initial)
    if request.method == "POST" and form.is_valid():
        if scenario.edits.count() >= MOST:
            form.add_error(None, _("A scenario holds at most %(count)s edits; take one out first.") % {"count": MOST})
        else:
            row = form.row()
            ScenarioEdit.objects.create(
                scenario=scenario,
                kind=kind,
                values=form.kept,
                register=row._meta.label_lower if row else "",
                row=row.pk if row else None,
                version=row.version if row else 0,
            )
            scenario.save(update_fields=["changed_at"])
            messages.success(request, _("Added to the scenario; nothing was saved in the registers."))
            return redirect(f"{reverse('scenario', args=[scenario.key])}?{request.GET.urlencode()}")
    context = {"scenario": scenario, "form": form, "board": board, "territory": territory, "problems": problems}
    return render(request, "whatif/add.html", context)


@require_POST
def change_page(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take an edit out, copy the scenario to one's own, or delete it."""
    scenario, _board, _territory, _problems = _opened(request, key)
    action = request.POST.get("action")
    if action == "copy":
        copy = _copied(scenario, request.user)
        messages.success(request, _("Copied; this one is yours to change."))
        return redirect("scenario", key=copy.key)
    _own(request, scenario)
    if action == "delete":
        scenario.delete()
        messages.success(request, _("The scenario “%(name)s” was deleted.") % {"name": scenario.name})
        return redirect("scenarios")
    edit = request.POST.get("edit", "")
    if action != "remove" or not edit.isdecimal() or len(edit) > 18:
        raise Http404
    # Somebody's second click finds it gone, which is what was wanted.
    scenario.edits.filter(pk=edit).delete()
    scenario.save(update_fields=["changed_at"])
    messages.success(request, _("The edit was taken out of the scenario."))
    return redirect(f"{reverse('scenario', args=[scenario.key])}?{request.GET.urlencode()}")


@transaction.atomic
def _copied(scenario: Scenario, owner: Any) -> Scenario:
    """The same edits in a scenario of the owner."""
    name = _("copy of %(name)s") % {"name": scenario.name}
    copy = Scenario.objects.create(
        owner=owner,
        name=name[: Scenario._meta.get_field("name").max_length],
        note=scenario.note,
        level=scenario.level,
        unit=scenario.unit,
        day=scenario.day,
    )
    edits = list(scenario.edits.all())
    for edit in edits:
        edit.pk, edit.scenario = None, copy
    ScenarioEdit.objects.bulk_create(edits)
    return copy
