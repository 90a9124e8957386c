"""What several people send at one moment: everybody waits at the end of the log, and is judged by what stands then."""

import datetime
import io
import json
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.utils.translation import gettext

from communities.models import Honour, Premises
from tests.people import City
from zhoushan_community.base import changes, imports
from zhoushan_community.base.models import Job
from zhoushan_community.base.registers import Register, find

PREMISES, HONOURS = find("communities.premises"), find("communities.honour")
PLACE = {"district": "定海区", "street": "环南街道", "community": "东山社区"}
ROOM = {**PLACE, "address": "东山路1号", "use": "办公用房", "floor_area_m2": "50", "origin": "租用"}
HONOUR = {**PLACE, "kind": "文明社区", "level": "市级", "awarded_on": "2002-06-15"}


def honour(city: City, day: int = 15) -> Honour:
    """HONOUR as a row, or another one of another day."""
    awarded_on = datetime.date(2002, 6, day)
    return Honour(community=city.dongshan, kind="civilized", level="municipal", awarded_on=awarded_on)


at_once = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def waiting() -> int:
    """How many sessions of this database wait for what another one holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        return cursor.fetchone()[0]


def meeting(
    deeds: Sequence[Callable[[], Any]],
    before: Callable[[], Any] = lambda: None,
    hold: Callable[[], Any] = changes.lock,
) -> list[Any]:
    """Do all of it as sessions of their own that wait together, as a rule at the end of the log, which is held until
    all of them are there. before: what is written by whoever holds it. Gives what each deed gave or raised, in their
    order."""
    found: dict[int, Any] = {}

    def do(number: int) -> None:
        try:
            found[number] = deeds[number]()
        except Exception as error:
            found[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=[number]) for number in range(len(deeds))]
    try:
        with transaction.atomic():
            hold()
            for thread in threads:
                thread.start()
            while waiting() < len(deeds):
                assert all(thread.is_alive() for thread in threads), found
                time.sleep(0.02)
            before()
    finally:
        for thread in threads:
            thread.join()
    return [found[number] for number in range(len(deeds))]


def sending(client: Client, register: Register, cells: dict[str, str], batch: uuid.UUID) -> Callable[[], Any]:
    """What sends one new row from a grid, and gives its outcome."""
    body = {"rows": [{"key": "a", "number": 1, "cells": cells}], "batch": str(batch), "write": True}
    address = register.url("grid")
    return lambda: client.post(address, json.dumps(body), content_type="application/json").json()["outcomes"][0]


@at_once
@pytest.mark.postgres
def test_of_two_people_with_an_equal_row_the_later_is_told_what_stands_in_the_way(city: City, signed_in: Any) -> None:
    rows = [sending(signed_in(user), PREMISES, ROOM, uuid.uuid4()) for user in (city.clerk, city.officer)]
    refused, written = sorted(meeting(rows), key=lambda outcome: outcome["state"])
    assert (refused["state"], written["state"]) == ("refused", "written")
    assert ROOM["address"] in refused["messages"][0]["text"]
    assert Premises.unscoped.count() == 1


@at_once
@pytest.mark.postgres
def test_rows_that_are_sent_again_while_they_are_written_are_written_once(city: City, signed_in: Any) -> None:
    """Nothing in the database keeps two equal honours apart."""
    client, batch = signed_in(city.clerk), uuid.uuid4()
    first, second = meeting([sending(client, HONOURS, HONOUR, batch)] * 2)
    assert (first["state"], second["state"], first["pk"]) == ("written", "written", second["pk"])
    assert Honour.unscoped.count() == 1


@at_once
@pytest.mark.postgres
def test_a_form_that_is_sent_again_while_it_is_saved_is_saved_once(city: City, signed_in: Any) -> None:
    client, add = signed_in(city.clerk), HONOURS.url("add")
    typed = {"community": city.dongshan.pk, "kind": "civilized", "level": "municipal", "awarded_on": "2002-06-15"}
    page = {**typed, "sending": client.get(add).context["sending"]}
    first, second = meeting([lambda: client.post(add, page)] * 2)
    assert first["Location"] == second["Location"] == HONOURS.url("detail", pk=Honour.unscoped.get().pk)


@at_once
@pytest.mark.postgres
def test_a_command_that_meets_somebody_elses_rows_writes_nothing_and_says_so(city: City, tmp_path: Path) -> None:
    """Not even where the database would let the same row in twice."""
    path, out = tmp_path / "荣誉.csv", io.StringIO()
    path.write_text("\n".join(map(",".join, (HONOUR, HONOUR.values()))), encoding="utf-8")
    command = partial(call_command, "import_sheet", HONOURS.label, path, "--commit", "--json", stdout=out)
    (refused,) = meeting([command], before=lambda: city.keep(honour(city)))
    assert isinstance(refused, CommandError) and refused.returncode == 1
    assert str(refused) == gettext("Somebody wrote rows of this register meanwhile; nothing was written. Try again.")
    assert json.loads(out.getvalue())["committed"] is False
    assert Honour.unscoped.count() == 1
    # Tried again, it finds what is there.
    command()
    assert json.loads(out.getvalue().splitlines()[-1])["counts"]["unchanged"] == Honour.unscoped.count() == 1


def holds() -> bool:
    """Whether this very session keeps the others waiting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()"
        )
        return cursor.fetchone()[0] > 0


def previewed(client: Client) -> str:
    """The preview of a sheet with HONOUR."""
    content = "\n".join(map(",".join, (HONOUR, HONOUR.values()))).encode()
    upload = SimpleUploadedFile("荣誉.csv", content)
    client.post(HONOURS.url("import"), {"sheet": upload, "day": "2002-06-30"})
    job = Job.objects.latest("pk")
    assert job.state == "done", job.error
    return job.outcome["next"]


@at_once
@pytest.mark.postgres
def test_nobody_waits_while_a_file_is_read_again(city: City, signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client, plan, held = signed_in(city.clerk), imports._plan, []
    address = previewed(client)

    def noted(*told: Any, **more: Any) -> Any:
        held.append(holds())
        return plan(*told, **more)

    monkeypatch.setattr(imports, "_plan", noted)
    meeting([lambda: client.post(address, {"commit": 1})], before=lambda: city.keep(honour(city, day=16)))
    job = Job.objects.latest("pk")
    assert (job.state, held, Honour.unscoped.count()) == ("done", [False, False], 2), job.error


@at_once
@pytest.mark.postgres
def test_a_preview_that_is_to_be_written_twice_at_one_moment_is_written_once(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    address, preview = previewed(client), Job.objects.latest("pk")
    first, second = meeting(
        [lambda: client.post(address, {"commit": 1})] * 2,
        hold=lambda: Job.objects.select_for_update().get(pk=preview.pk),
    )
    assert first["Location"] == second["Location"]
    assert Job.objects.filter(kind="sheet-commit").count() == Honour.unscoped.count() == 1


def test_a_file_is_written_though_others_write_all_the_time(
    city: City, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, refuse_changed, days = signed_in(city.clerk), imports._refuse_changed, [16, 17, 18, 19]
    address = previewed(client)

    def after_another(*told: Any) -> None:
        city.keep(honour(city, day=days.pop()))
        refuse_changed(*told)

    monkeypatch.setattr(imports, "_refuse_changed", after_another)
    client.post(address, {"commit": 1})
    job = Job.objects.latest("pk")
    # It was read three times; the third time nobody else could have written.
    assert (job.state, days) == ("done", [16]), job.error
    assert Honour.unscoped.count() == 4


def test_rows_are_judged_when_it_is_their_turn(city: City, signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a sending waits, another one writes the same; what stands then is what it is judged by."""
    send, lock, before = sending(signed_in(city.clerk), HONOURS, HONOUR, uuid.uuid4()), changes.lock, []

    def wait() -> None:
        if not before:
            before.append(None)
            before[0] = send()
        lock()

    monkeypatch.setattr(changes, "lock", wait)
    after = send()
    assert before == [after], "what stands was asked before it was the sending's turn"
    assert after["state"] == "written"
    assert Honour.unscoped.count() == 1
