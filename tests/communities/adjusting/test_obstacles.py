"""What stands against taking effect is named with its remedy, and nothing is written."""

from typing import Any

import pytest

from communities.adjusting import carrying, destinations
from communities.adjusting.conserving import NotConserved
from communities.adjusting.effect import CannotTakeEffect, take_effect
from communities.models import (
    Adjustment,
    AdjustmentShare,
    AdjustmentStep,
    Community,
    Handover,
    ResidentsCommittee,
    Step,
)
from organizations.models import Fund
from tests.communities.adjusting.ground import (
    DAY,
    D,
    adjustment,
    counted,
    found,
    founding,
    furnish,
    merger,
    origin,
    share,
    through,
    west,
)
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.models import Change

pytestmark = pytest.mark.django_db


def refused(city: City, case: Adjustment, *words: str) -> None:
    """Taking effect is refused with these words, and leaves nothing behind."""
    before = Change.objects.count(), Community.unscoped.count()
    with pytest.raises(CannotTakeEffect) as refusal:
        take_effect(case, city.administrator)
    told = str(refusal.value)
    for each in words:
        assert each in told, told
    assert all(each.remedy for each in refusal.value.obstacles)
    assert (Change.objects.count(), Community.unscoped.count()) == before


def test_a_step_is_missing(city: City) -> None:
    case, _other, _new = merger(city)
    changes.undo(
        Change.objects.filter(model="communities.adjustmentstep", action="create").latest("pk").batch, origin(city)
    )
    refused(city, case, str(Step.ANNOUNCED.label))


def test_the_day_has_not_come(city: City) -> None:
    other = west(city)
    case = adjustment(city, day=D(2199, 1, 1))
    share(city, case, other, city.dongshan, 10, 30)
    through(city, case)
    refused(city, case, "2199")


def test_parts_that_are_not_all_of_it(city: City) -> None:
    counted(city, city.dongshan, 2000, 5600)
    case = adjustment(city, "split")
    share(city, case, city.dongshan, founding(city, case, "甲"), 1200, 3000, whole=False)
    share(city, case, city.dongshan, founding(city, case, "乙"), 700, 2600, whole=False)
    through(city, case)
    refused(city, case, "1900", "2000")


def test_a_row_without_a_destination(city: City) -> None:
    furnish(city, city.dongshan)
    counted(city, city.dongshan, 2000, 5600)
    case = adjustment(city, "split")
    share(city, case, city.dongshan, founding(city, case, "甲"), 1200, 3000, whole=False)
    share(city, case, city.dongshan, founding(city, case, "乙"), 800, 2600, whole=False)
    through(city, case)
    left = {each.move.label for each in destinations.undecided(case)}
    assert {"organizations.staffmember", "communities.honour", "security.case"} <= left
    refused(city, case, "东山社区")


def test_before_the_source_was_founded(city: City) -> None:
    other = west(city)
    case = adjustment(city, day=D(2002, 5, 1))
    share(city, case, other, city.dongshan, 10, 30)
    through(city, case)
    refused(city, case, "西安社区", "2002-06-01")


def test_two_adjustments_touch_one_unit_on_one_day(city: City) -> None:
    case, other, _new = merger(city)
    second = adjustment(city, "boundary", title="另一次")
    share(city, second, other, city.dongshan, 10, 30, whole=False)
    refused(city, case, "另一次", "西安社区")


def test_what_is_in_effect_since_stands_on_it(city: City) -> None:
    other = west(city)
    late = adjustment(city, day=D(2004, 1, 1), title="后来")
    share(city, late, other, city.dongshan, 10, 30)
    through(city, late)
    take_effect(late, city.administrator)
    case = adjustment(city)
    share(city, case, west(city, "南山社区"), city.dongshan, 10, 30)
    through(city, case)
    refused(city, case, "后来")


def test_it_takes_effect_once(city: City) -> None:
    case, _other, _new = merger(city)
    take_effect(case, city.administrator)
    refused(city, case)
    assert Community.unscoped.filter(name="东西社区").count() == 1


def test_a_known_amount_does_not_get_lost_in_an_unknown_one(city: City) -> None:
    case, other, _new = merger(city)
    fund = Fund.unscoped.get(community=other, kind="work", fiscal_year=2003)
    fund.allocated = None
    city.keep(fund)
    refused(city, case, "西安社区")


def test_what_an_old_committee_hands_over_goes_somewhere(city: City) -> None:
    committee = city.keep(ResidentsCommittee(street=city.huannan, name="西安居委会", households=500, population=1500))
    case = adjustment(city)
    given = share(city, case, committee, founding(city, case, "西安社区"), 500, 1500)
    handover = city.keep(Handover(share=given, kind="funds", subject="账户余额", amount=300))
    through(city, case)
    refused(city, case, "账户余额")
    handover.destination = "西安社区"
    city.keep(handover)
    take_effect(case, city.administrator)
    committee.refresh_from_db()
    assert committee.valid_to == DAY
    assert found(case, "西安社区").figures.get().households == 500


def test_a_street_has_one_community_of_a_name(city: City) -> None:
    other = west(city)
    west(city, "海山社区")
    case = adjustment(city)
    share(city, case, other, founding(city, case, "海山社区"), 10, 30)
    through(city, case)
    refused(city, case, "海山社区")


def test_nothing_is_kept_of_what_does_not_add_up(city: City, monkeypatch: Any) -> None:
    """Whatever goes wrong on the way, what is counted afterwards finds it out."""
    case, _other, _new = merger(city)
    write = carrying.Carrying._write

    def forgetful(self: Any, move: Any, made: Any, still: Any) -> None:
        for one, row in made:
            self.moved[one.key][one.target.pk] = row
        write(self, move, made[1:] if move.label == "services.volunteerteam" else made, still)

    monkeypatch.setattr(carrying.Carrying, "_write", forgetful)
    before = Change.objects.count()
    with pytest.raises(NotConserved) as refusal:
        take_effect(case, city.administrator)
    assert "services.volunteerteam" in str(refusal.value)
    assert Change.objects.count() == before
    assert AdjustmentShare.unscoped.filter(adjustment=case, to_new__isnull=False).count() == 2
    assert not AdjustmentStep.unscoped.filter(adjustment=case, step=Step.EFFECTIVE).exists()
