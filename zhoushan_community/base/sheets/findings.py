"""What can be wrong with a cell or a row: the codes, how bad each is, and what the clerk is told.

Every sentence names the remedy. A warning lets the row in; an error keeps it out until the cell is corrected.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

OK, WARNING, ERROR = "ok", "warning", "error"

WARNINGS = frozenset({"approximate", "partial_date", "two_digit_year", "traditional_name", "duplicate_row"})

SENTENCES = {
    "approximate": _("“%(text)s” is only about right; %(value)s is taken. Write the exact figure if you know it."),
    "partial_date": _("“%(text)s” is not a full date; %(value)s is taken. Write the day if you know it."),
    "two_digit_year": _("“%(text)s” has a year of two digits; %(value)s is taken. Write four digits if that is wrong."),
    "traditional_name": _("“%(text)s” is in traditional characters; it is stored as %(value)s."),
    "duplicate_row": _("This row is the same as row %(other)s; delete one of the two."),
    "conflicting_rows": _("This row and row %(other)s name the same record and differ; keep the one that is right."),
    "formula_error": _("The formula here has no value; type the value itself or leave the cell empty."),
    "not_a_number": _("“%(text)s” is not a number; write digits such as 3321 or leave the cell empty."),
    "negative": _("“%(text)s” is below zero; write the figure without a minus sign or leave the cell empty."),
    "impossible_date": _("“%(text)s” is no date; write it as 2002-06-30 or leave the cell empty."),
    "bad_code": _("“%(text)s” is no code of this district; write all 12 digits or leave the cell empty."),
    "damaged_code": _("“%(text)s” has lost its last digits; format the column as text and type all 12 again."),
    "unknown_street": _("“%(text)s” is no street of this district; write the full name, such as 昌国街道."),
    "unknown_choice": _("“%(text)s” is not one of the choices; write one of: %(choices)s."),
    "implausible": _("“%(text)s” does not fit the other cells of this row; correct whichever is wrong."),
}


def level_of(code: str) -> str:
    """warning or error."""
    return WARNING if code in WARNINGS else ERROR


def sentence(code: str, **details: object) -> str:
    """The text of a finding in the language of whoever reads it now. details: text, value, other, choices."""
    known = {"text": "", "value": "", "other": "", "choices": "", **details}
    return gettext(SENTENCES.get(code, SENTENCES["implausible"])) % known
