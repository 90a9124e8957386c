"""Police rooms of communities and the officers who serve in them."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from organizations.models import Member
from zhoushan_community.base import dated
from zhoushan_community.base.constraints import no_overlap
from zhoushan_community.base.dated import DatedModel
from zhoushan_community.base.fields import PhoneField, choice_field, parent_field, yes_no_field
from zhoushan_community.base.retention import Retention
from zhoushan_community.base.scope import ScopedManager, ScopedModel, ScopedQuerySet


class PoliceRoomQuerySet(ScopedQuerySet):
    """Police rooms as they were manned on a day."""

    def as_of(self, day: datetime.date) -> "PoliceRoomQuerySet":
        """Adds who served on the day.

        Annotations: serving, how many officers; head_name, the officer who headed the room or, where none is recorded,
        the person of the seat in `head` while that held; seat, the key of the seat in the residents' committee that a
        person of this name held (N26); seated, whether there is one. None: nobody known, no such seat.
        """
        officers = PoliceOfficer.unscoped.filter(dated.on(day), room=OuterRef("pk")).order_by()
        seats = Member.unscoped.filter(
            Member.holding(day), term__body__kind="committee", term__body__community=OuterRef("community")
        )
        return self.annotate(
            serving=Coalesce(Subquery(officers.values("room").annotate(count=Count("pk")).values("count")), 0),
            head_name=Coalesce(
                Subquery(officers.filter(is_head=True).values("name")[:1]),
                Subquery(seats.filter(pk=OuterRef("head")).values("person_name")),
            ),
            seat=Subquery(seats.filter(person_name=OuterRef("head_name")).values("pk")[:1]),
            seated=Case(When(head_name=None, then=None), When(seat=None, then=False), default=True),
        )


class PoliceRoom(DatedModel, ScopedModel):
    """A police room (警务室) of a community, in a facility of that kind (N24, N26).

    Two rooms in one facility at a time are impossible; a second room elsewhere is not. Who heads it is said by its
    officers, day by day; `head` is the seat that the present head holds in the residents' committee. See as_of().
    """

    # The street's police station sets rooms up, mans them and finds them up to standard.
    editor_level = "street"
    search_fields = ()
    named_by = ("community", "facility__community")

    community = parent_field(Community, _("community"), related_name="police_rooms")
    facility = parent_field(
        "services.Facility",
        _("facility"),
        related_name="police_rooms",
        optional=True,
        limit_choices_to={"kind": "police_room"},
    )
    up_to_standard = yes_no_field(_("up to the uniform standard"))
    head = parent_field(
        Member,
        _("head's seat in the residents' committee"),
        related_name="police_rooms",
        optional=True,
        limit_choices_to={"term__body__kind": "committee"},
    )

    unscoped = models.Manager()
    objects = ScopedManager.from_queryset(PoliceRoomQuerySet)()

    class Meta(DatedModel.Meta):
        verbose_name = _("police room")
        verbose_name_plural = _("police rooms")
        ordering = ("community", "facility__name", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            no_overlap(
                ("facility",),
                "police_room_once_in_facility",
                _("There is a police room in this facility at that time already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.facility) if self.facility_id else f"{self.community}{self._meta.verbose_name}"

    @property
    def long_name(self) -> str:
        """The name with its community's, to tell rooms apart in a list of choices."""
        return self.facility.long_name if self.facility_id else f"{self.community} {self._meta.verbose_name}"

    def clean(self) -> None:
        dated.refuse_outside(self, "community")
        if self.facility_id and self.facility.kind != "police_room":
            raise ValidationError({"facility": _("This facility is no police room.")})
        if self.facility_id and self.facility.community_id != self.community_id:
            raise ValidationError({"facility": _("This facility belongs to another community.")})
        if self.head_id and self.head.term.body.kind != "committee":
            raise ValidationError({"head": _("The seat is one in the residents' committee.")})
        if self.head_id and self.head.term.body.community_id != self.community_id:
            raise ValidationError({"head": _("This seat is in another community's committee.")})


class PoliceOfficer(DatedModel, ScopedModel):
    """An officer who serves in a police room, and whether as its head (N25, N26). A room has one head at a time.

    A person who becomes head later has a second row from that day. How many serve is judged, never limited here.
    """

    class Post(models.TextChoices):
        OFFICER = "officer", _("police officer")
        AUXILIARY = "auxiliary", _("auxiliary")

    scope_paths = ("room__community",)
    editor_level = "street"
    named_by = ("room__community",)
    retention = Retention(names=("name",))

    room = parent_field(PoliceRoom, _("police room"), related_name="officers")
    name = models.CharField(_("name of the person"), max_length=50)
    post = choice_field(_("post"), Post, default=Post.OFFICER)
    is_head = models.BooleanField(_("head of the room"), default=False)
    phone = PhoneField(_("telephone"))

    class Meta(DatedModel.Meta):
        verbose_name = _("officer")
        verbose_name_plural = _("officers of police rooms")
        ordering = ("room", "-is_head", "name", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            no_overlap(
                ("room",),
                "police_officer_one_head",
                _("The room has another head at that time; end that row first."),
                when=Q(is_head=True),
            ),
            no_overlap(
                ("room", "name"), "police_officer_once", _("The officer serves in this room at that time already.")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        dated.refuse_outside(self, "room")
