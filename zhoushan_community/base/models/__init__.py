"""Tables of the plumbing: people and duties, the change log, long work."""

from .change import Change
from .job import Job
from .people import Duty, User

__all__ = ["Change", "Duty", "Job", "User"]
