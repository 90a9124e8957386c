"""Tables of the plumbing: people and duties, the change log, long work, evidence, a person's own desk."""

from .attachment import Attachment
from .change import Change
from .desk import Draft, SavedQuery
from .job import Job
from .people import Duty, User
from .session import Session

__all__ = ["Attachment", "Change", "Draft", "Duty", "Job", "SavedQuery", "Session", "User"]
