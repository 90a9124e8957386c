"""An official form with everything that stands on its paper; the screen, .xlsx and PDF draw the same."""

import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from zhoushan_community.base.sheets.exports import source_line

from ..board import Board, Territory
from ..wording import written_out
from .drawing import Drawing, Line
from .head import Head
from .models import OfficialForm

#: 甲 乙 丙: the columns of words; those of numbers are counted from 1.
WORDS = ("甲", "乙")


class Sheet:
    """The form of a territory on the board's day, for the board's person."""

    def __init__(self, form: OfficialForm, board: Board, territory: Territory) -> None:
        self.form, self.board, self.territory = form, board, territory
        self.head: Head = form.columns()
        self.drawing = Drawing(self.head, board, territory)

    @property
    def day(self) -> datetime.date:
        return self.board.day

    @property
    def unit(self) -> str:
        """Who reports."""
        return self.territory.name

    @property
    def day_words(self) -> str:
        """2002年6月30日"""
        return written_out(self.day)

    @cached_property
    def lines(self) -> list[Line]:
        return self.drawing.lines

    @property
    def marks(self) -> list[str]:
        """The row that numbers the columns."""
        return [*WORDS, *(str(number) for number in range(1, len(self.head.leaves) + 1))]

    @property
    def particulars(self) -> list[tuple[str, str]]:
        """What stands at the upper right, label and text."""
        until = self.form.valid_to.isoformat() if self.form.valid_to else "—"
        return [
            (_("Form number"), self.form.number),
            (_("Issued by"), self.form.issuing_body or "—"),
            (_("Approval number"), self.form.approval_no or "—"),
            (_("Valid until"), until),
        ]

    @cached_property
    def notes(self) -> list[str]:
        """What stands under the table."""
        notes = []
        missing = self.drawing.unknown()
        if missing:
            told = "、".join(f"[{number}] {words} {count}" for number, words, count in missing)
            notes.append(_("* Units without data, by column: %(told)s. Sums are of what is known.") % {"told": told})
        if self.drawing.made_up:
            notes.append(_("Figures in italics rest on demonstration data, in part or whole."))
        if any(line.kind == "reference" for line in self.lines):
            notes.append(_("Counties that follow by reference stand below and are not in the total."))
        if self.form.remark:
            notes.append(self.form.remark)
        notes.append(source_line(self.day, self.board.user or _("system")))
        return notes

    @property
    def signatures(self) -> list[str]:
        """Who signs."""
        return [_("Head of the unit"), _("Checked by"), _("Filled in by"), _("Reported on")]

    def context(self) -> dict[str, Any]:
        """What the template that draws it needs."""
        return {
            "sheet": self,
            "pairs": [(line, list(zip(self.head.leaves, line.values, strict=True))) for line in self.lines],
        }
