"""One standard: how its number comes about, the rate of every territory, and each unit with the rows behind it."""

from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhoushan_community.base import standards
from zhoushan_community.base.sheets.exports import FORMATS, download
from zhoushan_community.base.standards import JUDGED, STATES, Tally

from .asked import Asking, asked
from .drawn import drawn, page_of
from .explained import Reckoning, definition, explained, thresholds, why_not
from .history import chart, history
from .sheets import write_standard
from .since import LISTED, Comparison
from .spread import spread

#: Units on a page.
SHOWN = 50
#: The tabs of units: what is counted in the numerator, in the denominator, and the others.
TABS = ("met", JUDGED, "unmet", "missing", "exempt", "not_applicable")


def standard_page(request: HttpRequest, code: str) -> HttpResponse | FileResponse:
    """One standard in a territory on a day."""
    if code not in {standard.code for standard in standards.all_standards()}:
        raise Http404
    ending = request.GET.get("format")
    if ending in FORMATS:
        asking = asked(request, (code,))
        board, territory = asking.board, asking.territory
        return download(
            f"{code}_{territory.name}_{board.day}.{ending}",
            lambda path: write_standard(path, board, asking.earlier, territory, _state(request), request.user),
        )
    return render(request, "board/board.html", drawn(request, partial(_draw, code=code)))


def _state(request: HttpRequest) -> str:
    state = request.GET.get("state", "")
    return state if state in TABS else ""


def _draw(request: HttpRequest, code: str) -> dict[str, Any]:
    asking = asked(request, (code,))
    board, territory, state = asking.board, asking.territory, _state(request)
    part, pager = asking.columns(request)
    counts = board.counts(territory)[code]
    page = _page(request, _in_state(counts, state))
    standard = standards.find(code)
    moments = history(board, territory, code)
    context = (
        asking.context
        | pager
        | {
            "standard": standard,
            "level": standards.subject_of(standard.level).words,
            "reason": why_not(board, standard, territory.district),
            "judged": board.judged_in(territory.district)[code],
            "table": board.table(territory, part),
            "reckoning": Reckoning(counts, board.rate(code, territory)),
            "thresholds": thresholds(board, territory, code),
            "definition": definition(board, code),
            "spread": spread(board, territory, code),
            "moments": moments,
            "course": chart(board, territory, code, moments),
            "page": page,
            "rows": _rows(asking, code, state, page),
            "state": state,
            "tabs": [(tab, _in_state(counts, tab)) for tab in (*TABS, "")],
        }
    )
    if asking.earlier:
        found = Comparison(asking.earlier, board, territory, code)
        turned = [("gained", found.gained), ("lost", found.lost)]
        context |= {"comparison": found, "turned": turned, "listed": f":{LISTED}", "listed_count": LISTED}
    return page_of(request, asking, f"{code} {territory.name}", "board/standard.html", context)


def _in_state(counts: Tally, state: str) -> int:
    if state == JUDGED:
        return counts.units - counts.not_applicable
    return counts.counts[state] if state in STATES else counts.units


def _page(request: HttpRequest, count: int) -> Page:
    return Paginator(range(count), SHOWN).get_page(request.GET.get("page"))


def _rows(asking: Asking, code: str, state: str, page: Page) -> list:
    first = max(page.start_index() - 1, 0)
    board, part = asking.board, slice(first, first + SHOWN)
    return explained(board, code, list(board.results(asking.territory, state=state, nearest=True, rows=part)))
