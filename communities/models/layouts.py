"""Layout plans: how the communities of a district or a street are to lie."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base import dated
from zhoushan_community.base.constraints import check, exactly_one, in_order, once
from zhoushan_community.base.fields import choice_field, day_field, parent_field
from zhoushan_community.base.scope import ScopedModel

from .units import District, Street


class LayoutPlan(ScopedModel):
    """A version of the layout plan of a district or a street, and what the construction commission said to it (R01).

    instance: the areas that the plan was worked out for, as the planner takes them; solution: which of them form a
    community, in each alternative; names: what whoever draws calls a community, beside its areas. All are JSON, and
    kept by the planner's own pages.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft plan")
        SUBMITTED = "submitted", _("with the construction commission")
        PASSED = "passed", _("passed by the commission")
        RETURNED = "returned", _("sent back by the commission")
        ADOPTED = "adopted", _("carried out")

    scope_paths = ("district", "street")
    editor_level = "district"
    search_fields = ("title", "review")
    untold = ("instance", "solution", "names")

    district = parent_field(District, _("district"), related_name="layout_plans", optional=True)
    street = parent_field(Street, _("street"), related_name="layout_plans", optional=True)
    # `version` is what guards every row against being overwritten.
    number = models.PositiveSmallIntegerField(_("plan version"), validators=[MinValueValidator(1)])
    title = models.CharField(_("title"), max_length=120, blank=True)
    state = choice_field(_("state"), State, default=State.DRAFT)
    drawn_on = day_field(_("drawn on"), validators=[dated.not_in_future])
    reviewed_on = day_field(_("reviewed on"), validators=[dated.not_in_future])
    review = models.CharField(_("review by the construction commission"), max_length=1000, blank=True)
    instance = models.JSONField(_("instance"), null=True, blank=True, editable=False)
    solution = models.JSONField(_("solution"), null=True, blank=True, editable=False)
    names = models.JSONField(_("names"), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("layout plan")
        verbose_name_plural = _("layout plans")
        ordering = (Coalesce("district__code", "street__district__code"), "street__code", "-number")
        constraints = [
            exactly_one(
                "district",
                "street",
                name="plan_one_holder",
                words=_("A plan is made for a district or for a street, for one of them."),
            ),
            check(
                ~Q(state__in=("passed", "returned")) | Q(reviewed_on__isnull=False),
                "plan_reviewed",
                _("Say on which day the commission reviewed the plan."),
            ),
            in_order(
                "drawn_on",
                "reviewed_on",
                same_day=True,
                name="plan_reviewed_after_drawn",
                words=_("The review must not lie before the drawing."),
            ),
            *(
                once((holder, "number"), f"plan_number_in_{holder}", _("There is a plan of this version already."))
                for holder in ("district", "street")
            ),
        ]

    def clean(self) -> None:
        """A plan that was drawn here is reviewed on its own page, by whom that falls to."""
        if self.pk and self.instance:
            stored = LayoutPlan.unscoped.filter(pk=self.pk).values_list("state", flat=True).first()
            if stored is not None and stored != self.state:
                words = _(
                    "This plan was drawn here; its state changes on its own page, by submitting and reviewing it."
                )
                raise ValidationError({"state": words})

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.pk])

    def __str__(self) -> str:
        return self.title or gettext("%(unit)s: layout plan %(number)s") % {"unit": self.holder, "number": self.number}
