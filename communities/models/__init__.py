"""The ground: units, figures, old committees, adjustments, handovers, layout plans, estates, premises, honours."""

from .adjustments import Adjustment, AdjustmentShare, AdjustmentStep, Step
from .committees import ResidentsCommittee
from .communities import Community, CommunityFigures, CommunityPlacement
from .estates import Estate, Honour
from .handovers import Handover
from .layouts import LayoutPlan
from .premises import Premises
from .units import District, Street, StreetFigures

__all__ = [
    "Adjustment",
    "AdjustmentShare",
    "AdjustmentStep",
    "Community",
    "CommunityFigures",
    "CommunityPlacement",
    "District",
    "Estate",
    "Handover",
    "Honour",
    "LayoutPlan",
    "Premises",
    "ResidentsCommittee",
    "Step",
    "Street",
    "StreetFigures",
]
