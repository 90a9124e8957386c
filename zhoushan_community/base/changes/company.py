"""Which lines of a change go together when one of its rows is taken back alone."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from .rows import state_of
from .undo import CannotUndo, Key, keys_by_model, lines_of, parts, pointed_at

Links = dict[Key, set[Key]]


def company(line: models.Model) -> list[models.Model]:
    """The lines of the same change that go with this one when it is taken back alone, newest first.

    They are the lines of its row; of rows that point at it, when it goes; of those that it points at, when it comes
    back; and what the change itself brought along with any of them. Raises CannotUndo when the change brought along
    what belongs to no row in particular: then it is taken back whole, or not at all.
    """
    lines = lines_of(line.batch)
    along = _along(lines)
    direct = {_key(one) for one in lines if not one.follows}
    if {_key(one) for one in lines} - _reached(direct, along):
        raise CannotUndo(_("What this change brought along belongs to all of it; take the whole change back."))
    links = _needed(lines)
    for key, others in along.items():
        links[key] |= others
    own = _reached({_key(line)}, links)
    return [one for one in lines if _key(one) in own]


def _key(line: models.Model) -> Key:
    return line.model, line.row_id


def _reached(keys: Iterable[Key], links: Links) -> set[Key]:
    """The rows, and all that links lead to from them."""
    found, waiting = set(keys), list(keys)
    while waiting:
        new = links.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _needed(lines: Sequence[models.Model]) -> Links:
    """From each row to those that cannot stay as they are when its lines are taken back."""
    created = {_key(line) for line in lines if line.action == "create"}
    removed = {_key(line) for line in lines if line.action == "delete"}
    links: Links = defaultdict(set)
    for line in lines:
        for other in pointed_at(line.model, line.after):
            if other in created:
                links[other].add(_key(line))
        for other in pointed_at(line.model, line.before):
            if other in removed:
                links[_key(line)].add(other)
    return links


def _along(lines: Sequence[models.Model]) -> Links:
    """Between what was written in consequence and the rows that it came of, both ways.

    A consequence stands in the log beside the rows that it came of. Of these it belongs to those that it points at, or
    that point at it; so does a consequence of a consequence.
    """
    links: Links = defaultdict(set)
    if not any(line.follows for line in lines):
        return links
    touches = _touches(lines)
    touched: Links = defaultdict(set)
    for key, others in touches.items():
        for other in others:
            touched[other].add(key)
    for block, causes in _blocks(lines):
        for line in block:
            key = _key(line)
            for other in (touches[key] | touched[key]) & causes - {key}:
                links[key].add(other)
                links[other].add(key)
    return links


def _blocks(lines: Sequence[models.Model]) -> Iterator[tuple[list[models.Model], set[Key]]]:
    """The consequences that stand together, with the rows that each of them may have come of."""
    direct: dict[str, set[Key]] = defaultdict(set)
    for line in lines:
        if not line.follows:
            direct[line.model].add(_key(line))
    stretches = [list(found) for _follows, found in itertools.groupby(lines, lambda line: line.follows)]
    for place, stretch in enumerate(stretches):
        if stretch[0].follows:
            causes = {_key(line) for line in stretch}
            # A change that took another back has its lines the other way round.
            neighbours = [found[-1] for found in stretches[place - 1 : place]]
            neighbours += [found[0] for found in stretches[place + 1 : place + 2]]
            for line in neighbours:
                causes |= direct[line.model]
            yield stretch, causes


def _touches(lines: Sequence[models.Model]) -> Links:
    """The rows that each row points at, pointed at, or points at since. An update tells only what differed; what else
    the row points at, the row says."""
    found: Links = defaultdict(set)
    for line in lines:
        for values in (line.before, line.after):
            found[_key(line)] |= set(pointed_at(line.model, values))
    for label, keys in keys_by_model(_key(line) for line in lines if line.action == "update").items():
        for part in parts(keys):
            for key, row in apps.get_model(label)._base_manager.in_bulk(part).items():
                found[label, key] |= set(pointed_at(label, state_of(row)))
    return found
