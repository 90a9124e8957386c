"""Locks of cases: who takes which step, in what order, what a draft must be, and what is in effect."""

from .fault import Fault

CASES, DAY = "tests/communities/test_cases.py", "tests/communities/test_cases_in_effect.py"
WHOLE = "tests/communities/test_whole_streets.py"
ADJUSTING = "communities/adjusting"
STEPS = f"{CASES}::test_steps_are_taken_in_order_by_whom_they_are_due"
FAULTY = f"{CASES}::test_a_faulty_draft_is_named_with_its_remedy_and_not_saved"

FROM_PLAN = "tests/communities/planning/test_effect.py"

FAULTS = (
    Fault(
        "what a share says to stay is counted twice",
        f"{ADJUSTING}/effect.py",
        "community.pk not in division.giving",
        "community.pk not in division.sources",
        f"{FROM_PLAN}::test_a_share_that_says_what_stays_stands_for_what_there_was",
    ),
    Fault(
        "nobody gives and takes at once",
        f"{ADJUSTING}/checks.py",
        " and not _gives_and_takes(draft, unit)",
        "",
        f"{FROM_PLAN}::test_two_communities_that_give_to_each_other",
    ),
    Fault(
        "a case has its state by its day alone",
        "communities/models/adjustments.py",
        "When(~recorded & Q(effective_on__lte=day, is_case=False)",
        "When(~recorded & Q(effective_on__lte=day)",
        f"{CASES}::test_a_case_is_not_in_effect_by_its_day_alone",
    ),
    Fault(
        "a case counts by its day alone",
        "communities/models/adjustments.py",
        '(taken | Q(**{f"{before}is_case": False}) & ~models.Exists(steps))',
        "(taken | ~models.Exists(steps))",
        f"{CASES}::test_a_case_is_not_in_effect_by_its_day_alone",
    ),
    Fault(
        "everybody sees every case",
        f"{ADJUSTING}/cases.py",
        "return Adjustment.objects.whole_city(because=BECAUSE).filter(own)",
        "return Adjustment.objects.whole_city(because=BECAUSE)",
        STEPS,
    ),
    Fault(
        "whoever sees a case takes its steps",
        f"{ADJUSTING}/cases.py",
        'if any(_reaches(duty, adjustment, level) for duty in user.duties_for("edit")):',
        "if True:",
        STEPS,
    ),
    Fault(
        "a district approves what gives whole streets away",
        "communities/models/adjustments.py",
        "rows.filter(district__in=districts).exclude(",
        "rows.filter(district__in=districts).exclude(pk=None).exclude(pk=None, ",
        "tests/communities/test_case_rights.py::test_the_page_and_the_register_say_the_same_of_who_approves",
    ),
    Fault("steps are taken in any order", f"{ADJUSTING}/steps.py", "if step != expected:", "if step in taken:", STEPS),
    Fault(
        "a step is taken before the one before it",
        f"{ADJUSTING}/steps.py",
        "if before and day < before[-1].done_on:",
        "if not before and day is None:",
        STEPS,
    ),
    Fault(
        "a step that was taken back comes again before the day of an earlier one",
        "communities/models/adjustments.py",
        "if taken[step] > self.done_on), None):",
        "if False), None):",
        f"{CASES}::test_steps_are_taken_back_and_brought_again_only_in_their_order",
    ),
    Fault(
        "a step is recorded before it was taken",
        f"{ADJUSTING}/steps.py",
        'self.fields["done_on"].validators.append(dated.not_in_future)',
        'self.fields["done_on"].validators += ()',
        STEPS,
    ),
    Fault(
        "an approval names no document",
        f"{ADJUSTING}/steps.py",
        "if step == Step.APPROVED and not paper:",
        "if step == Step.APPROVED and paper is None:",
        STEPS,
    ),
    Fault(
        "what is approved is changed",
        "communities/models/adjustments.py",
        "if not case.is_case or not AdjustmentStep.unscoped",
        "if case.is_case or not AdjustmentStep.unscoped",
        f"{CASES}::test_what_is_approved_is_not_changed",
    ),
    Fault(
        "a part of a source is left over",
        f"{ADJUSTING}/checks.py",
        "if left is None or left == 0 and not unknown:",
        "if left is None or not unknown:",
        FAULTY,
    ),
    Fault(
        "a unit is adjusted before it was founded", f"{ADJUSTING}/checks.py", "if begun and (day < begun",
        "if False and (day < begun", FAULTY,
    ),
    Fault(
        "a unit is adjusted after it was closed", f"{ADJUSTING}/checks.py", "if ended and day >= ended:",
        "if ended is day:", f"{CASES}::test_a_source_that_was_closed_is_refused",
    ),
    Fault(
        "a district adjusts what lies in another",
        f"{ADJUSTING}/checks.py",
        "if _district_of(each.unit) != draft.district.pk:",
        "if _district_of(each.unit) is None:",
        f"{CASES}::test_a_source_of_another_district_is_refused",
    ),
    Fault(
        "two adjustments touch a unit on one day",
        f"{ADJUSTING}/checks.py",
        "for share in touching.filter(condition, same_day | under_way):",
        "for share in touching.none():",
        f"{CASES}::test_two_adjustments_of_one_unit_on_one_day_are_refused",
    ),
    Fault(
        "a street goes as a whole beside a case of one of its communities",
        f"{ADJUSTING}/checks.py",
        "elif unit in with_whole:",
        "elif unit is None:",
        f"{WHOLE}::test_a_street_does_not_go_as_a_whole_while_one_of_it_is_in_another_case",
    ),
    Fault(
        "a street goes as a whole to several targets",
        f"{ADJUSTING}/checks.py",
        "if len(draft.targets) != 1:",
        "if not draft.targets:",
        f"{WHOLE}::test_what_cannot_go_as_a_whole_is_refused",
    ),
    Fault(
        "a clerk gives a street of somebody else",
        f"{ADJUSTING}/draft_form.py",
        "streets = Street.objects.on_ground_of(user)",
        'streets = Street.objects.whole_city(because="x")',
        f"{WHOLE}::test_a_clerk_gives_the_own_street_alone",
    ),
    Fault(
        "a clerk drafts for the whole district",
        f"{ADJUSTING}/pages.py",
        'if draft.street is None or not duties_over(user, "edit", draft.street):',
        'if draft.street and not duties_over(user, "edit", draft.street):',
        f"{CASES}::test_a_clerk_drafts_for_the_own_street_alone",
    ),
    Fault(
        "whoever sees a case says where its rows go",
        f"{ADJUSTING}/pages.py",
        "if not cases.is_drafter(request.user, case):",
        "if not request.user.current_duties:",
        f"{DAY}::test_where_the_rows_of_a_split_go_is_chosen_by_hand",
    ),
    Fault(
        "a row is sent to whoever is named",
        f"{ADJUSTING}/handing.py",
        "if wanted and target is None:",
        "if wanted is None:",
        f"{DAY}::test_where_the_rows_of_a_split_go_is_chosen_by_hand",
    ),
    Fault(
        "the street lets a case take effect",
        f"{ADJUSTING}/cases.py",
        'Step.EFFECTIVE: "district",',
        'Step.EFFECTIVE: "street",',
        f"{DAY}::test_taking_effect_is_for_whom_it_is_due",
    ),
    Fault(
        "a file of a case is had by number alone",
        f"{ADJUSTING}/pages.py",
        "if found := attachments.of_row(row).filter(pk=file, withdrawn_on=None).first():",
        "if found := attachments.of_row(row).filter(withdrawn_on=None).last():",
        f"{CASES}::test_a_file_of_another_row_is_none_of_the_case",
    ),
)  # fmt: skip
