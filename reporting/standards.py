"""The target that is put together from norms of every app, and the limits that layout plans keep to."""

import datetime

from django.utils.translation import gettext_lazy as _

from communities.planning.limits import bounds_of_size
from zhoushan_community.base.standards import Standard, declare

from .judging import Judging

declare(
    Standard(
        "T6", "target", "一", "90%以上的社区基本建成安全、舒适、文明、和谐的新型现代化社区", "community",
        how=_("communities that meet every norm of the four sides ÷ communities that exist"),
    )
)  # fmt: skip


@bounds_of_size
def size_of_a_community(day: datetime.date, district: int | None) -> tuple[int, int] | None:
    """N01: from how many to how many households, by the directive as it was in force on the day in the district."""
    threshold = Judging(day, codes=("N01",)).thresholds(district).get("N01")
    return (int(threshold.low), int(threshold.high)) if threshold and threshold.high else None
