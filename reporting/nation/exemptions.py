"""A few exemptions from norms."""

from ..models import Exemption
from .chance import Chance
from .ledger import Ledger
from .place import Place

COMMUNITY_NORMS = ("N01", "N13", "N19", "N20", "N24", "N25")


def fill(ledger: Ledger, chance: Chance, place: Place) -> None:
    """One community in a hundred is exempt from a norm, and so are a few estates, streets and old committees."""
    if chance.has(0.01):
        _exempt(ledger, chance, chance.pick(COMMUNITY_NORMS), community=place.community)
    if chance.has(0.004):
        _exempt(ledger, chance, "N05", estate=chance.pick(place.estates))
    if chance.has(0.002):
        _exempt(ledger, chance, "N03", committee=chance.pick(place.committees))
    if place.community % 997 == 0:
        _exempt(ledger, chance, chance.pick(("N18", "N23")), street=place.street)


def _exempt(ledger: Ledger, chance: Chance, standard: str, **unit: int) -> None:
    ledger.put(
        Exemption,
        standard=standard,
        reason="地处海岛",
        document_no=f"民〔{chance.year - 2}〕{chance.number(1, 200)}号",
        approver="民政局",
        valid_from=chance.ago(2),
        valid_to=chance.ago(-2),
        **unit,
    )
