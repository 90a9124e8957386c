"""Districts, and their streets, towns and townships."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base.constraints import once
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import choice_field, count_field, parent_field
from zhoushan_community.base.scope import ScopedModel


class District(ScopedModel):
    """A district or county of the city. Those that follow by reference (R13) are not bound by the directive."""

    class Kind(models.TextChoices):
        DISTRICT = "district", _("urban district")
        COUNTY = "county", _("county")

    scope_paths = ("",)
    editor_level = "city"
    territory_level = "district"
    search_fields = ("name", "code")

    code = models.CharField(
        _("code"), max_length=6, unique=True, validators=[RegexValidator(r"^\d{6}$", _("The code has 6 digits."))]
    )
    name = models.CharField(_("name"), max_length=50)
    kind = choice_field(_("kind"), Kind, default=Kind.DISTRICT)
    bound = models.BooleanField(
        _("bound by the directive"), default=True, help_text=_("Counties that follow by reference are not bound.")
    )

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts and counties")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("district", args=[self.pk])


class Street(DatedModel, ScopedModel):
    """A street office, town or township, from its founding to its abolition."""

    class Kind(models.TextChoices):
        STREET = "street", _("street office")
        TOWN = "town", _("town")
        TOWNSHIP = "township", _("township")

    scope_paths = ("",)
    editor_level = "district"
    territory_level = "street"
    territory_parent = "district"
    search_fields = ("name", "code")
    told_with = "district"

    district = parent_field(District, _("district"), related_name="streets")
    code = models.CharField(
        _("code"), max_length=9, blank=True, validators=[RegexValidator(r"^\d{9}$", _("The code has 9 digits."))]
    )
    name = models.CharField(_("name"), max_length=50)
    kind = choice_field(_("kind"), Kind, default=Kind.STREET)

    class Meta(DatedModel.Meta):
        verbose_name = _("street")
        verbose_name_plural = _("streets and towns")
        ordering = ("district__code", "code", "name")
        constraints = [
            *DatedModel.Meta.constraints,
            once(("code",), "street_code_unique", _("Another street has this code."), when=~Q(code="")),
            once(
                ("district", "name"),
                "street_name_in_district",
                _("The district already has a street of this name."),
                when=Q(valid_to__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("street", args=[self.pk])


class StreetFigures(ScopedModel):
    """Population and households of a whole street or town on a day, as a census or yearbook gives them."""

    scope_paths = ("street",)
    editor_level = "street"
    search_fields = ("basis",)

    street = parent_field(Street, _("street"), related_name="figures")
    counted_on = models.DateField(_("counted on"))
    basis = models.CharField(_("basis"), max_length=50, help_text=_("The census or kind of count."))
    population = count_field(_("population"))
    households = count_field(_("households"))

    class Meta:
        verbose_name = _("street figures")
        verbose_name_plural = _("census figures of streets")
        ordering = ("street__district__code", "street__code", "street__name", "counted_on")
        constraints = [
            once(
                ("street", "counted_on", "basis"),
                "street_figures_once",
                _("The street has figures of this day and basis already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.counted_on} {self.basis}"
