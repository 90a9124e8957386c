"""Breaks each lock on purpose, in a copy of the project, and shows that a test goes red (`make faults`).

    python -m tests.faults.run            all of them
    python -m tests.faults.run WORDS …    those whose names hold one of the words

A lock that can be taken out without a red test is no lock: the run then ends with 1 and names it. So it does when the
test could not be run, because that shows nothing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.faults import (
    back_office,
    cases,
    downloads,
    drawn,
    entry,
    finding,
    gaps,
    history,
    lineage,
    moving,
    official,
    once,
    people,
    planner,
    planning,
    scope,
    sheets,
    standards,
    units,
    whatif,
)
from tests.faults.fault import Fault

ROOT = Path(__file__).resolve().parents[2]
FAULTS: tuple[Fault, ...] = tuple(
    fault
    for module in (
        scope,
        finding,
        sheets,
        downloads,
        entry,
        units,
        history,
        back_office,
        people,
        standards,
        official,
        once,
        gaps,
        whatif,
        planner,
        planning,
        lineage,
        drawn,
        moving,
        cases,
    )
    for fault in module.FAULTS
)
#: What a copy leaves out.
ASIDE = shutil.ignore_patterns(".env", ".git", ".venv", "__pycache__", "node_modules", "var")


class Copy:
    """The project in a folder of its own, with a database that every run of tests finds as new."""

    def __init__(self, folder: Path) -> None:
        self.root, self.data = folder / "copy", folder / "var"
        shutil.copytree(ROOT, self.root, ignore=ASIDE)
        self.data.mkdir()
        self._call("manage.py", "migrate", "--verbosity", "0").check_returncode()

    def red(self, tests: Iterable[str]) -> bool | None:
        """Whether one of the tests fails. None when they cannot be run; the reason is on the screen."""
        for path in self.data.glob("test.sqlite3*"):
            path.unlink()
        shutil.copy(self.data / "db.sqlite3", self.data / "test.sqlite3")
        done = self._call(
            "-m", "pytest", *tests, "-q", "-x", "-m", "not browser and not postgres",
            "--ds", "tests.faults.settings", "--reuse-db",
        )  # fmt: skip
        # pytest ends with 1 for a broken fixture, too; its last line tells the two apart.
        summary = done.stdout.rstrip().rpartition("\n")[2]
        if done.returncode == 1 and " failed" in summary and " error" not in summary:
            return True
        if done.returncode == 0:
            return False
        print(done.stdout[-3000:], done.stderr[-3000:], sep="\n", file=sys.stderr, flush=True)
        return None

    def bites(self, fault: Fault) -> bool | None:
        """Whether the test goes red with the fault in place; None when it cannot be run."""
        path = self.root / fault.file
        sound = path.read_text(encoding="utf-8")
        path.write_text(fault.broken(sound), encoding="utf-8")
        try:
            return self.red([fault.test])
        finally:
            path.write_text(sound, encoding="utf-8")

    def _call(self, *arguments: str) -> subprocess.CompletedProcess:
        own = {"DATABASE_URL": f"sqlite:///{self.data / 'db.sqlite3'}", "REDIS_URL": "", "DATA_DIR": str(self.data)}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=self.root, capture_output=True, text=True, env=os.environ | own)


def main(words: list[str]) -> None:
    if misplaced := [told for fault in FAULTS if (told := fault.misplaced(ROOT))]:
        raise SystemExit("\n".join(misplaced))
    chosen = [fault for fault in FAULTS if not words or any(word in fault.name for word in words)]
    unnoticed = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder))
        # A test that is red already would notice anything.
        if copy.red(sorted({fault.test for fault in chosen})) is not False:
            raise SystemExit("the tests are not green without a fault")
        for fault in chosen:
            red = copy.bites(fault)
            print({True: "red    ", False: "GREEN  ", None: "NOT RUN"}[red], fault.name, flush=True)
            if not red:
                unnoticed.append(fault.name)
    if unnoticed:
        raise SystemExit(f"no test noticed: {', '.join(unnoticed)}")
    print(f"each of {len(chosen)} faults was noticed")


if __name__ == "__main__":
    main(sys.argv[1:])
