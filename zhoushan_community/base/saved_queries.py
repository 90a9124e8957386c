"""A person's own ways of looking at a register: filters, sort and columns under a name. Nobody else sees them."""

from typing import Any

from django.db import transaction
from django.http import QueryDict

from . import dated
from .models import SavedQuery
from .registers import Register


def plain(query: QueryDict) -> str:
    """What an address asks for, in a form that two equal questions share: no page, no blanks, today unnamed."""
    kept = QueryDict(mutable=True)
    for name, values in sorted(query.lists()):
        values = [value for value in values if value]
        if name not in ("page", "saved", "format") and values and (name, values) != ("on", [f"{dated.today()}"]):
            kept.setlist(name, values)
    return kept.urlencode()


def own_queries(user: Any, register: Register) -> list[SavedQuery]:
    """The person's queries of the register, by name."""
    return list(SavedQuery.objects.filter(owner=user, register=register.label))


def first_address(register: Register, query: QueryDict, saved: list[SavedQuery]) -> str | None:
    """Where a list that is opened without a question leads: to the person's default, in the territory at hand."""
    default = next((found for found in saved if found.is_default), None)
    if default is None or set(query) - {"unit"}:
        return None
    asked = QueryDict(default.query, mutable=True)
    if unit := query.get("unit"):
        asked["unit"] = unit
    asked["saved"] = str(default.pk)
    return f"{register.url()}?{asked.urlencode()}"


@transaction.atomic
def show_first(saved: SavedQuery, wanted: bool) -> None:
    """Let the list open with this query, and with no other; or with none."""
    own = SavedQuery.objects.filter(owner=saved.owner, register=saved.register)
    if wanted:
        own.exclude(pk=saved.pk).update(is_default=False)
    own.filter(pk=saved.pk).update(is_default=wanted)
