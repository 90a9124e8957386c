"""Files as evidence beside rows: how they come in, where they lie, who may have them.

A file has no scope of its own. It is reached through its row alone: whoever sees the row sees it, whoever may change
the row adds and withdraws it. Its content lies in DATA_DIR under its digest; a file of a write that failed stays there
unnamed and harms nobody, and the next upload of the same content takes it up.
"""

import contextlib
import dataclasses
import datetime
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Count, Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import changes, continuing, dated, file_kinds, photographs
from .changes import Origin
from .file_kinds import Refused
from .models import Attachment, Change

LABEL = Attachment._meta.label_lower
#: What may be shown in the browser instead of being saved.
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})


class AttachmentForm(forms.ModelForm):
    """A file to add, its kind and what it is called."""

    file = forms.FileField(label=gettext_lazy("file"), allow_empty_file=True)

    class Meta:
        model = Attachment
        fields = ("kind", "title")


@dataclasses.dataclass(frozen=True)
class Evidence:
    """One file beside a row, with who added it and when."""

    attachment: Attachment
    added: Change | None

    @property
    def is_picture(self) -> bool:
        """Whether a browser shows it in the page."""
        return self.attachment.content_type in PICTURES


def of_row(row: models.Model) -> models.QuerySet:
    """The row's files, newest first, withdrawn ones included."""
    return Attachment.objects.filter(model=row._meta.label_lower, row_id=row.pk)


def evidence_of(rows: Iterable[models.Model], user: models.Model) -> dict[tuple[str, int], int]:
    """How many files stand beside each of the rows, of any models, by (label, key); rows without one are left out.

    Those beside the rows that it goes on from count, where the person sees these. Withdrawn files do not count. Two
    queries, and one for each register of which rows went on.
    """
    rows = list(rows)
    if not rows:
        return {}
    earlier = continuing.earlier_rows(rows, user)
    sides = {(row._meta.label_lower, row.pk): [row.pk] for row in rows}
    for key, found in earlier.items():
        sides[key] += [each.pk for each in found]
    asked = continuing.any_of((label, each) for (label, _key), beside in sides.items() for each in beside)
    counted = Attachment.objects.filter(asked, withdrawn_on=None).order_by().values("model", "row_id")
    counts = {(one["model"], one["row_id"]): one["count"] for one in counted.annotate(count=Count("pk"))}
    sums = {key: sum(counts.get((key[0], each), 0) for each in beside) for key, beside in sides.items()}
    return {key: count for key, count in sums.items() if count}


def listed(row: models.Model, known: datetime.date | None, *, withdrawn: bool) -> list[Evidence]:
    """The row's files as of a day in the office, today without one; also those withdrawn where that is asked. Two
    queries."""
    day = known or dated.today()
    return _told([one for one in of_row(row) if one.stood_on(day) or (withdrawn and one.added_on <= day)])


def _told(files: list[Attachment]) -> list[Evidence]:
    lines = Change.objects.filter(model=LABEL, row_id__in=[one.pk for one in files], action=Change.Action.CREATE)
    added = {line.row_id: line for line in lines.order_by("pk")}
    return [Evidence(one, added.get(one.pk)) for one in files]


def of_earlier(
    row: models.Model, user: models.Model, known: datetime.date | None
) -> list[tuple[models.Model, list[Evidence]]]:
    """The files of the rows that the row goes on from, as far as the person sees these; rows without one are left
    out. Four queries."""
    label, day = row._meta.label_lower, known or dated.today()
    earlier = continuing.earlier_rows([row], user).get((label, row.pk), [])
    files = Attachment.objects.filter(model=label, row_id__in=[each.pk for each in earlier]) if earlier else ()
    told = _told([one for one in files if one.stood_on(day)])
    found = ((each, [one for one in told if one.attachment.row_id == each.pk]) for each in earlier)
    return [(each, files) for each, files in found if files]


def history_of(row: models.Model) -> models.QuerySet:
    """The log's lines about the row and its files, newest first; files whose adding was taken back included."""
    files = set(of_row(row).values_list("pk", flat=True))
    gone = Change.objects.filter(model=LABEL, action=Change.Action.DELETE)
    files |= set(
        gone.filter(before__model=row._meta.label_lower, before__row_id=row.pk).values_list("row_id", flat=True)
    )
    return Change.objects.filter(Q(model=row._meta.label_lower, row_id=row.pk) | Q(model=LABEL, row_id__in=files))


def add(row: models.Model, upload: UploadedFile, *, kind: str, title: str, origin: Origin) -> Attachment:
    """Keep the file beside the row. Raises Refused with the reason, by the file's name."""
    name = file_kinds.safe_name(upload.name or "")
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        limit = filesizeformat(settings.ATTACHMENT_MAX_BYTES)
        raise Refused(_("“%(name)s” is larger than %(limit)s.") % {"name": name, "limit": limit})
    content = upload.read()
    found = file_kinds.judge(name, content)
    content = photographs.without_place(content, found.code, name)
    digest = store(content)
    if of_row(row).filter(sha256=digest, withdrawn_on=None).exists():
        raise Refused(_("“%(name)s” stands beside this row already.") % {"name": name})
    attachment = Attachment(
        model=row._meta.label_lower,
        row_id=row.pk,
        kind=kind,
        title=title,
        file_name=name,
        content_type=found.content_type,
        size=len(content),
        sha256=digest,
        added_on=dated.today(),
    )
    changes.begin(attachment, origin)
    attachment.save()
    return attachment


def withdraw(attachment: Attachment, origin: Origin) -> None:
    """It is evidence no longer. The file stays, and an undo brings it back."""
    attachment.withdrawn_on = dated.today()
    changes.begin(attachment, origin)
    attachment.save()


def store(content: bytes) -> str:
    """Put the content in its place, open to this user alone. Returns its digest."""
    digest = hashlib.sha256(content).hexdigest()
    path = Attachment(sha256=digest).path
    path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    # Written aside and moved, so that nobody ever reads half a file. mkstemp() gives mode 600.
    handle, aside = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(aside)
    return digest


def verify() -> list[str]:
    """The files that are missing or altered, in words."""
    faults = []
    for attachment in Attachment.objects.order_by("pk").iterator():
        found = _digest_of(attachment.path)
        if found is None:
            faults.append(_("The file of attachment %(number)s is missing.") % {"number": attachment.pk})
        elif found != attachment.sha256:
            faults.append(_("The file of attachment %(number)s was altered.") % {"number": attachment.pk})
    return faults


def _digest_of(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
