"""Nothing of a scenario is ever a fact: whatever happens, nothing is stored, and nobody waits for it."""

import datetime
import hashlib
import threading
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, connections, transaction

from organizations.models import StaffMember
from reporting.board import Board
from reporting.models import Judgement, KeptTally, Scenario, ScenarioEdit
from reporting.whatif import outcome as outcomes
from reporting.whatif import supposing
from services.models import Facility
from tests.people import City
from zhoushan_community.base.models import Change

from .scenarios import DAY, Desk, counted, room

DESK = ("reporting.scenario", "reporting.scenarioedit", "base.session")


def stored(*, without: tuple[str, ...] = DESK) -> dict[str, tuple[int, str]]:
    """How many rows every table has, and what they say."""
    found = {}
    for model in apps.get_models():
        if model._meta.label_lower not in without:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)} ORDER BY 1")
                rows = cursor.fetchall()
            found[model._meta.label_lower] = (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
    return found


@pytest.fixture
def officer(city: City, signed_in: Any) -> Desk:
    """The officer of 定海 with a scenario of the district."""
    return Desk(signed_in(city.officer))


def seen(client: Any) -> Any:
    """The rates that the board shows, drawn at this moment."""
    caches["pages"].clear()
    return client.get("/board/?on=2003-06-30").context["table"]


def test_nothing_is_ever_saved(city: City, officer: Desk, signed_in: Any) -> None:
    for community in (city.dongshan, city.liufang):
        counted(city, community, 1400)
        room(city, community, "activity_room", 42)
    auditor = Desk(signed_in(city.auditor))
    board = seen(signed_in(city.auditor))
    before, lines = stored(), Change.objects.count()
    for desk in (officer, auditor):
        desk.add("merge", community=city.dongshan, other=city.liufang)
        desk.add("room", community=city.dongshan, room="office", floor_area_m2="50")
        desk.add("threshold", standard="T4", low="50")
        for query in ({}, {"show": "all"}, {"standard": "N01"}, {"format": "xlsx"}, {"on": "2002-06-30"}):
            answer = desk.page(**query)
            assert answer.status_code == 200
            b"".join(answer)
    after = stored(without=(*DESK, "reporting.judgement", "reporting.kepttally"))
    assert after == {label: before[label] for label in after}
    assert Change.objects.count() == lines
    call_command("verify_changes")
    # What a board keeps of the day is what it kept before.
    assert seen(signed_in(city.auditor)) == board


def test_what_is_kept_knows_nothing_of_what_is_supposed(city: City, signed_in: Any) -> None:
    """The city's board reads kept counts: none are made or read while something is supposed."""
    small = room(city, city.dongshan, "activity_room", 42)
    auditor = Desk(signed_in(city.auditor))
    auditor.add("size", facility=small, floor_area_m2="50")
    assert auditor.rates("N20", "舟山市", on="2003-06-29") == ((0, 3, 2), (1, 3, 2))
    kept = KeptTally.objects.get(judgement__day="2003-06-29", level="city").counts["N20"]
    assert kept[:3] == [0, 1, 2]
    board = Board(datetime.date(2003, 6, 29), user=city.auditor)
    assert board.rate("N20", board.city).numerator == 0
    assert Judgement.objects.get(day="2003-06-29").upto == Change.objects.first().pk
    with supposing.supposed(), pytest.raises(RuntimeError):
        Board(datetime.date(2003, 6, 28), user=city.auditor).rate("N20", board.city)


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_an_error_in_the_middle_takes_everything_back(
    city: City, officer: Desk, monkeypatch: Any, error: type[BaseException]
) -> None:
    small = room(city, city.dongshan, "activity_room", 42)
    officer.add("size", facility=small, floor_area_m2="50")
    before, done = stored(without=("base.session",)), []

    def fail(*_args: Any) -> None:
        done.append(Facility.objects.whole_city(because="test").get().floor_area_m2)
        if len(done) > 1:
            raise error("in the middle")

    monkeypatch.setattr(outcomes, "_judged", fail)
    board = Board(DAY, user=city.officer)
    with pytest.raises(error):
        outcomes.evaluate(officer.scenario.edits.all(), board, board.start())
    assert done == [42, 50]
    assert stored(without=("base.session",)) == before
    with pytest.raises(supposing.NotSupposed):
        supposing.change([small], floor_area_m2=1)


def test_jobs_and_signals_do_not_hear_of_it(city: City, officer: Desk, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as heard, supposing.supposed():
        transaction.on_commit(lambda: None)
        supposing.put([StaffMember(community=city.dongshan, name="甲")])
    assert heard == []
    assert not StaffMember.objects.whole_city(because="test").exists()


# With transactions that really end


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_process_that_dies_in_the_middle_leaves_nothing(city: City) -> None:
    small = room(city, city.dongshan, "activity_room", 42)
    before = stored()

    def die() -> None:
        try:
            with supposing.supposed():
                supposing.change([small], floor_area_m2=50)
                # The line is cut, as when the process is killed.
                connection.connection.close()
        except Exception:
            pass
        finally:
            connection.connection = None

    thread = threading.Thread(target=die)
    thread.start()
    thread.join()
    assert stored() == before


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.postgres
def test_a_clerk_who_saves_meanwhile_is_neither_lost_nor_taken_for_a_consequence(city: City) -> None:
    small = room(city, city.dongshan, "activity_room", 42)
    other = room(city, city.liufang, "activity_room", 42)
    scenario = Scenario.objects.create(owner=city.officer, name="x", level="district", unit=city.dinghai.pk, day=DAY)
    ScenarioEdit.objects.create(
        scenario=scenario, kind="size", values={"facility": small.pk, "floor_area_m2": "50"}, version=1
    )
    real, judged = outcomes._judged, []

    def saving() -> None:
        try:
            other.floor_area_m2 = 60
            city.keep(other)
        finally:
            connections.close_all()

    def judge(*args: Any) -> Any:
        found = real(*args)
        if not judged:
            thread = threading.Thread(target=saving)
            thread.start()
            # The clerk does not wait for what is supposed.
            thread.join(10)
            assert not thread.is_alive()
        judged.append(found)
        return found

    outcomes._judged = judge
    try:
        board = Board(DAY, user=city.officer)
        found = outcomes.evaluate(scenario.edits.all(), board, board.start())
    finally:
        outcomes._judged = real
    [line] = [line for line in found.lines if line.judged.standard.code == "N20"]
    assert [moved.unit.name for moved in line.moved] == ["东山社区"]
    assert sorted(Facility.objects.whole_city(because="test").values_list("floor_area_m2", flat=True)) == [42, 60]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.postgres
def test_a_row_that_somebody_is_writing_is_not_waited_for_long(city: City, signed_in: Any) -> None:
    small = room(city, city.dongshan, "activity_room", 42)
    desk = Desk(signed_in(city.officer))
    desk.add("size", facility=small, floor_area_m2="50")
    held, ready = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Facility._base_manager.select_for_update().get(pk=small.pk)
                ready.set()
                held.wait(20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert ready.wait(10)
        page = desk.page()
    finally:
        held.set()
        thread.join()
    assert page.status_code == 200
    assert page.context["problems"]
    assert desk.rates("N20", "环南街道") == ((0, 1, 0), (1, 1, 0))
