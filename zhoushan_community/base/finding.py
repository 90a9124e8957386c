"""Rows by what was typed: a name, a code, pinyin initials, or the name of what a row belongs to."""

import functools
import operator

from django.db import models
from django.db.models import Case, Q, Value, When

from . import search
from .scope import ScopedModel


def matching(rows: models.QuerySet, text: str) -> models.QuerySet:
    """The rows in which every word of a text is found: in their own key, in that of a row that they point at, or in
    that of a unit above. Raises search.TooMuch."""
    for word in search.words_of(text):
        rows = rows.filter(_holding(rows.model, word))
    return rows


def _holding(model: type[models.Model], word: str, *, upwards: bool = False) -> Q:
    condition = Q(search_key__contains=word)
    ways = {model.territory_parent, *(path.partition("__")[0] for path in model.scope_paths)}
    for field in model._meta.fields:
        if not field.is_relation or not issubclass(field.related_model, ScopedModel):
            continue
        if field.name in ways or not upwards:
            # A subquery, not a join: the few rows of that name are looked up once. Whether the person sees the row
            # itself is asked elsewhere; what it points at is no secret to those who see it.
            named = field.related_model.unscoped.filter(_holding(field.related_model, word, upwards=True))
            condition |= Q(**{f"{field.name}__in": named})
    return condition


def nearest(rows: models.QuerySet, text: str) -> models.QuerySet:
    """The rows whose own name begins with the text first, then those that hold it, then those found by others.

    Annotates `nearness`: 0, 1 or 2. Raises search.TooMuch.
    """
    words = search.words_of(text)
    whole = " ".join(words)
    # A key holds the texts and after them their initials, each after a blank.
    begins = Q(search_key__startswith=whole) | Q(search_key__contains=f" {whole}")
    holds = functools.reduce(operator.and_, (Q(search_key__contains=word) for word in words), Q())
    nearness = Case(When(begins, Value(0)), When(holds, Value(1)), default=Value(2))
    return rows.annotate(nearness=nearness).order_by("nearness", "pk")
