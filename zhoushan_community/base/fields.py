"""Fields that mean more than their type."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class PhoneField(models.CharField):
    """A person's telephone number: masked wherever it is shown, told in full only with a reason that is logged."""

    default_validators = [RegexValidator(r"^[0-9+() -]{5,20}$", _("A telephone number has digits, blanks and dashes."))]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 20, "blank": True, **kwargs})


def area_field(label: Any, digits: int = 10) -> models.DecimalField:
    """An area in square metres with two decimals; empty is unknown."""
    validators = [MinValueValidator(Decimal(0))]
    return models.DecimalField(label, max_digits=digits, decimal_places=2, null=True, blank=True, validators=validators)


class YearField(models.PositiveSmallIntegerField):
    """A calendar year; no amount, so it is shown without a thousands mark. A sheet may give any date of the year."""

    default_validators = [MinValueValidator(1900), MaxValueValidator(2100)]
