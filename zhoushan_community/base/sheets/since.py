"""What somebody changed after a sheet was exported. There the sheet is older than the register, and a person chooses.

An exported workbook says by which line of the log it was written. A row whose cell differs from the register is then
told apart: the clerk changed the cell, or somebody has changed the record meanwhile.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.apps import apps
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ..history import in_words, related_names
from ..models import Change
from ..registers import Register
from .formats import properties_of
from .writer import SHEET_OF

if TYPE_CHECKING:
    from .plan import PlanRow

REGISTER, LINE = "zhoushan-register", "zhoushan-line"
#: What a person chooses where a sheet is older.
STORED, SHEET = "stored", "sheet"
CODE = "changed_since"

Choice = dict[tuple[str | None, int, str], str]  # sheet, row, field → STORED or SHEET


class Since(NamedTuple):
    """What was changed in one field: by whom last, when, from what to what, in words."""

    who: str
    when: str
    before: str
    after: str


def end_of_log() -> int:
    """The last line of the log; asked before rows are read or planned."""
    return Change.objects.aggregate(last=Max("pk"))["last"] or 0


def exported_now(*registers: Register) -> dict[str, str]:
    """What an export of these registers in one workbook says of itself; asked before its rows are read.

    Each register has a property of its own, because a program may cut one at 255 characters.
    """
    labels = sorted({register.label for register in registers})
    return {**{f"{REGISTER}-{number}": label for number, label in enumerate(labels, start=1)}, LINE: str(end_of_log())}


def exported_at(path: Path, register: Register) -> int | None:
    """The line of the log up to which a file knows the register; None for a file that no export wrote."""
    told = properties_of(path)
    line = told.get(LINE, "")
    known = register.label in _registers(told) and line.isascii() and line.isdigit() and len(line) < 19
    return int(line) if known else None


def registers_of(path: Path) -> set[str]:
    """The registers that a file says it was written for; none for a file that the platform did not write."""
    return _registers(properties_of(path))


def _registers(told: Mapping[str, str]) -> set[str]:
    return {value for name, value in told.items() if name.startswith(REGISTER)}


def sheets_of_others(path: Path, register: Register) -> set[str]:
    """The names of the sheets that hold other registers' lists, in an exported workbook that holds this one's, too."""
    marks = [value.partition(" ") for name, value in properties_of(path).items() if name.startswith(SHEET_OF)]
    if not any(label == register.label for label, _space, _name in marks):
        return set()
    return {name for label, _space, name in marks if label != register.label}


def changed_since(lines: Iterable[tuple[int, Change]]) -> dict[tuple[int, str], Since]:
    """By record and field what the lines changed, all taken together. lines: in their order, with the record's key."""
    lines = list(lines)
    names = related_names([line for _key, line in lines])
    found: dict[tuple[int, str], Since] = {}
    for key, line in lines:
        model = apps.get_model(line.model)
        fields = {field.attname: field.name for field in model._meta.concrete_fields}
        for attname in line.after.keys() & fields.keys():
            before, after = (in_words(model, attname, side.get(attname), names) for side in (line.before, line.after))
            earlier = found.get((key, fields[attname]))
            when = f"{timezone.localtime(line.at):%Y-%m-%d %H:%M}"
            found[key, fields[attname]] = Since(line.actor_name, when, earlier.before if earlier else before, after)
    return {place: since for place, since in found.items() if since.before != since.after}


def refuse_older(rows: Sequence["PlanRow"], since: dict[tuple[int, str], Since], chosen: Choice) -> None:
    """Keep out the rows that would undo what somebody has changed since, until a person has chosen."""
    for row in rows:
        for name in list(row.before) if row.action == "update" else ():
            found = since.get((row.instance.pk, name))
            if found is None or chosen.get((row.sheet, row.row, name)) == SHEET:
                continue
            text = _("%(who)s changed this on %(when)s from %(before)s to %(after)s, after the sheet was exported.")
            told = {**found._asdict(), "before": found.before or "–", "after": found.after or "–"}
            row.refuse(name, CODE, text % told)
