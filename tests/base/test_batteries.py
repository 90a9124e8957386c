"""Every register is asked the questions of the battery."""

import importlib
from pathlib import Path

import pytest

from tests.battery import RegisterBattery
from zhoushan_community.base.registers import all_registers

TESTS = Path(__file__).resolve().parents[1]


def _batteries(of: type) -> list[type]:
    return [each for sub in of.__subclasses__() for each in (sub, *_batteries(sub))]


@pytest.fixture(scope="module")
def asked() -> set[str]:
    """The registers that a battery in tests/<app>/test_registers.py speaks of."""
    for path in sorted(TESTS.glob("*/test_registers.py")):
        importlib.import_module(f"tests.{path.parent.name}.test_registers")
    return {battery.register.label for battery in _batteries(RegisterBattery) if hasattr(battery, "register")}


@pytest.mark.parametrize("label", [register.label for register in all_registers()])
def test_no_register_is_forgotten(label: str, asked: set[str]) -> None:
    assert label in asked, f"{label} has no battery; docs/add-a-register.md shows one"
