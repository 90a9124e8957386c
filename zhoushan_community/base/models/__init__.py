"""Tables of the plumbing: people and duties, the change log, long work, evidence, a person's own desk, words of the
sheets."""

from .attachment import Attachment
from .change import Change
from .continuation import Continuation
from .desk import Draft, SavedQuery
from .job import Job
from .people import Duty, User
from .session import Session
from .words import OfficeWord

__all__ = [
    "Attachment",
    "Change",
    "Continuation",
    "Draft",
    "Duty",
    "Job",
    "OfficeWord",
    "SavedQuery",
    "Session",
    "User",
]
