"""The three self-governance bodies of a community, their terms and elections."""

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import check, no_overlap, once
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import choice_field, count_field, parent_field
from zhoushan_community.base.scope import ScopedManager, ScopedModel, ScopedQuerySet

TERM_YEARS = 3
#: How long before its end a term asks for the next one.
NOTICE = datetime.timedelta(days=180)


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
    told_with = "community"

    community = parent_field(Community, _("community"), related_name="bodies")
    kind = choice_field(_("body"), Kind)

    class Meta(DatedModel.Meta):
        verbose_name = _("self-governance body")
        verbose_name_plural = _("self-governance bodies")
        ordering = ("community", "kind", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            no_overlap(("community", "kind"), "body_once", _("The community has such a body at that time.")),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        dated.refuse_outside(self, "community")


class TermState(models.TextChoices):
    """How a term stands on a day."""

    AHEAD = "ahead", _("not begun")
    RUNNING = "running", _("in office")
    ENDING = "ending", _("ends within 180 days")
    LAPSED = "lapsed", _("lapsed")


class TermQuerySet(ScopedQuerySet):
    """Terms as they stood on a day."""

    def as_of(self, day: datetime.date) -> "TermQuerySet":
        """Adds `state`, one of TermState, on the day."""
        return self.annotate(
            state=Case(
                When(started_on__gt=day, then=Value(TermState.AHEAD)),
                When(ends_on__lte=day, then=Value(TermState.LAPSED)),
                When(ends_on__lte=day + NOTICE, then=Value(TermState.ENDING)),
                default=Value(TermState.RUNNING),
                output_field=models.CharField(),
            )
        )

    def calling(self, day: datetime.date) -> "TermQuerySet":
        """The terms that call for a next one on the day, with their `state`: those that lapsed and were not followed by
        it, and those that end within 180 days while no next one is entered. Bodies that stand on the day only."""
        later = Term.unscoped.filter(body=OuterRef("body"), started_on__gt=OuterRef("started_on"))
        next_one = later.filter(Q(started_on__lte=day) | Q(started_on__lte=OuterRef("ends_on")))
        return (
            self.as_of(day)
            .filter(dated.on(day, "body__"), dated.on(day, "body__community__", Community.dated_fields))
            .filter(~Exists(next_one), started_on__lte=day, ends_on__lte=day + NOTICE)
        )


class Term(ScopedModel):
    """A term of office of a body (N11, N14). It runs up to, not including, `ends_on`.

    The directive's terms are three years to the day: one that begins on 2002-06-24 ends on 2005-06-24. That is filled
    in where the end is left empty; a term that was elected for another length is entered with its own end.
    """

    State = TermState

    scope_paths = ("body__community",)
    editor_level = "street"
    dated_fields = ("started_on", "ends_on")
    search_fields = ()

    body = parent_field(Body, _("body"), related_name="terms")
    number = models.PositiveSmallIntegerField(_("term number"), validators=[MinValueValidator(1)])
    started_on = models.DateField(_("term begins on"))
    ends_on = models.DateField(
        _("term ends on"),
        blank=True,
        help_text=_("The first day on which it no longer runs; left empty, three years after its beginning."),
    )

    unscoped = models.Manager()
    objects = ScopedManager.from_queryset(TermQuerySet)()

    class Meta:
        verbose_name = _("term of office")
        verbose_name_plural = _("terms of office")
        ordering = ("body", "-started_on")
        constraints = [
            once(("body", "number"), "term_number_in_body", _("The body already has a term of this number.")),
            check(Q(ends_on__gt=F("started_on")), "term_dates", _("The end must lie after the start.")),
            check(Q(number__gte=1), "term_number", _("Terms are counted from 1.")),
            no_overlap(
                ("body",),
                "term_no_overlap",
                _("Another term of the body runs at that time."),
                dates=("started_on", "ends_on"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.ordinal}"

    @property
    def long_name(self) -> str:
        """The term with its community, to tell terms apart in a list of choices."""
        return f"{self.body.long_name} {self.ordinal}"

    @property
    def ordinal(self) -> str:
        """The number in words of a term: 第3届."""
        return _("term %(number)s") % {"number": self.number}

    def get_state_display(self) -> str:
        """The words of the state that as_of() added."""
        return str(self.State(self.state).label)

    def clean(self) -> None:
        dated.refuse_outside(self, "body")

    def fill(self) -> None:
        if self.ends_on is None and self.started_on:
            self.ends_on = years_after(self.started_on, TERM_YEARS)


class Election(ScopedModel):
    """How the members of a term were chosen (N12): by whom, how many could vote and how many did."""

    class Method(models.TextChoices):
        RESIDENTS = "residents", _("by all residents")
        HOUSEHOLDS = "households", _("by representatives of the households")
        GROUPS = "groups", _("by representatives of the residents' groups")
        CONGRESS = "congress", _("by the members' congress")
        UNITS = "units", _("by the resident units")

    scope_paths = ("term__body__community",)
    editor_level = "street"
    search_fields = ("result_document",)
    told_with = "term"

    term = parent_field(Term, _("term of office"), related_name="elections")
    held_on = models.DateField(_("election held on"), validators=[dated.not_in_future])
    method = choice_field(_("way of election"), Method, max_length=12)
    eligible = count_field(_("eligible voters"))
    voted = count_field(_("votes cast"))
    result_document = models.CharField(_("document of the result"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("election")
        verbose_name_plural = _("elections")
        ordering = ("term", "-held_on")
        constraints = [
            # Residents and resident units elect to one congress, each in their own way.
            once(("term", "held_on", "method"), "election_once", _("This election is in the register already.")),
            check(
                Q(eligible__isnull=True) | Q(voted__isnull=True) | Q(voted__lte=F("eligible")),
                "election_votes",
                _("No more votes can be cast than there are voters."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.get_method_display()}"

    def clean(self) -> None:
        if self.term_id and self.held_on and self.held_on >= self.term.ends_on:
            raise ValidationError({"held_on": _("The term was over on %(day)s.") % {"day": self.term.ends_on}})
