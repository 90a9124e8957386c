"""How much is enough: thresholds as dated rows with their source."""

import uuid
from collections.abc import Callable
from decimal import Decimal

from django.conf import settings
from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models import Community, District, Estate, ResidentsCommittee, Street
from zhoushan_community.base import standards
from zhoushan_community.base.changes import RecordedModel
from zhoushan_community.base.constraints import check, exactly_one, no_overlap
from zhoushan_community.base.dated import DatedModel, overlapping
from zhoushan_community.base.fields import parent_field
from zhoushan_community.base.scope import ScopedModel

from .bulletins.models import Bulletin as Bulletin
from .official.models import OfficialForm as OfficialForm

SIGNS = {"at_least": "≥", "at_most": "≤", "more": ">"}
#: The levels at which a unit can be exempt from a norm.
UNITS = ("community", "estate", "street", "committee")


class Basis(models.TextChoices):
    """The paper by which a result is judged."""

    DIRECTIVE_2002 = "directive-2002", _("directive of 2002")
    LAW_1989 = "law-1989", _("law of 1989")
    LAW_2018 = "law-2018", _("law of 2018")
    LAW_2026 = "law-2026", _("law of 2026")


def _choices(chosen: Callable[[standards.Standard], bool]) -> list[tuple[str, str]]:
    return [(each.code, f"{each.code} {each.clause}") for each in standards.declared() if chosen(each)]


def standard_choices() -> list[tuple[str, str]]:
    """Every standard that has a threshold, with its clause, and what else is a number of one."""
    found = _choices(lambda standard: standard.kind != "part")
    for standard in standards.declared():
        found += [(code, f"{code} {words}") for code, words in standard.thresholds.items()]
    return found


def composed_choices() -> list[tuple[str, str]]:
    """The targets that are put together from norms."""
    return _choices(lambda standard: standard.measure is None)


def part_choices() -> list[tuple[str, str]]:
    """What a target can be put together from."""
    return _choices(lambda standard: standard.kind in ("norm", "part") and standard.level == "community")


def norm_choices() -> list[tuple[str, str]]:
    """The norms from which a unit can be exempt."""
    return _choices(lambda standard: standard.kind == "norm" and standard.level in UNITS)


class ThresholdQuerySet(models.QuerySet):
    """Thresholds, each with whose it is."""

    def of_ground(self, district: int | None) -> "ThresholdQuerySet":
        """The city's, and what the district has of its own; None: the city's alone."""
        return self.filter(Q(district=None) | Q(district=district)).select_related("district")


class Threshold(DatedModel, RecordedModel):
    """How much is enough for a standard by one basis, while it is in force: in the whole city, or in one district.

    What a district has of its own goes before the city's, for its units and for its rates. For a target `low` is a
    share from 0 to 1; for a norm `low` and `high` are in its unit, both included.
    """

    standard = models.CharField(_("standard"), max_length=4, choices=standard_choices)
    basis = models.CharField(_("basis"), max_length=20, choices=Basis.choices, default=Basis.DIRECTIVE_2002)
    district = parent_field(
        District, _("district"), optional=True, related_name="thresholds",
        help_text=_("Empty: the whole city. A district's own number goes before the city's for its units."),
    )  # fmt: skip
    low = models.DecimalField(
        _("at least"), max_digits=12, decimal_places=4, validators=[MinValueValidator(Decimal(0))],
        help_text=_("A target as a share: 0.45 for 45 %. A norm in its own unit."),
    )  # fmt: skip
    high = models.DecimalField(
        _("at most"), max_digits=12, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    source_document = models.CharField(_("source document"), max_length=200)
    reading = models.BooleanField(
        _("our reading"), default=False, help_text=_("The paper leaves the number open; the screen says so.")
    )

    objects = ThresholdQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")
        ordering = ("standard", "basis", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(high__isnull=True) | Q(high__gte=F("low")),
                name="threshold_order",
                violation_error_message=_("“At most” must not be below “at least”."),
            ),
        ]

    def __str__(self) -> str:
        place = f" {self.district}" if self.district_id else ""
        return f"{self.standard} {self.get_basis_display()}{place}: {self.words}"

    @property
    @display(description=_("threshold"))
    def words(self) -> str:
        """45 % · 2,500–5,000 · ≥ 50 · 1 / 500–700"""
        if self.compare == "more":
            return str(_("more than the year before"))
        if self.judged and self.judged.reckoned == "per":
            return f"1 / {_plain(self.low)}–{_plain(self.high)}"
        if self.is_share:
            return f"{_plain(self.low * 100)} %"
        if self.high is not None:
            return f"{_plain(self.low)}–{_plain(self.high)}"
        return f"{SIGNS.get(self.compare, '')} {_plain(self.low)}".strip()

    @property
    def judged(self) -> standards.Standard | None:
        """The standard, where it is the threshold itself and not a further number of one."""
        return next((each for each in standards.declared() if each.code == self.standard), None)

    @property
    def compare(self) -> str:
        """How the number is compared; empty for a further number of a standard."""
        return self.judged.compare if self.judged else ""

    @property
    def is_share(self) -> bool:
        """Whether it is a share: a target's, or that of a norm that is reckoned so."""
        return bool(self.judged) and (self.judged.kind == "target" or self.judged.reckoned == "share")

    def clean(self) -> None:
        if self.standard and self.low is not None:
            if self.is_share and self.low > 1:
                raise ValidationError({"low": _("A share lies between 0 and 1: 0.45 for 45 %.")})
            both = self.judged and (self.judged.compare == "within" or self.judged.reckoned == "per")
            if both and self.high is None:
                raise ValidationError({"high": _("This norm needs both bounds.")})
        if self.standard and overlapping(self, ("standard", "basis", "district")).exists():
            told = _("Another threshold of this standard, basis and ground is in force then; end that one first.")
            raise ValidationError({"valid_from": told})


class TargetPart(DatedModel, RecordedModel):
    """That a target asks for a norm, and on which of its sides, while this definition is in force (T2, T3, T6)."""

    target = models.CharField(_("target"), max_length=4, choices=composed_choices)
    basis = models.CharField(_("basis"), max_length=20, choices=Basis.choices, default=Basis.DIRECTIVE_2002)
    side = models.CharField(_("side"), max_length=20, blank=True)
    part = models.CharField(_("norm"), max_length=4, choices=part_choices)
    source_document = models.CharField(_("source document"), max_length=200)

    class Meta(DatedModel.Meta):
        verbose_name = _("part of a target")
        verbose_name_plural = _("definitions of targets")
        ordering = ("target", "basis", "pk")
        constraints = [*DatedModel.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.target} {self.side} {self.part}"

    def clean(self) -> None:
        if self.target and overlapping(self, ("target", "basis", "part")).exists():
            raise ValidationError({"part": _("The target asks for this norm at that time already.")})


class Exemption(DatedModel, ScopedModel):
    """That a norm is not asked of a unit for a time, by whose decision and on which paper. It never counts as met."""

    scope_paths = ("community", "estate__community", "street", "committee__street")
    editor_level = "city"
    search_fields = ("standard", "reason", "document_no")

    standard = models.CharField(_("standard"), max_length=4, choices=norm_choices)
    community = parent_field(Community, _("community"), optional=True, related_name="exemptions")
    estate = parent_field(Estate, _("estate"), optional=True, related_name="exemptions")
    street = parent_field(Street, _("street"), optional=True, related_name="exemptions")
    committee = parent_field(ResidentsCommittee, _("residents' committee"), optional=True, related_name="exemptions")
    reason = models.CharField(_("reason"), max_length=300)
    document_no = models.CharField(_("document number"), max_length=80)
    approver = models.CharField(_("approved by"), max_length=80)

    class Meta(DatedModel.Meta):
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ("standard", "-valid_from", "pk")
        constraints = [
            *DatedModel.Meta.constraints,
            exactly_one(
                *UNITS,
                name="exemption_one_unit",
                words=_("An exemption names a community, an estate, a street or an old committee, one of them."),
            ),
            check(
                Q(valid_from__isnull=False, valid_to__isnull=False),
                "exemption_has_dates",
                _("Say from when to when it holds."),
            ),
            *(
                no_overlap(
                    ("standard", holder),
                    f"exemption_once_{holder}",
                    _("The unit is exempt from this norm at that time already."),
                )
                for holder in UNITS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.holder}"

    def clean(self) -> None:
        level = standards.find(self.standard).level if self.standard else ""
        if level and getattr(self, f"{level}_id") is None:
            raise ValidationError(
                {"standard": _("%(standard)s is asked of each %(level)s; name one.")
                 % {"standard": self.standard, "level": standards.subject_of(level).words}}
            )  # fmt: skip


class Judgement(models.Model):
    """That all standards were judged for a day, and up to which line of the log. It is kept so that a board is read and
    not judged again; what was changed since is judged anew, street by street. See kept.py."""

    day = models.DateField()
    basis = models.CharField(max_length=20, choices=Basis.choices)
    upto = models.BigIntegerField(default=-1)
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("kept judgement")
        verbose_name_plural = _("kept judgements")
        constraints = [models.UniqueConstraint(fields=["day", "basis"], name="judgement_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.basis}"


class KeptTally(models.Model):
    """How many units of a territory are in each state, by code: [met, unmet, missing, not applicable, exempt, made up].

    unit: the key of a district or street; 0 for the city without those that follow by reference, and for the whole.
    """

    judgement = models.ForeignKey(Judgement, models.CASCADE, related_name="tallies")
    level = models.CharField(max_length=10)
    unit = models.BigIntegerField(default=0)
    district = models.BigIntegerField(default=0)
    counts = models.JSONField()

    class Meta:
        verbose_name = _("kept tally")
        verbose_name_plural = _("kept tallies")
        constraints = [models.UniqueConstraint(fields=["judgement", "level", "unit"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.judgement} {self.level} {self.unit}"


class Scenario(models.Model):
    """What if: edits that nobody has made, under a name. They are tried on a board and never written, see whatif/.

    It lies on its owner's desk and is no fact, so the log tells nothing of it. Who has the link may look, too, where
    the person sees the whole territory. level, unit: the territory; no unit for the city. day: that on which the edits
    are tried unless another is asked for.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="scenarios", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=80)
    note = models.CharField(_("note"), max_length=300, blank=True)
    level = models.CharField(max_length=10, editable=False)
    unit = models.BigIntegerField(null=True, editable=False)
    day = models.DateField(_("tried on"))
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ("-changed_at", "-pk")

    def __str__(self) -> str:
        return self.name


class ScenarioEdit(models.Model):
    """One edit of a scenario: its kind, and what was filled into the form of that kind (whatif/edits.py).

    register, row, version: the row that it changes, and how often that had been written; empty for a new one.
    """

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="edits")
    kind = models.CharField(max_length=20)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    register = models.CharField(max_length=80, blank=True)
    row = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("edit of a scenario")
        verbose_name_plural = _("edits of scenarios")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} {self.row or ''}".strip()


def _plain(number: Decimal) -> str:
    return f"{number:,.4f}".rstrip("0").rstrip(".")
