"""Locks of whose rows: queries, forms, pages and files of rows."""

from .fault import BASE, Fault

REGISTERS = "tests/communities/test_registers.py::TestEstate"
SCOPE = "tests/base/test_scope.py"
PUBLIC = "tests/organizations/test_scope.py"

FAULTS = (
    Fault(
        "a query runs without saying for whom",
        f"{BASE}/scope.py",
        "if not self.said:",
        "if False:",
        f"{REGISTERS}::test_a_query_must_say_for_whom",
    ),
    Fault(
        "without a duty every row is seen",
        f"{BASE}/scope.py",
        "return self.none() if condition is None",
        "return self._said() if condition is None",
        f"{REGISTERS}::test_without_a_duty_there_is_nothing",
    ),
    Fault(
        "readers may edit",
        f"{BASE}/models/people.py",
        '"edit": frozenset({Role.ENTERS,',
        '"edit": frozenset({Role.READS, Role.ENTERS,',
        f"{REGISTERS}::test_a_reader_reads_and_no_more",
    ),
    Fault(
        "the level that may edit is not asked",
        f"{BASE}/scope.py",
        'if verb == "edit" and not parents and not may_edit_at',
        "if False and not may_edit_at",
        f"{SCOPE}::test_the_units_above_are_seen_but_not_edited",
    ),
    Fault(
        "who reads a public list may change it",
        f"{BASE}/scope.py",
        'if verb == "view":\n                terms +=',
        "if True:\n                terms +=",
        f"{PUBLIC}::test_only_a_duty_of_theirs_edits",
    ),
    Fault(
        "every list is public",
        f"{BASE}/scope.py",
        "if not model.public:",
        "if False:",
        f"{PUBLIC}::test_no_other_list_of_the_units_above_is_read",
    ),
    Fault(
        "form choices are everybody's",
        f"{BASE}/forms.py",
        "model.objects.on_ground_of(self.user)",
        "model.unscoped",
        f"{REGISTERS}::test_choices_are_own_rows_only",
    ),
    Fault(
        "filter choices are everybody's",
        f"{BASE}/filters.py",
        "queryset=target.objects.visible_to(user)",
        "queryset=target.unscoped.all()",
        f"{REGISTERS}::test_choices_are_own_rows_only",
    ),
    Fault(
        "the edit page takes anybody's row",
        f"{BASE}/pages.py",
        "rows = register.model.objects.visible_to(user)\n    if register",
        "rows = register.model.unscoped.all()\n    if register",
        f"{REGISTERS}::test_a_stranger_finds_nothing_there",
    ),
)
