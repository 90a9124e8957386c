"""Party, self-governance bodies, staff, funds, resident units, departments and the coordination of it all."""

from .bodies import Body, Member, Term
from .departments import Department
from .residents import ResidentUnit

__all__ = [
    "Body",
    "Department",
    "Member",
    "ResidentUnit",
    "Term",
]
