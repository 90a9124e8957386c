"""Locks of the planner: plans are legal, best where they say so, and their proof is looked at."""

from .fault import Fault

PLANNER = "communities/planner"
PLANS = "tests/communities/planner/test_plans.py"
BY_FORCE = f"{PLANS}::test_brute_force_agrees"

FAULTS = (
    Fault(
        "the planner lists communities across barriers",
        f"{PLANNER}/enumeration.py",
        "        if piece.conflicts[i]:\n",
        "        if False:\n",
        BY_FORCE,
    ),
    Fault(
        "the planner tears apart what is pinned together",
        f"{PLANNER}/enumeration.py",
        "chosen &= ~part.any(axis=1) | (part == ours).all(axis=1)",
        "chosen &= True",
        BY_FORCE,
    ),
    Fault(
        "the planner takes the first plan for the best",
        f"{PLANNER}/partition.py",
        "        if known is not None and known < SCALE:",
        "        if known is not None:",
        f"{PLANS}::test_difficult_ones_are_proven",
    ),
    Fault(
        "what helps one pocket is told of another",
        f"{PLANNER}/exceptions.py",
        "{sorted(lift.values.items())} {lift.numbers}",
        "{sorted(lift.values.items())} {lift.before}",
        "tests/communities/planner/test_exceptions.py::test_each_pocket_is_tested_for_itself",
    ),
    Fault(
        "the planner claims a gap that was not computed",
        f"{PLANNER}/plan.py",
        "each.proven(2) and each.bounds[2] is not None for each",
        "each.proven(2) for each",
        f"{PLANS}::test_where_too_many_are_possible_nothing_is_claimed_that_was_not_computed",
    ),
    Fault(
        "a certificate passes unread",
        f"{PLANNER}/certificate.py",
        "        if price <= cost(measures) * scale:\n            continue\n",
        "        continue\n",
        f"{PLANS}::test_a_certificate_that_is_not_true_is_refused",
    ),
    Fault(
        "pins are blamed for what they did not force",
        f"{PLANNER}/exceptions.py",
        "(self._exceptions_with(lift) or 0) < solved.value[0] and self._known(lift)",
        "True",
        "tests/communities/planner/test_exceptions.py::test_a_pin_that_forces_nothing_is_not_blamed",
    ),
    Fault(
        "neighbours that disagree are taken",
        f"{PLANNER}/reading.py",
        'code = "border_twice" if first == border else "neighbours_disagree"',
        "continue",
        "tests/communities/planner/test_reading.py::test_bad_input_is_named",
    ),
)
