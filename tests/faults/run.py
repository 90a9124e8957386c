"""Breaks each lock on purpose, in a copy of the project, and shows that a test goes red (`make faults`).

A lock that can be taken out without a red test is no lock: the run then ends with 1 and names it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import back_office
import history
from fault import BASE, Fault

ROOT = Path(__file__).resolve().parents[2]
REGISTERS = "tests/communities/test_registers.py"

FAULTS = (
    Fault("a query runs without saying for whom", f"{BASE}/scope.py", "if not self.said:", "if False:", REGISTERS),
    Fault(
        "without a duty every row is seen",
        f"{BASE}/scope.py",
        "return self.none() if condition is None",
        "return self._said() if condition is None",
        REGISTERS,
    ),
    Fault(
        "readers may edit",
        f"{BASE}/models/people.py",
        '"edit": frozenset({Role.ENTERS,',
        '"edit": frozenset({Role.READS, Role.ENTERS,',
        REGISTERS,
    ),
    Fault(
        "the level that may edit is not asked",
        f"{BASE}/scope.py",
        'if verb == "edit" and not parents and not may_edit_at',
        "if False and not may_edit_at",
        "tests/base/test_scope.py",
    ),
    Fault(
        "a sheet names strangers' rows as parents",
        f"{BASE}/sheets/parents.py",
        "rows.filter(Q(pk__in=own) | Q(pk__in=said))",
        "rows.all()",
        "tests/services/test_sheets.py",
    ),
    Fault(
        "a row of a sheet has two holders",
        f"{BASE}/sheets/register.py",
        "if field.name in holders and field.name != holder:",
        "if False:",
        "tests/services/test_sheets.py",
    ),
    Fault(
        "who reads a public list may change it",
        f"{BASE}/scope.py",
        'if verb == "view":\n                terms +=',
        "if True:\n                terms +=",
        "tests/organizations/test_scope.py",
    ),
    Fault(
        "every list is public",
        f"{BASE}/scope.py",
        "if not model.public:",
        "if False:",
        "tests/organizations/test_scope.py",
    ),
    Fault(
        "a sheet of a district makes rows of the city",
        f"{BASE}/sheets/register.py",
        'if self.register.model.public and not self.actor.may("edit", "city"):',
        "if False:",
        "tests/organizations/test_scope.py",
    ),
    Fault(
        "a term is followed by any later one",
        "organizations/models/bodies.py",
        "~Exists(next_one)",
        "~Exists(later)",
        "tests/organizations/test_terms.py",
    ),
    Fault(
        "form choices are everybody's",
        f"{BASE}/forms.py",
        "model.objects.on_ground_of(self.user)",
        "model.unscoped",
        REGISTERS,
    ),
    Fault(
        "filter choices are everybody's",
        f"{BASE}/filters.py",
        "queryset=target.objects.visible_to(user)",
        "queryset=target.unscoped.all()",
        REGISTERS,
    ),
    Fault(
        "the search finds everybody's rows",
        f"{BASE}/search_pages.py",
        "matching(register.model.objects.visible_to(user), text)",
        "matching(register.model.unscoped.all(), text)",
        "tests/base/test_finding.py",
    ),
    Fault(
        "a look-up offers everybody's rows",
        f"{BASE}/search_pages.py",
        "else objects.visible_to(request.user)",
        "else register.model.unscoped.all()",
        "tests/base/test_finding.py",
    ),
    Fault(
        "a kept query is everybody's",
        f"{BASE}/saved_query_pages.py",
        "pk=pk, owner=request.user, register",
        "pk=pk, register",
        "tests/base/test_list_views.py",
    ),
    Fault(
        "a change to many rows asks for no right",
        f"{BASE}/bulk.py",
        "        if not own:\n",
        "        if False:\n",
        "tests/base/test_bulk.py",
    ),
    Fault(
        "a change to many rows overwrites what was saved meanwhile",
        f"{BASE}/bulk.py",
        "    if other:\n",
        "    if False:\n",
        "tests/base/test_bulk.py",
    ),
    Fault(
        "the edit page takes anybody's row",
        f"{BASE}/pages.py",
        "rows = register.model.objects.visible_to(user)\n    if register",
        "rows = register.model.unscoped.all()\n    if register",
        REGISTERS,
    ),
    Fault(
        "a save needs no origin",
        f"{BASE}/changes/rows.py",
        "        if origin is None:\n            raise UnrecordedWrite",
        "        if False:\n            raise UnrecordedWrite",
        REGISTERS,
    ),
    Fault(
        "a change leaves no line",
        f"{BASE}/changes/rows.py",
        '    record(origin, [(row, "create"',
        '    (origin, [(row, "create"',
        REGISTERS,
    ),
    Fault("a stale row overwrites", f"{BASE}/changes/rows.py", "old.version != row.version:", "False:", REGISTERS),
    Fault(
        "an undo asks for no right",
        f"{BASE}/undo_pages.py",
        "    _refuse_unless_own(written, origin.actor, gone=Change.Action.DELETE)\n",
        "",
        REGISTERS,
    ),
    Fault(
        "an undo runs over later changes",
        f"{BASE}/changes/undo.py",
        "    if standing:\n",
        "    if False:\n",
        "tests/base/test_changes.py",
    ),
    Fault(
        "the chain forgets the line before",
        f"{BASE}/changes/log.py",
        "    content = [\n        previous,",
        '    content = [\n        "",',
        "tests/base/test_changes.py",
    ),
    Fault(
        "a sheet reaches foreign streets",
        f"{BASE}/sheets/register.py",
        "if own is not None and parent.pk not in own:",
        "if False:",
        "tests/communities/test_sheets.py",
    ),
    Fault(
        "a sheet finds foreign communities",
        f"{BASE}/sheets/places.py",
        "community.objects.on_ground_of(actor)",
        'community.objects.whole_city(because="x")',
        REGISTERS,
    ),
    Fault(
        "an undo asks for no right to what it brings back",
        f"{BASE}/undo_pages.py",
        "    _refuse_unless_own(written, origin.actor, gone=Change.Action.CREATE)\n",
        "",
        "tests/base/test_undo.py",
    ),
    Fault(
        "a commit takes another file",
        f"{BASE}/imports.py",
        'if digest_of(path) != arguments["sha256"]:',
        "if False:",
        "tests/base/test_jobs.py",
    ),
    Fault(
        "a commit ignores what changed since",
        f"{BASE}/imports.py",
        'if plan.digest != run.arguments["plan"]:',
        "if False:",
        "tests/communities/test_sheets.py",
    ),
    Fault(
        "a job is everybody's",
        f"{BASE}/job_pages.py",
        "Job, key=key, actor=request.user",
        "Job, key=key",
        "tests/communities/test_sheets.py",
    ),
    Fault(
        "a lost claim still writes",
        f"{BASE}/jobs.py",
        "    if not ended:\n        raise LostClaim",
        "    if False:\n        raise LostClaim",
        "tests/base/test_jobs.py",
    ),
    Fault(
        "pages open to strangers",
        f"{BASE}/accounts.py",
        "if not request.user.is_authenticated:",
        "if False:",
        "tests/base/test_accounts.py",
    ),
    Fault(
        "a password of others is kept",
        f"{BASE}/accounts.py",
        "if request.user.must_change_password and",
        "if False and",
        "tests/base/test_accounts.py",
    ),
    Fault(
        "the board shows foreign units",
        "reporting/board.py",
        "if own is None or reading.community in own:",
        "if True:",
        "tests/reporting",
    ),
    Fault(
        "the board takes any territory",
        "reporting/board.py",
        "and self._whole(found.level, unit):",
        "and True:",
        "tests/reporting",
    ),
    Fault(
        "counties weigh on the city's rate",
        "reporting/board.py",
        "and result.reading.district in self.unbound",
        "and False",
        "tests/reporting",
    ),
    Fault(
        "a grid overwrites what another saved meanwhile",
        f"{BASE}/grid.py",
        "stale = [row for row in sent if row.pk and stored[row.pk].version != row.version]",
        "stale = []",
        "tests/base/test_grid.py",
    ),
    Fault(
        "a grid takes strangers' rows",
        f"{BASE}/sheets/register.py",
        "rows = self.register.model.objects.editable_by(self.actor)",
        'rows = self.register.model.objects.whole_city(because="x")',
        "tests/base/test_grid.py",
    ),
    Fault(
        "a grid does not ask again after writing",
        f"{BASE}/grid.py",
        "if own != len(set(keys)):",
        "if False:",
        "tests/base/test_grid.py",
    ),
    Fault(
        "a grid writes a lost sending twice",
        f"{BASE}/grid.py",
        "if not lines.exists():",
        "if True:",
        "tests/base/test_grid.py",
    ),
    Fault(
        "a grid writes cells that nobody changed",
        f"{BASE}/grid.py",
        "if name not in LEVELS and text != now.get(name)}",
        "}",
        "tests/base/test_grid.py",
    ),
    Fault(
        "a draft is everybody's",
        f"{BASE}/grid_pages.py",
        "Draft.objects.filter(pk=int(text), owner=user, register=register.label)",
        "Draft.objects.filter(pk=int(text))",
        "tests/base/test_drafts.py",
    ),
    Fault(
        "anybody discards a draft",
        f"{BASE}/grid_pages.py",
        "get_object_or_404(Draft, pk=pk, owner=request.user, register=register.label)",
        "get_object_or_404(Draft, pk=pk)",
        "tests/base/test_drafts.py",
    ),
    Fault(
        "last figures are everybody's",
        f"{BASE}/last.py",
        "stored = register.model.objects.visible_to(user)",
        'stored = register.model.objects.whole_city(because="x")',
        "tests/base/test_forms.py",
    ),
    Fault(
        "the way back leads anywhere",
        f"{BASE}/beginnings.py",
        'return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, None) else ""',
        "return address",
        "tests/base/test_forms.py",
    ),
    Fault(
        "CSV cells may be formulas",
        f"{BASE}/sheets/writer.py",
        "value.startswith(FORMULA_SIGNS)",
        "False",
        "tests/communities/test_sheets.py",
    ),
)


def bites(fault: Fault, copy: Path) -> bool:
    """Whether the tests go red with the fault in place."""
    path = copy / fault.file
    sound = path.read_text(encoding="utf-8")
    if sound.count(fault.old) != 1:
        raise SystemExit(f"{fault.name}: the place stands {sound.count(fault.old)} times in {fault.file}")
    path.write_text(sound.replace(fault.old, fault.new), encoding="utf-8")
    try:
        command = [sys.executable, "-m", "pytest", fault.tests, "-q", "-x", "-m", "not browser and not postgres"]
        environment = {**os.environ, "DATA_DIR": str(copy / "var"), "DATABASE_URL": "", "REDIS_URL": ""}
        environment.pop("DATABASE_URL")
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, env=environment)
        return done.returncode == 1
    finally:
        path.write_text(sound, encoding="utf-8")


def main() -> None:
    survivors = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(
            ROOT, copy, ignore=shutil.ignore_patterns(".venv", "node_modules", "var", ".git", "__pycache__")
        )
        subprocess.run(["git", "init", "-q"], cwd=copy, check=True)
        chosen = sys.argv[1:]
        for fault in (*FAULTS, *back_office.FAULTS, *history.FAULTS):
            if chosen and not any(word in fault.name for word in chosen):
                continue
            red = bites(fault, copy)
            print(f"{'red  ' if red else 'GREEN'}  {fault.name}", flush=True)
            if not red:
                survivors.append(fault.name)
    if survivors:
        raise SystemExit(f"no test noticed: {', '.join(survivors)}")


if __name__ == "__main__":
    main()
