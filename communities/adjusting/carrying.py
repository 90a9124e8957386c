"""Rows go over to another unit on a day: what was with the source ends, the same begins at the target."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from zhoushan_community.base import changes, constraints
from zhoushan_community.base.changes import Origin

from ..models import Community, Destination
from .destinations import Given, Key, along, decided
from .division import Division, portions, target_of
from .moves import BECAUSE, Move, all_moves, followers, move_of, open_on, span_of


class CannotMove(Exception):
    """A row does not fit at its target; says which, and why."""


class Carrying:
    """The rows of an adjustment on their way. communities: what stands for each target, founded ones by now.

    moved: by the key of a row and that of its new community, the row that it is from the day on.
    """

    def __init__(
        self, division: Division, given: Iterable[Given], stored: Mapping[Key, Destination],
        communities: Mapping[tuple[str, int], Community], origin: Origin,
    ) -> None:  # fmt: skip
        self.division, self.origin, self.communities = division, origin, communities
        self.day: datetime.date = division.adjustment.effective_on
        self.by_move: dict[str, list[tuple[Given, Destination]]] = defaultdict(list)
        for each in given:
            if decided(found := stored.get(each.key)):
                self.by_move[each.move.label].append((each, found))
        #: The rows that leave, as against those that stay with their source.
        self.leaving = {
            each.key
            for found in self.by_move.values()
            for each, destination in found
            if destination.by_share or destination.target != each.source
        }
        self.moved: dict[Key, dict[int | None, models.Model]] = defaultdict(dict)
        #: By register, how many rows more there are because an amount was divided, or fewer because rows were joined.
        self.more: Counter[str] = Counter()
        #: The rows that go on as another: which, and the key of what it was.
        self.going_on: list[tuple[models.Model, int]] = []
        #: Registers in which a known number met an unknown one, so that the sum is unknown.
        self.unknown: set[str] = set()

    def carry(self) -> None:
        """Everything that has a destination."""
        for move in all_moves():
            coming = [one for each in self.by_move[move.label] for one in self._coming(*each)]
            # The larger part leads where rows join.
            coming.sort(key=lambda one: -one.weight)
            self._carry(move, coming)
            if move.after and coming:
                move.after(self, coming)

    def carry_street(self, old: models.Model, new: models.Model) -> None:
        """What belongs to a street that goes into another as a whole."""
        for move in (each for each in all_moves() if each.street):
            rows = move.model.objects.whole_city(because=BECAUSE).filter(
                open_on(move.model, self.day), **{move.street: old}
            )
            self._carry(move, [Coming(move, row, new, old, field=move.street) for row in rows.order_by("pk")])

    # One register

    def _coming(self, each: Given, destination: Destination) -> Iterator["Coming"]:
        """What of a row goes where; nothing where it stays."""
        if not destination.by_share:
            target = self._home(destination.target)
            if target.pk != each.source.pk:
                yield Coming(each.move, each.row, target, each.source, weight=self._weight(each, destination.target))
            return
        weights = self.division.weights(each.source.pk) or {}
        parts = {name: portions(getattr(each.row, name), weights) for name in each.move.adds}
        for target, weight in weights.items():
            values = {name: parts[name][target] for name in parts}
            home = self._home(self.division.units[target])
            yield Coming(each.move, each.row, home, each.source, weight, values, divided=True)

    def _home(self, target: models.Model) -> models.Model:
        """The community that a target is by now."""
        return self.communities.get(target_of(target), target)

    def _weight(self, each: Given, target: models.Model) -> Fraction:
        """How many households come with it."""
        shares = self.division.giving[each.source.pk]
        return Fraction(sum(share.households or 0 for share in shares if share.target == target))

    def _carry(self, move: Move, coming: list["Coming"]) -> None:
        if not coming:
            return
        leaving = {one.row.pk: one.row for one in coming}
        still = {one.row.pk for one in coming if one.begins(self.day) and not one.divided}
        joining = [one for one in coming if self._joins(move, one) and one.row.pk not in still]
        kept: list[models.Model] = []
        made: list[tuple[Coming, models.Model]] = []
        for one in (one for one in coming if one not in joining):
            made.append((one, self._there(one, one.row if one.row.pk in still else one.copy(self.day))))
        for base, ones in self._groups(move, joining):
            made += self._join(move, base, ones, kept)
        start, end = span_of(move.model)
        for row in [*leaving.values(), *kept]:
            if row.pk not in still and (getattr(row, end) is None or getattr(row, end) > self.day):
                setattr(row, end, self.day)
        changes.update_all([row for row in leaving.values() if row.pk not in still], self.origin)
        changes.update_all(kept, self.origin)
        self._write(move, made, still)
        self.more[move.label] += len(made) - len(leaving) - len(kept)
        gone = [one for one in coming if one.row.pk not in still]
        self.going_on += [(self.moved[one.key][one.target.pk], one.row.pk) for one in gone]
        self._follow(move.label, ((one.row.pk, self.moved[one.key][one.target.pk]) for one in gone))

    def _joins(self, move: Move, one: "Coming") -> bool:
        return move.one is not None and constraints.holds(move.one_of, one.row) is True

    def _there(self, one: "Coming", row: models.Model) -> models.Model:
        """The row at its target."""
        if "__" not in one.field:
            setattr(row, one.field, one.target)
        for name in one.move.points:
            self._point(row, name, one)
        if one.move.place:
            one.move.place(self, row, one)
        return row

    def _point(self, row: models.Model, name: str, one: "Coming") -> None:
        """What the row points at has moved, too; what went elsewhere, or stayed, is no longer its own."""
        other = getattr(row, name)
        if other is None:
            return
        key = other._meta.label_lower, other.pk
        way = move_of(key[0]).way
        if key in self.moved:
            setattr(row, name, self.moved[key].get(one.target.pk))
        elif along(other, f"{way}_id") == one.source.pk and row._meta.get_field(name).null:
            setattr(row, name, None)

    def _groups(self, move: Move, coming: list["Coming"]) -> Iterator[tuple[models.Model | None, list["Coming"]]]:
        """Those that come together at a target, each with the row that stands there already."""
        if not coming:
            return
        leaving = {one.row.pk for one in coming}
        together: dict[tuple, list[Coming]] = defaultdict(list)
        for one in coming:
            one.new = self._there(one, one.copy(self.day))
            together[one.target.pk, *(_value(one.new, name) for name in move.one or ())].append(one)
        there = {}
        for row in move.standing({one.target.pk for one in coming}, self.day).exclude(pk__in=leaving):
            if constraints.holds(move.one_of, row) is True:
                there[along(row, f"{move.way}_id"), *(_value(row, name) for name in move.one or ())] = row
        for key, ones in together.items():
            yield there.get(key), ones

    def _join(
        self, move: Move, base: models.Model | None, ones: list["Coming"], kept: list[models.Model]
    ) -> list[tuple["Coming", models.Model]]:
        """One row for all of them: the one that stands there, else the one with most households. kept: takes the row
        that stands there, where one with the sums follows it."""
        rows = [one.new for one in ones]
        if base is None:
            result = rows[0]
        elif not move.adds:
            result = base
        else:
            rows.append(base)
            result = copy_of(base, span_of(move.model), self.day)
            kept.append(base)
            self.going_on.append((result, base.pk))
        for one in ones:
            self.moved[one.key][one.target.pk] = result
        if result is base:
            return []
        for name in move.adds:
            values = [getattr(row, name) for row in rows]
            if None in values and any(value is not None for value in values):
                self.unknown.add(move.label)
            setattr(result, name, None if None in values else sum(values, type(values[0])(0)))
        result.generated = sorted({name for row in rows for name in row.generated})
        return [(ones[0], result)]

    def _write(self, move: Move, made: list[tuple["Coming", models.Model]], still: set[int]) -> None:
        new = []
        for one, row in made:
            self.moved[one.key].setdefault(one.target.pk, row)
            fit(row, move, one)
            if row.pk in still:
                changes.update_all([row], self.origin)
            elif move.name:
                # The next may have the same name.
                changes.create_all([row], self.origin)
            else:
                new.append(row)
        changes.create_all(new, self.origin)

    # What goes along

    def _follow(self, label: str, pairs: Iterable[tuple[int, models.Model]]) -> None:
        homes = dict(pairs)
        for follow in followers(label) if homes else ():
            start, end = follow.span or span_of(follow.model)
            label = follow.model._meta.label_lower
            rows = follow.model.objects.whole_city(because=BECAUSE).filter(**{f"{follow.field}__in": list(homes)})
            changed, new, gone = [], [], []
            for row in rows.order_by("pk"):
                last = getattr(row, end)
                if (label, row.pk) in self.leaving or (last is not None and last <= self.day):
                    continue
                home = homes[_value(row, follow.field)]
                own = getattr(row, "dated_fields", ("",))[0]
                days = [getattr(row, name) for name in {start, own} - {""}]
                if any(day is not None and day >= self.day for day in days):
                    setattr(row, follow.field, home)
                    changed.append(row)
                    continue
                copy = copy_of(row, (start, end), self.day)
                setattr(copy, follow.field, home)
                new.append(copy)
                gone.append(row.pk)
                since = getattr(row, follow.begins) if follow.begins else datetime.date.min
                if since is not None and since < self.day:
                    setattr(row, end, self.day)
                    changed.append(row)
            changes.update_all(changed, self.origin)
            for row in new:
                fit(row)
            changes.create_all(new, self.origin)
            self.going_on += zip(new, gone, strict=True)
            self._follow(label, zip(gone, new, strict=True))


class Coming:
    """A row, or a part of its amounts, and where it goes."""

    def __init__(
        self, move: Move, row: models.Model, target: models.Model, source: models.Model, weight: Fraction = Fraction(0),
        values: Mapping[str, Decimal | None] | None = None, *, divided: bool = False, field: str = "",
    ) -> None:  # fmt: skip
        self.move, self.row, self.target, self.source = move, row, target, source
        self.weight, self.values, self.divided = weight, values or {}, divided
        self.field = field or move.way
        self.new: models.Model | None = None

    @property
    def key(self) -> Key:
        return self.move.label, self.row.pk

    def begins(self, day: datetime.date) -> bool:
        """Whether the row begins on the day or later, so that it has no past at its source."""
        start, _end = span_of(self.move.model)
        days = [getattr(self.row, name) for name in {start, self.move.begins} - {""}]
        return any(found is not None and found >= day for found in days)

    def copy(self, day: datetime.date) -> models.Model:
        """The row from the day on."""
        row = copy_of(self.row, span_of(self.move.model), day)
        for name, value in self.values.items():
            setattr(row, name, value)
        return row


def copy_of(row: models.Model, span: tuple[str, str], day: datetime.date) -> models.Model:
    """A row of the same content that begins on the day; span: the field of its beginning, "" for none, and its end."""
    skipped = {"id", "version", *row.derived, *row.unrecorded}
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in skipped
    }
    copy = type(row)(**values)
    copy.generated = list(row.generated)
    if span[0]:
        setattr(copy, span[0], day)
    return copy


def fit(row: models.Model, move: Move | None = None, one: Coming | None = None) -> None:
    """Checks a row at its target; one that has the name of another there is named after its source, too.

    Raises CannotMove.
    """
    first: ValidationError | None = None
    for name in _names(row, move, one):
        if name is not None:
            setattr(row, move.name, name)
        try:
            row.full_clean()
            return
        except ValidationError as error:
            first = error
    words = _("%(row)s does not fit at its target: %(why)s")
    raise CannotMove(words % {"row": _named(row, move), "why": " ".join(first.messages)}) from first


def _names(row: models.Model, move: Move | None, one: Coming | None) -> Iterator[str | None]:
    """As it is, with its source's name, and numbered, where several nameless ones come from there."""
    yield None
    if move is None or not move.name or one is None:
        return
    longest = row._meta.get_field(move.name).max_length
    own = getattr(row, move.name) or (row.get_kind_display() if hasattr(row, "get_kind_display") else "")
    for number in range(1, 100):
        after = str(number) if number > 1 else ""
        yield f"{one.source}{own}"[: longest - len(after)] + after


def _named(row: models.Model, move: Move | None) -> str:
    return move.words(row) if move else f"{row._meta.verbose_name} {row}"


def _value(row: models.Model, name: str) -> Any:
    return getattr(row, row._meta.get_field(name).attname)
