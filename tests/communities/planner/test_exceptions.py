"""Each community outside the limits has its reason, and remedies that were tried."""

import pytest

from communities.planner.exceptions import Exceptional, Remedy

from . import made
from .test_plans import planned


def only(found: tuple[Exceptional, ...]) -> Exceptional:
    assert len(found) == 1
    return found[0]


def test_an_area_above_the_maximum_is_to_be_divided() -> None:
    first, second = planned(made.giants()).exceptions
    assert (first.areas, first.reason, first.outside_by) == (("R1C1",), "AREA_ABOVE_MAX", 1)
    assert first.remedies == (Remedy("divide_area", {"area": "R1C1", "blocks": 2}, 2, 1),)
    assert (second.areas, second.households) == (("R2C3",), 6300)


def test_an_island_is_below_the_minimum_whatever_is_done_inside_it() -> None:
    found = only(planned(made.island()).exceptions)
    assert (found.areas, found.reason, found.outside_by) == (("X1", "X2"), "POCKET_BELOW_MIN", 1600)
    assert found.isolated_by == ("barrier", "street")
    assert {remedy.kind for remedy in found.remedies} == {"open_barrier", "join_street"}
    assert all((remedy.before, remedy.after) == (1, 0) for remedy in found.remedies)
    assert found.tested == 3


def test_a_chain_that_no_cut_divides() -> None:
    found = only(planned(made.arithmetic()).exceptions)
    assert (found.reason, found.households) == ("ARITHMETIC", 5100)
    assert found.remedies == (Remedy("raise_max", {"max": 5500}, 1, 0),)


def test_pins_force_an_exception() -> None:
    found = only(planned(made.pinned()).exceptions)
    assert found.reason == "PIN_FORCED"
    lifted = {(remedy.values["pin"], remedy.values["a"], remedy.values["b"]) for remedy in found.remedies}
    assert {("apart", "R3C4", "R4C4"), ("apart", "R4C3", "R4C4")} <= lifted


def test_a_pin_that_forces_nothing_is_not_blamed() -> None:
    said = made.arithmetic()
    said["pins"]["together"] = [["A3", "A4"]]
    assert only(planned(said).exceptions).reason == "ARITHMETIC"


@pytest.mark.parametrize("households", [0, 900])
def test_an_area_without_neighbours_stands_alone(households: int) -> None:
    found = only(planned(made.instance({"A": households, "B": 3000}, [])).exceptions)
    assert (found.areas, found.reason, found.isolated_by) == (("A",), "POCKET_BELOW_MIN", ())


def test_each_pocket_is_tested_for_itself() -> None:
    """Two islands of one street, both a little short or far too small: what helps one is not told of the other."""
    said = made.instance({"A": 2300, "B": 900, "C": 3000}, [])
    near, far = planned(said).exceptions
    assert [(remedy.kind, remedy.before, remedy.after) for remedy in near.remedies] == [("lower_min", 1, 0)]
    assert (far.areas, far.remedies, far.tested) == (("B",), (), 1)


def test_another_street_is_joined_as_a_whole() -> None:
    """Joined, the streets' pins across their border come to hold, and these keep A alone as before."""
    streets = {"A": "S", "B": "T", "C": "T"}
    said = made.instance({"A": 900, "B": 2600, "C": 3000}, [("A", "B"), ("B", "C")], streets=streets)
    assert {remedy.kind for remedy in only(planned(said).exceptions).remedies} == {"join_street"}
    said["pins"]["apart"] = [["A", "B"]]
    assert not only(planned(said).exceptions).remedies


def test_a_slip_of_the_pen_is_not_divided_into_hundreds_of_blocks() -> None:
    found = only(planned(made.instance({"A": 900_000, "B": 3000}, [("A", "B")])).exceptions)
    assert (found.reason, found.remedies, found.tested, found.untested) == ("AREA_ABOVE_MAX", (), 0, 1)


def test_a_minimum_of_one_is_not_lowered_to_nothing() -> None:
    limits = {"min": 1, "target": 1, "max": 1, "hard_max": 1}
    found = only(planned(made.instance({"A": 0}, [], limits=limits)).exceptions)
    assert (found.reason, found.remedies) == ("POCKET_BELOW_MIN", ())
