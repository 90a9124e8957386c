"""Thresholds as they could be. Nothing is written for them: judging is told of them."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhoushan_community.base import standards

from ..models import Threshold
from .edits import Edit, Reach, edit


@edit
class Bound(Edit):
    """How much would be enough for a standard."""

    kind = "threshold"
    title = gettext_lazy("Change a threshold")

    standard = forms.ChoiceField(label=gettext_lazy("standard"))
    low = forms.DecimalField(
        label=gettext_lazy("at least"),
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=4,
        help_text=gettext_lazy("A share in per cent: 50 for 50 %. Else in the unit of the standard."),
    )
    high = forms.DecimalField(
        label=gettext_lazy("at most"),
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=4,
        required=False,
        help_text=gettext_lazy("Only for a standard with two bounds."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.setting.board.judging.judges(self.setting.territory.district)
        self.stored = {_key(row): row for row in rows}
        self.fields["standard"].choices = [
            (key, f"{each.code} {each.clause} ({_words(row)})")
            for each in standards.all_standards()
            for key, row in self.stored.items()
            if row.standard == each.code and each.compare != "more"
        ]

    def offered(self) -> dict[str, QuerySet]:
        return {}

    def clean(self) -> dict[str, Any]:
        chosen = super().clean()
        if not self.errors:
            found = self._threshold()
            both = found.compare == "within" or found.judged.reckoned == "per"
            if found.is_share and found.low > 1:
                self.add_error("low", _("A share is at most 100 %; write 50 for 50 %."))
            if both and found.high is None:
                self.add_error("high", _("This standard needs both bounds; fill in the upper one, too."))
            if not both and found.high is not None:
                self.add_error("high", _("This standard has one bound only; leave the upper one empty."))
            if found.judged.reckoned == "per" and not found.low:
                self.add_error("low", _("One for so many cannot be one for none; write a number above nought."))
            if both and found.high is not None and found.high < found.low:
                self.add_error("high", _("“At most” must not be below “at least”."))
        return chosen

    def _threshold(self) -> Threshold:
        chosen = self.cleaned_data
        present = self.stored[chosen["standard"]]
        found = Threshold(
            standard=present.standard,
            basis=present.basis,
            district=present.district,
            low=chosen["low"],
            high=chosen["high"],
            due_on=present.due_on,
            valid_from=present.valid_from,
            source_document=present.source_document,
            reading=present.reading,
        )
        if found.is_share:
            found.low /= 100
        return found

    def row(self) -> Threshold:
        return self.stored[self.cleaned_data["standard"]]

    def reach(self) -> Reach:
        return Reach()

    def sentence(self) -> str:
        return _("threshold of %(standard)s: %(before)s → %(after)s") % {
            "standard": self.row().standard,
            "before": _words(self.row()),
            "after": self._threshold().words,
        }

    def apply(self) -> None:
        """Nothing is written."""

    def thresholds(self) -> Collection[Threshold]:
        return [self._threshold()]


def _key(row: Threshold) -> str:
    """N01, and of a district's own N01/7."""
    return f"{row.standard}/{row.district_id}" if row.district_id else row.standard


def _words(row: Threshold) -> str:
    return f"{row.words}, {row.district.name}" if row.district_id else row.words
