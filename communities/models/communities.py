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
from zhoushan_community.base.constraints import in_order, no_overlap, not_negative, once
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import area_field, choice_field, count_field, day_field, parent_field
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
    told_with = "street"

    street = parent_field(Street, _("street"), related_name="communities")
    name = models.CharField(_("community name"), max_length=50)
    code = models.CharField(
        _("statistical code"),
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^\d{12}$", _("The code has 12 digits."))],
        help_text=_("12 digits; leave empty when unknown."),
    )
    founded_on = day_field(_("founded on"))
    closed_on = day_field(_("closed on"))
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
            once(("code",), "community_code_unique", _("Another community has this code."), when=~Q(code="")),
            once(
                ("street", "name"),
                "community_name_in_street",
                _("The street already has a community of this name."),
                when=Q(closed_on__isnull=True),
            ),
            in_order(
                "founded_on", "closed_on", name="community_dates", words=_("The closing must lie after the founding.")
            ),
            not_negative("area_m2", name="community_area"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("community", args=[self.pk])

    def clean(self) -> None:
        if self.founded_on and self.founded_on > dated.today():
            raise ValidationError({"founded_on": _("A founding in the future cannot be entered yet.")})
        closed = self.street.valid_to if self._state.adding and self.street_id else None
        if closed and (self.founded_on or dated.today()) >= closed:
            words = _("%(parent)s was closed on %(day)s; choose one that stands.")
            raise ValidationError({"street": words % {"parent": self.street, "day": closed}})
        if self.street_id and self.code and not self.code.startswith(self.street.district.code):
            words = _("The code begins with the district's %(code)s.")
            raise ValidationError({"code": words % {"code": self.street.district.code}})

    @classmethod
    def consequences(cls, rows: Sequence["Community"], origin: changes.Origin) -> None:
        """A new community stands in its street from its founding."""
        for part in changes.parts(rows):
            placed = set(CommunityPlacement.unscoped.filter(community__in=part).values_list("community", flat=True))
            new = [row for row in part if row.pk not in placed]
            placements = [
                CommunityPlacement(community=row, street=row.street, valid_from=row.founded_on) for row in new
            ]
            changes.create_all(placements, origin)


class CommunityPlacement(DatedModel, ScopedModel):
    """In which street a community stands, and from when to when."""

    editor_level = "district"
    search_fields = ()

    community = parent_field(Community, _("community"), related_name="placements")
    street = parent_field(Street, _("street"), related_name="placements")

    class Meta(DatedModel.Meta):
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ("community", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            once(
                ("community",),
                "placement_one_current",
                _("The community has a current street; end that placement first."),
                when=Q(valid_to__isnull=True),
            ),
            no_overlap(
                ("community",), "placement_no_overlap", _("The community stood in another street at that time.")
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
        for part in changes.parts(row.community_id for row in rows):
            moved = list(
                Community.unscoped.filter(pk__in=part)
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

    community = parent_field(Community, _("community"), related_name="figures")
    counted_on = models.DateField(_("counted on"))
    households = count_field(_("households"))
    registered_households = count_field(_("registered households"))
    population = count_field(_("population"))
    registered_population = count_field(_("registered population"))
    floating_population = count_field(_("floating population"))
    buildings = count_field(_("buildings"))
    elderly = count_field(_("elderly persons"))
    disabled = count_field(_("disabled persons"))
    preferential = count_field(_("entitled-group persons"))
    low_income = count_field(_("low-income households"))
    volunteers = count_field(_("registered volunteers"))
    source = choice_field(_("source"), Source, default=Source.RETURN)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("community figures")
        verbose_name_plural = _("figures of communities")
        ordering = ("community", "-counted_on")
        constraints = [
            once(("community", "counted_on"), "figures_once_a_day", _("The community has figures of this day already."))
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
