"""Whether the log is as it was written."""

from django.apps import apps
from django.utils.translation import gettext as _

from .log import digest
from .rows import RecordedModel
from .sealed import cleared, misnamed


def verify() -> list[str]:
    """The faults of the log, in words; empty when every line is as it was written and every row has its lines.

    The digests show a line that was altered or taken out between others; a row's version, which counts its lines,
    shows one that was taken off the end. What was cleared of a person must have been cleared by a line that says so.
    """
    Change = apps.get_model("base", "Change")
    faults, previous = [], ""
    counts: dict[tuple[str, int], int] = {}
    missing: dict[tuple[str, int, str], int] = {}
    for change in Change.objects.order_by("pk").iterator(chunk_size=2000):
        if change.digest != digest(previous, vars(change)) or misnamed(change):
            faults.append(_("Line %(number)s was altered, or a line before it is missing.") % {"number": change.pk})
        previous = change.digest
        row = change.model, change.row_id
        for name in cleared(change):
            missing[*row, name] = change.pk
        if change.action == Change.Action.REDACT:
            for name in change.after["fields"]:
                missing.pop((*row, name), None)
        # The lines of a row that is gone are cleared as well.
        if change.action not in Change.WRITES or (change.action == Change.Action.REDACT and not counts.get(row)):
            continue
        counts[row] = 0 if change.action == Change.Action.DELETE else counts.get(row, 0) + 1
    for number in sorted(set(missing.values())):
        faults.append(_("Line %(number)s lacks what no line says was cleared.") % {"number": number})
    for model in apps.get_models():
        if issubclass(model, RecordedModel):
            label = model._meta.label_lower
            for pk, version in model._base_manager.values_list("pk", "version").iterator():
                if counts.pop((label, pk), 0) != version:
                    faults.append(_("The lines of %(row)s do not account for it.") % {"row": f"{label} {pk}"})
    lost = [f"{label} {pk}" for (label, pk), count in counts.items() if count]
    return faults + [_("The lines of %(row)s do not account for it.") % {"row": row} for row in lost]
