"""Records as sheets."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhoushan_community.base.sheets.exports import source_line
from zhoushan_community.base.sheets.writer import Sheet, write_file
from zhoushan_community.base.standards import Coverage, Keeping, Record

from .board import Territory
from .coverage import Records, words_of
from .templatetags.records import keeping_words


def _write(path: Path, title: str, heads: list[str], rows: list[list[Any]], records: Records, user: Any) -> None:
    notes = [
        _("Note: %(count)s rows in all") % {"count": len(rows)},
        _("Silent: no entry in the 365 days up to the day. Districts that follow by reference are outside the city's "
          "sums."),
        source_line(records.day, user),
    ]  # fmt: skip
    write_file(path, [Sheet(title, heads, rows, notes=notes)])


def write_records(path: Path, records: Records, table: list[tuple[Territory, dict[str, Coverage]]], user: Any) -> None:
    """One line for each territory and record."""
    heads = [_("Territory"), _("Code"), _("Bound"), _("Record"), _("Clause"), _("Kept by"), _("Keeping it"), _("Of"),
             _("Complete"), _("No entry in a year"), _("Last entry"), _("Resting on demonstration data")]  # fmt: skip
    rows = [
        [
            territory.name,
            territory.code,
            _("bound") if territory.bound else _("by reference"),
            record.code,
            record.clause,
            words_of(record),
            found.kept,
            found.units,
            found.complete,
            found.silent,
            found.last,
            found.made_up,
        ]
        for territory, by_code in table
        for record in records.records
        for found in (by_code.get(record.code, Coverage()),)
    ]
    _write(path, _("Records"), heads, rows, records, user)


def write_keepings(path: Path, records: Records, record: Record, keepings: Iterable[Keeping], user: Any) -> None:
    """One line for each unit: how it keeps the record, since when no more, and what is lacking."""
    heads = [_("District"), _("Street"), _("Unit"), _("Code"), _("Entries"), _("Last entry"), _("State"),
             _("Complete"), _("Lacking"), _("Unclear entries"), _("Demonstration data")]  # fmt: skip
    found = list(keepings)
    streets = records.board.streets({each.street for each in found if each.street})
    rows = [
        [
            records.districts[each.district].name if each.district else _("the city"),
            streets[each.street].name if each.street else "",
            each.name,
            each.code,
            each.entries,
            each.last,
            keeping_words(each.state),
            each.complete,
            "、".join(map(str, each.lacking)),
            each.unclear,
            each.made_up,
        ]
        for each in found
    ]
    _write(path, f"{record.code} {record.clause}", heads, rows, records, user)
