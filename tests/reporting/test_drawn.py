"""A board is drawn once for all who see the same; what is written is seen on the next load, and by whom it concerns."""

from typing import Any

from django.db import connection

from communities.curves import RESTS_ON
from communities.models import Community, Honour
from reporting.drawn import while_unwritten
from reporting.models import Threshold
from services.models import Facility
from tests.people import City, duty

ON = "?on=2003-06-30"


def told(client: Any, address: str = "/board/") -> str:
    """The page, without the minute and the person of its foot."""
    answer = client.get(address + ON)
    assert answer.status_code == 200
    return answer.content.decode().partition('<div class="board">')[2].partition('<p class="source">')[0]


def award(city: City, community: Community) -> Honour:
    """The honour that T4 asks for."""
    row = Honour(community=community, kind="civilized", level="municipal", awarded_on="2003-02-01")
    return city.keep(row)


def test_an_edit_is_seen_on_the_next_load(city: City, signed_in: Any) -> None:
    client = signed_in(city.auditor)
    for address in ("/board/", "/board/T4/"):
        before = told(client, address)
        assert told(client, address) == before
        given = award(city, city.dongshan)
        after = told(client, address)
        assert after != before
        given.withdrawn_on = "2003-03-01"
        city.keep(given)
        assert told(client, address) != after


def test_a_threshold_and_a_name_are_seen_on_the_next_load(city: City, signed_in: Any) -> None:
    client = signed_in(city.auditor)
    assert "新名区" not in told(client)
    city.dinghai.name = "新名区"
    city.keep(city.dinghai)
    assert "新名区" in told(client)
    before = told(client, "/board/N20/")
    threshold = Threshold.objects.get(standard="N20", basis="directive-2002")
    threshold.low = 61
    city.keep(threshold)
    # With its sign, because a key on the page may have the same digits.
    assert "≥ 61" not in before
    assert "≥ 61" in told(client, "/board/N20/")


def test_the_second_load_asks_for_little(city: City, signed_in: Any, django_assert_max_num_queries: Any) -> None:
    client = signed_in(city.auditor)
    told(client)
    # The session is read and written, and the log is asked for its newest line.
    with django_assert_max_num_queries(8):
        told(client)


def test_the_same_address_tells_each_person_of_own_ground(city: City, signed_in: Any) -> None:
    auditor, officer, clerk, other = (
        told(signed_in(user)) for user in (city.auditor, city.officer, city.clerk, city.next_clerk)
    )
    assert "岱山县" in auditor
    assert "岱山县" not in officer
    assert "昌国街道" in officer
    assert "昌国街道" not in clerk
    assert "东山社区" in clerk
    assert "东山社区" not in other


def test_two_people_of_the_same_ground_see_the_same_under_their_own_names(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    mine = told(client)
    duty(city.nobody, "enters", "street", city.huannan, city.administrator)
    theirs = signed_in(city.nobody).get("/board/" + ON).content.decode()
    assert mine in theirs
    assert "吴无职" in theirs
    assert "林填报员" not in theirs


def test_a_duty_that_ends_takes_its_board_along(city: City, signed_in: Any) -> None:
    client = signed_in(city.officer)
    told(client)
    held = city.officer.duties.get()
    held.valid_to = "2003-01-01"
    held.valid_from = "2002-01-01"
    city.keep(held)
    assert client.get("/board/" + ON).status_code == 403


def test_a_curve_is_worked_out_again_only_when_its_own_rows_were_written(city: City) -> None:
    found = []

    def look() -> int:
        found.append(Honour.unscoped.count())
        return found[-1]

    assert while_unwritten(look, RESTS_ON) == 0
    city.keep(Facility(community=city.dongshan, kind="office", name="办公室", opened_on="2003-01-01"))
    assert while_unwritten(look, RESTS_ON) == 0
    assert found == [0]
    award(city, city.dongshan)
    assert while_unwritten(look, RESTS_ON) == 1
    city.keep(Facility(community=city.liufang, kind="office", name="办公室", opened_on="2003-01-01"))
    assert while_unwritten(look, RESTS_ON) == 1
    assert found == [0, 1]
    # Another log of the same length, as after a backup was restored, tells of other rows.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE base_change SET digest = 'another' WHERE id = (SELECT MAX(id) FROM base_change)")
    while_unwritten(look, RESTS_ON)
    assert found == [0, 1, 1]


def test_the_chart_shows_an_award_on_the_next_load(city: City, signed_in: Any) -> None:
    client = signed_in(city.auditor)
    assert "2003-02-01" not in told(client)
    award(city, city.dongshan)
    assert "2003-02-01" in told(client)
