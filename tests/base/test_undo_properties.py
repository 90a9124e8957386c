"""Any sequence of entries, changes, closings and takings-back, against a model that a child could keep on paper."""

import dataclasses
import datetime
import uuid
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.models import Community, Estate
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.changes.undo import weigh
from zhoushan_community.base.models import Change

BUILT = datetime.date(2002, 6, 1)
MODELS = {"communities.community": Community, "communities.estate": Estate}
Key = tuple[str, int]
Values = dict[str, Any] | None

# Half of the steps take something back, mostly of what came last, so that takings-back are taken back as well.
ENTRIES = ("found", "build", "build", "count", "move", "close", "bulk")
steps = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(ENTRIES), st.sampled_from(("undo", "undo", "undo one"))),
        st.integers(0, 3),
        st.integers(0, 40),
    ),
    min_size=5,
    max_size=16,
)


@dataclasses.dataclass(eq=False)
class Entry:
    """What one change did to one row."""

    key: Key
    before: Values
    after: Values


@dataclasses.dataclass
class Paper:
    """Each row's values, and its changes as a pile of cards: taken back is off the pile, brought again is on it."""

    rows: dict[Key, Values] = dataclasses.field(default_factory=dict)
    piles: dict[Key, list[Entry]] = dataclasses.field(default_factory=dict)
    under: dict[int, list[Entry]] = dataclasses.field(default_factory=dict)
    batches: list[tuple[uuid.UUID, list[tuple[Entry, bool]]]] = dataclasses.field(default_factory=list)

    def write(self, batch: uuid.UUID, written: list[tuple[Key, Values]]) -> None:
        cards = []
        for key, after in written:
            card = Entry(key, self.rows.get(key), after)
            self.piles.setdefault(key, []).append(card)
            self.rows[key] = after
            cards.append((card, True))
        self.batches.append((batch, cards))

    def undone(self, cards: list[tuple[Entry, bool]]) -> list[tuple[Entry, bool]] | None:
        """The cards that would be turned, in order; None where it is not to be done."""
        turned = []
        for card, was_on in reversed(cards):
            pile = self.piles[card.key]
            if was_on != (card in pile):
                continue
            if pile[-1:] != [card] if was_on else pile != self.under[id(card)]:
                return None
            turned.append((card, was_on))
        rows = {**self.rows, **{card.key: card.before if was_on else card.after for card, was_on in turned}}
        homes = [values["community_id"] for (label, _pk), values in rows.items() if values and "estate" in label]
        if any(rows["communities.community", home] is None for home in homes):
            return None
        return turned or None

    def turn(self, batch: uuid.UUID, turned: list[tuple[Entry, bool]]) -> None:
        for card, was_on in turned:
            pile = self.piles[card.key]
            if was_on:
                pile.pop()
                self.under[id(card)] = list(pile)
            else:
                pile.append(card)
            self.rows[card.key] = card.before if was_on else card.after
        self.batches.append((batch, [(card, not was_on) for card, was_on in turned]))

    def living(self, label: str) -> list[int]:
        return [pk for (one, pk), values in self.rows.items() if one == label and values is not None]


class Office:
    """Does every step on the platform and on paper."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.paper = Paper()
        self.paper.rows["communities.community", city.dongshan.pk] = self.values(city.dongshan)
        self.number = 0

    @staticmethod
    def values(row: Any) -> dict[str, Any]:
        return {name: value for name, value in changes.state_of(row).items() if name != "generated"}

    def keep(self, rows: list[Any], source: str = Source.PAGE) -> None:
        origin = Origin(self.city.clerk, source)
        before = [self.paper.rows.get((row._meta.label_lower, row.pk)) for row in rows]
        if rows[0]._state.adding:
            changes.create_all(rows, origin)
        else:
            changes.update_all(rows, origin)
        written = [
            ((row._meta.label_lower, row.pk), self.values(row))
            for row, old in zip(rows, before, strict=True)
            if old != self.values(row)
        ]
        if written:
            self.paper.write(origin.batch, written)

    def step(self, kind: str, one: int, two: int) -> None:
        self.number += 1
        homes, estates = self.paper.living("communities.community"), self.paper.living("communities.estate")
        if kind == "found":
            self.keep([Community(street=self.city.huannan, name=f"第{self.number}社区", founded_on=BUILT)])
        elif kind == "build":
            home = homes[one % len(homes)]
            self.keep([Estate(community_id=home, name=f"第{self.number}小区", completed_on=BUILT)])
        elif kind == "bulk" and estates:
            rows = list(Estate.unscoped.filter(pk__in=estates).order_by("pk")[: 1 + one % 4])
            for row in rows:
                row.office_m2 = two
            self.keep(rows, Source.BULK)
        elif kind.startswith("undo"):
            self.undo(kind, one, two)
        elif estates:
            row = Estate.unscoped.get(pk=estates[one % len(estates)])
            if kind == "count":
                row.households = two
            elif kind == "move":
                row.community_id = homes[two % len(homes)]
            else:
                row.closed_on = BUILT + datetime.timedelta(days=1 + two)
            self.keep([row])

    def undo(self, kind: str, one: int, two: int) -> None:
        if not self.paper.batches:
            return
        batch, cards = self.paper.batches[-1 - one % len(self.paper.batches)]
        lines = changes.lines_of(batch)
        if kind == "undo one":
            line = lines[two % len(lines)]
            lines = changes.company(line)
            keys = {(one.model, one.row_id) for one in lines}
            cards = [card for card in cards if card[0].key in keys]
        turned = self.paper.undone(cards)
        origin = Origin(self.city.clerk, Source.UNDO, "试")
        if turned is None:
            with pytest.raises(changes.CannotUndo):
                changes.take_back(lines, origin)
        else:
            changes.take_back(lines, origin)
            self.paper.turn(origin.batch, turned)

    def check(self) -> None:
        for label, model in MODELS.items():
            stored = {row.pk: self.values(row) for row in model.unscoped.all()}
            for (one, pk), values in self.paper.rows.items():
                if one == label:
                    assert stored.get(pk) == values, (label, pk)
        placed = set(Community.unscoped.filter(placements__isnull=False).values_list("pk", flat=True))
        assert placed == set(Community.unscoped.values_list("pk", flat=True))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_any_sequence_of_takings_back(city: City, steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        office = Office(city)
        for step in steps:
            office.step(*step)
            office.check()
        assert changes.verify() == []
        assert not Change.objects.filter(action="delete", undoes=None).exists()
        transaction.set_rollback(True)


@given(st.lists(st.one_of(st.none(), st.integers(0, 12)), max_size=24))
def test_one_row_with_any_pile_of_takings_back(choices: list[int | None]) -> None:
    """None writes the row anew; a number asks to take that line back, which is done when it may be.

    A line may be taken back when the row, as it was right after that line, is what it is now.
    """
    lines: list[tuple[int, int | None]] = []
    # After each line: the changes that the row holds, oldest first.
    held: list[tuple[int, ...]] = [()]
    for choice in choices:
        number = len(lines) + 1
        if choice is None:
            lines.append((number, None))
            held.append((*held[-1], number))
            continue
        for asked, _undoes in lines:
            live, standing = weigh(lines, {asked})
            assert (live == [asked] and not standing) == (held[asked] == held[-1]), asked
        if lines and held[asked := 1 + choice % len(lines)] == held[-1]:
            lines.append((number, asked))
            held.append(held[asked - 1])
