"""What every register's grid is asked, as part of the battery."""

import json
import uuid
from typing import Any

from django.db import models

from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.fields import Phone
from zhoushan_community.base.models import Change
from zhoushan_community.base.registers import Register

from .people import City


class GridQuestions:
    """See RegisterBattery, which gives the rows and the people."""

    register: Register

    def kept(self, city: City, n: int, ground: str = "own") -> models.Model:
        raise NotImplementedError

    def person(self, city: City, name: str) -> Any:
        raise NotImplementedError

    def send(self, client: Any, row: dict[str, Any]) -> Any:
        body = {"rows": [{"key": "a", "number": 1, **row}], "batch": str(uuid.uuid4()), "write": True}
        return client.post(self.register.url("grid"), json.dumps(body), content_type="application/json")

    def test_a_row_typed_into_the_grid_as_it_is_shown_is_the_same_row(self, city: City, signed_in: Any) -> None:
        row = self.kept(city, 1)
        client = signed_in(self.person(city, "keeper"))
        shown = client.get(self.register.url("grid"), {"all": 1}).context["told"]
        cells = next(found["cells"] for found in shown["rows"] if found["pk"] == row.pk)
        before = changes.state_of(self.register.model.unscoped.get(pk=row.pk))
        # A telephone number is shown masked; who types a row anew knows it.
        cells |= {name: value.number for name, value in before.items() if isinstance(value, Phone)}
        line = Change.objects.filter(model=self.register.label, row_id=row.pk).latest("pk")
        changes.undo(line.batch, Origin(city.administrator, Source.UNDO))
        outcome = self.send(client, {"cells": cells}).json()["outcomes"][0]
        assert outcome["state"] == "written", (outcome["messages"], cells)
        again = changes.state_of(self.register.model.unscoped.get(pk=outcome["pk"]))
        told = {*before} - {"generated"}
        assert {name: again[name] for name in told} == {name: before[name] for name in told}

    def test_the_grid_opens_no_strangers_row(self, city: City, signed_in: Any) -> None:
        row = self.kept(city, 1)
        typed = {"pk": row.pk, "version": row.version, "cells": {"source_note": "别人的"}}
        for name, status in (("stranger", 404), ("reader", 403)):
            answer = self.send(signed_in(self.person(city, name)), typed)
            # Whoever may enter no such rows at all is told so before any row is looked at.
            assert answer.status_code in (status, 403), name
            row.refresh_from_db()
            assert row.source_note != "别人的"
