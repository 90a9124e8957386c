"""From a passed plan to draft adjustments: who gives which part to whom, once and for each ground that changes."""

import dataclasses
import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.pages import is_editable

from ..models import (
    Adjustment,
    AdjustmentShare,
    Community,
    LayoutPlan,
    NewCommunity,
    ResidentsCommittee,
    Street,
)
from .ground import Ground, ground_of
from .layout import Layout, Part, Proposed, chosen_layout

Kind = Adjustment.Kind


@dataclasses.dataclass(frozen=True)
class Change:
    """Communities of the plan that have to be adjusted together, because they share a present one.

    given: each of them with what it takes; of the present ones all parts are here, so that nothing is left over.
    """

    given: tuple[tuple[Proposed, Part], ...]

    @property
    def communities(self) -> list[Proposed]:
        return list({each.number: each for each, _part in self.given}.values())

    @property
    def sources(self) -> list[str]:
        return list(dict.fromkeys(part.current for _each, part in self.given))

    def leading(self, holders: dict[str, list]) -> list[tuple[Proposed, Part]]:
        """What goes somewhere. A community of the registers that goes on and gives nothing away is named by those that
        come to it alone."""
        return [
            (each, part)
            for each, part in self.given
            if not (part.whole and part.current == each.heir and holders[part.current][0] == "community")
        ]

    def kind(self, holders: dict[str, list]) -> str:
        """A founding where only one old committee becomes one community; else by how many give and take."""
        if len(self.communities) == 1:
            return Kind.MERGE if len(self.sources) > 1 else Kind.FOUND
        return Kind.SPLIT if len(self.sources) == 1 else Kind.BOUNDARY


def changes_of(layout: Layout, holders: dict[str, list]) -> list[Change]:
    """What has to be adjusted, in parts that do not touch each other. What stays as it is, is no part of it, nor are
    areas that belong to none of the registers' communities and committees."""
    left = [
        each
        for each in layout.communities
        if not (each.kept and holders.get(each.parts[0].current, [""])[0] == "community")
    ]
    found = []
    while left:
        group = [left.pop(0)]
        for each in group:
            touched = {part.current for part in each.parts if part.current in holders}
            near = [other for other in left if touched & {part.current for part in other.parts}]
            group += near
            left = [other for other in left if other not in near]
        given = [
            (each, part)
            for each in sorted(group, key=lambda one: one.number)
            for part in each.parts
            if part.current in holders
        ]
        change = Change(tuple(given))
        if change.leading(holders):
            found.append(change)
    return found


def unknown_areas(layout: Layout, holders: dict[str, list]) -> list[str]:
    """Areas whose present community or committee is not in the registers: no adjustment can name whose they are."""
    return [name for name, area in layout.areas.items() if area["current"] not in holders]


@transaction.atomic
def write_drafts(plan: LayoutPlan, effective_on: datetime.date, user: Any) -> tuple[list[int], bool]:
    """The keys of the draft adjustments, and whether they were written now; asked again, they are the same.

    Raises PermissionDenied, ValidationError.
    """
    if not is_editable(plan, user):
        raise PermissionDenied
    changes.lock()
    plan.refresh_from_db(fields=["solution", "state", "version"])
    if plan.solution and plan.solution.get("drafts"):
        return plan.solution["drafts"], False
    layout = chosen_layout(plan)
    if plan.state not in (LayoutPlan.State.PASSED, LayoutPlan.State.ADOPTED) or layout is None:
        raise ValidationError(_("Only a plan that the commission has passed becomes draft adjustments."))
    holders = plan.instance.get("holders", {})
    found = changes_of(layout, holders)
    if not found:
        raise ValidationError(_("The plan changes nothing: every community stays as it is."))
    origin = Origin(user, Source.PAGE)
    streets = ground_of(plan, user).streets
    drafts = [_adjustment(plan, change, holders, effective_on, streets) for change in found]
    changes.create_all(drafts, origin)
    founding: dict[int, NewCommunity] = {}
    for draft, change in zip(drafts, found, strict=True):
        for each in change.communities:
            if holders.get(each.heir, [""])[0] != "community":
                founding[each.number] = NewCommunity(adjustment=draft, street=streets[each.street], name=each.name)
    changes.create_all(list(founding.values()), origin)
    standing = Ground(plan.holder, effective_on, user).standing
    shares = [
        share
        for draft, change in zip(drafts, found, strict=True)
        for share in _shares(draft, change, holders, founding, standing)
    ]
    changes.create_all(shares, origin)
    plan.solution = {**plan.solution, "drafts": [draft.pk for draft in drafts]}
    changes.begin(plan, origin)
    plan.save()
    return plan.solution["drafts"], True


def _adjustment(
    plan: LayoutPlan, change: Change, holders: dict[str, list], effective_on: datetime.date, streets: dict[str, Street]
) -> Adjustment:
    kind = change.kind(holders)
    names = "、".join(each.name for each in change.communities)
    first = change.communities[0].street
    one_street = all(each.street == first for each in change.communities)
    title = f"{Kind(kind).label}：{names}"
    return Adjustment(
        district=plan.district or plan.street.district,
        street=streets[first] if one_street else None,
        kind=kind,
        title=title[: Adjustment._meta.get_field("title").max_length],
        effective_on=effective_on,
        is_case=True,
        note=_("drafted from %(plan)s, version %(number)s") % {"plan": plan, "number": plan.number},
    )


def _shares(
    draft: Adjustment,
    change: Change,
    holders: dict[str, list],
    founding: dict[int, NewCommunity],
    standing: Mapping[tuple[str, int], Community | ResidentsCommittee],
) -> Iterator[AdjustmentShare]:
    for each, part in change.leading(holders):
        kind, key = holders[part.current]
        # Of who goes whole the registers of the day tell how many; of a part the plan knows the households alone.
        known = standing.get((kind, key)) if part.whole else None
        target = (
            {"to_new": founding[each.number]} if each.number in founding else {"to_community_id": holders[each.heir][1]}
        )
        yield AdjustmentShare(
            adjustment=draft,
            **{f"from_{kind}_id": key},
            **target,
            extent=AdjustmentShare.Extent.WHOLE if part.whole else AdjustmentShare.Extent.PART,
            part_name="" if part.whole else _part_name(part),
            households=part.households if known is None or known.households is None else known.households,
            population=known.population if known else None,
        )


def _part_name(part: Part) -> str:
    """The areas, as far as the field holds their names."""
    longest = AdjustmentShare._meta.get_field("part_name").max_length
    names = "、".join(part.areas)
    return names if len(names) <= longest else names[: longest - 1] + "…"
