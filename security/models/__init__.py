"""Public security: police rooms, committees and measures, disputes, counts by period."""

from .disputes import Case, CheckRound
from .periods import LegalEvent, PeriodCount
from .prevention import CampaignStep, Measure, SecurityOrganization
from .rooms import PoliceOfficer, PoliceRoom

__all__ = [
    "CampaignStep",
    "Case",
    "CheckRound",
    "LegalEvent",
    "Measure",
    "PeriodCount",
    "PoliceOfficer",
    "PoliceRoom",
    "SecurityOrganization",
]
