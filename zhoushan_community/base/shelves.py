"""Pages of a long list, each for the price of the first.

The rows lie in the order of their communities, like files on shelves. One statement counts the rows of every community
and sums what is summed; then it is known on which shelves a page lies, and only their rows are sorted. In the plain way
a database sorts all rows for every page, and for page 1,000 reads past the 20,000 before it.
"""

import bisect
import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Count, Sum

from .changes import CHUNK
from .scope import ScopedModel

#: With more communities than this the shelves are those of the streets: fewer to count, longer to sort.
MOST_SHELVES = 20_000


class Shelves:
    """The rows of a queryset in an order, to be counted, summed and read by the page.

    order: what order_by() takes. summed: names of fields or annotations. Rows that do not follow their units, such as
    those sorted by a column, lie on one shelf.
    """

    def __init__(self, rows: models.QuerySet, order: Sequence[Any], summed: Sequence[str] = ()) -> None:
        self.model = rows.model
        self.summed = tuple(summed)
        spelled = list(_spelled_out(self.model, order))
        spelled += ["pk"] if "pk" not in spelled else []
        self.path, lead, rest = _shelves_of(self.model, spelled)
        self._units = [term.replace(f"{self.path}__", "", 1) for term in lead]
        self.order = [*lead, *rest]
        self.rows = rows.order_by(*self.order)

    @cached_property
    def _counted(self) -> list[tuple[Any, ...]]:
        """(key of the unit, number of rows, sums…) in the order of the list. Two statements, however many rows."""
        # Aliased, because an annotation may carry the name of the column it sums.
        wanted = {"counted": Count("*")} | {f"sum_{name}": Sum(name) for name in self.summed}
        if not self.path:
            found = self.rows.order_by().aggregate(**wanted)
            return [(None, *(found[name] for name in wanted))]
        counted = self.rows.order_by().values_list(self.path).annotate(**wanted).values_list(self.path, *wanted)
        by_unit = {shelf[0]: shelf for shelf in counted}
        units = _at_end_of(self.model, self.path.split("__"))
        ordered = units.objects.whole_city(because="the order of the units that the rows themselves name")
        if len(by_unit) <= CHUNK:
            ordered = ordered.filter(pk__in=by_unit)
        keys = ordered.order_by(*self._units, "pk").values_list("pk", flat=True)
        return [by_unit[key] for key in keys if key in by_unit]

    @cached_property
    def _ends(self) -> list[int]:
        """Where in the list each shelf ends."""
        return list(itertools.accumulate(shelf[1] for shelf in self._counted))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

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
            first, last = bisect.bisect_right(self._ends, start), bisect.bisect_left(self._ends, stop)
            before = self._ends[first - 1] if first else 0
            rows = rows.filter(**{f"{self.path}__in": [shelf[0] for shelf in self._counted[first : last + 1]]})
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


def _shelves_of(model: type[models.Model], order: Sequence[Any]) -> tuple[str, list[str], list[Any]]:
    """The way to the units by which the order begins, the terms that speak of them and of what lies above, the rest.

    "community", then the district's code, the street's and the community's name, each with the unit's key so that two
    units of the same code do not lie mixed; "" and no such terms for an order that begins otherwise.
    """
    shelves: list[tuple[list[str], list[str], int]] = []
    for place, term in enumerate(order, start=1):
        way = _way_to_unit(model, term) if isinstance(term, str) else []
        nearest, lead = shelves[-1][:2] if shelves else (way, [])
        # A unit says which ones lie above it; two that lie side by side say nothing of each other.
        if not way or (nearest[: len(way)] != way and way[: len(nearest)] != nearest):
            break
        if shelves and len(way) >= len(nearest):
            shelves[-1] = nearest, [*lead[:-1], term, lead[-1]], place
        else:
            shelves.append((way, [*lead, term, "__".join([*way, "pk"])], place))
    if len(shelves) > 1:
        units = _at_end_of(model, shelves[-1][0])._base_manager.order_by()
        if units[: MOST_SHELVES + 1].count() > MOST_SHELVES:
            shelves.pop()
    if not shelves:
        return "", [], list(order)
    way, lead, place = shelves[-1]
    return "__".join(way), lead, list(order[place:])


def _at_end_of(model: type[models.Model], way: Iterable[str]) -> Any:
    for step in way:
        model = model._meta.get_field(step).related_model
    return model


def _way_to_unit(model: type[models.Model], term: str) -> list[str]:
    """The relations that a term walks to a unit; [] when it reads anything else, or not every row has one."""
    *steps, _last = term.lstrip("-").split("__")
    for step in steps:
        field = model._meta.get_field(step)
        if field.null or not issubclass(field.related_model, ScopedModel):
            return []
        model = field.related_model
    return steps if steps and model.territory_level else []
