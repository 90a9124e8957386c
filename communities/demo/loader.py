"""Turns the demonstration data into rows, set by set."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, RecordedModel, Source
from zhoushan_community.base.models import User

from ..models import (
    Adjustment,
    AdjustmentShare,
    Community,
    CommunityFigures,
    CommunityPlacement,
    District,
    Estate,
    Honour,
    ResidentsCommittee,
    Street,
    StreetFigures,
)
from . import accounts, handing_over, invented, layouts
from .estates import DWELLINGS, ESTATES, UNPLACED, WITHOUT_COMMUNITY
from .figures import COUNTS
from .honours import AWARDS
from .making import Inventor
from .mergers import INVENTED_CONVERSIONS, MERGERS, Merger
from .old_committees import COMMITTEES
from .places import PLACES
from .sources import INVENTED, Day, cite, day
from .units import CENSUS_2000, CENSUS_2000_DINGHAI, CURRENT, DISTRICTS, FORMER, OTHER_COUNTS

TITLE_CIVILIZED = "市级文明社区"
TITLE_SAFE = "安全小区"
TITLE_GREEN = "绿色社区"
TITLE_OF_DISTRICT = "区级文明社区"


@transaction.atomic
def load(actor: User) -> None:
    """Load everything into empty tables. The actor gets a password, too."""
    demonstration = Demonstration(Origin(actor, Source.DEMO, "演示数据"))
    demonstration.units()
    demonstration.communities()
    demonstration.committees()
    demonstration.adjustments()
    demonstration.figures()
    demonstration.estates_and_honours()
    handing_over.make(Inventor(actor))
    layouts.make(Inventor(actor))
    accounts.create(actor, demonstration.districts, demonstration.streets, Origin(actor, Source.DEMO, "演示账号"))


def made_up(**days: Day) -> list[str]:
    """The names of those fields whose day was chosen for demonstration."""
    return [name for name, found in days.items() if found.made_up]


def level_of(text: str) -> tuple[str, list[str]]:
    """An honour's level; the usual one, marked, where the page does not tell it."""
    return (text, []) if text else (Honour.Level.MUNICIPAL, ["level"])


class Demonstration:
    """The rows as they come into being, by the names under which the data modules speak of them."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.districts: dict[str, District] = {}
        self.streets: dict[str, Street] = {}
        self.places: dict[str, Community] = {}
        self.old: dict[str, ResidentsCommittee] = {}
        self.estates: dict[str, Estate] = {}

    def _create(self, rows: Iterable[RecordedModel]) -> None:
        changes.create_all(list(rows), self.origin)

    def units(self) -> None:
        """Districts, streets and towns, and their censuses."""
        by_code = {
            code: District(code=code, name=name, kind=kind, bound=bound, source_note=cite("codes"))
            for code, name, kind, bound in DISTRICTS
        }
        self._create(by_code.values())
        self.districts = {district.name: district for district in by_code.values()}
        entries = [
            (code[:6], code, name, kind, start, "", remark, f"codes {sources}".strip())
            for code, name, kind, start, remark, sources in CURRENT
        ]
        entries += [
            (district, "", name, kind, start, end, remark, sources)
            for district, name, kind, start, end, remark, sources in FORMER
        ]
        for district, code, name, kind, start, end, remark, sources in entries:
            first, last = day(start, "设立日期"), day(end, "撤销日期")
            self.streets[name] = Street(
                district=by_code[district],
                code=code,
                name=name,
                kind=kind,
                valid_from=first.date,
                valid_to=last.date,
                generated=made_up(valid_from=first, valid_to=last),
                source_note=cite(sources, remark, first.remark, last.remark),
            )
        self._create(self.streets.values())
        census = [
            (name, CENSUS_2000, "五普", population, None, "", "dinghai-towns")
            for name, population in CENSUS_2000_DINGHAI.items()
        ]
        rows = []
        for name, counted, basis, population, households, remark, sources in (*census, *OTHER_COUNTS):
            counted_on = day(counted, "统计日期", end_of_year=True)
            rows.append(
                StreetFigures(
                    street=self.streets[name],
                    counted_on=counted_on.date,
                    basis=basis,
                    population=population,
                    households=households,
                    generated=made_up(counted_on=counted_on),
                    source_note=cite(sources, remark, counted_on.remark),
                )
            )
        self._create(rows)

    def communities(self) -> None:
        """Communities, and in which streets they stood."""
        for place in PLACES:
            founded, closed = day(place.founded, "成立日期"), day(place.closed, "撤销日期")
            self.places[place.key] = Community(
                street=self.streets[place.street],
                name=place.name,
                code=place.code,
                founded_on=founded.date,
                closed_on=closed.date,
                area_m2=place.area_m2,
                generated=made_up(founded_on=founded, closed_on=closed),
                source_note=cite(place.sources, place.remark, founded.remark, closed.remark),
            )
        self._create(self.places.values())
        # Each has been placed in its last street from its founding on; that placement becomes the first of its stays.
        first_stay = {
            row.community_id: row
            for row in CommunityPlacement.unscoped.filter(community__in=list(self.places.values()))
        }
        later = []
        for place in PLACES:
            community = self.places[place.key]
            starts = (place.founded, *(until for _street, until in place.before))
            stays = (*place.before, (place.street, place.closed))
            for number, (since, (street, until)) in enumerate(zip(starts, stays, strict=True)):
                first, last = day(since, "起始日期"), day(until, "终止日期")
                stay = CommunityPlacement(community=community) if number else first_stay[community.pk]
                stay.street = self.streets[street]
                stay.valid_from, stay.valid_to = first.date, last.date
                stay.generated = made_up(valid_from=first, valid_to=last)
                stay.source_note = cite(place.sources, first.remark, last.remark)
                if number:
                    later.append(stay)
        changes.update_all(list(first_stay.values()), self.origin)
        self._create(later)

    def committees(self) -> None:
        """The old residents' committees."""
        for street, name, start, end, remark, sources in COMMITTEES:
            first, last = day(start, "设立日期"), day(end, "撤销日期")
            self.old[f"{street}/{name}"] = ResidentsCommittee(
                street=self.streets[street],
                name=name,
                valid_from=first.date,
                valid_to=last.date,
                generated=made_up(valid_from=first, valid_to=last),
                source_note=cite(sources, remark, first.remark, last.remark),
            )
        self._create(self.old.values())

    def adjustments(self) -> None:
        """Mergers and the like, and what went from whom to whom."""
        adjustments = [(merger, self._adjustment(merger)) for merger in MERGERS]
        inventions = [(merger, self._adjustment(merger)) for merger in INVENTED_CONVERSIONS]
        for _merger, invention in inventions:
            invention.source_note = INVENTED
            invention.generated = ["district", "kind", "title", "effective_on"]
        self._create(row for _merger, row in (*adjustments, *inventions))
        shares = [self._share(row, *share) for merger, row in (*adjustments, *inventions) for share in merger.shares]
        for share in shares:
            if share.adjustment.source_note == INVENTED:
                filled = (*AdjustmentShare.named_by, "extent", "part_name")
                share.generated = [name for name in filled if getattr(share, name)]
        self._create(shares)

    def _adjustment(self, merger: Merger) -> Adjustment:
        effective = day(merger.effective, "生效日期")
        return Adjustment(
            district=next(row for row in self.districts.values() if row.code == merger.district),
            kind=merger.kind,
            title=merger.title,
            document_no=merger.document_no,
            effective_on=effective.date,
            note=merger.note,
            generated=made_up(effective_on=effective),
            source_note=cite(merger.sources, merger.remark, effective.remark),
        )

    def _share(self, adjustment: Adjustment, source: str, target: str, part: str) -> AdjustmentShare:
        if source in self.old:
            giver = {"from_committee": self.old[source]}
        else:
            giver = {"from_street": self.streets[source]}
        if target in self.places:
            taker = {"to_community": self.places[target]}
        elif target in self.old:
            taker = {"to_committee": self.old[target]}
        else:
            taker = {"to_street": self.streets[target]}
        extent = AdjustmentShare.Extent.PART if part else AdjustmentShare.Extent.WHOLE
        return AdjustmentShare(
            adjustment=adjustment,
            **giver,
            **taker,
            extent=extent,
            part_name=part,
            source_note=adjustment.source_note,
        )

    def figures(self) -> None:
        """What pages count, and made-up counts of 2002 and 2003."""
        rows = []
        for count in COUNTS:
            counted = day(count.counted, "统计日期", end_of_year=True)
            rows.append(
                CommunityFigures(
                    community=self.places[count.place],
                    counted_on=counted.date,
                    **count.values,
                    source=CommunityFigures.Source.SHEET,
                    note=count.note,
                    generated=made_up(counted_on=counted),
                    source_note=cite(count.sources, count.remark, counted.remark),
                )
            )
        counted = {
            key: max(invented.COUNTED, community.founded_on)
            for key, community in self.places.items()
            if community.founded_on <= invented.COUNTED_UNTIL and key not in invented.UNCOUNTED
        }
        for key, households in invented.households_of(list(counted)).items():
            values = invented.figures_of(key, households)
            rows.append(
                CommunityFigures(
                    community=self.places[key],
                    counted_on=counted[key],
                    **values,
                    generated=["counted_on", *values],
                    source_note=INVENTED,
                )
            )
        self._create(rows)

    def estates_and_honours(self) -> None:
        """Estates, then what communities and estates were awarded."""
        entries = [
            (community, name, completed, sources, ["completed_on"])
            for community, sources, names, completed in ESTATES
            for name in names.split()
        ]
        entries += [
            (community, name, completed, WITHOUT_COMMUNITY, ["community", "completed_on"])
            for name, community, completed in UNPLACED
        ]
        for community, name, completed, sources, generated in entries:
            households, remark = DWELLINGS.get(name, (None, ""))
            if "community" in generated:
                remark = "原文只写城东街道，所属社区为演示所设。"
            completed_on = day(completed, "建成日期")
            self.estates[f"{community}/{name}"] = Estate(
                community=self.places[community],
                name=name,
                households=households,
                completed_on=completed_on.date,
                generated=generated,
                source_note=cite(sources, remark, completed_on.remark),
            )
        for estate in invented.estates():
            self.estates[f"{estate.community}/{estate.name}"] = Estate(
                community=self.places[estate.community],
                name=estate.name,
                **estate.values,
                generated=["community", "name", *estate.values],
                source_note=INVENTED,
            )
        self._create(self.estates.values())
        self._create([*self._real_honours(), *self._invented_honours()])

    def _real_honours(self) -> Iterable[Honour]:
        for award in AWARDS:
            level, generated = level_of(award.level)
            awarded = day(award.awarded, "授予日期", end_of_year=True)
            unknown = "级别未写明，为演示所设。" if generated else ""
            yield Honour(
                community=self.places[award.place],
                kind=award.kind,
                level=level,
                title=award.title,
                awarded_on=awarded.date,
                generated=generated,
                source_note=cite(award.sources, unknown, awarded.remark or "授予日期未查明。"),
            )

    def _invented_honours(self) -> Iterable[Honour]:
        kinds = (
            (invented.civilized(), "community", self.places, Honour.Kind.CIVILIZED, TITLE_CIVILIZED),
            (invented.safe(), "estate", self.estates, Honour.Kind.SAFE, TITLE_SAFE),
            (invented.green(), "community", self.places, Honour.Kind.GREEN, TITLE_GREEN),
        )
        for honours, field, holders, kind, title in kinds:
            for honour in honours:
                dates = {"awarded_on": honour.awarded, "withdrawn_on": honour.withdrawn}
                values = {
                    field: holders[honour.holder],
                    "kind": kind,
                    "level": honour.level,
                    "title": f"{title if honour.level == Honour.Level.MUNICIPAL else TITLE_OF_DISTRICT}（演示）",
                    "document_no": honour.document_no,
                    **{name: datetime.date.fromisoformat(text) for name, text in dates.items() if text},
                }
                yield Honour(**values, generated=list(values), source_note=INVENTED)
