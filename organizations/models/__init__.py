"""Party, self-governance bodies, staff, funds, resident units, departments and the coordination of it all."""

from .bodies import Body, Election, Term
from .coordination import CoordinationBody, CoordinationMeeting, CoordinationSeat
from .departments import Department, Responsibility, Task, TaskFollowUp
from .members import Member
from .party import MassOrganization, PartyMemberCount, PartyOrganization
from .residents import ResidentUnit
from .staff import Fund, StaffMember

__all__ = [
    "Body",
    "CoordinationBody",
    "CoordinationMeeting",
    "CoordinationSeat",
    "Department",
    "Election",
    "Fund",
    "MassOrganization",
    "Member",
    "PartyMemberCount",
    "PartyOrganization",
    "ResidentUnit",
    "Responsibility",
    "StaffMember",
    "Task",
    "TaskFollowUp",
    "Term",
]
