"""二(四): police rooms, committees and measures."""

from .organizations import of_committee
from .reading import Reading, Row, Unit
from .verdict import Answer, Said, judged, within


def n24(reading: Reading, unit: Unit) -> Answer:
    """A police room that is up to the standard."""
    kept = [row for row in reading.rows("security.policeroom", community_id=unit.key) if reading.begun(row)]
    rooms = tuple(row for row in kept if reading.holds(row))
    marks = [row["up_to_standard"] for row in rooms]
    least = int(True in marks)
    return judged(reading, "N24", unit, Said(least, max(least, int(None in marks)), rooms) if kept else Said())


def _officers(reading: Reading, community: int) -> list[tuple[Row, Row]]:
    """(room, officer) of all that are kept up to the day."""
    rooms = reading.rows("security.policeroom", community_id=community)
    return [
        (room, officer)
        for room in rooms
        for officer in reading.rows("security.policeofficer", room_id=room["id"])
        if reading.begun(officer)
    ]


def n25(reading: Reading, unit: Unit) -> Answer:
    """1 or 2 officers."""
    kept = _officers(reading, unit.key)
    serving = tuple(officer for room, officer in kept if reading.holds(officer) and reading.holds(room))
    return judged(reading, "N25", unit, Said(len(serving), rows=serving) if kept else Said(), within)


def n26(reading: Reading, unit: Unit) -> Answer:
    """The head of the room sits in the residents' committee: the officer who is marked as head, else the person of the
    seat that the room names."""
    _kept, sitting = of_committee(reading, unit.key)
    names, seats = {row["person_name"] for row in sitting}, {row["id"] for row in sitting}
    known, seated, read = 0, 0, []
    for room in reading.rows("security.policeroom", community_id=unit.key):
        if not reading.holds(room):
            continue
        officers = reading.rows("security.policeofficer", room_id=room["id"])
        heads = [row for row in officers if row["is_head"] and reading.holds(row)]
        if heads:
            known += len(heads)
            seated += sum(row["name"] in names for row in heads)
            read += heads
        elif room["head_id"] in seats:
            known, seated = known + 1, seated + 1
            read.append(room)
    return judged(reading, "N26", unit, Said(seated if known else None, rows=tuple(read)))


def n27(reading: Reading, unit: Unit) -> Answer:
    """Security and mediation committee, each with members."""
    rows = reading.rows("security.securityorganization", community_id=unit.key)
    kept = [row for row in rows if reading.begun(row)]
    if not kept:
        return judged(reading, "N27", unit, Said())
    least, most, read = 0, 0, []
    for kind in ("security", "mediation"):
        there = [row for row in kept if row["kind"] == kind and reading.holds(row)]
        manned = [row for row in there if row["members_count"]]
        read += manned
        least += bool(manned)
        most += any(row["members_count"] is None or row["members_count"] > 0 for row in there)
    return judged(reading, "N27", unit, Said(least, most, tuple(read)))


def n28(reading: Reading, unit: Unit) -> Answer:
    """People, things and technical means."""
    kept = [row for row in reading.rows("security.measure", community_id=unit.key) if reading.begun(row)]
    there = tuple(row for row in kept if reading.holds(row))
    return judged(reading, "N28", unit, Said(len({row["kind"] for row in there}), rows=there) if kept else Said())


CLAUSES = {
    "N24": ("community", n24),
    "N25": ("community", n25),
    "N26": ("community", n26),
    "N27": ("community", n27),
    "N28": ("community", n28),
}
