"""How rooms, services and volunteers of a community go over to another."""

from communities.adjusting.moves import Follow, Move, follow, move

from .models import CultureBrand, Facility, HealthCoverage, ServiceItem, SharedFacility, VolunteerTeam

move(
    Move(
        Facility,
        leads="premises",
        name="name",
        sums={"m2": ("floor_area_m2",)},
        points=("premises",),
        street="street",
    ),
    Move(VolunteerTeam, name="name", sums={"persons": ("members_count",)}),
    # A community is served by an institution once.
    Move(HealthCoverage, one=("institution",), points=("institution",)),
    Move(CultureBrand, name="name"),
)
follow("services.facility", Follow(ServiceItem, "provider"), Follow(HealthCoverage, "institution"))
# A shared facility counts as long as its unit resides there, and stays open since its own day.
follow(
    "organizations.residentunit", Follow(SharedFacility, "resident_unit", span=("", "opened_until"), begins="opened")
)
