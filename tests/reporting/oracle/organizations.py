"""二(二): the party, self-governance, staff and money."""

from decimal import Decimal

from .reading import Reading, Row, Unit
from .verdict import Answer, Said, at_least, judged, more, up, within

THREE = ("congress", "council", "committee")


def n08(reading: Reading, unit: Unit) -> Answer:
    """A party organization that stands, of a line that began by the founding of the community."""
    founded = reading.one("communities.community", unit.key)["founded_on"]
    rows = reading.rows("organizations.partyorganization", community_id=unit.key)
    kept = [row for row in rows if reading.begun(row)]
    if not kept:
        return judged(reading, "N08", unit, Said())
    standing = [row for row in kept if reading.holds(row)]
    early = [row for row in kept if founded and row["established_on"] and row["established_on"] <= founded]
    unknown = founded is None or any(row["established_on"] is None for row in kept)
    least = int(bool(standing and early))
    most = int(bool(standing and (early or unknown)))
    read = tuple(row for row in kept if row in standing or row in early)
    return judged(reading, "N08", unit, Said(least, most, read))


def n09(reading: Reading, unit: Unit) -> Answer:
    """Two-way liaison, and a count of those registered elsewhere; nought is a count."""
    parties = [
        row for row in reading.rows("organizations.partyorganization", community_id=unit.key) if reading.begun(row)
    ]
    counts = reading.rows("organizations.partymembercount", community_id=unit.key)
    counts = [row for row in counts if reading.came(row["counted_on"])]
    if not parties and not counts:
        return judged(reading, "N09", unit, Said())
    liaison = [row for row in parties if reading.holds(row) and reading.came(row["liaison_since"])]
    counted = [row for row in counts if row["registered_elsewhere"] is not None]
    number = int(bool(liaison)) + int(bool(counted))
    return judged(reading, "N09", unit, Said(number, rows=(*liaison, *counted)))


def n10(reading: Reading, unit: Unit) -> Answer:
    """Union, youth league and women's federation."""
    kept = [row for row in reading.rows("organizations.massorganization", community_id=unit.key) if reading.begun(row)]
    there = tuple(row for row in kept if reading.holds(row))
    return judged(reading, "N10", unit, Said(len({row["kind"] for row in there}), rows=there) if kept else Said())


def _terms(reading: Reading, community: int) -> list[tuple[Row, Row]]:
    """(body, term) of all terms that had begun by the day."""
    bodies = reading.rows("organizations.body", community_id=community)
    return [
        (body, term)
        for body in bodies
        for term in reading.rows("organizations.term", body_id=body["id"])
        if reading.came(term["started_on"])
    ]


def _runs(reading: Reading, body: Row, term: Row) -> bool:
    """Whether the term runs, in a body that stands."""
    return reading.holds(body) and reading.holds(term, "started_on", "ends_on")


def n11(reading: Reading, unit: Unit) -> Answer:
    """A running term of each body. The law speaks of the residents' committee alone."""
    asked = THREE if reading.basis == "directive-2002" else ("committee",)
    kept = _terms(reading, unit.key)
    running = [(body, term) for body, term in kept if body["kind"] in asked and _runs(reading, body, term)]
    kinds = {body["kind"] for body, _term in running}
    said = Said(len(kinds), rows=tuple(term for _body, term in running)) if kept else Said()
    return judged(reading, "N11", unit, said)


def _members(reading: Reading, bodies: list[Row]) -> tuple[list[Row], list[Row]]:
    """Who is kept of the bodies up to the day, and who of them sits on it."""
    kept, sitting = [], []
    for body in bodies:
        for term in reading.rows("organizations.term", body_id=body["id"]):
            for member in reading.rows("organizations.member", term_id=term["id"]):
                if reading.came(term["started_on"]) and reading.begun(member):
                    kept.append(member)
                    if reading.holds(member) and _runs(reading, body, term):
                        sitting.append(member)
    return kept, sitting


def of_committee(reading: Reading, community: int) -> tuple[list[Row], list[Row]]:
    """The same, of a community's residents' committee."""
    bodies = [row for row in reading.rows("organizations.body", community_id=community) if row["kind"] == "committee"]
    return _members(reading, bodies)


def n12(reading: Reading, unit: Unit) -> Answer:
    """Members from the residents, members from the resident units, a recorded election of the running term."""
    body = reading.one("organizations.body", unit.key)
    kept, sitting = _members(reading, [body])
    elections = []
    for term in reading.rows("organizations.term", body_id=body["id"]):
        for election in reading.rows("organizations.election", term_id=term["id"]):
            if reading.came(election["held_on"]):
                elections.append((term, election))
    if not kept and not elections:
        return judged(reading, "N12", unit, Said())
    of_term = tuple(election for term, election in elections if reading.holds(term, "started_on", "ends_on"))
    origins = {row["elected_from"] for row in sitting} & {"residents", "resident_unit"}
    unknown = sum(row["elected_from"] == "" for row in sitting)
    least = len(origins) + bool(of_term)
    # A person comes from one of them.
    most = least + min(unknown, 2 - len(origins))
    read = tuple(row for row in sitting if row["elected_from"] in origins)
    return judged(reading, "N12", unit, Said(least, most, read + of_term))


def _staff(reading: Reading, community: int) -> tuple[list[Row], list[Row]]:
    """Who is kept as staff up to the day, and who of them serves."""
    rows = reading.rows("organizations.staffmember", community_id=community)
    kept = [row for row in rows if reading.begun(row, "started_on")]
    return kept, [row for row in kept if reading.holds(row, "started_on", "left_on")]


def n13(reading: Reading, unit: Unit) -> Answer:
    """One for 500 to 700 households: at least households ÷ 700; more than households ÷ 500 is surplus, and met."""
    kept, serving = _staff(reading, unit.key)
    full = tuple(row for row in serving if row["full_time"])
    figure = reading.latest("communities.communityfigures", "households", community_id=unit.key)
    bounds = reading.in_force("N13", unit.district)
    low = high = None
    if figure and bounds:
        low, high = (
            up(Decimal(figure["households"]) / bounds["high"]),
            up(Decimal(figure["households"]) / bounds["low"]),
        )
    said = Said(len(full) if kept else None, rows=(*full, *([figure] if figure else ())))
    return judged(reading, "N13", unit, said, low=low, high=high, reckoned=True)


def n14(reading: Reading, unit: Unit) -> Answer:
    """5 to 7 members."""
    kept, sitting = of_committee(reading, unit.key)
    return judged(reading, "N14", unit, Said(len(sitting), rows=tuple(sitting)) if kept else Said(), within)


def a01(reading: Reading, unit: Unit) -> Answer:
    """Members with a post in the party, too."""
    kept, sitting = of_committee(reading, unit.key)
    both = tuple(row for row in sitting if row["party_post"])
    return judged(reading, "A01", unit, Said(len(both), rows=both) if kept else Said())


def n15(reading: Reading, unit: Unit) -> Answer:
    """Recruited by one of the three ways."""
    row = reading.one("organizations.staffmember", unit.key)
    way = row["recruited_by"]
    least = int(way in ("open_recruitment", "election", "competition"))
    return judged(reading, "N15", unit, Said(least, 1 if way == "" else least, (row,)))


def a02(reading: Reading, unit: Unit) -> Answer:
    """The share of those up to 45; of nobody there is none."""
    kept, serving = _staff(reading, unit.key)
    if kept and not serving:
        return judged(reading, "A02", unit, Said(0, asked=False))
    age, share = reading.low("A02Y", unit.district) or 0, reading.low("A02", unit.district)
    young = sum(row["birth_year"] is not None and row["birth_year"] >= reading.day.year - age for row in serving)
    unknown = sum(row["birth_year"] is None for row in serving)
    low = up(share * len(serving)) if kept and share is not None else None
    said = Said(young, young + unknown, tuple(serving)) if kept else Said()
    return judged(reading, "A02", unit, said, at_least, low=low, reckoned=True)


def n16(reading: Reading, unit: Unit) -> Answer:
    """Work funds and allowances of the year: budgeted, and paid out by everybody at least as budgeted."""
    rows = reading.rows("organizations.fund", community_id=unit.key)
    rows = [row for row in rows if row["fiscal_year"] == reading.day.year and reading.at_home(row)]
    if not rows:
        return judged(reading, "N16", unit, Said())
    least = most = 0
    for kind in ("work", "allowance"):
        verdicts, budget = [], False
        for row in (row for row in rows if row["kind"] == kind):
            budgeted, paid = row["budgeted"], row["allocated"]
            budget |= budgeted is None or budgeted > 0
            if budgeted == 0:
                continue
            if budgeted is None or paid is None:
                verdicts.append(None)
            else:
                verdicts.append(paid >= budgeted)
        if budget and False not in verdicts:
            most += 1
            least += None not in verdicts
    return judged(reading, "N16", unit, Said(least, most, tuple(rows)))


def n17(reading: Reading, unit: Unit) -> Answer:
    """The budget of the year is more than that of the year before. In the first year of all nothing is asked."""
    year = reading.day.year
    rows = reading.rows("organizations.fund", community_id=unit.key)
    kept = [row for row in rows if row["fiscal_year"] <= year and reading.at_home(row)]
    if not kept:
        return judged(reading, "N17", unit, Said(), more, reckoned=True)
    if all(row["fiscal_year"] == year for row in kept):
        return judged(reading, "N17", unit, Said(asked=False), more, reckoned=True)
    two = tuple(row for row in kept if row["fiscal_year"] >= year - 1)
    now = [row["budgeted"] for row in two if row["fiscal_year"] == year]
    before = [row["budgeted"] for row in two if row["fiscal_year"] == year - 1]
    sums = []
    for budgets in (now, before):
        known = [budget for budget in budgets if budget is not None]
        sums.append(sum(known) if known else None)
    said = Said(sums[0], rows=two)
    if None in now + before and said.least is not None:
        # An amount that is left open could be any.
        said.most = said.least + 1
    return judged(reading, "N17", unit, said, more, low=sums[1], reckoned=True)


CLAUSES = {
    "N08": ("community", n08),
    "N09": ("community", n09),
    "N10": ("community", n10),
    "N11": ("community", n11),
    "N12": ("congress", n12),
    "N13": ("community", n13),
    "N14": ("community", n14),
    "A01": ("community", a01),
    "N15": ("staff", n15),
    "A02": ("community", a02),
    "N16": ("community", n16),
    "N17": ("community", n17),
}
