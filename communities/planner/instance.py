"""What a layout plan is asked for: areas, their borders, pins, limits and weights."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """Households of a community. hard_max: what two or more areas together never exceed."""

    min: int = 2500
    max: int = 5000
    target: int = 3750
    hard_max: int = 7500

    def outside_by(self, households: int) -> int:
        """Households by which a community of this size is too small or too big; 0 within the limits."""
        return max(self.min - households, households - self.max, 0)


@dataclass(frozen=True)
class Weights:
    """What Z adds up: metres of border between communities, households off the target, committees broken."""

    cut_per_m: int = 2
    imbalance_per_household: int = 1
    change: int = 1000


@dataclass(frozen=True)
class Area:
    """An estate, a block or a part of an old committee: what a plan does not divide.

    current: the committee that it belongs to today.
    """

    id: str
    households: int
    street: str
    current: str


@dataclass(frozen=True)
class Border:
    """Two neighbours. Over a barrier (a river, a railway) no community may reach."""

    a: str
    b: str
    length_m: int
    barrier: bool = False


Pair = tuple[str, str]


@dataclass(frozen=True)
class Instance:
    """together, apart: pairs of areas, each in the order of their ids. source_sha256: of the file it was read from."""

    areas: tuple[Area, ...]
    borders: tuple[Border, ...]
    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()
    limits: Limits = field(default_factory=Limits)
    weights: Weights = field(default_factory=Weights)
    name: str = ""
    source_sha256: str = ""


@dataclass(frozen=True)
class Finding:
    """What is wrong or worth a look: code names the sentence (words.py), place where it stands in the file."""

    code: str
    place: str
    values: dict[str, object] = field(default_factory=dict)


class BadInstance(ValueError):
    """No plan can be made of it. findings: every reason that was found."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"{finding.place}: {finding.code}" for finding in findings))
        self.findings = findings


class PinsImpossible(BadInstance):
    """Each pin alone could be kept, all of them together cannot."""
