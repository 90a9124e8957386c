"""A draft: which part of whom goes where. It is whole before it is saved, and nothing of a faulty one is."""

import dataclasses
import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction

from communities.models import (
    Adjustment,
    AdjustmentShare,
    Community,
    District,
    NewCommunity,
    ResidentsCommittee,
    Street,
)
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin

Kind = Adjustment.Kind
#: The places of a draft: sources by number, targets by number, the street of a move, and what stays with the source.
COMMUNITY, COMMITTEE, WHOLE, TARGET, NEW, STREET, STAYS = "c", "m", "w", "t", "n", "s", "stay"
FIGURES = ("households", "population")
#: How many of each kind can be named one by one.
MOST = 99


@dataclasses.dataclass(frozen=True)
class Source:
    """A community or an old committee, and how large it is known to be on the day. key: its place in the table. whole:
    the street that goes as a whole, and this community with it."""

    key: str
    unit: Community | ResidentsCommittee
    households: int | None
    population: int | None
    whole: Street | None = None

    @property
    def is_committee(self) -> bool:
        return isinstance(self.unit, ResidentsCommittee)

    @property
    def begun(self) -> datetime.date | None:
        return self.unit.valid_from if self.is_committee else self.unit.founded_on

    @property
    def ended(self) -> datetime.date | None:
        return self.unit.valid_to if self.is_committee else self.unit.closed_on


@dataclasses.dataclass(frozen=True)
class Target:
    """A community or a street that takes, or a street that gives itself whole; without a unit, a community of this name
    that is to be founded in the street."""

    key: str
    unit: Community | Street | None = None
    name: str = ""
    street: Street | None = None

    def __str__(self) -> str:
        return self.name or str(self.unit)


@dataclasses.dataclass(frozen=True)
class Part:
    """How much of a source goes to a target; None is unknown."""

    households: int | None = None
    population: int | None = None
    name: str = ""

    @property
    def filled(self) -> bool:
        """Whether anything goes there; nought households and nobody are nothing."""
        return bool(self.households or self.population or self.name)


@dataclasses.dataclass
class Draft:
    """All that a case begins with. parts: by the keys of source and target, those that are filled. wholes: the streets
    that go as a whole; each community of them is a source."""

    kind: str
    title: str
    district: District
    street: Street | None
    effective_on: datetime.date
    note: str = ""
    new_name: str = ""
    sources: Sequence[Source] = ()
    targets: Sequence[Target] = ()
    parts: Mapping[tuple[str, str], Part] = dataclasses.field(default_factory=dict)
    wholes: Sequence[Target] = ()

    def of(self, source: Source) -> dict[str, Part]:
        """Where the source goes, by the target's key; STAYS is what it keeps."""
        return {target: part for (key, target), part in self.parts.items() if key == source.key}

    def left(self, source: Source, figure: str) -> int | None:
        """What of the source's figure goes nowhere yet; None where the figure is unknown."""
        whole = getattr(source, figure)
        given = [getattr(part, figure) for part in self.of(source).values()]
        return None if whole is None else whole - sum(each for each in given if each is not None)


def filled_up(draft: Draft) -> Draft:
    """The same, with what follows by itself: a source of which nothing is said goes whole to the only target; a renamed
    one to itself."""
    parts = dict(draft.parts)
    only = [STAYS] if draft.kind == Kind.RENAME else [target.key for target in draft.targets]
    for source in draft.sources:
        if not draft.of(source) and len(only) == 1:
            parts[source.key, only[0]] = Part(source.households, source.population)
    return dataclasses.replace(draft, parts=parts)


def sized(places: Mapping[str, Community | ResidentsCommittee], day: datetime.date) -> list[Source]:
    """The sources, each at its place, as they were last counted up to the day. One query."""
    rows = Community.objects.whole_city(because="the figures of sources that the person was shown already")
    keys = [unit.pk for unit in places.values() if isinstance(unit, Community)]
    found = rows.as_of(day).order_by().filter(pk__in=keys).values_list("pk", *FIGURES) if keys else ()
    counted = {key: figures for key, *figures in found}
    return [
        Source(key, unit, unit.households, unit.population)
        if isinstance(unit, ResidentsCommittee)
        else Source(key, unit, *counted[unit.pk])
        for key, unit in places.items()
    ]


def sources_of(wholes: Sequence[Target], day: datetime.date) -> list[Source]:
    """Every community that stands on the day in the streets that go as a whole. One query."""
    rows = Community.objects.whole_city(because="the person chose the street, and with it all that stands in it")
    streets = {whole.unit.pk: whole for whole in wholes}
    found = rows.existing(day).as_of(day).filter(street_then__in=list(streets)).select_related("street")
    return [
        Source(f"{(whole := streets[row.street_then]).key}-{row.pk}", row, row.households, row.population, whole.unit)
        for row in (found.order_by("street_name", "name", "pk") if streets else ())
    ]


def units_of(draft: Draft) -> Iterator[Community | ResidentsCommittee | Street]:
    """Every unit that stands already and that the draft touches."""
    for each in (*draft.sources, *draft.targets, *draft.wholes):
        if each.unit is not None:
            yield each.unit


@transaction.atomic
def save(draft: Draft, origin: Origin) -> Adjustment:
    """Write the case with its shares, as one change."""
    case = Adjustment(
        district=draft.district,
        street=draft.street,
        kind=draft.kind,
        title=draft.title,
        effective_on=draft.effective_on,
        note=draft.note,
        new_name=draft.new_name,
        is_case=True,
    )
    changes.create_all([case], origin)
    founded = {
        target.key: NewCommunity(adjustment=case, street=target.street, name=target.name)
        for target in draft.targets
        if target.unit is None
    }
    changes.create_all(list(founded.values()), origin)
    shares = [
        _share(case, source, key, part, draft, founded)
        for source in draft.sources
        for key, part in draft.of(source).items()
        # What a committee keeps is not the case's to say: the committee goes on as it is.
        if not (key == STAYS and source.is_committee)
    ]
    if draft.kind == Kind.MOVE:
        # A street that goes into another ends with it; what its communities bring is said by their own shares.
        into = next(target.unit for target in draft.targets if target.key == STREET)
        shares += [AdjustmentShare(adjustment=case, from_street=each.unit, to_street=into) for each in draft.wholes]
    changes.create_all(shares, origin)
    return case


def _share(
    case: Adjustment, source: Source, key: str, part: Part, draft: Draft, founded: Mapping[str, NewCommunity]
) -> AdjustmentShare:
    end = {"from_committee" if source.is_committee else "from_community": source.unit}
    if key in founded:
        end["to_new"] = founded[key]
    else:
        unit: Any = source.unit if key == STAYS else next(each.unit for each in draft.targets if each.key == key)
        end["to_street" if isinstance(unit, Street) else "to_community"] = unit
    extent = AdjustmentShare.Extent.WHOLE if len(draft.of(source)) == 1 else AdjustmentShare.Extent.PART
    return AdjustmentShare(
        adjustment=case,
        extent=extent,
        part_name=part.name,
        households=part.households,
        population=part.population,
        **end,
    )


def saved(case: Adjustment, shares: Sequence[AdjustmentShare]) -> Draft:
    """The draft that a case was saved from, as its shares stand now; what a committee keeps follows from the rest."""
    sources: dict[Any, str] = {}
    targets: dict[Any, Target] = {}
    parts: dict[tuple[str, str], Part] = {}
    numbers: Counter[str] = Counter()
    wholes = {share.from_street_id: share.from_street for share in shares if share.from_street_id}

    def key_of(letter: str) -> str:
        numbers[letter] += 1
        return f"{letter}{numbers[letter] - 1}"

    for share in shares:
        unit, goal = share.source, share.target
        if goal != unit and goal not in targets:
            if isinstance(goal, NewCommunity):
                targets[goal] = Target(key_of(NEW), name=goal.name, street=goal.street)
            else:
                targets[goal] = Target(STREET if isinstance(goal, Street) else key_of(TARGET), goal)
        if share.from_street_id:
            continue
        if unit not in sources:
            letter = COMMITTEE if share.from_committee_id else WHOLE if unit.street_id in wholes else COMMUNITY
            sources[unit] = key_of(letter)
        key = STAYS if goal == unit else targets[goal].key
        parts[sources[unit], key] = Part(share.households, share.population, share.part_name)
    draft = Draft(
        case.kind, case.title, case.district, case.street, case.effective_on, case.note, case.new_name,
        [
            dataclasses.replace(source, whole=None if source.is_committee else wholes.get(source.unit.street_id))
            for source in sized({key: unit for unit, key in sources.items()}, case.effective_on)
        ],
        list(targets.values()), parts, [Target(f"{WHOLE}-{key}", street) for key, street in wholes.items()],
    )  # fmt: skip
    for source in draft.sources:
        whole = any(share.extent == AdjustmentShare.Extent.WHOLE for share in shares if share.source == source.unit)
        if source.is_committee and not whole:
            rest = {figure: draft.left(source, figure) for figure in FIGURES}
            if any((each or 0) > 0 for each in rest.values()):
                parts[source.key, STAYS] = Part(rest["households"], rest["population"])
    return draft
