"""Fields that mean more than their type."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _


class Phone:
    """A person's telephone number. As text it is masked, and JSON refuses it, so nobody tells it by accident; whoever
    needs the number itself asks for `.number`, and is found by that word."""

    __slots__ = ("number",)

    def __init__(self, number: str) -> None:
        self.number = number

    def __str__(self) -> str:
        """The first digits of a long number, the last ones of any: 138****5678, ***10."""
        digits = sum(map(str.isdigit, self.number))
        first, last = (3, 4) if digits >= 11 else (0, 2)
        shown, place = [], 0
        for character in self.number:
            place += character.isdigit()
            hidden = character.isdigit() and first < place <= digits - last
            shown.append("*" if hidden else character)
        return "".join(shown)

    def __repr__(self) -> str:
        return f"<Phone {self}>"

    def __eq__(self, other: object) -> bool:
        number = other.number if isinstance(other, Phone) else other
        return self.number == number if isinstance(number, str) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.number)


class _KeptPhone(DeferredAttribute):
    """Takes the masked text of the present number for that number: a form, a sheet or a grid brings back what it was
    shown, and nothing changes."""

    def __set__(self, row: models.Model, value: Any) -> None:
        present = row.__dict__.get(self.field.attname)
        if isinstance(value, str) and isinstance(present, Phone) and value.strip() == str(present):
            value = present
        row.__dict__[self.field.attname] = self.field.to_python(value)


class PhoneInput(forms.CharField):
    """The field of a form. It opens with the masked number; a new one is typed over it whole."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(str(initial or ""), data)


class PhoneField(models.CharField):
    """A person's telephone number: masked wherever it is shown, told in full only with a reason that is logged.

    Its values are Phone, or "" where there is none.
    """

    descriptor_class = _KeptPhone
    default_validators = [RegexValidator(r"^[0-9+() -]{5,20}$", _("A telephone number has digits, blanks and dashes."))]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 20, "blank": True, **kwargs})

    def to_python(self, value: Any) -> "Phone | str":
        return value if isinstance(value, Phone) else Phone(str(value)) if value else ""

    def from_db_value(self, value: str | None, *_how: Any) -> "Phone | str":
        return self.to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        value = models.Field.get_prep_value(self, value)
        return value.number if isinstance(value, Phone) else value

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def run_validators(self, value: Any) -> None:
        super().run_validators(self.get_prep_value(value))

    def formfield(self, **kwargs: Any) -> forms.Field:
        # What is typed here is not kept in the browser.
        widget = forms.TextInput(attrs={"data-private": "", "autocomplete": "off", "inputmode": "tel"})
        return super().formfield(
            **{
                "form_class": PhoneInput,
                "widget": widget,
                "help_text": _("Shown masked. Leave it so, or type the whole new number."),
                **kwargs,
            }
        )


def area_field(label: Any, digits: int = 10) -> models.DecimalField:
    """An area in square metres with two decimals; empty is unknown."""
    validators = [MinValueValidator(Decimal(0))]
    return models.DecimalField(label, max_digits=digits, decimal_places=2, null=True, blank=True, validators=validators)


def amount_field(label: Any) -> models.DecimalField:
    """An amount of money in yuan with two decimals; empty is unknown."""
    validators = [MinValueValidator(Decimal(0))]
    return models.DecimalField(label, max_digits=14, decimal_places=2, null=True, blank=True, validators=validators)


def choice_field(
    label: Any, choices: type[models.TextChoices], *, optional: bool = False, max_length: int = 10, **more: Any
) -> models.CharField:
    """One of a few choices; optional: none of them may be known."""
    return models.CharField(label, max_length=max_length, choices=choices.choices, blank=optional, **more)


def yes_no_field(label: Any, **more: Any) -> models.BooleanField:
    """Yes or no; empty is unknown."""
    return models.BooleanField(label, null=True, blank=True, **more)


def count_field(label: Any, **more: Any) -> models.PositiveIntegerField:
    """A number of persons or things; empty is unknown."""
    return models.PositiveIntegerField(label, null=True, blank=True, **more)


def day_field(label: Any, **more: Any) -> models.DateField:
    """A day that may be unknown, or not yet be there."""
    return models.DateField(label, null=True, blank=True, **more)


def parent_field(to: Any, label: Any, *, optional: bool = False, **more: Any) -> models.ForeignKey:
    """The row that others are kept under. It protects them: rows are closed by date, never deleted."""
    more |= {"null": True, "blank": True} if optional else {}
    return models.ForeignKey(to, models.PROTECT, verbose_name=label, **more)


class Year(int):
    """A calendar year: a number that is told without a thousands mark."""


class YearField(models.PositiveSmallIntegerField):
    """A calendar year. A sheet may give any date of it."""

    default_validators = [MinValueValidator(1900), MaxValueValidator(2100)]

    def from_db_value(self, value: int | None, *_how: Any) -> Year | None:
        return None if value is None else Year(value)

    def to_python(self, value: Any) -> Year | None:
        return self.from_db_value(super().to_python(value))
