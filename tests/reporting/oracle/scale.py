"""二(一): size, rooms of estates, premises and titles; and who holds which honour."""

from .reading import Reading, Row, Unit
from .verdict import Answer, Said, at_most, judged, within


def n01(reading: Reading, unit: Unit) -> Answer:
    """2,500 ≤ households ≤ 5,000."""
    row = reading.latest("communities.communityfigures", "households", community_id=unit.key)
    said = Said(row["households"], rows=(row,)) if row else Said()
    return judged(reading, "N01", unit, said, within)


def _shares(reading: Reading, committee: int) -> list[Row]:
    """Where an old committee went, by adjustments that are in effect."""
    shares = reading.rows("communities.adjustmentshare", from_committee_id=committee)
    return [share for share in shares if _in_effect(reading, share["adjustment_id"])]


def _in_effect(reading: Reading, adjustment: int) -> bool:
    """Its day has come, and its last step is taken; only one of the past, no case and without steps, needs none."""
    paper = reading.one("communities.adjustment", adjustment)
    steps = reading.rows("communities.adjustmentstep", adjustment_id=adjustment)
    if not reading.came(paper["effective_on"]):
        return False
    if not steps:
        return not paper["is_case"]
    return any(step["step"] == "effective" and reading.came(step["done_on"]) for step in steps)


def t1(reading: Reading, unit: Unit) -> Answer:
    """Absorbed into a community."""
    closed = reading.came(reading.one("communities.residentscommittee", unit.key)["valid_to"])
    shares = _shares(reading, unit.key)
    into = [share for share in shares if share["to_community_id"] and (closed or share["extent"] == "whole")]
    if into:
        said = Said(1)
    elif closed and not shares:
        said = Said()
    else:
        said = Said(0)
    said.rows = tuple(shares)
    return judged(reading, "T1", unit, said, always=True)


def n03(reading: Reading, unit: Unit) -> Answer:
    """Everything of a closed committee has its destination, and as much came out as went in."""
    committee = reading.one("communities.residentscommittee", unit.key)
    shares = _shares(reading, unit.key)
    if not reading.came(committee["valid_to"]):
        return judged(reading, "N03", unit, Said(asked=False, rows=tuple(shares)), at_most)
    if not shares:
        return judged(reading, "N03", unit, Said(), at_most)
    handed = [row for share in shares for row in reading.rows("communities.handover", share_id=share["id"])]
    open_ones = [row for row in handed if not reading.came(row["settled_on"])]
    doubtful = not handed or any(row["amount"] is None for row in handed)
    lost = False
    before, sizes = committee["households"], [share["households"] for share in shares]
    if before is not None and any(size is not None for size in sizes):
        after = sum(size for size in sizes if size is not None)
        unknown = any(share["households"] is None and share["extent"] == "part" for share in shares)
        lost = after > before or (after < before and not unknown)
    doubtful |= any(share["households"] is None and share["extent"] == "part" for share in shares)
    least = len(open_ones) + lost
    said = Said(least, least + doubtful, tuple(shares))
    return judged(reading, "N03", unit, said, at_most)


def n04(reading: Reading, unit: Unit) -> Answer:
    """The title is the committee's."""
    row = reading.one("communities.premises", unit.key)
    mine = row["title_holder"] == "committee"
    unknown = row["title_holder"] == "" or (mine and row["transferred_on"] is None)
    least = int(mine and reading.came(row["transferred_on"]))
    # Where it may be a property-management house, the rule may not ask for the title at all.
    asked = None if row["property_management"] is None else True
    return judged(reading, "N04", unit, Said(least, int(least or unknown), (row,), asked))


def n05(reading: Reading, unit: Unit) -> Answer:
    """100 m² each for office and activity, in a new estate that is large or a contiguous development."""
    row = reading.one("communities.estate", unit.key)
    first, large = reading.first_day("N05", unit.district), reading.low("N05H", unit.district) or 0
    approved, size, contiguous = row["approved_on"], row["households"], row["contiguous_development"]
    if approved is not None:
        new = first is None or approved >= first
    else:
        # What was completed before the rule was approved before it.
        new = False if first and row["completed_on"] and row["completed_on"] < first else None
    big = True if contiguous or (size is not None and size >= large) else None
    if contiguous is False and size is not None and size < large:
        big = False
    asked = False if new is False or big is False else (True if new and big else None)
    rooms = [row["office_m2"], row["activity_m2"]]
    known = [area for area in rooms if area is not None]
    enough = reading.low("N05", unit.district) or 0
    if len(known) == 2:
        said = Said(min(known), rows=(row,), asked=asked)
    elif known and known[0] < enough:
        said = Said(known[0], rows=(row,), asked=asked)
    else:
        said = Said(rows=(row,), asked=asked)
    return judged(reading, "N05", unit, said)


def n06(reading: Reading, unit: Unit) -> Answer:
    """An office, and rooms for service and activity."""
    kept = [
        row for row in reading.rows("communities.premises", community_id=unit.key) if reading.begun(row, "held_from")
    ]
    held = [row for row in kept if reading.holds(row, "held_from", "held_to")]
    uses = {row["use"] for row in held}
    number = int(bool(uses & {"office", "both"})) + int(bool(uses & {"service", "both"}))
    rows = tuple(row for row in held if row["use"] in ("office", "service", "both"))
    return judged(reading, "N06", unit, Said(number, rows=rows) if kept else Said())


def _honours(reading: Reading, unit: Unit, kind: str, level: str = "") -> Said:
    """One that has no day of award may be held or not."""
    rows = reading.rows("communities.honour", **{f"{unit.level}_id": unit.key})
    rows = [row for row in rows if row["kind"] == kind and (not level or row["level"] == level)]
    held = tuple(row for row in rows if reading.holds(row, "awarded_on", "withdrawn_on"))
    sure = sum(row["awarded_on"] is not None for row in held)
    return Said(sure, len(held), held)


def t4(reading: Reading, unit: Unit) -> Answer:
    """The municipal honour of a civilized community."""
    return judged(reading, "T4", unit, _honours(reading, unit, "civilized", "municipal"), always=True)


def t6h(reading: Reading, unit: Unit) -> Answer:
    """That honour of any level."""
    return judged(reading, "T6H", unit, _honours(reading, unit, "civilized"), always=True)


def t7(reading: Reading, unit: Unit) -> Answer:
    """The honour of a safe estate."""
    return judged(reading, "T7", unit, _honours(reading, unit, "safe"), always=True)


def a04(reading: Reading, unit: Unit) -> Answer:
    """The honour of a green community."""
    return judged(reading, "A04", unit, _honours(reading, unit, "green"))


CLAUSES = {
    "T1": ("committee", t1),
    "T4": ("community", t4),
    "T5": ("community", t4),
    "T6H": ("community", t6h),
    "T7": ("estate", t7),
    "N01": ("community", n01),
    "N03": ("committee", n03),
    "N04": ("premises", n04),
    "N05": ("estate", n05),
    "N06": ("community", n06),
    "A04": ("community", a04),
}
