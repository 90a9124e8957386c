"""What is measured, and how a measured number becomes a state. How much is enough is dated data, kept elsewhere.

Every requirement has one Standard. A norm judges units one by one; a target is a share of units and has its own due
day. A measure takes a day and gives a number for every unit in one query; a statement judges them all.
"""

from .declared import (
    Asked,
    Bounds,
    Point,
    Standard,
    Subject,
    all_standards,
    declare,
    declared,
    find,
    measures_of,
    subject,
    subject_of,
)
from .measures import ANY_NUMBER, Measure, begun, has, in_parts, latest
from .results import EXEMPT, JUDGED, MET, MISSING, NOT_APPLICABLE, STATES, UNMET, Rate, Result, Tally
from .statement import Definitions, Statement

__all__ = [
    "ANY_NUMBER",
    "EXEMPT",
    "JUDGED",
    "MET",
    "MISSING",
    "NOT_APPLICABLE",
    "STATES",
    "UNMET",
    "Asked",
    "Bounds",
    "Definitions",
    "Measure",
    "Point",
    "Rate",
    "Result",
    "Standard",
    "Statement",
    "Subject",
    "Tally",
    "all_standards",
    "begun",
    "declare",
    "declared",
    "find",
    "has",
    "in_parts",
    "latest",
    "measures_of",
    "subject",
    "subject_of",
]
