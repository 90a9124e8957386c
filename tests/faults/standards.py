"""Locks of judging: states that are exact, and kept counts that follow every edit."""

from .fault import BASE, Fault

STANDARDS = "tests/reporting/test_standards.py"
RECORDS = "tests/reporting/test_records.py"

FAULTS = (
    Fault(
        "an exempt unit is judged",
        f"{BASE}/standards/statement.py",
        "WHEN e{number} = 1 THEN '{EXEMPT}' {judged} END",
        "{judged} END",
        f"{STANDARDS}::test_an_exemption_has_its_time_and_is_never_met",
    ),
    Fault(
        "the law asks for what only the directive asks for",
        f"{BASE}/standards/statement.py",
        "if standard.code not in self.asked.bounds:",
        "if False:",
        f"{STANDARDS}::test_money_is_paid_in_full_and_grows",
    ),
    Fault(
        "what is kept forgets where a row was before",
        "reporting/kept.py",
        "said = {values.get(field.attname)",
        "said = {None",
        f"{STANDARDS}::test_what_is_kept_follows_every_edit",
    ),
    Fault(
        "what is kept forgets whom an institution serves",
        "reporting/kept.py",
        'if model._meta.label_lower == "services.facility":',
        "if False:",
        f"{STANDARDS}::test_what_is_kept_follows_every_edit",
    ),
    Fault(
        "a record tells of units on another's ground",
        "reporting/coverage.py",
        "within=within or None, city",
        "within=None, city",
        f"{RECORDS}::test_each_person_is_told_of_own_ground_only",
    ),
    Fault(
        "an officer is told of the records of other districts",
        "reporting/board.py",
        'Q(street_key__isnull=True) & self._duties("district", "district_key")',
        "Q(street_key__isnull=True)",
        f"{RECORDS}::test_each_person_is_told_of_own_ground_only",
    ),
    Fault(
        "a record leaves out the departments that no register has",
        f"{BASE}/standards/records.py",
        "enumerate(self.record.own if self.city else ())",
        "enumerate(())",
        f"{RECORDS}::test_who_keeps_nothing_is_told_of",
    ),
    Fault(
        "a record is silent a day too late",
        f"{BASE}/standards/records.py",
        "k.last <= %s",
        "k.last < %s",
        f"{RECORDS}::test_a_year_without_an_entry_is_silent",
    ),
    Fault(
        "the city's sums count the counties' records",
        "reporting/coverage.py",
        "record.reference or key not in self.board.unbound",
        "True",
        f"{RECORDS}::test_counties_are_shown_and_left_out_of_the_citys_sums",
    ),
    Fault(
        "what changed is told of others' units",
        "reporting/since.py",
        "within = self.board.within(self.territory)",
        "within = None",
        "tests/reporting/test_since.py::test_each_person_sees_who_gained_and_lost_on_own_ground_only",
    ),
    Fault(
        "the tile plan shows everybody's streets to everybody",
        "reporting/tiles.py",
        'if territory.level == "city" and (streets := board.by_street(MOST)):',
        "if streets := Board(board.day, board.basis).by_street(MOST):",
        "tests/reporting/test_tiles.py::test_each_person_sees_tiles_of_own_ground_only",
    ),
    Fault(
        "the exempt stay in the rate that is told without them",
        f"{BASE}/standards/results.py",
        "denominator=self.denominator - self.exempt, exempt=0",
        "exempt=0",
        "tests/reporting/test_standard_page.py::test_an_exempt_unit_shows_its_paper_and_the_rate_is_told_without_it",
    ),
)
