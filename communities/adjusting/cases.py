"""Which cases a person sees, how far each has come, what is due, and who may take which step."""

import dataclasses
import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model, Q
from django.http import Http404
from django.utils.translation import gettext as _

from communities.models import Adjustment, AdjustmentShare, AdjustmentStep, Step
from zhoushan_community.base import dated
from zhoushan_community.base.scope import duties_over

BECAUSE = "narrowed in the same statement to the person's districts and to what touches the person's streets"
#: The ways from a share to the streets that it touches.
STREETS = (
    "from_committee__street",
    "from_community__street",
    "from_street",
    "to_community__street",
    "to_street",
    "to_new__street",
)
#: The lowest level of a duty to enter data that takes the step. Who approves, the adjustments themselves say.
ENTERED_AT = {
    Step.PROPOSED: "street",
    Step.AGREED: "street",
    Step.EXAMINED: "district",
    Step.ANNOUNCED: "district",
    Step.EFFECTIVE: "district",
}


def seen_by(user: Any) -> Any:
    """The adjustments that the person may look at: those of own districts, and those that touch own streets."""
    own = Q(pk__in=Adjustment.objects.visible_to(user).order_by().values("pk"))
    streets = [duty.unit_id for duty in user.duties_for("view") if duty.level == "street"]
    if streets:
        condition = Q()
        for path in STREETS:
            condition |= Q(**{f"{path}__in": streets})
        touching = AdjustmentShare.objects.whole_city(because=BECAUSE).filter(condition).order_by()
        own |= Q(street__in=streets) | Q(pk__in=touching.values("adjustment"))
    return Adjustment.objects.whole_city(because=BECAUSE).filter(own)


def seen(user: Any, pk: int) -> Adjustment:
    """One of them. Raises Http404 for a stranger's, as for one that does not exist."""
    found = seen_by(user).as_of(dated.today()).select_related("district", "street").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def shares_of(adjustment: Adjustment) -> list[AdjustmentShare]:
    """Its shares, with their sources and targets."""
    rows = AdjustmentShare.objects.whole_city(because="the shares of a case are seen by whoever sees the case")
    ends = ("from_committee__street", "from_community__street", "from_street", "to_community", "to_street")
    return list(rows.filter(adjustment=adjustment).select_related("adjustment", *ends, "to_new__street").order_by("pk"))


def steps_of(adjustments: Iterable[Adjustment]) -> dict[int, dict[str, AdjustmentStep]]:
    """The steps that each has taken, by the case and by the step. One query."""
    rows = AdjustmentStep.objects.whole_city(because="the steps of a case are seen by whoever sees the case")
    found: dict[int, dict[str, AdjustmentStep]] = {each.pk: {} for each in adjustments}
    for row in rows.filter(adjustment__in=found):
        found[row.adjustment_id][row.step] = row
    return found


def next_step(taken: Iterable[str]) -> Step | None:
    """The first step that is not taken; None after the last."""
    done = set(taken)
    return next((step for step in Step if step not in done), None)


def refusal(user: Any, adjustment: Adjustment, step: Step) -> str:
    """Why the person may not take the step, and who does; "" where the person may. Two queries at most."""
    own = Adjustment.objects.whole_city(because="the case is seen by the person already").filter(pk=adjustment.pk)
    if step == Step.APPROVED:
        if own.approved_by(user).exists():
            return ""
        who = _("the city") if own.of_whole_streets().exists() else adjustment.district
        return _("Approval by the wrong level: %(who)s approves; ask somebody who reviews or administers there.") % {
            "who": who
        }
    level = ENTERED_AT[step]
    if any(_reaches(duty, adjustment, level) for duty in user.duties_for("edit")):
        return ""
    who = adjustment.street or adjustment.district if level == "street" else adjustment.district
    return _("“%(step)s” is recorded by whoever enters data for %(who)s; ask there.") % {"step": step.label, "who": who}


def _reaches(duty: Any, adjustment: Adjustment, level: str) -> bool:
    if duty.level == "city":
        return True
    if duty.level == "district":
        return level in ("street", "district") and duty.unit_id == adjustment.district_id
    return level == "street" and duty.level == "street" and duty.unit_id == adjustment.street_id


def may_draft(user: Any, unit: Model) -> bool:
    """Whether the person may draft cases for the street or district."""
    return any(duty.level != "community" for duty in duties_over(user, "edit", unit))


def is_drafter(user: Any, adjustment: Adjustment) -> bool:
    """Whether the person may change or give up the draft."""
    return any(_reaches(duty, adjustment, "street") for duty in user.duties_for("edit"))


@dataclasses.dataclass(frozen=True)
class Due:
    """A case in a list. step: the next one, None after the last. late: the day has come, and it is not in effect."""

    case: Adjustment
    step: Step | None
    late: bool

    @property
    def words(self) -> str:
        """What is due."""
        if self.step is None:
            return ""
        if self.late:
            words = _("in effect from %(day)s on, and “%(step)s” is still missing")
            return words % {"day": self.case.effective_on, "step": self.step.label}
        return _("next: %(step)s") % {"step": self.step.label}


def dues(cases: Sequence[Adjustment]) -> list[Due]:
    """What is due of each. One query. Adjustments of the past that were never cases wait for nothing."""
    taken, today = steps_of(cases), dated.today()
    found = []
    for case in cases:
        step = next_step(taken[case.pk]) if case.is_case else None
        found.append(Due(case, step, step is not None and case.effective_on <= today))
    return found


def open_cases(user: Any, day: datetime.date) -> Any:
    """The person's cases that are not in effect yet, the most urgent first."""
    rows = seen_by(user).as_of(day).filter(is_case=True).filter(Q(state=None) | ~Q(state=Step.EFFECTIVE))
    return rows.select_related("district", "street").order_by("effective_on", "title")
