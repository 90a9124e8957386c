"""How a plan comes along: drawn, handed to the construction commission, passed or sent back, carried out (R01)."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhoushan_community.base import changes, dated
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import Change
from zhoushan_community.base.pages import is_editable
from zhoushan_community.base.scope import duties_over, may_edit_at

from ..models import LayoutPlan
from .ground import ground_of, next_number
from .layout import layouts_of
from .naming import faults_of_names

State = LayoutPlan.State
OWN = gettext_lazy(
    "You have drawn or changed this plan; somebody else who reviews for the district or the city reviews it."
)


def may_review(plan: LayoutPlan, user: Any) -> bool:
    """Whether the person speaks for the construction commission: who reviews for the district or the city."""
    return any(may_edit_at(LayoutPlan, duty.level) for duty in duties_over(user, "review", plan.holder))


def drew(plan: LayoutPlan, user: Any) -> bool:
    """Whether the person has had a hand in the plan. Demonstration data are drawn by nobody."""
    lines = Change.objects.filter(model=LayoutPlan._meta.label_lower, row_id=plan.pk, actor=user)
    return lines.filter(action__in=Change.WRITES).exclude(source=Source.DEMO).exists()


def save(plan: LayoutPlan, user: Any, reason: str = "") -> None:
    """Write the plan with its line. Raises StaleRow."""
    changes.begin(plan, Origin(user, Source.PAGE, reason))
    plan.save()


def _must(allowed: bool, plan: LayoutPlan, *states: str) -> None:
    if not allowed:
        raise PermissionDenied
    if plan.state not in states:
        raise ValidationError(
            _("The plan is “%(state)s” by now; look at it again.") % {"state": plan.get_state_display()}
        )


def drawable(plan: LayoutPlan, user: Any) -> bool:
    """Whether the person may still change areas, neighbours and pins."""
    return plan.state == State.DRAFT and is_editable(plan, user)


def must_be_drawable(plan: LayoutPlan, user: Any) -> None:
    """Raises PermissionDenied for who may not draw, ValidationError once the plan is out of the drawer's hands."""
    _must(is_editable(plan, user), plan, State.DRAFT)


def submit(plan: LayoutPlan, change: int, user: Any) -> None:
    """Hand the plan, by one of its alternatives, to the commission."""
    must_be_drawable(plan, user)
    offered = [each["change"] for each in (plan.solution, *plan.solution["alternatives"])] if plan.solution else []
    if change not in offered:
        raise ValidationError(_("Work the plan out and choose one of its alternatives first."))
    layout = next(each for each in layouts_of(plan) if each.change == change)
    if faults := list(faults_of_names(layout, ground_of(plan, user))):
        raise ValidationError([words for _community, words in faults])
    plan.solution = {**plan.solution, "chosen": change}
    plan.state = State.SUBMITTED
    save(plan, user)


def review(plan: LayoutPlan, passed: bool, words: str, day: datetime.date, user: Any) -> None:
    """Say what the commission decided. A plan that is sent back needs words for whoever has to mend it."""
    _must(may_review(plan, user), plan, State.SUBMITTED)
    if drew(plan, user):
        raise ValidationError(OWN)
    if not passed and not words.strip():
        raise ValidationError(_("Say what is to be mended before the plan is sent back."))
    if day > dated.today() or (plan.drawn_on and day < plan.drawn_on):
        raise ValidationError(_("The review lies between the drawing of the plan and today; mend its day."))
    plan.state = State.PASSED if passed else State.RETURNED
    plan.review, plan.reviewed_on = words.strip(), day
    save(plan, user)


def carry_out(plan: LayoutPlan, user: Any) -> None:
    """Note that the plan stands on the ground."""
    _must(is_editable(plan, user), plan, State.PASSED)
    plan.state = State.ADOPTED
    save(plan, user)


def new_version(plan: LayoutPlan, user: Any) -> LayoutPlan:
    """The next version, with the same areas, neighbours and pins, to be drawn anew."""
    if not is_editable(plan, user):
        raise PermissionDenied
    copy = LayoutPlan(
        district=plan.district,
        street=plan.street,
        number=next_number(plan.holder),
        title=plan.title,
        drawn_on=dated.today(),
        instance=plan.instance,
        names=plan.names,
    )
    save(copy, user)
    return copy
