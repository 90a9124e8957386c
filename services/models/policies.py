"""How departments favour the services of communities."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models import Department
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import no_overlap
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import parent_field
from zhoushan_community.base.scope import ScopedModel


class PreferentialPolicy(DatedModel, ScopedModel):
    """A policy of a department that favours services in communities, while it is in force (R04).

    Every duty reads the policies of the units above its own: they are made for those below.
    """

    scope_paths = ("department__district",)
    editor_level = "district"
    public = True
    search_fields = ("title", "number", "beneficiaries")

    department = parent_field(Department, _("department"), related_name="policies")
    title = models.CharField(_("title of the policy"), max_length=150)
    number = models.CharField(_("document number"), max_length=80, blank=True)
    beneficiaries = models.CharField(_("who benefits"), max_length=200, blank=True)
    text = models.TextField(_("text of the policy"), max_length=8000, blank=True)

    class Meta(DatedModel.Meta):
        verbose_name = _("preferential policy")
        verbose_name_plural = _("preferential policies")
        ordering = ("department", "title", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            no_overlap(
                ("department", "title"),
                "policy_once",
                _("The department has a policy of this title at that time already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        dated.refuse_outside(self, "department")
