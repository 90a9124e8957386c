"""What an address asks of a board, and what every page of boards shows of it."""

import dataclasses
import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from zhoushan_community.base.tables import asked_day

from .board import Board, Part, Territory
from .models import Basis

#: Territories side by side, beside the one in which they lie.
COLUMNS = 16
#: The days on which the directive asked for something.
DUE = (datetime.date(2002, 6, 30), datetime.date(2003, 12, 31))


@dataclasses.dataclass
class Asking:
    """The board and territory that an address asks for, with what was wrong about the asking.

    earlier: the same board on the day with which it is compared; None when there is none.
    """

    board: Board
    territory: Territory
    problems: list[str]
    earlier: Board | None = None

    def columns(self, request: HttpRequest) -> tuple[Part, dict[str, Any]]:
        """Which of the territories inside are shown, and what the pager of columns is drawn from."""
        asked = request.GET.get("columns", "")
        number = max(int(asked), 1) if asked.isdecimal() and len(asked) < 6 else 1
        count = self.board.columns(self.territory)
        if (number - 1) * COLUMNS >= count:
            number = 1
        part = ((number - 1) * COLUMNS, number * COLUMNS)
        told = {
            "columns": count,
            "first_column": part[0] + 1,
            "last_column": min(part[1], count),
            "columns_before": number - 1 or None,
            "columns_after": number + 1 if part[1] < count else None,
        }
        return part, told

    @cached_property
    def context(self) -> dict[str, Any]:
        """What the head of a page of boards is drawn from."""
        return {
            "board": self.board,
            "day": self.board.day.isoformat(),
            "earlier": self.earlier,
            "since": self.earlier.day.isoformat() if self.earlier else None,
            "territory": self.territory,
            "above": self.board.above(self.territory),
            "problems": self.problems,
            "bases": Basis.choices,
            "anniversaries": DUE,
        }


def asked(request: HttpRequest, codes: tuple[str, ...] = ()) -> Asking:
    """Raises Http404 for a territory that the person does not see as a whole, PermissionDenied where there is none."""
    problems: list[str] = []
    day = asked_day(request.GET.get("on"), problems)
    basis = asked_basis(request, problems)
    how: dict[str, Any] = {"user": request.user, "codes": codes, "everything": bool(request.GET.get("everything"))}
    board = Board(day, basis, **how)
    territory = asked_territory(request, board, problems)
    if not any(board.judging.is_judged(code) for code in board.judged):
        problems.append(
            _("No threshold of this basis was in force on %(day)s; the counts are shown without a judgement.")
            % {"day": day}
        )
    return Asking(board, territory, problems, _earlier(request.GET.get("since"), board, how, problems))


def asked_basis(request: HttpRequest, problems: list[str]) -> str:
    """The paper by which an address wants to be judged, else the directive."""
    basis = request.GET.get("basis") or Basis.DIRECTIVE_2002
    if basis in Basis.values:
        return basis
    problems.append(_("There is no basis “%(basis)s”; the directive's is shown.") % {"basis": basis})
    return Basis.DIRECTIVE_2002


def asked_territory(request: HttpRequest, board: Board, problems: list[str]) -> Territory:
    """The territory that an address names, else where the person's board begins. Raises Http404 for one that the person
    does not see as a whole, PermissionDenied where there is none."""
    territory = board.start()
    if territory is None:
        raise PermissionDenied
    if code := request.GET.get("territory"):
        territory = board.territory(code)
        if territory is None:
            raise Http404
    if moved := board.moved_away(territory):
        problems.append(
            _("%(count)s communities of that day belong to another territory today; they are not counted.")
            % {"count": moved}
        )
    return territory


def _earlier(text: str | None, board: Board, how: Mapping[str, Any], problems: list[str]) -> Board | None:
    """The board of the day with which it is to be compared."""
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or day >= board.day:
        told = {"text": text, "day": board.day}
        problems.append(_("“%(text)s” is no day before %(day)s; nothing is compared.") % told)
        return None
    return Board(day, board.basis, **how)
