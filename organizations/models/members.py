"""Who sits in the self-governance bodies."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhoushan_community.base import dated
from zhoushan_community.base.constraints import check, no_overlap
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import YearField, choice_field, parent_field
from zhoushan_community.base.retention import Retention
from zhoushan_community.base.scope import ScopedModel

from .bodies import Term
from .people import Gender
from .residents import ResidentUnit


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
    retention = Retention(names=("person_name",), blanks=("birth_year",), ended=("valid_to", "term__ends_on"))

    term = parent_field(Term, _("term of office"), related_name="members")
    person_name = models.CharField(_("name of the person"), max_length=50)
    gender = choice_field(_("gender"), Gender, optional=True, max_length=6)
    birth_year = YearField(_("year of birth"), null=True, blank=True)
    post = choice_field(_("post"), Post, default=Post.MEMBER)
    elected_from = choice_field(_("elected from"), ElectedFrom, optional=True, max_length=14)
    resident_unit = parent_field(
        ResidentUnit,
        _("resident unit"),
        related_name="members",
        optional=True,
        help_text=_("For a person who was elected from one."),
    )
    party_post = choice_field(
        _("post in the party organization"),
        PartyPost,
        optional=True,
        help_text=_("Held beside the post in the body; empty when there is none."),
    )

    class Meta(DatedModel.Meta):
        verbose_name = _("member of a body")
        verbose_name_plural = _("members of bodies")
        ordering = ("term", "pk")
        constraints = [
            *DatedModel.Meta.constraints,
            check(
                Q(resident_unit__isnull=True) | Q(elected_from="resident_unit"),
                "member_of_resident_unit",
                _("Name a unit only for a person who was elected from the resident units."),
            ),
            no_overlap(
                ("term",), "member_one_chair", _("The body has another chair at that time."), when=Q(post="chair")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} {self.get_post_display()}"

    @classmethod
    def holding(cls, day: datetime.date) -> Q:
        """Nobody sits in a body longer than the term runs or the body stands, also where no end was entered."""
        return super().holding(day) & dated.on(day, "term__", Term.dated_fields) & dated.on(day, "term__body__")

    def holds_on(self, day: datetime.date) -> bool:
        return super().holds_on(day) and dated.holds_on(self.term, day) and self.term.body.holds_on(day)

    def clean(self) -> None:
        if not self.term_id:
            return
        term = self.term
        outside = self.valid_from and not dated.holds_on(term, self.valid_from)
        if outside or (self.valid_to and self.valid_to > term.ends_on):
            words = _("The term runs from %(start)s to %(end)s; a member's time lies within it.")
            raise ValidationError({"valid_from": words % {"start": term.started_on, "end": term.ends_on}})
        if self.resident_unit_id and self.resident_unit.community_id != term.body.community_id:
            raise ValidationError({"resident_unit": _("This unit resides in another community.")})
