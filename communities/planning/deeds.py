"""What is done to a plan: areas and neighbours brought in, pins set, a run begun, the review, the drafts."""

import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhoushan_community.base.changes import StaleRow
from zhoushan_community.base.sheets.exports import FORMATS, download
from zhoushan_community.base.sheets.grid import Refused

from ..models import AdjustmentShare, LayoutPlan
from . import running, states
from .boundaries import read_map
from .drafts import write_drafts
from .drawing import graph_of
from .forms import APART, TOGETHER, Drafts, Pin, Review, Run
from .gathered import Fault, Gathered, Place
from .ground import NONE, Ground, ground_of
from .layout import layouts_of
from .limits import limits_on
from .naming import Names, faults_of_names, field_of
from .neighbours import AREAS, read_sheets, write_template
from .pages import asked_layout, shown, visible

Deed = Callable[[HttpRequest, LayoutPlan], HttpResponse | None]


def deed(function: Deed) -> Any:
    """A page that does something and leads back to the plan; what keeps it from that is told there."""

    @require_POST
    @wraps(function)
    def page(request: HttpRequest, pk: int) -> HttpResponse:
        plan = visible(request, pk)
        try:
            answer = function(request, plan)
        except (ValidationError, StaleRow) as error:
            for text in getattr(error, "messages", [str(error)]):
                messages.error(request, text)
            answer = None
        return answer or redirect("plan", pk=pk)

    return page


def _valid(form: Any) -> dict[str, Any]:
    """What the form says. Raises ValidationError with all that is wrong."""
    if not form.is_valid():
        raise ValidationError([text for texts in form.errors.values() for text in texts])
    return form.cleaned_data


def sheet_page(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The sheet of areas and neighbours: had as it stands, or brought back filled in."""
    plan = visible(request, pk)
    if request.method == "POST":
        return _upload(request, plan)
    ending = request.GET.get("format", "xlsx")
    ending = ending if ending in FORMATS else "xlsx"
    ground = ground_of(plan, request.user)
    part = request.GET.get("part", AREAS)
    instance = plan.instance or ground.instance(ground.proposed(NONE))
    return download(
        f"{part if ending == 'csv' else _('Areas and neighbours')}_{plan.holder}.{ending}",
        lambda path: write_template(path, instance, part),
    )


def _upload(request: HttpRequest, plan: LayoutPlan) -> HttpResponse:
    """Read the files; one fault and nothing is saved."""
    try:
        states.must_be_drawable(plan, request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("plan", pk=plan.pk)
    ground = ground_of(plan, request.user)
    gathered = _read(request.FILES.getlist("files"), ground)
    limits = limits_on(ground.day, ground.district)
    if gathered.areas or not gathered.faults:
        gathered.examine(ground, limits)
    meant = bool(request.POST.get("meant"))
    faults = [fault for fault in gathered.faults if not (meant and fault.meant)]
    if faults:
        asks = all(fault.meant for fault in faults)
        return shown(request, plan, status=400, faults=faults, asks=asks)
    said = gathered.written()
    known = {area["id"] for area in said["areas"]}
    before = (plan.instance or {}).get("pins", {})
    pins = {kind: [pair for pair in before.get(kind, ()) if set(pair) <= known] for kind in (TOGETHER, APART)}
    plan.instance = ground.instance(said["areas"], adjacency=said["adjacency"], pins=pins, source=NONE)
    # Where nothing says how the areas lie, it is found out once and not for each look at the plan.
    plan.instance["drawn"] = graph_of(plan.instance)
    # What was worked out for other areas says nothing about these.
    plan.solution = None
    words = _("%(areas)s areas and %(borders)s borders were taken over.")
    told = words % {"areas": len(said["areas"]), "borders": len(said["adjacency"])}
    states.save(plan, request.user, told)
    messages.success(request, told)
    return redirect("plan", pk=plan.pk)


def _read(uploads: list[Any], ground: Ground) -> Gathered:
    """A map, or one or two sheets."""
    if not uploads:
        return Gathered(faults=[Fault(Place("", ""), _("Choose a file first."))])
    if any(upload.size > settings.SHEET_MAX_BYTES for upload in uploads):
        words = _("The file is larger than %(size)s MB; split it by street.")
        return Gathered(faults=[Fault(Place("", ""), words % {"size": settings.SHEET_MAX_BYTES // 1024**2})])
    first = uploads[0].read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    uploads[0].seek(0)
    if first.startswith(b"{"):
        return read_map(uploads[0].read(), ground)
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, upload in enumerate(uploads[:2]):
            # A file of text has no sheet; its own name says where a fault stands.
            path = Path(folder) / str(number) / Path(upload.name).name[:100]
            path.parent.mkdir()
            path.write_bytes(upload.read())
            paths.append(path)
        try:
            return read_sheets(paths, ground)
        except Refused as refused:
            return Gathered(faults=[Fault(Place(uploads[0].name, ""), str(refused))])


@deed
def pins_page(request: HttpRequest, plan: LayoutPlan) -> None:
    """Set a pin, or take one away. What was worked out before no longer answers."""
    states.must_be_drawable(plan, request.user)
    instance = plan.instance or {"areas": [], "pins": {}}
    said = _valid(Pin(request.POST, areas=[area["id"] for area in instance["areas"]]))
    pair = sorted((said["a"], said["b"]))
    pins = {kind: [each for each in instance["pins"].get(kind, ()) if each != pair] for kind in (TOGETHER, APART)}
    gone = request.POST.get("action") == "remove"
    if not gone:
        pins[said["kind"]].append(pair)
    words = _("pin taken away: %(areas)s") if gone else _("pin set: %(areas)s")
    plan.instance = {**instance, "pins": pins}
    plan.solution = None
    states.save(plan, request.user, words % {"areas": "、".join(pair)})


@deed
def names_page(request: HttpRequest, plan: LayoutPlan) -> HttpResponse | None:
    """Keep the names of the communities of an alternative; one that cannot stay, and none is kept."""
    states.must_be_drawable(plan, request.user)
    layouts = layouts_of(plan)
    layout = asked_layout(request, plan, layouts)
    if layout is None:
        raise ValidationError(_("Work the plan out first; then its communities have names."))
    form = Names(layout, request.POST)
    if form.is_valid():
        if form.cleaned_data["version"] != plan.version:
            raise ValidationError(_("The plan was changed meanwhile; look at its communities again."))
        names = form.names(plan)
        for community, words in faults_of_names(layout.renamed(names), ground_of(plan, request.user)):
            form.add_error(field_of(community) if layout.nameable(community) else None, words)
    if form.errors:
        messages.error(request, _("No name was kept; mend those that are marked below."))
        return shown(request, plan, layouts, layout, status=400, names_form=form)
    before = {frozenset(each["areas"]): each["name"] for each in plan.names}
    new = [each["name"] for each in names if before.get(frozenset(each["areas"])) != each["name"]]
    plan.names = names
    states.save(plan, request.user, (_("names: %(names)s") % {"names": "、".join(new)})[:500] if new else "")
    messages.success(request, _("The names were kept; the draft adjustments will bear them."))
    return redirect(f"{reverse('plan', args=[plan.pk])}?change={layout.change}")


@deed
def run_page(request: HttpRequest, plan: LayoutPlan) -> HttpResponse:
    """Send the plan to be worked out."""
    states.must_be_drawable(plan, request.user)
    said = _valid(Run(request.POST))
    if not plan.instance or not plan.instance["areas"]:
        raise ValidationError(_("There are no areas to plan yet; bring a sheet or a map."))
    job = running.begin(plan, said["seconds"], request.user)
    return redirect("job", key=job.key)


@deed
def state_page(request: HttpRequest, plan: LayoutPlan) -> HttpResponse | None:
    """One step of the plan's way, or its next version."""
    action, user = request.POST.get("action"), request.user
    if action == "submit":
        change = request.POST.get("change", "")
        states.submit(plan, int(change) if change.isdecimal() and len(change) < 8 else -1, user)
        messages.success(request, _("The plan is with the construction commission now."))
    elif action in ("pass", "return"):
        said = _valid(Review(request.POST))
        states.review(plan, action == "pass", said["review"], said["reviewed_on"], user)
        messages.success(request, _("The review is noted: %(state)s.") % {"state": plan.get_state_display()})
    elif action == "carry-out":
        states.carry_out(plan, user)
    elif action == "version":
        copy = states.new_version(plan, user)
        return redirect("plan", pk=copy.pk)
    else:
        raise ValidationError(_("Choose what is to be done."))
    return None


@deed
def drafts_page(request: HttpRequest, plan: LayoutPlan) -> None:
    """Turn the passed plan into draft adjustments, once."""
    said = _valid(Drafts(request.POST))
    drafts, new = write_drafts(plan, said["effective_on"], request.user)
    if new:
        messages.success(request, _("%(count)s draft adjustments were written.") % {"count": len(drafts)})
        shares = AdjustmentShare.objects.visible_to(request.user).filter(adjustment__in=drafts)
        if shares.filter(extent=AdjustmentShare.Extent.PART, population=None).exists():
            words = _("A plan knows the households of a part, not its population: enter it in the drafts.")
            messages.warning(request, words)
    else:
        messages.warning(request, _("The drafts of this plan were written before; nothing was added."))
