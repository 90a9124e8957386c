"""Every file of the shared suite of real-life sheets, against its exact expected reading."""

import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from zhoushan_community.base.sheets.reader import Reading, Refused, Row, read

from .specs import BY_REGISTER

SUITE = Path(__file__).resolve().parents[3] / "shared" / "sheets"
TRUTH = SUITE / "truth.json"
ENTRIES = json.loads(TRUTH.read_text("utf-8")) if TRUTH.exists() else []


def plain(value: object) -> object:
    """A value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def squeezed(texts: list[str]) -> list[str]:
    return sorted(re.sub(r"\s", "", text) for text in texts)


def as_truth(row: Row) -> dict[str, Any]:
    return {
        "sheet": row.sheet,
        "row": row.row,
        "level": row.level,
        "values": {name: plain(value) for name, value in row.values.items()},
        "findings": sorted((message.cell, message.code) for message in row.messages),
    }


def expected(row: dict[str, Any]) -> dict[str, Any]:
    findings = sorted((finding["cell"], finding["code"]) for finding in row["findings"])
    return {**{key: row[key] for key in ("sheet", "row", "level", "values")}, "findings": findings}


def check_counts(reading: Reading, entry: dict[str, Any]) -> None:
    levels = Counter(row.level for row in reading.rows)
    codes = Counter(code for row in reading.rows for code in {message.code for message in row.messages})
    assert len(reading.rows) == entry["row_count"]
    assert {level: levels[level] for level in ("ok", "warning", "error")} == {
        level: entry[level] for level in ("ok", "warning", "error")
    }
    assert codes == entry["codes_count"]
    assert Counter(skipped.reason for skipped in reading.skipped_rows) == entry["skipped_count"]


@pytest.mark.skipif(not ENTRIES, reason="the shared suite of sheets does not lie beside this project")
@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["file"][:3] for entry in ENTRIES])
def test_file(entry: dict[str, Any]) -> None:
    spec, path = BY_REGISTER[entry["register"]], SUITE / entry["file"]
    if entry["refuse"]:
        with pytest.raises(Refused) as refused:
            read(path, spec)
        assert refused.value.code in [entry["refuse"], *(entry.get("refuse_also") or [])]
        return
    reading = read(path, spec)
    rows = {(row.sheet, row.row): as_truth(row) for row in reading.rows}
    truth = {(row["sheet"], row["row"]): expected(row) for row in entry["rows"]}
    skipped = [(row.sheet, row.row, row.reason) for row in reading.skipped_rows]
    if entry["rows_complete"]:
        assert list(rows.values()) == list(truth.values())
        assert skipped == [(row["sheet"], row["row"], row["reason"]) for row in entry["skipped_rows"]]
    else:
        assert {key: rows[key] for key in truth} == truth
        check_counts(reading, entry)
    assert squeezed(reading.ignored_columns) == squeezed(entry["ignored_columns"])
    assert reading.header_rows == [(head["sheet"], tuple(head["rows"])) for head in entry["header_rows"]]
    sheets = [(sheet["sheet"], sheet["reason"]) for sheet in entry.get("skipped_sheets") or []]
    assert sorted(reading.skipped_sheets) == sorted(sheets)
