"""The dictionary of the offices: what they call things in their sheets, beside the words that the code knows."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import dated
from ..changes import RecordedModel
from ..constraints import no_overlap
from ..dated import DatedModel
from ..registers import all_registers
from ..scope import LEVELS

#: The meaning of a head that is to be passed over, in place of a column's name.
IGNORED = "-"


def meanings() -> list[tuple[str, str]]:
    """What a word can stand for: the columns of every register that takes sheets, and the choices of such columns."""
    found = []
    for register in all_registers():
        fields = {field.name: field for field in register.model._meta.fields}
        if register.sheet_key:
            found.append((f"{register.label}/{IGNORED}", f"{register.title} · {_('passed over')}"))
        for column in register.table if register.sheet_key else ():
            name, head = f"{register.label}/{column.name}", f"{register.title} · {column.head}"
            found.append((name, head))
            choices = fields[column.name].flatchoices if column.name in fields else ()
            found += [(f"{name}/{stored}", f"{head} = {label}") for stored, label in choices]
    return found


class OfficeWord(DatedModel, RecordedModel):
    """A word that sheets are read by while it is in use.

    meaning: "communities.estate/households" when it heads a column, "communities.estate/-" when that column is passed
    over, "communities.honour/level/municipal" for a choice. office: "" for all; else whose sheets are read by it, as
    "street/12" or "city", because it was chosen there on a preview. office_name: copied, to read after a renaming.
    """

    word = models.CharField(_("word in sheets"), max_length=50)
    meaning = models.CharField(_("stands for"), max_length=160, choices=meanings)

    office = models.CharField(_("office"), max_length=30, blank=True, default="", editable=False)
    office_name = models.CharField(_("read in the sheets of"), max_length=100, blank=True, default="", editable=False)

    class Meta(DatedModel.Meta):
        verbose_name = _("word of the offices")
        verbose_name_plural = _("dictionary of the sheets")
        ordering = ("meaning", "word", "valid_from")
        constraints = [
            *DatedModel.Meta.constraints,
            no_overlap(
                ("office", "meaning", "word"), "office_word_once", _("This word is in use for it at that time already.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.get_meaning_display()}"

    @property
    def register(self) -> str:
        """The label of the register in whose sheets the word is read."""
        return self.meaning.split("/")[0]

    @property
    def column(self) -> str:
        """The name of the column that it heads, or in whose cells it stands."""
        return self.meaning.split("/")[1]

    @property
    def choice(self) -> str:
        """The stored value of the choice that it stands for; "" for the head of a column."""
        return "/".join(self.meaning.split("/")[2:])

    @classmethod
    def of(cls, register: str, offices: Iterable[str] = ()) -> models.QuerySet:
        """The words in use today for the sheets of a register, given by its label: everybody's and the offices' own."""
        return cls.objects.filter(
            dated.on(dated.today()), meaning__startswith=f"{register}/", office__in=["", *offices]
        )


def offices_of(user: Any) -> list[tuple[str, str]]:
    """The offices in which a person enters, the widest first: (as `OfficeWord.office` has it, its name)."""
    duties = sorted(user.duties_for("edit"), key=lambda duty: (LEVELS.index(duty.level), duty.pk))
    found = (
        (f"{duty.level}/{duty.unit_id}" if duty.unit_id else duty.level, str(duty.unit or _("the city")))
        for duty in duties
    )
    return list(dict.fromkeys(found))
