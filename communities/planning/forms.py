"""The forms of the planner's screens."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhoushan_community.base import dated
from zhoushan_community.base.lookups import offer

from ..models import District, LayoutPlan, Street
from .ground import NONE, SOURCES, Ground
from .running import SECONDS

#: A pin's kind → the list of pins that it belongs to.
TOGETHER, APART = "together", "apart"


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class NewPlan(forms.Form):
    """Which ground is planned, and from where its areas come."""

    district = forms.ModelChoiceField(District.objects.none(), label=gettext_lazy("district"), empty_label=None)
    street = forms.ModelChoiceField(
        Street.objects.none(),
        label=gettext_lazy("street"),
        required=False,
        help_text=gettext_lazy("Leave it empty to plan the whole district; each street is planned on its own anyway."),
    )
    source = forms.ChoiceField(label=gettext_lazy("areas"), choices=SOURCES)
    day = forms.DateField(
        label=gettext_lazy("as of"),
        widget=day_input(),
        validators=[dated.not_in_future],
        help_text=gettext_lazy("The day whose committees, communities, estates and households are taken."),
    )
    title = forms.CharField(
        label=gettext_lazy("title"), required=False, max_length=LayoutPlan._meta.get_field("title").max_length
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        districts = District.objects.on_ground_of(user)
        self.fields["district"].queryset = districts
        self.fields["street"].queryset = Street.objects.on_ground_of(user).filter(district__in=districts)
        offer(self.fields["street"], "edit")
        for field in self.fields.values():
            field.label = field.label[:1].upper() + field.label[1:]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        district, street = said.get("district"), said.get("street")
        if district and street and street.district_id != district.pk:
            words = _("%(street)s lies in %(district)s; choose that district, or another street.")
            self.add_error("street", words % {"street": street, "district": street.district})
        elif district and said.get("day") and "source" in said and not self.errors:
            self.ground = Ground(street or district, said["day"], self.user)
            if not self.ground.streets:
                words = _("No street of it stood on %(day)s; choose another day.")
                self.add_error("day", words % {"day": said["day"]})
            elif said["source"] != NONE and not self.ground.proposed(said["source"]):
                words = _("The registers know none of these there on %(day)s; choose others, or bring a sheet.")
                self.add_error("source", words % {"day": said["day"]})
        return said


class Pin(forms.Form):
    """Two areas that stay together or must not."""

    a = forms.ChoiceField(label=gettext_lazy("Area"))
    b = forms.ChoiceField(label=gettext_lazy("and area"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Pin"),
        choices=((TOGETHER, gettext_lazy("keep together")), (APART, gettext_lazy("never together"))),
    )

    def __init__(self, *args: Any, areas: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("a", "b"):
            self.fields[name].choices = [("", "–"), *((area, area) for area in areas)]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("a") and said.get("a") == said.get("b"):
            raise ValidationError(_("A pin names two different areas."))
        return said


class Run(forms.Form):
    """How long the planner may take."""

    seconds = forms.TypedChoiceField(
        label=gettext_lazy("At most"), coerce=int, choices=[(each, each) for each in SECONDS]
    )


class Review(forms.Form):
    """What the commission decided."""

    review = forms.CharField(
        label=gettext_lazy("Review by the construction commission"),
        required=False,
        max_length=LayoutPlan._meta.get_field("review").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reviewed_on = forms.DateField(label=gettext_lazy("Reviewed on"), widget=day_input())


class Drafts(forms.Form):
    """From which day the adjustments are to be in effect."""

    effective_on = forms.DateField(label=gettext_lazy("In effect from"), widget=day_input())

    def clean_effective_on(self) -> datetime.date:
        day = self.cleaned_data["effective_on"]
        if day < dated.today():
            raise ValidationError(_("What is drafted now cannot take effect before today."))
        return day
