"""A plan as JSON (community-planner-solution/1), the same bytes for the same input: no clock, no address in it."""

import json
from collections.abc import Sequence

from .exceptions import Exceptional
from .partition import SCALE
from .plan import Plan
from .solving import Solved

FORMAT = "community-planner-solution/1"
CERTIFICATE_FORMAT = "community-planner-certificate/1"


def written(plan: Plan, others: Sequence[tuple[int, Plan]] = ()) -> str:
    """others: plans with other weights of keeping committees whole."""
    said = {"format": FORMAT, "instance": plan.instance.name, "instance_sha256": plan.instance.source_sha256}
    said |= _plan(plan)
    if others:
        said["alternatives"] = [{"change": change, **_plan(other)} for change, other in others]
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _plan(plan: Plan) -> dict[str, object]:
    communities = plan.communities()
    name_of = {tuple(areas): f"C{number:04d}" for number, (_street, areas, _size) in enumerate(communities, 1)}
    return {
        "communities": [
            {"id": name_of[tuple(areas)], "street": street, "households": households, "areas": areas}
            for street, areas, households in communities
        ],
        "exceptions": [_exception(each, name_of[each.areas]) for each in plan.exceptions],
        "pin_conflicts": [list(pair) for pair in plan.pin_conflicts],
        "claims": _claims(plan),
        "pieces": [_piece(each) for each in plan.pieces],
        "certificate": certificate(plan),
    }


def _claims(plan: Plan) -> dict[str, object]:
    bound = dict(zip("EDZ", plan.bound, strict=True))
    return {
        **dict(zip("EDZ", plan.value, strict=True)),
        "lower_bound": {name: least for name, least in bound.items() if least is not None},
        "optimal": plan.optimal,
        "status": "optimal" if plan.optimal else "feasible",
        "gap": None if plan.gap is None else round(plan.gap, 6),
    }


def _exception(each: Exceptional, name: str) -> dict[str, object]:
    return {
        "community": name,
        "reason": each.reason,
        "households": each.households,
        "outside_by": each.outside_by,
        **({"isolated_by": list(each.isolated_by)} if each.isolated_by else {}),
        "remedies": [
            {"kind": remedy.kind, **remedy.values, "exceptions_before": remedy.before, "exceptions_after": remedy.after}
            for remedy in each.remedies
        ],
        "lifted_one_at_a_time": each.tested,
        "not_tested": each.untested,
    }


def _piece(each: Solved) -> dict[str, object]:
    """Z of a piece lacks the constant of the whole, and is kept twice, as a border has two sides."""
    piece = each.piece
    proven = sum(each.proven(levels) for levels in (1, 2, 3))
    return {
        "street": piece.street,
        "first_area": piece.ids(piece.all)[0],
        "areas": piece.size,
        "households": piece.total,
        "status": "optimal" if proven == 3 else "feasible",
        "proven": "EDZ"[:proven],
        **dict(zip(("E", "D", "twice_Z"), each.value, strict=True)),
        "lower_bound": dict(zip(("E", "D", "twice_Z"), each.bounds, strict=True)),
        "listed": each.columns,
        "best_that_splits_no_committee": (each.unsplit and dict(zip(("E", "D", "twice_Z"), each.unsplit, strict=True))),
    }


def certificate(plan: Plan) -> dict[str, object]:
    """The prices that prove the bounds; certificate.py checks them."""
    return {
        "format": CERTIFICATE_FORMAT,
        "instance_sha256": plan.instance.source_sha256,
        "change": plan.instance.weights.change,
        "scale": SCALE,
        "pieces": [_proofs(each) for each in plan.pieces],
    }


def _proofs(each: Solved) -> dict[str, object]:
    ids = [names[0] for names in each.piece.units]
    return {
        "first_area": min(ids),
        "E": each.value[0],
        "D": each.value[1],
        "proofs": [
            {
                "level": proof.level,
                "prices": dict(zip(ids, proof.prices, strict=True)),
                "row_prices": list(proof.row_prices),
                "triples": [[*(ids[i] for i in triple), price] for triple, price in proof.triples],
            }
            for proof in each.proofs
        ],
    }
