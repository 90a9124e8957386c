"""Every fault that `make faults` makes still has its place in the code, and the test that must notice it."""

import ast
import importlib
from pathlib import Path

from .run import FAULTS, ROOT


def test_every_fault_stands_exactly_once() -> None:
    assert [told for fault in FAULTS if (told := fault.misplaced(ROOT))] == []


def test_every_fault_has_its_own_name_and_changes_something() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert [fault.name for fault in FAULTS if fault.old == fault.new] == []


def test_every_file_can_be_read_with_its_fault() -> None:
    """Else no test of anything would run, and nothing would be shown."""
    for fault in FAULTS:
        if fault.file.endswith(".py"):
            ast.parse(fault.broken((ROOT / fault.file).read_text(encoding="utf-8")), fault.name)


def test_every_fault_names_one_test() -> None:
    for fault in FAULTS:
        path, *names = fault.test.partition("[")[0].split("::")
        found = importlib.import_module(".".join(Path(path).with_suffix("").parts))
        for name in names:
            found = getattr(found, name, None)
        assert names and names[-1].startswith("test_") and found, fault
