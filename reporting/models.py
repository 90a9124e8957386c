"""How much is enough: thresholds as dated rows with their source."""

from decimal import Decimal

from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base import standards
from zhoushan_community.base.changes import RecordedModel
from zhoushan_community.base.dated import DatedModel, overlapping


class Basis(models.TextChoices):
    """The paper by which a result is judged."""

    DIRECTIVE_2002 = "directive-2002", _("directive of 2002")
    LAW_1989 = "law-1989", _("law of 1989")
    LAW_2018 = "law-2018", _("law of 2018")
    LAW_2026 = "law-2026", _("law of 2026")


def standard_choices() -> list[tuple[str, str]]:
    """Every declared standard with its clause."""
    return [(standard.code, f"{standard.code} {standard.clause}") for standard in standards.all_standards()]


class Threshold(DatedModel, RecordedModel):
    """How much is enough for a standard by one basis, while it is in force.

    For a target `low` is a share from 0 to 1; for a norm `low` and `high` are in its unit, both included.
    """

    standard = models.CharField(_("standard"), max_length=4, choices=standard_choices)
    basis = models.CharField(_("basis"), max_length=20, choices=Basis.choices, default=Basis.DIRECTIVE_2002)
    low = models.DecimalField(
        _("at least"), max_digits=12, decimal_places=4, validators=[MinValueValidator(Decimal(0))],
        help_text=_("A target as a share: 0.45 for 45 %. A norm in its own unit."),
    )  # fmt: skip
    high = models.DecimalField(
        _("at most"), max_digits=12, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    source_document = models.CharField(_("source document"), max_length=200)

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
        return f"{self.standard} {self.get_basis_display()}: {self.words}"

    @property
    @display(description=_("threshold"))
    def words(self) -> str:
        """45 % · 2,500–5,000"""
        if self.is_share:
            return f"{_plain(self.low * 100)} %"
        return f"{_plain(self.low)}–{_plain(self.high)}" if self.high is not None else f"≥ {_plain(self.low)}"

    @property
    def is_share(self) -> bool:
        """Whether it belongs to a target, whose threshold is a share."""
        return standards.find(self.standard).kind == "target"

    def clean(self) -> None:
        if self.standard and self.low is not None:
            if self.is_share and self.low > 1:
                raise ValidationError({"low": _("A share lies between 0 and 1: 0.45 for 45 %.")})
            if not self.is_share and self.high is None and standards.find(self.standard).compare == "within":
                raise ValidationError({"high": _("This norm needs both bounds.")})
        if self.standard and overlapping(self, ("standard", "basis")).exists():
            raise ValidationError(
                {"valid_from": _("Another threshold of this standard and basis is in force then; end that one first.")}
            )


def _plain(number: Decimal) -> str:
    return f"{number:,.4f}".rstrip("0").rstrip(".")
