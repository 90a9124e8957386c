"""Over many small histories, the engine and the second reading say the same of every unit, clause and territory.

HISTORIES=500 compares so many, other ones each time, makes a difference as small as it can be, and says how much was
compared; without it there are 30 that stay the same.
"""

import os
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings

from . import cities, targets
from .comparing import Compared, compare
from .registers import of_database, write

HISTORIES = int(os.environ.get("HISTORIES", 0))
#: In so many parts, which can be read side by side.
PARTS = 2


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_both_read_the_same(part: int, capsys: Any) -> None:
    compared = Compared()

    @settings(
        max_examples=(HISTORIES or 30) // PARTS,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink) if HISTORIES else (Phase.generate,),
    )
    @given(history=cities.histories(of_database()))
    def read(history: cities.History) -> None:
        with transaction.atomic():
            write(history.rows)
            registers = of_database()
            for day, basis in history.asked:
                compare(registers, day, basis, compared)
            compared.histories += 1
            transaction.set_rollback(True)

    (read if HISTORIES else seed(part)(read))()
    compared_codes = {code for code, _state in compared.states}
    assert compared_codes >= set(targets.CLAUSES), "a standard that no history asks for is not compared"
    if HISTORIES:
        with capsys.disabled():
            print(f"\n{compared.table}\n{compared}")
