"""The 双百 check of a new estate before its approval (N05), so that the construction commission can say no in time."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import District, Estate
from zhoushan_community.base import dated, home, registers
from zhoushan_community.base.standards import MET, MISSING, NOT_APPLICABLE, UNMET, Asked

from .judging import Judging

#: Estates before their approval that are listed.
LISTED = 200


@dataclass(frozen=True)
class Plan:
    """What is planned; None for what is not said."""

    approved_on: datetime.date
    households: int | None = None
    contiguous: bool | None = None
    office_m2: Decimal | None = None
    activity_m2: Decimal | None = None


@dataclass(frozen=True)
class Verdict:
    """How a plan stands: met, unmet, missing or not applicable; by how many m² each room falls short, None where its
    area is not known, and what is not said."""

    state: str
    asked: int | None
    large: int | None
    since: datetime.date | None
    short_office: Decimal | None = None
    short_activity: Decimal | None = None
    unknown: tuple[str, ...] = ()


def check(plan: Plan, asked: Asked) -> Verdict:
    """Judge a plan by the thresholds of its day, as N05 judges the estate once it is approved."""
    enough, large = asked.low("N05"), asked.low("N05H")
    since = asked.since.get("N05")
    bounds = (enough, large, since)
    if enough is None:
        return Verdict(NOT_APPLICABLE, *bounds)
    small = plan.contiguous is False and plan.households is not None and plan.households < (large or 0)
    if small or (since is not None and plan.approved_on < since):
        return Verdict(NOT_APPLICABLE, *bounds)
    short_office, short_activity = (
        None if area is None else max(enough - area, Decimal(0)) for area in (plan.office_m2, plan.activity_m2)
    )
    unknown = []
    under = plan.contiguous is True or (plan.households is not None and plan.households >= (large or 0))
    if not under:
        if plan.households is None:
            unknown.append(_("households"))
        if plan.contiguous is None:
            unknown.append(_("whether it is a contiguous development"))
    if plan.office_m2 is None:
        unknown.append(_("office (m²)"))
    if plan.activity_m2 is None:
        unknown.append(_("activity space (m²)"))
    if short_office == short_activity == 0:
        # Large enough, whether the rule asks for it or not.
        state, unknown = MET, []
    elif under and (short_office or short_activity):
        state = UNMET
    else:
        state = MISSING
    return Verdict(state, *bounds, short_office, short_activity, tuple(unknown))


class PlanForm(forms.Form):
    """The figures of a planned estate. An empty one is not said, and no nought."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=50, required=False)
    approved_on = forms.DateField(
        label=gettext_lazy("to be approved on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Left empty: today."),
    )
    households = forms.IntegerField(label=gettext_lazy("households"), min_value=0, max_value=100_000, required=False)
    contiguous = forms.NullBooleanField(label=gettext_lazy("contiguous development"), required=False)
    office_m2 = forms.DecimalField(
        label=gettext_lazy("office (m²)"), min_value=0, max_digits=10, decimal_places=2, required=False
    )
    activity_m2 = forms.DecimalField(
        label=gettext_lazy("activity space (m²)"), min_value=0, max_digits=10, decimal_places=2, required=False
    )
    district = forms.ModelChoiceField(
        District.objects.none(),
        label=gettext_lazy("district"),
        required=False,
        empty_label=gettext_lazy("the whole city's rule"),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = District.objects.visible_to(user)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        told = ("households", "contiguous", "office_m2", "activity_m2")
        if not self.errors and all(found.get(name) is None for name in told):
            words = _("Enter what is planned: households, or the areas of office and activity space.")
            raise forms.ValidationError(words)
        return found

    @property
    def plan(self) -> Plan:
        """What the form says."""
        said = self.cleaned_data
        return Plan(
            said["approved_on"] or dated.today(),
            said["households"],
            said["contiguous"],
            said["office_m2"],
            said["activity_m2"],
        )


def hundred_page(request: HttpRequest) -> HttpResponse:
    """The form and its verdict; then the estates of one's ground that are not approved yet, each with its own."""
    if not request.user.duties_for("view"):
        raise PermissionDenied
    asking = any(name in request.GET for name in PlanForm.base_fields)
    form = PlanForm(request.GET if asking else None, user=request.user)
    plan = form.plan if asking and form.is_valid() else None
    today = dated.today()
    waiting = Q(approved_on__gt=today) | Q(approved_on=None) & (Q(completed_on=None) | Q(completed_on__gt=today))
    rows = Estate.objects.visible_to(request.user).filter(waiting, closed_on=None, went_on=None)
    rows = list(rows.select_related("community__street__district")[: LISTED + 1])
    days = {today, *(row.approved_on for row in rows if row.approved_on), *([plan.approved_on] if plan else [])}
    judging = Judging(max(days), codes=("N05",))
    by_day = {day: judging.before(day).asked for day in days}
    found = []
    for row in rows[:LISTED]:
        day = row.approved_on or today
        planned = Plan(day, row.households, row.contiguous_development, row.office_m2, row.activity_m2)
        found.append((row, check(planned, by_day[day].of(row.community.street.district_id))))
    district = form.cleaned_data["district"] if plan else None
    here = district and district.pk
    now = by_day[today].of(here)
    context = {
        "form": form,
        "verdict": check(plan, by_day[plan.approved_on].of(here)) if plan else None,
        "rows": found,
        "more": len(rows) > LISTED,
        "enough": now.low("N05"),
        "large": now.low("N05H"),
        "since": now.since.get("N05"),
        "register": registers.find("communities.estate"),
    }
    return render(request, "board/hundred.html", context)


@home.card
def hundred_card(user: Any) -> home.Card:
    """The way to the check, for whoever is about to approve an estate."""
    return home.Card(_("New estates"), [(_("Check of new estates before approval"), reverse("hundred"))])
