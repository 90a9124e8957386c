"""Who works for a community, and the money for it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import in_order, no_overlap, not_negative, once
from zhoushan_community.base.fields import PhoneField, YearField, amount_field, choice_field, day_field, parent_field
from zhoushan_community.base.retention import Retention
from zhoushan_community.base.scope import ScopedModel

from .people import Gender


class StaffMember(dated.MovableModel, ScopedModel):
    """A person who works for a community, from taking up the post to leaving it (N13, N15, A02)."""

    class RecruitedBy(models.TextChoices):
        OPEN_RECRUITMENT = "open_recruitment", _("open recruitment")
        ELECTION = "election", _("democratic election")
        COMPETITION = "competition", _("competition for the post")
        OTHER = "other", _("another way")

    editor_level = "street"
    dated_fields = ("started_on", "left_on")
    retention = Retention(names=("name",), blanks=("birth_year",), ended=("left_on", "went_on"))

    community = parent_field(Community, _("community"), related_name="staff")
    name = models.CharField(_("name of the person"), max_length=50)
    gender = choice_field(_("gender"), Gender, optional=True, max_length=6)
    birth_year = YearField(_("year of birth"), null=True, blank=True)
    education = models.CharField(_("education"), max_length=20, blank=True)
    position = models.CharField(_("position"), max_length=30, blank=True)
    recruited_by = choice_field(_("recruited by"), RecruitedBy, optional=True, max_length=16)
    full_time = models.BooleanField(_("full-time"), default=True)
    phone = PhoneField(_("telephone"))
    started_on = day_field(_("took up the post on"))
    left_on = day_field(_("left on"))

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff of communities")
        ordering = ("community", "started_on", "pk")
        constraints = [
            in_order("started_on", "left_on", name="staff_dates", words=_("The end must lie after the start.")),
            # Two of one name and year in one community are one person; without the year nobody can tell.
            no_overlap(
                ("community", "name", "birth_year"),
                "staff_once",
                _("This person works for the community at that time already."),
                dates=("started_on", "left_on"),
                when=Q(went_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        dated.refuse_outside(self, "community")


class Fund(dated.MovableModel, ScopedModel):
    """What a level of government budgeted for a community in a year, and what it paid out (N16, N17). In yuan."""

    class Kind(models.TextChoices):
        WORK = "work", _("work funds")
        ALLOWANCE = "allowance", _("staff allowances")

    class Level(models.TextChoices):
        CITY = "city", _("city level")
        DISTRICT = "district", _("district or county level")
        STREET = "street", _("street or town level")

    editor_level = "street"
    search_fields = ("document_no",)

    community = parent_field(Community, _("community"), related_name="funds")
    fiscal_year = YearField(_("fiscal year"))
    kind = choice_field(_("kind of funds"), Kind)
    level = choice_field(_("paid by"), Level)
    budgeted = amount_field(_("budgeted (yuan)"))
    allocated = amount_field(_("paid out (yuan)"))
    document_no = models.CharField(_("document number"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("funds of a community")
        verbose_name_plural = _("funds of communities")
        ordering = ("community", "-fiscal_year", "kind", "level")
        constraints = [
            once(
                ("community", "fiscal_year", "kind", "level"),
                "fund_once_a_year",
                _("The community has such funds of this year and level already."),
                when=Q(went_on__isnull=True),
            ),
            *(
                not_negative(name, name=f"fund_{name}", words=_("An amount is not negative."))
                for name in ("budgeted", "allocated")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.fiscal_year} {self.get_kind_display()}"
