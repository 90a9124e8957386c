"""Pages of a long list, each for the price of the first.

The rows lie in the order of their streets, like files on shelves. One statement counts the rows of every street and
sums what is summed; then it is known on which shelf a page begins, and only the rows of that shelf are sorted. In the
plain way a database sorts all rows for every page, and for page 1,000 reads past the 20,000 before it.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Count, Sum

from .scope import LEVELS, ScopedModel

# A street's rows are few enough to be sorted at once, and streets are few enough to be counted one by one.
_UNITS = LEVELS[: LEVELS.index("street") + 1]


class Shelves:
    """The rows of a queryset in an order, to be counted, summed and read by the page.

    order: what order_by() takes. summed: names of fields or annotations. Rows that follow no unit first, such as those
    sorted by a column, lie on one shelf.
    """

    def __init__(self, rows: models.QuerySet, order: Sequence[Any], summed: Sequence[str] = ()) -> None:
        self.model = rows.model
        self.summed = tuple(summed)
        spelled = list(_spelled_out(self.model, order))
        spelled += ["pk"] if "pk" not in spelled else []
        self.path, lead = _shelf_path(self.model, spelled)
        self._units = [term.removeprefix(f"{self.path}__") for term in spelled[:lead]]
        # Two units that the order does not tell apart must not lie mixed: the key does.
        self.order = [*spelled[:lead], self.path, *spelled[lead:]] if self.path else spelled
        self.rows = rows.order_by(*self.order)

    @cached_property
    def _counted(self) -> list[tuple[Any, ...]]:
        """(key of the unit, number of rows, sums…) in the order of the list. Two statements."""
        # Aliased, because an annotation may carry the name of the column it sums.
        wanted = {"counted": Count("*")} | {f"sum_{name}": Sum(name) for name in self.summed}
        if not self.path:
            found = self.rows.order_by().aggregate(**wanted)
            return [(None, *(found[name] for name in wanted))]
        counted = self.rows.order_by().values_list(self.path).annotate(**wanted).values_list(self.path, *wanted)
        by_unit = {key: (key, *numbers) for key, *numbers in counted}
        units = self.model
        for step in self.path.split("__"):
            units = units._meta.get_field(step).related_model
        ordered = units.objects.whole_city(because="the order of the units that the rows themselves name")
        keys = ordered.order_by(*self._units, "pk").values_list("pk", flat=True) if len(by_unit) > 1 else by_unit
        return [by_unit[key] for key in keys if key in by_unit]

    def __len__(self) -> int:
        return sum(count for _key, count, *_sums in self._counted)

    @property
    def sums(self) -> dict[str, Any]:
        """The sum of each summed column over all rows; None where no row knows a value."""
        found = {}
        for place, name in enumerate(self.summed, start=2):
            known = [shelf[place] for shelf in self._counted if shelf[place] is not None]
            found[name] = sum(known) if known else None
        return found

    def keys(self, start: int, stop: int) -> list[Any]:
        """The keys of the rows from one place to another, in order."""
        rows, before = self.rows, 0
        if self.path:
            ends = list(itertools.accumulate(count for _key, count, *_sums in self._counted))
            begins = [0, *ends[:-1]]
            wanted = [place for place in range(len(ends)) if begins[place] < stop and ends[place] > start]
            rows = rows.filter(**{f"{self.path}__in": [self._counted[place][0] for place in wanted]})
            before = begins[wanted[0]] if wanted else 0
        return list(rows.values_list("pk", flat=True)[start - before : stop - before])


def _spelled_out(model: type[models.Model], terms: Iterable[Any]) -> Iterator[Any]:
    """The terms of an ordering, with the related model's own ordering in the place of a relation."""
    for term in terms:
        name = term.lstrip("-") if isinstance(term, str) else ""
        field, target = None, model
        for step in filter(None, name.split("__")):
            field = target._meta.pk if step == "pk" else target._meta.get_field(step)
            target = field.related_model
        own = (*target._meta.ordering, "pk") if field is not None and field.is_relation else ()
        if not own or not all(isinstance(inner, str) for inner in own):
            yield term
            continue
        for inner in _spelled_out(target, own):
            falling = term.startswith("-") != inner.startswith("-")
            yield f"{'-' * falling}{name}__{inner.lstrip('-')}"


def _shelf_path(model: type[models.Model], order: Sequence[Any]) -> tuple[str, int]:
    """The way to the unit by which the order begins, and how many terms speak of it and the units above it.

    ("community__street", 2) for an order by the district's code and the street's; ("", 0) when it begins otherwise.
    """
    path: list[str] = []
    for place, term in enumerate(order):
        way = _way_to_unit(model, term) if isinstance(term, str) else []
        nearer, further = sorted((path or way, way), key=len)
        if not way or further[: len(nearer)] != nearer:
            return "__".join(path), place if path else 0
        path = nearer
    return "__".join(path), len(order)


def _way_to_unit(model: type[models.Model], term: str) -> list[str]:
    """The relations that a term walks to a unit of street level or above; [] when it reads anything else."""
    *steps, _last = term.lstrip("-").split("__")
    for step in steps:
        field = model._meta.get_field(step)
        if field.null or not issubclass(field.related_model, ScopedModel):
            return []
        model = field.related_model
    return steps if steps and model.territory_level in _UNITS else []
