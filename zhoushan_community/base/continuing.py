"""Rows that go on as others: told by whoever writes the later row, asked by whoever looks for what stood beside it."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db import models
from django.db.models import Q

from .models import Continuation

#: A row by its register's label and its key.
Key = tuple[str, int]


def go_on(pairs: Iterable[tuple[str, int, int]]) -> None:
    """Remember which rows go on as which: register, the later row's key, the earlier one's. Two queries."""
    found = set(pairs)
    before = defaultdict(list)
    for link in Continuation.objects.filter(any_of((label, earlier) for label, _later, earlier in found)):
        before[link.model, link.row_id].append(link.earlier_id)
    found |= {(label, later, first) for label, later, earlier in found for first in before[label, earlier]}
    links = [Continuation(model=label, row_id=later, earlier_id=earlier) for label, later, earlier in sorted(found)]
    Continuation.objects.bulk_create(links, ignore_conflicts=True)


def earlier_rows(rows: Iterable[models.Model], user: models.Model) -> dict[Key, list[models.Model]]:
    """What each row went on from, as far as the person sees it, the last first; rows that went on from none are left
    out. A query, and one more for each register of which there are any."""
    keys: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for link in Continuation.objects.filter(any_of((row._meta.label_lower, row.pk) for row in rows)):
        keys[link.model][link.row_id].append(link.earlier_id)
    found = {}
    for label, links in keys.items():
        asked = {key for earlier in links.values() for key in earlier}
        seen = apps.get_model(label).objects.visible_to(user).in_bulk(asked)
        for key, earlier in links.items():
            if own := [seen[each] for each in sorted(earlier, reverse=True) if each in seen]:
                found[label, key] = own
    return found


def any_of(rows: Iterable[Key]) -> Q:
    """That a line speaks of one of the rows, for tables that name a row by `model` and `row_id`."""
    keys: dict[str, set[int]] = defaultdict(set)
    for label, key in rows:
        keys[label].add(key)
    asked = Q(pk=None)
    for label, found in keys.items():
        asked |= Q(model=label, row_id__in=found)
    return asked
