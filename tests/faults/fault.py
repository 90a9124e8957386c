"""What a lock broken on purpose is described by."""

import dataclasses
from pathlib import Path

BASE = "zhoushan_community/base"


@dataclasses.dataclass(frozen=True)
class Fault:
    """What is taken out of which file, and the test that must notice, as file::test."""

    name: str
    file: str
    old: str
    new: str
    test: str

    def broken(self, sound: str) -> str:
        """The file's text with the fault in it."""
        return sound.replace(self.old, self.new)

    def misplaced(self, root: Path) -> str:
        """What is wrong with its place in the code, in words; empty while it stands there exactly once."""
        path = root / self.file
        count = path.read_text(encoding="utf-8").count(self.old) if path.exists() else 0
        return "" if count == 1 else f"{self.name}: the place stands {count} times in {self.file}"
