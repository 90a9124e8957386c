"""Communities themselves, as they could be: their figures, and two that become one."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import Community, CommunityFigures
from organizations.models import Fund
from zhoushan_community.base.constraints import NoOverlap, holds, value_of
from zhoushan_community.base.scope import ScopedModel

from . import supposing
from .edits import Edit, Reach, RowField, amount, edit

BECAUSE = "everything that belongs to two communities which are supposed to be one"
#: What of the figures can be tried on its own.
FIGURES = ("households", "population", "volunteers")


@edit
class Figures(Edit):
    """Another count of households, residents or volunteers."""

    kind = "figures"
    title = gettext_lazy("Change households, population or volunteers")

    community = RowField(gettext_lazy("community"))
    households = forms.IntegerField(
        label=gettext_lazy("households"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=gettext_lazy("Leave empty what stays as it is."),
    )
    population = forms.IntegerField(label=gettext_lazy("population"), min_value=0, max_value=5_000_000, required=False)
    volunteers = forms.IntegerField(
        label=gettext_lazy("registered volunteers"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=gettext_lazy("Counts where no team of volunteers is entered."),
    )

    def clean(self) -> dict[str, Any]:
        chosen = super().clean()
        if not self.errors and all(chosen.get(name) is None for name in FIGURES):
            self.add_error("households", _("Fill in at least one of the figures."))
        return chosen

    def _stored(self) -> QuerySet:
        rows = CommunityFigures.objects.visible_to(self.setting.user)
        return rows.filter(community=self.cleaned_data["community"], counted_on__lte=self.setting.day)

    def row(self) -> CommunityFigures | None:
        return self._stored().order_by("-counted_on").first()

    def _chosen(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in FIGURES if self.cleaned_data[name] is not None}

    def sentence(self) -> str:
        known = _latest(list(self._stored()))
        changes = [
            f"{self.fields[name].label} {amount(known[name])} → {amount(value)}"
            for name, value in self._chosen().items()
        ]
        return _("%(unit)s: %(changes)s") % {"unit": self.cleaned_data["community"], "changes": "; ".join(changes)}

    def apply(self) -> None:
        _count(self.cleaned_data["community"], self.setting.day, self._chosen())


@edit
class Merge(Edit):
    """Two communities become one: the second goes into the first, whatever belonged to it comes along."""

    kind = "merge"
    title = gettext_lazy("Merge two communities")

    community = RowField(gettext_lazy("community that stays"))
    other = RowField(
        gettext_lazy("community that goes into it"),
        help_text=gettext_lazy(
            "Its rooms, staff, estates and honours come along, figures and funds are added up. What there can be only"
            " once, as a residents' committee, stays that of the first."
        ),
    )

    def offered(self) -> dict[str, QuerySet]:
        return {name: self.setting.communities() for name in ("community", "other")}

    def clean(self) -> dict[str, Any]:
        chosen = super().clean()
        if chosen.get("community") and chosen.get("community") == chosen.get("other"):
            self.add_error("other", _("Choose two different communities."))
        return chosen

    def row(self) -> Community:
        return self.cleaned_data["other"]

    def reach(self) -> Reach:
        return Reach(frozenset({self.cleaned_data["community"].pk, self.row().pk}))

    def sentence(self) -> str:
        return _("%(other)s goes into %(unit)s") % {"other": self.row(), "unit": self.cleaned_data["community"]}

    def apply(self) -> None:
        first, second, day = self.cleaned_data["community"], self.row(), self.setting.day
        _add_figures(first, second, day)
        _add_funds(first, second)
        for relation in Community._meta.related_objects:
            if _comes_along(relation):
                _bring(relation.related_model, first, second)
        supposing.end([second], day)


#: What is added up, or says of a community where it stands, from what it is exempt and from what it came.
_STAYS = ("communityplacement", "communityfigures", "fund", "adjustmentshare", "exemption")


def _comes_along(relation: Any) -> bool:
    model = relation.related_model
    ours = issubclass(model, ScopedModel) and model._meta.app_label != "base"
    return ours and relation.field.name == "community" and model._meta.model_name not in _STAYS


def _bring(model: type[ScopedModel], first: Community, second: Community) -> None:
    """Let the second's rows belong to the first. What bears a name that is taken there gets another; what the first can
    have only once stays with the second, and ends with it. Two queries for each model, and one for those renamed."""
    rows = model.objects.whole_city(because=BECAUSE).filter(community__in=(first, second))
    own, coming = [], []
    for row in rows:
        (own if row.community_id == first.pk else coming).append(row)
    moved, renamed = [], set()
    for row in coming:
        clashes = [rule for rule in _rules(model) if any(_clash(rule, row, other) for other in own)]
        names = [_name_in(model, rule) for rule in clashes]
        if None in names:
            continue
        for name in names:
            field = model._meta.get_field(name)
            setattr(row, name, f"{getattr(row, name)}（{second} {row.pk}）"[-field.max_length :])
            renamed.add(name)
        moved.append(row)
    if renamed:
        supposing.rewrite(moved, sorted(renamed))
    supposing.change(moved, community=first)


def _rules(model: type[ScopedModel]) -> Iterator[models.BaseConstraint]:
    """The constraints by which a community has something only once."""
    for rule in model._meta.constraints:
        if isinstance(rule, (NoOverlap, models.UniqueConstraint)) and "community" in _same(rule):
            yield rule


def _same(rule: Any) -> Sequence[str]:
    return rule.same if isinstance(rule, NoOverlap) else rule.fields


def _clash(rule: Any, row: ScopedModel, other: ScopedModel) -> bool:
    """Whether the two could not belong to one community by the rule."""
    for name in _same(rule):
        value = value_of(row, name)
        if name != "community" and (value is None or value != value_of(other, name)):
            return False
    if rule.condition is not None and not (holds(rule.condition, row) and holds(rule.condition, other)):
        return False
    if not isinstance(rule, NoOverlap):
        return True
    (start, end), (other_start, other_end) = ([value_of(each, name) for name in rule.dates] for each in (row, other))
    return (start is None or other_end is None or start < other_end) and (
        other_start is None or end is None or other_start < end
    )


def _name_in(model: type[ScopedModel], rule: Any) -> str | None:
    """The field of the rule that is a name of free words; None where there is none."""
    for name in _same(rule):
        field = model._meta.get_field(name)
        if type(field) is models.CharField and not field.choices:
            return name
    return None


def _latest(rows: Sequence[CommunityFigures]) -> dict[str, int | None]:
    """The last known value of each figure."""
    found: dict[str, int | None] = {}
    for field in CommunityFigures._meta.fields:
        if isinstance(field, models.PositiveIntegerField) and field.name != "version":
            known = [row for row in rows if getattr(row, field.name) is not None]
            found[field.name] = getattr(max(known, key=lambda row: row.counted_on), field.name) if known else None
    return found


def _count(community: Community, day: Any, values: dict[str, int | None]) -> None:
    """Let these figures be counted on the day."""
    rows = CommunityFigures.objects.whole_city(because=BECAUSE).filter(community=community, counted_on=day)
    if stored := list(rows):
        supposing.change(stored, **values)
    else:
        supposing.put([CommunityFigures(community=community, counted_on=day, **values)])


def _add_figures(first: Community, second: Community, day: Any) -> None:
    """What is known of both is added up; what is known of one alone is unknown of the two together."""
    rows = CommunityFigures.objects.whole_city(because=BECAUSE).filter(
        community__in=(first, second), counted_on__lte=day
    )
    stored = list(rows)
    own = [row for row in stored if row.community_id == first.pk]
    mine, theirs = _latest(own), _latest([row for row in stored if row not in own])
    both = {name: mine[name] + theirs[name] for name in mine if None not in (mine[name], theirs[name])}
    supposing.change(own, **{name: None for name in mine if name not in both})
    _count(first, day, both)


def _add_funds(first: Community, second: Community) -> None:
    funds = Fund.objects.whole_city(because=BECAUSE).filter(went_on=None, community__in=(first, second))
    rows = list(funds)
    own = {(row.fiscal_year, row.kind, row.level): row for row in rows if row.community_id == first.pk}
    added, coming = [], []
    for row in (row for row in rows if row.community_id == second.pk):
        mine = own.get((row.fiscal_year, row.kind, row.level))
        if mine is None:
            coming.append(row)
            continue
        for name in ("budgeted", "allocated"):
            both = (getattr(mine, name), getattr(row, name))
            setattr(mine, name, None if None in both else sum(both))
        added.append(mine)
    supposing.rewrite(added, ("budgeted", "allocated"))
    supposing.change(coming, community=first)
