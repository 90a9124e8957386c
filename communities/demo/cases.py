"""A made-up merger that is under way: proposed and agreed, with a destination for every row that it would move."""

import datetime

from zhoushan_community.base import changes

from ..adjusting import destinations
from ..models import Adjustment, AdjustmentShare, AdjustmentStep, Community, NewCommunity
from .making import Inventor

STREET, SOURCES, NAME = "昌国街道", ("虎山社区", "西山社区"), "虎西社区"


def make(inventor: Inventor) -> None:
    """Two small communities that are to become one. Nothing of it is in effect, so no figure hangs on it."""
    sources = list(Community.unscoped.filter(street__name=STREET, name__in=SOURCES, closed_on=None).order_by("pk"))
    street = sources[0].street
    month = inventor.today.replace(day=1)
    [case] = inventor.keep(
        [
            Adjustment(
                district=street.district,
                kind=Adjustment.Kind.MERGE,
                title=f"{'、'.join(SOURCES)}合并为{NAME}（演示）",
                effective_on=(month + datetime.timedelta(days=75)).replace(day=1),
                is_case=True,
                street=street,
            )
        ]
    )
    [founded] = inventor.keep([NewCommunity(adjustment=case, street=street, name=NAME)])
    inventor.keep(
        AdjustmentShare(
            adjustment=case,
            from_community=source,
            to_new=founded,
            households=inventor.households(source),
            population=inventor.population(source),
        )
        for source in sources
    )
    inventor.keep(
        AdjustmentStep(adjustment=case, step=step, done_on=inventor.today - datetime.timedelta(days=ago), office=office)
        for step, ago, office in (("proposed", 40, "昌国街道办事处"), ("agreed", 20, "居民会议"))
    )
    proposed = destinations.propose(case, inventor.origin.actor, origin=inventor.origin)
    inventor.mark(proposed)
    changes.update_all(proposed, inventor.origin)
