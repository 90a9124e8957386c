"""Locks of finding rows, of kept queries and of one change to many rows."""

from .fault import BASE, Fault

FINDING = "tests/base/test_finding.py"
LIST_VIEWS = "tests/base/test_list_views.py"
BULK = "tests/base/test_bulk.py"

FAULTS = (
    Fault(
        "the search finds everybody's rows",
        f"{BASE}/search_pages.py",
        "matching(register.model.objects.visible_to(user), text)",
        "matching(register.model.unscoped.all(), text)",
        f"{FINDING}::test_a_strangers_rows_neither_appear_nor_count",
    ),
    Fault(
        "a look-up offers everybody's rows",
        f"{BASE}/search_pages.py",
        "else objects.visible_to(request.user)",
        "else register.model.unscoped.all()",
        f"{FINDING}::test_a_look_up_offers_own_rows_only",
    ),
    Fault(
        "a kept query is everybody's",
        f"{BASE}/saved_query_pages.py",
        "pk=pk, owner=request.user, register",
        "pk=pk, register",
        f"{LIST_VIEWS}::test_only_ones_own_are_seen_changed_and_opened",
    ),
    Fault(
        "a change to many rows asks for no right",
        f"{BASE}/bulk.py",
        "        if not own:\n",
        "        if False:\n",
        f"{BULK}::test_only_own_rows_are_changed",
    ),
    Fault(
        "a change to many rows overwrites what was saved meanwhile",
        f"{BASE}/bulk.py",
        "    if other:\n",
        "    if False:\n",
        f"{BULK}::test_a_row_that_was_saved_meanwhile_stops_all",
    ),
    Fault(
        "a look-up of parents offers rows that are not one's own",
        f"{BASE}/search_pages.py",
        "objects.on_ground_of(request.user) if",
        "objects.visible_to(request.user) if",
        f"{FINDING}::test_a_look_up_offers_own_rows_only",
    ),
)
