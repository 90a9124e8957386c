"""A preview as it is kept: what the file comes to as a whole, and its rows, of which a page reads only its own.

Two files in the job's folder. A hundred thousand rows of thirty columns are a quarter of a gigabyte of JSON, so they
are written one to a line, and the whole says of each where it stands.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from .sheets.plan import PlanRow

WHOLE, ROWS = "preview.json", "preview-rows.jsonl"


class Entry(NamedTuple):
    """One row in short. noted: whether there is something to say about it; offset: where its line begins, in bytes."""

    action: str
    level: str
    sheet: str | None
    row: int
    noted: bool
    offset: int


class KeptRows:
    """The rows of a kept preview, read when asked for."""

    def __init__(self, path: Path, index: list[Entry]) -> None:
        self.path, self.index = path, index

    def __len__(self) -> int:
        return len(self.index)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self.of(self.index)

    def of(self, entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
        """The rows of these entries, one at a time."""
        entries = list(entries)
        if not entries:
            return
        with self.path.open("rb") as file:
            for entry in entries:
                file.seek(entry.offset)
                yield json.loads(file.readline())


def keep(folder: Path, found: dict[str, Any], rows: Iterable[PlanRow]) -> None:
    """Write a preview. found: what there is to say of the whole."""
    index: list[Entry] = []
    columns: dict[str, None] = {}
    with (folder / ROWS).open("wb") as file:
        for row in rows:
            told = row.as_json()
            columns |= dict.fromkeys((*told["values"], *told["cells"]))
            index.append(Entry(row.action, row.level, row.sheet, row.row, bool(row.messages), file.tell()))
            file.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
    whole = {**found, "rows": [], "columns": list(columns), "index": index}
    (folder / WHOLE).write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")


def kept(folder: Path) -> dict[str, Any] | None:
    """The preview that was kept here, its rows as KeptRows; None where there is none."""
    if not (folder / WHOLE).is_file():
        return None
    found = json.loads((folder / WHOLE).read_text(encoding="utf-8"))
    found["rows"] = KeptRows(folder / ROWS, [Entry(*entry) for entry in found.get("index", ())])
    return found


def share(folder: Path, other: Path) -> None:
    """Let another job have the preview, too, without a copy of it."""
    for name in (WHOLE, ROWS):
        if (folder / name).is_file():
            (other / name).hardlink_to(folder / name)
