"""Locks of official forms: what they count, and whose units they draw."""

from .fault import Fault

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
        ".filter(self._everything.within(self.territory))",
        "",
        f"{FORMS}::test_a_street_shows_its_communities_and_what_is_its_own",
    ),
)
