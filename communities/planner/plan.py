"""Makes a layout plan: every piece at once, then each proven as far as time allows, then the exceptions explained."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .control import Control
from .exceptions import Exceptional, Explainer
from .instance import Instance, Pair
from .pieces import constant, split
from .solving import Solved, first_plan, solve

# What keeping a committee whole weighs, in metres of border twice over: nothing, as usual, much.
PRESETS = (0, 1000, 4000)


@dataclass(frozen=True)
class Plan:
    """A plan of an instance, piece by piece."""

    instance: Instance
    pieces: tuple[Solved, ...]
    pin_conflicts: tuple[Pair, ...]
    exceptions: tuple[Exceptional, ...]
    constant: int

    @property
    def value(self) -> tuple[int, int, int]:
        """E, D and Z."""
        parts = [each.value for each in self.pieces]
        return (
            sum(part[0] for part in parts),
            sum(part[1] for part in parts),
            sum(part[2] for part in parts) // 2 + self.constant,
        )

    @property
    def bound(self) -> tuple[int, int, int | None]:
        """What no plan can be below, in the order E, D, Z. None for Z where it was not computed for some piece."""
        parts = [each.bounds for each in self.pieces]
        known = all(each.proven(2) and each.bounds[2] is not None for each in self.pieces)
        least = -(-sum(part[2] for part in parts) // 2) + self.constant if known else None
        return sum(part[0] for part in parts), sum(part[1] for part in parts), least

    @property
    def optimal(self) -> bool:
        return all(each.proven() for each in self.pieces)

    @property
    def gap(self) -> float | None:
        """How far Z can be above the best, as a share of Z; None where no bound of it was computed."""
        least, value = self.bound[2], self.value[2]
        if least is None:
            return None
        return (value - least) / value if value else 0.0

    def communities(self) -> list[tuple[str, list[str], int]]:
        """Street, areas and households of each, by street and first area."""
        found = [
            (each.piece.street, each.piece.ids(mask), each.piece.households_of(mask))
            for each in self.pieces
            for mask in each.plan
        ]
        return sorted(found)


def make_plan(instance: Instance, control: Control | None = None, *, remedies: bool = True) -> Plan:
    """The best plan that can be had before the control ends the work. Raises PinsImpossible."""
    control = control or Control()
    pieces, lost = split(instance)
    plans = [first_plan(piece, control) for piece in pieces]
    solved: list[Solved | None] = [None] * len(pieces)
    done, total = 0, len(instance.areas)
    control.progress(0, total)
    # The small ones first: should time run out, most of the ground is proven.
    order = sorted(range(len(pieces)), key=lambda number: (pieces[number].size, number))
    for turn, number in enumerate(order):
        share = 2 / (len(order) - turn + 1)
        solved[number] = solve(pieces[number], control.within(control.left() * share), plans[number])
        done += pieces[number].size
        control.progress(done, total)
    found = [each for each in solved if each is not None]
    explainer = Explainer(instance, found, control if remedies else replace(control, cancelled=lambda: True))
    return Plan(instance, tuple(found), tuple(lost), tuple(explainer.all()), constant(instance))


def alternatives(
    instance: Instance, changes: Sequence[int] = PRESETS, control: Control | None = None
) -> list[tuple[int, Plan]]:
    """A plan for each weight of keeping committees whole, to be laid side by side."""
    found = []
    for change in changes:
        weighed = replace(instance, weights=replace(instance.weights, change=change))
        found.append((change, make_plan(weighed, control, remedies=False)))
    return found
