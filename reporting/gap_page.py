"""The worklist of a territory: what is short, what each target takes, and the forms that mend it."""

from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhoushan_community.base.sheets.exports import FORMATS, download
from zhoushan_community.base.sheets.writer import Sheet

from . import gap_words
from .asked import asked
from .gap_list import Chosen, lines_of
from .gaps import Gap, Worklist
from .mending import Mending
from .sheets import sources, write
from .wording import state_words

#: Gaps on a page.
SHOWN = 50


def gaps_page(request: HttpRequest) -> HttpResponse | FileResponse:
    """As the address narrows and sorts them."""
    asking = asked(request)
    board, territory = asking.board, asking.territory
    work = Worklist(board, territory)
    chosen = Chosen(work, request.GET)
    ending = request.GET.get("format")
    if ending in FORMATS:
        mending = Mending(chosen.gaps, work.asked, request.user)
        return download(
            f"{_('Gaps')}_{territory.name}_{board.day}.{ending}",
            lambda path: write_gaps(path, work, chosen.gaps, mending, request.user),
        )
    page = Paginator(chosen.gaps, SHOWN).get_page(request.GET.get("page"))
    mending = Mending(page.object_list, work.asked, request.user, request.get_full_path())
    context = asking.context | {
        "work": work,
        "chosen": chosen,
        "page": page,
        "lines": lines_of(page.object_list, mending),
        "heads": [gap_words.told(head, board.day) for head in work.heads],
    }
    return render(request, "board/gaps.html", context)


def write_gaps(path: Path, work: Worklist, gaps: list[Gap], mending: Mending, user: Any) -> None:
    """One line for each gap: the whole sentence first, then its parts."""
    heads = [_("Gap"), _("District"), _("Street"), _("Unit"), _("Code"), _("Clause"), _("Paragraph"), _("State"),
             _("Measured"), _("Unit of measure"), _("At least"), _("At most"), _("Distance"), _("What is short"),
             _("What to do"), _("For the targets"), _("Demonstration data")]  # fmt: skip
    board = work.board
    districts = board.districts({gap.result.district for gap in gaps})
    streets = board.streets({gap.result.street for gap in gaps})
    rows = [
        [
            gap_words.sentence(gap, mending.place(gap)),
            districts[gap.result.district].name,
            streets[gap.result.street].name,
            gap.result.name,
            " ".join(gap.codes),
            gap.standard.clause,
            gap.standard.paragraph,
            state_words(gap.result.state),
            gap.result.measured,
            gap.standard.unit,
            gap.result.low,
            gap.result.high,
            gap.result.distance,
            gap_words.short(gap),
            gap_words.deed(gap),
            "；".join(map(gap_words.effect, gap.effects)),
            gap.result.made_up,
        ]
        for gap in gaps
    ]
    write(path, board, user, [Sheet(_("Gaps"), heads, rows), sources(board, work.territory)])
