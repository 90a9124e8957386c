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


def amount_field(label: Any) -> models.DecimalField:
    """An amount of money in yuan with two decimals; empty is unknown."""
    validators = [MinValueValidator(Decimal(0))]
    return models.DecimalField(label, max_digits=14, decimal_places=2, null=True, blank=True, validators=validators)


class Year(int):
    """A calendar year: a number that is told without a thousands mark."""


class YearField(models.PositiveSmallIntegerField):
    """A calendar year. A sheet may give any date of it."""

    default_validators = [MinValueValidator(1900), MaxValueValidator(2100)]

    def from_db_value(self, value: int | None, *_how: Any) -> Year | None:
        return None if value is None else Year(value)

    def to_python(self, value: Any) -> Year | None:
        return self.from_db_value(super().to_python(value))
