"""The order of every form, that of the paper: where a row belongs, its facts, its dates, its sources."""

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from .registers import Register

#: Fields that say on what a row rests, in this order.
SOURCES = ("basis", "source", "document_no", "source_document", "note", "source_note", "reason")

#: Texts that may grow longer than this take two places side by side.
WIDE = 200


class Carried(Field):
    """A field with its last known value beside it, to be taken over by a key or a click."""

    template = "register/carried.html"


def layout_of(register: Register, fields: dict[str, forms.Field]) -> Layout:
    """The form's layout; hidden fields stand before it."""
    sections = sections_of(register, fields)
    shown = {name for _title, names in sections for name in names}
    return Layout(
        *(name for name in fields if name not in shown),
        *(
            Fieldset(title, *(_placed(register, name, fields[name]) for name in names), css_class="section")
            for title, names in sections
        ),
    )


def sections_of(register: Register, fields: dict[str, forms.Field]) -> list[tuple[str, list[str]]]:
    """The fields that are seen, in sections with their titles.

    Facts follow the columns of the list, which follow those of the office's own sheets. Where figures are entered
    period by period, the period stands at the top, as on the paper.
    """
    shown = [name for name, field in fields.items() if not isinstance(field.widget, forms.HiddenInput)]
    columns = [column.name for column in register.table]
    shown.sort(key=lambda name: columns.index(name) if name in columns else len(columns))
    period = set(register.sheet_key) if register.carry else set()
    groups: dict[str, list[str]] = {"where": [], "facts": [], "dates": [], "sources": []}
    for name in shown:
        groups[_group(name, fields[name], period)].append(name)
    groups["sources"].sort(key=SOURCES.index)
    titles = {
        "where": _("Where and when") if register.carry else _("Where it belongs"),
        "facts": _("Facts"),
        "dates": _("Dates"),
        "sources": _("Sources"),
    }
    return [(titles[group], names) for group, names in groups.items() if names]


def _group(name: str, field: forms.Field, period: set[str]) -> str:
    if isinstance(field, forms.ModelChoiceField) or name in period:
        return "where"
    if name in SOURCES:
        return "sources"
    return "dates" if isinstance(field, forms.DateField) else "facts"


def _placed(register: Register, name: str, field: forms.Field) -> Field:
    if name in register.carry:
        return Carried(name)
    return Field(name, wrapper_class="wide" if (getattr(field, "max_length", None) or 0) >= WIDE else None)
