"""Locks of pages that are drawn once for several people."""

from .fault import Fault

DRAWN, TESTS = "reporting/drawn.py", "tests/reporting/test_drawn.py"

MAPS = "tests/reporting/test_maps.py"

FAULTS = (
    Fault(
        "a map shows the outlines of foreign ground",
        "reporting/maps.py",
        "within = board.wide.within(territory)",
        "within = Board(board.day, board.basis, everything=True).within(Board.city)",
        f"{MAPS}::test_a_map_shows_own_ground_only",
    ),
    Fault(
        "a board is drawn once for everybody",
        DRAWN,
        "(request.get_full_path(), duties, ",
        "(request.get_full_path(), ",
        f"{TESTS}::test_the_same_address_tells_each_person_of_own_ground",
    ),
    Fault(
        "a board is drawn once for all time",
        DRAWN,
        "dated.today(), Change.newest_write())",
        "dated.today())",
        f"{TESTS}::test_an_edit_is_seen_on_the_next_load",
    ),
    Fault(
        "a curve is worked out once for all time",
        DRAWN,
        "if then is None or _written(then, newest, models):",
        "if then is None:",
        f"{TESTS}::test_the_chart_shows_an_award_on_the_next_load",
    ),
    Fault(
        "a curve outlives the log that it is of",
        DRAWN,
        "if then[0] and not Change.objects.filter(pk=then[0], digest=then[1]).exists():",
        "if False:",
        f"{TESTS}::test_a_curve_is_worked_out_again_only_when_its_own_rows_were_written",
    ),
)
