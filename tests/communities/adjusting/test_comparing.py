"""While a case is compared before and after, others go on saving: nothing of it is written, and nobody waits."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections, transaction

from communities.models import Community
from organizations.models import StaffMember
from reporting import adjusting
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.models import Change

from .ground import furnish, merger


def beside(deed: Callable[[], Any]) -> threading.Thread:
    """Does it as another session."""

    def run() -> None:
        try:
            deed()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.postgres
def test_others_save_while_a_case_is_compared(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clerk of another community, and one who adds a worker to a community of the case, are not kept waiting."""
    case, _other, _new = merger(city)
    real, judged = adjusting._judged, []

    def save() -> None:
        city.liufang.area_m2 = 70_000
        city.keep(city.liufang)
        city.keep(StaffMember(community=city.dongshan, name="甲"))

    def judge(*args: Any) -> Any:
        # The second time, all that taking effect writes has been written.
        if judged:
            assert Community.unscoped.filter(name="东西社区").exists()
            thread = beside(save)
            thread.join(10)
            judged.append(thread.is_alive())
        judged.append(False)
        return real(*args)

    monkeypatch.setattr(adjusting, "_judged", judge)
    found = adjusting.standards_before_and_after(case, city.officer)
    assert (found["problem"], judged) == ("", [False] * 3)
    assert found["will"] == ["东西社区"]
    assert not Community.unscoped.filter(name="东西社区").exists()
    assert StaffMember.unscoped.filter(name="甲").exists()
    assert Community.unscoped.get(pk=city.liufang.pk).area_m2 == 70_000
    assert changes.verify() == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.postgres
def test_a_row_that_somebody_is_writing_is_not_waited_for(city: City) -> None:
    case, _other, _new = merger(city)
    held, ready = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Community.unscoped.select_for_update().get(pk=city.dongshan.pk)
            ready.set()
            held.wait(20)

    thread = beside(hold)
    try:
        assert ready.wait(10)
        assert adjusting.standards_before_and_after(case, city.officer)["problem"]
    finally:
        held.set()
        thread.join()
    assert not adjusting.standards_before_and_after(case, city.officer)["problem"]


def test_what_is_on_trial_leaves_neither_row_nor_line(city: City) -> None:
    lines = Change.objects.count()
    with changes.trial():
        furnish(city, city.dongshan)
        city.dongshan.name = "他名"
        city.keep(city.dongshan)
        assert changes.on_trial()
        assert StaffMember.unscoped.exists()
    assert not changes.on_trial()
    assert not StaffMember.unscoped.exists()
    assert Community.unscoped.get(pk=city.dongshan.pk).name == "东山社区"
    assert Change.objects.count() == lines
    city.dongshan.refresh_from_db()
    city.dongshan.area_m2 = 5
    city.keep(city.dongshan)
    assert Change.objects.count() == lines + 1
