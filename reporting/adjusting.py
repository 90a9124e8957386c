"""What the standards say to an adjustment: how its units stand before and after."""

import dataclasses
import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from communities.adjusting.division import COMMUNITY, Division
from communities.adjusting.effect import CannotTakeEffect, carry_out
from communities.adjusting.obstacles import conflicts
from communities.adjusting.preview import comparison
from communities.models import Adjustment, Community
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.standards import Result, Standard

from .judging import Judging
from .whatif.supposing import Busy, supposed

Results = dict[tuple[str, int], Result]


@dataclasses.dataclass(frozen=True)
class Line:
    """A standard of communities, and how each unit stands; None where it does not apply or there is no such unit."""

    standard: Standard
    before: list[Result | None]
    after: list[Result | None]


@comparison
def standards_before_and_after(case: Adjustment, user: Any) -> dict[str, Any]:
    """The communities of the case, judged on its day as they are, and as they would be if it took effect. It is done
    to the very rows, in a transaction that is rolled back."""
    context: dict[str, Any] = {"template": "adjusting/standards.html", "problem": "", "lines": []}
    division = Division.of(case)
    if found := conflicts(division):
        context["problem"] = " ".join(map(str, found))
        return context
    known = {key for label, key in division.units if label == COMMUNITY}
    try:
        with supposed():
            before = _judged(case.effective_on, known)
            done = carry_out(case, Origin(user, Source.PAGE, str(case)), strict=False)
            after = _judged(case.effective_on, known | {each.community_id for each in done.founded})
    except Busy:
        context["problem"] = _("Somebody is saving one of these rows at this moment; load the page again.")
        return context
    except CannotTakeEffect as error:
        context["problem"] = str(error)
        return context
    was, will = _units(before.values()), _units(after.values())
    codes = list(dict.fromkeys(code for code, _unit in (*before, *after)))
    context["was"], context["will"] = list(was.values()), list(will.values())
    context["lines"] = [
        Line(
            standard,
            [before.get((standard.code, unit)) for unit in was],
            [after.get((standard.code, unit)) for unit in will],
        )
        for standard in Judging(case.effective_on).standards
        if standard.code in codes
    ]
    return context


def _judged(day: datetime.date, communities: Iterable[int]) -> Results:
    judging = Judging(day, within=Q(unit__in=sorted(communities)))
    judging.standards = [each for each in judging.standards if each.level == Community.territory_level]
    return {(each.standard, each.unit): each for each in judging.results()}


def _units(results: Iterable[Result]) -> dict[int, str]:
    """The units that stand, by key, with their names."""
    return {each.unit: each.name for each in sorted(results, key=lambda each: each.unit)}
