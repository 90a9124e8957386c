"""The target board: all standards side by side."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhoushan_community.base.sheets.exports import FORMATS, download
from zhoushan_community.base.templatetags.show import address

from .asked import Asking, asked
from .board import Territory
from .charts import course
from .drawn import drawn, page_of
from .maps import map_of
from .sheets import write_board
from .since import compared
from .tiles import tiles

#: Of which standard the tile plan is, where no other is chosen.
TILED = "T4"


def _query(request: HttpRequest, asking: Asking, row: Territory) -> str:
    """Where the figures of a column lead: a community's to the street's list, in which it has its own row."""
    shown = asking.territory if row.level == "community" else row
    day = asking.board.day.isoformat()
    return address({"request": request}, territory=shown.address, on=day, format=None, columns=None)


def board_page(request: HttpRequest) -> HttpResponse | FileResponse:
    """All standards side by side: the territory, then what lies in it."""
    ending = request.GET.get("format")
    if ending in FORMATS:
        asking = asked(request)
        board, territory = asking.board, asking.territory
        return download(
            f"{_('Target board')}_{territory.name}_{board.day}.{ending}",
            lambda path: write_board(path, board, asking.earlier, territory, request.user),
        )
    return render(request, "board/board.html", drawn(request, _draw))


def _draw(request: HttpRequest) -> dict[str, Any]:
    asking = asked(request)
    board, territory = asking.board, asking.territory
    part, pager = asking.columns(request)
    columns = board.table(territory, part)
    # What lies in a district or street is read whole in any case, and was not the same on the earlier day.
    read = part if territory.level == "city" else None
    before = compared(asking.earlier, territory, read) if asking.earlier else {}
    lines = []
    queries = [_query(request, asking, row) for row, _cells in columns]
    for place, judged in enumerate(board.judged_in(territory.district).values()):
        code = judged.standard.code
        cells = [
            (row, query, *cells[place], before.get(row.address, {}).get(code))
            for (row, cells), query in zip(columns, queries, strict=True)
        ]
        lines.append((judged, cells))
    if not any(rate.denominator for _judged, cells in lines for _row, _query, _own, rate, _then in cells):
        asking.problems.append(
            _("No unit of yours existed on %(day)s, so there is nothing to judge; choose a later day.")
            % {"day": board.day}
        )
    charts = course(board, territory, [row.key for row, _cells in columns])
    context = asking.context | {"table": columns, "lines": lines, "charts": charts} | pager
    inside = board.table(territory, read)
    judged_here = board.judged_in(territory.district)
    shown = judged_here.get(request.GET.get("show", ""), judged_here[TILED])
    context |= {"shown": shown, "groups": tiles(board, territory, shown, inside[1:])}
    context["map"] = map_of(board, territory, shown)
    return page_of(request, asking, f"{_('Target board')} {territory.name}", "board/territories.html", context)
