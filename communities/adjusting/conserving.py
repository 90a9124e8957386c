"""That nothing is lost and nothing is there twice: what the units have on a day, counted before and after."""

import dataclasses
import datetime
from collections import Counter
from collections.abc import Collection, Mapping
from decimal import Decimal

from django.apps import apps
from django.db.models import F, Q

from .division import FIGURES, figures_on
from .moves import BECAUSE, all_moves, followers


class NotConserved(RuntimeError):
    """What an adjustment wrote does not add up; nothing of it is kept."""


@dataclasses.dataclass(frozen=True)
class Census:
    """rows: by register. amounts: by register and unit of measure, unknown ones left out."""

    rows: Counter[str]
    amounts: Counter[tuple[str, str]]


def census(communities: Collection[int], counted: Collection[int], day: datetime.date) -> Census:
    """What holds with the communities on the day, followers included, and the figures of those that stand then,
    `counted`. A query for each register."""
    rows: Counter[str] = Counter()
    amounts: Counter[tuple[str, str]] = Counter()
    for move in all_moves():
        fields = [name for names in move.sums.values() for name in names]
        units = [unit for unit, names in move.sums.items() for _name in names]
        for values in move.standing(communities, day).order_by().values_list("pk", *fields):
            rows[move.label] += 1
            for unit, value in zip(units, values[1:], strict=True):
                amounts[move.label, unit] += Decimal(value or 0)
        for follow in followers(move.label):
            held = Q(**{f"{follow.field}__in": move.standing(communities, day).order_by().values("pk")})
            found = follow.model.objects.whole_city(because=BECAUSE).filter(follow.model.holding(day), held)
            rows[f"{follow.model._meta.label_lower} {follow.field}"] += found.count()
    for figures in figures_on(list(counted), day).values():
        for name in FIGURES:
            if name in figures:
                amounts["communities.communityfigures", name] += getattr(figures[name], name)
    return Census(rows, amounts)


def past(communities: Collection[int], day: datetime.date) -> dict[str, set[tuple]]:
    """By register, the rows that hold with the communities on the day, and with whom."""
    found = {}
    for move in all_moves():
        rows = move.standing(communities, day).order_by().annotate(home=F(f"{move.way}_id"))
        fields = [name for names in move.sums.values() for name in names]
        found[move.label] = set(rows.values_list("pk", "home", *fields))
    return found


def words_of(label: str) -> str:
    """A register in words, with its label, by which the maintainers know it."""
    return f"{apps.get_model(label)._meta.verbose_name_plural} ({label})"


def compare(before: Census, after: Census, more: Mapping[str, int], unknown: Collection[str]) -> list[str]:
    """What does not add up, in words. more: how many rows more or fewer there should be, because amounts were divided
    and rows joined. unknown: registers of which a sum is unknown now."""
    found = []
    for label in sorted({*before.rows, *after.rows}):
        register, _space, follows = label.partition(" ")
        if follows and more.get(register):
            # Some of them were joined by themselves.
            continue
        wanted = before.rows[label] + more.get(label, 0)
        if after.rows[label] != wanted:
            found.append(f"{words_of(register)}: {wanted} → {after.rows[label]}")
    for label, unit in sorted({*before.amounts, *after.amounts}):
        have, now = before.amounts[label, unit], after.amounts[label, unit]
        if have != now and label not in unknown:
            found.append(f"{words_of(label)} {unit}: {have} → {now}")
    return found


__all__ = ["Census", "NotConserved", "census", "compare", "past", "words_of"]
