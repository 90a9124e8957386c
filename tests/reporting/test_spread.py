"""Where units stand against the bounds, and how a rate went over time."""

import datetime
from decimal import Decimal
from typing import Any

from communities.models import Community, CommunityFigures
from organizations.models import StaffMember
from reporting import kept
from reporting.board import Board
from reporting.history import DAYS, days, history
from reporting.spread import classes, spread
from services.models import Facility
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source

DAY = datetime.date(2003, 12, 31)


def counted(city: City, *households: int | None) -> None:
    """A community of 环南街道 for each count."""
    origin = Origin(city.administrator, Source.COMMAND)
    made = [
        Community(street=city.huannan, name=f"第{n}社区", founded_on="2002-06-01") for n, _h in enumerate(households)
    ]
    changes.create_all(made, origin)
    rows = [
        CommunityFigures(community=unit, counted_on="2002-06-30", households=count)
        for unit, count in zip(made, households, strict=True)
        if count is not None
    ]
    changes.create_all(rows, origin)


def drawn(city: City, code: str) -> dict[str, list[int]]:
    """(met, unmet, exempt) by class, where there is any."""
    found = spread(Board(DAY), Board.city, code)
    return {each.words: each.by_state for each in found.classes if each.units}


def test_communities_around_the_bounds_of_their_size(city: City) -> None:
    counted(city, 2000, 2499, 2500, 3100, 4999, 5000, 5001, None)
    assert drawn(city, "N01") == {
        "2,000–2,499": [0, 2, 0],
        "2,500–2,999": [1, 0, 0],
        "3,000–3,499": [1, 0, 0],
        "4,500–4,999": [1, 0, 0],
        # 5,000 is within, 5,001 is not, and both stand in one class.
        "5,000–5,499": [1, 1, 0],
    }
    found = spread(Board(DAY), Board.city, "N01")
    assert (found.unknown, found.bounds, found.unit) == (4, [2500, 5000], "户")
    [first, *_rest] = found.chart["series"]
    assert sum(first["counts"]) == 4


def test_a_few_far_away_do_not_press_the_others_together() -> None:
    known = [(Decimal(40 + n % 30), "met", 1) for n in range(200)] + [(Decimal(90_000), "met", 1)]
    found = classes(known, [Decimal(50)])
    assert found[-1].words.startswith("≥")
    assert found[-1].units == 1
    assert len([each for each in found if each.units]) > 5
    assert sum(each.units for each in found) == 201
    assert any(each.low == 50 for each in found)


def test_what_is_reckoned_from_a_base_is_drawn_against_it(city: City) -> None:
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=2101))
    for n in range(3):
        city.keep(StaffMember(community=city.dongshan, name=f"职工{n}", started_on="2002-07-01"))
    found = spread(Board(DAY), Board.city, "N13")
    # 2,101 households for three are more than 700 for one.
    assert [(each.low, each.by_state) for each in found.classes if each.units] == [(701, [0, 1, 0])]
    assert (found.unit, found.bounds) == ("户 / 人", [500, 700])


def test_rooms_are_counted_one_by_one_and_yes_and_no_are_not_drawn(city: City) -> None:
    for kind in ("office", "police_room"):
        city.keep(Facility(community=city.dongshan, kind=kind, opened_on="2002-06-01"))
    assert drawn(city, "N02") == {"2": [0, 1, 0]}
    assert spread(Board(DAY), Board.city, "N08") is None


def test_the_days_of_a_history_are_few_and_end_with_the_day() -> None:
    assert days(datetime.date(2002, 6, 30)) == [
        datetime.date(2001, 12, 31), datetime.date(2002, 3, 31), datetime.date(2002, 6, 30),
    ]  # fmt: skip
    for until in (DAY, datetime.date(2026, 11, 28), datetime.date(2060, 1, 1), datetime.date(1999, 1, 1)):
        found = days(until)
        assert len(found) <= DAYS
        assert found[-1] == until
        assert found == sorted(set(found))


def test_a_history_is_what_the_board_of_each_day_says(city: City, signed_in: Any) -> None:
    city.keep(Facility(community=city.dongshan, kind="activity_room", floor_area_m2=60, opened_on="2003-02-01"))
    kept.tallies(datetime.date(2003, 2, 15), "directive-2002", "city", [0])
    for user, place in ((city.auditor, "330900"), (city.officer, "330902"), (city.clerk, "330902003")):
        board = Board(DAY, user=user, codes=("N20",))
        moments = history(board, board.territory(place), "N20")
        assert (datetime.date(2003, 2, 15) in [moment.day for moment in moments]) == (user == city.auditor)
        for moment in moments:
            then = Board(moment.day, user=user, codes=("N20",))
            assert moment.rate == then.rate("N20", then.territory(place)), (user, moment.day)
        assert moments[-1].rate.numerator == 1
    course = signed_in(city.auditor).get("/board/N20/?on=2003-12-31").context["course"]
    assert course["series"][0]["points"][-1] == ["2003-12-31", 33.33, 1, 3, 2]


def test_kept_days_that_an_edit_made_old_are_not_told(city: City) -> None:
    day = datetime.date(2003, 2, 15)
    kept.tallies(day, "directive-2002", "city", [0])
    assert day in kept.known("directive-2002", "city", 0)
    city.keep(Facility(community=city.dongshan, kind="activity_room", floor_area_m2=60, opened_on="2003-02-01"))
    assert kept.known("directive-2002", "city", 0) == {}
