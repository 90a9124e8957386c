"""Restated figures add up: generated histories, in which nothing is counted twice and nothing is lost."""

import datetime
import os
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from communities.lineage.ledger import Division, Ledger, Share, divide

START = datetime.date(2000, 1, 1)
#: How many histories are generated; HISTORIES=5000 asks for so many.
HISTORIES = int(os.environ.get("HISTORIES", "300"))


def day(n: int) -> datetime.date:
    return START + datetime.timedelta(days=n)


class History:
    """A made-up history of a few units: spans, the divisions of each day, and counts."""

    def __init__(self, draw: st.DrawFn) -> None:
        first = draw(st.integers(2, 6))
        self.spans: dict = dict.fromkeys(range(first), (None, None))
        self.counts: dict[datetime.date, list[tuple[int, int]]] = {}
        self.divisions: dict[datetime.date, list[Division]] = {}
        self.adjusted: list[datetime.date] = []
        standing = set(range(first))
        self._count(draw, day(0), standing, all_of_them=draw(st.booleans()))
        for number in range(draw(st.integers(1, 8))):
            on = day(10 * (number + 1))
            if draw(st.integers(0, 2)) == 0:
                self._count(draw, on, standing)
            else:
                self._adjust(draw, on, standing)
        self.last = day(1000)

    def _count(self, draw: st.DrawFn, on: datetime.date, standing: set[int], *, all_of_them: bool = False) -> None:
        chosen = standing if all_of_them else draw(st.sets(st.sampled_from(sorted(standing))))
        self.counts[on] = [(unit, draw(st.integers(0, 5000))) for unit in sorted(chosen)]

    def _adjust(self, draw: st.DrawFn, on: datetime.date, standing: set[int]) -> None:
        sources = sorted(draw(st.sets(st.sampled_from(sorted(standing)), min_size=1, max_size=3)))
        new = list(range(len(self.spans), len(self.spans) + draw(st.integers(0, 2))))
        others = [unit for unit in sorted(standing) if unit not in sources]
        for unit in new:
            self.spans[unit] = (on, None)
        made = []
        for source in sources:
            closes = draw(st.booleans())
            pool = [*new, *others, *([] if closes else [source])]
            if not pool:
                continue
            targets = sorted(draw(st.sets(st.sampled_from(pool), min_size=1, max_size=3)))
            sizes = [draw(st.one_of(st.none(), st.integers(0, 900))) for _target in targets]
            if draw(st.booleans()):
                sizes = [size or 1 for size in sizes]
            shares = [
                Share(target, whole=closes and len(targets) == 1, sizes={"households": size})
                for target, size in zip(targets, sizes, strict=True)
            ]
            size = {"households": draw(st.one_of(st.none(), st.integers(0, 5000)))}
            made.append(divide(source, shares, stands=not closes, size=size))
            if closes:
                self.spans[source] = (self.spans[source][0], on)
        self.divisions[on] = made
        self.adjusted.append(on)
        standing |= set(new)
        standing -= {unit for unit, (_start, end) in self.spans.items() if end is not None and end <= on}

    def standing(self, on: datetime.date) -> set[int]:
        return {
            unit
            for unit, (start, end) in self.spans.items()
            if (start is None or start <= on) and (end is None or on < end)
        }


histories = st.composite(lambda draw: History(draw))


def carried(history: History, ledger: Ledger, since: datetime.date) -> Ledger:
    """The ledger of a day, carried to the last one."""
    found = ledger.copy()
    found.miss(history.standing(since))
    for later in sorted(history.divisions):
        if later > since:
            found.adjust(history.divisions[later], later)
    return found


@settings(max_examples=HISTORIES)
@given(history=histories())
def test_nothing_is_counted_twice_and_nothing_is_lost(history: History) -> None:
    ledger = Ledger(history.spans)
    for on in sorted(history.counts.keys() | history.divisions.keys()):
        before = ledger.total()
        if on in history.divisions:
            ledger.miss(history.standing(on - datetime.timedelta(days=1)))
            ledger.adjust(history.divisions[on], on)
        # An adjustment moves what there is; only a count says anew how much that is.
        assert ledger.total() == before
        for unit, amount in history.counts.get(on, ()):
            ledger.counted(unit, amount)
        there = history.standing(on)
        # Each unit alone, what lies between several, and what closed ones had are all of it, once.
        alone = sum((ledger.sum({unit}).value or 0) for unit in history.spans)
        assert alone + sum(amount for _units, amount in ledger.lumps) == ledger.total()
        everyone = ledger.sum(there, there, set(history.spans) - there)
        assert (everyone.value or 0) + everyone.undivided + everyone.astray <= ledger.total()
        # Restated on the last day's units it is the same, wherever it lies.
        now = carried(history, ledger, on)
        assert now.total() == ledger.total()
        assert all(amount >= 0 for amount in now.amounts.values())
        whole = now.sum(set(history.spans), set())
        assert (whole.value or Fraction(0)) == ledger.total()


@settings(max_examples=HISTORIES)
@given(history=histories())
def test_where_all_is_known_the_sums_of_two_days_are_equal(history: History) -> None:
    """The districts' own sum: with every unit counted at first and none closed without a share, restating the first
    day's figure on any later day's units gives the same number, with nothing missing."""
    ledger = Ledger(history.spans)
    first = history.standing(START)
    for unit in first:
        ledger.counted(unit, 1000 + unit)
    then = ledger.sum(first, first)
    for on in history.adjusted:
        ledger.adjust(history.divisions[on], on)
        there = history.standing(on)
        # Who moved into newly founded units from nowhere is counted there on the first day: nobody.
        for unit in there:
            if unit not in ledger.amounts and not any(unit in units for units, _amount in ledger.lumps):
                ledger.counted(unit, 0)
        now = ledger.sum(there, closed=set(history.spans) - there)
        assert not now.missing
        assert (now.value or 0) + now.astray + now.undivided == then.value


def test_parts_are_taken_by_their_households() -> None:
    found = divide("a", [Share("b", False, {"households": 300}), Share("c", False, {"households": 100})], stands=False)
    assert found.parts == (("b", Fraction(3, 4)), ("c", Fraction(1, 4)))
    assert found.by == "households"


def test_population_helps_where_households_are_not_known() -> None:
    shares = [
        Share("b", False, {"households": None, "population": 30}),
        Share("c", False, {"households": 5, "population": 10}),
    ]
    assert divide("a", shares, stands=False).by == "population"


def test_what_was_not_taken_stays_with_a_unit_that_stands() -> None:
    shares = [Share("b", False, {"households": 400})]
    found = divide("a", shares, stands=True, size={"households": 1600})
    assert dict(found.parts or ()) == {"b": Fraction(1, 4), "a": Fraction(3, 4)}
    assert divide("a", shares, stands=True, size={"households": None}).parts is None


def test_parts_of_unknown_size_are_told_where_all_of_them_lie_together() -> None:
    ledger = Ledger({"a": (None, day(1)), "b": (day(1), None), "c": (day(1), None)})
    ledger.counted("a", 1000)
    ledger.adjust([divide("a", [Share("b", False), Share("c", False)], stands=False)], day(1))
    alone, both = ledger.sum({"b"}), ledger.sum({"b", "c"})
    assert (alone.value, alone.undivided, both.value, both.missing) == (None, 1000, 1000, 0)


def test_a_unit_that_was_never_counted_stays_missing_when_it_grows() -> None:
    ledger = Ledger({"a": (None, day(1)), "b": (None, None)})
    ledger.counted("a", 1000)
    ledger.adjust([divide("a", [Share("b", True)], stands=False)], day(1))
    found = ledger.sum({"b"})
    assert (found.value, found.missing) == (1000, 1)


def test_what_nobody_counted_is_missing_and_no_nought() -> None:
    ledger = Ledger({"a": (None, day(1)), "b": (None, day(1)), "c": (day(1), None)})
    ledger.counted("a", 1000)
    ledger.miss(("a", "b"))
    ledger.adjust([divide(unit, [Share("c", True)], stands=False) for unit in "ab"], day(1))
    assert (ledger.sum({"c"}).value, ledger.sum({"c"}).missing) == (1000, 1)
    ledger.counted("c", 1900)
    assert (ledger.sum({"c"}).value, ledger.sum({"c"}).missing) == (1900, 0)


def test_a_closed_unit_of_which_nobody_says_where_it_went_keeps_what_it_had() -> None:
    ledger = Ledger({"a": (None, day(1)), "b": (None, None)})
    ledger.counted("a", 700)
    ledger.counted("b", 300)
    found = ledger.sum({"b"}, closed={"a"})
    assert (found.value, found.astray) == (300, 700)
    assert not found.whole
