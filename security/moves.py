"""How police rooms, committees, measures and open disputes of a community go over to another."""

import datetime

from django.db.models import Q

from communities.adjusting.moves import Follow, Move, follow, move

from .models import Case, Measure, PoliceOfficer, PoliceRoom, SecurityOrganization


def still_open(day: datetime.date) -> Q:
    """Disputes that are not closed by the day."""
    return Q(closed_on__isnull=True) | Q(closed_on__gt=day)


move(
    Move(PoliceRoom, leads="facility", points=("facility", "head")),
    # A community has one security and one mediation committee; patrols it has as many as it likes.
    Move(
        SecurityOrganization,
        one=("kind",),
        one_of=Q(kind__in=("security", "mediation")),
        adds=("members_count",),
        name="name",
        sums={"persons": ("members_count",)},
    ),
    Move(Measure, one=("kind", "name"), adds=("quantity",)),
    Move(Case, only=still_open, since="opened_on", name="case_no"),
)
follow("security.policeroom", Follow(PoliceOfficer, "room"))
