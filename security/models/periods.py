"""What a community does and counts by period: legal education, and persons who are counted and never named."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import check, once
from zhoushan_community.base.fields import choice_field, count_field, parent_field
from zhoushan_community.base.scope import ScopedModel


class LegalEvent(ScopedModel):
    """An event of legal education (法制教育) or a legal consultation (法律咨询) in a community (R08)."""

    class Kind(models.TextChoices):
        EDUCATION = "education", _("legal education")
        CONSULTATION = "consultation", _("legal consultation")

    search_fields = ("topic",)

    community = parent_field(Community, _("community"), related_name="legal_events")
    kind = choice_field(_("kind"), Kind, max_length=12)
    held_on = models.DateField(_("held on"), validators=[dated.not_in_future])
    topic = models.CharField(_("topic"), max_length=80, blank=True)
    participants = count_field(_("participants"))

    class Meta:
        verbose_name = _("legal event")
        verbose_name_plural = _("legal education and consultation")
        ordering = ("-held_on", "community")
        constraints = [
            once(
                ("community", "kind", "held_on", "topic"),
                "legal_event_once",
                _("This event is in the register already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.held_on} {self.topic or self.get_kind_display()}"

    def clean(self) -> None:
        dated.refuse_closed(self, "community", self.held_on)


class PeriodCount(ScopedModel):
    """Persons whom a community looks after, counted for a month, quarter, half-year or year (R10).

    Counts only; an empty one is unknown, never nought. A period is named by its kind and its first day.
    """

    class Period(models.TextChoices):
        MONTH = "month", _("month")
        QUARTER = "quarter", _("quarter")
        HALF_YEAR = "half_year", _("half-year")
        YEAR = "year", _("year")

    MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12}

    search_fields = ()

    community = parent_field(Community, _("community"), related_name="period_counts")
    period = choice_field(_("period"), Period)
    starts_on = models.DateField(_("first day of the period"), validators=[dated.not_in_future])
    floating = count_field(_("floating population"))
    juveniles = count_field(_("juveniles in need of help"))
    juveniles_helped = count_field(_("juveniles helped"))
    resettled = count_field(_("released persons"))
    resettled_helped = count_field(_("released persons settled and helped"))

    class Meta:
        verbose_name = _("counts of a period")
        verbose_name_plural = _("counts of persons by period")
        ordering = ("-starts_on", "period", "community")
        constraints = [
            once(
                ("community", "period", "starts_on"),
                "period_count_once",
                _("The community has counts of this period already."),
            ),
            *(
                check(
                    Q(**{f"{name}_helped__lte": F(name)}),
                    f"period_count_{name}",
                    _("No more persons are helped than there are."),
                )
                for name in ("juveniles", "resettled")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.starts_on} {self.get_period_display()}"

    def clean(self) -> None:
        dated.refuse_closed(self, "community", self.starts_on)
        months = self.MONTHS.get(self.period)
        if months and self.starts_on and (self.starts_on.day != 1 or (self.starts_on.month - 1) % months):
            begins = ", ".join(str(month) for month in range(1, 13, months))
            raise ValidationError(
                {"starts_on": _("Such a period begins on the first day of month %(months)s.") % {"months": begins}}
            )
