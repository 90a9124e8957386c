"""An adjustment in effect is taken back, and everything is as it was before."""

from typing import Any

import pytest
from django.apps import apps

from communities.adjusting.effect import take_effect
from communities.adjusting.undoing import undo
from communities.models import AdjustmentStep, Community, Step
from organizations.models import StaffMember
from tests.communities.adjusting.ground import D, adjustment, counted, found, merger, share, through
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import CannotUndo
from zhoushan_community.base.scope import ScopedModel

pytestmark = pytest.mark.django_db


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of all registers; versions count the writes, so they are left out."""
    found_rows = {}
    for model in apps.get_models():
        if issubclass(model, ScopedModel):
            rows = model._base_manager.order_by("pk").values()
            found_rows[model._meta.label] = [{**row, "version": 0} for row in rows]
    return found_rows


@pytest.mark.parametrize("into", ["东西社区", None])
def test_all_is_as_it_was(city: City, into: str | None) -> None:
    case, _other, _new = merger(city, into=into)
    before = everything()
    take_effect(case, city.administrator)
    assert everything() != before
    undo(case, city.administrator, "街道要求重新征求意见")
    assert everything() == before
    assert not changes.verify()


def test_it_takes_effect_again(city: City) -> None:
    case, _other, _new = merger(city)
    take_effect(case, city.administrator)
    undo(case, city.administrator, "日期有误")
    take_effect(case, city.administrator)
    assert Community.unscoped.filter(name="东西社区").count() == 1
    undo(case, city.administrator, "仍有误")
    assert not AdjustmentStep.unscoped.filter(adjustment=case, step=Step.EFFECTIVE).exists()


def test_what_stands_on_it_is_named(city: City) -> None:
    case, _other, _new = merger(city)
    take_effect(case, city.administrator)
    new = found(case, "东西社区")
    city.keep(StaffMember(community=new, name="新来的孙", started_on="2003-08-01"))
    with pytest.raises(CannotUndo) as refusal:
        undo(case, city.administrator, "不作数")
    assert "新来的孙" in str(refusal.value)
    assert refusal.value.standing
    new.refresh_from_db()
    assert new.name == "东西社区"


def test_what_never_took_effect_is_not_taken_back(city: City) -> None:
    case, _other, _new = merger(city)
    with pytest.raises(CannotUndo):
        undo(case, city.administrator, "不作数")


def test_of_two_adjustments_the_later_is_taken_back_first(city: City) -> None:
    """A renaming and then a move of the same community: the earlier names the later, by its title."""
    counted(city, city.dongshan, 2000, 5600)
    first = adjustment(city, "rename", title="东山更名", new_name="东海社区")
    share(city, first, city.dongshan, city.dongshan, 2000, 5600)
    second = adjustment(city, "move", day=D(2003, 8, 1), title="东海改隶")
    share(city, second, city.dongshan, city.changguo, 2000, 5600)
    for case in (first, second):
        through(city, case)
        take_effect(case, city.administrator)
    with pytest.raises(CannotUndo) as refusal:
        undo(first, city.administrator, "不作数")
    assert "东海改隶" in str(refusal.value)
    for case in (second, first):
        undo(case, city.administrator, "不作数")
    city.dongshan.refresh_from_db()
    assert (city.dongshan.name, city.dongshan.street) == ("东山社区", city.huannan)
