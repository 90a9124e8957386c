"""The term clock: the bodies of the person's territory that need a next term."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhoushan_community.base import dated, home, registers
from zhoushan_community.base.navigation import unit_tree
from zhoushan_community.base.scope import within
from zhoushan_community.base.tables import asked_day, asked_unit

from .models import Term

State = Term.State


def terms_page(request: HttpRequest) -> HttpResponse:
    """The terms that call for a next one on a day, the most pressing first."""
    problems: list[str] = []
    day = asked_day(request.GET.get("on"), problems)
    unit = asked_unit(request.GET.get("unit"), request.user, problems)
    rows = Term.objects.visible_to(request.user).calling(day)
    if unit is not None:
        rows = within(rows, unit.territory_level, unit.pk)
    counts = _counts(rows)
    only = request.GET.get("only")
    if only in counts:
        rows = rows.filter(state=only)
    rows = rows.select_related("body__community__street__district").order_by("ends_on", "pk")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    keys = [term.pk for term in page]
    own = set(Term.objects.editable_by(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    context = {
        "day": day,
        "problems": problems,
        "register": registers.find("organizations.term"),
        "listing": {"unit": unit, "day": day},
        "tree": unit_tree(request.user, unit, day),
        "states": [(state, state.label, counts[state]) for state in (State.LAPSED, State.ENDING)],
        "only": only,
        "page": page,
        "rows": [(term, abs((term.ends_on - day).days), _next_one(term) if term.pk in own else "") for term in page],
        "bodies": registers.find("organizations.body"),
    }
    return render(request, "organizations/terms.html", context)


def _counts(rows: Any) -> dict[str, int]:
    return rows.aggregate(**{state: Count("pk", filter=Q(state=state)) for state in (State.LAPSED, State.ENDING)})


def _next_one(term: Term) -> str:
    """The address of the form for the term after this one; the day is offered where the old one still runs."""
    known: dict[str, int | datetime.date] = {"body": term.body_id, "number": term.number + 1}
    if term.state == State.ENDING:
        known["started_on"] = term.ends_on
    return f"{registers.find('organizations.term').url('add')}?{urlencode(known)}"


@home.card
def terms_card(user: Any) -> home.Card:
    """How many terms call for a next one today."""
    counts = _counts(Term.objects.visible_to(user).calling(dated.today()))
    page = reverse("terms")
    return home.Card(
        _("Terms of office"),
        [
            (_("lapsed without a next term: %(count)s") % {"count": counts[State.LAPSED]}, f"{page}?only=lapsed"),
            (_("end within 180 days: %(count)s") % {"count": counts[State.ENDING]}, f"{page}?only=ending"),
        ],
    )
