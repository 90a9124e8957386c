"""What the rows of a sheet or a grid would do, before any of it is written."""

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import models

from ..fields import Phone
from .reader import Reading


@dataclasses.dataclass(slots=True)
class PlanRow:
    """One row of a sheet: what it says, what it would do and what there is to say about it.

    before: for a changed row, the old values of the columns that change. meant: see reader.Row. key: that of its
    record, where the key says which one that is. instance: the record as the row leaves it; one that stays as it is
    need not be there.
    """

    sheet: str | None
    row: int
    action: str
    level: str
    values: dict[str, Any]
    cells: Mapping[str, str]
    raw: Mapping[str, str]
    messages: list[dict[str, str]]
    before: dict[str, Any] = dataclasses.field(default_factory=dict)
    instance: models.Model | None = dataclasses.field(default=None, repr=False)
    meant: models.Model | None = dataclasses.field(default=None, repr=False)
    key: tuple | None = None

    @property
    def is_known(self) -> bool:
        """Whether the row says itself which stored record it is of."""
        return self.meant is not None and not self.meant._state.adding

    def refuse(self, field: str, code: str, text: str) -> None:
        """Mark the row as wrong, at the field's cell or at the first cell that the row has."""
        cell = self.cells.get(field) or next(iter(self.cells.values()), f"A{self.row}")
        self.messages.append({"cell": cell, "level": "error", "code": code, "text": text})
        self.action = self.level = "error"

    def remark(self, field: str, code: str, text: str) -> None:
        """Note something that the reader should look at; the row may still be written."""
        self.messages.append(
            {"cell": self.cells.get(field, f"A{self.row}"), "level": "warning", "code": code, "text": text}
        )
        if self.level == "ok":
            self.level = "warning"

    def as_json(self) -> dict[str, Any]:
        """The row as the contract of import_sheet gives it, with what the preview needs beside it."""
        plain = {name: _plain(value) for name, value in self.values.items()}
        before = {name: _plain(value) for name, value in self.before.items()}
        return {
            "sheet": self.sheet,
            "row": self.row,
            "action": self.action,
            "level": self.level,
            "values": plain,
            "messages": self.messages,
            "cells": dict(self.cells),
            "raw": dict(self.raw),
            "before": before,
        }


@dataclasses.dataclass
class Plan:
    """What a sheet would do."""

    reading: Reading
    rows: list[PlanRow]

    @property
    def counts(self) -> dict[str, int]:
        found = dict.fromkeys(("create", "update", "unchanged", "error"), 0)
        for row in self.rows:
            found[row.action] += 1
        return found

    @property
    def digest(self) -> str:
        """What the rows would do, in short: two plans of one digest write the same over the same."""
        return self._digest(self.rows)

    @property
    def digest_of_good(self) -> str:
        """The digest of a plan that leaves the wrong rows out."""
        return self._digest([row for row in self.rows if row.action != "error"])

    @staticmethod
    def _digest(rows: list[PlanRow]) -> str:
        found = hashlib.sha256()
        for row in rows:
            found.update(_encoded([row.sheet, row.row, row.action, row.values, row.before]).encode())
        return found.hexdigest()


def _whole(value: Any) -> str:
    return value.number if isinstance(value, Phone) else str(value)


_encoded = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=_whole).encode


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    # Rows are looked at in a page and kept as a file, where a telephone number stands masked.
    return str(value) if isinstance(value, Phone) else value
