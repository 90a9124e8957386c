"""Communities outside the limits: why each could not be avoided, and what would avoid it.

A remedy is tested: the pieces that it touches are planned again with exactly this one thing lifted.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from .control import Control
from .instance import Area, BadInstance, Border, Instance
from .pieces import Piece, bits, split
from .solving import Solved, first_plan, solve

AREA_ABOVE_MAX, POCKET_BELOW_MIN = "AREA_ABOVE_MAX", "POCKET_BELOW_MIN"
ARITHMETIC, PIN_FORCED, UNPROVEN = "ARITHMETIC", "PIN_FORCED", "UNPROVEN"
# Of each kind, the most promising ones are tested.
PINS, BARRIERS, STREETS = 8, 6, 3
# Beyond so many blocks an area is rather a slip of the pen, and every block would border on every other.
BLOCKS = 20


@dataclass(frozen=True)
class Remedy:
    """kind: divide_area, open_barrier, lift_pin, join_street, lower_min, raise_max. values: what exactly.

    before, after: exceptions in the pieces that it touches.
    """

    kind: str
    values: dict[str, object]
    before: int
    after: int


@dataclass(frozen=True)
class Exceptional:
    """A community outside the limits. isolated_by: what keeps a pocket alone (barrier, street).

    remedies: those that avoid an exception. tested: how many things were lifted, one at a time; untested: left out.
    """

    areas: tuple[str, ...]
    households: int
    outside_by: int
    reason: str
    isolated_by: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    tested: int = 0
    untested: int = 0


@dataclass(frozen=True)
class _Lift:
    """An instance with one thing lifted, cut down to the areas of the pieces that it touches; None: too big to test."""

    kind: str
    values: dict[str, object]
    numbers: tuple[int, ...]
    instance: Callable[[], Instance] | None
    before: int


@dataclass
class Explainer:
    """Explains the exceptions of one plan; what was tested once is not tested again."""

    instance: Instance
    solved: list[Solved]
    control: Control
    tested: dict[str, int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.at = {i: n for n, each in enumerate(self.solved) for ids in each.piece.units for i in ids}
        self.street = {area.id: area.street for area in self.instance.areas}

    def all(self) -> Iterator[Exceptional]:
        for number, each in enumerate(self.solved):
            for mask in each.plan:
                households = each.piece.households_of(mask)
                if each.piece.limits.outside_by(households):
                    yield self._explained(number, mask, households)

    def _explained(self, number: int, mask: int, households: int) -> Exceptional:
        piece = self.solved[number].piece
        reason = self._reason(number, mask)
        found, tested, untested = [], 0, 0
        for lift in self._lifts(number, mask, reason):
            after = self._exceptions_with(lift)
            tested += after is not None
            untested += after is None
            if after is not None and after < lift.before:
                found.append(Remedy(lift.kind, lift.values, lift.before, after))
        return Exceptional(
            tuple(piece.ids(mask)),
            households,
            piece.limits.outside_by(households),
            reason,
            self._isolated_by(number) if reason == POCKET_BELOW_MIN else (),
            tuple(found),
            tested,
            untested,
        )

    def _reason(self, number: int, mask: int) -> str:
        solved = self.solved[number]
        piece = solved.piece
        if mask & (mask - 1) == 0 and piece.households_of(mask) > piece.limits.max:
            return AREA_ABOVE_MAX
        if piece.total < piece.limits.min:
            return POCKET_BELOW_MIN
        if not solved.proven(1):
            return UNPROVEN
        free = replace(self._part([number]), together=(), apart=())
        pinned = any(self._pins(number))
        lift = _Lift("all_pins", {}, (number,), lambda: free, solved.value[0])
        if pinned and (self._exceptions_with(lift) or 0) < solved.value[0] and self._known(lift):
            return PIN_FORCED
        return ARITHMETIC

    # --- what could be lifted

    def _lifts(self, number: int, mask: int, reason: str) -> Iterator[_Lift]:
        piece = self.solved[number].piece
        limits, households = piece.limits, piece.households_of(mask)
        if reason == AREA_ABOVE_MAX:
            yield self._divided(number, piece.ids(mask)[0])
            return
        yield from self._without_pins(number)
        yield from self._without_barriers(number)
        yield from self._with_streets(number)
        here = self._part([number])
        if households < limits.min:
            if low := limits.min * 9 // 10:
                lowered = replace(here, limits=replace(limits, min=low))
                yield self._lift("lower_min", {"min": low}, [number], lowered)
        else:
            high = limits.max * 11 // 10
            high = replace(limits, max=high, hard_max=max(limits.hard_max, high))
            yield self._lift("raise_max", {"max": high.max}, [number], replace(here, limits=high))

    def _lift(self, kind: str, values: dict[str, object], numbers: list[int], instance: Instance) -> _Lift:
        before = sum(self.solved[each].value[0] for each in numbers)
        return _Lift(kind, values, tuple(numbers), lambda: instance, before)

    def _divided(self, number: int, identity: str) -> _Lift:
        """The area as so many equal blocks, neighbours of each other and of all its neighbours."""
        here = self._part([number])
        area = next(area for area in here.areas if area.id == identity)
        count = -(-area.households // here.limits.max)
        values = {"area": identity, "blocks": count}
        if count > BLOCKS:
            return _Lift("divide_area", values, (number,), None, self.solved[number].value[0])
        blocks = [
            Area(
                f"{area.id}/{block + 1}",
                area.households // count + (block < area.households % count),
                area.street,
                area.current,
            )
            for block in range(count)
        ]
        borders = [b for b in here.borders if identity not in (b.a, b.b)]
        borders += [Border(a.id, b.id, 1) for n, a in enumerate(blocks) for b in blocks[:n]]
        for border in here.borders:
            if identity in (border.a, border.b):
                other = border.b if border.a == identity else border.a
                borders += [replace(border, a=min(other, b.id), b=max(other, b.id)) for b in blocks]
        divided = replace(
            here,
            areas=tuple(a for a in here.areas if a.id != identity) + tuple(blocks),
            borders=tuple(borders),
            together=tuple(pair for pair in here.together if identity not in pair),
            apart=tuple(pair for pair in here.apart if identity not in pair),
        )
        return self._lift("divide_area", values, [number], divided)

    def _pins(self, number: int) -> Iterator[tuple[str, tuple[str, str]]]:
        for kind in ("together", "apart"):
            for pair in getattr(self.instance, kind):
                if all(self.at[identity] == number for identity in pair):
                    yield kind, pair

    def _without_pins(self, number: int) -> Iterator[_Lift]:
        here = self._part([number])
        for kind, pair in list(self._pins(number))[:PINS]:
            free = replace(here, **{kind: tuple(other for other in getattr(here, kind) if other != pair)})
            yield self._lift("lift_pin", {"pin": kind, "a": pair[0], "b": pair[1]}, [number], free)

    def _without_barriers(self, number: int) -> Iterator[_Lift]:
        touching = [
            border
            for border in self.instance.borders
            if border.barrier
            and self.street[border.a] == self.street[border.b]
            and number in (self.at[border.a], self.at[border.b])
        ]
        for border in sorted(touching, key=lambda b: (-b.length_m, b.a, b.b))[:BARRIERS]:
            numbers = sorted({self.at[border.a], self.at[border.b]})
            part = self._part(numbers)
            opened = tuple(replace(b, barrier=False) if b == border else b for b in part.borders)
            values = {"a": border.a, "b": border.b}
            yield self._lift("open_barrier", values, numbers, replace(part, borders=opened))

    def _with_streets(self, number: int) -> Iterator[_Lift]:
        own = self.solved[number].piece.street
        metres: dict[str, int] = defaultdict(int)
        for border in self.instance.borders:
            for here, there in ((border.a, border.b), (border.b, border.a)):
                if not border.barrier and self.at[here] == number and self.street[there] != own:
                    metres[self.street[there]] += border.length_m
        for street in sorted(metres, key=lambda name: (-metres[name], name))[:STREETS]:
            # Both streets as a whole, as whoever plans them together will: pins between their pieces come to hold, too.
            numbers = [at for at, each in enumerate(self.solved) if each.piece.street in (own, street)]
            part = self._part(numbers)
            joined = replace(part, areas=tuple(replace(area, street=own) for area in part.areas))
            yield self._lift("join_street", {"street": street}, numbers, joined)

    def _isolated_by(self, number: int) -> tuple[str, ...]:
        found = set()
        for border in self.instance.borders:
            if (self.at[border.a] == number) != (self.at[border.b] == number):
                found.add("barrier" if border.barrier else "street")
        return tuple(sorted(found))

    # --- the test

    def _part(self, numbers: list[int]) -> Instance:
        """The instance of these pieces alone."""
        areas = tuple(area for area in self.instance.areas if self.at[area.id] in numbers)
        ids = {area.id for area in areas}

        def both(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
            return tuple(pair for pair in pairs if ids.issuperset(pair))

        return replace(
            self.instance,
            areas=areas,
            borders=tuple(b for b in self.instance.borders if b.a in ids and b.b in ids),
            together=both(self.instance.together),
            apart=both(self.instance.apart),
        )

    def _key(self, lift: _Lift) -> str:
        return f"{lift.kind} {sorted(lift.values.items())} {lift.numbers}"

    def _known(self, lift: _Lift) -> bool:
        return self.tested.get(self._key(lift)) is not None

    def _exceptions_with(self, lift: _Lift) -> int | None:
        """Exceptions of a plan with the thing lifted; None when it is not known whether they are fewer."""
        key = self._key(lift)
        if key not in self.tested:
            untested = lift.instance is None or self.control.over()
            self.tested[key] = None if untested else self._planned(lift.instance(), lift.before)
        return self.tested[key]

    def _planned(self, instance: Instance, before: int) -> int | None:
        pieces, _lost = split(instance)
        plans = [first_plan(piece, self.control) for piece in pieces]
        values = [_exceptions(piece, plan) for piece, plan in zip(pieces, plans, strict=True)]
        if None not in values and sum(values) < before:
            return sum(values)
        try:
            solved = [solve(piece, self.control, plan, levels=1) for piece, plan in zip(pieces, plans, strict=True)]
        except BadInstance:
            return None
        after = sum(each.value[0] for each in solved)
        return after if after < before or all(each.proven(1) for each in solved) else None


def _exceptions(piece: Piece, plan: list[int] | None) -> int | None:
    if plan is None:
        return None
    return sum(1 for mask in plan if piece.limits.outside_by(sum(piece.households[i] for i in bits(mask))))
