"""The target board: all standards side by side."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhoushan_community.base.sheets.exports import FORMATS, send, temporary

from .asked import asked
from .charts import course
from .sheets import write_board


def board_page(request: HttpRequest) -> HttpResponse | FileResponse:
    """All standards side by side: the territory, then what lies in it."""
    asking = asked(request)
    board, territory = asking.board, asking.territory
    ending = request.GET.get("format")
    if ending in FORMATS:
        path = temporary(ending)
        write_board(path, board, board.table(territory), request.user)
        return send(path, f"{_('Target board')}_{territory.name}_{board.day}.{ending}")
    columns = board.table(territory)
    lines = []
    for place, judged in enumerate(board.judged.values()):
        lines.append((judged, [(row, cells[place][1]) for row, cells in columns]))
    if not any(rate.denominator for _judged, cells in lines for _row, rate in cells):
        asking.problems.append(
            _("No unit of yours existed on %(day)s, so there is nothing to judge; choose a later day.")
            % {"day": board.day}
        )
    context = asking.context | {"table": columns, "lines": lines, "charts": course(board, territory)}
    return render(request, "board/board.html", context)
