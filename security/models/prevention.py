"""What a community has against crime: committees and patrols, measures, and its campaign."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models import Community, Estate
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import check, exactly_one, no_overlap, once
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import choice_field, count_field, day_field, parent_field
from zhoushan_community.base.scope import ScopedModel


class SecurityOrganization(DatedModel, ScopedModel):
    """A security committee (治保会), mediation committee (调解会) or patrol (巡防队) of a community (N27).

    A community has one committee of each kind at a time, and as many patrols as it likes.
    """

    class Kind(models.TextChoices):
        SECURITY = "security", _("security committee")
        MEDIATION = "mediation", _("mediation committee")
        PATROL = "patrol", _("patrol")

    community = parent_field(Community, _("community"), related_name="security_organizations")
    kind = choice_field(_("kind"), Kind)
    name = models.CharField(_("name"), max_length=50, blank=True)
    members_count = count_field(_("number of members"))

    class Meta(DatedModel.Meta):
        verbose_name = _("security organization")
        verbose_name_plural = _("security and mediation organizations")
        ordering = ("community", "kind", "name", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            no_overlap(
                ("community", "kind"),
                "security_organization_one_committee",
                _("The community has such a committee at that time already; end it first."),
                when=Q(kind__in=("security", "mediation")),
            ),
            no_overlap(
                ("community", "name"),
                "security_organization_one_patrol",
                _("The community has a patrol of this name at that time already."),
                when=Q(kind="patrol"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.name or self.get_kind_display()}"

    def clean(self) -> None:
        dated.refuse_outside(self, "community")


class Measure(DatedModel, ScopedModel):
    """A measure in force against crime: by people (人防), by things (物防) or by technical means (技防) (N28)."""

    class Kind(models.TextChoices):
        PEOPLE = "people", _("by people")
        PHYSICAL = "physical", _("by physical means")
        TECHNICAL = "technical", _("by technical means")

    community = parent_field(Community, _("community"), related_name="measures")
    kind = choice_field(_("kind"), Kind)
    name = models.CharField(
        _("measure taken"), max_length=50, help_text=_("Such as night patrol, gate keepers, security doors, cameras.")
    )
    quantity = count_field(_("quantity"), help_text=_("How many persons, doors or devices."))

    class Meta(DatedModel.Meta):
        verbose_name = _("security measure")
        verbose_name_plural = _("security measures")
        ordering = ("community", "kind", "name", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            no_overlap(
                ("community", "kind", "name"), "measure_once", _("The community has this measure at that time already.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.name}"

    def clean(self) -> None:
        dated.refuse_outside(self, "community")


class CampaignStep(ScopedModel):
    """A step of a community's or an estate's campaign for “安全文明社区” (R07). What it wins is an honour."""

    class Step(models.TextChoices):
        PLAN = "plan", _("plan and mobilisation")
        WORK = "work", _("carrying out")
        SELF_CHECK = "self_check", _("self-check")
        APPLICATION = "application", _("filing the application")
        INSPECTION = "inspection", _("inspection and acceptance")
        REVIEW = "review", _("later review")

    scope_paths = ("community", "estate__community")
    search_fields = ("note",)

    community = parent_field(Community, _("community"), related_name="campaign_steps", optional=True)
    estate = parent_field(Estate, _("estate"), related_name="campaign_steps", optional=True)
    step = choice_field(_("step"), Step, max_length=12)
    started_on = day_field(_("started on"), validators=[dated.not_in_future])
    done_on = day_field(_("done on"), validators=[dated.not_in_future])
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("campaign step")
        verbose_name_plural = _("steps of the safe and civilized community campaign")
        ordering = ("-started_on", "pk")
        constraints = [
            exactly_one(
                "community",
                "estate",
                name="campaign_step_one_holder",
                words=_("A step is taken by a community or by an estate, by one of them."),
            ),
            check(
                Q(done_on__gte=F("started_on")), "campaign_step_dates", _("A step is not done before it is started.")
            ),
            *(
                once(
                    (holder, "step", "started_on"),
                    f"campaign_step_once_{holder}",
                    _("This step of that day is in the register already."),
                )
                for holder in ("community", "estate")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.get_step_display()}"
