"""Departments of the city and its districts, and what each answers for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import District
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.scope import ScopedModel


class Department(DatedModel, ScopedModel):
    """A department or mass organization with duties in community building (R12); without a district it is the city's.

    Every duty may read the list: it says whom to turn to.
    """

    class Kind(models.TextChoices):
        PARTY = "party", _("party department")
        GOVERNMENT = "government", _("government department")
        MASS = "mass", _("mass organization")
        OTHER = "other", _("other body")

    scope_paths = ("district",)
    editor_level = "district"
    public = True

    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="departments",
        verbose_name=_("district"),
        help_text=_("Empty for a department of the city."),
    )
    name = models.CharField(_("name of the department"), max_length=50)
    kind = models.CharField(_("kind of department"), max_length=10, choices=Kind.choices)

    class Meta(DatedModel.Meta):
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("district__code", "name", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "name"],
                condition=Q(valid_to__isnull=True),
                name="department_once_in_district",
                violation_error_message=_("The district already has a department of this name."),
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(district__isnull=True, valid_to__isnull=True),
                name="department_once_in_city",
                violation_error_message=_("The city already has a department of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def long_name(self) -> str:
        """The name with its district's, to tell departments apart in a list of choices."""
        return f"{self.district or _('the city')} {self.name}"
