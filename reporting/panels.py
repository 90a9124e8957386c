"""What the pages of communities and streets show of the standards."""

import dataclasses
import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Community, Street
from zhoushan_community.base.panels import Panel, panel
from zhoushan_community.base.standards import Rate, Result, Tally, all_standards

from . import adjusting  # noqa: F401  (compares the standards for adjustments)
from .board import Board, Judged
from .coverage import Records
from .explained import missing_parts, remark
from .judging import Judging


@dataclasses.dataclass(frozen=True)
class Line:
    """A standard and how the unit stands; of what lies in it, such as its estates, the rate. remark: what else is to be
    said of it in words."""

    judged: Judged
    address: str
    result: Result | None = None
    lacking: tuple[str, ...] = ()
    rate: Rate | None = None
    remark: str = ""


@panel("community", "street")
def standing(unit: Community | Street, day: datetime.date, user: Any) -> Panel:
    """Every standard that is asked of the unit or of what lies in it, by the directive. The statements are the same
    however many units there are."""
    level = unit.territory_level
    own = [each.code for each in all_standards() if each.level == level]
    board = Board(day, user=user)
    inside = Q(**{f"{level}_key": unit.pk})
    results = {each.standard: each for each in Judging(day, codes=own, within=Q(unit=unit.pk)).results()}
    tallies: dict[str, Tally] = {}
    others = [code for code in board.judged if code not in own]
    for counts in Judging(day, codes=others, within=inside).tallies().values():
        tallies |= {code: tallies.get(code, Tally()) + tally for code, tally in counts.items()}
    street = next(iter(results.values())).street if results else getattr(unit, "street_id", unit.pk)
    territory = board.territory(f"street-{street}")
    district = next(iter(results.values())).district if results else None
    lines = []
    for code, judged in board.judged_in(district).items():
        query = {"on": day, **({"territory": territory.address} if territory else {})}
        address = f"{reverse('standard', args=[code])}?{urlencode(query)}"
        if result := results.get(code):
            lacking = missing_parts(board.judging, judged.standard, result)
            said = remark(board, judged.standard, result)
            lines.append(Line(judged, f"{address}#unit-{unit.pk}", _shown(unit, result), tuple(lacking), remark=said))
        elif (tally := tallies.get(code)) and tally.units:
            lines.append(Line(judged, address, rate=_shown(unit, tally.rate(judged.share))))
    return Panel(_("Standards"), template="board/unit.html", context={"lines": lines, "board": board}, wide=True)


@panel("community")
def records_kept(unit: Community, day: datetime.date, user: Any) -> Panel:
    """The records that the community keeps: since when no more, how completely. A statement for each."""
    board = Board(day, user=user)
    street = board.territory(f"street-{unit.street_id}")
    query = urlencode({"on": day, **({"territory": street.address} if street else {})})
    lines = [
        (record, f"{reverse('record', args=[record.code])}?{query}", keeping)
        for record, keeping in Records(day, user=user).of_unit(unit)
    ]
    return Panel(_("Records"), template="records/unit.html", context={"lines": lines, "day": day}, wide=True)


def _shown(unit: Community | Street, found: Any) -> Any:
    """A unit that was made up as a whole bears its mark at the head of the page alone."""
    if not unit.made_up:
        return found
    return dataclasses.replace(found, **({"generated": 0} if isinstance(found, Rate) else {"made_up": False}))
