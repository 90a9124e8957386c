"""What is known of a made-up community."""

import dataclasses
import datetime


@dataclasses.dataclass(slots=True)
class Place:
    """A community as the floors above need it.

    institution: a health institution of its street. keeps: whether it stands and its keepers have entered anything.
    seats: the members of its residents' committee in office, by key and name.
    """

    community: int
    street: int
    institution: int
    name: str
    founded: datetime.date
    households: int
    population: int
    keeps: bool
    committees: list[int]
    estates: list[int]
    seats: list[tuple[int, str]] = dataclasses.field(default_factory=list)
