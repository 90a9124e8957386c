"""Locks of the planner's screens: who draws and who reviews, what a file must hold, that drafts are written once."""

from .fault import Fault

PLANNING = "communities/planning"
SHEETS = "tests/communities/planning/test_sheets.py"
OUTLINES = "tests/communities/planning/test_outlines.py"
PLANS = "tests/communities/planning/test_plans.py"
NAMES = "tests/communities/planning/test_names.py"
EVERY = f"{SHEETS}::test_every_fault_is_named_by_its_cell"

FAULTS = (
    Fault(
        "whoever draws a layout plan passes it",
        f"{PLANNING}/states.py",
        'duties_over(user, "review", plan.holder)',
        'duties_over(user, "view", plan.holder)',
        f"{PLANS}::test_the_commission_reviews",
    ),
    Fault(
        "whoever drew a layout plan passes it, because it falls to them",
        f"{PLANNING}/states.py",
        "    if drew(plan, user):\n",
        "    if False:\n",
        f"{PLANS}::test_whoever_drew_a_plan_does_not_review_it",
    ),
    Fault(
        "a name of another community is given to one of a layout plan",
        f"{PLANNING}/naming.py",
        "        elif each.given and standing",
        "        elif False and standing",
        f"{NAMES}::test_a_name_that_cannot_stay_is_told_where_it_stands",
    ),
    Fault(
        "names of a layout plan go to whoever has the number by now",
        f"{PLANNING}/deeds.py",
        'if form.cleaned_data["version"] != plan.version:',
        "if False:",
        f"{NAMES}::test_names_of_a_page_that_is_out_of_date_are_not_kept",
    ),
    Fault(
        "a layout plan is kept though its proof does not hold",
        f"{PLANNING}/running.py",
        "    except certificate.NotProven as error:\n",
        "    except ZeroDivisionError as error:\n",
        f"{PLANS}::test_a_plan_with_a_false_proof_is_not_kept",
    ),
    Fault(
        "whoever sees a layout plan changes it",
        f"{PLANNING}/states.py",
        "    _must(is_editable(plan, user), plan, State.DRAFT)\n",
        "    _must(True, plan, State.DRAFT)\n",
        f"{PLANS}::test_who_may_do_what",
    ),
    Fault(
        "a reviewed layout plan is drawn over",
        f"{PLANNING}/states.py",
        "    if plan.state not in states:\n",
        "    if False:\n",
        f"{PLANS}::test_the_commission_reviews",
    ),
    Fault(
        "the register's form goes round the review of a layout plan",
        "communities/models/layouts.py",
        "if stored is not None and stored != self.state:",
        "if False:",
        f"{PLANS}::test_the_commission_reviews",
    ),
    Fault(
        "a layout plan becomes draft adjustments twice",
        f"{PLANNING}/drafts.py",
        '    if plan.solution and plan.solution.get("drafts"):\n',
        "    if False:\n",
        f"{PLANS}::test_a_passed_plan_becomes_drafts_once",
    ),
    Fault(
        "a layout plan becomes draft adjustments before it is passed",
        f"{PLANNING}/drafts.py",
        "if plan.state not in (LayoutPlan.State.PASSED, LayoutPlan.State.ADOPTED) or layout is None:",
        "if layout is None:",
        f"{PLANS}::test_only_what_was_passed_becomes_drafts",
    ),
    Fault(
        "a part of a community is left out of the drafts",
        f"{PLANNING}/drafts.py",
        "            for part in each.parts\n",
        "            for part in each.parts[:1]\n",
        f"{PLANS}::test_a_passed_plan_becomes_drafts_once",
    ),
    Fault(
        "a run overwrites what was changed meanwhile",
        f"{PLANNING}/running.py",
        'if plan.version != arguments["version"] or plan.state != LayoutPlan.State.DRAFT:',
        "if False:",
        f"{PLANS}::test_a_plan_that_was_changed_meanwhile_is_left_alone",
    ),
    Fault(
        "a sheet with faults is taken",
        f"{PLANNING}/deeds.py",
        "    if faults:\n",
        "    if False:\n",
        EVERY,
    ),
    Fault(
        "what is said to be meant lets other faults in",
        f"{PLANNING}/deeds.py",
        "if not (meant and fault.meant)]",
        "if not meant]",
        f"{SHEETS}::test_what_is_meant_is_let_in",
    ),
    Fault(
        "neighbours that disagree are taken by the planner's sheet",
        f"{PLANNING}/gathered.py",
        "if (other.length_m, other.barrier) != (border.length_m, border.barrier):",
        "if False:",
        EVERY,
    ),
    Fault(
        "streets of everywhere are planned",
        f"{PLANNING}/gathered.py",
        "if area.street not in ground.streets:",
        "if False:",
        EVERY,
    ),
    Fault(
        "boundaries are saved though others of the map are wrong",
        f"{PLANNING}/outlines.py",
        "            if not faults:\n",
        "            if found:\n",
        f"{OUTLINES}::test_every_mismatch_is_named_and_nothing_is_saved",
    ),
    Fault(
        "boundaries of foreign communities are kept",
        f"{PLANNING}/outlines.py",
        "rows = Community.objects.editable_by(request.user)",
        "rows = Community.objects.visible_to(request.user)",
        f"{OUTLINES}::test_who_keeps_boundaries",
    ),
)
