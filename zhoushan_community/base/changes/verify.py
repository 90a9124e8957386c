"""Whether the log is as it was written."""

from django.apps import apps
from django.utils.translation import gettext as _

from .log import digest
from .rows import RecordedModel


def verify() -> list[str]:
    """The faults of the log, in words; empty when every line is as it was written and every row has its lines.

    The digests show a line that was altered or taken out between others; a row's version, which counts its lines,
    shows one that was taken off the end.
    """
    Change = apps.get_model("base", "Change")
    faults, previous = [], ""
    counts: dict[tuple[str, int], int] = {}
    for change in Change.objects.order_by("pk").iterator(chunk_size=2000):
        if change.digest != digest(previous, change):
            faults.append(_("Line %(number)s was altered, or a line before it is missing.") % {"number": change.pk})
        previous = change.digest
        if change.action not in Change.WRITES:
            continue
        row = change.model, change.row_id
        counts[row] = 0 if change.action == "delete" else counts.get(row, 0) + 1
    for model in apps.get_models():
        if issubclass(model, RecordedModel):
            label = model._meta.label_lower
            for pk, version in model._base_manager.values_list("pk", "version").iterator():
                if counts.pop((label, pk), 0) != version:
                    faults.append(_("The lines of %(row)s do not account for it.") % {"row": f"{label} {pk}"})
    lost = [f"{label} {pk}" for (label, pk), count in counts.items() if count]
    return faults + [_("The lines of %(row)s do not account for it.") % {"row": row} for row in lost]
