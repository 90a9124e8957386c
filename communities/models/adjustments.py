"""Mergers, splits and moves of units: the steps on the way to them, and which part of whom goes where."""

import datetime
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base import changes, dated
from zhoushan_community.base.constraints import exactly_one, once
from zhoushan_community.base.fields import choice_field, count_field, day_field, parent_field
from zhoushan_community.base.scope import ScopedManager, ScopedModel, ScopedQuerySet

from .committees import ResidentsCommittee
from .communities import Community
from .units import District, Street


class Step(models.TextChoices):
    """The steps of an adjustment, in their order."""

    PROPOSED = "proposed", _("proposed by the street")
    AGREED = "agreed", _("agreed by the residents' meeting")
    EXAMINED = "examined", _("examined by the civil-affairs bureau")
    APPROVED = "approved", _("approved by the government")
    ANNOUNCED = "announced", _("announced")
    EFFECTIVE = "effective", _("in effect")


def in_effect(day: datetime.date, adjustment: str = "") -> Q:
    """The adjustments that are in effect on the day; adjustment: the lookup by which a row reaches its own, as
    "adjustment".

    One with recorded steps is so once the last of them is done. One that is no case, without any step, is of the past
    and known by its day alone.
    """
    key, before = (f"{adjustment}_id", f"{adjustment}__") if adjustment else ("pk", "")
    steps = AdjustmentStep.unscoped.filter(adjustment=OuterRef(key))
    taken = models.Exists(steps.filter(step=Step.EFFECTIVE, done_on__lte=day))
    return Q(**{f"{before}effective_on__lte": day}) & (taken | Q(**{f"{before}is_case": False}) & ~models.Exists(steps))


def refuse_decided(row: Any, case: "Adjustment") -> None:
    """Refuses to change a row of an approved case. One that is as it is stored, as after an undo, is no change."""
    if not case.is_case or not AdjustmentStep.unscoped.filter(adjustment=case, step=Step.APPROVED).exists():
        return
    stored = type(row).unscoped.filter(pk=row.pk).first() if row.pk else None
    if stored is None or changes.state_of(stored) != changes.state_of(row):
        words = _("“%(title)s” is approved; take the approval back on its own page before anything of it is changed.")
        raise ValidationError(words % {"title": case.title})


class AdjustmentQuerySet(ScopedQuerySet):
    """Adjustments as they had come along on a day."""

    def as_of(self, day: datetime.date) -> "AdjustmentQuerySet":
        """Adds `state`, the furthest step done by the day; None before the first.

        An adjustment without recorded steps, unless it is a case, is one of the past, known by its day alone.
        """
        order = Case(*(When(step=step, then=number) for number, step in enumerate(Step)))
        done = AdjustmentStep.unscoped.filter(adjustment=OuterRef("pk"), done_on__lte=day).order_by(order.desc())
        recorded = models.Exists(AdjustmentStep.unscoped.filter(adjustment=OuterRef("pk")))
        by_day = Case(When(~recorded & Q(effective_on__lte=day, is_case=False), then=Value(Step.EFFECTIVE)))
        return self.annotate(state=Coalesce(Subquery(done.values("step")[:1]), by_day, output_field=models.CharField()))

    def of_whole_streets(self) -> "AdjustmentQuerySet":
        """Those that give whole streets away, which the city's government approves; of the others it is the district's
        to approve."""
        return self.filter(pk__in=AdjustmentShare.unscoped.filter(from_street__isnull=False).values("adjustment"))

    def approved_by(self, user: Any) -> "AdjustmentQuerySet":
        """Those whose approval the person records and takes back: whoever reviews in the city all, whoever does in the
        district what is the district's to approve."""
        reviewing = user.duties_for("review")
        rows = self.whole_city(because="narrowed in the same statement to where the person reviews")
        if any(duty.level == "city" for duty in reviewing):
            return rows
        districts = [duty.unit_id for duty in reviewing if duty.level == "district"]
        return rows.filter(district__in=districts).exclude(pk__in=rows.of_whole_streets().order_by().values("pk"))


class Adjustment(ScopedModel):
    """One decided change of units: who came out of whom, and from which day (T1, N03).

    How far it has come is told by its steps: `state`, where rows are read by as_of(). One that is conducted here from
    its draft on is a case: it is in effect only when its last step is taken, never by its day alone.
    """

    class Kind(models.TextChoices):
        FOUND = "found", _("founding")
        CLOSE = "close", _("abolition")
        MERGE = "merge", _("merger")
        SPLIT = "split", _("split")
        BOUNDARY = "boundary", _("change of boundaries")
        RENAME = "rename", _("renaming")
        MOVE = "move", _("move to another parent")

    scope_paths = ("district",)
    editor_level = "district"
    search_fields = ("title", "note", "document_no")

    district = parent_field(District, _("district"), related_name="adjustments")
    kind = choice_field(_("kind"), Kind)
    title = models.CharField(_("title"), max_length=120)
    document_no = models.CharField(_("document number"), max_length=80, blank=True)
    decided_on = day_field(_("decided on"))
    effective_on = models.DateField(_("in effect from"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_case = models.BooleanField(_("conducted as a case"), default=False, editable=False)
    street = parent_field(Street, _("proposing street"), related_name="proposals", optional=True, editable=False)
    # What the only source of a renaming is called from the day on; it stays itself, so its share leads to itself.
    new_name = models.CharField(_("new name"), max_length=50, blank=True, editable=False)

    unscoped = models.Manager()
    objects = ScopedManager.from_queryset(AdjustmentQuerySet)()

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments of units")
        ordering = ("-effective_on", "title")
        constraints = [
            once(
                ("district", "title", "effective_on"),
                "adjustment_once",
                _("This adjustment is in the register already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.effective_on} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.pk])

    def clean(self) -> None:
        if self.pk:
            refuse_decided(self, self)

    def get_state_display(self) -> str | None:
        """The state that as_of() found, in words."""
        state = getattr(self, "state", None)
        return Step(state).label if state else None


class AdjustmentStepQuerySet(ScopedQuerySet):
    """Steps of adjustments."""

    def editable_by(self, user: Any) -> "AdjustmentStepQuerySet":
        """An approval is changed by whoever may approve alone: it is not taken back by those who asked for it."""
        approvals = Q(adjustment__is_case=True, step=Step.APPROVED)
        own = Adjustment.objects.approved_by(user).order_by().values("pk")
        return super().editable_by(user).exclude(approvals & ~Q(adjustment__in=own))


class AdjustmentStep(ScopedModel):
    """A step that an adjustment has taken, from the street's proposal to its first day (T1)."""

    scope_paths = ("adjustment__district",)
    editor_level = "district"
    search_fields = ("office", "document_no", "note")

    adjustment = parent_field(Adjustment, _("adjustment"), related_name="steps")
    step = choice_field(_("step"), Step)
    done_on = models.DateField(_("done on"), validators=[dated.not_in_future])
    office = models.CharField(_("by which office"), max_length=80, blank=True)
    document_no = models.CharField(_("document number"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    unscoped = models.Manager()
    objects = ScopedManager.from_queryset(AdjustmentStepQuerySet)()

    class Meta:
        verbose_name = _("step of an adjustment")
        verbose_name_plural = _("steps of adjustments")
        ordering = ("adjustment", "done_on", "pk")
        constraints = [
            once(("adjustment", "step"), "adjustment_step_once", _("The adjustment has taken this step already."))
        ]

    def __str__(self) -> str:
        return f"{self.adjustment} {self.get_step_display()}"

    def clean(self) -> None:
        if self.adjustment_id and self.adjustment.is_case:
            stored = AdjustmentStep.unscoped.filter(pk=self.pk).first() if self.pk else None
            if stored is None or changes.state_of(stored) != changes.state_of(self):
                words = _("The steps of “%(title)s” are recorded on its own page, one after another.")
                raise ValidationError(words % {"title": self.adjustment.title})
            # One that was taken back comes again only onto the steps before it, and not before their days.
            earlier = list(Step)[: list(Step).index(Step(self.step))]
            taken = dict(AdjustmentStep.unscoped.filter(adjustment=self.adjustment_id).values_list("step", "done_on"))
            if missing := next((step for step in earlier if step not in taken), None):
                words = _("“%(step)s” comes first; record it before this one.")
                raise ValidationError(words % {"step": missing.label})
            if before := next((step for step in reversed(earlier) if taken[step] > self.done_on), None):
                words = _("This day lies before “%(step)s” of %(day)s; steps are taken one after another.")
                raise ValidationError(words % {"step": before.label, "day": taken[before]})

    @classmethod
    def standing_on(cls, keys: Collection[int]) -> Iterable[int]:
        """The later steps of the same cases; those of an adjustment of the past stand by themselves."""
        first: dict[int, int] = {}
        order = list(Step)
        own = cls.unscoped.filter(pk__in=keys, adjustment__is_case=True)
        for case, step in own.values_list("adjustment", "step"):
            first[case] = min(order.index(step), first.get(case, len(order)))
        others = cls.unscoped.filter(adjustment__in=first).values_list("pk", "adjustment", "step")
        return [key for key, case, step in others if order.index(step) > first[case]]


class NewCommunity(ScopedModel):
    """A community that an adjustment is to found: `community` is empty until it is in effect (T1, N03)."""

    scope_paths = ("adjustment__district",)
    editor_level = "district"

    adjustment = parent_field(Adjustment, _("adjustment"), related_name="founding")
    street = parent_field(Street, _("street"), related_name="to_be_founded")
    name = models.CharField(_("community name"), max_length=50)
    community = models.OneToOneField(
        Community,
        models.PROTECT,
        related_name="founded_by",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("community"),
    )

    class Meta:
        verbose_name = _("community to be founded")
        verbose_name_plural = _("communities to be founded")
        ordering = ("adjustment", "pk")
        constraints = [
            once(
                ("adjustment", "street", "name"),
                "new_community_once",
                _("The adjustment founds a community of this name in the street already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.adjustment_id:
            refuse_decided(self, self.adjustment)


class AdjustmentShare(ScopedModel):
    """How much of a source went to a target: the whole of it, or a named part.

    A community of which a part stays has a share that leads to itself; without one it is closed. `to_new` is a target
    that is founded when the adjustment takes effect; the share then names the community itself.
    """

    class Extent(models.TextChoices):
        WHOLE = "whole", _("whole")
        PART = "part", _("part")

    scope_paths = ("adjustment__district",)
    editor_level = "district"
    search_fields = ("part_name",)
    named_by = (
        "from_committee",
        "from_community",
        "from_street",
        "to_community",
        "to_street",
        "to_new",
        "to_committee",
    )

    adjustment = parent_field(Adjustment, _("adjustment"), related_name="shares")
    from_committee = parent_field(ResidentsCommittee, _("from committee"), related_name="shares_out", optional=True)
    from_community = parent_field(Community, _("from community"), related_name="shares_out", optional=True)
    from_street = parent_field(Street, _("from street"), related_name="shares_out", optional=True)
    to_community = parent_field(Community, _("to community"), related_name="shares_in", optional=True)
    to_street = parent_field(Street, _("to street"), related_name="shares_in", optional=True)
    # Before the reform and in the countryside a committee was made of committees, too.
    to_committee = parent_field(ResidentsCommittee, _("to committee"), related_name="shares_in", optional=True)
    to_new = parent_field(NewCommunity, _("to new community"), related_name="shares_in", optional=True)
    extent = choice_field(_("extent"), Extent, max_length=5, default=Extent.WHOLE)
    part_name = models.CharField(_("name of the part"), max_length=50, blank=True)
    households = count_field(_("households"))
    population = count_field(_("population"))

    class Meta:
        verbose_name = _("share of an adjustment")
        verbose_name_plural = _("shares of adjustments")
        ordering = ("adjustment", "pk")
        constraints = [
            exactly_one(
                "from_committee",
                "from_community",
                "from_street",
                name="share_one_source",
                words=_("Name exactly one source."),
            ),
            exactly_one(
                "to_community",
                "to_street",
                "to_committee",
                "to_new",
                name="share_one_target",
                words=_("Name exactly one target."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"

    def clean(self) -> None:
        if self.adjustment_id:
            refuse_decided(self, self.adjustment)

    @property
    def source(self) -> models.Model:
        """The committee, community or street that gave."""
        return self.from_committee or self.from_community or self.from_street

    @property
    def target(self) -> models.Model:
        """The community, street or committee that received, or the community that is to be founded."""
        return self.to_community or self.to_street or self.to_committee or self.to_new
