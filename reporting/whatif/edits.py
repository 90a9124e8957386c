"""What an edit of a scenario is: a small form that says what it would do, and does it to supposed rows."""

import dataclasses
import datetime
from collections.abc import Collection
from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet

from communities.models import Community, Street
from communities.standards import communities
from zhoushan_community.base.forms import LISTED
from zhoushan_community.base.lookups import label_of, offer
from zhoushan_community.base.scope import ScopedModel, naming

from ..board import Board, Territory
from ..models import Threshold


@dataclasses.dataclass
class Setting:
    """For whom, where and from which day an edit is tried. It reaches what the board of the day shows the person."""

    board: Board
    territory: Territory

    @property
    def user(self) -> Any:
        return self.board.user

    @property
    def day(self) -> datetime.date:
        return self.board.day

    def within(self) -> models.Q:
        """The units of the territory, by the columns of a subject, those that follow by reference included."""
        return self.board.wide.within(self.territory)

    def communities(self) -> QuerySet:
        """Those that stand in the territory on the day."""
        there = communities(self.board.judging.asked).filter(self.within()).values("unit")
        return Community.objects.visible_to(self.user).filter(pk__in=there)

    def streets(self) -> QuerySet:
        """The streets that lie whole in the territory on the day."""
        rows = Street.objects.visible_to(self.user).filter(Street.holding(self.day))
        if self.territory.level == "community":
            return rows.none()
        asked = {"district": "district", "street": "pk"}.get(self.territory.level)
        return rows.filter(**{asked: self.territory.key}) if asked else rows

    def of_communities(self, model: type[ScopedModel], path: str = "community") -> QuerySet:
        """Rows of these communities that hold on the day."""
        rows = model.objects.visible_to(self.user).filter(model.holding(self.day))
        return rows.filter(**{f"{path}__in": self.communities().order_by().values("pk")})


class RowField(forms.ModelChoiceField):
    """One of the rows that the setting offers; many are looked up, few are listed."""

    def __init__(self, label: Any, *, required: bool = True, help_text: Any = "", empty_label: str = "–") -> None:
        none = Community.objects.none()
        super().__init__(none, label=label, required=required, help_text=help_text, empty_label=empty_label)

    def offer(self, rows: QuerySet) -> None:
        """Let these rows be chosen."""
        self.queryset = rows.select_related(*naming(rows.model))
        if len(rows.order_by().values("pk")[: LISTED + 1]) > LISTED:
            offer(self)

    def label_from_instance(self, row: models.Model) -> str:
        size = getattr(row, "floor_area_m2", None)
        return f"{label_of(row)} {size.normalize():f} m²" if size is not None else label_of(row)


@dataclasses.dataclass(frozen=True)
class Reach:
    """Which units an edit can bear on: communities, and what belongs to a street itself."""

    communities: frozenset[int] = frozenset()
    streets: frozenset[int] = frozenset()

    def __or__(self, other: "Reach") -> "Reach":
        return Reach(self.communities | other.communities, self.streets | other.streets)


class Edit(forms.Form):
    """One edit. Bound to what was filled in, it says what it does, and does it.

    kind: its name in addresses and rows. title: what the person reads. number: tells it apart from others.
    A subclass offers its rows in `offered`, refuses in clean() what cannot be, and says row(), sentence(), reach() and
    apply(). These may rely on cleaned_data.
    """

    kind = ""
    title: Any = ""

    def __init__(self, *args: Any, setting: Setting, number: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting, self.number = setting, number
        for name, rows in self.offered().items():
            self.fields[name].offer(rows)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def offered(self) -> dict[str, QuerySet]:
        """The rows to choose from, by field."""
        return {"community": self.setting.communities()}

    @property
    def kept(self) -> dict[str, Any]:
        """What was filled in, as it is kept and bound again."""
        values = {}
        for name, value in self.cleaned_data.items():
            if isinstance(value, models.Model):
                values[name] = value.pk
            elif value not in (None, ""):
                values[name] = value if isinstance(value, bool) else str(value)
        return values

    def row(self) -> models.Model | None:
        """The stored row that it changes; None where it adds one."""
        return None

    def sentence(self) -> str:
        """What it does, with what was before, in words."""
        raise NotImplementedError

    def reach(self) -> Reach:
        """The units whose results can change by it."""
        return Reach(frozenset({self.cleaned_data["community"].pk}))

    def apply(self) -> None:
        """Write it to supposed rows. Raises IntegrityError."""
        raise NotImplementedError

    def thresholds(self) -> Collection[Threshold]:
        """The thresholds that would be in force by it, unsaved."""
        return ()


KINDS: dict[str, type[Edit]] = {}


def edit(form: type[Edit]) -> type[Edit]:
    """Takes a kind of edit into service."""
    KINDS[form.kind] = form
    return form


def amount(value: Any) -> str:
    """A number in a sentence; a dash where none is known."""
    if value is None or value == "":
        return "–"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if not isinstance(value, int) else f"{value:,}"
