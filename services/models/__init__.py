"""Services: where they are offered and to whom, who shares and who favours them."""

from .culture import Activity, CultureBrand
from .facilities import Facility, FacilityKind
from .health import HealthCoverage
from .items import ServiceItem, VolunteerTeam
from .policies import PreferentialPolicy
from .sharing import SharedFacility

__all__ = [
    "Activity",
    "CultureBrand",
    "Facility",
    "FacilityKind",
    "HealthCoverage",
    "PreferentialPolicy",
    "ServiceItem",
    "SharedFacility",
    "VolunteerTeam",
]
