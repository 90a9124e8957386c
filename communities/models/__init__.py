"""The ground: units, figures, old committees, adjustments, handovers, layout plans, estates, premises, honours."""

from .adjustments import Adjustment, AdjustmentShare, AdjustmentStep, NewCommunity, Step, in_effect
from .committees import ResidentsCommittee
from .communities import Community, CommunityFigures, CommunityPlacement
from .destinations import Destination
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
    "Destination",
    "District",
    "Estate",
    "Handover",
    "Honour",
    "LayoutPlan",
    "NewCommunity",
    "Premises",
    "ResidentsCommittee",
    "Step",
    "Street",
    "StreetFigures",
    "in_effect",
]
