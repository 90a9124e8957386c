"""What an office's own heads mean: asked once on the preview of a sheet, and remembered for its next ones."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from . import changes, dated
from .changes import Origin
from .models import OfficeWord
from .models.words import IGNORED, offices_of
from .sheets.headers import Heading, normal, synonyms
from .sheets.reader import LikelyHead
from .sheets.register import RegisterSheet

#: Heads of columns that no office means as data, so that nobody is asked about them.
NEVER = ("序号", "编号", "行号", "No.", "演示数据", "Demonstration data")


def asked(sheet: RegisterSheet, headings: Iterable[Heading]) -> list[dict[str, Any]]:
    """The heads that a person is asked about: those that no field takes, and those to which an office gave a meaning.

    text: the head; chosen: the name of a column, "-" for passed over, "" for not decided; free: the names of the
    fields that no other column of these sheets fills.
    """
    headings = list(headings)
    spec = sheet.spec()
    known, never = synonyms(spec), {normal(head) for head in NEVER}
    own = {normal(word.word): word for word in sheet.office_words if word.office and not word.choice}
    found = []
    for text in dict.fromkeys(heading.text for heading in headings):
        meaning, here = normal(text), [heading for heading in headings if heading.text == text]
        word = own.get(meaning)
        if word is None and (meaning in known or meaning in never or any(heading.field for heading in here)):
            continue
        if len(meaning) > OfficeWord._meta.get_field("word").max_length:
            continue
        sheets = {heading.sheet for heading in here}
        taken = {heading.field for heading in headings if heading.sheet in sheets and heading.text != text}
        chosen = word.column if word else ""
        free = [field.name for field in spec.fields if field.name not in taken or field.name == chosen]
        found.append({"text": text, "chosen": chosen, "free": free})
    return found


def asked_of_likely(sheet: RegisterSheet, heads: Iterable[LikelyHead]) -> list[dict[str, Any]]:
    """The same for each row that may be the head of a file, with its place."""
    return [{"sheet": head.sheet, "row": head.row, "asked": asked(sheet, head.headings)} for head in heads]


def needed(sheet: RegisterSheet) -> list[str]:
    """What a head must give, one text for each group of columns of which one is enough."""
    heads = {column.name: str(column.head) for column in sheet.register.table}
    return [" / ".join(heads[name] for name in group) for group in sheet.spec().required]


def remember(sheet: RegisterSheet, told: Mapping[str, str], origin: Origin) -> bool:
    """Keep what the person chose for heads, for the widest office in which the person enters.

    told: head → name of a column or "-"; what is not decided is left out. A choice of an earlier day ends and the new
    one begins today. Returns whether all was kept: somebody of the same office may have chosen at this moment.
    """
    office, name = offices_of(sheet.actor)[0]
    label, today = sheet.register.label, dated.today()
    stored = OfficeWord.of(label, [office]).filter(office=office)
    known = {normal(word.word): word for word in stored if not word.choice}
    created, changed = [], []
    for head, column in told.items():
        word, meaning = known.get(normal(head)), f"{label}/{column}"
        if word is not None and word.column == column:
            continue
        if word is not None and word.valid_from == today:
            word.meaning = meaning
            changed.append(word)
            continue
        if word is not None:
            word.valid_to = today
            changed.append(word)
        written = head if len(head) <= OfficeWord._meta.get_field("word").max_length else normal(head)
        created.append(
            OfficeWord(word=written, meaning=meaning, valid_from=today, office=office, office_name=name[:100])
        )
    try:
        with transaction.atomic():
            changes.update_all(changed, origin)
            changes.create_all(created, origin)
    except (IntegrityError, changes.StaleRow):
        return False
    sheet.__dict__.pop("office_words", None)
    return True


def choices(posted: Mapping[str, str], questions: Iterable[dict[str, Any]]) -> dict[str, str]:
    """What a form says to the questions, those that it decides: fields named head-0, head-1 … in their order."""
    told = {}
    for number, question in enumerate(questions):
        chosen = posted.get(f"head-{number}", "")
        if chosen and (chosen == IGNORED or chosen in question["free"]):
            told[question["text"]] = chosen
    return told
