"""What a lock broken on purpose is described by."""

import dataclasses

BASE = "zhoushan_community/base"


@dataclasses.dataclass(frozen=True)
class Fault:
    """What is taken out of which file, and the tests that must notice."""

    name: str
    file: str
    old: str
    new: str
    tests: str
