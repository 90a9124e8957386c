"""Locks of lineage and of restated figures."""

from .fault import Fault

EDGES, LEDGER, SERIES, PAGES, SERIES_PAGES = (
    f"communities/lineage/{name}.py" for name in ("edges", "ledger", "series", "pages", "series_pages")
)
LINEAGE = "tests/communities/test_lineage.py::TestLineage"
RESTATED = "tests/communities/test_series.py::TestSeries"
SUMS = "tests/communities/test_ledger.py"

FAULTS = (
    Fault(
        "the lineage of a unit opens to strangers",
        PAGES,
        "row = MODELS[kind].objects.visible_to(request.user)",
        'row = MODELS[kind].objects.whole_city(because="x")',
        f"{LINEAGE}::test_strangers_find_no_lineage",
    ),
    Fault(
        "foreign units of a lineage are linked",
        EDGES,
        "seen = MODELS[kind].objects.visible_to(user)",
        'seen = MODELS[kind].objects.whole_city(because="x")',
        f"{LINEAGE}::test_a_foreign_unit_is_named_and_not_opened",
    ),
    Fault(
        "a planned adjustment is lineage",
        EDGES,
        'filter(touching, in_effect(day, "adjustment"))',
        "filter(touching)",
        f"{LINEAGE}::test_what_is_not_in_effect_is_not_told",
    ),
    Fault(
        "what came in later is an ancestor",
        EDGES,
        "if not (edge.day < bounds[here] if up else edge.day > bounds[here]):",
        "if not edge.day:",
        f"{LINEAGE}::test_what_came_in_after_a_unit_gave_is_no_ancestor",
    ),
    Fault(
        "a territory that is not seen as a whole is summed",
        SERIES_PAGES,
        'if problems or not duties_over(user, "view", unit):',
        "if problems:",
        f"{RESTATED}::test_each_sees_own_territories_alone",
    ),
    Fault(
        "a source keeps what it gave",
        LEDGER,
        "self.amounts.pop(each.source, None)",
        "self.amounts.get(each.source, None)",
        f"{RESTATED}::test_a_count_before_a_boundary_moved_is_not_counted_twice",
    ),
    Fault(
        "the last target's part is lost",
        LEDGER,
        "for target, part in each.parts:",
        "for target, part in each.parts[:1]:",
        f"{SUMS}::test_nothing_is_counted_twice_and_nothing_is_lost",
    ),
    Fault(
        "parts of unknown size are nought",
        LEDGER,
        "self.lumps.append((frozenset(each.targets), amount))",
        "pass",
        f"{SUMS}::test_parts_of_unknown_size_are_told_where_all_of_them_lie_together",
    ),
    Fault(
        "an uncounted source is nought",
        LEDGER,
        "if unknown or grown:",
        "if grown:",
        f"{SUMS}::test_what_nobody_counted_is_missing_and_no_nought",
    ),
    Fault(
        "persons are divided by households",
        SERIES,
        "if self.figure not in BY_HOUSEHOLDS:",
        "if not BY_HOUSEHOLDS:",
        f"{RESTATED}::test_figures_without_own_shares_go_by_households_or_persons",
    ),
)
