"""What lies on strangers' ground changes nothing that a person gets to see: no row, no count, no choice, no rate."""

import re
from collections.abc import Iterator

import pytest
from django.db import models, transaction
from django.urls import reverse

from zhoushan_community.base.models import User

from . import pages
from .asking import SHOWN, Ask, everybody
from .oracle import Person, place_of
from .walking import Walker, read
from .world import World, key_of, scoped_models

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", scoped_models(), ids=lambda model: model._meta.label)
def test_queries_say_what_the_duties_say(walker: Walker, model: type[models.Model]) -> None:
    world = walker.world
    rows = {row.pk: row for row in world.rows if isinstance(row, model)}
    for one in world.people:
        if not one.gets_in:
            continue
        user = User.objects.get(pk=one.user.pk)
        for asked, said in (
            (model.objects.visible_to(user), lambda row, one=one: one.sees(row, world.place(row))),
            (model.objects.editable_by(user), lambda row, one=one: one.changes(row, world.place(row))),
            (model.objects.on_ground_of(user), lambda row, one=one: one.enters_under(world.place(row))),
        ):
            assert set(asked.values_list("pk", flat=True)) == {key for key, row in rows.items() if said(row)}, one


def asks(world: World) -> Iterator[Ask]:
    """The pages that count, sum, find or offer something."""
    for ground in world.grounds:
        yield Ask(f"{ground.register.url()}?all=1&size=100", everybody())
        yield Ask(f"{ground.register.url('export')}?all=1&format=csv", everybody())
        yield Ask(f"{reverse('lookup', args=ground.register.label.split('.'))}?q=mk", everybody())
    for part in (pages.first_pages, pages.searches, pages.units, pages.terms, pages.boards, pages.standard_pages):
        yield from part(world)
    yield Ask(reverse("change-list"), everybody())


def seen(walker: Walker, one: Person) -> dict[str, str]:
    """What the person is shown, by address, without what differs from one answer to the next."""
    found = {}
    for ask in asks(walker.world):
        if ask.posted is None and ask.judge(one) == SHOWN and not ask.address.endswith("xlsx"):
            with transaction.atomic():
                text = read(walker.send(one, ask))
                transaction.set_rollback(True)
            found[ask.address] = re.sub(r"\d\d:\d\d(:\d\d)?( GMT)?", "", text)
    return found


def strangers(world: World, one: Person) -> Iterator[models.Model]:
    """Further rows of every register, as far as they and what is made along with them lie out of the person's sight.

    Communities that moved away are left out: a board of their former street says how many they are.
    """
    for ground in (each for each in world.grounds if each.register.label != "communities.communityplacement"):
        for side in ("own", "foreign"):
            known = set(world.numbers)
            with transaction.atomic():
                row = world.made(ground.battery, side, save=True)
                new = [each for model in scoped_models() for each in model.unscoped.all() if key_of(each) not in known]
                if any(one.sees(each, place_of(each)) for each in new):
                    transaction.set_rollback(True)
                else:
                    yield row


@pytest.mark.parametrize("name", ["clerk of 环南", "officer of 普陀"])
def test_strangers_rows_change_nothing(walker: Walker, name: str) -> None:
    world = walker.world
    one = next(each for each in world.people if each.name == name)
    before = seen(walker, one)
    number = len(world.rows)
    assert len(list(strangers(world, one))) > 30
    del world.rows[number:]
    after = seen(walker, one)
    for address, text in before.items():
        assert after[address] == text, address
