"""How what the ground keeps of a community goes over to another."""

from .adjusting.moves import Follow, Move, follow, move
from .models import Estate, Honour, Premises

M2 = "m2"

move(
    Move(Premises, name="address", sums={M2: ("floor_area_m2",)}),
    Move(Estate, name="name", sums={M2: ("office_m2", "activity_m2")}),
    Move(Honour),
)
# An honour stays with its estate.
follow("communities.estate", Follow(Honour, "estate"))
