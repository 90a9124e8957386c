"""What changed since a chosen day: which units gained or lost a standard, and why."""

import dataclasses
import datetime
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from django.utils.translation import gettext as _

from communities.models import AdjustmentShare, Community, Street, in_effect
from zhoushan_community.base.standards import (
    EXEMPT,
    MET,
    MISSING,
    NOT_APPLICABLE,
    Rate,
    Result,
    Standard,
    Tally,
    subject_of,
)
from zhoushan_community.base.templatetags.show import show

from .board import Board, Part, Territory
from .explained import address_of
from .judging import BECAUSE, Judging
from .wording import bounds, state_words, yes_or_no

#: So many units are listed of each kind on a page; a sheet has them all.
LISTED = 200


@dataclasses.dataclass(frozen=True)
class Turned:
    """A unit whose state is another now than then; None where it was not in the territory, or was not at all.

    address: its own page, on the last of the days on which it was there.
    """

    then: Result | None
    now: Result | None
    reason: str = ""
    address: str = ""

    @property
    def unit(self) -> Result:
        """By which the unit is told."""
        return self.now or self.then

    @property
    def gained(self) -> bool:
        return _state(self.now) == MET

    @property
    def lost(self) -> bool:
        return _state(self.then) == MET


def _state(result: Result | None) -> str | None:
    return result.state if result else None


class Comparison:
    """A standard in a territory on two days. Two statements, merged by unit.

    Where no threshold was in force on the earlier day, both are judged by that of the later one, because to begin to
    ask is no change of the units; `borrowed` says so. gained, lost: those that meet it now and did not then, and the
    other way round. others: (state then, state now, how many), None for a unit that was not there.
    """

    def __init__(self, earlier: Board, board: Board, territory: Territory, code: str) -> None:
        self.earlier, self.board, self.territory = earlier, board, territory
        self.judged = board.judged_in(territory.district)[code]
        self.standard: Standard = self.judged.standard
        self.borrowed = not earlier.judging.is_judged(code) and board.judging.is_judged(code)
        self._then, self._now = Tally(), Tally()
        self._gained: list[Turned] = []
        self._lost: list[Turned] = []
        self._others: Counter[tuple[str | None, str | None]] = Counter()
        self._compare()

    def _results(self, day: datetime.date, by: datetime.date | None = None) -> Iterator[Result]:
        within = self.board.within(self.territory)
        yield from Judging(day, self.board.basis, codes=(self.standard.code,), within=within, by=by).results()

    def _compare(self) -> None:
        before = {}
        for result in self._results(self.earlier.day, self.board.day if self.borrowed else None):
            before[result.unit] = result
            self._then += Tally(**{result.state: 1})
        for result in self._results(self.board.day):
            self._now += Tally(**{result.state: 1})
            self._take(before.pop(result.unit, None), result)
        for result in before.values():
            self._take(result, None)

    def _take(self, then: Result | None, now: Result | None) -> None:
        turned = Turned(then, now)
        if turned.gained != turned.lost:
            (self._gained if turned.gained else self._lost).append(turned)
        elif _state(then) != _state(now):
            self._others[_state(then), _state(now)] += 1

    @property
    def then(self) -> Rate:
        return self._then.rate(self.judged.share)

    @property
    def now(self) -> Rate:
        return self._now.rate(self.judged.share)

    @property
    def points(self) -> float | None:
        """By how many percentage points the rate rose."""
        return points(self.then, self.now)

    @property
    def others(self) -> list[tuple[str | None, str | None, int]]:
        return [(*pair, count) for pair, count in self._others.most_common()]

    @cached_property
    def gained(self) -> list[Turned]:
        return self._told(self._gained)

    @cached_property
    def lost(self) -> list[Turned]:
        return self._told(self._lost)

    # Why

    def _told(self, found: list[Turned]) -> list[Turned]:
        """With their reasons. The queries are as many for one unit as for all."""
        came = [each.now for each in found if each.then is None]
        went = [each.then for each in found if each.now is None]
        reasons = self._comings(came, self.earlier.day, past=True) | self._comings(went, self.board.day, past=False)
        return [
            dataclasses.replace(
                each,
                reason=reasons.get(each.unit.unit) or self._measured(each),
                address=address_of(self.board.day if each.now else self.earlier.day, each.unit),
            )
            for each in found
        ]

    def _comings(self, results: list[Result], other: datetime.date, *, past: bool) -> dict[int, str]:
        """Why units are there on one of the days only: founded or closed, or in another territory on the other day.
        past: the other day is the earlier one."""
        keys = [result.unit for result in results]
        asked = Judging(other, self.board.basis).asked
        elsewhere = dict(
            subject_of(self.standard.level).rows(asked).filter(unit__in=keys).values_list("unit", "street_key")
        )
        streets = dict(
            Street.objects.whole_city(because=BECAUSE).filter(pk__in=elsewhere.values()).values_list("pk", "name")
        )
        found = {}
        for key, street in elsewhere.items():
            words = _("moved here from %(street)s") if past else _("moved away to %(street)s")
            found[key] = words % {"street": streets[street]}
        if self.standard.level == "community":
            found |= self._lives([key for key in keys if key not in found], past=past)
        told = _("not there yet on %(day)s") if past else _("no longer there on %(day)s")
        return {key: found.get(key) or told % {"day": other} for key in keys}

    def _lives(self, keys: list[int], *, past: bool) -> dict[int, str]:
        """When the communities were founded or closed, and by which adjustment, as far as the person sees it."""
        field, holder = ("founded_on", "to_community") if past else ("closed_on", "from_community")
        days = Community.objects.visible_to(self.board.user).filter(pk__in=keys).values_list("pk", field)
        shares = AdjustmentShare.objects.visible_to(self.board.user).filter(
            in_effect(self.board.day, "adjustment"),
            adjustment__effective_on__gt=self.earlier.day,
            **{f"{holder}__in": keys},
        )
        papers = {getattr(share, f"{holder}_id"): share.adjustment for share in shares.select_related("adjustment")}
        found = {}
        for key, day in days:
            words = (_("founded on %(day)s") if past else _("closed on %(day)s")) % {"day": show(day)}
            paper = papers.get(key)
            if paper:
                words += f" ({paper.get_kind_display()} {paper.document_no})".replace(" )", ")")
            found[key] = words
        return found

    def _measured(self, turned: Turned) -> str:
        """What was measured then and is now, and what was asked where that is not the same."""
        said = [f"{self._number(turned.then)} → {self._number(turned.now)}"]
        asked = [bounds(self.standard, each) for each in (turned.then, turned.now)]
        if asked[0] != asked[1] and all(asked):
            said.append(_("asked: %(then)s → %(now)s") % {"then": asked[0], "now": asked[1]})
        return "; ".join(said)

    def _number(self, result: Result) -> str:
        if result.state in (MISSING, NOT_APPLICABLE, EXEMPT):
            return state_words(result.state)
        if yes_or_no(self.standard):
            return show(bool(result.measured))
        return f"{show(result.measured)} {self.standard.unit}".strip()


def points(then: Rate | None, now: Rate) -> float | None:
    """By how many percentage points a rate rose; None where one of them is none."""
    if then is None or then.rate is None or now.rate is None:
        return None
    return round((now.rate - then.rate) * 100, 1)


def compared(earlier: Board, territory: Territory, part: Part | None = None) -> dict[str, dict[str, Rate]]:
    """The rates of the earlier day, by territory and code."""
    table = earlier.table(territory, part)
    return {row.address: {judged.standard.code: rate for judged, rate in cells} for row, cells in table}
