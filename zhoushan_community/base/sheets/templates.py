"""The sheet to fill in: drop-downs, hints over the columns, instructions; on wish with the rows as they are known."""

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..changes import Origin, Source
from ..clauses import part_of
from ..imports import sheet_for
from ..pages import named_register
from ..registers import Column, Register
from ..tables import Listing, listing
from .exports import download, note_export
from .reader import Field
from .register import RegisterSheet
from .since import exported_now
from .writer import OPTIONS, WIDEST, cell_formats, len_shown, sheet_name, sheet_value, write_cell

#: More words than these are no help in a drop-down; the cell is typed, and read all the same.
MOST_WORDS = 3000
#: Rows below the filled ones that have drop-downs, too.
ROOM = 1000
_SAMPLE = 200

HOW = {
    "place": gettext_lazy("the full name, such as 定海区 or 环南街道"),
    "name": gettext_lazy("the full name, such as 东山社区"),
    "text": gettext_lazy("text"),
    "count": gettext_lazy("a whole number, such as 3205"),
    "decimal": gettext_lazy("a number, such as 12.5"),
    "area": gettext_lazy("a number in m²; 亩, 公顷 and 平方公里 written behind it are converted"),
    "date": gettext_lazy("a date, such as 2002-06-30"),
    "year": gettext_lazy("a year, such as 1968"),
    "code": gettext_lazy("all 12 digits, as text"),
    "choice": gettext_lazy("one of the words of the list"),
    "bool": gettext_lazy("yes or no"),
}
_LOOKS = {"count": "whole", "decimal": "decimal", "area": "decimal", "date": "date", "year": "year"}


class Head(NamedTuple):
    """One column of the sheet. words: what may stand in it, as far as that is known; [] leaves it open."""

    column: Column
    field: Field
    needed: bool
    unit: str
    words: list[str]

    @property
    def text(self) -> str:
        return str(self.column.head)

    @property
    def hint(self) -> list[str]:
        """What a person must know to fill the column in."""
        lines = [_("must be filled") if self.needed else _("may stay empty"), str(HOW[self.field.kind])]
        return lines + ([_("unit: %(unit)s") % {"unit": self.unit}] if self.unit else [])


def heads_of(sheet: RegisterSheet) -> list[Head]:
    """The columns that a sheet of the register can give, in their order."""
    fields = {field.name: field for field in sheet.register.model._meta.fields}
    found = []
    for column in sheet.register.table:
        field = sheet.field(column)
        if field is None:
            continue
        stored = fields.get(column.name)
        needed = stored is not None and not stored.blank and not stored.has_default()
        unit = "㎡" if field.kind == "area" else sheet.register.units.get(column.name, "")
        words = _words(sheet, column, field, stored)
        found.append(Head(column, field, needed, unit, words if len(words) <= MOST_WORDS else []))
    return found


def _words(sheet: RegisterSheet, column: Column, field: Field, stored: Any) -> list[str]:
    """The words of a choice, and of units and other rows those of the person's own ground."""
    if field.kind == "choice":
        return [str(label) for _value, label in stored.flatchoices]
    if field.kind == "bool":
        return [_("yes"), _("no")]
    if column.name in sheet.parents:
        return sorted(set(sheet.parents[column.name].words.values()))
    places = sheet.places
    if column.name == "district":
        above = {row.district_id for row in places.streets.values() if row.pk in places.own_streets}
        return [name for name, row in places.districts.items() if row.pk in places.own_districts | above]
    if column.name == "street":
        return [row.name for row in places.streets.values() if row.pk in places.own_streets and row.valid_to is None]
    if column.name == "community":
        return list(dict.fromkeys(row.name for row in places.communities.values() if row.closed_on is None))
    return []


def template_page(request: HttpRequest, app: str, model: str) -> HttpResponse:
    """The register's sheet to be filled in and imported; with `rows` in the address the list's rows stand in it."""
    register = named_register(app, model)
    if not register.sheet_key:
        raise Http404
    found = None
    if "rows" in request.GET:
        asked = request.GET.copy()
        del asked["rows"]
        found = listing(register, request.user, asked)
        if found.problems:
            return redirect(f"{register.url()}?{asked.urlencode()}")

    def write(path: Path) -> None:
        count = write_template(sheet_for(register, request.user), path, found)
        if found is not None:
            note_export(found, count, Origin(request.user, Source.PAGE))

    name = _("%(register)s_template.xlsx") if found is None else _("%(register)s_template_with_known_rows.xlsx")
    return download(name % {"register": register.title}, write)


def write_template(sheet: RegisterSheet, path: Path, found: Listing | None = None) -> int:
    """Write the sheet, with the rows of a list where one is given; returns their number.

    It says by which line of the log it was written, so that what changes meanwhile is not undone by it.
    """
    heads = heads_of(sheet)
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        for name, value in exported_now(sheet.register).items():
            book.set_custom_property(name, value, "text")
        page = book.add_worksheet(sheet_name(str(sheet.register.title)))
        guide = book.add_worksheet(_("instructions"))
        lists = book.add_worksheet(_("choices"))
        lists.hide()
        count = _write_rows(book, page, heads, found, sheet.register)
        _write_lists(page, lists, heads, count)
        _write_guide(book, guide, heads, sheet.register)
        page.activate()
    return count


def _write_rows(book: Any, page: Any, heads: Sequence[Head], found: Listing | None, register: Register) -> int:
    formats = cell_formats(book)
    over = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}
    looks = {
        needed: book.add_format({**over, "bg_color": colour}) for needed, colour in ((1, "#FCE4D6"), (0, "#F2F2F2"))
    }
    rows = found.all_rows.iterator(chunk_size=2000) if found else iter(())
    first = list(itertools.islice(rows, _SAMPLE))
    for place, head in enumerate(heads):
        width = max([len_shown(head.text), *(len_shown(head.column.value(row)) for row in first)])
        look = formats[_LOOKS.get(head.field.kind, "text")]
        page.set_column(place, place, min(width + 4, WIDEST), look)
    clauses = _clauses(register)
    for place, head in enumerate(heads):
        page.write_string(0, place, head.text, looks[head.needed])
        about = clauses if head.field.kind not in ("place", "name", "text") and clauses else []
        page.write_comment(0, place, "\n".join([*head.hint, *about]), {"author": _("instructions"), "x_scale": 1.5})
    page.freeze_panes(1, 0)
    count = 0
    for row in itertools.chain(first, rows):
        count += 1
        for place, head in enumerate(heads):
            write_cell(page, count, place, sheet_value(head.column.value(row)), formats)
    return count


def _write_lists(page: Any, lists: Any, heads: Sequence[Head], count: int) -> None:
    """Drop-downs. Their words stand in columns of a hidden sheet, because a cell's own list is short."""
    listed = [(place, head) for place, head in enumerate(heads) if head.words]
    for row in range(max((len(head.words) for _place, head in listed), default=0)):
        for column, (_place, head) in enumerate(listed):
            if row < len(head.words):
                lists.write_string(row, column, head.words[row])
    for column, (place, head) in enumerate(listed):
        name = xlsxwriter.utility.xl_col_to_name(column)
        told = {"validate": "list", "source": f"={lists.get_name()}!${name}$1:${name}${len(head.words)}"}
        # Other words are let in: the office's own are read, and what is not is said at the cell.
        told |= {"error_type": "warning", "error_title": head.text[:32], "error_message": _("Not in the list.")}
        page.data_validation(1, place, count + ROOM, place, told)


def _clauses(register: Register) -> list[str]:
    told = [f"{part_of(code)} {code}".strip() for code in register.clauses]
    return [_("clause of the directive: %(clauses)s") % {"clauses": "、".join(told)}] if told else []


def _write_guide(book: Any, guide: Any, heads: Sequence[Head], register: Register) -> None:
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    guide.set_column(0, 0, 24)
    guide.set_column(1, 1, WIDEST, wrap)
    guide.set_column(2, 2, 60, wrap)
    lines = [
        _("How to fill in “%(register)s”") % {"register": register.title},
        _("Leave the heads as they are. Rows that you do not change may stay; only changes are written."),
        _("A cell that is left empty says nothing and erases nothing; a dash is the same."),
        *_clauses(register),
    ]
    for number, line in enumerate(lines):
        guide.write_string(number, 0, line, bold if number == 0 else None)
    for number, head in enumerate(heads, len(lines) + 1):
        guide.write_string(number, 0, f"{number - len(lines)}. {head.text}", bold)
        guide.write_string(number, 1, "；".join(head.hint))
        guide.write_string(number, 2, _in_short(head.words))


def _in_short(words: Sequence[str]) -> str:
    """The first words, and how many there are in all."""
    told = "、".join(words[:30])
    return told + _(" … %(count)s in all") % {"count": len(words)} if len(words) > 30 else told
