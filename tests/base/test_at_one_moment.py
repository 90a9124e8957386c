"""What several people send at one moment: everybody waits at the end of the log, and is judged by what stands then."""

import json
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from communities.models import Honour, Premises
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.registers import Register, find

PREMISES, HONOURS = find("communities.premises"), find("communities.honour")
PLACE = {"district": "定海区", "street": "环南街道", "community": "东山社区"}
ROOM = {**PLACE, "address": "东山路1号", "use": "办公用房", "floor_area_m2": "50", "origin": "租用"}
HONOUR = {**PLACE, "kind": "文明社区", "level": "市级", "awarded_on": "2002-06-15"}

at_once = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def waiting() -> int:
    """How many transactions of this database wait for the end of the log."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()"
        )
        return cursor.fetchone()[0]


def meeting(deeds: Sequence[Callable[[], Any]], before: Callable[[], Any] = lambda: None) -> list[Any]:
    """Do all of it as sessions of their own that wait together at the end of the log, which is held until all of them
    are there. before: what is written by whoever holds it. Gives what each deed gave or raised, in their order."""
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
            changes.lock()
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
