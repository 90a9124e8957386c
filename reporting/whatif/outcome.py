"""What would come of a scenario: the board before and after, and the units that would stand otherwise."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from communities.standards import communities
from zhoushan_community.base.standards import Rate, Result, Tally
from zhoushan_community.base.standards.results import MET, NOT_APPLICABLE

from ..board import Board, Judged, Territory
from ..judging import Judging
from ..models import ScenarioEdit, Threshold
from . import bounds, grounds, people, rooms  # noqa: F401  (they say which kinds of edits there are)
from .edits import KINDS, Edit, Reach, Setting
from .supposing import Busy, supposed

Key = tuple[str, int]

#: More results than these are too many to be compared while somebody waits: a threshold tried on a whole country.
MOST = 300_000


@dataclasses.dataclass
class Told:
    """An edit in words. problems: why it has no effect. note: what else there is to know of it."""

    edit: ScenarioEdit
    title: str
    sentence: str = ""
    problems: list[str] = dataclasses.field(default_factory=list)
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Cell:
    """A rate of a territory before and after, and the standard as it is judged there."""

    territory: Territory
    before: Rate
    after: Rate
    judged: Judged
    supposed: Judged

    @property
    def mark(self) -> str:
        """How the two compare: "same", "better", "worse" or "other"."""
        return mark_of(self.before, self.after)


def mark_of(before: Rate, after: Rate) -> str:
    """How two rates compare. More of those judged is better; what only became known, or larger, is something else."""
    if _shown(before) == _shown(after):
        return "same"
    old, new = before.rate, after.rate
    if before.state != after.state and MET in (before.state, after.state):
        return "better" if after.state == MET else "worse"
    if old is None or new is None or old == new:
        return "other"
    return "better" if new > old else "worse"


def _shown(rate: Rate) -> tuple[Any, ...]:
    """What of a rate a reader sees; a threshold that decides nothing is not of it."""
    return (rate.numerator, rate.denominator, rate.missing, rate.exempt, rate.state, rate.short_by)


@dataclasses.dataclass(frozen=True)
class Side:
    """A side of what is put together, and which of its parts do not hold."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Moved:
    """A unit that would stand otherwise. before, after: None where there is no such unit."""

    before: Result | None
    after: Result | None
    sides: tuple[Side, ...] = ()

    @property
    def unit(self) -> Result:
        """The unit, as it is where it is."""
        return self.before or self.after

    @property
    def mark(self) -> str:
        """gained: it would meet the standard; lost: it would no longer; gone, new: there would be no such unit, or one;
        else other."""
        if self.before is None or self.after is None:
            return "new" if self.before is None else "gone"
        was, will = (each.state == MET for each in (self.before, self.after))
        return "other" if was == will else "gained" if will else "lost"


@dataclasses.dataclass
class Line:
    """One standard: as judged in the whole territory, as it would be judged there, and its cells."""

    judged: Judged
    supposed: Judged
    cells: list[Cell]
    moved: list[Moved]

    @property
    def changed(self) -> bool:
        """Whether anything of it would be otherwise."""
        return bool(self.moved) or any(cell.mark != "same" for cell in self.cells)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many units would gain it, lose it, change otherwise, be no more or be new; those that there are."""
        found = Counter(each.mark for each in self.moved)
        return {mark: found[mark] for mark in ("gained", "lost", "other", "gone", "new") if found[mark]}

    @property
    def staying(self) -> list[Moved]:
        """The units that there are before and after."""
        return [each for each in self.moved if each.mark not in ("gone", "new")]

    @property
    def composed(self) -> bool:
        """Whether it is put together from others."""
        return self.judged.standard.measure is None


@dataclasses.dataclass
class Outcome:
    """All that would come of the edits. lines: by code, in the order of a board."""

    edits: list[Told]
    lines: list[Line]
    territories: list[Territory]

    @property
    def changed(self) -> list[Line]:
        """The lines in which anything is otherwise."""
        return [line for line in self.lines if line.changed]


def bound_edit(edit: ScenarioEdit, setting: Setting) -> Edit | None:
    """The form of a kept edit; None when there is no such kind any more."""
    form = KINDS.get(edit.kind)
    return form(edit.values, setting=setting, number=edit.pk) if form else None


def evaluate(edits: Iterable[ScenarioEdit], board: Board, territory: Territory) -> Outcome:
    """Judge the territory as it is and as it would be by the edits, as far as the board's person sees it.

    The board itself is read before anything is supposed. Inside, only what the edits can bear on is judged, twice and
    live, so the tables are held for as short as can be; the difference is added to the board. Raises Busy.
    """
    table = board.table(territory)
    setting = Setting(board, territory)
    told: list[Told] = []
    before: dict[Key, Result] = {}
    after: dict[Key, Result] = {}
    with supposed():
        forms = [(edit, bound_edit(edit, setting)) for edit in edits]
        # Before any of them is done, so that what they can bear on is looked for where it stands now.
        reach = reduce(or_, (form.reach() for _edit, form in forms if form and form.is_valid()), Reach())
        wanted = [row for _edit, form in forms if form and form.is_valid() for row in form.thresholds()]
        codes = {row.standard for row in wanted}
        after_board = _board_by(board, wanted)
        within = _within(board, reach) if reach != Reach() else None
        before = _judged(board, setting, within, codes)
        for edit, _form in forms:
            # Asked anew: an edit meets what those before it have left.
            told.append(_done(edit, setting))
        after = _judged(after_board, setting, within, codes)
    return _outcome(board, after_board, territory, told, table, before, after)


def _board_by(board: Board, wanted: Iterable[Threshold]) -> Board:
    """The board by thresholds of which some are not written; each takes the place of the one of its ground."""
    found = Board(board.day, board.basis, user=board.user, codes=board.codes, everything=board.everything)
    in_force = {(row.standard, row.district_id): row for row in (*board.judging.in_force, *wanted)}
    found.judging.in_force = list(in_force.values())
    return found


def _within(board: Board, reach: Reach) -> Q:
    """The units of the reach: what lies in its communities, and what belongs to the streets that they stand in."""
    there = communities(board.judging.asked).filter(unit__in=sorted(reach.communities))
    streets = {*there.values_list("street_key", flat=True), *reach.streets}
    return Q(community_key__in=sorted(reach.communities)) | Q(community_key=None, street_key__in=sorted(streets))


def _judged(
    board: Board,
    setting: Setting,
    within: Q | None,
    wanted: Collection[str],
) -> dict[Key, Result]:
    """The units within against everything, and all units of the territory against those of the wanted codes; by the
    thresholds of the board."""
    found: dict[Key, Result] = {}
    territory = setting.within()
    concerned = {
        each.code
        for each in board.judging.standards
        if {each.code, *board.judging.parts_of(each.code)} & set(wanted) or set(each.thresholds) & set(wanted)
    }
    asked = [((), territory & within)] if within is not None else []
    if concerned:
        asked.append((concerned, territory))
    for codes, where in asked:
        judging = Judging(board.day, board.basis, codes=codes, within=where)
        judging.in_force = board.judging.in_force
        for each in judging.results(parts=True):
            found[each.standard, each.unit] = each
            if len(found) > MOST:
                raise Busy
    return found


def _done(edit: ScenarioEdit, setting: Setting) -> Told:
    """Do the edit to supposed rows, or say why it cannot be done."""
    form = bound_edit(edit, setting)
    if form is None:
        return Told(edit, edit.kind, problems=[_("This kind of edit is no longer known; take it out.")])
    told = Told(edit, str(form.title))
    if not form.is_valid():
        told.problems = [
            f"{form.fields[name].label if name in form.fields else _('edit')}: {' '.join(words)}"
            for name, words in form.errors.items()
        ]
        told.note = _("What it rests on was changed since it was added, by somebody or by an edit above; it has no"
                      " effect. Take it out and add it anew.")  # fmt: skip
        return told
    told.sentence = form.sentence()
    row = form.row()
    if edit.version != (row.version if row else 0):
        told.note = _("“%(row)s” was changed since this edit was added; it is tried on what is there now.") % {
            "row": row or told.title
        }
    try:
        with transaction.atomic():
            form.apply()
    except IntegrityError:
        told.problems = [_("Something that is there already stands in its way; take it out, or change the order.")]
    return told


def _outcome(
    board: Board,
    after_board: Board,
    territory: Territory,
    told: list[Told],
    table: list,
    before: Mapping[Key, Result],
    after: Mapping[Key, Result],
) -> Outcome:
    change: dict[tuple[Any, str], list[Tally]] = defaultdict(lambda: [Tally(), Tally()])
    moved: dict[str, list[Moved]] = defaultdict(list)
    for code, unit in {**before, **after}:
        pair = (before.get((code, unit)), after.get((code, unit)))
        for place, result in enumerate(pair):
            for row in _rows_of(board, territory, result) if result else ():
                change[row, code][place] += _tally(result)
        if code in board.judged and _differ(*pair):
            moved[code].append(Moved(*pair, _sides(board, code, unit, before, after)))
    lines = []
    for place, (code, judged) in enumerate(board.judged_in(territory.district).items()):
        supposed_to_be = after_board.judged_in(territory.district)[code]
        cells = []
        for row, rates in table:
            own, rate = rates[place]
            will = after_board.judged_in(row.district)[code]
            cells.append(Cell(row, rate, _after(rate, change[_key(territory, row), code], will), own, will))
        found = sorted(moved[code], key=lambda each: (each.unit.district, each.unit.street, each.unit.name))
        lines.append(Line(judged, supposed_to_be, cells, found))
    return Outcome(told, lines, [row for row, _rates in table])


def _differ(before: Result | None, after: Result | None) -> bool:
    """Whether the unit stands otherwise, and not only its bounds."""
    if before is None or after is None:
        return before is not after
    return any(getattr(before, name) != getattr(after, name) for name in ("state", "measured", "parts", "street"))


def _tally(result: Result) -> Tally:
    made_up = int(result.made_up and result.state != NOT_APPLICABLE)
    return Tally(**{result.state: 1, "made_up": made_up})


def _key(territory: Territory, row: Territory) -> Any:
    return "whole" if row == territory else row.key


def _rows_of(board: Board, territory: Territory, result: Result) -> list[Any]:
    """The rows of the board in which a unit is counted."""
    if territory.level == "city":
        bound = board.everything or result.district not in board.unbound
        return [result.district, *(["whole"] if bound else [])]
    inside = {"district": result.street, "street": result.community}.get(territory.level)
    return ["whole", *([inside] if inside else [])]


def _after(rate: Rate, change: list[Tally], judged: Judged) -> Rate:
    """The rate with the units that left a state and those that came to it."""
    gone, come = (tally.rate() for tally in change)
    numbers = {
        name: getattr(rate, name) - getattr(gone, name) + getattr(come, name)
        for name in ("numerator", "denominator", "missing", "generated", "exempt")
    }
    return Rate(**numbers, threshold=judged.share)


def _sides(
    board: Board, code: str, unit: int, before: Mapping[Key, Result], after: Mapping[Key, Result]
) -> tuple[Side, ...]:
    """The sides of a target of which something changed, each with what does not hold."""
    found = []
    for name, parts in board.judging.definitions.get(code, ()):
        was, will = (
            tuple(
                part
                for part in parts
                if (each := results.get((part, unit))) and each.state not in (MET, NOT_APPLICABLE)
            )
            for results in (before, after)
        )
        if was != will:
            found.append(Side(name, was, will))
    return tuple(found)
