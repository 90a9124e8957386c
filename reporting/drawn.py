"""Pages that tell of facts alone, drawn once for all who ask the same and see the same ground, until the log grows.

What is kept carries the newest line of the log under which it was drawn, so that nothing has to be told when a row is
written, and an edit is seen on the next load. It stays within the process, and ends with it, as the code does.
"""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from django.core.cache import caches
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from zhoushan_community.base import dated
from zhoushan_community.base.models import Change

from .asked import Asking
from .whatif import supposing

#: Where it is kept: CACHES of the settings say how much.
PAGES = "pages"
#: What was found, by what found it, with the newest line of the log by then.
_found: dict[Callable[[], Any], tuple[tuple[int, str], Any]] = {}


def drawn(request: HttpRequest, draw: Callable[[HttpRequest], dict[str, Any]]) -> dict[str, Any]:
    """What `draw` makes of the request: of its address, the person's duties, the day and the log, and of nothing else.
    What it refuses is not kept."""
    duties = [(duty.role, duty.level, duty.unit_id) for duty in request.user.current_duties]
    said = (request.get_full_path(), duties, get_language(), dated.today(), Change.newest_write())
    key = hashlib.sha256(repr(said).encode()).hexdigest()
    found = caches[PAGES].get(key)
    if found is None:
        found = draw(request)
        caches[PAGES].set(key, found)
    return found


def page_of(request: HttpRequest, asking: Asking, title: str, template: str, context: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a page of boards: title and content, and what its foot says of where the figures are from."""
    return {
        "title": title,
        "content": render_to_string(template, context, request),
        "board": {"day": asking.board.day, "basis_words": asking.board.basis_words},
        "territory": {"name": asking.territory.name},
    }


def while_unwritten(work_out: Callable[[], Any], models: Iterable[type[Model]]) -> Any:
    """What `work_out` finds in the rows of the models; worked out again once one of them was written. It is handed out
    as it is, without a copy, so nobody changes it."""
    if supposing.is_on():
        # Nothing of it is in the log, so what is kept would not be of the rows that are read.
        return work_out()
    newest = Change.newest_write()
    then, found = _found.get(work_out, (None, None))
    if then is None or then != newest:
        if then is None or _written(then, newest, models):
            found = work_out()
        _found[work_out] = newest, found
    return found


def _written(then: tuple[int, str], newest: tuple[int, str], models: Iterable[type[Model]]) -> bool:
    """Whether a row of the models was written after the line `then`, or the log is another one."""
    if then[0] and not Change.objects.filter(pk=then[0], digest=then[1]).exists():
        return True
    lines = Change.objects.filter(pk__gt=then[0], pk__lte=newest[0], action__in=Change.WRITES)
    return lines.filter(model__in=[model._meta.label_lower for model in models]).exists()
