"""The planner's pages: all plans, a new one, a plan with everything that belongs to it, two beside each other."""

import datetime
import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhoushan_community.base import dated
from zhoushan_community.base.home import Card, card
from zhoushan_community.base.models import Job
from zhoushan_community.base.pages import is_editable
from zhoushan_community.base.sheets.exports import FORMATS, download

from ..models import Adjustment, District, LayoutPlan
from .comparing import moved_between
from .drafts import changes_of, unknown_areas
from .drawing import draw
from .forms import APART, TOGETHER, Drafts, NewPlan, Pin, Review, Run
from .ground import ground_of, next_number
from .layout import Layout, chosen_layout, layouts_of
from .naming import Names
from .proofs import checked_of, proofs_of
from .running import KIND, hindrances
from .sheets import write_layout
from .states import OWN, drawable, drew, may_review, save

#: Plans on a page.
SHOWN = 50
#: Days from today to the one that is offered for the adjustments.
NOTICE = 60


def visible(request: HttpRequest, pk: int) -> LayoutPlan:
    """The plan; 404 for who does not see it."""
    return get_object_or_404(
        LayoutPlan.objects.visible_to(request.user).select_related("district", "street__district"), pk=pk
    )


def may_begin(user: Any) -> bool:
    """Whether the person may draw a plan anywhere."""
    return District.objects.on_ground_of(user).exists()


@card
def plans_card(user: Any) -> Card:
    """How many plans wait for the commission, and for whoever draws."""
    rows, page = LayoutPlan.objects.visible_to(user), reverse("plans")
    waiting = rows.filter(state=LayoutPlan.State.SUBMITTED).count()
    returned = rows.filter(state=LayoutPlan.State.RETURNED).count()
    return Card(
        _("Layout plans"),
        [
            (_("with the construction commission: %(count)s") % {"count": waiting}, f"{page}?state=submitted"),
            (_("sent back: %(count)s") % {"count": returned}, f"{page}?state=returned"),
            (_("all layout plans"), page),
        ],
    )


def list_page(request: HttpRequest) -> HttpResponse:
    """The plans that the person may see, by ground and version."""
    if not request.user.current_duties:
        raise PermissionDenied
    rows = LayoutPlan.objects.visible_to(request.user).select_related("district", "street__district")
    state = request.GET.get("state", "")
    if state in LayoutPlan.State.values:
        rows = rows.filter(state=state)
    page = Paginator(rows.defer("instance", "solution"), SHOWN).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "state": state,
        "states": LayoutPlan.State.choices,
        "may_begin": may_begin(request.user),
    }
    return render(request, "plans/list.html", context)


def new_page(request: HttpRequest) -> HttpResponse:
    """Choose the ground; its areas are proposed from the registers."""
    if not may_begin(request.user):
        raise PermissionDenied
    form = NewPlan(
        request.POST if request.method == "POST" else None, user=request.user, initial={"day": dated.today()}
    )
    if request.method == "POST" and form.is_valid():
        holder = form.ground.holder
        areas = form.ground.proposed(form.cleaned_data["source"])
        plan = LayoutPlan(
            **{"district" if isinstance(holder, District) else "street": holder},
            number=next_number(holder),
            title=form.cleaned_data["title"],
            drawn_on=dated.today(),
            instance=form.ground.instance(areas, source=form.cleaned_data["source"]),
        )
        save(plan, request.user)
        return redirect("plan", pk=plan.pk)
    return render(request, "plans/new.html", {"form": form}, status=400 if form.is_bound else 200)


def plan_page(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """A plan: its areas, its alternatives, the one that is looked at as drawing and table, and what may be done."""
    plan = visible(request, pk)
    layouts = layouts_of(plan)
    layout = asked_layout(request, plan, layouts)
    ending = request.GET.get("format")
    if ending == "json" and plan.instance:
        return _as_json(plan, plan.instance)
    if ending == "certificate" and layout and "certificate" in layout.said:
        return _as_json(plan, layout.said["certificate"], f"certificate-{layout.change}")
    if ending in FORMATS and layout:
        return download(
            f"{_('Layout plan')}_{plan.holder}_{plan.number}_{layout.change}.{ending}",
            lambda path: write_layout(path, plan, layout, request.user),
        )
    return shown(request, plan, layouts, layout)


def asked_layout(request: HttpRequest, plan: LayoutPlan, layouts: list[Layout]) -> Layout | None:
    """The alternative that the address asks for, else the chosen one."""
    asked = request.GET.get("change", "")
    return next((each for each in layouts if str(each.change) == asked), chosen_layout(plan))


def _as_json(plan: LayoutPlan, said: Any, what: str = "areas") -> HttpResponse:
    """The instance as the planner takes it, or the prices that prove a bound: anybody can reckon both through again."""
    response = HttpResponse(
        json.dumps(said, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="plan-{plan.pk}-{plan.number}-{what}.json"'
    return response


def shown(
    request: HttpRequest,
    plan: LayoutPlan,
    layouts: list[Layout] | None = None,
    layout: Layout | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page of the plan. more: what an upload or a form that was refused has to say."""
    if layouts is None:
        layouts = layouts_of(plan)
        layout = asked_layout(request, plan, layouts)
    user, instance = request.user, plan.instance or {}
    areas = instance.get("areas", [])
    others = LayoutPlan.objects.visible_to(user).filter(district=plan.district, street=plan.street)
    running = Job.objects.filter(
        actor=user, kind=KIND, arguments__plan=plan.pk, state__in=(Job.State.WAITING, Job.State.RUNNING)
    )
    draws = drawable(plan, user)
    reviewing = plan.state == LayoutPlan.State.SUBMITTED and may_review(plan, user)
    context = {
        "plan": plan,
        "instance": instance,
        "areas": areas,
        "met": {name for each in instance.get("adjacency", ()) for name in (each["a"], each["b"])},
        "households": sum(area["households"] or 0 for area in areas),
        "unknown": [area["id"] for area in areas if area["households"] is None],
        "barriers": sum(each["barrier"] for each in instance.get("adjacency", ())),
        "findings": hindrances(plan) if areas and draws else [],
        "doubts": list(ground_of(plan, user).doubts(areas)) if areas and (draws or reviewing) else [],
        "layouts": layouts,
        "layout": layout,
        "drawing": draw(instance, layout) if areas and (instance["adjacency"] or layout) else None,
        "drawable": draws,
        "editable": is_editable(plan, user),
        "reviewing": reviewing,
        "own": OWN if plan.state == LayoutPlan.State.SUBMITTED and drew(plan, user) else "",
        "pins": [(kind, a, b) for kind in (TOGETHER, APART) for a, b in instance.get("pins", {}).get(kind, ())],
        "others": list(others.exclude(pk=plan.pk).defer("instance")),
        "running": running.first(),
        **_drafting(plan, user),
        **(_result(plan, layout, user) if layout else {}),
        "pin_form": Pin(areas=[area["id"] for area in areas]),
        "run_form": Run(),
        "review_form": Review(initial={"reviewed_on": dated.today()}),
        "drafts_form": Drafts(initial={"effective_on": dated.today() + datetime.timedelta(days=NOTICE)}),
    }
    return render(request, "plans/plan.html", context | more, status=status)


def _result(plan: LayoutPlan, layout: Layout, user: Any) -> dict[str, Any]:
    """What the page says of the alternative that is looked at, besides its drawing."""
    return {
        "names_form": Names(layout, initial={"version": plan.version}) if drawable(plan, user) else None,
        "proofs": proofs_of(layout),
        "checked": checked_of(layout),
    }


def _drafting(plan: LayoutPlan, user: Any) -> dict[str, Any]:
    """The adjustments that a passed plan has led to, or will."""
    layout = chosen_layout(plan)
    if layout is None or plan.state not in (LayoutPlan.State.PASSED, LayoutPlan.State.ADOPTED):
        return {}
    holders = plan.instance.get("holders", {})
    return {
        "passed": True,
        "drafts": Adjustment.objects.visible_to(user).filter(pk__in=plan.solution.get("drafts", ())),
        "drafted": bool(plan.solution.get("drafts")),
        "to_draft": len(changes_of(layout, holders)),
        "nobodys": unknown_areas(layout, holders),
    }


def compare_page(request: HttpRequest) -> HttpResponse:
    """Two plans of the same ground, side by side."""
    pair = [request.GET.get(name, "") for name in ("first", "second")]
    if not all(each.isdecimal() and len(each) < 18 for each in pair):
        raise Http404
    plans = [visible(request, int(each)) for each in pair]
    layouts = [chosen_layout(plan) for plan in plans]
    same = (plans[0].district_id, plans[0].street_id) == (plans[1].district_id, plans[1].street_id)
    if None in layouts or not same:
        return render(request, "plans/compare.html", {"plans": plans, "sides": []}, status=400)
    drawings = [draw(plan.instance, layout) for plan, layout in zip(plans, layouts, strict=True)]
    context = {
        "plans": plans,
        "sides": list(zip(plans, layouts, drawings, strict=True)),
        "moved": moved_between(*layouts),
    }
    return render(request, "plans/compare.html", context)
