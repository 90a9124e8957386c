"""Taking a step of a case: in order, on a day, with its paper and its files."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import Adjustment, AdjustmentStep, Step
from zhoushan_community.base import attachments, changes, dated
from zhoushan_community.base.changes import Origin
from zhoushan_community.base.models import Attachment

from .cases import next_step, shares_of, steps_of
from .checks import faults_of
from .drafts import saved


class CannotTake(Exception):
    """Why a step cannot be taken, with the remedy."""


class StepForm(forms.ModelForm):
    """When a step was taken, by whom and by which paper; a file as evidence."""

    file = forms.FileField(label=gettext_lazy("file"), required=False, allow_empty_file=True)
    file_kind = forms.ChoiceField(
        label=gettext_lazy("kind of the file"),
        choices=Attachment.Kind.choices,
        initial=Attachment.Kind.DOCUMENT,
        required=False,
    )

    class Meta:
        model = AdjustmentStep
        fields = ("done_on", "office", "document_no", "note")
        widgets = {"done_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The row's own rules are left to take(), and with them its validators; see _post_clean().
        self.fields["done_on"].validators.append(dated.not_in_future)
        for field in self.fields.values():
            field.label = field.label[:1].upper() + field.label[1:]

    def _post_clean(self) -> None:
        """The row's own rules are those of the register; on its page a case is asked by take()."""
        self.instance = forms.models.construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)


def fault_of(case: Adjustment, taken: Mapping[str, AdjustmentStep], step: Step, day: datetime.date, paper: str) -> str:
    """What stands against taking the step on the day, with its remedy; "" where nothing does."""
    expected = next_step(taken)
    if step != expected:
        if expected is None or step in taken:
            return _("This step was taken already; load the page again.")
        return _("“%(step)s” comes first; record it before this one.") % {"step": expected.label}
    before = [taken[each] for each in Step if each in taken]
    if before and day < before[-1].done_on:
        words = _("This day lies before “%(step)s” of %(day)s; steps are taken one after another.")
        return words % {"step": before[-1].get_step_display(), "day": before[-1].done_on}
    if step == Step.APPROVED and not paper:
        return _("Name the document by which it was approved.")
    if step == Step.APPROVED and day > case.effective_on:
        words = _(
            "The approval comes after %(day)s, from which the change is to be in effect; draft it for a later day."
        )
        return words % {"day": case.effective_on}
    return ""


@transaction.atomic
def take(case: Adjustment, step: Step, form: StepForm, origin: Origin) -> AdjustmentStep:
    """Record the step with its file. Raises CannotTake, and Refused for the file; nothing is written then."""
    changes.lock()
    day, paper = form.cleaned_data["done_on"], form.cleaned_data["document_no"]
    if fault := fault_of(case, steps_of([case])[case.pk], step, day, paper):
        raise CannotTake(fault)
    if step in (Step.PROPOSED, Step.APPROVED):
        faults = faults_of(saved(case, shares_of(case)), case.pk)
        if faults:
            raise CannotTake(" ".join(fault.words for fault in faults))
    row = form.instance
    row.adjustment, row.step = case, step
    changes.create_all([row], origin)
    if step == Step.APPROVED:
        case.decided_on, case.document_no = day, paper
        changes.update_all([case], origin)
    if upload := form.cleaned_data.get("file"):
        kind = form.cleaned_data.get("file_kind") or Attachment.Kind.DOCUMENT
        attachments.add(row, upload, kind=kind, title="", origin=origin)
    return row
