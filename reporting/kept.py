"""Judgements that are kept: a board of the whole city reads what was counted before and judges anew only what changed.

The log says what has changed since, so nothing has to be told when a row is written. A changed row points at a street,
on the day that is judged; this street is counted again, and the difference goes to its district and to the city. A
changed threshold concerns everybody, and everything is counted again; one that a district has of its own concerns the
streets there.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from communities.models import Community, District, Street
from communities.standards import placed
from services.models import HealthCoverage
from zhoushan_community.base.models import Change
from zhoushan_community.base.scope import ScopedModel
from zhoushan_community.base.standards import Asked, Tally

from .judging import BECAUSE, Judging
from .models import Judgement, KeptTally, TargetPart, Threshold
from .whatif import supposing

Counts = dict[str, Tally]

#: From this many changed lines on, counting everything again is quicker than asking where each of them lies.
MANY = 2000
#: So many days are kept; of more, those go that were counted longest ago.
DAYS = 40
CITY, WHOLE = "city", "whole"


def tallies(day: datetime.date, basis: str, level: str, keys: Iterable[int]) -> dict[int, Counts]:
    """The counts of territories of a level, by key and code. Three queries when nothing has changed."""
    judgement = _current(day, basis)
    rows = KeptTally.objects.filter(judgement=judgement, level=level, unit__in=keys)
    return {unit: _opened(counts) for unit, counts in rows.values_list("unit", "counts")}


def known(basis: str, level: str, unit: int) -> dict[datetime.date, Counts]:
    """The counts of a territory on every day of which they are kept with all that is in the log. Two queries."""
    newest, _digest = Change.newest_write()
    rows = KeptTally.objects.filter(judgement__basis=basis, judgement__upto=newest, level=level, unit=unit)
    return {day: _opened(counts) for day, counts in rows.values_list("judgement__day", "counts")}


def _current(day: datetime.date, basis: str) -> Judgement:
    """The judgement of the day, with everything in it that is in the log by now."""
    if supposing.is_on():
        # Nothing of it is in the log, so what is kept would not be of the rows that are read.
        raise RuntimeError("what is kept tells of facts; what is supposed is judged live")
    newest, _digest = Change.newest_write()
    found = Judgement.objects.filter(day=day, basis=basis).first()
    if found and found.upto == newest:
        return found
    with transaction.atomic():
        Judgement.objects.bulk_create([Judgement(day=day, basis=basis)], ignore_conflicts=True)
        judgement = Judgement.objects.select_for_update().get(day=day, basis=basis)
        if judgement.upto == newest:
            return judgement
        streets = _touched(judgement, newest) if judgement.upto >= 0 else None
        if streets is None:
            _count_all(judgement)
        elif streets:
            _count_streets(judgement, streets)
        judgement.upto = newest
        judgement.save()
        old = Judgement.objects.order_by("-used_at").values_list("pk", flat=True)[DAYS:]
        Judgement.objects.filter(pk__in=list(old)).delete()
    return judgement


def _sealed(counts: Mapping[str, Tally]) -> dict[str, list[int]]:
    return {code: list(tally.numbers) for code, tally in counts.items()}


def _opened(counts: Mapping[str, list[int]]) -> Counts:
    return {code: Tally(*numbers) for code, numbers in counts.items()}


def _add(into: Counts, counts: Mapping[str, Tally], sign: int = 1) -> None:
    for code, tally in counts.items():
        have = into.get(code, Tally())
        into[code] = have + tally if sign > 0 else have - tally


def _bound() -> set[int]:
    return set(District.objects.whole_city(because=BECAUSE).filter(bound=True).values_list("pk", flat=True))


def _count_all(judgement: Judgement) -> None:
    """Count every street. A statement for each level."""
    KeptTally.objects.filter(judgement=judgement).delete()
    bound = _bound()
    streets: dict[int, tuple[int, Counts]] = {}
    sums: dict[tuple[str, int], Counts] = defaultdict(dict)
    for (district, street, _community), counts in Judging(judgement.day, judgement.basis).tallies().items():
        streets[street] = (district, counts)
        for place in _above(district, bound):
            _add(sums[place], counts)
    rows = [
        KeptTally(judgement=judgement, level="street", unit=street, district=district, counts=_sealed(counts))
        for street, (district, counts) in streets.items()
    ]
    rows += [
        KeptTally(judgement=judgement, level=level, unit=unit, counts=_sealed(counts))
        for (level, unit), counts in sums.items()
    ]
    KeptTally.objects.bulk_create(rows, batch_size=2000)


def _above(district: int, bound: set[int]) -> list[tuple[str, int]]:
    """The territories in which a street of the district is counted."""
    return [("district", district), (WHOLE, 0), *([(CITY, 0)] if district in bound else [])]


def _count_streets(judgement: Judgement, streets: set[int]) -> None:
    """Count these streets anew, and carry the difference to what lies above."""
    bound = _bound()
    fresh = Judging(judgement.day, judgement.basis, within=Q(street_key__in=streets)).tallies()
    now = {street: (district, counts) for (district, street, _community), counts in fresh.items()}
    kept = KeptTally.objects.filter(judgement=judgement, level="street", unit__in=streets)
    change: dict[tuple[str, int], Counts] = defaultdict(dict)
    for row in kept:
        for place in _above(row.district, bound):
            _add(change[place], _opened(row.counts), -1)
    for district, counts in now.values():
        for place in _above(district, bound):
            _add(change[place], counts)
    kept.delete()
    rows = [
        KeptTally(judgement=judgement, level="street", unit=street, district=district, counts=_sealed(counts))
        for street, (district, counts) in now.items()
    ]
    condition = Q()
    for level, unit in change:
        condition |= Q(level=level, unit=unit)
    if change:
        above = {(row.level, row.unit): row for row in KeptTally.objects.filter(condition, judgement=judgement)}
        for (level, unit), difference in change.items():
            counts = _opened(above[level, unit].counts) if (level, unit) in above else {}
            _add(counts, difference)
            rows.append(KeptTally(judgement=judgement, level=level, unit=unit, counts=_sealed(counts)))
        KeptTally.objects.filter(pk__in=[row.pk for row in above.values()]).delete()
    KeptTally.objects.bulk_create(rows)


# What has changed since


def _touched(judgement: Judgement, newest: int) -> set[int] | None:
    """The streets on the judged day of everything that was written since; None when that is everything."""
    lines = list(
        Change.objects.filter(pk__gt=judgement.upto, pk__lte=newest, action__in=Change.WRITES).values_list(
            "model", "row_id", "before", "after"
        )[: MANY + 1]
    )
    everywhere = {each._meta.label_lower for each in (TargetPart, District)}
    if len(lines) > MANY or any(model in everywhere for model, *_rest in lines):
        return None
    touched = _Touched()
    of_thresholds = Threshold._meta.label_lower
    said = [values for model, _key, *both in lines if model == of_thresholds for values in both if values]
    districts = {values.get("district_id") for values in said}
    if None in districts:
        return None
    touched.found["district"] |= districts
    for label in {line[0] for line in lines}:
        model = apps.get_model(label)
        if issubclass(model, ScopedModel):
            touched.rows(model, [line[1:] for line in lines if line[0] == label])
    return touched.streets(judgement.day)


class _Touched:
    """Units that changed rows belong to, or belonged to before."""

    def __init__(self) -> None:
        self.found: dict[str, set[int]] = defaultdict(set)

    def rows(self, model: type[ScopedModel], lines: list[tuple[int, dict, dict]]) -> None:
        """Take in changed rows of a model, by their own ways to a territory and by those that the log tells."""
        keys = {key for key, _before, _after in lines}
        for path in model.scope_paths:
            self.follow(model, path, keys)
        for field in model._meta.fields:
            if not field.is_relation or not issubclass(field.related_model, ScopedModel):
                continue
            said = {values.get(field.attname) for _key, *both in lines for values in both} - {None}
            for path in field.related_model.scope_paths if said else ():
                self.follow(field.related_model, path, said)
        if model._meta.label_lower == "services.facility":
            # An institution serves communities beside its own.
            served = HealthCoverage.objects.whole_city(because=BECAUSE).filter(institution__in=keys)
            self.found["community"] |= set(served.values_list("community", flat=True))

    def follow(self, model: type[models.Model], path: str, keys: set[int]) -> None:
        """Take in the units at the end of the path from rows of the model."""
        target = model
        for step in filter(None, path.split("__")):
            target = target._meta.get_field(step).related_model
        if path:
            rows = model._base_manager.filter(pk__in=keys).order_by()
            keys = set(rows.values_list(path, flat=True)) - {None}
        self.found[target.territory_level] |= keys

    def streets(self, day: datetime.date) -> set[int]:
        """Their streets: on the day, and today's."""
        found = set(self.found["street"])
        rows = Community.objects.whole_city(because=BECAUSE).filter(pk__in=self.found["community"])
        for pair in placed(rows, Asked(day, "")).order_by().values_list("street_on_day", "street"):
            found |= set(pair)
        inside = Street.objects.whole_city(because=BECAUSE).filter(district__in=self.found["district"])
        return found | set(inside.values_list("pk", flat=True))
