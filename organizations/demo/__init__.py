"""Made-up rows of organizations, in every state that a board can show. All are marked."""

from communities.demo.making import Inventor
from zhoushan_community.base.models import User

from . import bodies, leadership, party, work


def load(actor: User) -> None:
    """Fill the registers around the communities that were loaded before."""
    inventor = Inventor(actor)
    party.make(inventor)
    bodies.make(inventor, work.resident_units(inventor))
    work.make(inventor)
    leadership.make(inventor)


__all__ = ["load"]
