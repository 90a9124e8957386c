"""From a plan over its drafts to communities that stand as the plan has them."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from communities.adjusting.cases import shares_of
from communities.adjusting.checks import faults_of
from communities.adjusting.drafts import saved
from communities.adjusting.effect import take_effect
from communities.adjusting.preview import comparisons_of
from communities.models import Adjustment, AdjustmentShare, Community, CommunityFigures, LayoutPlan
from tests.communities.adjusting.ground import through
from tests.people import City

from .ground import AREAS, BORDERS, DAY, begin, bring, passed, workbook

TODAY = datetime.date.today()


def sizes(on: datetime.date) -> dict[str, int | None]:
    """The households of the communities that stand on the day, by name."""
    rows = Community.objects.whole_city(because="test").existing(on).as_of(on)
    return {each.name: each.households for each in rows if each.households is not None}


def drawn(officer: Client, city: City, tmp_path: Path, areas: Sequence[Any], borders: Sequence[Any]) -> LayoutPlan:
    plan = begin(officer, city)
    assert bring(officer, plan, workbook(tmp_path / "片区.xlsx", areas, borders)).status_code == 302
    return plan


def together(officer: Client, plan: LayoutPlan, a: str, b: str) -> None:
    officer.post(reverse("plan-pins", args=[plan.pk]), {"a": a, "b": b, "kind": "together"})


def drafted(officer: Client, commission: Client, plan: LayoutPlan) -> tuple[Adjustment, dict[str, int], Any]:
    """The only case of the passed plan, the households that the plan has, and the page after the drafting."""
    plan.refresh_from_db()
    passed(officer, commission, plan)
    layout = officer.get(reverse("plan", args=[plan.pk])).context["layout"]
    page = officer.post(reverse("plan-drafts", args=[plan.pk]), {"effective_on": TODAY.isoformat()}, follow=True)
    (case,) = Adjustment.unscoped.all()
    return case, {each.name: each.households for each in layout.communities}, page


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
    plan = drawn(officer, city, tmp_path, areas, borders)
    together(officer, plan, "西山", "北山甲")
    case, planned, _page = drafted(officer, commission, plan)
    assert planned == {"西山社区": 3600, "北山社区": 2900, "南山社区": 2700}
    assert faults_of(saved(case, shares_of(case)), case.pk) == []
    through(city, case)
    [compared] = comparisons_of(case, city.officer)
    size = next(line for line in compared["lines"] if line.standard.code == "N01")
    after = dict(zip(compared["will"], [each.measured for each in size.after], strict=True))
    assert after == {"西山社区": 3600, "北山社区": 2900}
    take_effect(case, city.administrator)
    assert sizes(TODAY) == planned
    assert sizes(DAY) == {"东山社区": 1300, "西山社区": 1400, "南山社区": 2700, "北山社区": 3000, "中山社区": 800}


def test_two_communities_that_give_to_each_other(
    city: City, officer: Client, commission: Client, tmp_path: Path
) -> None:
    """Both go on, each with a part of the other; the population of the parts is for a person to say."""
    for name, population in (("东山社区", 6000), ("西山社区", 7000)):
        community = Community.unscoped.get(name=name)
        city.keep(
            CommunityFigures(
                community=community, counted_on=datetime.date(2003, 6, 20), households=2700, population=population
            )
        )
    areas = [AREAS[0][:4]] + [
        [f"{name}{part}", count, "环南街道", f"{name}社区"]
        for name, part, count in (
            ("东山", "甲", 1500),
            ("东山", "乙", 1200),
            ("西山", "甲", 1300),
            ("西山", "乙", 1400),
        )
    ]
    borders = [BORDERS[0], ["东山甲", "西山甲", 500, ""], ["东山乙", "西山乙", 500, ""], ["西山甲", "西山乙", 10, ""]]
    plan = drawn(officer, city, tmp_path, areas, borders)
    together(officer, plan, "东山甲", "西山甲")
    together(officer, plan, "东山乙", "西山乙")
    case, planned, page = drafted(officer, commission, plan)
    assert (case.kind, planned) == ("boundary", {"东山社区": 2800, "西山社区": 2600})
    assert "不知道人口" in page.content.decode()
    assert {fault.words for fault in faults_of(saved(case, shares_of(case)), case.pk)} == {
        "东山社区，常住人口：有一部分未填；请填写，无人划入的填 0。",
        "西山社区，常住人口：有一部分未填；请填写，无人划入的填 0。",
    }
    for share, population in zip(
        AdjustmentShare.unscoped.order_by("households"), (2600, 3300, 3700, 3400), strict=True
    ):
        share.population = population
        city.keep(share)
    assert faults_of(saved(case, shares_of(case)), case.pk) == []
    through(city, case)
    take_effect(case, city.administrator)
    after = sizes(TODAY)
    assert {name: after[name] for name in planned} == planned
    people = CommunityFigures.unscoped.filter(counted_on=TODAY).values_list("community__name", "population")
    assert dict(people) == {"东山社区": 3400 + 3300, "西山社区": 2600 + 3700}


def test_a_share_that_says_what_stays_stands_for_what_there_was(city: City, officer: Client) -> None:
    """As rows of the register may say it: 西山 stays whole and takes 东山 in, and is not counted twice."""
    case = city.keep(Adjustment(district=city.dinghai, kind="boundary", title="调整", effective_on=TODAY, is_case=True))
    stays = Community.unscoped.get(name="西山社区")
    for source, count in ((stays, 1400), (city.dongshan, 1300)):
        city.keep(
            AdjustmentShare(
                adjustment=case, from_community=source, to_community=stays, households=count, extent="whole"
            )
        )
    through(city, case)
    take_effect(case, city.administrator)
    assert sizes(TODAY)["西山社区"] == 2700
