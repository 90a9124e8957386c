"""Locks of adjustments taking effect: nothing is lost, nothing is twice, the past is as it was."""

from .fault import BASE, Fault

ADJUSTING = "communities/adjusting"
MERGER, OBSTACLES, KINDS, BACK = (
    f"tests/communities/adjusting/test_{name}.py" for name in ("merger", "obstacles", "kinds", "taking_back")
)

FAULTS = (
    Fault(
        "an exemption outlives its community",
        f"{ADJUSTING}/effect.py",
        "        for row in rows:\n            setattr(row, last, day)",
        "        for row in ():\n            setattr(row, last, day)",
        "tests/communities/test_cases_in_effect.py::test_exemptions_end_with_their_community_and_the_case_says_so",
    ),
    Fault(
        "an adjustment takes effect while a row has no destination",
        f"{ADJUSTING}/obstacles.py",
        "*_lost(undecided(adjustment)), ",
        "",
        f"{OBSTACLES}::test_a_row_without_a_destination",
    ),
    Fault(
        "an adjustment takes effect before its day",
        f"{ADJUSTING}/obstacles.py",
        "if adjustment.effective_on > today:",
        "if False:",
        f"{OBSTACLES}::test_the_day_has_not_come",
    ),
    Fault(
        "an adjustment takes effect without all its steps",
        f"{ADJUSTING}/obstacles.py",
        "    if missing:",
        "    if False:",
        f"{OBSTACLES}::test_a_step_is_missing",
    ),
    Fault(
        "two adjustments touch one unit on a day",
        f"{ADJUSTING}/obstacles.py",
        "same = others.filter(effective_on=day)",
        "same = others.none()",
        f"{OBSTACLES}::test_two_adjustments_touch_one_unit_on_one_day",
    ),
    Fault(
        "parts that are not all of a unit pass",
        f"{ADJUSTING}/obstacles.py",
        "if sum(parts) != have:",
        "if False:",
        f"{OBSTACLES}::test_parts_that_are_not_all_of_it",
    ),
    Fault(
        "what does not add up is kept",
        f"{ADJUSTING}/effect.py",
        'raise NotConserved("; ".join(faults))',
        "pass",
        f"{OBSTACLES}::test_nothing_is_kept_of_what_does_not_add_up",
    ),
    Fault(
        "what is over of a divided amount is lost",
        f"{ADJUSTING}/division.py",
        "for target in ranked[: cents - sum(whole.values())]:",
        "for target in ():",
        f"{KINDS}::test_a_divided_amount_is_all_of_it",
    ),
    Fault(
        "a row that went over is still with its source",
        f"{BASE}/dated.py",
        "[HOME] if hasattr(of, HOME[0]) else []",
        "[]",
        f"{MERGER}::test_everything_is_with_the_new_community_from_the_day_on",
    ),
    Fault(
        "what came is kept of the days before it came",
        f"{BASE}/standards/measures.py",
        "[start, HOME[0]] if issubclass(rows.model, MovableModel) else [start]",
        "[start]",
        f"{MERGER}::test_the_past_of_one_that_kept_nothing_is_judged_as_it_was",
    ),
    Fault(
        "joined money counts in the past",
        "organizations/standards.py",
        "Fund.holding(asked.day), fiscal_year__lte=year",
        "fiscal_year__lte=year",
        f"{MERGER}::test_one_goes_into_another_that_stands",
    ),
    Fault(
        "the course of honours forgets who went over",
        "communities/curves.py",
        "return max(starts, default=None), min(ends, default=None)",
        "return start, end",
        f"{MERGER}::test_the_course_of_honours_is_that_of_the_results",
    ),
    Fault(
        "a case that went over counts twice in its year",
        "reporting/official/figures.py",
        'within &= Q(came_on__isnull=True) | Q(**{f"{field}__gte": F("came_on")})',
        "pass",
        f"{MERGER}::test_a_case_is_counted_once_in_its_year",
    ),
    Fault(
        "who went over is remembered for ever where that person was",
        "organizations/models/staff.py",
        'ended=("left_on", "went_on")',
        'ended=("left_on",)',
        f"{MERGER}::test_who_went_over_is_forgotten_in_time_where_that_person_was",
    ),
    Fault(
        "destinations name persons",
        "organizations/moves.py",
        "Move(StaffMember, told=lambda row: row.position)",
        "Move(StaffMember)",
        f"{MERGER}::test_every_row_has_a_destination_by_the_rule",
    ),
    Fault(
        "a committee's balance has no destination",
        f"{ADJUSTING}/obstacles.py",
        ", *_handovers(division)]",
        "]",
        f"{OBSTACLES}::test_what_an_old_committee_hands_over_goes_somewhere",
    ),
    Fault(
        "a community that moves forgets where it stood",
        f"{ADJUSTING}/effect.py",
        "        if unit.pk not in begun:",
        "        if False:",
        f"{KINDS}::test_one_without_a_placement_moves",
    ),
)
