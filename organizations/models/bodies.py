"""The three self-governance bodies of a community, their terms and members."""

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import NoOverlap
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import YearField
from zhoushan_community.base.scope import ScopedModel

from .residents import ResidentUnit

TERM_YEARS = 3


class Gender(models.TextChoices):
    """As identity papers have it."""

    MALE = "male", _("male")
    FEMALE = "female", _("female")


def years_after(day: datetime.date, years: int) -> datetime.date:
    """The same day of the month so many years later; where February has no 29th, its last day stands for it."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


class Body(DatedModel, ScopedModel):
    """One of the self-governance bodies of a community, from its setting up (N11)."""

    class Kind(models.TextChoices):
        CONGRESS = "congress", _("members' congress")
        COUNCIL = "council", _("joint council")
        COMMITTEE = "committee", _("residents' committee")

    editor_level = "street"
    search_fields = ()

    community = models.ForeignKey(Community, models.PROTECT, related_name="bodies", verbose_name=_("community"))
    kind = models.CharField(_("body"), max_length=10, choices=Kind.choices)

    class Meta(DatedModel.Meta):
        verbose_name = _("self-governance body")
        verbose_name_plural = _("self-governance bodies")
        ordering = ("community", "kind", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            NoOverlap(
                same=("community", "kind"),
                name="body_once",
                violation_error_message=_("The community has such a body at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.get_kind_display()}"

    def clean(self) -> None:
        dated.refuse_outside(self, "community")


class Term(ScopedModel):
    """A term of office of a body (N11, N14). It runs up to, not including, `ends_on`.

    The directive's terms are three years to the day: one that begins on 2002-06-24 ends on 2005-06-24. That is filled
    in where the end is left empty; a term that was elected for another length is entered with its own end.
    """

    scope_paths = ("body__community",)
    editor_level = "street"
    dated_fields = ("started_on", "ends_on")
    search_fields = ()

    body = models.ForeignKey(Body, models.PROTECT, related_name="terms", verbose_name=_("body"))
    number = models.PositiveSmallIntegerField(_("term number"), validators=[MinValueValidator(1)])
    started_on = models.DateField(_("term begins on"))
    ends_on = models.DateField(
        _("term ends on"),
        blank=True,
        help_text=_("The first day on which it no longer runs; left empty, three years after its beginning."),
    )

    class Meta:
        verbose_name = _("term of office")
        verbose_name_plural = _("terms of office")
        ordering = ("body", "-started_on")
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number"],
                name="term_number_in_body",
                violation_error_message=_("The body already has a term of this number."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("started_on")),
                name="term_dates",
                violation_error_message=_("The end must lie after the start."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="term_number",
                violation_error_message=_("Terms are counted from 1."),
            ),
            NoOverlap(
                same=("body",),
                dates=("started_on", "ends_on"),
                name="term_no_overlap",
                violation_error_message=_("Another term of the body runs at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.ordinal}"

    @property
    def ordinal(self) -> str:
        """The number in words of a term: 第3届."""
        return _("term %(number)s") % {"number": self.number}

    def clean(self) -> None:
        self._fill_end()
        dated.refuse_outside(self, "body")

    def derive(self) -> None:
        super().derive()
        self._fill_end()

    def _fill_end(self) -> None:
        if self.ends_on is None and self.started_on:
            self.ends_on = years_after(self.started_on, TERM_YEARS)


class Member(DatedModel, ScopedModel):
    """A person who sits in a body for a term or a part of it (N12, N14, N26, A01). Empty days are those of the term."""

    class Post(models.TextChoices):
        CHAIR = "chair", _("chair")
        DEPUTY = "deputy", _("deputy chair")
        MEMBER = "member", _("member")
        DELEGATE = "delegate", _("delegate")

    class ElectedFrom(models.TextChoices):
        RESIDENTS = "residents", _("residents")
        RESIDENT_UNIT = "resident_unit", _("resident units")
        PARTY = "party", _("party organization")

    class PartyPost(models.TextChoices):
        SECRETARY = "secretary", _("party secretary")
        DEPUTY = "deputy", _("deputy party secretary")
        MEMBER = "member", _("member of the party committee")

    scope_paths = ("term__body__community",)
    search_fields = ("person_name",)

    term = models.ForeignKey(Term, models.PROTECT, related_name="members", verbose_name=_("term of office"))
    person_name = models.CharField(_("name of the person"), max_length=50)
    gender = models.CharField(_("gender"), max_length=6, choices=Gender.choices, blank=True)
    birth_year = YearField(_("year of birth"), null=True, blank=True)
    post = models.CharField(_("post"), max_length=10, choices=Post.choices, default=Post.MEMBER)
    elected_from = models.CharField(_("elected from"), max_length=14, choices=ElectedFrom.choices, blank=True)
    resident_unit = models.ForeignKey(
        ResidentUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("resident unit"),
        help_text=_("For a person who was elected from one."),
    )
    party_post = models.CharField(
        _("post in the party organization"),
        max_length=10,
        choices=PartyPost.choices,
        blank=True,
        help_text=_("Held beside the post in the body; empty when there is none."),
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("member of a body")
        verbose_name_plural = _("members of bodies")
        ordering = ("term", "pk")
        constraints = [
            *DatedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(resident_unit__isnull=True) | Q(elected_from="resident_unit"),
                name="member_of_resident_unit",
                violation_error_message=_("Name a unit only for a person who was elected from the resident units."),
            ),
            NoOverlap(
                same=("term",),
                condition=Q(post="chair"),
                name="member_one_chair",
                violation_error_message=_("The body has another chair at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} {self.get_post_display()}"

    @property
    def long_name(self) -> str:
        """The name with its term's, to tell members apart in a list of choices."""
        return f"{self.term} {self}"

    def clean(self) -> None:
        if not self.term_id:
            return
        term = self.term
        if (self.valid_from and not term.holds_on(self.valid_from)) or (self.valid_to and self.valid_to > term.ends_on):
            raise ValidationError(
                {
                    "valid_from": _("The term runs from %(start)s to %(end)s; a member's time lies within it.")
                    % {"start": term.started_on, "end": term.ends_on}
                }
            )
        if self.resident_unit_id and self.resident_unit.community_id != term.body.community_id:
            raise ValidationError({"resident_unit": _("This unit resides in another community.")})
