"""Locks of scenarios: nothing of them is ever a fact, and who may look and change."""

from .fault import Fault

WHATIF = "tests/reporting/test_whatif.py"
FACTS = "tests/reporting/test_whatif_facts.py"

FAULTS = (
    Fault(
        "what is supposed is written",
        "zhoushan_community/base/changes/log.py",
        "transaction.set_rollback(True)",
        "pass",
        f"{FACTS}::test_nothing_is_ever_saved",
    ),
    Fault(
        "rows are supposed outside of what is taken back",
        "reporting/whatif/supposing.py",
        "if not is_on():",
        "if False:",
        f"{FACTS}::test_an_error_in_the_middle_takes_everything_back",
    ),
    Fault(
        "an edit reaches rows of everybody",
        "reporting/whatif/rooms.py",
        'return {"facility": rows.filter(inside)}',
        'return {"facility": Facility.objects.whole_city(because="fault")}',
        f"{WHATIF}::test_nobody_is_shown_another_territory",
    ),
    Fault(
        "an edit reaches communities of everybody",
        "reporting/whatif/edits.py",
        "return Community.objects.visible_to(self.user).filter(pk__in=there)",
        'return Community.objects.whole_city(because="fault")',
        f"{WHATIF}::test_nobody_is_shown_another_territory",
    ),
    Fault(
        "a link opens a scenario to everybody",
        "reporting/whatif/pages.py",
        "    if territory is None:\n        raise Http404\n    return scenario",
        "    territory = territory or Board.city\n    return scenario",
        f"{WHATIF}::test_who_sees_a_scenario",
    ),
    Fault(
        "whoever looks at a scenario changes it",
        "reporting/whatif/pages.py",
        "if scenario.owner_id != request.user.pk:",
        "if False:",
        f"{WHATIF}::test_who_sees_a_scenario",
    ),
    Fault(
        "what is kept is counted while something is supposed",
        "reporting/kept.py",
        "if supposing.is_on():",
        "if False:",
        f"{FACTS}::test_what_is_kept_knows_nothing_of_what_is_supposed",
    ),
    Fault(
        "a sheet of a scenario does not say what it is",
        "reporting/whatif/sheets.py",
        "rows = [[scenario.name, *row] for row in rows]",
        "rows = [[None, *row] for row in rows]",
        f"{WHATIF}::test_the_sheet_says_on_every_line_that_it_is_no_fact",
    ),
)
