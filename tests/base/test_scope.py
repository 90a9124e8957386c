"""Whose rows: each level of duty reaches its own ground, up to the units above it, and no further."""

import pytest
from django.db import IntegrityError, transaction

from communities.models import Community, District, Street
from tests.people import City, duty, person
from zhoushan_community.base.models import Duty
from zhoushan_community.base.scope import UnscopedQuery


def names(rows: object) -> set[str]:
    return {row.name for row in rows}


def test_each_level_reaches_its_own_ground(city: City) -> None:
    every = {"东山社区", "留方社区", "中洲社区"}
    for user, expected in (
        (city.administrator, every),
        (city.auditor, every),
        (city.officer, {"东山社区", "留方社区"}),
        (city.clerk, {"东山社区"}),
        (city.reader, {"东山社区"}),
        (city.next_clerk, {"留方社区"}),
        (city.nobody, set()),
    ):
        assert names(Community.objects.visible_to(user)) == expected, user


def test_the_units_above_are_seen_but_not_edited(city: City) -> None:
    assert names(District.objects.visible_to(city.clerk)) == {"定海区"}
    assert names(Street.objects.visible_to(city.clerk)) == {"环南街道"}
    assert not District.objects.editable_by(city.officer).exists()
    assert not Street.objects.editable_by(city.clerk).exists()
    assert names(Street.objects.editable_by(city.officer)) == {"环南街道", "昌国街道"}
    assert names(Street.objects.on_ground_of(city.clerk)) == {"环南街道"}


def test_a_community_workers_ground_is_the_one_community(city: City) -> None:
    worker = person("he", "何专职", city.administrator)
    duty(worker, "enters", "community", city.dongshan, city.administrator)
    assert names(Community.objects.editable_by(worker)) == {"东山社区"}
    assert names(Street.objects.visible_to(worker)) == {"环南街道"}
    assert names(District.objects.visible_to(worker)) == {"定海区"}


def test_duties_add_up(city: City) -> None:
    duty(city.clerk, "reads", "street", city.shenjiamen, city.administrator)
    clerk = type(city.clerk).objects.get(pk=city.clerk.pk)
    assert names(Community.objects.visible_to(clerk)) == {"东山社区", "中洲社区"}
    assert names(Community.objects.editable_by(clerk)) == {"东山社区"}


def test_only_reading_roles_see_and_do_not_edit(city: City) -> None:
    for user in (city.reader, city.auditor, city.nobody):
        assert not Community.objects.editable_by(user).exists()
        assert not Community.objects.on_ground_of(user).exists()


def test_a_whole_city_query_needs_its_reason(city: City) -> None:
    with pytest.raises(UnscopedQuery):
        Community.objects.whole_city(because="")
    assert Community.objects.whole_city(because="test").count() == 3


def test_an_unscoped_subquery_is_caught_too(city: City) -> None:
    inner = Street.objects.filter(name="环南街道")
    with pytest.raises(UnscopedQuery):
        list(Community.objects.visible_to(city.clerk).filter(street__in=inner))


def test_a_duty_names_exactly_its_unit(city: City) -> None:
    for level, unit in (("street", None), ("city", city.huannan)):
        with pytest.raises(IntegrityError), transaction.atomic():
            city.keep(Duty(user=city.nobody, role="reads", level=level, street=unit))
