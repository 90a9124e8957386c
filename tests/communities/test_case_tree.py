"""What stands before a case and after it: who ends, who is made of whom, and what stays where."""

from typing import Any

import pytest

from communities.adjusting.effect import take_effect
from communities.models import Adjustment, AdjustmentShare, ResidentsCommittee
from tests.communities.adjusting.ground import adjustment, counted, founding, share, through, west
from tests.people import City

pytestmark = pytest.mark.django_db


def told(client: Any, case: Adjustment) -> list[list[str]]:
    """The two trees, a line for each unit and each part of it."""
    sides = client.get(f"/adjustments/{case.pk}/").context["page"].sides
    return [
        [
            line
            for branch in side["branches"]
            for line in [f"{branch.street}{' ends' * branch.ends}"]
            + [
                text
                for leaf in branch.leaves
                for text in [f"{leaf.name} {leaf.households}{' ends' * leaf.ends}"]
                + [
                    f"{side['arrow']} {bit.other or 'stays'} {'whole' if bit.whole else 'part'} {bit.households}"
                    for bit in leaf.bits
                ]
            ]
        ]
        for side in sides
    ]


def test_three_become_one(city: City, signed_in: Any) -> None:
    case = adjustment(city)
    new = founding(city, case, "海山社区")
    sources = [city.dongshan, west(city), west(city, "顾家桥社区")]
    for number, source in enumerate(sources):
        counted(city, source, 1000 + number, 3000)
        share(city, case, source, new, 1000 + number, 3000)
    before, after = told(signed_in(city.officer), case)
    assert before == [
        "环南街道",
        "东山社区 1000 ends", "→ 海山社区 whole 1000",
        "西安社区 1001 ends", "→ 海山社区 whole 1001",
        "顾家桥社区 1002 ends", "→ 海山社区 whole 1002",
    ]  # fmt: skip
    assert after == [
        "环南街道",
        "海山社区 3003", "← 东山社区 whole 1000", "← 西安社区 whole 1001", "← 顾家桥社区 whole 1002",
    ]  # fmt: skip


def test_one_is_split_and_goes_on(city: City, signed_in: Any) -> None:
    counted(city, city.dongshan, 3000, 9000)
    case = adjustment(city, "split")
    share(city, case, city.dongshan, city.dongshan, 2000, 6000, whole=False)
    share(city, case, city.dongshan, founding(city, case, "东海社区"), 1000, 3000, whole=False)
    before, after = told(signed_in(city.officer), case)
    assert before == ["环南街道", "东山社区 3000", "→ stays part 2000", "→ 东海社区 part 1000"]
    assert after == ["环南街道", "东山社区 2000", "← stays part 2000", "东海社区 1000", "← 东山社区 part 1000"]


def test_one_is_made_of_parts_of_two_that_go_on(city: City, signed_in: Any) -> None:
    case = adjustment(city, "found")
    new = founding(city, case, "中洲社区")
    for name, households in (("大蒲湾居委会", 700), ("墩头居委会", None)):
        committee = city.keep(ResidentsCommittee(street=city.huannan, name=name, households=households))
        share(city, case, committee, new, 300, 900, whole=False)
    before, after = told(signed_in(city.officer), case)
    assert before == [
        "环南街道",
        "大蒲湾居委会 700", "→ 中洲社区 part 300",
        "墩头居委会 None", "→ 中洲社区 part 300",
    ]  # fmt: skip
    assert after == [
        "环南街道",
        "中洲社区 600", "← 大蒲湾居委会 part 300", "← 墩头居委会 part 300",
        "大蒲湾居委会 400", "← stays part 400",
        "墩头居委会 None", "← stays part None",
    ]  # fmt: skip


def test_one_that_moved_stood_elsewhere_before(city: City, signed_in: Any) -> None:
    counted(city, city.dongshan, 3000, 9000)
    case = adjustment(city, "move")
    share(city, case, city.dongshan, city.changguo, 3000, 9000)
    through(city, case)
    trees = [
        ["环南街道", "东山社区 3000", "→ 昌国街道 whole 3000"],
        ["昌国街道", "东山社区 3000", "← 环南街道 whole 3000"],
    ]
    assert told(signed_in(city.officer), case) == trees
    take_effect(case, city.administrator)
    assert told(signed_in(city.officer), case) == trees


def test_a_change_of_the_past_shows_what_is_known_of_it(city: City, signed_in: Any) -> None:
    paper = city.keep(Adjustment(district=city.dinghai, kind="split", title="撤销解放街道", effective_on="2013-08-29"))
    for households in (1200, None):
        city.keep(
            AdjustmentShare(
                adjustment=paper,
                from_street=city.changguo,
                to_street=city.huannan,
                extent="part",
                households=households,
            )
        )
    page = signed_in(city.officer).get(f"/adjustments/{paper.pk}/").content.decode()
    assert "1,200" in page
    # One part is unknown, so the sum is; and what stood on that day is not told from today's units.
    assert page.count("1,200") == 1
    assert "变更前" not in page and "side-1" not in page
