"""Scope holds everywhere: every address, asked as everybody, on own and foreign ground."""

from typing import Any

import pytest

from tests.battery import all_batteries

from .asking import OF_REGISTERS, OTHERS, addresses, kind_of
from .walking import Walker, digest

pytestmark = pytest.mark.django_db

BATTERIES = {number: battery.__name__ for number, battery in enumerate(all_batteries())}
PAGES = {make: make.__name__ for make in OTHERS.values()}


def test_no_address_is_forgotten() -> None:
    """A new address says in tests/walk who may ask what there."""
    known = OF_REGISTERS.keys() | OTHERS.keys()
    assert {f"{name}: {written}" for written, name in addresses() if not {name, kind_of(name)} & known} == set()


@pytest.mark.parametrize("part", [*BATTERIES, *PAGES], ids=[*BATTERIES.values(), *PAGES.values()])
def test_everybody_is_answered_as_the_duties_say(walker: Walker, part: Any) -> None:
    """What may not be written is not written, though nothing of it is taken back meanwhile."""
    walker.faults.clear()
    before = digest()
    walker.walk(walker.steps[part])
    after = digest()
    assert not walker.faults, f"{len(walker.faults)} faults:\n" + "\n".join(walker.faults[:40])
    assert {table for table in after if after[table] != before[table]} == set()
