"""Locks of sheets and of the jobs that read them."""

from .fault import BASE, Fault

SERVICES = "tests/services/test_sheets.py"
PUBLIC = "tests/organizations/test_scope.py"
SHEETS = "tests/communities/test_sheets.py"
JOBS = "tests/base/test_jobs.py"
PREVIEWS = "tests/base/test_previews.py"

FAULTS = (
    Fault(
        "a sheet names strangers' rows as parents",
        f"{BASE}/sheets/parents.py",
        "rows.filter(Q(pk__in=own) | Q(pk__in=said))",
        "rows.all()",
        f"{SERVICES}::test_an_odd_row_is_refused_at_its_cell[premises of a stranger]",
    ),
    Fault(
        "a row of a sheet has two holders",
        f"{BASE}/sheets/register.py",
        "if name in holders and name != holder:",
        "if False:",
        f"{SERVICES}::test_an_odd_row_is_refused_at_its_cell[a centre of a community]",
    ),
    Fault(
        "a sheet of a district makes rows of the city",
        f"{BASE}/sheets/register.py",
        'if self.register.model.public and not self.actor.may("edit", "city"):',
        "if False:",
        f"{PUBLIC}::test_a_district_officers_sheet_makes_none_either",
    ),
    Fault(
        "a sheet reaches foreign streets",
        f"{BASE}/sheets/register.py",
        "if own is not None and parent.pk not in own:",
        "if False:",
        f"{SHEETS}::test_foreign_ground_unknown_streets_and_taken_codes_are_named",
    ),
    Fault(
        "two people write one sheet at the same moment, and every row is there twice",
        f"{BASE}/imports.py",
        "        elif written_since(register, line):",
        "        elif False:",
        f"{PREVIEWS}::test_of_two_people_who_write_at_one_moment_neither_doubles_the_other[True]",
    ),
    Fault(
        "a sheet finds foreign communities",
        f"{BASE}/sheets/places.py",
        "community.objects.on_ground_of(actor)",
        'community.objects.whole_city(because="x")',
        f"{SHEETS}::test_a_row_of_a_strangers_community_is_refused_at_its_cell",
    ),
    Fault(
        "a commit takes another file",
        f"{BASE}/imports.py",
        'if digest_of(path) != arguments["sha256"]:',
        "if False:",
        f"{JOBS}::test_a_tampered_file_is_neither_shown_nor_imported",
    ),
    Fault(
        "a commit ignores what changed since",
        f"{BASE}/imports.py",
        'if plan.digest != run.arguments["plan"]:',
        "if False:",
        f"{SHEETS}::test_a_register_that_changed_since_the_preview_stops_it",
    ),
    Fault(
        "a job is everybody's",
        f"{BASE}/job_pages.py",
        "Job, key=key, actor=request.user",
        "Job, key=key",
        f"{SHEETS}::test_another_persons_preview_is_not_there",
    ),
    Fault(
        "a lost claim still writes",
        f"{BASE}/jobs.py",
        "    if not ended:\n        raise LostClaim",
        "    if False:\n        raise LostClaim",
        f"{JOBS}::test_a_lost_claim_writes_nothing",
    ),
    Fault(
        "CSV cells may be formulas",
        f"{BASE}/sheets/writer.py",
        "value[:1] in FORMULA_SIGNS",
        "False",
        f"{SHEETS}::test_text_that_looks_like_a_formula_stays_text",
    ),
    Fault(
        "a word of the offices is read for ever",
        f"{BASE}/models/words.py",
        "dated.on(dated.today()), meaning",
        "meaning",
        "tests/base/test_words.py::test_a_word_that_has_ended_is_read_no_more",
    ),
    Fault(
        "what one office calls a column is read in the sheets of all",
        f"{BASE}/models/words.py",
        ', office__in=["", *offices]',
        "",
        "tests/base/test_learning.py::test_another_office_is_asked_itself",
    ),
    Fault(
        "a head is given a field that another column fills",
        f"{BASE}/learning.py",
        'chosen == IGNORED or chosen in question["free"]',
        "True",
        "tests/base/test_learning.py::test_a_field_that_another_column_fills_is_not_taken_twice",
    ),
    Fault(
        "a sheet undoes what somebody changed after it was exported",
        f"{BASE}/sheets/since.py",
        "if found is None or chosen",
        "if True or chosen",
        "tests/base/test_previews.py::test_a_sheet_older_than_a_change_asks_cell_by_cell",
    ),
    Fault(
        "the right rows are written over what changed since the preview",
        f"{BASE}/imports.py",
        'if plan.digest != run.arguments["plan"]:',
        "if False:",
        "tests/base/test_previews.py::test_the_right_rows_are_not_written_over_what_changed_since_the_preview",
    ),
    Fault(
        "marks of an earlier time stay in a corrected workbook",
        f"{BASE}/sheets/comments.py",
        "        if at in earlier:\n",
        "        if False:\n",
        "tests/sheets/test_marked.py::test_marks_of_an_earlier_time_go_when_the_cells_are_right",
    ),
    Fault(
        "names that leave the folder stand in the workbook that is given back",
        f"{BASE}/sheets/marked.py",
        'or ".." in name ',
        "",
        "tests/sheets/test_marked.py::test_prefixes_pictures_and_parts_that_nobody_knows_survive",
    ),
    Fault(
        "a word of the offices has two meanings",
        f"{BASE}/words_admin.py",
        "        if known:\n",
        "        if False:\n",
        "tests/base/test_words.py::test_a_word_that_means_something_already_is_refused",
    ),
)
