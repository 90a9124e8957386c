"""Who changed what, when, from where and why: one line per changed row, written in the same transaction.

A recorded row refuses save() until begin() has said who changes it and from where; writes of many rows go through
create_all() and update_all(). Every line carries the digest of the line before it, so that a line that was altered or
removed afterwards is found by verify(). All lines of one origin are one change, which undo() takes back.
"""

from .clearing import clear_rows
from .company import company
from .insertion import CHUNK, parts
from .log import Origin, Source, lock, note, on_trial, trial
from .rows import RecordedModel, StaleRow, UnrecordedWrite, begin, create_all, restored, state_of, update_all
from .sealed import personal_fields
from .undo import CannotUndo, effect, lines_of, obstacles, take_back, undo
from .verify import verify

__all__ = [
    "CHUNK",
    "CannotUndo",
    "Origin",
    "RecordedModel",
    "Source",
    "StaleRow",
    "UnrecordedWrite",
    "begin",
    "clear_rows",
    "company",
    "create_all",
    "effect",
    "lines_of",
    "lock",
    "note",
    "on_trial",
    "parts",
    "personal_fields",
    "obstacles",
    "restored",
    "state_of",
    "take_back",
    "trial",
    "undo",
    "update_all",
    "verify",
]
