"""Small histories of a city: who was founded, closed, moved, elected, honoured, paid and exempt, and when.

Hypothesis draws what a history is about (which topics, how many communities, which time) and a number from which the
rest follows, each topic from a beginning of its own. So a difference shrinks to the few topics that it needs.
"""

import dataclasses
import datetime
from collections.abc import Callable
from decimal import Decimal

from hypothesis import strategies as st

from . import topics
from .city import TIMES, City
from .registers import Registers

D = datetime.date
BASES = ("directive-2002", "law-1989", "law-2018", "law-2026")


@dataclasses.dataclass(frozen=True)
class History:
    """What a city was through, and the days and bases for which it is asked. about: how it is built again."""

    about: str
    rows: Registers = dataclasses.field(repr=False)
    asked: tuple[tuple[datetime.date, str], ...]


LEVELS = {
    "community": (
        "communities.community",
        ("N01", "N02", "N06", "N08", "N09", "N10", "N11", "N13", "N14", "N16", "N17", "N19", "N20", "N21", "N22")
        + ("N24", "N25", "N26", "N27", "N28"),
    ),
    "estate": ("communities.estate", ("N05",)),
    "street": ("communities.street", ("N18", "N23")),
    "committee": ("communities.residentscommittee", ("N03",)),
}  # fmt: skip


def exemptions(city: City) -> None:
    for level, (register, codes) in LEVELS.items():
        for row in city.rows[register]:
            for code in codes:
                if city.maybe(0.06 if level == "community" else 0.2):
                    start, end = city.span()
                    start = start or city.days[0]
                    city.add(
                        "reporting.exemption", standard=code, reason="海岛", document_no="1", approver="王局长",
                        valid_from=start, valid_to=end or D(2099, 1, 1), **{f"{level}_id": row["id"]},
                    )  # fmt: skip


def thresholds(city: City) -> None:
    """Numbers that change on a day, rules that end and begin again, targets that ask for something else."""
    for row in list(city.rows["reporting.threshold"]):
        if not city.maybe(0.2):
            continue
        changes_on = city.day()
        early = row["valid_from"] and changes_on <= row["valid_from"]
        late = row["valid_to"] and changes_on >= row["valid_to"]
        if early or late:
            continue
        low, high = row["low"], row["high"]
        if row["standard"] not in ("N11", "N11Y", "N17"):
            low = low * city.one(1, Decimal("0.9"), Decimal("0.5"))
            low = low if row["standard"][0] == "T" or low < 1 else Decimal(int(low))
        begins = changes_on if city.maybe(0.8) else changes_on + datetime.timedelta(days=1)
        if city.maybe(0.85) and (row["valid_to"] is None or begins < row["valid_to"]):
            city.add("reporting.threshold", **{**row, "low": low, "high": high, "valid_from": begins})
        row["valid_to"] = changes_on
    # Of communities that come along by chance none has all that T6 asks for; some cities ask for less.
    little = city.maybe(0.4)
    for row in list(city.rows["reporting.targetpart"]):
        if little and row["target"] == "T6" and city.maybe(0.85):
            row["valid_to"] = row["valid_from"] + datetime.timedelta(days=1)
        elif city.maybe(0.15):
            day = city.day()
            if row["valid_from"] is None or day > row["valid_from"]:
                row["valid_to"] = day
    if city.maybe(0.5):
        part = city.one("N01", "N20", "N06", "N16")
        if all(row["part"] != part or row["target"] != "T2" for row in city.rows["reporting.targetpart"]):
            city.add(
                "reporting.targetpart", target="T2", basis=city.one(*BASES), side="", part=part, source_document="1",
                valid_from=city.day(), valid_to=None,
            )  # fmt: skip


def own_thresholds(city: City) -> None:
    """Numbers that a district has of its own, beside the city's or where the city has none."""
    for row in list(city.rows["reporting.threshold"]):
        for district in (1, 2, 3):
            if not city.maybe(0.08):
                continue
            low = row["low"]
            if row["standard"] not in ("N11", "N11Y", "N17"):
                low = low * city.one(1, Decimal("0.9"), Decimal("0.5"))
                low = low if row["standard"][0] == "T" or low < 1 else Decimal(int(low))
            start, end = city.span()
            there = city.rows["reporting.threshold"]
            same = (row["standard"], row["basis"], district)
            if any((each["standard"], each["basis"], each["district_id"]) == same for each in there):
                continue
            own = {"low": low, "district_id": district, "valid_from": start, "valid_to": end}
            city.add("reporting.threshold", **{**row, **own})
        if row["district_id"] is None and city.maybe(0.05):
            row["valid_to"] = row["valid_to"] or city.days[4]
            if row["valid_from"] and row["valid_to"] <= row["valid_from"]:
                row["valid_to"] = row["valid_from"] + datetime.timedelta(days=1)


#: What a history can be about: of the streets, of each community, of the whole.
OF_STREETS: tuple[Callable[[City, list[int]], None], ...] = (
    topics.street_figures,
    topics.service_centres,
    topics.institutions,
)
OF_EACH: tuple[Callable[[City, int], None], ...] = (
    topics.figures,
    topics.estates,
    topics.honours_of_communities,
    topics.premises,
    topics.parties,
    topics.mass_organizations,
    topics.bodies,
    topics.staff,
    topics.funds,
    topics.rooms,
    topics.coverage,
    topics.volunteers,
    topics.shared,
    topics.brands,
    topics.police,
    topics.security,
)
OF_ALL: tuple[Callable[[City], None], ...] = (exemptions, thresholds, own_thresholds)
TOPICS = (*OF_STREETS, *OF_EACH, topics.committees, *OF_ALL)


def build(seed: int, time: int, communities: int, there: set[str], given: Registers, days: int) -> History:
    """The history of a number."""
    city = City(seed, TIMES[time], given)
    streets = topics.ground(city)
    for topic in OF_STREETS:
        if topic.__name__ in there:
            city.topic(topic.__name__)
            topic(city, streets)
    keys = [topics.community(city, number, streets) for number in range(communities)]
    for topic in OF_EACH:
        for key in keys if topic.__name__ in there else ():
            city.topic(topic.__name__, key)
            topic(city, key)
    if topics.committees.__name__ in there:
        city.topic(topics.committees.__name__)
        topics.committees(city, keys, streets)
    for whole in OF_ALL:
        if whole.__name__ in there:
            city.topic(whole.__name__)
            whole(city)
    city.topic("asked")
    bases = (*BASES[:1] * 5, *BASES)
    asked = tuple(dict.fromkeys((city.day(), city.one(*bases)) for _time in range(days)))
    return History(f"build({seed}, {time}, {communities}, {sorted(there)}, …)", dict(city.rows), asked)


def histories(given: Registers, days: int = 2) -> st.SearchStrategy[History]:
    """Draws one. Nought shrinks a topic away; more communities cost next to nothing."""
    drawn = st.tuples(
        st.integers(0, 2**32),
        st.integers(0, len(TIMES) - 1),
        st.integers(1, 12),
        st.tuples(*(st.integers(0, 9) for _topic in TOPICS)),
    )

    def built(seed: int, time: int, communities: int, there: tuple[int, ...]) -> History:
        kept = {topic.__name__ for topic, chance in zip(TOPICS, there, strict=True) if chance}
        return build(seed, time, communities, kept, given, days)

    return drawn.map(lambda values: built(*values))
