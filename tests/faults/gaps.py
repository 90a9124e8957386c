"""Locks of the worklist: whose gaps, what is none, and their order."""

from .fault import Fault

GAPS = "tests/reporting/test_gaps.py"

FAULTS = (
    Fault(
        "a worklist tells the gaps of other streets",
        "reporting/board.py",
        "return Judging(self.day, self.basis, codes=codes, within=self.within(territory)).results(**how)",
        "return Judging(self.day, self.basis, codes=codes).results(**how)",
        f"{GAPS}::test_nobody_sees_another_streets_gap",
    ),
    Fault(
        "an exempt unit has a gap",
        "reporting/gaps.py",
        "if result.state not in (UNMET, MISSING) or not standard.measure:",
        "if result.state not in (UNMET, MISSING, EXEMPT) or not standard.measure:",
        f"{GAPS}::test_an_exempt_unit_and_one_that_is_not_asked_have_no_gap",
    ),
    Fault(
        "an exempt unit is said to be near to a target",
        "reporting/gaps.py",
        "if unit[target].state == EXEMPT or any(",
        "if unit[target].state == EXEMPT and any(",
        f"{GAPS}::test_an_exempt_unit_and_one_that_is_not_asked_have_no_gap",
    ),
    Fault(
        "gaps come in any order",
        "reporting/gaps.py",
        "return (gap.result.state != UNMET, gap.nearness, -gap.weight, *_told(gap))",
        "return _told(gap)",
        f"{GAPS}::test_the_nearest_comes_first",
    ),
    Fault(
        "a form is offered to whoever may not use it",
        "reporting/mending.py",
        "own = model.objects.editable_by(self.user) if changed",
        "own = model.objects.visible_to(self.user) if changed",
        f"{GAPS}::test_links_lead_to_the_form_only_where_the_person_may",
    ),
)
