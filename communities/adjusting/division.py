"""Who gives what to whom: an adjustment as its shares say it."""

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db import models

from zhoushan_community.base.standards import latest

from ..models import Adjustment, AdjustmentShare, Community, CommunityFigures, NewCommunity, ResidentsCommittee, Street

BECAUSE = "the units of an adjustment are read whole; who may conduct it was asked before"
FIGURES = ("households", "population")

#: A community that stands, or one that is to be founded, by its model's label and key.
Target = tuple[str, int]


def target_of(unit: models.Model) -> Target:
    """How a target is told apart."""
    return unit._meta.label_lower, unit.pk


@dataclasses.dataclass(frozen=True)
class Division:
    """The shares of an adjustment."""

    adjustment: Adjustment
    shares: tuple[AdjustmentShare, ...]
    founded: tuple[NewCommunity, ...]

    @classmethod
    def of(cls, adjustment: Adjustment) -> "Division":
        """Reads an adjustment. Two queries."""
        shares = AdjustmentShare.objects.whole_city(because=BECAUSE).filter(adjustment=adjustment)
        founded = NewCommunity.objects.whole_city(because=BECAUSE).filter(adjustment=adjustment)
        return cls(
            adjustment,
            tuple(shares.select_related(*AdjustmentShare.named_by).order_by("pk")),
            tuple(founded.order_by("pk")),
        )

    @cached_property
    def units(self) -> dict[Target, models.Model]:
        """Every unit that the adjustment touches."""
        found = [unit for share in self.shares for unit in (share.source, share.target)]
        return {target_of(unit): unit for unit in (*found, *self.founded)}

    @cached_property
    def giving(self) -> dict[int, list[AdjustmentShare]]:
        """By community, its shares into communities; those that only move to another street are left out."""
        found: dict[int, list[AdjustmentShare]] = defaultdict(list)
        for share in self.shares:
            if share.from_community_id and (share.to_community_id or share.to_new_id):
                found[share.from_community_id].append(share)
        return dict(found)

    @cached_property
    def sources(self) -> dict[int, Community]:
        """The communities that give a part or all of themselves."""
        found = {share.from_community_id: share.from_community for shares in self.giving.values() for share in shares}
        return {key: unit for key, unit in found.items() if any(not is_itself(share) for share in self.giving[key])}

    def stays(self, community: int) -> bool:
        """Whether the community goes on, because a part of it leads to itself."""
        return any(is_itself(share) for share in self.giving.get(community, ()))

    @cached_property
    def closing(self) -> dict[int, Community]:
        """The communities that end."""
        return {key: unit for key, unit in self.sources.items() if not self.stays(key)}

    def successors(self, community: int) -> list[models.Model]:
        """Where the parts of a source go, itself included where it stays, the largest part first."""
        shares = sorted(self.giving.get(community, ()), key=lambda share: -(share.households or 0))
        return list({target_of(share.target): share.target for share in shares}.values())

    def weights(self, community: int) -> dict[Target, Fraction] | None:
        """The part of a source's households that goes to each target; None where a part is of unknown size."""
        found: dict[Target, Fraction] = defaultdict(Fraction)
        shares = self.giving.get(community, ())
        if len({target_of(share.target) for share in shares}) == 1:
            return {target_of(shares[0].target): Fraction(1)}
        total = sum(share.households or 0 for share in shares)
        if not total or any(share.households is None for share in shares):
            return None
        for share in shares:
            found[target_of(share.target)] += Fraction(share.households, total)
        return dict(found)

    @cached_property
    def committees(self) -> dict[int, list[AdjustmentShare]]:
        """By old committee, its shares."""
        found: dict[int, list[AdjustmentShare]] = defaultdict(list)
        for share in self.shares:
            if share.from_committee_id:
                found[share.from_committee_id].append(share)
        return dict(found)

    def absorbed(self) -> list[ResidentsCommittee]:
        """The old committees of which nothing is left: given as a whole, or in parts that are all of it."""
        found = []
        for shares in self.committees.values():
            committee = shares[0].from_committee
            parts = [share.households for share in shares]
            known = committee.households is not None and None not in parts
            if (
                any(share.extent == share.Extent.WHOLE for share in shares)
                or known
                and sum(parts) >= committee.households
            ):
                found.append(committee)
        return found

    def streets(self) -> list[tuple[Street, Street]]:
        """The streets that go into another as a whole, each with the other."""
        return [
            (share.from_street, share.to_street)
            for share in self.shares
            if share.from_street_id and share.to_street_id and share.extent == share.Extent.WHOLE
        ]

    def ending(self) -> dict[str, list[int]]:
        """The keys of the communities and streets that end, as the ways of Ending name them."""
        return {"community": list(self.closing), "street": [old.pk for old, _new in self.streets()]}

    def moving(self) -> list[tuple[Community, Street]]:
        """The communities that go to another street as they are."""
        return [
            (share.from_community, share.to_street)
            for share in self.shares
            if share.from_community_id and share.to_street_id
        ]

    def renamed(self) -> Community | None:
        """The community that gets another name: the only one of a renaming."""
        if self.adjustment.kind != Adjustment.Kind.RENAME or len(self.shares) != 1:
            return None
        return self.shares[0].from_community

    def receiving(self) -> dict[Target, models.Model]:
        """The communities, standing and to be founded, whose figures the adjustment changes."""
        found = {target_of(unit): unit for unit in (*self.founded, *self.sources.values())}
        for share in self.shares:
            unit = share.to_community or share.to_new
            if unit and not (is_itself(share) and share.from_community_id not in self.sources):
                found[target_of(unit)] = unit
        return {key: unit for key, unit in found.items() if not (key[0] == COMMUNITY and key[1] in self.closing)}


COMMUNITY = Community._meta.label_lower


def is_itself(share: AdjustmentShare) -> bool:
    """Whether the share is what stays of its source."""
    return bool(share.from_community_id) and share.from_community_id == share.to_community_id


def portions(amount: Decimal | None, weights: dict[Target, Fraction]) -> dict[Target, Decimal | None]:
    """An amount divided to the cent; what is over goes, a cent each, to where most was cut off."""
    if amount is None:
        return dict.fromkeys(weights)
    cents = int(amount.scaleb(2))
    exact = {target: cents * weight for target, weight in weights.items()}
    whole = {target: exact[target].numerator // exact[target].denominator for target in exact}
    ranked = sorted(exact, key=lambda target: whole[target] - exact[target])
    for target in ranked[: cents - sum(whole.values())]:
        whole[target] += 1
    return {target: Decimal(value).scaleb(-2) for target, value in whole.items()}


def figures_on(communities: Sequence[int], day: Any) -> dict[int, dict[str, CommunityFigures]]:
    """By community and name, the row of the last figure that is known on the day. A query for each name."""
    found: dict[int, dict[str, CommunityFigures]] = defaultdict(dict)
    for name in COUNTS:
        rows = CommunityFigures.objects.whole_city(because=BECAUSE).filter(community__in=communities)
        for row in latest(rows, "community", name, day).rows:
            found[row.community_id][name] = row
    return found


#: What is counted of a community, and adds up when all of two go together.
COUNTS = (
    "households", "registered_households", "population", "registered_population", "floating_population", "buildings",
    "elderly", "disabled", "preferential", "low_income", "volunteers",
)  # fmt: skip
