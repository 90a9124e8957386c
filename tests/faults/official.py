"""Locks of official forms and bulletins: what they count, whose units they draw, and that what was issued stays."""

from .fault import Fault

BULLETINS = "tests/reporting/test_bulletins.py"
FORMS = "tests/reporting/test_official_forms.py"

FAULTS = (
    Fault(
        "the total of a form counts what follows by reference",
        "reporting/official/drawing.py",
        'if line.kind != "reference"]',
        "]",
        f"{FORMS}::test_a_city_adds_up_its_districts_and_leaves_out_what_follows_by_reference",
    ),
    Fault(
        "a form is drawn of units that are not the person's",
        "reporting/official/drawing.py",
        ".filter(self.board.wide.within(self.territory))",
        "",
        f"{FORMS}::test_a_street_shows_its_communities_and_what_is_its_own",
    ),
    Fault(
        "drafts of bulletins are everybody's",
        "reporting/bulletins/models.py",
        "Q(issued_on__isnull=False) | Q(pk__in=",
        "Q() | Q(pk__in=",
        f"{BULLETINS}::test_a_district_writes_its_own_and_reads_what_was_issued",
    ),
    Fault(
        "a bulletin is confirmed that was changed after it was issued",
        "reporting/bulletins/models.py",
        "self.digest == self.seal()",
        "True",
        f"{BULLETINS}::test_whoever_holds_the_paper_has_it_confirmed",
    ),
    Fault(
        "an issued bulletin is changed",
        "reporting/bulletins/pages.py",
        "writes = not bulletin.issued_on and",
        "writes =",
        f"{BULLETINS}::test_it_is_looked_over_then_issued_and_not_changed_any_more",
    ),
)
