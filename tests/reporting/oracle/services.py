"""二(一) and 二(三): rooms, services, volunteers and health."""

from decimal import Decimal

from .reading import Reading, Row, Unit
from .verdict import ENDLESS, Answer, Said, judged, up

OPEN = ("opened_on", "closed_on")


def _facilities(reading: Reading, community: int) -> tuple[list[Row], list[Row]]:
    """What is kept of a community's rooms up to the day, and which of them are open."""
    rows = reading.rows("services.facility", community_id=community)
    kept = [row for row in rows if reading.begun(row, "opened_on")]
    return kept, [row for row in kept if reading.holds(row, *OPEN)]


def n02(reading: Reading, unit: Unit) -> Answer:
    """The four rooms."""
    kept, now_open = _facilities(reading, unit.key)
    rooms = tuple(
        row for row in now_open if row["kind"] in ("office", "police_room", "activity_room", "health_room")
    )  # fmt: skip
    return judged(reading, "N02", unit, Said(len({row["kind"] for row in rooms}), rows=rooms) if kept else Said())


def _largest(reading: Reading, unit: Unit, kind: str) -> Said:
    """The floor area of the largest; one of unknown size may be of any."""
    kept, now_open = _facilities(reading, unit.key)
    if not kept:
        return Said()
    rooms = tuple(row for row in now_open if row["kind"] == kind)
    areas = [row["floor_area_m2"] for row in rooms]
    least = max((area for area in areas if area is not None), default=0)
    return Said(least, ENDLESS if None in areas else least, rooms)


def n19(reading: Reading, unit: Unit) -> Answer:
    """A service station of 30 m²."""
    return judged(reading, "N19", unit, _largest(reading, unit, "service_station"))


def n20(reading: Reading, unit: Unit) -> Answer:
    """An activity room of 50 m²."""
    return judged(reading, "N20", unit, _largest(reading, unit, "activity_room"))


def n18(reading: Reading, unit: Unit) -> Answer:
    """One centre of 300 m² with something for each of the three groups. Of one without any service nothing is known of
    whom it serves."""
    centres = [row for row in reading.rows("services.facility", street_id=unit.key) if row["kind"] == "service_centre"]
    kept = [row for row in centres if reading.begun(row, "opened_on")]
    if not kept:
        return judged(reading, "N18", unit, Said())
    now_open = tuple(row for row in kept if reading.holds(row, *OPEN))
    least: Decimal | int = 0
    most: Decimal | int = 0
    for centre in now_open:
        items = [row for row in reading.rows("services.serviceitem", provider_id=centre["id"]) if reading.begun(row)]
        groups = {row["group"] for row in items if reading.holds(row)}
        area = centre["floor_area_m2"]
        complete = {"elderly", "disabled", "preferential"} <= groups
        if complete and area is not None:
            least = max(least, area)
        if complete or not items:
            most = max(most, ENDLESS if area is None else area)
    return judged(reading, "N18", unit, Said(least, most, now_open))


def n21(reading: Reading, unit: Unit) -> Answer:
    """Volunteers of the teams, and where no team is kept the last figure: 1 % of the population."""
    kept = [row for row in reading.rows("services.volunteerteam", community_id=unit.key) if reading.begun(row)]
    if kept:
        teams = tuple(row for row in kept if reading.holds(row))
        sizes = [row["members_count"] for row in teams]
        least = sum(size for size in sizes if size is not None)
        said = Said(least, ENDLESS if None in sizes else least, teams)
    else:
        row = reading.latest("communities.communityfigures", "volunteers", community_id=unit.key)
        said = Said(row["volunteers"], rows=(row,)) if row else Said()
    figure = reading.latest("communities.communityfigures", "population", community_id=unit.key)
    share = reading.low("N21", unit.district)
    low = up(share * figure["population"]) if figure and share is not None else None
    said.rows += (figure,) if figure else ()
    return judged(reading, "N21", unit, said, low=low, reckoned=True)


def n22(reading: Reading, unit: Unit) -> Answer:
    """A health institution of its own, or one that serves it."""
    kept, now_open = _facilities(reading, unit.key)
    own = [row for row in now_open if row["kind"] == "health_institution"]
    covered = [row for row in reading.rows("services.healthcoverage", community_id=unit.key) if reading.begun(row)]
    serving = [
        row
        for row in covered
        if reading.holds(row) and reading.holds(reading.one("services.facility", row["institution_id"]), *OPEN)
    ]
    said = Said(len(own) + len(serving), rows=(*own, *serving)) if kept or covered else Said()
    return judged(reading, "N22", unit, said)


def n23(reading: Reading, unit: Unit) -> Answer:
    """One institution for 25,000 persons of the street, in it or in a community that stands in it."""
    kept = [row for row in reading.rows("services.facility", street_id=unit.key) if reading.begun(row, "opened_on")]
    for community in reading.rows("communities.community"):
        if reading.stands(community["id"]) and reading.street_of(community["id"]) == unit.key:
            kept += _facilities(reading, community["id"])[0]
    there = [row for row in kept if row["kind"] == "health_institution" and reading.holds(row, *OPEN)]
    figure = reading.latest("communities.streetfigures", "population", street_id=unit.key)
    bounds = reading.in_force("N23", unit.district)
    low = high = None
    if figure and bounds:
        low, high = (
            up(Decimal(figure["population"]) / bounds["high"]),
            up(Decimal(figure["population"]) / bounds["low"]),
        )
    said = Said(len(there) if kept else None, rows=(*there, *([figure] if figure else ())))
    return judged(reading, "N23", unit, said, low=low, high=high, reckoned=True)


def n07(reading: Reading, unit: Unit) -> Answer:
    """Open to the community, free or for a low fee."""
    row = reading.one("services.sharedfacility", unit.key)
    is_open = reading.came(row["opened"]) and not reading.came(row["opened_until"])
    least = int(is_open and row["fee"] in ("free", "low"))
    most = 1 if is_open and row["fee"] == "" else least
    asked = None if row["non_profit"] is None else True
    return judged(reading, "N07", unit, Said(least, most, (row,), asked))


def a03(reading: Reading, unit: Unit) -> Answer:
    """A culture brand."""
    kept = [row for row in reading.rows("services.culturebrand", community_id=unit.key) if reading.begun(row)]
    there = tuple(row for row in kept if reading.holds(row))
    return judged(reading, "A03", unit, Said(len(there), rows=there) if kept else Said())


CLAUSES = {
    "N02": ("community", n02),
    "N07": ("shared_facility", n07),
    "N18": ("street", n18),
    "N19": ("community", n19),
    "N20": ("community", n20),
    "N21": ("community", n21),
    "N22": ("community", n22),
    "N23": ("street", n23),
    "A03": ("community", a03),
}
