"""Communities, where they stood and their figures."""

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base import changes, dated
from zhoushan_community.base.constraints import NoOverlap, in_order, not_negative
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import area_field
from zhoushan_community.base.scope import ScopedManager, ScopedModel, ScopedQuerySet

from .units import Street

LATEST = ("households", "population", "buildings")


class CommunityQuerySet(ScopedQuerySet):
    """Communities as they stood on a day."""

    def existing(self, day: datetime.date) -> "CommunityQuerySet":
        """Founded on or before the day and not closed by it."""
        return self.filter(dated.on(day, fields=Community.dated_fields))

    def as_of(self, day: datetime.date) -> "CommunityQuerySet":
        """Adds where each stood on the day, and the latest figures counted by then.

        Annotations: street_then, district_then (keys), street_name, district_name; households, population, buildings,
        each with `<name>_generated`, the made-up fields of the row that it came from. A community without a placement
        on that day is taken to stand where it stands today.
        """
        placed = CommunityPlacement.unscoped.filter(dated.on(day), community=OuterRef("pk")).order_by(
            F("valid_from").desc(nulls_last=True)
        )
        figures = CommunityFigures.unscoped.filter(community=OuterRef("pk"), counted_on__lte=day)
        key, text = models.BigIntegerField(), models.CharField()
        then = {
            "street_then": ("street", "street", key),
            "district_then": ("street__district", "street__district", key),
            "street_name": ("street__name", "street__name", text),
            "district_name": ("street__district__name", "street__district__name", text),
        }
        annotations: dict = {
            name: Coalesce(Subquery(placed.values(placement)[:1]), F(today), output_field=kind)
            for name, (placement, today, kind) in then.items()
        }
        for name in LATEST:
            known = figures.filter(**{f"{name}__isnull": False}).order_by("-counted_on")
            annotations[name] = Subquery(known.values(name)[:1])
            annotations[f"{name}_generated"] = Subquery(known.values("generated")[:1])
        return self.annotate(**annotations)


class Community(ScopedModel):
    """A community (社区), from its founding to its closing. Names are no key: two may share one.

    `street` is where it stands today; where it stood before is said by its placements.
    """

    scope_paths = ("",)
    territory_level = "community"
    territory_parent = "street"
    dated_fields = ("founded_on", "closed_on")
    search_fields = ("name", "code")

    street = models.ForeignKey(Street, models.PROTECT, related_name="communities", verbose_name=_("street"))
    name = models.CharField(_("community name"), max_length=50)
    code = models.CharField(
        _("statistical code"),
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^\d{12}$", _("The code has 12 digits."))],
        help_text=_("12 digits; leave empty when unknown."),
    )
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    area_m2 = area_field(_("area (m²)"), digits=14)
    bounds_text = models.CharField(
        _("bounds"), max_length=300, blank=True, help_text=_("East to …, south to …, west to …, north to ….")
    )
    boundary = models.JSONField(_("boundary (GeoJSON)"), null=True, blank=True, editable=False)

    unscoped = models.Manager()
    objects = ScopedManager.from_queryset(CommunityQuerySet)()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = ("street__district__code", "street__code", "name")
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="community_code_unique",
                violation_error_message=_("Another community has this code."),
            ),
            models.UniqueConstraint(
                fields=["street", "name"],
                condition=Q(closed_on__isnull=True),
                name="community_name_in_street",
                violation_error_message=_("The street already has a community of this name."),
            ),
            in_order(
                "founded_on",
                "closed_on",
                name="community_dates",
                words=_("The closing must lie after the founding."),
            ),
            not_negative("area_m2", name="community_area"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def long_name(self) -> str:
        """The name with its street's, to tell communities apart in a list of choices."""
        return f"{self.street} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("community", args=[self.pk])

    def clean(self) -> None:
        if self.founded_on and self.founded_on > dated.today():
            raise ValidationError({"founded_on": _("A founding in the future cannot be entered yet.")})
        closed = self.street.valid_to if self._state.adding and self.street_id else None
        if closed and (self.founded_on or dated.today()) >= closed:
            raise ValidationError(
                {
                    "street": _("%(parent)s was closed on %(day)s; choose one that stands.")
                    % {"parent": self.street, "day": closed}
                }
            )
        if self.street_id and self.code and not self.code.startswith(self.street.district.code):
            raise ValidationError(
                {"code": _("The code begins with the district's %(code)s.") % {"code": self.street.district.code}}
            )

    @classmethod
    def consequences(cls, rows: Sequence["Community"], origin: changes.Origin) -> None:
        """A new community stands in its street from its founding."""
        for start in range(0, len(rows), changes.CHUNK):
            part = rows[start : start + changes.CHUNK]
            placed = set(
                CommunityPlacement.unscoped.filter(community__in=[row.pk for row in part]).values_list(
                    "community", flat=True
                )
            )
            changes.create_all(
                [
                    CommunityPlacement(community=row, street=row.street, valid_from=row.founded_on)
                    for row in part
                    if row.pk not in placed
                ],
                origin,
            )


class CommunityPlacement(DatedModel, ScopedModel):
    """In which street a community stands, and from when to when."""

    editor_level = "district"
    search_fields = ()

    community = models.ForeignKey(Community, models.PROTECT, related_name="placements", verbose_name=_("community"))
    street = models.ForeignKey(Street, models.PROTECT, related_name="placements", verbose_name=_("street"))

    class Meta(DatedModel.Meta):
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ("community", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["community"],
                condition=Q(valid_to__isnull=True),
                name="placement_one_current",
                violation_error_message=_("The community has a current street; end that placement first."),
            ),
            NoOverlap(
                same=("community",),
                name="placement_no_overlap",
                violation_error_message=_("The community stood in another street at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community} → {self.street}"

    def clean(self) -> None:
        dated.refuse_outside(self, "street")
        if self.valid_from and self.valid_from > dated.today():
            raise ValidationError({"valid_from": _("A move in the future cannot be entered yet.")})
        # A new placement ends the open one on its first day, so only what else overlaps is refused.
        others = dated.overlapping(self, ("community",)) if self.community_id else CommunityPlacement.unscoped.none()
        if self._state.adding and self.valid_from and not self.valid_to:
            others = others.exclude(Q(valid_to=None) & (Q(valid_from=None) | Q(valid_from__lt=self.valid_from)))
        if others.exists():
            raise ValidationError({"valid_from": _("The community stood in another street at that time.")})

    @classmethod
    def consequences(cls, rows: Sequence["CommunityPlacement"], origin: changes.Origin) -> None:
        """Today's street of a community follows its placements."""
        current = cls.unscoped.filter(dated.on(dated.today()), community=OuterRef("pk")).order_by()
        for start in range(0, len(rows), changes.CHUNK):
            moved = list(
                Community.unscoped.filter(pk__in=[row.community_id for row in rows[start : start + changes.CHUNK]])
                .annotate(street_now=Subquery(current.values("street")[:1]))
                .exclude(street_now=None)
                .exclude(street_now=F("street"))
            )
            for community in moved:
                community.street_id = community.street_now
            changes.update_all(moved, origin)


class CommunityFigures(ScopedModel):
    """What was counted in a community on a day. An empty figure is unknown, never nought."""

    class Source(models.TextChoices):
        RETURN = "return", _("return")
        SHEET = "sheet", _("sheet")
        CENSUS = "census", _("census")

    search_fields = ("note",)

    community = models.ForeignKey(Community, models.PROTECT, related_name="figures", verbose_name=_("community"))
    counted_on = models.DateField(_("counted on"))
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    registered_households = models.PositiveIntegerField(_("registered households"), null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    registered_population = models.PositiveIntegerField(_("registered population"), null=True, blank=True)
    floating_population = models.PositiveIntegerField(_("floating population"), null=True, blank=True)
    buildings = models.PositiveIntegerField(_("buildings"), null=True, blank=True)
    elderly = models.PositiveIntegerField(_("elderly persons"), null=True, blank=True)
    disabled = models.PositiveIntegerField(_("disabled persons"), null=True, blank=True)
    preferential = models.PositiveIntegerField(_("entitled-group persons"), null=True, blank=True)
    low_income = models.PositiveIntegerField(_("low-income households"), null=True, blank=True)
    volunteers = models.PositiveIntegerField(_("registered volunteers"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices, default=Source.RETURN)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("community figures")
        verbose_name_plural = _("figures of communities")
        ordering = ("community", "-counted_on")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "counted_on"],
                name="figures_once_a_day",
                violation_error_message=_("The community has figures of this day already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.counted_on}"

    def clean(self) -> None:
        if self.counted_on and self.counted_on > dated.today():
            raise ValidationError({"counted_on": _("The day of the count lies in the future.")})
        if self.households is not None and self.population is not None and self.population * 10 < self.households:
            raise ValidationError(
                {"population": _("Fewer persons than a tenth of the households; check both figures.")}
            )
