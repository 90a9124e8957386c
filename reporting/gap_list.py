"""The gaps that an address asks for, and the card of the nearest on the first page."""

import dataclasses
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from zhoushan_community.base import dated, home
from zhoushan_community.base.standards import MISSING, UNMET, Standard, find

from . import gap_words
from .board import Board
from .gaps import Gap, Worklist, by_effect
from .mending import Form, Mending

#: What the card on the first page shows.
NEAREST = 5
#: In a territory of more communities the first page does not wait for them.
FEW = 300


class Chosen:
    """The gaps of a worklist as an address narrows and sorts them. What it says wrong is passed over.

    standard: a code; that of a target stands for everything that the target asks. state: unmet or missing. street: a
    key. advice: what is only advised, instead of what is asked for. sort: "near" or "target".
    """

    def __init__(self, work: Worklist, query: QueryDict) -> None:
        self.work = work
        self.advice = query.get("kind") == "advice"
        self.all = [] if work.too_many else [gap for gap in work.gaps if _is_advice(gap) == self.advice]
        self.standard = _among(query.get("standard"), (standard.code for standard in self.standards))
        self.state = _among(query.get("state"), (UNMET, MISSING))
        self.street = _among(query.get("street"), (str(key) for key, _name in self.streets))
        self.sort = _among(query.get("sort"), ("target",)) or "near"

    @cached_property
    def standards(self) -> list[Standard]:
        """Those that some gap falls short of, and the targets that some gap keeps from being reached."""
        codes = {code for gap in self.all for code in _codes(gap)}
        return [find(code) for code in sorted(codes) if find(code).kind != "part"]

    @cached_property
    def streets(self) -> list[tuple[int, str]]:
        """The streets of the gaps, with their districts' names in the city."""
        streets = self.work.board.streets({gap.result.street for gap in self.all})
        return sorted(((key, street.name) for key, street in streets.items()), key=lambda pair: streets[pair[0]].code)

    @cached_property
    def gaps(self) -> list[Gap]:
        """What is left, in its order."""
        found = [
            gap
            for gap in self.all
            if (not self.standard or self.standard in _codes(gap))
            and (not self.state or gap.result.state == self.state)
            and (not self.street or str(gap.result.street) == self.street)
        ]
        return sorted(found, key=by_effect) if self.sort == "target" else found


@dataclasses.dataclass(frozen=True)
class Line:
    """A gap as it is shown: all of it in words, with the address of the unit and the forms that mend it."""

    gap: Gap
    place: str
    page: str
    what: str
    asked: str
    deed: str
    effects: list[str]
    forms: list[Form]

    @property
    def codes(self) -> list[str]:
        """The standards that have a page of their own."""
        return [code for code in self.gap.codes if find(code).kind != "part"]


def lines_of(gaps: Iterable[Gap], mending: Mending) -> list[Line]:
    """The gaps in words."""
    return [
        Line(
            gap,
            mending.place(gap),
            mending.page(gap),
            gap_words.what(gap),
            gap_words.asked(gap),
            gap_words.deed(gap),
            [gap_words.effect(each) for each in gap.effects],
            mending.forms(gap),
        )
        for gap in gaps
    ]


def _is_advice(gap: Gap) -> bool:
    return gap.standard.kind == "advice"


def _codes(gap: Gap) -> set[str]:
    """The standards and targets that the gap belongs to."""
    return {*gap.codes, *(effect.target for effect in gap.effects)}


def _among(value: str | None, known: Iterable[str]) -> str:
    return value if value in set(known) else ""


@home.card
def gaps_card(user: Any) -> home.Card:
    """The nearest gaps of the person's own ground today."""
    board = Board(dated.today(), user=user)
    start, page = board.start(), reverse("gaps")
    work = Worklist(board, start, most=FEW) if start else None
    if work is None or work.too_many:
        return home.Card(_("Nearest gaps"), [(_("Choose a part of the territory"), page)])
    gaps = [gap for gap in work.gaps if not _is_advice(gap)]
    mending = Mending(gaps[:NEAREST], work.asked, user, reverse("home"))
    lines = []
    for gap in gaps[:NEAREST]:
        form = next(iter(mending.forms(gap)), None)
        text = gap_words.sentence(gap, mending.place(gap))
        lines.append((text, form.address if form else mending.page(gap)))
    lines.append((_("all gaps: %(count)s") % {"count": len(gaps)}, page))
    return home.Card(_("Nearest gaps"), lines)
