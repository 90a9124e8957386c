"""Services: where they are offered and to whom."""

from .facilities import Facility

__all__ = ["Facility"]
