"""From a plan over its drafts to communities that stand as the plan has them."""

import datetime
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from communities.adjusting.effect import take_effect
from communities.adjusting.preview import comparisons_of
from communities.models import Adjustment, Community, CommunityFigures
from tests.communities.adjusting.ground import through
from tests.people import City

from .ground import AREAS, BORDERS, DAY, begin, bring, passed, workbook


def sizes(on: datetime.date) -> dict[str, int | None]:
    """The households of the communities that stand on the day, by name."""
    rows = Community.objects.whole_city(because="test").existing(on).as_of(on)
    return {each.name: each.households for each in rows if each.households is not None}


def test_what_takes_effect_is_what_was_planned(city: City, officer: Client, commission: Client, tmp_path: Path) -> None:
    """西山 goes on and takes in 东山 and a part of 北山; what they are from the day on is what the plan says, once."""
    areas = [each for each in AREAS if each[0] != "北山"]
    areas += [["北山甲", 900, "环南街道", "北山社区", 300, 0], ["北山乙", 2100, "环南街道", "北山社区", 300, 40]]
    borders = [
        BORDERS[0],
        ["东山", "西山", 400, ""],
        ["西山", "北山甲", 300, ""],
        ["北山甲", "北山乙", 10, ""],
        ["北山乙", "中山", 200, ""],
        ["南山", "西山", 10, ""],
    ]
    plan = begin(officer, city)
    assert bring(officer, plan, workbook(tmp_path / "片区.xlsx", areas, borders)).status_code == 302
    officer.post(reverse("plan-pins", args=[plan.pk]), {"a": "西山", "b": "北山甲", "kind": "together"})
    plan.refresh_from_db()
    passed(officer, commission, plan)
    planned = {each.name: each.households for each in _communities(officer, plan)}
    assert planned == {"西山社区": 3600, "北山社区": 2900, "南山社区": 2700}
    today = datetime.date.today()
    officer.post(reverse("plan-drafts", args=[plan.pk]), {"effective_on": today.isoformat()})
    (case,) = Adjustment.unscoped.all()
    through(city, case)
    [compared] = comparisons_of(case, city.officer)
    size = next(line for line in compared["lines"] if line.standard.code == "N01")
    after = dict(zip(compared["will"], [each.measured for each in size.after], strict=True))
    assert after == {name: planned[name] for name in after}
    take_effect(case, city.administrator)
    assert sizes(today) == planned
    assert sizes(DAY) == {"东山社区": 1300, "西山社区": 1400, "南山社区": 2700, "北山社区": 3000, "中山社区": 800}
    assert not CommunityFigures.unscoped.filter(counted_on=today, households__gt=3600).exists()


def _communities(officer: Client, plan: Any) -> Any:
    return officer.get(reverse("plan", args=[plan.pk])).context["layout"].communities
