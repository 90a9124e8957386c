"""What the page of a case shows: how far it has come, what goes where, and what the person may do."""

import dataclasses
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from communities.models import Adjustment, AdjustmentStep, Step
from zhoushan_community.base import dated
from zhoushan_community.base.models import Attachment, Change
from zhoushan_community.base.pages import ReasonForm

from . import cases
from .division import Division
from .moves import all_endings
from .preview import before_and_after
from .steps import StepForm


@dataclasses.dataclass(frozen=True)
class Stage:
    """A step of the line: who took it when, with which files; the next one is `due`."""

    step: Step
    taken: AdjustmentStep | None
    by: str
    files: list[Attachment]
    due: bool


class CasePage:
    """Of one case, for one person."""

    def __init__(self, case: Adjustment, user: Any, form: StepForm) -> None:
        self.case, self.user, self.form = case, user, form
        self.shares = cases.shares_of(case)
        self.taken = cases.steps_of([case])[case.pk]
        self.next = cases.next_step(self.taken) if case.is_case else None
        self.in_effect = case.state == Step.EFFECTIVE
        self.reason = ReasonForm()
        self.may_drop = case.is_case and not self.taken and cases.is_drafter(user, case)

    @cached_property
    def stages(self) -> list[Stage]:
        """The line of steps. Three queries."""
        label = AdjustmentStep._meta.label_lower
        keys = {row.pk for row in self.taken.values()}
        lines = Change.objects.filter(model=label, row_id__in=keys, action="create").order_by("pk")
        by = {line.row_id: line.actor_name for line in lines}
        files: dict[int, list[Attachment]] = {}
        for file in Attachment.objects.filter(model=label, row_id__in=keys, withdrawn_on=None):
            files.setdefault(file.row_id, []).append(file)
        return [
            Stage(
                step,
                row := self.taken.get(step),
                by.get(row.pk, "") if row else "",
                files.get(row.pk, []) if row else [],
                step == self.next,
            )
            for step in Step
        ]

    @cached_property
    def refusal(self) -> str:
        """Why the person may not take the next step; "" where the person may, or there is none."""
        return cases.refusal(self.user, self.case, self.next) if self.next else ""

    @property
    def may_take(self) -> bool:
        """Whether the form of the next step is shown; taking effect has its own."""
        return self.next is not None and self.next != Step.EFFECTIVE and not self.refusal

    @property
    def may_take_effect(self) -> bool:
        """Whether the button is offered: the day has come, and it is the person's to press."""
        return self.next == Step.EFFECTIVE and not self.refusal and self.has_come

    @property
    def may_undo(self) -> bool:
        """Whether the person may take back that it is in effect."""
        ask = cases.refusal(self.user, self.case, Step.EFFECTIVE)
        return self.case.is_case and self.in_effect and not ask

    @property
    def may_send(self) -> bool:
        """Whether the person may say where rows go."""
        return self.case.is_case and not self.in_effect and cases.is_drafter(self.user, self.case)

    @cached_property
    def last(self) -> Step | None:
        """The last step taken that the person may take back."""
        last = next((step for step in reversed(Step) if step in self.taken), None)
        if last is None or last == Step.EFFECTIVE or not self.case.is_case:
            return None
        return None if cases.refusal(self.user, self.case, last) else last

    @property
    def decided(self) -> bool:
        """Whether the shares are approved, and so fixed."""
        return Step.APPROVED in self.taken

    @property
    def has_come(self) -> bool:
        """Whether the day of the change is there."""
        return self.case.effective_on <= dated.today()

    @cached_property
    def sides(self) -> list[dict[str, Any]]:
        """The units that it touches, before and after, as trees with a title."""
        before, after = before_and_after(self.case, self.shares)
        return [
            {"title": _("Before the change"), "branches": before, "arrow": "→"},
            {"title": _("After the change"), "branches": after, "arrow": "←"},
        ]

    @cached_property
    def endings(self) -> list[str]:
        """What ends with the units that end, in words; nothing once it has. Two queries, and one for each register."""
        if not self.case.is_case or self.in_effect:
            return []
        ending, day = Division.of(self.case).ending(), self.case.effective_on
        return [each.told(row) for each in all_endings() for row in each.rows(ending, day)]

    @property
    def sums(self) -> dict[str, int | None]:
        """Households and population of all shares; None where one of them is unknown. What a street brings of which a
        case speaks is counted by its communities."""
        counted = [share for share in self.shares if not (self.case.is_case and share.from_street_id)]
        found = {figure: [getattr(share, figure) for share in counted] for figure in ("households", "population")}
        return {figure: None if None in values else sum(values) for figure, values in found.items()}
