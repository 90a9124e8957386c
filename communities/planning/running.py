"""A layout plan as long work: three weights of keeping committees whole, and the best found when it has to stop."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from zhoushan_community.base import changes, jobs
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import Job

from ..models import LayoutPlan
from ..planner import certificate, reading, solution
from ..planner.control import Control
from ..planner.instance import BadInstance, Instance
from ..planner.plan import PRESETS, Plan, make_plan
from ..planner.words import told

KIND = "layout-plan"
#: Seconds within which a run has to end; the first is offered.
SECONDS = (60, 10, 300, 900)
#: How often, in seconds, a run asks whether it was cancelled.
ASKED_EVERY = 0.5


def begin(plan: LayoutPlan, seconds: int, actor: Any) -> Job:
    """Send the run to the workers."""
    arguments = {"plan": plan.pk, "version": plan.version, "seconds": seconds, "back": reverse("plan", args=[plan.pk])}
    job = jobs.create(KIND, _("Layout plan of %(unit)s") % {"unit": plan.holder}, actor, arguments)
    jobs.start(job)
    return job


def instance_of(plan: LayoutPlan) -> Instance:
    """The plan's areas as the planner takes them. Raises BadInstance."""
    return _read(plan.instance)


def hindrances(plan: LayoutPlan) -> list[str]:
    """What keeps the planner from working the plan out, in the words of the screen."""
    try:
        instance_of(plan)
    except BadInstance as error:
        unknown = "、".join(area["id"] for area in plan.instance["areas"] if area["households"] is None)
        words = _("How many households live in %(names)s? Write it in the sheet, 0 for none, and bring the sheet back.")
        found = [told(finding) for finding in error.findings if not unknown or finding.code != "missing_number"]
        return [words % {"names": unknown}, *found] if unknown else found
    return []


def _read(said: dict[str, Any]) -> Instance:
    return reading.read(json.dumps(said, ensure_ascii=False).encode())[0]


class Watch:
    """Whether the person asked to stop; what was found until then is kept, so this is no end of the job."""

    def __init__(self, run: jobs.Run) -> None:
        self.run, self.stopped, self.asked_at = run, False, 0.0

    def cancelled(self) -> bool:
        if not self.stopped and time.monotonic() - self.asked_at > ASKED_EVERY:
            self.asked_at = time.monotonic()
            self.stopped = Job.objects.filter(pk=self.run.job.pk, cancel_asked=True).exists()
        return self.stopped

    def progress(self, done: int, total: int) -> None:
        try:
            self.run.progress(done, total)
        except jobs.Cancelled:
            self.stopped = True


def worked_out(
    said: dict[str, Any],
    seconds: float,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """A plan for each weight of an instance as the planner's JSON, the usual weight first.

    checked: what the prices of each plan prove, reckoned once more by the checker; None where the time was over before.
    Raises BadInstance, and NotProven where the planner claims what its prices do not prove.
    """
    instance = _read(said)
    whole = Control(seconds, cancelled)
    plans: dict[int, Plan] = {}
    usual = instance.weights.change
    weights = [usual, *(weight for weight in PRESETS if weight != usual)]
    areas = len(instance.areas)
    for turn, weight in enumerate(weights):
        before = turn * areas
        part = Control(
            whole.left() / (len(weights) - turn),
            cancelled,
            lambda done, _total, before=before: progress(before + done, len(weights) * areas),
        )
        plans[weight] = make_plan(replace(instance, weights=replace(instance.weights, change=weight)), part)
    found = json.loads(solution.written(plans[usual], [(weight, plans[weight]) for weight in weights[1:]]))
    for each in (found, *found["alternatives"]):
        try:
            proven = certificate.check(said, each["certificate"], whole.over)
            each["checked"] = {"E": proven.e, "D": proven.d, "Z": proven.z, "communities": proven.communities}
        except certificate.Unfinished:
            each["checked"] = None
    return {**found, "change": usual, "chosen": usual}


@jobs.work(KIND)
def plan_work(run: jobs.Run) -> dict[str, Any]:
    """Work the plan out and keep it, if nobody has changed the plan meanwhile."""
    arguments = run.arguments
    plan = LayoutPlan.objects.editable_by(run.actor).filter(pk=arguments["plan"]).first()
    if plan is None:
        raise jobs.Failed(_("You may no longer change this plan; nothing was changed."))
    if found := hindrances(plan):
        raise jobs.Failed(" ".join(found))
    areas = len(plan.instance["areas"])
    watch = Watch(run)
    watch.progress(0, 3 * areas)
    try:
        found = worked_out(plan.instance, arguments["seconds"], watch.cancelled, watch.progress)
    except certificate.NotProven as error:
        words = _("The proof of the plan does not hold (%(why)s): nothing was kept. Run it again, and report this.")
        raise jobs.Failed(words % {"why": error}) from error
    found |= {"seconds": arguments["seconds"], "cancelled": watch.stopped}
    address = reverse("plan", args=[plan.pk])
    try:
        with transaction.atomic():
            plan = LayoutPlan.objects.editable_by(run.actor).get(pk=plan.pk)
            if plan.version != arguments["version"] or plan.state != LayoutPlan.State.DRAFT:
                raise jobs.Failed(_("The plan was changed while it was worked out; nothing was kept. Run it again."))
            plan.solution = found
            changes.begin(plan, Origin(run.actor, Source.PAGE, _("worked out"), batch=run.job.key))
            plan.save()
            outcome = {"plan": plan.pk, "next": address}
            run.seal(outcome)
    except (changes.StaleRow, LayoutPlan.DoesNotExist) as error:
        raise jobs.Failed(_("The plan was changed while it was worked out; nothing was kept. Run it again.")) from error
    return outcome
