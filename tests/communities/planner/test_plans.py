"""Plans are legal, and proven where they say so."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scipy.optimize import OptimizeResult

from communities.planner import certificate, partition, reading, solution
from communities.planner.control import Control
from communities.planner.instance import BadInstance
from communities.planner.plan import Plan, alternatives, make_plan

from . import made
from .by_force import Ground

SHARED = Path(__file__).resolve().parents[5] / "shared" / "planner"
BEST = SHARED / "best_known.json"


def planned(said: dict[str, Any], control: Control | None = None, **more: Any) -> Plan:
    """The plan, after everything that it says of itself was looked at."""
    plan = make_plan(reading.read(made.content(said))[0], control, **more)
    ground = Ground(said)
    partition = [frozenset(areas) for _street, areas, _households in plan.communities()]
    assert ground.faults(partition) == []
    assert ground.value(partition) == plan.value
    assert {frozenset(pair) for pair in plan.pin_conflicts} == ground.impossible
    assert {each.areas for each in plan.exceptions} == {
        tuple(sorted(members)) for members in partition if ground.outside(members)
    }
    assert tuple(plan.bound[k] or 0 for k in range(3)) <= plan.value
    assert plan.optimal == (plan.bound == plan.value)
    return plan


def proven(said: dict[str, Any], plan: Plan) -> certificate.Bounds:
    """What the plan's prices prove, by the other code."""
    return certificate.check(said, json.loads(solution.written(plan))["certificate"])


@pytest.mark.parametrize("part", range(7))
def test_brute_force_agrees(part: int) -> None:
    """210 random instances of 2 to 10 areas, with pins, barriers, empty areas, giants, other limits and weights."""
    for seed in range(30 * part, 30 * part + 30):
        said = made.small(seed, 2 + seed % 9)
        best = Ground(said).best()
        if best is None:
            with pytest.raises(BadInstance):
                planned(said, remedies=False)
            continue
        plan = planned(said, remedies=False)
        assert (plan.value, plan.optimal) == (best, True), seed
        bounds = proven(said, plan)
        assert (bounds.e, bounds.d, bounds.z) <= plan.value, seed


DIFFICULT = {
    "no cut within the limits": (made.arithmetic, (1, 100, 4350)),
    "pins that force": (made.pinned, (1, 1500, 9250)),
    "areas above the maximum": (made.giants, (2, 1301, 13481)),
    "ties": (made.equal, (0, 0, 18000)),
    "a street of sixty areas": (lambda: made.town(2002, 6, 10, 1), (0, 0, 39797)),
}


@pytest.mark.parametrize("name", DIFFICULT)
def test_difficult_ones_are_proven(name: str) -> None:
    make, value = DIFFICULT[name]
    said = make()
    plan = planned(said, remedies=False)
    assert (plan.value, plan.optimal, plan.gap) == (value, True, 0.0)
    bounds = proven(said, plan)
    assert (bounds.e, bounds.d) == value[:2]
    assert bounds.z >= 0.97 * value[2]


def test_a_certificate_that_is_not_true_is_refused() -> None:
    said = made.giants()
    written = json.loads(solution.written(planned(said, remedies=False)))["certificate"]
    prices = next(proof for proof in written["pieces"][0]["proofs"] if proof["level"] == "Z")["prices"]
    prices["R2C2"] += 5000
    with pytest.raises(certificate.NotProven):
        certificate.check(said, written)


def test_the_same_input_gives_the_same_bytes() -> None:
    script = (
        "import sys; from communities.planner import plan, reading, solution;"
        "from tests.communities.planner import made;"
        "i = reading.read(made.content(made.equal()))[0], reading.read(made.content(made.pinned()))[0];"
        "sys.stdout.write(''.join(solution.written(plan.make_plan(each)) for each in i))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "1")
    }
    assert len(runs) == 1


def test_the_algorithm_knows_nothing_of_the_framework() -> None:
    script = (
        "import sys; import communities.planner.certificate;"
        "assert not {'numpy', 'communities.planner.pieces'} & sys.modules.keys();"
        "import communities.planner.solution, communities.planner.reading;"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django']"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def fine() -> dict[str, Any]:
    """Too many possible communities to list: 8 × 8 areas of some 300 households, in committees of four."""
    committees = {f"R{r + 1}C{c + 1}": f"J{r // 2}{c // 2}" for r in range(8) for c in range(8)}
    return made.grid(8, 8, lambda r, c: 200 + 37 * ((r * 5 + c * 3) % 7), committees=committees)


def test_where_too_many_are_possible_nothing_is_claimed_that_was_not_computed(monkeypatch: Any) -> None:
    monkeypatch.setattr("communities.planner.enumeration.MOST_LISTED", 20_000)
    monkeypatch.setattr("communities.planner.solving.LONG_STEPS", 100)
    plan = planned(fine(), remedies=False)
    assert plan.value[:2] == plan.bound[:2] == (0, 0)
    assert (plan.optimal, plan.bound[2], plan.gap) == (False, None, None)
    assert plan.pieces[0].unsplit >= plan.pieces[0].value
    assert "Z" not in json.loads(solution.written(plan))["claims"]["lower_bound"]


def test_out_of_time_and_cancelled_there_is_still_a_legal_plan() -> None:
    for control in (Control(seconds=0.0), Control(cancelled=lambda: True)):
        plan = planned(fine(), control)
        assert not plan.optimal
        assert all(each.reason == "UNPROVEN" and not each.remedies for each in plan.exceptions)


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    planned(made.island(), Control(progress=lambda done, total: told.append((done, total))))
    assert told[0] == (0, 19)
    assert told[-1] == (19, 19)
    assert told == sorted(told)


def test_alternatives_weigh_the_committees_differently() -> None:
    committees = {f"R{r + 1}C{c + 1}": f"J{(r * 6 + c) // 3}" for r in range(4) for c in range(6)}
    said = made.grid(4, 6, lambda r, c: 700 + 90 * ((r + 2 * c) % 5), committees=committees)
    found = alternatives(reading.read(made.content(said))[0])
    assert [change for change, _plan in found] == [0, 1000, 4000]
    for change, plan in found:
        assert plan.optimal
        assert plan.instance.weights.change == change
        for _other, rival in found:
            partition = [frozenset(areas) for _street, areas, _count in rival.communities()]
            assert Ground({**said, "weights": {**said["weights"], "change": change}}).value(partition) >= plan.value


@pytest.mark.skipif(not BEST.exists(), reason="the instances lie beside the repository")
@pytest.mark.parametrize("name", ["adv_island", "adv_split_street", "city_0030", "city_0100", "street_060"])
def test_as_good_as_the_best_known(name: str) -> None:
    said = json.loads((SHARED / "instances" / f"{name}.json").read_bytes())
    best = json.loads(BEST.read_bytes())[name]
    plan = planned(said, remedies=False)
    assert dict(zip("EDZ", plan.value, strict=True)) == {key: best[key] for key in "EDZ"}
    assert plan.optimal
    assert proven(said, plan).z >= 0.97 * best["Z"]


def test_a_solver_that_gives_up_is_asked_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS ends with an error of its own on a few problems, and solves them without its presolve."""
    solved = partition.milp
    gave_up = []

    def milp(*arguments: Any, options: dict[str, Any], **more: Any) -> Any:
        if options["presolve"]:
            gave_up.append(True)
            return OptimizeResult(status=partition.SOLVE_ERROR, x=None)
        return solved(*arguments, options=options, **more)

    monkeypatch.setattr(partition, "milp", milp)
    plan = make_plan(reading.read(made.content(made.town(2002, 6, 10, 1)))[0])
    assert gave_up
    assert plan.optimal
