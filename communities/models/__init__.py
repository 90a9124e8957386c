"""The ground: units, figures, old committees, adjustments, estates, premises, honours."""

from .adjustments import Adjustment, AdjustmentShare
from .committees import ResidentsCommittee
from .communities import Community, CommunityFigures, CommunityPlacement
from .estates import Estate, Honour
from .premises import Premises
from .units import District, Street, StreetFigures

__all__ = [
    "Adjustment",
    "AdjustmentShare",
    "Community",
    "CommunityFigures",
    "CommunityPlacement",
    "District",
    "Estate",
    "Honour",
    "Premises",
    "ResidentsCommittee",
    "Street",
    "StreetFigures",
]
