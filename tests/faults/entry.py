"""Locks of saving rows, of forms, grids and drafts."""

from .fault import BASE, Fault

REGISTERS = "tests/communities/test_registers.py::TestEstate"
GRID = "tests/base/test_grid.py"
MOMENT = "tests/base/test_at_one_moment.py"
DRAFTS = "tests/base/test_drafts.py"
FORMS = "tests/base/test_forms.py"

FAULTS = (
    Fault(
        "a save needs no origin",
        f"{BASE}/changes/rows.py",
        'raise UnrecordedWrite(f"{self._meta.label}: say who changes the row with changes.begin()")',
        "return super().save(*args, **kwargs)",
        f"{REGISTERS}::test_an_unrecorded_write_is_refused",
    ),
    Fault(
        "a stale row overwrites",
        f"{BASE}/changes/rows.py",
        "old.version != row.version:",
        "False:",
        f"{REGISTERS}::test_an_edit_of_a_changed_row_shows_both_versions",
    ),
    Fault(
        "a grid overwrites what another saved meanwhile",
        f"{BASE}/grid.py",
        "stale = [row for row in sent if row.pk and stored[row.pk].version != row.version]",
        "stale = []",
        f"{GRID}::test_a_row_saved_by_another_meanwhile_is_not_overwritten",
    ),
    Fault(
        "a grid takes strangers' rows",
        f"{BASE}/sheets/register.py",
        "return self.register.model.objects.editable_by(self.actor)",
        'return self.register.model.objects.whole_city(because="x")',
        f"{GRID}::test_strangers_rows_are_refused_and_nothing_is_told_of_them",
    ),
    Fault(
        "a grid does not ask again after writing",
        f"{BASE}/grid.py",
        "if own != len(set(keys)):",
        "if False:",
        f"{GRID}::test_a_row_must_be_ones_own_after_it_is_written",
    ),
    Fault(
        "a grid writes a lost sending twice",
        f"{BASE}/grid.py",
        "if not lines.exists():",
        "if True:",
        f"{GRID}::test_a_change_whose_answer_was_lost_is_not_written_twice",
    ),
    Fault(
        "a grid judges rows before it is their turn",
        f"{BASE}/grid.py",
        "                changes.lock()\n",
        "",
        f"{MOMENT}::test_rows_are_judged_when_it_is_their_turn",
    ),
    Fault(
        "a form that is sent twice is saved twice",
        f"{BASE}/form_pages.py",
        "    if before := saved_before(register, user, sending):\n        return before\n",
        "",
        f"{FORMS}::test_a_form_that_is_sent_twice_is_saved_once",
    ),
    Fault(
        "another row on the same page counts as sent before",
        f"{BASE}/form_pages.py",
        'return uuid5(page, f"{request.user.pk} {request.path} {said.urlencode()}")',
        "return uuid5(page, str(request.user.pk))",
        f"{FORMS}::test_a_form_that_is_sent_twice_is_saved_once",
    ),
    Fault(
        "a grid writes cells that nobody changed",
        f"{BASE}/grid.py",
        "if name not in LEVELS and text != now.get(name)}",
        "if name not in LEVELS}",
        f"{GRID}::test_a_cell_that_comes_back_as_it_was_shown_changes_nothing",
    ),
    Fault(
        "a draft is everybody's",
        f"{BASE}/grid_pages.py",
        "Draft.objects.filter(pk=int(text), owner=user, register=register.label)",
        "Draft.objects.filter(pk=int(text))",
        f"{DRAFTS}::test_a_draft_is_its_owners_alone",
    ),
    Fault(
        "anybody discards a draft",
        f"{BASE}/grid_pages.py",
        "get_object_or_404(Draft, pk=pk, owner=request.user, register=register.label)",
        "get_object_or_404(Draft, pk=pk)",
        f"{DRAFTS}::test_a_draft_is_its_owners_alone",
    ),
    Fault(
        "last figures are everybody's",
        f"{BASE}/last.py",
        "stored = register.model.objects.visible_to(user)",
        'stored = register.model.objects.whole_city(because="x")',
        f"{FORMS}::test_the_last_figures_are_told_to_those_who_see_them_only",
    ),
    Fault(
        "the way back leads anywhere",
        f"{BASE}/beginnings.py",
        'return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, None) else ""',
        "return address",
        f"{FORMS}::test_the_way_back_never_leaves_the_site",
    ),
)
