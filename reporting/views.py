"""The target board and the drill-down of one standard."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhoushan_community.base import registers, standards
from zhoushan_community.base.sheets.exports import FORMATS, send, temporary
from zhoushan_community.base.standards import Reading, Result
from zhoushan_community.base.tables import asked_day

from .board import Board, Territory
from .charts import course
from .models import Basis
from .sheets import write_board, write_units


def _asked(request: HttpRequest, codes: tuple[str, ...] = ()) -> tuple[Board, Territory, list[str]]:
    """The board and territory that an address asks for, with what was wrong about the asking."""
    problems: list[str] = []
    day = asked_day(request.GET.get("on"), problems)
    basis = request.GET.get("basis") or Basis.DIRECTIVE_2002
    if basis not in Basis.values:
        problems.append(_("There is no basis “%(basis)s”; the directive's is shown.") % {"basis": basis})
        basis = Basis.DIRECTIVE_2002
    board = Board(day, basis, user=request.user, codes=codes)
    start = board.start()
    if start is None:
        raise PermissionDenied
    territory = start
    if asked := request.GET.get("territory"):
        territory = board.territory(asked)
        if territory is None:
            raise Http404
    if moved := board.moved_away(territory):
        problems.append(
            _("%(count)s communities of that day belong to another territory today; they are not counted.")
            % {"count": moved}
        )
    if not any(judged.results for judged in board.judged.values()):
        problems.append(
            _("No unit of yours existed on %(day)s, so there is nothing to judge; choose a later day.") % {"day": day}
        )
    elif not any(judged.threshold for judged in board.judged.values()):
        problems.append(
            _("No threshold of this basis was in force on %(day)s; the counts are shown without a judgement.")
            % {"day": day}
        )
    return board, territory, problems


def _context(request: HttpRequest, board: Board, territory: Territory, problems: list[str]) -> dict[str, Any]:
    return {
        "board": board,
        "territory": territory,
        "above": _above(board, territory),
        "problems": problems,
        "bases": Basis.choices,
        "anniversaries": [datetime.date(2002, 6, 30), datetime.date(2003, 12, 31)],
    }


def _above(board: Board, territory: Territory) -> list[Territory]:
    """The territories over this one that the person may open."""
    found = []
    if territory.level == "street":
        district = board.districts[board.streets[territory.key].district_id]
        found.append(board.territory(district.code))
    if territory.level in ("street", "district"):
        found.insert(0, board.territory(None))
    return [each for each in found if each]


def board_page(request: HttpRequest) -> HttpResponse | FileResponse:
    """All standards side by side: the territory, then what lies in it."""
    board, territory, problems = _asked(request)
    table = board.table(territory)
    ending = request.GET.get("format")
    if ending in FORMATS:
        path = temporary(ending)
        write_board(path, board, table, request.user)
        return send(path, f"{_('Target board')}_{territory.name}_{board.day}.{ending}")
    context = _context(request, board, territory, problems)
    context |= {"table": table, "charts": course(board, territory)}
    return render(request, "board/board.html", context)


def standard_page(request: HttpRequest, code: str) -> HttpResponse | FileResponse:
    """One standard: the rate of every row of the territory, then each unit with the rows behind its result."""
    try:
        standard = standards.find(code)
    except KeyError as error:
        raise Http404 from error
    board, territory, problems = _asked(request, (code,))
    results = board.results(code, territory)
    state = request.GET.get("state", "")
    if state in standards.STATES:
        results = [result for result in results if result.state == state]
    ending = request.GET.get("format")
    if ending in FORMATS:
        path = temporary(ending)
        write_units(path, board, standard, results, request.user)
        return send(path, f"{code}_{territory.name}_{board.day}.{ending}")
    page = Paginator(results, 50).get_page(request.GET.get("page"))
    context = _context(request, board, territory, problems)
    context |= {
        "standard": standard,
        "judged": board.judged[code],
        "table": board.table(territory),
        "page": page,
        "state": state,
        "states": standards.STATES,
        "evidence": _links(page.object_list, request.user),
    }
    return render(request, "board/standard.html", context)


def _links(results: Iterable[Result], user: Any) -> dict[Reading, list[tuple[str, str]]]:
    """Names and addresses of the rows behind each result, as the person sees them. One query for each register."""
    wanted: dict[str, set[int]] = {}
    for result in results:
        for label, key in result.reading.evidence:
            wanted.setdefault(label, set()).add(key)
    rows = {}
    for label, keys in wanted.items():
        register = registers.find(label)
        found = register.model.objects.visible_to(user).select_related(*register.related).in_bulk(keys)
        rows.update({(label, key): (str(row), register.url("detail", pk=key)) for key, row in found.items()})
    return {result.reading: [rows[item] for item in result.reading.evidence if item in rows] for result in results}
