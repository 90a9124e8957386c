"""Where each row of the sources goes: by the rules of its register, or as a person chose (N03)."""

import dataclasses
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source

from ..models import Adjustment, Community, Destination, NewCommunity
from .division import Division
from .moves import BECAUSE, Move, all_moves, move_of

#: A row as the log names it.
Key = tuple[str, int]


@dataclasses.dataclass(frozen=True)
class Given:
    """A row of a source: which, of whom, and how it moves."""

    move: Move
    row: models.Model
    source: Community

    @property
    def key(self) -> Key:
        return self.move.label, self.row.pk


def given(division: Division) -> Iterator[Given]:
    """Every row of the sources that needs a destination, in the order of the moves. A query for each register."""
    day, sources = division.adjustment.effective_on, division.sources
    for move in all_moves() if sources else ():
        for row in move.rows({"in": list(sources)}, day):
            yield Given(move, row, sources[along(row, f"{move.way}_id")])


def along(row: Any, way: str) -> Any:
    """The value at the end of a way from the row."""
    for step in way.split("__"):
        row = getattr(row, step) if row is not None else None
    return row


def propose(adjustment: Adjustment, actor: Any, *, origin: Origin | None = None) -> list[Destination]:
    """Writes for each row of the sources where it goes by the rules; what was chosen by hand stays. Returns them all,
    the undecided ones included."""
    division = Division.of(adjustment)
    stored = stored_of(adjustment)
    origin = origin or Origin(actor, Source.PAGE, str(adjustment))
    found: dict[Key, Destination] = {}
    new, changed = [], []
    for each in given(division):
        old = stored.get(each.key)
        if old is not None and old.by_hand:
            found[each.key] = old
            continue
        target, by_share = _by_rule(division, each, found)
        row = old or Destination(adjustment=adjustment, model=each.move.label, row_id=each.row.pk)
        row.description = f"{each.source} {each.move.words(each.row)}"[:200]
        row.to_community = target if isinstance(target, Community) else None
        row.to_new = target if isinstance(target, NewCommunity) else None
        row.by_share = by_share
        found[each.key] = row
        (changed if old else new).append(row)
    with transaction.atomic():
        changes.create_all(new, origin)
        changes.update_all(changed, origin)
    return list(found.values())


def _by_rule(division: Division, each: Given, found: dict[Key, Destination]) -> tuple[models.Model | None, bool]:
    """The target, and whether it is divided. All to the only successor; with the row that leads it; amounts by share;
    what stays where a source goes on; else it is for a person to say."""
    successors = division.successors(each.source.pk)
    if len(successors) == 1:
        return successors[0], False
    leader = along(each.row, each.move.leads) if each.move.leads else None
    led = found.get((leader._meta.label_lower, leader.pk)) if leader is not None else None
    if led is not None:
        return led.target, False
    if each.move.shared and division.weights(each.source.pk) is not None:
        return None, True
    return (each.source if division.stays(each.source.pk) else None), False


def stored_of(adjustment: Adjustment) -> dict[Key, Destination]:
    """The destinations that are written, by the row that they are of."""
    rows = Destination.objects.whole_city(because=BECAUSE).filter(adjustment=adjustment)
    return {(row.model, row.row_id): row for row in rows.select_related("to_community", "to_new")}


def decided(destination: Destination | None) -> bool:
    """Whether it says where its row goes."""
    return destination is not None and (destination.by_share or destination.target is not None)


def undecided(adjustment: Adjustment) -> list[Given]:
    """The rows of the sources that have no destination yet."""
    stored = stored_of(adjustment)
    return [each for each in given(Division.of(adjustment)) if not decided(stored.get(each.key))]


def standing(adjustment: Adjustment) -> list[tuple[Given, Destination | None]]:
    """Every row that the adjustment finds at its sources, with its destination: what the case shows before the day."""
    stored = stored_of(adjustment)
    return [(each, stored.get(each.key)) for each in given(Division.of(adjustment))]


@dataclasses.dataclass
class Sum:
    """What of a kind is at the sources, and how much of it has a destination.

    rows, decided: numbers of rows. amounts: by unit ("yuan", "m2", "persons") before and after; unknown ones count
    nought.
    """

    move: Move
    rows: int = 0
    decided: int = 0
    amounts: dict[str, tuple[Decimal, Decimal]] = dataclasses.field(default_factory=dict)

    @property
    def words(self) -> Any:
        """The register's name."""
        return self.move.model._meta.verbose_name_plural

    @property
    def even(self) -> bool:
        """Whether all that was there has a destination."""
        return self.rows == self.decided and all(before == after for before, after in self.amounts.values())


def sums(adjustment: Adjustment) -> list[Sum]:
    """For each kind of row at the sources, before and after."""
    found: dict[str, Sum] = {}
    for each, destination in standing(adjustment):
        total = found.setdefault(each.move.label, Sum(each.move))
        there = decided(destination)
        total.rows += 1
        total.decided += there
        for unit, fields in each.move.sums.items():
            amount = sum((Decimal(getattr(each.row, name) or 0) for name in fields), Decimal(0))
            before, after = total.amounts.get(unit, (Decimal(0), Decimal(0)))
            total.amounts[unit] = before + amount, after + amount * there
    return list(found.values())


def send(adjustment: Adjustment, keys: list[Key], target: models.Model | None, origin: Origin) -> None:
    """Give rows of the sources a destination by hand: a successor of each, or the community itself where it stays.

    None hands them back to the rules. Raises KeyError for rows that have no destination row yet.
    """
    stored = stored_of(adjustment)
    rows = [stored[key] for key in keys]
    for row in rows:
        row.to_community = target if isinstance(target, Community) else None
        row.to_new = target if isinstance(target, NewCommunity) else None
        row.by_share, row.by_hand = False, target is not None
    changes.update_all(rows, origin)


__all__ = ["Given", "Sum", "decided", "given", "move_of", "propose", "send", "standing", "sums", "undecided"]
