"""The target board: all standards side by side."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhoushan_community.base.sheets.exports import FORMATS, send, temporary

from .asked import asked
from .charts import course
from .sheets import write_board
from .since import compared
from .tiles import tiles

#: Of which standard the tile plan is, where no other is chosen.
TILED = "T4"


def board_page(request: HttpRequest) -> HttpResponse | FileResponse:
    """All standards side by side: the territory, then what lies in it."""
    asking = asked(request)
    board, territory = asking.board, asking.territory
    ending = request.GET.get("format")
    if ending in FORMATS:
        path = temporary(ending)
        write_board(path, board, asking.earlier, territory, request.user)
        return send(path, f"{_('Target board')}_{territory.name}_{board.day}.{ending}")
    part, pager = asking.columns(request)
    columns = board.table(territory, part)
    # What lies in a district or street is read whole in any case, and was not the same on the earlier day.
    read = part if territory.level == "city" else None
    before = compared(asking.earlier, territory, read) if asking.earlier else {}
    lines = []
    for place, judged in enumerate(board.judged.values()):
        code = judged.standard.code
        cells = [(row, cells[place][1], before.get(row.address, {}).get(code)) for row, cells in columns]
        lines.append((judged, cells))
    if not any(rate.denominator for _judged, cells in lines for _row, rate, _then in cells):
        asking.problems.append(
            _("No unit of yours existed on %(day)s, so there is nothing to judge; choose a later day.")
            % {"day": board.day}
        )
    charts = course(board, territory, [row.key for row, _cells in columns])
    context = asking.context | {"table": columns, "lines": lines, "charts": charts} | pager
    inside = board.table(territory, read)
    shown = board.judged.get(request.GET.get("show", ""), board.judged[TILED])
    context |= {"shown": shown, "groups": tiles(board, territory, shown, inside[1:])}
    return render(request, "board/board.html", context)
