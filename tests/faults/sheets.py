"""Locks of sheets and of the jobs that read them."""

from .fault import BASE, Fault

SERVICES = "tests/services/test_sheets.py"
PUBLIC = "tests/organizations/test_scope.py"
SHEETS = "tests/communities/test_sheets.py"
JOBS = "tests/base/test_jobs.py"

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
        "if field.name in holders and field.name != holder:",
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
        "value.startswith(FORMULA_SIGNS)",
        "False",
        f"{SHEETS}::test_text_that_looks_like_a_formula_stays_text",
    ),
    Fault(
        "a word of the offices is read for ever",
        f"{BASE}/models/words.py",
        "cls.objects.filter(dated.on(dated.today()), meaning",
        "cls.objects.filter(meaning",
        "tests/base/test_words.py::test_a_word_that_has_ended_is_read_no_more",
    ),
    Fault(
        "a word of the offices has two meanings",
        f"{BASE}/words_admin.py",
        "        if known:\n",
        "        if False:\n",
        "tests/base/test_words.py::test_a_word_that_means_something_already_is_refused",
    ),
)
