"""Pages of cases: their list, the draft, and the case itself with what is done to it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from communities.models import Adjustment, Community, Destination, ResidentsCommittee, Step
from zhoushan_community.base import attachment_pages, attachments, changes, dated
from zhoushan_community.base.changes import CannotUndo, Origin, Source
from zhoushan_community.base.file_kinds import Refused
from zhoushan_community.base.models import Change
from zhoushan_community.base.pages import ReasonForm
from zhoushan_community.base.scope import duties_over

from . import cases, drafts
from .case_page import CasePage
from .checks import Fault, faults_of
from .conserving import NotConserved
from .destinations import propose, stored_of
from .draft_form import DISTRICT, LINES, DraftForm, begun_from, table
from .effect import CannotTakeEffect, take_effect
from .handing import CannotSend, Moving, choose
from .preview import comparisons_of
from .steps import CannotTake, StepForm, take
from .undoing import undo

SHOWN = 50


def list_page(request: HttpRequest) -> HttpResponse:
    """The adjustments that the person sees: those under way first, then the rest."""
    if not request.user.current_duties:
        raise PermissionDenied
    today = dated.today()
    rest = cases.seen_by(request.user).as_of(today).select_related("district")
    open_ones = cases.open_cases(request.user, today)
    rest = rest.exclude(pk__in=open_ones.order_by().values("pk"))
    page = Paginator(rest, SHOWN).get_page(request.GET.get("page"))
    context = {"due": cases.dues(list(open_ones)), "page": page, "may_draft": may_draft(request.user)}
    return render(request, "adjusting/list.html", context)


def may_draft(user: Any) -> bool:
    """Whether the person may draft a case anywhere."""
    return any(duty.level != "community" for duty in user.duties_for("edit"))


def new_page(request: HttpRequest) -> HttpResponse:
    """A draft: the head, the units, and which part of whom goes where. Nothing of a faulty one is written."""
    if not may_draft(request.user):
        raise PermissionDenied
    old = _replaced(request)
    more = request.POST.get("add", "")
    initial = _begun_with(request)
    old_draft = drafts.saved(old, cases.shares_of(old)) if old else None
    if old and old_draft:
        initial = begun_from(old, old_draft)
    more = more if more in (*LINES, DISTRICT) else ""
    form = DraftForm(request.POST or None, user=request.user, initial=initial, more=more)
    draft, faults = old_draft, []
    if request.method == "POST" and not more and form.is_valid():
        draft = form.draft()
        if form.is_valid():
            faults = (
                [] if "table" in request.POST else [*_not_own(request.user, draft), *faults_of(draft, old and old.pk)]
            )
            if not faults and "save" in request.POST:
                return _saved(request, draft, old)
    elif request.method == "POST" and form.is_valid():
        draft = form.draft()
    for fault in faults:
        form.add_error(fault.place if fault.place in form.fields else None, fault.words)
    heads, rows = table(form, draft) if draft else ([], [])
    context = {"form": form, "old": old, "more": more, "heads": heads, "rows": rows, "draft": draft,
               "wrong": {fault.place for fault in faults}}  # fmt: skip
    return render(request, "adjusting/new.html", context, status=400 if "save" in request.POST else 200)


def _begun_with(request: HttpRequest) -> dict[str, Any]:
    """What an address begins a draft with: its kind, and the community or old committee that gives, such as
    `?kind=split&unit=community-12`; a unit that the person does not see is passed over."""
    initial: dict[str, Any] = {"kind": request.GET.get("kind", "")}
    kind, _dash, key = request.GET.get("unit", "").partition("-")
    model = {"community": Community, "committee": ResidentsCommittee}.get(kind)
    if model is None or not key.isdecimal() or len(key) > 18:
        return initial
    unit = model.objects.visible_to(request.user).select_related("street").filter(pk=int(key)).first()
    if unit is not None:
        initial |= {"district": unit.street.district_id, "street": unit.street, f"{kind}_0": unit}
        initial[f"lines_{kind}"] = max(LINES[kind], 1)
    return initial


def _replaced(request: HttpRequest) -> Adjustment | None:
    """The draft that the new one takes the place of; only one of which no step is recorded."""
    said = request.GET.get("replaces", "")
    if not said:
        return None
    if not said.isdecimal() or len(said) > 18:
        raise Http404
    case = cases.seen(request.user, int(said))
    if not case.is_case or not cases.is_drafter(request.user, case) or cases.steps_of([case])[case.pk]:
        raise PermissionDenied
    return case


def _not_own(user: Any, draft: drafts.Draft) -> list[Fault]:
    """Whether the person drafts for the district, or for the street that proposes."""
    if draft.street and draft.street.district_id != draft.district.pk:
        words = _("%(street)s does not lie in %(district)s; choose a street of that district.")
        return [Fault("street", words % {"street": draft.street, "district": draft.district})]
    if duties_over(user, "edit", draft.district):
        return []
    if draft.street is None or not duties_over(user, "edit", draft.street):
        return [Fault("street", _("Choose the street for which you draft; only the district drafts without one."))]
    return []


def _saved(request: HttpRequest, draft: drafts.Draft, old: Adjustment | None) -> HttpResponse:
    try:
        with transaction.atomic():
            if old:
                _give_up(old, Origin(request.user, Source.UNDO, _("drafted anew")))
            case = drafts.save(draft, Origin(request.user, Source.PAGE))
            propose(case, request.user)
    except CannotUndo as error:
        messages.error(request, str(error))
        return redirect("case", pk=old.pk if old else 0)
    messages.success(request, _("“%(row)s” was saved.") % {"row": case})
    return redirect("case", pk=case.pk)


def _give_up(case: Adjustment, origin: Origin) -> None:
    """Take the draft back whole: the lines of its first change that are of it, and its destinations. Raises
    CannotUndo."""
    first = Change.objects.filter(model=Adjustment._meta.label_lower, row_id=case.pk, action="create").latest("pk")
    keys = [row.pk for row in stored_of(case).values()]
    sent = Change.objects.filter(model=Destination._meta.label_lower, row_id__in=keys, action__in=Change.WRITES)
    changes.take_back([*sent.order_by("-pk"), *changes.company(first)], origin)


def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The case: its steps, what goes where, what moves, what would come of it."""
    return _shown(request, cases.seen(request.user, pk))


def _shown(request: HttpRequest, case: Adjustment, form: StepForm | None = None) -> HttpResponse:
    page = CasePage(case, request.user, form or StepForm(initial={"done_on": dated.today()}))
    moving = Moving(case, page.in_effect, request.GET.get("kind", ""), request.GET.get("show") == "open")
    context = {"page": page, "case": case, "moving": moving}
    context["rows"] = Paginator(moving.lines, SHOWN).get_page(request.GET.get("page"))
    context["compared"] = comparisons_of(case, request.user) if "look" in request.GET and not page.in_effect else None
    return render(request, "adjusting/case.html", context, status=400 if form else 200)


@require_POST
def step_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the next step."""
    case = cases.seen(request.user, pk)
    step = request.POST.get("step", "")
    if not case.is_case or step not in Step.values or step == Step.EFFECTIVE:
        raise Http404
    form = StepForm(request.POST, request.FILES)
    if refusal := cases.refusal(request.user, case, Step(step)):
        messages.error(request, refusal)
        return redirect("case", pk=pk)
    if form.is_valid():
        try:
            row = take(case, Step(step), form, Origin(request.user, Source.PAGE))
        except CannotTake as fault:
            form.add_error(None, str(fault))
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            propose(case, request.user)
            messages.success(request, _("“%(step)s” was recorded.") % {"step": row.get_step_display()})
            return redirect("case", pk=pk)
    return _shown(request, case, form)


@require_POST
def back_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last step back, or give up a draft without steps; with a reason."""
    case = cases.seen(request.user, pk)
    taken = cases.steps_of([case])[case.pk]
    last = next((step for step in reversed(Step) if step in taken), None)
    if not case.is_case or last == Step.EFFECTIVE:
        raise Http404
    if refusal := cases.refusal(request.user, case, last or Step.PROPOSED):
        messages.error(request, refusal)
        return redirect("case", pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why it is taken back; nothing was changed."))
        return redirect("case", pk=pk)
    origin = Origin(request.user, Source.UNDO, form.cleaned_data["reason"])
    try:
        if last is None:
            _give_up(case, origin)
        else:
            row = taken[last]
            line = Change.objects.filter(model=row._meta.label_lower, row_id=row.pk, action="create").latest("pk")
            changes.undo(line.batch, origin)
    except CannotUndo as error:
        messages.error(request, str(error))
        return redirect("case", pk=pk)
    if last is None:
        messages.success(request, _("The draft “%(case)s” was given up.") % {"case": case.title})
        return redirect("cases")
    messages.success(request, _("“%(step)s” was taken back.") % {"step": last.label})
    return redirect("case", pk=pk)


@require_POST
def destinations_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Work out where the rows of the sources go, or say it of some by hand."""
    case = cases.seen(request.user, pk)
    if not case.is_case or case.state == Step.EFFECTIVE:
        raise Http404
    if not cases.is_drafter(request.user, case):
        messages.error(request, cases.refusal(request.user, case, Step.PROPOSED))
    elif "propose" in request.POST:
        propose(case, request.user)
        messages.success(request, _("Worked out by the rules; what was chosen by hand stays."))
    else:
        try:
            with transaction.atomic():
                count = choose(case, request.POST, request.POST.getlist("row"), Origin(request.user, Source.PAGE))
        except CannotSend as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Rows that have a destination by hand now: %(count)s") % {"count": count})
    return redirect(f"{reverse('case', args=[pk])}?{request.GET.urlencode()}#moving")


@require_POST
def effect_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the case take effect, all of it or nothing."""
    case = cases.seen(request.user, pk)
    if not case.is_case or case.state == Step.EFFECTIVE:
        raise Http404
    if refusal := cases.refusal(request.user, case, Step.EFFECTIVE):
        messages.error(request, refusal)
        return redirect("case", pk=pk)
    try:
        take_effect(case, request.user)
    except CannotTakeEffect as error:
        for obstacle in error.obstacles:
            messages.error(request, str(obstacle))
    except NotConserved as error:
        words = _("It would not add up, so nothing was written: %(what)s. Report these words to the maintainers.")
        messages.error(request, words % {"what": error})
    else:
        messages.success(request, _("“%(case)s” is in effect.") % {"case": case.title})
    return redirect("case", pk=pk)


@require_POST
def undo_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that the case is in effect, with a reason, while nothing stands on it."""
    case = cases.seen(request.user, pk)
    if not case.is_case or case.state != Step.EFFECTIVE:
        raise Http404
    form = ReasonForm(request.POST)
    if refusal := cases.refusal(request.user, case, Step.EFFECTIVE):
        messages.error(request, refusal)
    elif not form.is_valid():
        messages.error(request, _("Say why it is taken back; nothing was changed."))
    else:
        try:
            undo(case, request.user, form.cleaned_data["reason"])
        except CannotUndo as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("“%(case)s” is no longer in effect.") % {"case": case.title})
    return redirect("case", pk=pk)


@require_GET
def file_page(request: HttpRequest, pk: int, file: int) -> FileResponse:
    """A file of one of the steps, to whoever sees the case."""
    case = cases.seen(request.user, pk)
    for row in cases.steps_of([case])[case.pk].values():
        if found := attachments.of_row(row).filter(pk=file, withdrawn_on=None).first():
            return attachment_pages.sent(found, in_page=False)
    raise Http404
