"""Over generated histories of adjustments nothing is lost, and nothing is there twice, on any day.

HISTORIES=500 goes through so many, other ones each time, and says how much was compared; without it there are 12 that
stay the same. What is compared are plain rows: no measure and no query of the platform says here what holds.
"""

import dataclasses
import datetime
import os
import random
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from communities.adjusting import destinations
from communities.adjusting.effect import take_effect
from communities.adjusting.undoing import undo
from communities.models import Adjustment, AdjustmentShare, Community, NewCommunity, Step, Street
from reporting.judging import Judging
from tests.communities.adjusting.past import Past
from tests.people import City, build_city
from tests.reporting.oracle import comparing
from tests.reporting.oracle.comparing import compare
from tests.reporting.oracle.registers import of_database
from zhoushan_community.base.changes import Origin, Source

HISTORIES = int(os.environ.get("HISTORIES", 0))
D = datetime.date
BEGIN = D(2002, 6, 1)


@dataclasses.dataclass
class Compared:
    histories: int = 0
    adjustments: Counter[str] = dataclasses.field(default_factory=Counter)
    days: int = 0
    things: int = 0
    judged: int = 0
    oracle: comparing.Compared = dataclasses.field(default_factory=comparing.Compared)

    def __str__(self) -> str:
        kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(self.adjustments.items()))
        return (
            f"{self.histories} histories ({kinds}), {self.days} days, {self.things} things by day, {self.judged} "
            f"results of the past and of units that stood aside, {self.oracle.answers} answers by the second reading "
            "of the clauses: nothing lost, nothing twice"
        )


# Histories


def put(label: str, **values: Any) -> Any:
    model = apps.get_model(label)
    row = model(**values)
    if hasattr(row, "fill"):
        row.fill()
    return model._base_manager.bulk_create([row])[0]


def settle(chance: random.Random, street: Street, number: int) -> Community:
    """A community with a few things of each kind, each with a mark of its own."""
    one = put("communities.community", street=street, name=f"第{number}社区", founded_on=BEGIN)
    put("communities.communityplacement", community=one, street=street, valid_from=BEGIN)
    put("communities.communityfigures", community=one, counted_on=BEGIN, households=chance.randint(300, 5000),
        population=chance.randint(1000, 15000))  # fmt: skip

    def some(most: int) -> list[int]:
        return [100 * number + place for place in range(chance.randint(0, most))]

    for mark in some(2):
        # A community has one room of a kind without a name.
        first = "" if mark % 100 == 0 else f"{mark}间"
        premises = put("communities.premises", community=one, address=f"{mark}号", use="both", origin="public",
                       certificate_no=str(mark), floor_area_m2=mark, held_from=BEGIN)  # fmt: skip
        put("services.facility", community=one, kind="office", name=chance.choice((first, f"{mark}室")),
            premises=premises, floor_area_m2=mark, opened_on=BEGIN)  # fmt: skip
    for mark in some(2):
        put("communities.estate", community=one, name=chance.choice(("新村", f"{mark}苑")) + str(mark),
            approved_on=D(1990, 1, 1) + datetime.timedelta(days=mark), completed_on=D(1995, 1, 1))  # fmt: skip
    for mark in some(1):
        put("communities.honour", community=one, kind="civilized", awarded_on=BEGIN, document_no=str(mark))
    for mark in some(3):
        left = chance.choice((None, None, BEGIN + datetime.timedelta(days=2000)))
        put("organizations.staffmember", community=one, name=f"员{mark}", started_on=BEGIN, left_on=left)
    body = put("organizations.body", community=one, kind="committee", valid_from=BEGIN)
    term = put("organizations.term", body=body, number=1, started_on=BEGIN, ends_on=D(2012, 1, 1))
    for place, mark in enumerate(some(3)):
        put("organizations.member", term=term, person_name=f"委{mark}", post="member" if place else "chair")
    for year in range(2002, 2006):
        put("organizations.fund", community=one, fiscal_year=year, kind="work", level="city",
            budgeted=Decimal(chance.randint(0, 9_999_999)).scaleb(-2), allocated=chance.randint(0, 99))  # fmt: skip
    for _mark in some(1):
        put("organizations.massorganization", community=one, kind="union", members_count=chance.randint(0, 60),
            valid_from=BEGIN)  # fmt: skip
    for mark in some(2):
        put("services.volunteerteam", community=one, name=chance.choice(("党员队", f"{mark}队")) + str(mark),
            members_count=mark, valid_from=BEGIN)  # fmt: skip
        put("security.case", community=one, case_no=str(mark), kind="family", opened_on=BEGIN, parties_count=mark + 1)
    for mark in some(1):
        room = put("security.policeroom", community=one, valid_from=BEGIN, source_note=str(mark))
        put("security.policeofficer", room=room, name=f"警{mark}", valid_from=BEGIN)
    return one


class History:
    """What happens to a few communities, one adjustment after the other."""

    def __init__(self, city: City, number: int, compared: Compared) -> None:
        self.city, self.chance, self.compared = city, random.Random(number), compared
        self.streets = [city.huannan, city.changguo]
        for count in range(self.chance.randint(2, 5)):
            settle(self.chance, self.chance.choice(self.streets), count + 1)
        self.day = BEGIN + datetime.timedelta(days=30)
        self.days = [BEGIN, self.day]
        self.done: list[Adjustment] = []
        self.names = 0
        self.things = dict.fromkeys(Past().things(self.day), 1)
        self.counted = {year: Past().sums(D(year, 12, 31)) for year in range(2002, 2006)}

    def go(self, kind: str, *, aside: bool) -> None:
        """One more adjustment, or the last one taken back. aside: look at how those are judged that stand aside."""
        if kind == "undo":
            if self.done:
                undo(self.done.pop(), self.city.administrator, "有误")
                self.compared.adjustments[kind] += 1
            return
        self.day += datetime.timedelta(days=self.chance.choice((1, 30, 200)))
        case = put("communities.adjustment", district=self.city.dinghai, kind=kind, title=f"第{len(self.days)}次",
                   effective_on=self.day, is_case=True)  # fmt: skip
        if not getattr(self, f"_{kind}")(case):
            return
        for step in Step:
            if step != Step.EFFECTIVE:
                put("communities.adjustmentstep", adjustment=case, step=step, done_on=self.day)
        origin = Origin(self.city.administrator, Source.PAGE, "")
        destinations.propose(case, self.city.administrator)
        division = destinations.Division.of(case)
        for each, told in destinations.standing(case):
            if not destinations.decided(told) or (self.chance.random() < 0.2 and not each.move.leads):
                movable = each.move.label not in ("organizations.member", "organizations.body")
                if not destinations.decided(told) or movable:
                    pick = self.chance.choice(division.successors(each.source.pk))
                    if not movable:
                        # A body goes with its members.
                        pick = division.successors(each.source.pk)[0]
                    destinations.send(case, [each.key], pick, origin)
        touched = {key for _label, key in division.units}
        before = judged(self.day, touched) if aside else {}
        take_effect(case, self.city.administrator)
        if aside:
            after = judged(self.day, touched)
            assert {key: after[key] for key in before} == before, kind
            self.compared.judged += len(before)
        self.compared.adjustments[kind] += 1
        self.done.append(case)
        self.days += [self.day - datetime.timedelta(days=1), self.day]

    def _standing(self) -> list[Community]:
        """Those that stand and were counted, in any order."""
        rows = Community.unscoped.filter(founded_on__lt=self.day, closed_on=None, figures__isnull=False)
        rows = rows.distinct().order_by("pk")
        return self.chance.sample(list(rows), k=rows.count())

    def _new(self, case: Adjustment) -> NewCommunity:
        self.names += 1
        street = self.chance.choice(self.streets)
        return put("communities.newcommunity", adjustment=case, street=street, name=f"新{self.names}-{case.pk}社区")

    def _share(self, case: Adjustment, source: Community, target: Any, part: tuple[int, int] | None = None) -> None:
        to = (
            "to_new"
            if isinstance(target, NewCommunity)
            else "to_street"
            if isinstance(target, Street)
            else "to_community"
        )
        sizes = dict(zip(("households", "population"), part, strict=True)) if part else {}
        extent = AdjustmentShare.Extent.PART if part else AdjustmentShare.Extent.WHOLE
        put(
            "communities.adjustmentshare",
            adjustment=case,
            from_community=source,
            extent=extent,
            **{to: target},
            **sizes,
        )

    def _parts(self, source: Community, many: int) -> list[tuple[int, int]]:
        row = source.figures.order_by("-counted_on").first()
        cuts = []
        for whole in (row.households, row.population):
            places = sorted(self.chance.randint(0, whole) for _cut in range(many - 1))
            cuts.append([end - start for start, end in zip([0, *places], [*places, whole], strict=True)])
        return list(zip(*cuts, strict=True))

    def _merge(self, case: Adjustment) -> bool:
        units = self._standing()
        if len(units) < 2:
            return False
        new = self.chance.random() < 0.6
        target = self._new(case) if new else units.pop()
        for source in units[: self.chance.randint(1 + new, 3)]:
            self._share(case, source, target)
        return True

    def _split(self, case: Adjustment) -> bool:
        source = self._standing()[0]
        many = self.chance.randint(2, 3)
        for part in self._parts(source, many):
            self._share(case, source, self._new(case), part)
        return True

    def _boundary(self, case: Adjustment) -> bool:
        units = self._standing()
        if len(units) < 2:
            return False
        # One gives a part to another, or each to the other.
        for source, target in (units[:2], units[1::-1])[: self.chance.randint(1, 2)]:
            given = self._parts(source, 2)
            self._share(case, source, source, given[0])
            self._share(case, source, target, given[1])
        return True

    def _rename(self, case: Adjustment) -> bool:
        unit = self._standing()[0]
        Adjustment._base_manager.filter(pk=case.pk).update(new_name=f"更{case.pk}社区")
        self._share(case, unit, unit)
        return True

    def _move(self, case: Adjustment) -> bool:
        unit = self._standing()[0]
        self._share(case, unit, next(street for street in self.streets if street.pk != unit.street_id))
        return True

    def _found(self, case: Adjustment) -> bool:
        self._new(case)
        return True

    def check(self, known: dict[D, Any]) -> dict[D, Any]:
        """On every day each thing is with one community, and the sums are what they were; days that are past have not
        changed."""
        past, found = Past(), {}
        for day in sorted(set(self.days)):
            things, sums = past.things(day), past.sums(day)
            self.compared.days += 1
            self.compared.things += len(things)
            assert {mark: len(homes) for mark, homes in things.items()} == self.things, day
            base = self.counted[day.year]
            assert sums == base, day
            found[day] = {mark: homes[0] for mark, homes in things.items()}
            if day in known and day < self.day:
                assert found[day] == known[day], day
        return found


def judged(day: D, without: set[int] = frozenset()) -> dict[Any, Any]:
    """Every result of a community on the day. without: of others only."""
    return {
        (each.standard, each.unit): (each.state, each.measured, each.low, each.high)
        for each in Judging(day).results(parts=True)
        if each.community and each.community not in without
    }


KINDS = ("merge", "split", "boundary", "rename", "move", "found", "undo")


@pytest.mark.django_db
def test_nothing_is_lost_and_nothing_is_there_twice(capsys: Any) -> None:
    compared = Compared()
    city = build_city()
    # The communities of the people's city have nothing, and stand aside.
    Community._base_manager.filter(street__in=(city.huannan, city.changguo)).update(closed_on=D(2002, 6, 2))

    @settings(
        max_examples=HISTORIES or 12,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink) if HISTORIES else (Phase.generate,),
    )
    @given(st.integers(0, 2**32), st.lists(st.sampled_from(KINDS), min_size=1, max_size=5), st.integers(0, 9))
    def live(number: int, kinds: list[str], asked: int) -> None:
        with transaction.atomic():
            history = History(city, number, compared)
            known = history.check({})
            below: list[dict[D, Any]] = []
            for kind in kinds:
                day, many = history.day, len(history.done)
                results = judged(day) if asked == 0 else None
                history.go(kind, aside=asked == 0)
                if len(history.done) < many:
                    before = below.pop()
                    after = history.check({})
                    assert {each: after[each] for each in before} == before, "taken back, all is as it was"
                    known = after
                elif len(history.done) > many:
                    below.append(known)
                    known = history.check(known)
                    if results is not None:
                        assert judged(day) == results, kind
                        compared.judged += len(results)
            if asked == 1:
                registers = of_database()
                for day in {*history.days[-2:], history.days[0]}:
                    compare(registers, day, "directive-2002", compared.oracle)
            compared.histories += 1
            transaction.set_rollback(True)

    (live if HISTORIES else seed(1)(live))()
    assert set(compared.adjustments) == set(KINDS)
    if HISTORIES:
        with capsys.disabled():
            print(f"\n{compared}")
