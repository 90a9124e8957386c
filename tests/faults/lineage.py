"""Locks of lineage, of restated figures, of titles and of the check before approval."""

from .fault import Fault

EDGES, LEDGER, SERIES, PAGES = (f"communities/lineage/{name}.py" for name in ("edges", "ledger", "series", "pages"))
WHOLES = "communities/wholes.py"
LINEAGE = "tests/communities/test_lineage.py::TestLineage"
RESTATED = "tests/communities/test_series.py::TestSeries"
SUMS = "tests/communities/test_ledger.py"
TRANSFERS, HUNDRED = "communities/transfers.py", "reporting/hundred.py"
TITLES, REFORM = (f"tests/communities/test_transfers.py::Test{name}" for name in ("Transfers", "Reform"))
CHECK = "tests/reporting/test_hundred.py::TestHundred"

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
        WHOLES,
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
    Fault(
        "foreign titles are listed",
        TRANSFERS,
        'rows = Premises.objects.visible_to(user).filter(Premises.holding(day), community__in=standing.values("pk"))',
        'rows = Premises.objects.whole_city(because="x").filter(Premises.holding(day))',
        f"{TITLES}::test_each_sees_own_titles_alone",
    ),
    Fault(
        "property-management houses are to be transferred",
        "communities/models/premises.py",
        " & ~Q(property_management=True)",
        "",
        f"{TITLES}::test_every_title_has_its_state",
    ),
    Fault(
        "a title is transferred before its day",
        TRANSFERS,
        "moved = Q(title_holder=Premises.Holder.COMMITTEE, transferred_on__lte=day)",
        "moved = Q(title_holder=Premises.Holder.COMMITTEE, transferred_on__isnull=False)",
        f"{TITLES}::test_every_title_has_its_state",
    ),
    Fault(
        "a shared committee is counted with each of its communities",
        "communities/lineage/reform.py",
        "len(found), len(committees))",
        "len(found), sum(row.before for row, _value in known))",
        f"{REFORM}::test_households_per_committee_and_per_community",
    ),
    Fault(
        "a plan is not checked for its second room",
        HUNDRED,
        "elif under and (short_office or short_activity):",
        "elif under and short_activity:",
        f"{CHECK}::test_a_plan_that_is_too_small_is_told_by_how_much",
    ),
    Fault(
        "a small plan is under the rule",
        HUNDRED,
        "if small or (since",
        "if (since",
        f"{CHECK}::test_the_check_says_what_n05_says_once_it_is_approved",
    ),
    Fault(
        "estates of strangers are checked in the list",
        HUNDRED,
        "rows = Estate.objects.visible_to(request.user)",
        'rows = Estate.objects.whole_city(because="x")',
        f"{CHECK}::test_estates_that_wait_for_approval_are_checked_in_the_list",
    ),
)
