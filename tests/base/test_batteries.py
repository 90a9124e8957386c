"""Every register is asked the questions of the battery."""

import pytest

from tests.battery import batteries
from zhoushan_community.base.registers import all_registers


@pytest.mark.parametrize("label", [register.label for register in all_registers()])
def test_no_register_is_forgotten(label: str) -> None:
    assert label in batteries(), f"{label} has no battery; docs/add-a-register.md shows one"
